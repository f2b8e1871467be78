//! Whether a command may be, and what it brings about.
