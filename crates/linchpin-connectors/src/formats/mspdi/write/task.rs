//! One task, milestone or summary: how it is called, how long it takes, what it waits for, how far it is.

use std::io;

use jiff::civil::DateTime;
use linchpin_model::world::Record;
use linchpin_model::{
    Baseline, Category, Constraint, DependencyKind, Estimate, Item, Lag, Milestone, Moment, NeededFor, Node,
    Resolution, Target,
};

use super::super::super::cell::effort;
use super::super::super::escape;
use super::super::super::outline::{Outline, Row, RowThing, Wait, urgency};
use super::super::attribute::Own;
use super::super::own::{INHERITED, NOBODY, UNKNOWN};
use super::super::stage::usual_status;
use super::calendars::{Calendars, Follows};
use super::columns::Columns;
use super::numbers::Numbers;
use super::people::workers;
use super::xml::Xml;
use super::duration;

/// The longest name and address that the format allows.
const LONGEST: usize = 512;
/// Baselines that the format has room for.
const BASELINES: usize = 11;

/// Writes the tasks of a plan.
pub(super) struct Tasks<'t, 'w> {
    outline: &'t Outline<'w>,
    numbers: &'t Numbers,
    calendars: &'t Calendars<'w>,
    columns: &'t Columns,
    baselines: Vec<(usize, &'w Record<Baseline>)>,
}

/// What the elements of a task need to know of it, worked out once.
struct Facts {
    category: Category,
    percent: u32,
    started_at: Option<DateTime>,
    finished_at: Option<DateTime>,
    /// Minutes, and whether they are a guess; none for the whole of its parts.
    duration: Option<(u32, bool)>,
    follows: Follows,
    scheduled: Option<(DateTime, DateTime)>,
    dates: Option<(DateTime, DateTime)>,
    number: String,
}

impl Facts {
    /// What its progress alone says of its state.
    fn shown(&self) -> Category {
        match (self.category, self.started_at, self.finished_at, self.percent) {
            (Category::Dropped, ..) => Category::Dropped,
            (_, _, Some(_), _) | (.., 100) => Category::Done,
            (_, Some(_), ..) | (.., 1..) => Category::InProgress,
            _ => Category::Todo,
        }
    }
}

impl<'t, 'w> Tasks<'t, 'w> {
    pub(super) fn new(
        outline: &'t Outline<'w>,
        numbers: &'t Numbers,
        calendars: &'t Calendars<'w>,
        columns: &'t Columns,
    ) -> Self {
        Self { outline, numbers, calendars, columns, baselines: baselines(outline) }
    }

    pub(super) fn write(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        xml.open("Tasks")?;
        let has_root = self.outline.rows.first().is_some_and(|row| self.numbers.of(row.thing.node()) == 0);
        // How many tasks of each level stand under the present one of the level above.
        let mut counts: Vec<u32> = Vec::new();
        for (place, row) in self.outline.rows.iter().enumerate() {
            let level = row.depth - u32::from(has_root);
            counts.truncate(level as usize);
            counts.resize(level as usize, 0);
            counts.last_mut().into_iter().for_each(|count| *count += 1);
            let number = counts.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
            let number = if number.is_empty() { "0".to_owned() } else { number };
            self.task(xml, row, place + usize::from(!has_root), level, number)?;
        }
        xml.close("Tasks")
    }

    fn task(&self, xml: &mut Xml<'_>, row: &Row<'w>, id: usize, level: u32, number: String) -> io::Result<()> {
        let facts = self.facts(row, number);
        xml.open("Task")?;
        xml.leaf("UID", &self.numbers.of(row.thing.node()).to_string())?;
        xml.leaf("ID", &id.to_string())?;
        self.head(xml, row, level, &facts)?;
        self.times(xml, row, &facts)?;
        self.progress(xml, row, &facts)?;
        self.bounds(xml, row, &facts)?;
        self.words(xml, row, &facts)?;
        self.links(xml, row)?;
        self.own(xml, row, &facts)?;
        self.baseline_dates(xml, row.thing.node())?;
        xml.close("Task")
    }

    fn facts(&self, row: &Row<'w>, number: String) -> Facts {
        let follows = match row.is_whole {
            true => Follows::Usual,
            false => self.calendars.followed_by(self.outline, &row.thing),
        };
        let category = match row.thing {
            RowThing::Item(item) => item.status().map_or_else(|| by_share(item), |status| status.category),
            RowThing::Milestone(milestone) if milestone.done_at().is_some() => Category::Done,
            RowThing::Milestone(_) => Category::Todo,
        };
        let dates = self.outline.dates(row);
        let (percent, started_at, finished_at) = self.progress_of(row, category, dates);
        Facts {
            category,
            percent,
            started_at,
            finished_at,
            duration: self.duration(row),
            follows,
            scheduled: row.scheduled_by_hand(),
            dates,
            number,
        }
    }

