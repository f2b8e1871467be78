//! How to read and write each kind of spoke: files as bytes, and what trackers answer.

pub mod formats;
