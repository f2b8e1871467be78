//! Whole files through the readers: the real ones of `LINCHPIN_DATA`, and the malformed ones.

mod data;
mod hostile;
mod hub;
mod ics;
mod json_cases;
mod json_lines;
mod later_exports;
mod mspdi;
mod plan;
mod psplib;
mod real_files;
mod round_trip;
mod samples;
mod tables;