    /// As given, else the likely estimate, else one working day.
    fn duration(&self, row: &Row<'w>) -> Option<(u32, bool)> {
        let item = match row.thing {
            RowThing::Milestone(_) => return Some((0, false)),
            RowThing::Item(_) if row.is_whole => return None,
            RowThing::Item(item) => item,
        };
        if let Some(minutes) = item.duration() {
            return Some((*minutes, false));
        }
        let day = self.calendars.day_minutes_of(self.outline, &row.thing).unsigned_abs();
        let minutes = match item.estimate() {
            Some(Estimate::Single { minutes } | Estimate::Range { likely: minutes, .. }) => *minutes,
            Some(Estimate::Size(size)) => size.days()[1] * day,
            Some(Estimate::Points { .. }) | None => day,
        };
        Some((minutes, true))
    }

    fn head(&self, xml: &mut Xml<'_>, row: &Row<'w>, level: u32, facts: &Facts) -> io::Result<()> {
        let title = title_of(&row.thing);
        let urgency = match row.thing {
            RowThing::Item(item) => urgency(item),
            RowThing::Milestone(_) => 500,
        };
        xml.leaf("Name", &escape::line(cut(title)))?;
        xml.flag("Active", facts.category != Category::Dropped)?;
        xml.flag("Manual", facts.scheduled.is_some())?;
        xml.leaf("Type", "1")?;
        xml.flag("IsNull", false)?;
        xml.leaf("WBS", &facts.number)?;
        xml.leaf("OutlineNumber", &facts.number)?;
        xml.leaf("OutlineLevel", &level.to_string())?;
        xml.leaf("Priority", &urgency.to_string())
    }

    fn times(&self, xml: &mut Xml<'_>, row: &Row<'w>, facts: &Facts) -> io::Result<()> {
        xml.time("Start", facts.dates.map(|(start, _)| start))?;
        xml.time("Finish", facts.dates.map(|(_, finish)| finish))?;
        if let Some((minutes, _)) = facts.duration {
            xml.leaf("Duration", &duration(minutes))?;
        }
        xml.time("ManualStart", facts.scheduled.map(|(start, _)| start))?;
        xml.time("ManualFinish", facts.scheduled.map(|(_, finish)| finish))?;
        let is_guess = facts.duration.is_some_and(|(_, is_guess)| is_guess);
        // Days, by the clock or of work; 32 more for a guess.
        let format = if facts.follows == Follows::Elapsed { 8 } else { 7 } + if is_guess { 32 } else { 0 };
        xml.leaf("DurationFormat", &format.to_string())?;
        if let (RowThing::Item(item), Category::InProgress, false) = (row.thing, facts.category, row.is_whole) {
            xml.time("Resume", item.resumes_at().copied())?;
        }
        xml.flag("EffortDriven", false)?;
        xml.flag("Estimated", is_guess)?;
        xml.flag("Milestone", matches!(row.thing, RowThing::Milestone(_)))?;
        xml.flag("Summary", row.is_whole)
    }

    /// The share that is done, and when it was begun and finished: only as far as that fits its state. What is begun or
    /// done without a day has that of the schedule, as Microsoft Project knows no other.
    fn progress_of(
        &self,
        row: &Row<'w>,
        category: Category,
        dates: Option<(DateTime, DateTime)>,
    ) -> (u32, Option<DateTime>, Option<DateTime>) {
        let (percent, started_at, finished_at) = match row.thing {
            RowThing::Item(item) => {
                let usual = if category == Category::Done { 100 } else { 0 };
                (item.percent_done().copied().unwrap_or(usual), item.started_at(), item.finished_at())
            }
            RowThing::Milestone(milestone) => {
                let at = milestone.done_at();
                (if at.is_some() { 100 } else { 0 }, at, at)
            }
        };
        let is_begun = matches!(category, Category::InProgress | Category::Done) && !row.is_whole;
        let is_done = category == Category::Done && !row.is_whole;
        let local = |at: &Moment| self.outline.local(*at);
        let started_at = started_at.map(local).or(dates.map(|(start, _)| start)).filter(|_| is_begun);
        let finished_at = finished_at.map(local).or(dates.map(|(_, finish)| finish)).filter(|_| is_done);
        (percent.min(100), started_at, finished_at)
    }

