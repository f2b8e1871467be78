//! A reading of a source, recorded: entries of up to a thousand events under one import id.

use std::collections::BTreeMap;

use linchpin_model::entry::Body;
use linchpin_model::id::Key;
use linchpin_model::observation::Problem;
use linchpin_model::reconcile::{Counts, ReconcileParams, Reconciled, reconcile};
use linchpin_model::text::PersonalText;
use linchpin_model::{Actor, Batch, Kind, SourceId, Stamped, World};
use uuid::Uuid;

use crate::error::HubError;
use crate::hub::Hub;
use crate::recorder::Draft;

/// Events of one entry at most.
const EVENTS_PER_ENTRY: usize = 1_000;

/// How a reading is to be recorded.
#[derive(Clone, Debug, Default)]
pub struct ReadingParams {
    /// The program of what names none; see [`ReconcileParams::program`].
    pub program: Option<Key>,
    /// Marks as vanished whatever a complete reading lacks, however much it is.
    pub accept_missing: bool,
    /// Compares only; nothing is recorded.
    pub dry_run: bool,
}

/// What a reading changed, or would change.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The id under which its entries stand together; none if there was nothing to record.
    pub import: Option<Uuid>,
    /// The source.
    pub source: SourceId,
    /// How many events.
    pub events: usize,
    /// The positions of its first and last entry, if it was recorded.
    pub positions: Option<(u64, u64)>,
    /// How many things came, changed, vanished, came back.
    pub counts: BTreeMap<Kind, Counts>,
    /// What could not be read, in the order of the file, then what does not fit together.
    pub problems: Vec<Problem>,
}

impl Hub {
    /// Records a reading: what is new in it since the last one. The same reading again records nothing.
    pub fn read(&self, batch: &Batch, params: &ReadingParams) -> Result<Reading, HubError> {
        let import = self.new_id();
        let salt = self.chance.bytes();
        let reconcile_params = ReconcileParams {
            observed_at: self.now(),
            program: params.program.clone(),
            salt,
            accept_missing: params.accept_missing,
        };
        let world = self.catch_up()?;
        let reconciled = reconcile(&world, batch, &reconcile_params);
        let mut reading = Reading {
            import: None,
            source: reconciled.source,
            events: reconciled.events.len(),
            positions: None,
            counts: reconciled.counts.clone(),
            problems: batch.problems.iter().chain(&reconciled.problems).cloned().collect(),
        };
        if params.dry_run || reconciled.events.is_empty() {
            return Ok(reading);
        }
        reading.import = Some(import);
        reading.positions = self
            .record_reading(&world, reconciled, import, |world| reconcile(world, batch, &reconcile_params))?;
        Ok(reading)
    }

    /// Records entry by entry. If another process recorded in between, what is left is compared again: what was
    /// recorded already gives no event a second time.
    fn record_reading(
        &self,
        world: &World,
        first: Reconciled,
        import: Uuid,
        again: impl Fn(&World) -> Reconciled,
    ) -> Result<Option<(u64, u64)>, HubError> {
        let mut chunks = Chunks::new(first);
        let mut expected = world.position;
        let mut positions: Option<(u64, u64)> = None;
        for chunk in 0u32.. {
            let recorded = self.recorder.record(self.now(), |world| {
                if world.position != expected {
                    chunks = Chunks::new(again(world));
                    expected = world.position;
                }
                Ok(chunks.next().map(|(source, events, texts)| draft(import, chunk, source, events, texts)))
            })?;
            let Some(position) = recorded.position else { break };
            expected = position;
            positions = Some(positions.map_or((position, position), |(first, _)| (first, position)));
        }
        Ok(positions)
    }
}

/// The id of a chunk's command: the import's, which is ordered by time, with the chunk's number at its end.
fn chunk_id(import: Uuid, chunk: u32) -> Uuid {
    Uuid::from_u128(import.as_u128() & !u128::from(u32::MAX) | u128::from(chunk))
}

fn draft(
    import: Uuid,
    chunk: u32,
    source: SourceId,
    events: Vec<Stamped>,
    texts: Vec<PersonalText>,
) -> Draft {
    let body = Body {
        actor: Actor::Source(source),
        via: Some("import".into()),
        on_behalf_of: None,
        import: Some(import),
        undoes: None,
        events,
    };
    Draft { command_id: chunk_id(import, chunk), body, texts }
}

/// A reconciliation cut into entries.
struct Chunks {
    source: SourceId,
    events: std::vec::IntoIter<Stamped>,
    texts: std::collections::HashMap<linchpin_model::text::TextRef, PersonalText>,
}

impl Chunks {
    fn new(reconciled: Reconciled) -> Self {
        let texts = reconciled.texts.into_iter().map(|text| (text.hash.clone(), text));
        Self { source: reconciled.source, events: reconciled.events.into_iter(), texts: texts.collect() }
    }

    fn next(&mut self) -> Option<(SourceId, Vec<Stamped>, Vec<PersonalText>)> {
        let events: Vec<Stamped> = self.events.by_ref().take(EVENTS_PER_ENTRY).collect();
        if events.is_empty() {
            return None;
        }
        let mut wanted = Vec::new();
        if !self.texts.is_empty() {
            events.iter().for_each(|stamped| stamped.event.texts(&mut wanted));
        }
        let texts = wanted.iter().filter_map(|text| self.texts.remove(text)).collect();
        Some((self.source, events, texts))
    }
}
