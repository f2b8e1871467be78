//! The answers that the rules ask for, the row that they give, and what it rests on.

use std::collections::BTreeSet;
use std::sync::Arc;

use linchpin_model::world::Record;
use linchpin_model::{Date, Item, ItemField, MilestoneField, Moment, Node, ProgramField, RiskField, Thing};

use crate::evidence::{Evidence, key_of};
use crate::health::case::Case;
use crate::health::facts::{Facts, colour_of};
use crate::health::risk::HighRisk;
use crate::health::rules::{self, Answers};
use crate::health::{HealthRow, Reading, Rule, Subject, sentence};
use crate::movement::Movement;
use crate::scope;
use crate::who;
use crate::words;

/// The open items and the risk that a colour rests on.
#[derive(Default)]
pub(super) struct Reasons<'w> {
    pub(super) blocked: Vec<&'w Record<Item>>,
    pub(super) undated: Vec<&'w Record<Item>>,
    pub(super) unknown: Vec<&'w Record<Item>>,
    pub(super) risks: Vec<HighRisk<'w>>,
}

impl<'w> Facts<'w> {
    /// The row of a case.
    pub(super) fn row(&self, mut case: Case<'w>) -> HealthRow {
        // A whole is counted by its parts, as on the chase list.
        case.items.retain(|item| !scope::is_whole(self.world, &self.grounds.links, item, self.params.as_of));
        let days = self.grounds.days.of(case.program);
        let today = days.date(self.params.as_of);
        let reasons = self.reasons(&case);
        let target = case.judge.and_then(|judge| judge.target()).copied();
        let late = |on: Option<Date>| target.zip(on).map(|(target, on)| days.after(target.on, on));
        let done = case.items.iter().filter(|item| !self.is_open(item)).count();
        let movement = self.last_movement(&case);
        let last_evidence_at = self.last_evidence(&case, movement.as_ref());
        // What is still open after its target is at least as late as today.
        let passed = late(Some(today)).filter(|days| *days > 0 && case.reached_at.is_none());
        let answers = Answers {
            is_done: case.reached_at.is_some() || (!case.items.is_empty() && done == case.items.len()),
            has_target: target.is_some(),
            late: late(case.p50).max(passed),
            late_at_p85: late(case.p85),
            // Green asks for the P85, so without one there is nothing to go by.
            has_forecast: case.p50.is_some() && case.p85.is_some(),
            critical_blocked: !reasons.blocked.is_empty(),
            critical_without_date: !reasons.undated.is_empty(),
            critical_unknown: !reasons.unknown.is_empty(),
            high_risk: reasons.risks.iter().any(|risk| !risk.is_mitigated),
            mitigated_risk: !reasons.risks.is_empty(),
            silent: last_evidence_at.map(|at| days.after(days.date(at), today).max(0)),
        };
        let rule = rules::first(&answers, &self.params.rules);
        let reported = case.about.and_then(|about| self.reported(about, days));
        let health = rule.reading();
        let mut row = HealthRow {
            about: case.about,
            key: case.key.clone(),
            title: case.title.clone(),
            kind: case.kind,
            health,
            rule,
            mismatch: health != Reading::NoRead
                && reported.as_ref().is_some_and(|said| said.health != health),
            reported,
            judged_by: case.judge.map(key_of),
            target: target.map(|target| target.on),
            p50: case.p50,
            p85: case.p85,
            late_working_days: answers.late,
            chance_of_target: case.chance,
            items: case.items.len(),
            done,
            last_evidence_at,
            silent_working_days: answers.silent,
            sentence: String::new(),
            evidence: self.evidence(&case, &reasons, rule, movement, &|at| words::day(days.date(at), today)),
        };
        row.sentence = sentence::of_row(&row, &case, &reasons, target, today);
        row
    }

