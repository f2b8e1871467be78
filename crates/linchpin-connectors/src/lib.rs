//! How to read and write each kind of spoke: trackers over HTTP, files as bytes.

pub mod formats;
