//! Files that were brought and are being looked at: held in memory until they are recorded or others come.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use linchpin_hub::Looked;

/// Files that are held at once.
const HELD: usize = 8;
/// Bytes that are held at once, all files together: 200 MB.
const HELD_BYTES: usize = 200 << 20;

/// A file that was brought.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// Its part of the address; nobody can guess it.
    pub(crate) id: String,
    /// Its name without folders.
    pub(crate) name: String,
    pub(crate) bytes: Arc<[u8]>,
    /// The fields of its columns, once somebody said.
    pub(crate) fields: Option<Vec<String>>,
    /// The program of whatever names none.
    pub(crate) program: Option<String>,
    /// What recording it changed, once it is recorded.
    pub(crate) recorded: Option<Arc<Looked>>,
}

/// The files that are held, the newest first.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<VecDeque<Upload>>);

impl Uploads {
    /// Holds a file; the oldest are let go where there is no room.
    pub(crate) fn hold(&self, name: String, bytes: Arc<[u8]>, program: Option<String>) -> String {
        let id = id();
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.push_front(Upload { id: id.clone(), name, bytes, fields: None, program, recorded: None });
        held.truncate(HELD);
        while held.len() > 1 && held.iter().map(|upload| upload.bytes.len()).sum::<usize>() > HELD_BYTES {
            held.pop_back();
        }
        id
    }

    /// A file that is held.
    pub(crate) fn get(&self, id: &str) -> Option<Upload> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().find(|upload| upload.id == id).cloned()
    }

    /// Changes what is known of a file that is held.
    pub(crate) fn change(&self, id: &str, change: impl FnOnce(&mut Upload)) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(upload) = held.iter_mut().find(|upload| upload.id == id) {
            change(upload);
        }
    }
}

fn id() -> String {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the operating system has chance to give");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(uploads: &Uploads, bytes: usize) -> String {
        uploads.hold("plan.csv".into(), vec![0; bytes].into(), None)
    }

    #[test]
    fn the_oldest_are_let_go_where_there_is_no_room() {
        let uploads = Uploads::default();
        let first = hold(&uploads, 1);
        let others: Vec<String> = (0..HELD).map(|_| hold(&uploads, 1)).collect();
        assert!(uploads.get(&first).is_none());
        assert!(others.iter().all(|id| uploads.get(id).is_some()));
        let large = hold(&uploads, HELD_BYTES + 1);
        assert!(uploads.get(&large).is_some(), "a single one is held whatever its size");
        assert!(uploads.get(&others[HELD - 1]).is_none());
    }
}