    fn progress(&self, xml: &mut Xml<'_>, row: &Row<'w>, facts: &Facts) -> io::Result<()> {
        xml.leaf("PercentComplete", &facts.percent.to_string())?;
        xml.time("ActualStart", facts.started_at)?;
        xml.time("ActualFinish", facts.finished_at)?;
        let remaining = match row.thing {
            RowThing::Item(item) => item.remaining(),
            RowThing::Milestone(_) => None,
        };
        match remaining.filter(|_| facts.category == Category::InProgress && !row.is_whole) {
            Some(minutes) => xml.leaf("RemainingDuration", &duration(*minutes)),
            None => Ok(()),
        }
    }

    fn bounds(&self, xml: &mut Xml<'_>, row: &Row<'w>, facts: &Facts) -> io::Result<()> {
        let (constraint, deadline) = match row.thing {
            RowThing::Item(item) => (item.constraint(), item.deadline().copied()),
            RowThing::Milestone(milestone) => {
                let target = milestone.target().map(|target| target.on.at(17, 0, 0, 0));
                (milestone.constraint(), milestone.deadline().copied().or(target))
            }
        };
        let (kind, date) = code_of(constraint.copied().unwrap_or(Constraint::AsSoonAsPossible));
        xml.leaf("ConstraintType", kind)?;
        let calendar = match facts.follows {
            Follows::Own(uid) | Follows::Inherited(uid) => Some(uid),
            Follows::Usual | Follows::Elapsed => None,
        };
        xml.leaf("CalendarUID", &calendar.map_or_else(|| "-1".to_owned(), |uid| uid.to_string()))?;
        xml.time("ConstraintDate", date)?;
        xml.time("Deadline", deadline)
    }

    fn words(&self, xml: &mut Xml<'_>, row: &Row<'w>, facts: &Facts) -> io::Result<()> {
        let (url, notes) = match row.thing {
            RowThing::Item(item) => {
                (item.url(), item.description().and_then(|text| self.outline.world.text(text)))
            }
            RowThing::Milestone(milestone) => (milestone.url(), None),
        };
        let is_web = |url: &&std::sync::Arc<str>| {
            let lower = url.to_ascii_lowercase();
            (lower.starts_with("https://") || lower.starts_with("http://")) && url.chars().count() <= LONGEST
        };
        if let Some(url) = url.filter(is_web) {
            xml.leaf("HyperlinkAddress", &escape::line(url))?;
        }
        xml.flag("IgnoreResourceCalendar", matches!(facts.follows, Follows::Own(_) | Follows::Inherited(_)))?;
        match notes {
            // What begins so would be taken for rich text.
            Some(notes) if notes.starts_with("{\\rtf") => {
                xml.leaf("Notes", &format!("_x007B_{}", escape::lines(&notes[1..])))
            }
            Some(notes) => xml.leaf("Notes", &escape::lines(notes)),
            None => Ok(()),
        }
    }

    /// What it waits for; what a milestone needs as well, unless it could do without.
    fn links(&self, xml: &mut Xml<'_>, row: &Row<'w>) -> io::Result<()> {
        let node = row.thing.node();
        for wait in self.outline.waits(node) {
            self.link(xml, wait)?;
        }
        for predecessor in self.outline.needed_by(node) {
            self.link(xml, &plain(*predecessor))?;
        }
        Ok(())
    }

    fn link(&self, xml: &mut Xml<'_>, wait: &Wait) -> io::Result<()> {
        let kind = match wait.kind {
            DependencyKind::FinishFinish => "0",
            DependencyKind::FinishStart => "1",
            DependencyKind::StartFinish => "2",
            DependencyKind::StartStart => "3",
        };
        // Days, days by the clock, percent; the lag itself in tenths of minutes, or in percent.
        let most = super::super::value::LIMIT_MINUTES;
        let tenths = |minutes: i32| i64::from(minutes).clamp(-most, most) * 10;
        let (format, lag) = match wait.lag {
            Lag::Working(minutes) => ("7", tenths(minutes)),
            Lag::Elapsed(minutes) => ("8", tenths(minutes)),
            Lag::Percent(hundredths) => ("19", i64::from(hundredths / 100).clamp(-10_000, 10_000)),
        };
        xml.open("PredecessorLink")?;
        xml.leaf("PredecessorUID", &self.numbers.of(wait.predecessor).to_string())?;
        xml.leaf("Type", kind)?;
        xml.flag("CrossProject", false)?;
        xml.leaf("LinkLag", &lag.to_string())?;
        xml.leaf("LagFormat", format)?;
        xml.close("PredecessorLink")
    }

