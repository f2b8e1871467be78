//! Files as bytes, and what they say.

pub mod mspdi;
pub mod psplib;
mod refusal;
mod xml;

pub use refusal::Refusal;
