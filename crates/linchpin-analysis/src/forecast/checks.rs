//! What a forecast met that a person should know.

use linchpin_model::{Node, Risk, World};

use super::history;
use super::params::{DEFAULT_TRIALS, ForecastParams};
use super::parts::{NodePart, Parts, ProgressPart, may_happen};
use super::plan::Plan;
use super::work::WorkSource;
use crate::distribution::{SINGLE_SPREAD, UNKNOWN_SPREAD};
use crate::evidence::{Check, Evidence, key_of};
use crate::schedule::{Finding, UNKNOWN_DAYS};
use crate::words;

/// A check about the whole.
pub(crate) fn of_whole(check: &'static str, sentence: String) -> Check {
    Check { check, key: None, sentence, evidence: Vec::new() }
}

/// Open items by where their distribution comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Estimates {
    open: usize,
    unknown: Tally,
    learned: Tally,
    single: Tally,
}

/// How many there are, the names of the first three and evidence of the first twenty.
#[derive(Clone, Debug, Default)]
struct Tally {
    count: usize,
    names: Vec<String>,
    evidence: Vec<Evidence>,
}

impl Tally {
    const NAMES: usize = 3;
    const EVIDENCE: usize = 20;

    fn of<'p>(world: &World, parts: impl Iterator<Item = (&'p Node, &'p NodePart)>) -> Self {
        let mut tally = Self::default();
        for (node, part) in parts {
            tally.count += 1;
            if tally.names.len() < Self::NAMES {
                tally.names.push(part.key.clone());
            }
            if tally.evidence.len() < Self::EVIDENCE {
                tally.evidence.extend(evidence_of(world, *node, &part.key));
            }
        }
        tally
    }

    fn add(&mut self, other: &Self) {
        self.count += other.count;
        let names = Self::NAMES.saturating_sub(self.names.len());
        self.names.extend(other.names.iter().take(names).cloned());
        let evidence = Self::EVIDENCE.saturating_sub(self.evidence.len());
        self.evidence.extend(other.evidence.iter().take(evidence).cloned());
    }

    /// The names and how many more there are.
    fn named(&self) -> String {
        match self.count.saturating_sub(self.names.len()) {
            0 => self.names.join(", "),
            more => format!("{} and {more} more", self.names.join(", ")),
        }
    }
}

impl Estimates {
    /// Of those open items that are needed.
    pub(crate) fn new(world: &World, parts: &Parts, is_needed: impl Fn(Node) -> bool) -> Self {
        let parents = parts.parents();
        let is_open = |(node, part): &(&Node, &NodePart)| {
            let is_leaf = !matches!(node, Node::Item(item) if parents.contains(item));
            is_leaf && !matches!(part.progress, ProgressPart::Done { .. }) && is_needed(**node)
        };
        let open: Vec<_> = parts.nodes.iter().filter(is_open).collect();
        let of = |source: WorkSource| {
            Tally::of(world, open.iter().filter(|(_, part)| part.work.source == source).copied())
        };
        Self {
            open: open.iter().filter(|(node, _)| matches!(node, Node::Item(_))).count(),
            unknown: of(WorkSource::Unknown),
            learned: of(WorkSource::History),
            single: of(WorkSource::Single),
        }
    }

    /// Takes in those of another.
    pub(crate) fn add(&mut self, other: &Self) {
        self.open += other.open;
        self.unknown.add(&other.unknown);
        self.learned.add(&other.learned);
        self.single.add(&other.single);
    }