    /// What the format has no place for.
    fn own(&self, xml: &mut Xml<'_>, row: &Row<'w>, facts: &Facts) -> io::Result<()> {
        let title = title_of(&row.thing);
        let long = (title.chars().count() > LONGEST).then(|| escape::line(title));
        match row.thing {
            RowThing::Item(item) => self.own_of_item(xml, row, item, facts)?,
            RowThing::Milestone(milestone) => self.own_of_milestone(xml, milestone)?,
        }
        self.columns.write_own(xml, Own::Title, long.as_deref())?;
        if let RowThing::Item(item) = row.thing {
            self.columns.write_customs(xml, item)?;
        }
        Ok(())
    }

    fn own_of_item(&self, xml: &mut Xml<'_>, row: &Row<'w>, item: &Record<Item>, facts: &Facts) -> io::Result<()> {
        let world = self.outline.world;
        let mut say = |own: Own, value: Option<String>| self.columns.write_own(xml, own, value.as_deref());
        let line = |text: &str| escape::line(text).into_owned();
        let usual_kind = if row.is_whole || facts.number == "0" { "summary" } else { "task" };
        let status = item.status().filter(|status| **status != usual_status(facts.category));
        let labels = item.labels().into_iter().flatten().filter_map(|label| world.get(*label)?.title());
        let labels: Vec<_> = labels.map(|label| escape::line_without(label, &[',', ';'])).collect();
        let has_no_owner = item.owner().is_none_or(|owner| world.get(*owner).is_none());
        let is_nobodys = has_no_owner && !workers(world, &row.thing).is_empty();
        let inherits = matches!(facts.follows, Follows::Inherited(_));
        say(Own::Key, item.key().map(|key| line(key.as_str())))?;
        say(Own::Status, status.map(|status| line(&status.name)))?;
        let is_plain = item.status().is_none_or(|status| status.category == facts.shown());
        say(Own::Category, (!is_plain).then(|| category_word(facts.category).to_owned()))?;
        say(Own::Kind, item.kind().filter(|kind| &***kind != usual_kind).map(|kind| line(kind)))?;
        say(Own::Team, item.team().and_then(|team| world.get(*team)?.title()).map(|title| line(title)))?;
        let stream = item.workstream().and_then(|stream| world.get(*stream)?.title());
        say(Own::Workstream, stream.map(|title| line(title)))?;
        say(Own::Labels, Some(labels.join(", ")))?;
        say(Own::Milestones, Some(self.needs(item)))?;
        say(Own::Estimate, estimate_of(item, facts))?;
        say(Own::Priority, item.priority().map(|priority| format!("{priority:?}")))?;
        say(Own::Due, item.due().map(ToString::to_string))?;
        say(Own::Blocked, item.blocked().map(|why| line(why)))?;
        say(Own::Spent, item.spent().map(|minutes| effort::written(*minutes)))?;
        say(Own::Created, item.created_at().map(ToString::to_string))?;
        say(Own::Owner, is_nobodys.then(|| NOBODY.to_owned()))?;
        say(Own::Calendar, inherits.then(|| INHERITED.to_owned()))
    }

    fn own_of_milestone(&self, xml: &mut Xml<'_>, milestone: &Record<Milestone>) -> io::Result<()> {
        let mut say = |own: Own, value: Option<String>| self.columns.write_own(xml, own, value.as_deref());
        let stream = milestone.workstream().and_then(|stream| self.outline.world.get(*stream)?.title());
        say(Own::Key, milestone.key().map(|key| escape::line(key.as_str()).into_owned()))?;
        say(Own::Workstream, stream.map(|title| escape::line(title).into_owned()))?;
        // A deadline is read as the day promised.
        let is_told = |target: &&Target| {
            let day = milestone.deadline().map_or(target.on, |deadline| deadline.date());
            target.resolution == Resolution::Day && target.on == day
        };
        say(Own::Target, milestone.target().filter(|target| !is_told(target)).map(target_text))
    }

    /// The milestones that need an item, by number, with what [`super::super::own`] reads.
    fn needs(&self, item: &Record<Item>) -> String {
        let need = |needed: NeededFor| {
            let milestone = Node::Milestone(needed.milestone);
            let number = self.numbers.of(milestone);
            let priority = needed.priority.map_or_else(String::new, |priority| format!(" {priority:?}"));
            let is_linked = self.outline.waits(milestone).contains(&plain(Node::Item(item.id)));
            format!("{number}{priority}{}", if is_linked { " linked" } else { "" })
        };
        self.outline.milestones_of(item).into_iter().map(need).collect::<Vec<_>>().join(", ")
    }

