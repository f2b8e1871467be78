//! Whole files through the readers: the real ones of `LINCHPIN_DATA`, and the malformed ones.

mod data;
mod hub;
mod json_cases;
mod json_lines;
mod plan;
mod real_files;
