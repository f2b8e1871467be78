//! The forecast by throughput: of milestones, of the ends of programs, and of the next so many items.

use linchpin_model::world::Record;
use linchpin_model::{Date, Milestone, MilestoneId, World};

use super::answer::{Answer, together};
use super::backlog::Backlog;
use super::checks::of_whole;
use super::network::name_of_end;
use super::params::{DEFAULT_TRIALS, ForecastParams};
use super::result::{DayShare, FinishWeeks, Forecast, Method, MilestoneForecast};
use super::summary::last_day;
use super::throughput::{Growth, PastWeeks, weeks_percentile, weeks_until_finished};
use super::{Asked, Basis};
use crate::days::WorkingDays;
use crate::evidence::{Check, key_of};
use crate::sample::stream_id;
use crate::scope::{Scope, items_in};
use crate::who::title_of_milestone;

/// What is forecast by throughput.
#[derive(Hash)]
pub(super) struct Subject {
    /// None for the end of a program.
    milestone: Option<MilestoneId>,
    key: String,
    title: String,
    target: Option<Date>,
    backlog: Backlog,
}

impl Asked<'_> {
    pub(super) fn by_throughput(&self) -> Answer {
        let mut answer = self.empty(Method::Throughput);
        answer.trials = self.pace_trials();
        for subject in self.subjects() {
            if !subject.backlog.past.has_pace() && !subject.backlog.left.is_empty() {
                answer.checks.push(self.no_pace(&subject));
            }
            let (milestone, never) = self.subject(&subject);
            if never > 0.5 {
                answer.checks.push(grows(&subject));
            }
            answer.goals.push(subject.milestone);
            answer.milestones.push(milestone);
        }
        answer
    }

    /// Nothing is left, or nothing can be said.
    pub(super) fn nothing(&self) -> Answer {
        let mut answer = self.empty(Method::None);
        if self.known.open > 0 {
            answer.checks.push(no_history(self.backlog.past.finished.len()));
        }
        for subject in self.subjects() {
            let done = MilestoneForecast { key: subject.key, title: subject.title, ..empty(subject.target) };
            answer.goals.push(subject.milestone);
            answer.milestones.push(done);
        }
        answer
    }

    /// The key, name and items of what the last open milestone by target needs; of all, where there is no milestone.
    pub(crate) fn last_subject(&self) -> Option<(String, String, Backlog)> {
        self.subjects().pop().map(|subject| (subject.key, subject.title, subject.backlog))
    }

    /// The items of a goal with a key.
    pub(crate) fn subject_with(&self, key: &str) -> Option<Backlog> {
        self.subjects().into_iter().find(|subject| subject.key == key).map(|subject| subject.backlog)
    }

    /// What is left in the scope that is asked for.
    pub(crate) fn backlog_of_scope(&self) -> Backlog {
        backlog_of(self.world, self.basis, self.params, self.params.scope)
    }

    /// How many futures are drawn.
    pub(crate) fn pace_trials(&self) -> u32 {
        trials(self.params)
    }

    pub(super) fn subjects(&self) -> Vec<Subject> {
        if self.unit.milestones.is_empty() {
            let (key, title) = name_of_end(self.unit.program);
            return vec![Subject {
                milestone: None,
                key,
                title,
                target: None,
                backlog: self.backlog.clone(),
            }];
        }
        let asked = self.unit.milestones_of(self.params.scope);
        asked.filter(|milestone| milestone.done_at().is_none()).map(|open| self.milestone(open)).collect()
    }

    fn milestone(&self, milestone: &Record<Milestone>) -> Subject {
        Subject {
            milestone: Some(milestone.id),
            key: key_of(milestone),
            title: title_of_milestone(milestone),
            target: milestone.target().map(last_day),
            backlog: backlog_of(self.world, self.basis, self.params, Scope::Milestone(milestone.id)),
        }
    }

    /// The forecast of a subject, and the share of trials that never end.
    fn subject(&self, subject: &Subject) -> (MilestoneForecast, f64) {
        let left = subject.backlog.left.len() as u32;
        let keys = (self.params.seed, stream_id(&subject.key));
        let ascending =
            weeks_until_finished(&subject.backlog.past, left, Growth::AsInThePast, self.pace_trials(), keys);
        let today = self.today();
        let day = |weeks: f64| {
            let days = (weeks * 7.0).ceil() as i64;
            today.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX)
        };
        let at = |share: f64| weeks_percentile(&ascending, share).map(day);
        let ending: Vec<u32> = ascending.iter().flatten().copied().collect();
        let all = ascending.len().max(1) as f64;
        let by = |target: Date| {
            ending.iter().filter(|weeks| day(f64::from(**weeks)) <= target).count() as f64 / all
        };
        let histogram = ending
            .chunk_by(|a, b| a == b)
            .map(|weeks| DayShare { on: day(f64::from(weeks[0])), share: weeks.len() as f64 / all });
        let milestone = MilestoneForecast {
            key: subject.key.clone(),
            title: subject.title.clone(),
            p10: at(0.10),
            p50: at(0.50),
            p80: at(0.80),
            p85: at(0.85),
            p95: at(0.95),
            chance_of_target: subject.target.filter(|_| !ascending.is_empty()).map(by),
            histogram: histogram.collect(),
            ..empty(subject.target)
        };
        let never = if ascending.is_empty() { 0.0 } else { 1.0 - ending.len() as f64 / all };
        (milestone, never)
    }

    /// The day of the moment that is asked about, in the program's zone.
    pub(super) fn today(&self) -> Date {
        WorkingDays::of_program(self.world, self.unit.program_id()).date(self.params.as_of)
    }

    fn no_pace(&self, subject: &Subject) -> Check {
        let weeks = subject.backlog.past.finished.len();
        Check {
            check: "no_pace",
            key: Some(subject.key.clone()),
            sentence: format!(
                "Nothing that {} needs was finished in the last {weeks} weeks, so there is no date for it. Estimate what \
                 is left, or look at the program as a whole.",
                subject.title
            ),
            evidence: Vec::new(),
        }
    }
}