    fn baseline_dates(&self, xml: &mut Xml<'_>, node: Node) -> io::Result<()> {
        for (number, baseline) in &self.baselines {
            let dates = baseline.dates().into_iter().flatten();
            let own = dates.filter(|dates| self.outline.written(dates.node) == Some(node)).last();
            let Some(own) = own.filter(|own| own.start.is_some() || own.finish.is_some()) else { continue };
            xml.open("Baseline")?;
            xml.leaf("Number", &number.to_string())?;
            xml.time("Start", own.start)?;
            xml.time("Finish", own.finish)?;
            xml.close("Baseline")?;
        }
        Ok(())
    }
}

/// The state of an item of which none is said.
fn by_share(item: &Record<Item>) -> Category {
    match item.percent_done() {
        Some(100..) => Category::Done,
        Some(1..) => Category::InProgress,
        _ => Category::Todo,
    }
}

fn title_of<'r>(thing: &'r RowThing<'_>) -> &'r str {
    let title = match thing {
        RowThing::Item(item) => item.title(),
        RowThing::Milestone(milestone) => milestone.title(),
    };
    title.map_or("", |title| title)
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

fn plain(predecessor: Node) -> Wait {
    Wait { predecessor, kind: DependencyKind::FinishStart, lag: Lag::NONE }
}

fn category_word(category: Category) -> &'static str {
    match category {
        Category::Todo => "to do",
        Category::InProgress => "in progress",
        Category::Done => "done",
        Category::Dropped => "dropped",
    }
}

fn target_text(target: &Target) -> String {
    let word = match target.resolution {
        Resolution::Day => "",
        Resolution::Month => " month",
        Resolution::Quarter => " quarter",
    };
    format!("{}{word}", target.on)
}

/// The estimate, or the mark that the duration is only a first guess.
fn estimate_of(item: &Record<Item>, facts: &Facts) -> Option<String> {
    match item.estimate() {
        Some(Estimate::Points { .. }) => item.estimate().map(|points| format!("{} points", effort::written_estimate(points))),
        Some(estimate) => Some(effort::written_estimate(estimate)),
        None => facts.duration.filter(|(_, is_guess)| *is_guess).map(|_| UNKNOWN.to_owned()),
    }
}

fn code_of(constraint: Constraint) -> (&'static str, Option<DateTime>) {
    match constraint {
        Constraint::AsSoonAsPossible => ("0", None),
        Constraint::AsLateAsPossible => ("1", None),
        Constraint::MustStartOn(at) => ("2", Some(at)),
        Constraint::MustFinishOn(at) => ("3", Some(at)),
        Constraint::StartNoEarlierThan(at) => ("4", Some(at)),
        Constraint::StartNoLaterThan(at) => ("5", Some(at)),
        Constraint::FinishNoEarlierThan(at) => ("6", Some(at)),
        Constraint::FinishNoLaterThan(at) => ("7", Some(at)),
    }
}

/// The baselines of the plan's program, each with its number: that of its name, else the next that is free.
fn baselines<'w>(outline: &Outline<'w>) -> Vec<(usize, &'w Record<Baseline>)> {
    let program = outline.program.map(|program| program.id);
    let own = outline.world.live::<Baseline>().filter(|baseline| {
        program.is_none() || baseline.program().and_then(|program| outline.world.get(*program)).map(|own| own.id) == program
    });
    let mut slots: [Option<&Record<Baseline>>; BASELINES] = [None; BASELINES];
    let mut others = Vec::new();
    for baseline in own {
        match number_of(baseline).filter(|number| slots[*number].is_none()) {
            Some(number) => slots[number] = Some(baseline),
            None => others.push(baseline),
        }
    }
    let mut others = others.into_iter();
    slots.iter_mut().filter(|slot| slot.is_none()).for_each(|slot| *slot = others.next());
    slots.into_iter().enumerate().filter_map(|(number, slot)| Some((number, slot?))).collect()
}

/// The number in the name that the reader gives: `Baseline` is 0, `Baseline 3` is 3.
fn number_of(baseline: &Record<Baseline>) -> Option<usize> {
    match &**baseline.title()? {
        "Baseline" => Some(0),
        title => title.strip_prefix("Baseline ")?.parse().ok().filter(|number| (1..BASELINES).contains(number)),
    }
}
