//! x
use std::path::Path;
pub(crate) fn work(_: &Path, _: u64) {}