/// When the next so many items of a scope are finished.
pub(super) fn of_next(world: &World, basis: Basis<'_>, params: &ForecastParams, count: u32) -> Forecast {
    let backlog = backlog_of(world, basis, params, params.scope);
    let (past, weeks) = (&backlog.past, backlog.past.finished.len());
    if !past.has_pace() {
        let answer = Answer {
            why_this_method: no_pace_in(weeks),
            checks: vec![no_history(weeks)],
            ..Answer::default()
        };
        return together(world, params, &[&answer]);
    }
    let why_this_method = format!(
        "The next {count} items are asked for, so the last {weeks} weeks are resampled until as many are finished, with \
         the pace itself uncertain."
    );
    let trials = trials(params);
    let answer = Answer { method: Method::Throughput, why_this_method, trials, ..Answer::default() };
    let keys = (params.seed, stream_id("next"));
    let ascending = weeks_until_finished(past, count, Growth::None, trials, keys);
    let at = |share: f64| weeks_percentile(&ascending, share);
    let finish_weeks = FinishWeeks { p10: at(0.10), p50: at(0.50), p85: at(0.85), p95: at(0.95) };
    Forecast { finish_weeks: Some(finish_weeks), ..together(world, params, &[&answer]) }
}

fn backlog_of(world: &World, basis: Basis<'_>, params: &ForecastParams, scope: Scope) -> Backlog {
    Backlog::new(world, &items_in(world, basis.links, scope), params.as_of, params.weeks)
}

fn trials(params: &ForecastParams) -> u32 {
    params.trials.unwrap_or(DEFAULT_TRIALS).clamp(1, super::MOST_TRIALS)
}

/// The weeks by which half of all futures have finished what is left, growth included.
pub(crate) fn weeks_p50(past: &PastWeeks, left: u32, trials: u32, keys: (u64, u64)) -> Option<f64> {
    weeks_percentile(&weeks_until_finished(past, left, Growth::AsInThePast, trials, keys), 0.5)
}

fn empty(target: Option<Date>) -> MilestoneForecast {
    MilestoneForecast {
        key: String::new(),
        title: String::new(),
        target,
        p10: None,
        p50: None,
        p80: None,
        p85: None,
        p95: None,
        chance_of_target: None,
        histogram: Vec::new(),
        p0_alone: None,
    }
}

/// That there is nothing to resample.
pub(super) fn no_pace_in(weeks: usize) -> String {
    match weeks {
        0 => "There is no whole week of history yet.".to_owned(),
        _ => format!("No item was finished in the last {weeks} weeks."),
    }
}

fn no_history(weeks: usize) -> Check {
    let sentence = match weeks {
        0 => "There is no whole week of history yet, so nothing can be resampled. Come back after the first week, or give \
              estimates."
            .to_owned(),
        _ => format!(
            "No item was finished in the last {weeks} weeks, so there is no pace to go by. Give estimates, or look at an \
             earlier day with --as-of."
        ),
    };
    of_whole("no_pace", sentence)
}

fn grows(subject: &Subject) -> Check {
    let past = &subject.backlog.past;
    let (joined, finished): (u32, u32) = (past.joined.iter().sum(), past.finished.iter().sum());
    Check {
        check: "scope_grows",
        key: Some(subject.key.clone()),
        sentence: format!(
            "In the last {} weeks {joined} items joined {} and {finished} were finished: at this rate more than half of \
             all futures never end.",
            past.finished.len(),
            subject.title
        ),
        evidence: Vec::new(),
    }
}