    fn reasons(&self, case: &Case<'w>) -> Reasons<'w> {
        let has_date = |item: &Record<Item>| {
            self.grounds.promises.contains_key(&Node::Item(item.id))
                || item.due().is_some()
                || item.deadline().is_some()
        };
        let open: Vec<_> = case.items.iter().filter(|item| self.is_open(item)).collect();
        // Where nobody works with promised dates, a missing one says nothing: it is a check and not a colour.
        let dates_are_in_use = open.iter().filter(|item| has_date(item)).count() * 2 >= open.len();
        let critical = || case.critical.iter().copied();
        let nodes = || {
            let items = case.items.iter().map(|item| Node::Item(item.id));
            items.chain(case.judge.map(|judge| Node::Milestone(judge.id))).collect()
        };
        let nodes = if self.risks.is_empty() { BTreeSet::new() } else { nodes() };
        let program = case.program.filter(|_| case.kind == Subject::Program);
        let is_unknown = |item: &&Record<Item>| {
            self.outlook.of(Node::Item(item.id)).is_some_and(|expected| expected.finish.is_none())
        };
        Reasons {
            blocked: critical().filter(|item| item.blocked().is_some()).collect(),
            undated: critical().filter(|item| dates_are_in_use && !has_date(item)).collect(),
            unknown: critical().filter(is_unknown).collect(),
            risks: self.risks.iter().filter(|risk| risk.concerns(&nodes, program)).cloned().collect(),
        }
    }

    fn evidence(
        &self,
        case: &Case<'_>,
        reasons: &Reasons<'_>,
        rule: Rule,
        movement: Option<Movement>,
        day: &dyn Fn(Moment) -> String,
    ) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        let today = self.grounds.days.of(case.program).date(self.params.as_of);
        if let Some((judge, target)) = case.judge.and_then(|judge| Some((judge, judge.target()?)))
            && let Some(said) = judge.find(|field| matches!(field, MilestoneField::Target(_)))
        {
            evidence.push(Evidence::said(format!("target {}", words::day(target.on, today)), said));
        }
        let items: Vec<(&Record<Item>, &str)> = match rule {
            Rule::CriticalBlocked => {
                reasons.blocked.iter().map(|item| (*item, "critical and blocked")).collect()
            }
            Rule::CriticalWithoutDate | Rule::Late => {
                reasons.undated.iter().map(|item| (*item, "critical without a date")).collect()
            }
            Rule::CriticalUnknown => {
                reasons.unknown.iter().map(|item| (*item, "critical and unknown")).collect()
            }
            _ => Vec::new(),
        };
        evidence.extend(items.into_iter().filter_map(|(item, what)| fact(item, what)));
        for risk in &reasons.risks {
            let said = risk.risk.find(|field| matches!(field, RiskField::Impact(_)));
            evidence.extend(said.map(|said| Evidence::said(format!("risk {}", key_of(risk.risk)), said)));
        }
        evidence.extend(movement.map(|last| Evidence {
            what: format!("last {} {}", last.what, day(last.at)),
            url_or_entry: last.url_or_entry,
        }));
        let report = case.about.and_then(|about| self.reports.get(&about));
        if let Some((said, colour)) = report.and_then(|report| Some((colour_of(report)?, report.colour()?))) {
            let on = day(said.at);
            evidence.push(Evidence::said(format!("said {} {on}", Reading::from(*colour).word()), said));
        }
        if let Some(Thing::Program(program)) = case.about
            && let Some(said) = self
                .world
                .get(program)
                .and_then(|program| program.find(|field| matches!(field, ProgramField::Goal(_))))
        {
            evidence.push(Evidence::said("its goal", said));
        }
        evidence
    }
}

fn fact(item: &Record<Item>, what: &str) -> Option<Evidence> {
    let said = item
        .find(|field| matches!(field, ItemField::Blocked(_) | ItemField::Status(_)))
        .or_else(|| item.find(|_| true))?;
    Some(who::fact_of_item(item, format!("{} {what}", key_of(item)), said))
}

/// A title as part of a sentence.
pub(super) fn named(items: &[&Record<Item>]) -> String {
    let titles: Vec<String> = items
        .iter()
        .map(|item| item.title().cloned().unwrap_or_else(|| Arc::from(key_of(item))))
        .map(|title| words::name(&title))
        .collect();
    words::list(&titles, 2)
}