    /// One check for each reason to assume or learn rather than be told.
    pub(crate) fn checks(&self) -> Vec<Check> {
        let have = |count: usize| {
            words::capital(&words::some_of(count, self.open, ["open item", "open items"], ["has", "have"]))
        };
        let check = |check: &'static str, tally: &Tally, sentence: &dyn Fn(usize, &str) -> String| {
            let sentence = sentence(tally.count, &tally.named());
            (tally.count > 0).then(|| Check { check, key: None, sentence, evidence: tally.evidence.clone() })
        };
        let [low, high] = SINGLE_SPREAD;
        let [least, most] = UNKNOWN_SPREAD;
        let single = check("single_number", &self.single, &|count, names| {
            format!(
                "{} one number for an estimate ({names}); low is taken as {low} and high as {high} of it. Give a range, \
                 such as 3-5-10d, where you know better.",
                have(count)
            )
        });
        let learned = check("no_estimate", &self.learned, &|count, names| {
            format!(
                "{} no estimate ({names}); {} drawn from what at least {} finished items of the same kind took.",
                have(count),
                if count == 1 { "it is" } else { "they are" },
                words::number_in_words(history::ENOUGH)
            )
        });
        let unknown = check("no_estimate", &self.unknown, &|count, names| {
            format!(
                "{} no estimate ({names}); {} is taken, from {least} to {most} of it. Estimate {} to narrow the dates.",
                have(count),
                words::working_days(UNKNOWN_DAYS),
                if count == 1 { "it" } else { "them" }
            )
        });
        [unknown, learned, single].into_iter().flatten().collect()
    }
}

fn evidence_of(world: &World, node: Node, key: &str) -> Option<Evidence> {
    let Node::Item(item) = node else { return None };
    let item = world.get(item)?;
    Some(match item.url() {
        Some(url) => Evidence { what: key.to_owned(), url_or_entry: url.to_string() },
        None => Evidence::entry(key, item.added.as_ref()?.by),
    })
}

/// Risks that may happen and cannot be drawn, as a number or what they delay is missing.
pub(crate) fn of_risks(world: &World) -> Vec<Check> {
    let risks = world.live::<Risk>().filter(|risk| may_happen(risk));
    let check = |risk: &linchpin_model::world::Record<Risk>| {
        let missing = match (risk.probability(), risk.impact(), risk.affects().is_none_or(Vec::is_empty)) {
            (None, ..) => "its probability",
            (_, None, _) => "the delay it would bring",
            (.., true) => "what it would delay",
            _ => return None,
        };
        let key = key_of(risk);
        let sentence = format!("The forecast leaves out {key}: {missing} is not known.");
        Some(Check { check: "risk_without_numbers", key: Some(key), sentence, evidence: Vec::new() })
    };
    risks.filter_map(check).collect()
}

/// What the network could not place.
pub(crate) fn of_findings(parts: &Parts, plan: &Plan, findings: &[Finding]) -> Vec<Check> {
    let key = |node: &u32| {
        let thing = plan.things[*node as usize]?;
        parts.nodes.get(&thing).map(|part| part.key.clone())
    };
    let check = |finding: &Finding| match finding {
        Finding::Loop { path, .. } => {
            let keys: Vec<String> = path.iter().filter_map(key).collect();
            let sentence = format!(
                "{} wait for each other in a circle and get no dates; what follows is forecast without them. Remove one \
                 of these dependencies.",
                keys.join(", ")
            );
            Some(Check { check: "loop", key: keys.first().cloned(), sentence, evidence: Vec::new() })
        }
        _ => None,
    };
    findings.iter().filter_map(check).collect()
}

/// From so many trials on, the share of futures before P85 is known to within one percent, and nothing need be said.
const ENOUGH_TRIALS: u32 = 2_000;

/// That the plan is so large that fewer trials were drawn than make a percentile sure.
pub(crate) fn of_trials(params: &ForecastParams, trials: u32, nodes: usize) -> Option<Check> {
    let fewer = params.trials.is_none() && trials < ENOUGH_TRIALS;
    let sentence = format!(
        "{trials} futures were drawn rather than {DEFAULT_TRIALS}, as the plan has {nodes} nodes; ask for more with \
         --trials."
    );
    fewer.then(|| of_whole("fewer_trials", sentence))
}
