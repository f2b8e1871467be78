//! What the format has no place for, in Linchpin's own columns.

use std::io;

use linchpin_model::world::Record;
use linchpin_model::{Estimate, Item, Milestone, NeededFor, Node, Resolution, Target};

use super::super::super::cell::effort;
use super::super::super::escape;
use super::super::super::mapping::word_of_category;
use super::super::super::outline::{Outline, Row, RowThing, Wait};
use super::super::attribute::Own;
use super::super::own::{INHERITED, NOBODY, UNKNOWN};
use super::super::stage::usual_status;
use super::calendars::Follows;
use super::columns::Columns;
use super::facts::Facts;
use super::numbers::Numbers;
use super::people::workers;
use super::task::LONGEST;
use super::xml::Xml;

/// Writes Linchpin's own columns.
pub(super) struct OwnColumns<'t, 'w> {
    pub(super) outline: &'t Outline<'w>,
    pub(super) numbers: &'t Numbers,
    pub(super) columns: &'t Columns,
}

impl<'w> OwnColumns<'_, 'w> {
    /// Those of one task.
    pub(super) fn write(&self, xml: &mut Xml<'_>, row: &Row<'w>, facts: &Facts) -> io::Result<()> {
        let title = row.thing.title();
        let long = (title.chars().count() > LONGEST).then(|| escape::line(title));
        match row.thing {
            RowThing::Item(item) => self.item(xml, row, item, facts)?,
            RowThing::Milestone(milestone) => self.milestone(xml, milestone)?,
        }
        self.columns.write_own(xml, Own::Title, long.as_deref())?;
        if let RowThing::Item(item) = row.thing {
            self.columns.write_customs(xml, item)?;
        }
        Ok(())
    }

    fn item(&self, xml: &mut Xml<'_>, row: &Row<'w>, item: &Record<Item>, facts: &Facts) -> io::Result<()> {
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
        say(Own::Category, (!is_plain).then(|| word_of_category(facts.category).to_owned()))?;
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

    fn milestone(&self, xml: &mut Xml<'_>, milestone: &Record<Milestone>) -> io::Result<()> {
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
            let is_linked = self.outline.waits(milestone).contains(&Wait::plain(Node::Item(item.id)));
            format!("{number}{priority}{}", if is_linked { " linked" } else { "" })
        };
        self.outline.milestones_of(item).into_iter().map(need).collect::<Vec<_>>().join(", ")
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
        Some(Estimate::Points { .. }) => {
            item.estimate().map(|points| format!("{} points", effort::written_estimate(points)))
        }
        Some(estimate) => Some(effort::written_estimate(estimate)),
        None => facts.duration.filter(|(_, is_guess)| *is_guess).map(|_| UNKNOWN.to_owned()),
    }
}
