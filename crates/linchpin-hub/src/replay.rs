//! From the journal to a World: the entries after a checkpoint, or all of them. Reading, decoding and applying go side by
//! side, a batch at a time.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use linchpin_model::entry::{Body, Entry};
use linchpin_model::reconcile::{ReconcileParams, Reconciled, reconcile};
use linchpin_model::text::{PersonalText, TextRef};
use linchpin_model::{Actor, Batch, Moment, World};
use linchpin_store::{EntryRef, Journal, NewEntry, NewText, StoredText};
use uuid::Uuid;

use crate::error::HubError;

/// Entries that wait to be decoded or applied together.
const BATCH: usize = 2_000;
/// Batches that may wait between two steps.
const WAITING: usize = 4;

/// Hands every entry with `after < position <= up_to` to `take`, in order and without a gap.
pub(crate) fn read_entries(
    journal: &dyn Journal,
    workspace: &str,
    after: u64,
    up_to: u64,
    mut take: impl FnMut(Entry),
) -> Result<(), HubError> {
    std::thread::scope(|scope| {
        let (raw_sender, raw) = sync_channel::<Vec<Raw>>(WAITING);
        let (entry_sender, entries) = sync_channel::<Result<Vec<Entry>, HubError>>(WAITING);
        let reader = scope.spawn(move || read_raw(journal, workspace, after, up_to, &raw_sender));
        scope.spawn(move || decode_batches(&raw, &entry_sender));
        let mut last = after;
        for batch in entries {
            for entry in batch? {
                check_follows(last, &entry)?;
                last = entry.position;
                take(entry);
            }
        }
        match reader.join() {
            Ok(read) => read.map_err(HubError::from),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// A World takes each entry once and in order; what a journal gives otherwise must stop whoever reads it.
fn check_follows(last: u64, entry: &Entry) -> Result<(), HubError> {
    if entry.position == last + 1 {
        return Ok(());
    }
    Err(HubError::Unreadable { position: entry.position, why: format!("it was read right after {last}") })
}

/// An entry as the store has it.
struct Raw {
    position: u64,
    command_id: Uuid,
    recorded_at_ms: i64,
    body: String,
    texts: Vec<StoredText>,
}

fn read_raw(
    journal: &dyn Journal,
    workspace: &str,
    after: u64,
    up_to: u64,
    sender: &SyncSender<Vec<Raw>>,
) -> Result<(), linchpin_store::StoreError> {
    let mut batch = Vec::with_capacity(BATCH);
    journal.read(workspace, after, up_to, &mut |entry: &EntryRef<'_>| {
        batch.push(Raw {
            position: entry.position,
            command_id: entry.command_id,
            recorded_at_ms: entry.recorded_at_ms,
            body: entry.body.to_owned(),
            texts: entry.texts.to_vec(),
        });
        if batch.len() == BATCH
            && sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_err()
        {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    // Nobody listens any more only if an entry could not be decoded, which is told there.
    let _ = sender.send(batch);
    Ok(())
}

fn decode_batches(raw: &Receiver<Vec<Raw>>, sender: &SyncSender<Result<Vec<Entry>, HubError>>) {
    for batch in raw {
        let decoded: Result<Vec<Entry>, HubError> = batch.into_iter().map(decode).collect();
        let is_last = decoded.is_err();
        if sender.send(decoded).is_err() || is_last {
            return;
        }
    }
}

fn decode(raw: Raw) -> Result<Entry, HubError> {
    let body = Body::from_json(&raw.body)
        .map_err(|error| HubError::Unreadable { position: raw.position, why: error.to_string() })?;
    let kept = raw.texts.into_iter().filter_map(|text| {
        let kept = text.kept?;
        Some(PersonalText { hash: TextRef::from_bytes(text.hash), salt: kept.salt, text: kept.text.into() })
    });
    Ok(Entry {
        position: raw.position,
        command_id: raw.command_id,
        recorded_at: Moment::from_ms(raw.recorded_at_ms),
        body,
        texts: kept.collect(),
    })
}

/// An entry as the store takes it.
pub(crate) fn encode(entry: &Entry) -> NewEntry {
    let texts = entry.texts.iter().map(|text| NewText {
        hash: *text.hash.as_bytes(),
        salt: text.salt,
        text: text.text.to_string(),
    });
    NewEntry {
        command_id: entry.command_id,
        recorded_at_ms: entry.recorded_at.as_ms(),
        body: entry.body.to_json(),
        texts: texts.collect(),
    }
}

/// The World of readings alone, without a journal: what `--from` answers on. Gives its entries too, for history.
pub fn world_of_batches(batches: &[Batch], params: &ReconcileParams) -> (World, Vec<Entry>, Vec<Reconciled>) {
    let mut world = World::default();
    let mut entries = Vec::new();
    let mut readings = Vec::new();
    for batch in batches {
        let reconciled = reconcile(&world, batch, params);
        let position = world.position + 1;
        let body = Body {
            actor: Actor::Source(reconciled.source),
            via: Some("file".into()),
            on_behalf_of: None,
            import: None,
            undoes: None,
            events: reconciled.events.clone(),
        };
        let entry = Entry {
            position,
            command_id: Uuid::from_u128(u128::from(position)),
            recorded_at: params.observed_at,
            body,
            texts: reconciled.texts.clone(),
        };
        world.apply(&entry);
        entries.push(entry);
        readings.push(reconciled);
    }
    (world, entries, readings)
}
