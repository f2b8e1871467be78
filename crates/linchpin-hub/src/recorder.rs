//! The one writer: decides against the newest World, appends, applies, publishes. Many callers share one write to disk.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};

use linchpin_model::entry::{Body, Entry};
use linchpin_model::{Moment, World};
use linchpin_store::{AppendError, Journal};
use uuid::Uuid;

use crate::error::HubError;
use crate::replay::{encode, read_entries};

/// How often a command is decided again because another process was first.
const TRIES: usize = 20;

/// Where a command was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The position of its entry; none if everything was already as it wanted.
    pub position: Option<u64>,
}

/// A journal that was seen to reach `known` reaches it for ever.
pub(crate) fn check_holds(known: u64, found: u64) -> Result<(), HubError> {
    if found < known { Err(HubError::LostEnd { found, known }) } else { Ok(()) }
}

/// What is being recorded and what is published.
pub(crate) struct Recorder {
    journal: Arc<dyn Journal>,
    workspace: String,
    /// Decided and handed to the journal, not all of it on disk yet.
    tip: Mutex<Tip>,
    /// Told whenever entries that waited are on disk or thrown away.
    settled: Condvar,
    /// On disk. What everybody reads.
    published: RwLock<Arc<World>>,
}

struct Tip {
    world: World,
    /// Entries that are in `world` and not yet published, in order.
    waiting: VecDeque<Entry>,
    /// Rises whenever `world` was thrown away because an append was refused.
    generation: u64,
}

/// An entry to be: everything but its place and time.
pub(crate) struct Draft {
    pub(crate) command_id: Uuid,
    pub(crate) body: Body,
    pub(crate) texts: Vec<linchpin_model::text::PersonalText>,
}

impl Recorder {
    pub(crate) fn new(journal: Arc<dyn Journal>, workspace: String, world: World) -> Self {
        let published = RwLock::new(Arc::new(world.clone()));
        let tip = Mutex::new(Tip { world, waiting: VecDeque::new(), generation: 0 });
        Self { journal, workspace, tip, settled: Condvar::new(), published }
    }

    /// The World that is on disk.
    pub(crate) fn world(&self) -> Arc<World> {
        self.published.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Decides and records. `decide` is given the newest World and may be asked again if another process was first; no
    /// draft means that there is nothing to do. Also that, and a refusal, are answers on what the journal held when this
    /// was called.
    pub(crate) fn record(
        &self,
        now: Moment,
        mut decide: impl FnMut(&World) -> Result<Option<Draft>, HubError>,
    ) -> Result<Recorded, HubError> {
        let (mut is_newest, mut has_settled) = (false, false);
        for _ in 0..TRIES {
            let (receipt, known, position, generation) = {
                let mut tip = self.tip.lock().unwrap_or_else(PoisonError::into_inner);
                let decided = decide(&tip.world);
                let Ok(Some(draft)) = decided else {
                    // What it rests on may be another's entry that is not on disk yet, and may never be.
                    if let Some(last) = tip.waiting.back().map(|entry| entry.position) {
                        let stands = self.settle(tip, last);
                        if stands && has_settled {
                            return decided.map(|_| Recorded { position: None });
                        }
                        has_settled = true;
                        continue;
                    }
                    // Nothing is appended that would show that others were first, so it is looked up.
                    if !is_newest && self.has_moved(&tip)? {
                        self.read_on(&mut tip.world)?;
                        self.set_published(&tip.world);
                        is_newest = true;
                        continue;
                    }
                    return decided.map(|_| Recorded { position: None });
                };
                let expected_head = tip.world.position;
                let entry = Entry {
                    position: expected_head + 1,
                    command_id: draft.command_id,
                    recorded_at: now.max(tip.world.recorded_at),
                    body: draft.body,
                    texts: draft.texts,
                };
                let receipt = self.journal.submit(&self.workspace, expected_head, vec![encode(&entry)]);
                tip.world.apply(&entry);
                tip.waiting.push_back(entry);
                (receipt, self.world().position, expected_head + 1, tip.generation)
            };
            match receipt.wait() {
                Ok(appended) => {
                    self.publish(appended.head.position);
                    return Ok(Recorded { position: Some(position) });
                }
                Err(AppendError::AlreadyRecorded { position }) => {
                    self.start_over(generation)?;
                    return Ok(Recorded { position: Some(position) });
                }
                Err(AppendError::HeadMoved { found, .. }) => {
                    self.start_over(generation)?;
                    check_holds(known, found)?;
                }
                Err(AppendError::FollowedRefused { .. }) => self.start_over(generation)?,
                Err(other) => {
                    self.start_over(generation)?;
                    return Err(other.into());
                }
            }
        }
        Err(HubError::Crowded { tries: TRIES })
    }

    /// Takes in what other processes recorded, and gives the newest World.
    pub(crate) fn catch_up(&self) -> Result<Arc<World>, HubError> {
        let mut tip = self.tip.lock().unwrap_or_else(PoisonError::into_inner);
        if tip.waiting.is_empty() {
            self.read_on(&mut tip.world)?;
            self.set_published(&tip.world);
        }
        Ok(self.world())
    }

    /// Waits until the entries up to a position are on disk or thrown away; whether they are on disk.
    fn settle(&self, tip: MutexGuard<'_, Tip>, last: u64) -> bool {
        let generation = tip.generation;
        let is_open = |tip: &mut Tip| {
            tip.generation == generation && tip.waiting.front().is_some_and(|entry| entry.position <= last)
        };
        let tip = self.settled.wait_while(tip, is_open).unwrap_or_else(PoisonError::into_inner);
        tip.generation == generation
    }

    /// Whether others recorded since the World on which everything here stands.
    fn has_moved(&self, tip: &Tip) -> Result<bool, HubError> {
        Ok(tip.waiting.is_empty() && self.journal.head(&self.workspace)?.position > tip.world.position)
    }

    /// Everything up to a position is on disk: everybody may see it.
    fn publish(&self, up_to: u64) {
        let mut tip = self.tip.lock().unwrap_or_else(PoisonError::into_inner);
        let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
        let is_newest = tip.waiting.back().is_some_and(|entry| entry.position <= up_to);
        if is_newest {
            tip.waiting.clear();
            *published = Arc::new(tip.world.clone());
        } else {
            let mut world = (**published).clone();
            while tip.waiting.front().is_some_and(|entry| entry.position <= up_to) {
                if let Some(entry) = tip.waiting.pop_front() {
                    world.apply(&entry);
                }
            }
            *published = Arc::new(world);
        }
        self.settled.notify_all();
    }

    /// Throws away what was decided on top of an append that was refused, and reads what is there instead. Whoever
    /// comes second finds it done.
    fn start_over(&self, generation: u64) -> Result<(), HubError> {
        let mut tip = self.tip.lock().unwrap_or_else(PoisonError::into_inner);
        if tip.generation != generation {
            return Ok(());
        }
        tip.generation += 1;
        tip.waiting.clear();
        self.settled.notify_all();
        tip.world = (*self.world()).clone();
        self.read_on(&mut tip.world)?;
        self.set_published(&tip.world);
        Ok(())
    }

    fn read_on(&self, world: &mut World) -> Result<(), HubError> {
        read_entries(&*self.journal, &self.workspace, world.position, u64::MAX, |entry| world.apply(&entry))
    }

    fn set_published(&self, world: &World) {
        let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
        if published.position < world.position {
            *published = Arc::new(world.clone());
        }
    }
}
