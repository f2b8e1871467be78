//! May these entries follow that head, and with which hashes and times?

use crate::chain::{HashedEntry, entry_hash, short, text_hash};
use crate::entry::Head;
use crate::error::AppendError;
use crate::journal::queue::Incoming;
use std::collections::BTreeSet;

/// Where an entry comes to stand.
pub(crate) struct Place {
    pub(crate) head: Head,
    pub(crate) recorded_at_ms: i64,
}

/// The places of entries after a head, or the first thing that forbids to record them.
pub(crate) fn placed(
    workspace: &str,
    mut head: Head,
    mut recorded_at_ms: i64,
    entries: &[Incoming],
) -> Result<Vec<Place>, AppendError> {
    let unfit = |position: u64, what: &str| AppendError::Unfit { position, what: what.to_owned() };
    if entries.is_empty() {
        return Err(unfit(head.position + 1, "the append holds no entry"));
    }
    let mut command_ids = BTreeSet::new();
    let mut places = Vec::with_capacity(entries.len());
    for entry in entries {
        let position = head.position + 1;
        check_entry(entry).map_err(|what| unfit(position, what))?;
        if !command_ids.insert(entry.command_id) {
            return Err(unfit(position, "its command id is in this append twice"));
        }
        recorded_at_ms = recorded_at_ms.max(entry.recorded_at_ms);
        let (command_id, body) = (entry.command_id, entry.body.as_str());
        let hashed = HashedEntry { workspace, position, command_id, recorded_at_ms, body };
        let hash = entry_hash(&head.hash, &hashed, entry.texts.iter().map(|text| &text.hash));
        if let Some(wanted) = entry.hash.filter(|wanted| *wanted != hash) {
            let (wanted, hash) = (short(&wanted), short(&hash));
            return Err(unfit(
                position,
                &format!("as a copy its hash must stay {wanted}…, and it would be {hash}…"),
            ));
        }
        head = Head { position, hash };
        places.push(Place { head, recorded_at_ms });
    }
    Ok(places)
}

fn check_entry(entry: &Incoming) -> Result<(), &'static str> {
    if entry.body.contains('\0') {
        return Err("its body has a NUL character in it");
    }
    for kept in entry.texts.iter().filter_map(|text| text.kept.as_ref().map(|kept| (text.hash, kept))) {
        match kept {
            (_, kept) if kept.text.contains('\0') => return Err("a text of it has a NUL character in it"),
            (hash, kept) if text_hash(&kept.salt, &kept.text) != hash => {
                return Err("the hash of a text is not the one of its salt and text");
            }
            _ => {}
        }
    }
    Ok(())
}
