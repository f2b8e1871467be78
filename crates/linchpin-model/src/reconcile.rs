//! What a reading of a source changes.
