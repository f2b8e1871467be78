//! Promises and check-ins: what somebody gave or reported about their work, and when.

use std::ops::Range;

use linchpin_model::{CheckIn, CheckInField, External, ExternalId, Node, Promise, PromiseField, Seen, Thing};

use super::day::Day;
use super::draft::Speech;
use super::map::Mapping;
use super::syntax::Report;

impl Mapping<'_> {
    /// The date that somebody gave for their work.
    pub(super) fn promise(
        &mut self,
        about: &Node<External>,
        day: &Day,
        owner: Option<&ExternalId>,
        speech: Speech<'_>,
    ) {
        let Some(on) = self.basics.to_come(day, self.findings) else {
            return;
        };
        let (at, by) = match speech {
            Speech::First => (self.basics.began, owner),
            Speech::On { at, by } => (Some(at), by.or(owner)),
        };
        let (Node::Item(id) | Node::Milestone(id)) = about;
        let mut seen: Seen<Promise> = Seen::new(self.numbered(id, "promised"));
        seen.created_at = at;
        seen.version_at = self.basics.today;
        seen.by = by.cloned();
        seen.set = vec![PromiseField::About(Some(about.clone())), PromiseField::On(Some(on))];
        if let Some(by) = by {
            seen.set.push(PromiseField::By(Some(by.clone())));
        }
        self.said.push(seen.into());
    }

    /// What an owner reported: on its own day, or on that of the change.
    pub(super) fn check_in(
        &mut self,
        about: &Thing<External>,
        report: &Report,
        owner: Option<&ExternalId>,
        speech: Speech<'_>,
        span: &Range<usize>,
    ) {
        let (at, by) = match (&report.day, speech) {
            (Some(day), speech) => {
                let Some(date) = self.basics.past(day, self.findings) else {
                    return;
                };
                let at = self.basics.happened(day, date, self.basics.morning(date));
                match speech {
                    Speech::First => (at, owner),
                    Speech::On { by, .. } => (at, by.or(owner)),
                }
            }
            (None, Speech::On { at, by }) => (at, by.or(owner)),
            (None, Speech::First) => {
                let hint = "Write the day after the colour: `said yellow 2 Apr \"…\"`.";
                self.findings.fault(span.clone(), "When this was said is missing.", hint);
                return;
            }
        };
        let expects = report.expects.as_ref().and_then(|day| self.basics.to_come(day, self.findings));
        let mut seen: Seen<CheckIn> = Seen::new(self.numbered(about.id(), "said"));
        seen.created_at = Some(at);
        seen.version_at = Some(at);
        seen.by = by.cloned();
        seen.set = vec![CheckInField::About(Some(about.clone())), CheckInField::Colour(Some(report.colour))];
        let by = by.cloned().map(|by| CheckInField::By(Some(by)));
        let words = report.words.clone().map(|words| CheckInField::Words(Some(words)));
        let expects = expects.map(|expects| CheckInField::Expects(Some(expects)));
        seen.set.extend([by, words, expects].into_iter().flatten());
        self.said.push(seen.into());
    }

    /// `build said 2`: the second of its kind about a thing.
    fn numbered(&mut self, about: &ExternalId, word: &'static str) -> ExternalId {
        let count = self.counts.entry((about.clone(), word)).or_insert(0);
        *count += 1;
        ExternalId::new(&format!("{about} {word} {count}"))
    }
}
