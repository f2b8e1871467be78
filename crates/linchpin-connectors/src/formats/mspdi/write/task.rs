//! One task, milestone or summary: how it is called, how long it takes, what it waits for, how far it is.

use std::io;

use jiff::civil::DateTime;
use linchpin_model::{Category, Constraint, DependencyKind, Lag};

use super::super::super::escape;
use super::super::super::outline::{Outline, Row, RowThing, Wait, urgency};
use super::baselines::Baselines;
use super::calendars::{Calendars, Follows};
use super::columns::Columns;
use super::duration;
use super::facts::Facts;
use super::numbers::Numbers;
use super::own_columns::OwnColumns;
use super::xml::Xml;

/// The longest name and address that the format allows, in characters.
pub(super) const LONGEST: usize = 512;

/// Writes the tasks of a plan.
pub(super) struct Tasks<'t, 'w> {
    outline: &'t Outline<'w>,
    numbers: &'t Numbers,
    calendars: &'t Calendars<'w>,
    own: OwnColumns<'t, 'w>,
    baselines: Baselines,
}

impl<'t, 'w> Tasks<'t, 'w> {
    pub(super) fn new(
        outline: &'t Outline<'w>,
        numbers: &'t Numbers,
        calendars: &'t Calendars<'w>,
        columns: &'t Columns,
    ) -> Self {
        let own = OwnColumns { outline, numbers, columns };
        Self { outline, numbers, calendars, own, baselines: Baselines::new(outline) }
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

    fn task(
        &self,
        xml: &mut Xml<'_>,
        row: &Row<'w>,
        id: usize,
        level: u32,
        number: String,
    ) -> io::Result<()> {
        let facts = Facts::of(self.outline, self.calendars, row, number);
        xml.open("Task")?;
        xml.leaf("UID", &self.numbers.of(row.thing.node()).to_string())?;
        xml.leaf("ID", &id.to_string())?;
        self.head(xml, row, level, &facts)?;
        self.times(xml, row, &facts)?;
        self.progress(xml, row, &facts)?;
        self.bounds(xml, row, &facts)?;
        self.words(xml, row, &facts)?;
        self.links(xml, row)?;
        self.own.write(xml, row, &facts)?;
        self.baselines.write(xml, row.thing.node())?;
        xml.close("Task")
    }

    fn head(&self, xml: &mut Xml<'_>, row: &Row<'w>, level: u32, facts: &Facts) -> io::Result<()> {
        let urgency = match row.thing {
            RowThing::Item(item) => urgency(item),
            RowThing::Milestone(_) => 500,
        };
        xml.leaf("Name", &escape::line(cut(row.thing.title())))?;
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
        if let (RowThing::Item(item), Category::InProgress, false) = (row.thing, facts.category, row.is_whole)
        {
            xml.time("Resume", item.resumes_at().copied())?;
        }
        xml.flag("EffortDriven", false)?;
        xml.flag("Estimated", is_guess)?;
        xml.flag("Milestone", matches!(row.thing, RowThing::Milestone(_)))?;
        xml.flag("Summary", row.is_whole)
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
        let notes = match row.thing {
            RowThing::Item(item) => item.description().and_then(|text| self.outline.world.text(text)),
            RowThing::Milestone(_) => None,
        };
        let is_web = |url: &&std::sync::Arc<str>| {
            let lower = url.to_ascii_lowercase();
            (lower.starts_with("https://") || lower.starts_with("http://")) && url.chars().count() <= LONGEST
        };
        if let Some(url) = row.thing.url().filter(is_web) {
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
            self.link(xml, &Wait::plain(*predecessor))?;
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
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
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
