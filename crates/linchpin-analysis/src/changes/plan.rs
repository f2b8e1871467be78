//! What changed about milestones, promises, reports, risks and decisions.

use std::fmt::Display;
use std::sync::Arc;

use linchpin_model::fact::{FieldValue, Said};
use linchpin_model::world::Record;
use linchpin_model::{
    CheckIn, CheckInField, Decision, DecisionField, DecisionState, Item, Milestone, MilestoneField, Node,
    Noun, Program, Resolution, Risk, RiskField, RiskState, Target, Thing,
};

use crate::changes::{Change, Comparison, Group, Told};
use crate::evidence::{Evidence, key_of};
use crate::promises;
use crate::scope::{self, Scope};
use crate::who;
use crate::words;

impl Comparison<'_> {
    pub(super) fn milestones(&self, rows: &mut Vec<Change>) {
        for now in scope::milestones_in(self.now, self.params.scope) {
            let before = self.before.get(now.id);
            rows.extend(self.target(before, now));
            let was_done = before.and_then(|before| before.done_at()).is_some();
            if let (false, Some(done_at)) = (was_done, now.done_at())
                && let Some(said) = now.find(|field| matches!(field, MilestoneField::DoneAt(_)))
                && *done_at > self.params.since
            {
                let sentence = format!(
                    "{} was reached on {}.",
                    words::name(&who::title_of_milestone(now)),
                    self.day(done_at.date())
                );
                rows.push(
                    self.row_at(*done_at, milestone_told(Group::MilestonesReached, now, said, sentence)),
                );
            }
        }
    }

    fn target(&self, before: Option<&Record<Milestone>>, now: &Record<Milestone>) -> Option<Change> {
        let before = before?;
        let said = now.find(|field| matches!(field, MilestoneField::Target(_)))?;
        if before.target() == now.target() {
            return None;
        }
        let in_words = |target: Option<&Target>| target.map(|target| self.target_in_words(*target));
        let (from, to) = (in_words(before.target()), in_words(now.target()));
        let title = words::name(&who::title_of_milestone(now));
        let sentence = match (&from, &to) {
            (Some(from), Some(to)) => format!("The target of {title} moved from {from} to {to}."),
            (None, Some(to)) => format!("{title} has a target now: {to}."),
            (_, None) => format!("{title} has no target any more."),
        };
        let mut told = milestone_told(Group::TargetsMoved, now, said, sentence);
        (told.from, told.to) = (from, to);
        Some(self.row(told))
    }

    pub(super) fn promises(&self, rows: &mut Vec<Change>) {
        let before = promises::standing(self.before, self.params.since);
        for (node, now) in promises::standing(self.now, self.params.as_of) {
            let was = before.get(&node).map(|before| before.on);
            let Some((key, title)) = self.node(node).filter(|_| was != Some(now.on)) else {
                continue;
            };
            let to = self.day(now.on);
            let from = was.map(|on| self.day(on));
            let by = now.by.map(|person| self.now.name_of(person)).or_else(|| self.person(now.said.by));
            let name = words::name(&title);
            let given = match by {
                Some(by) => format!("{by} promised {name} for {to}."),
                None => format!("{name} is promised for {to}."),
            };
            let sentence = match &from {
                Some(from) => format!("{given} It was {from}."),
                None => given,
            };
            rows.push(self.row(Told {
                group: Group::Promises,
                key,
                title,
                from,
                evidence: Evidence::said(format!("promised for {to}"), &now.said),
                to: Some(to),
                said: &now.said,
                sentence,
            }));
        }
    }

    pub(super) fn reports(&self, rows: &mut Vec<Change>) {
        for check_in in self.new_things::<CheckIn>() {
            let (Some(about), Some(colour)) = (check_in.about(), check_in.colour()) else {
                continue;
            };
            let (Some((key, title)), Some(said)) =
                (self.thing(*about), check_in.find(|field| matches!(field, CheckInField::Colour(_))))
            else {
                continue;
            };
            let by = check_in.by().map(|person| self.now.name_of(*person)).or_else(|| self.person(said.by));
            let by: Arc<str> = by.unwrap_or_else(|| "Somebody".into());
            rows.push(self.row(Told {
                group: Group::Reported,
                key,
                sentence: format!("{by} reported {colour:?} for {}.", words::name(&title)),
                title,
                from: None,
                to: Some(format!("{colour:?}")),
                said,
                evidence: Evidence::said(format!("{colour:?}, said by {by}"), said),
            }));
        }
    }

    pub(super) fn risks(&self, rows: &mut Vec<Change>) {
        let state = |risk: &Record<Risk>| risk.state().copied().unwrap_or(RiskState::Open);
        for now in self.now.live::<Risk>().filter(|risk| self.is_of_program(risk.program().copied())) {
            let before = self.before.get(now.id);
            if before.map(state) == Some(state(now)) {
                continue;
            }
            let title = now.title().map_or_else(|| key_of(now), ToString::to_string);
            let told = match state(now) {
                RiskState::Open => "A risk is open",
                RiskState::Mitigated => "A mitigation is in place",
                RiskState::Occurred => "A risk came true",
                RiskState::Closed => "A risk is closed",
            };
            let sentence = format!("{told}: {}", words::ended(&title));
            let from = before.map(|before| format!("{:?}", state(before)));
            let said = now.find(|field| matches!(field, RiskField::State(_)));
            rows.extend(self.raid(
                Group::Risks,
                now,
                said,
                title,
                (from, format!("{:?}", state(now))),
                sentence,
            ));
        }
    }

    pub(super) fn decisions(&self, rows: &mut Vec<Change>) {
        let state = |decision: &Record<Decision>| decision.state().copied().unwrap_or(DecisionState::Open);
        for now in
            self.now.live::<Decision>().filter(|decision| self.is_of_program(decision.program().copied()))
        {
            let before = self.before.get(now.id);
            if before.map(state) == Some(state(now)) {
                continue;
            }
            let title = now.title().map_or_else(|| key_of(now), ToString::to_string);
            let told = match state(now) {
                DecisionState::Open => "To be decided",
                DecisionState::Decided => "Decided",
                DecisionState::Superseded => "No longer holds",
            };
            let sentence = format!("{told}: {}", words::ended(&title));
            let from = before.map(|before| format!("{:?}", state(before)));
            let said = now.find(|field| matches!(field, DecisionField::State(_)));
            rows.extend(self.raid(
                Group::Decisions,
                now,
                said,
                title,
                (from, format!("{:?}", state(now))),
                sentence,
            ));
        }
    }

    fn raid<N: Noun, F: FieldValue>(
        &self,
        group: Group,
        record: &Record<N>,
        said: Option<&Said<F>>,
        title: String,
        (from, to): (Option<String>, String),
        sentence: String,
    ) -> Option<Change> {
        let (at, by) = match (said, &record.added) {
            (Some(said), _) => (said.at, said.by),
            (None, Some(added)) => (added.at, added.by),
            (None, None) => return None,
        };
        Some(Change {
            group,
            key: key_of(record),
            title,
            from,
            evidence: vec![Evidence::entry(to.to_lowercase(), by)],
            to: Some(to),
            at,
            by: self.author(by),
            sentence,
            position: u64::from(by.position),
        })
    }

    /// Things that were not there before.
    fn new_things<N: Noun>(&self) -> impl Iterator<Item = &Record<N>> {
        self.now.live::<N>().filter(|record| self.before.get(record.id).is_none())
    }

    fn is_of_program(&self, program: Option<linchpin_model::ProgramId>) -> bool {
        match self.params.scope {
            Scope::All => true,
            Scope::Program(_) | Scope::Milestone(_) => {
                program == scope::program_of_scope(self.now, self.params.scope)
            }
        }
    }

    /// The key and title of a node, if it is asked about.
    fn node(&self, node: Node) -> Option<(String, String)> {
        match node {
            Node::Item(id) => {
                let item = self.now.get::<Item>(id).filter(|item| self.is_in_scope(item.id))?;
                Some((key_of(item), who::title_of_item(item)))
            }
            Node::Milestone(id) => {
                let milestone = self.now.get::<Milestone>(id)?;
                Some((key_of(milestone), who::title_of_milestone(milestone)))
            }
        }
    }

    fn thing(&self, thing: Thing) -> Option<(String, String)> {
        let named = |key: String, title: Option<&Arc<str>>| {
            let title = title.map_or_else(|| key.clone(), ToString::to_string);
            (key, title)
        };
        match thing {
            Thing::Item(id) => self.node(Node::Item(id)),
            Thing::Milestone(id) => self.node(Node::Milestone(id)),
            Thing::Program(id) => self
                .now
                .get::<Program>(id)
                .filter(|program| self.is_of_program(Some(program.id)))
                .map(|program| named(key_of(program), program.title())),
            Thing::Workstream(id) => self
                .now
                .get(id)
                .filter(|workstream| self.is_of_program(workstream.program().copied()))
                .map(|workstream| named(key_of(workstream), workstream.title())),
            _ => None,
        }
    }

    fn target_in_words(&self, target: Target) -> String {
        target_in_words(target, |on| self.day(on))
    }
}

/// A target as it was promised: `30 Apr`, `April 2027`, `Q2 2027`.
pub fn target_in_words<D: Display>(target: Target, day: impl Fn(linchpin_model::Date) -> D) -> String {
    let on = target.on;
    match target.resolution {
        Resolution::Day => day(on).to_string(),
        Resolution::Month => on.strftime("%B %Y").to_string(),
        Resolution::Quarter => format!("Q{} {}", (on.month() - 1) / 3 + 1, on.year()),
    }
}

fn milestone_told<'a, T>(
    group: Group,
    milestone: &Record<Milestone>,
    said: &'a Said<T>,
    sentence: String,
) -> Told<'a, T> {
    Told {
        group,
        key: key_of(milestone),
        title: who::title_of_milestone(milestone),
        from: None,
        to: None,
        said,
        evidence: Evidence::said(sentence.trim_end_matches('.').to_string(), said),
        sentence,
    }
}
