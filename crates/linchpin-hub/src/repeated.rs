//! A command that is sent again: whether it is done already, and still is so.

use uuid::Uuid;

use crate::error::HubError;
use crate::hub::Hub;

/// What became of a command that was recorded before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// Where it is recorded.
    pub position: u64,
    /// Whether somebody took it back since, and nobody took that back.
    pub is_undone: bool,
}

impl Hub {
    /// What became of the command with this id; none if it was never recorded.
    pub fn repeated(&self, command_id: Uuid) -> Result<Option<Repeated>, HubError> {
        let Some(position) = self.journal().position_of(self.workspace(), command_id)? else {
            return Ok(None);
        };
        Ok(Some(Repeated { position, is_undone: self.is_undone(position)? }))
    }

    /// Whether somebody took back the entry at a position, and nobody took that back.
    pub fn is_undone(&self, position: u64) -> Result<bool, HubError> {
        let mut undos = Vec::new();
        self.read_entries(position, |entry| {
            undos.extend(entry.body.undoes.map(|undone| (entry.position, undone)));
        })?;
        Ok(is_undone(position, &undos))
    }
}

/// Whether one of these, each with the position of what it undoes, undoes a position and is not itself undone.
fn is_undone(position: u64, undos: &[(u64, u64)]) -> bool {
    undos.iter().any(|(at, undone)| *undone == position && !is_undone(*at, undos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_undone_and_undone_again_stands() {
        assert!(!is_undone(3, &[]));
        assert!(is_undone(3, &[(5, 3)]));
        assert!(!is_undone(3, &[(5, 3), (6, 5)]));
        assert!(is_undone(3, &[(5, 3), (6, 5), (8, 6)]));
        assert!(is_undone(3, &[(4, 2), (5, 3)]));
    }
}
