//! Where the hub takes chance from: for the ids of commands and the salts of personal texts.

/// Gives chance. A test gives its own from a seed, so that a run can be repeated to the byte.
pub trait Chance: Send + Sync {
    /// Sixteen bytes that nobody can guess.
    fn bytes(&self) -> [u8; 16];
}

/// The operating system's chance.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the operating system has chance to give");
        bytes
    }
}
