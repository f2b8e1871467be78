//! Answers that take longer than a page may wait: computed beside it, and kept by what was asked until the World moves on.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Answers to questions, each for one state of the World.
pub(super) struct Kept<Q, V, A> {
    slots: Mutex<VecDeque<Slot<Q, V, A>>>,
    moved: Condvar,
    /// So many answers are kept.
    most: usize,
    /// They are for so many versions at most, as each may hold much that is not shared with the others.
    versions: usize,
    /// So many are computed at once.
    at_once: usize,
}

struct Slot<Q, V, A> {
    question: Q,
    /// The state of the World that the answer is for.
    version: V,
    /// None while it is being computed.
    answer: Option<Arc<A>>,
}

impl<Q, V, A> Kept<Q, V, A>
where
    Q: Clone + PartialEq + Send + 'static,
    V: Clone + PartialEq + Send + 'static,
    A: Send + Sync + 'static,
{
    pub(super) fn new(most: usize, versions: usize, at_once: usize) -> Self {
        Self { slots: Mutex::default(), moved: Condvar::new(), most, versions, at_once }
    }

    /// The answer for a version if it is there in time; after that, the last one there is to the same question.
    ///
    /// `compute` runs on a thread of its own and goes on when nobody waits any more. What it fails at is tried again when
    /// it is asked again.
    pub(super) fn get(
        self: &Arc<Self>,
        question: &Q,
        version: &V,
        patience: Duration,
        compute: impl FnOnce() -> Option<A> + Send + 'static,
    ) -> Option<Arc<A>> {
        let until = Instant::now() + patience;
        let mut compute = Some(compute);
        let mut slots = self.lock();
        loop {
            let is_it = |slot: &Slot<Q, V, A>| slot.question == *question && slot.version == *version;
            match slots.iter().position(is_it) {
                Some(place) if slots[place].answer.is_some() => return used(&mut slots, place),
                Some(_) => {}
                None if self.has_room(&slots) => match compute.take() {
                    Some(compute) => self.start(&mut slots, question, version, compute),
                    // It failed.
                    None => return None,
                },
                None => {}
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let last = |slot: &Slot<Q, V, A>| slot.question == *question && slot.answer.is_some();
                let place = slots.iter().position(last)?;
                return used(&mut slots, place);
            }
            slots = self.moved.wait_timeout(slots, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn has_room(&self, slots: &VecDeque<Slot<Q, V, A>>) -> bool {
        slots.iter().filter(|slot| slot.answer.is_none()).count() < self.at_once
    }

    fn start(
        self: &Arc<Self>,
        slots: &mut VecDeque<Slot<Q, V, A>>,
        question: &Q,
        version: &V,
        compute: impl FnOnce() -> Option<A> + Send + 'static,
    ) {
        let (kept, question, version) = (self.clone(), question.clone(), version.clone());
        slots.push_front(Slot { question: question.clone(), version: version.clone(), answer: None });
        let started = std::thread::Builder::new().name("answer".into()).spawn(move || {
            let answer = catch_unwind(AssertUnwindSafe(compute)).ok().flatten();
            kept.finish(&question, &version, answer);
        });
        if started.is_err() {
            slots.pop_front();
        }
    }

    /// Puts an answer in its place, and lets go of those that it replaces and of what is too much.
    fn finish(&self, question: &Q, version: &V, answer: Option<A>) {
        let mut slots = self.lock();
        let answer = answer.map(Arc::new);
        let is_replaced = |slot: &Slot<Q, V, A>| {
            slot.question == *question && (slot.answer.is_some() || slot.version == *version)
        };
        let mut gone = take_out(&mut slots, is_replaced);
        if answer.is_some() {
            slots.push_front(Slot { question: question.clone(), version: version.clone(), answer });
        }
        let mut versions: Vec<V> = Vec::new();
        for slot in slots.iter() {
            if versions.len() < self.versions && !versions.contains(&slot.version) {
                versions.push(slot.version.clone());
            }
        }
        gone.extend(take_out(&mut slots, |slot| slot.answer.is_some() && !versions.contains(&slot.version)));
        while slots.len() > self.most && slots.back().is_some_and(|slot| slot.answer.is_some()) {
            gone.extend(slots.pop_back());
        }
        drop(slots);
        self.moved.notify_all();
        // What is let go may be large: nobody waits for that.
        drop(gone);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Slot<Q, V, A>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The slots of which something holds, which are no longer among the others.
fn take_out<Q, V, A>(
    slots: &mut VecDeque<Slot<Q, V, A>>,
    holds: impl Fn(&Slot<Q, V, A>) -> bool,
) -> Vec<Slot<Q, V, A>> {
    let (gone, stay): (Vec<_>, Vec<_>) = std::mem::take(slots).into_iter().partition(holds);
    *slots = stay.into();
    gone
}

/// The answer at a place, which is let go of last.
fn used<Q, V, A>(slots: &mut VecDeque<Slot<Q, V, A>>, place: usize) -> Option<Arc<A>> {
    let slot = slots.remove(place)?;
    let answer = slot.answer.clone();
    slots.push_front(slot);
    answer
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn kept() -> Arc<Kept<&'static str, u32, u32>> {
        Arc::new(Kept::new(2, 2, 1))
    }

    #[test]
    fn an_answer_is_computed_once_for_each_version() {
        let kept = kept();
        assert_eq!(kept.get(&"a", &1, LONG, || Some(10)).as_deref(), Some(&10));
        assert_eq!(kept.get(&"a", &1, LONG, || panic!("it is kept")).as_deref(), Some(&10));
        assert_eq!(kept.get(&"a", &2, LONG, || Some(20)).as_deref(), Some(&20));
        assert_eq!(kept.lock().len(), 1, "the older one is let go");
    }

    #[test]
    fn who_cannot_wait_has_the_last_answer_or_none() {
        let kept = kept();
        let (go, wait) = sync_channel::<()>(1);
        kept.get(&"a", &1, LONG, || Some(10));
        let slow = move || wait.recv().ok().map(|()| 20);
        assert_eq!(kept.get(&"a", &2, Duration::ZERO, slow).as_deref(), Some(&10));
        assert_eq!(kept.get(&"b", &2, Duration::ZERO, || Some(30)), None, "one is computed at once");
        go.send(()).expect("it waits");
        assert_eq!(kept.get(&"a", &2, LONG, || None).as_deref(), Some(&20));
        assert_eq!(kept.get(&"b", &2, LONG, || Some(30)).as_deref(), Some(&30));
    }

    #[test]
    fn what_fails_is_tried_again() {
        let kept = kept();
        assert_eq!(kept.get(&"a", &1, LONG, || None), None);
        assert_eq!(kept.get(&"a", &1, LONG, || panic!("a fault")), None);
        assert_eq!(kept.get(&"a", &1, LONG, || Some(10)).as_deref(), Some(&10));
    }

    #[test]
    fn answers_are_kept_for_few_versions() {
        let kept: Arc<Kept<&str, u32, u32>> = Arc::new(Kept::new(9, 2, 1));
        for (question, version) in [("a", 1), ("b", 1), ("c", 2), ("d", 3)] {
            kept.get(&question, &version, LONG, move || Some(version));
        }
        let left: Vec<&str> = kept.lock().iter().map(|slot| slot.question).collect();
        assert_eq!(left, ["d", "c"]);
    }

    #[test]
    fn what_was_used_longest_ago_is_let_go() {
        let kept = kept();
        for (question, answer) in [("a", 1), ("b", 2), ("a", 1), ("c", 3)] {
            kept.get(&question, &1, LONG, move || Some(answer));
        }
        let left: Vec<&str> = kept.lock().iter().map(|slot| slot.question).collect();
        assert_eq!(left, ["c", "a"]);
    }
}
