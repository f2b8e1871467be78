//! What each cell of a row says, by the field of its column.

use std::sync::Arc;

use jiff::tz::TimeZone;
use linchpin_model::{ExternalId, NeededFor, Observation, Priority};

use super::super::super::cell::date::When;
use super::super::super::cell::predecessor;
use super::super::super::cell::text::{one_line, shown};
use super::super::super::escape::unescaped;
use super::super::super::mapping::{Column, Field};
use super::super::super::table::Row;
use super::super::super::words;
use super::super::comment;
use super::super::draft::{Cell, Draft};
use super::super::identity::Identity;
use super::super::kind::kind_of;
use super::super::links::{End, NoLink};
use super::super::progress;
use super::Reader;

impl<'a> Reader<'a> {
    /// Takes in one cell. A table of fields: long, and every arm alike.
    pub(super) fn cell(
        &mut self,
        row: Row<'a>,
        column: &'a Column,
        identity: &Identity,
        draft: &mut Draft<'a>,
        links: &mut Vec<Observation>,
    ) {
        let word = |row: Row<'a>| row.get(column.index).map(str::trim);
        let moment = |cell: Cell<_>, zone: &TimeZone| cell.map(|when: When| when.moment(zone));
        match column.field {
            Field::Title => draft.title = self.cells.line(row, column),
            Field::Kind => draft.kind = kind_of(word(row), self.cells.line(row, column)),
            Field::Status => draft.status = word(row),
            Field::StatusCategory => draft.category = word(row),
            Field::Resolution => draft.resolution = word(row),
            Field::DoneMark => draft.is_ticked = word(row).and_then(progress::mark).or(draft.is_ticked),
            Field::Owner => self.owner(row, column, false, draft),
            Field::Owners if draft.owner.value().is_none() => self.owner(row, column, true, draft),
            Field::Owners => self.contributors(row, column, draft),
            Field::Contributors => self.contributors(row, column, draft),
            Field::Author => draft.author = self.author(row, column),
            Field::Start => draft.start = self.cells.date(row, column),
            Field::Started => draft.started = moment(self.cells.date(row, column), &self.zone),
            Field::Due => draft.due = self.cells.date(row, column).map(|when| when.day),
            Field::Deadline => draft.deadline = self.cells.date(row, column).map(|when| when.local()),
            Field::Constraint => draft.constraint = self.cells.constraint(row, column),
            Field::Created => draft.created = moment(self.cells.date(row, column), &self.zone),
            Field::Finished => {
                let finished = moment(self.cells.date(row, column), &self.zone);
                if draft.finished.value().is_none() && finished != Cell::Silent {
                    draft.finished = finished;
                }
            }
            Field::Updated => draft.updated = moment(self.cells.date(row, column), &self.zone),
            Field::Estimate(unit) => {
                let estimate = self.cells.estimate(row, column, unit);
                draft.estimates.push((column.name.clone(), estimate));
            }
            Field::Duration(unit) => draft.duration = self.cells.minutes(row, column, unit),
            Field::Remaining(unit) => draft.remaining = self.cells.minutes(row, column, unit),
            Field::Spent(unit) => draft.spent = self.cells.minutes(row, column, unit),
            Field::Percent => draft.percent = self.cells.percent(row, column),
            Field::Priority => draft.priority = self.cells.priority(row, column),
            Field::Rank => draft.rank = self.cells.rank(row, column),
            Field::Labels => self.labels(row, column, draft),
            Field::Milestones => self.milestones(row, column, identity, draft),
            Field::Parent => self.parent(row, column, identity, draft),
            Field::DependsOn => {
                let before = links.len();
                self.dependencies(row, column, identity, End::Successor, links);
                draft.waits |= links.len() > before;
            }
            Field::Blocks => self.dependencies(row, column, identity, End::Predecessor, links),
            Field::Team => draft.team = self.cells.line(row, column).map(|team| self.things.team(&team)),
            Field::Workstream if draft.workstream.value().is_none() => {
                draft.workstream = self.cells.line(row, column).map(|title| self.things.workstream(&title));
            }
            Field::Url => draft.url = self.cells.line(row, column),
            Field::Description => draft.description = self.cells.lines(row, column),
            Field::Blocked => draft.blocked = self.blocked(row, column),
            Field::Comment => {
                let comment =
                    word(row).and_then(|text| comment::read(text, identity, &self.zone, &mut self.things));
                links.extend(comment.map(|comment| comment.numbered(&mut self.comments)));
            }
            Field::Workstream
            | Field::Id
            | Field::Key
            | Field::OwnerAddress
            | Field::OwnerId
            | Field::AuthorId
            | Field::MilestoneMark
            | Field::Wbs
            | Field::Custom
            | Field::Ignored => {}
        }
    }

    fn owner(&mut self, row: Row<'a>, column: &Column, several: bool, draft: &mut Draft<'a>) {
        let id = self
            .special
            .owner_id
            .and_then(|column| row.get(column.index))
            .map(str::trim)
            .filter(|id| !id.is_empty());
        let address = self.special.owner_address.and_then(|column| row.get(column.index)).map(str::trim);
        let people = match self.cells.people(row, column, several) {
            Cell::Value(people) => people,
            Cell::Empty => {
                draft.owner = Cell::Empty;
                return;
            }
            Cell::Silent => return,
        };
        let is_one = people.len() == 1;
        let mut ids = people.into_iter().map(|mut who| {
            if is_one && who.address.is_none() {
                who.address = address
                    .filter(|address| {
                        !address.is_empty() && address.contains('@') && !address.contains(char::is_whitespace)
                    })
                    .map(str::to_owned);
            }
            self.things.person(&who, id.filter(|_| is_one))
        });
        draft.owner = ids.next().map_or(Cell::Empty, Cell::Value);
        let others: Vec<ExternalId> = ids.collect();
        if several || !others.is_empty() {
            draft.contributors.get_or_insert_default().extend(others);
        }
    }

    fn contributors(&mut self, row: Row<'a>, column: &Column, draft: &mut Draft<'a>) {
        let people = match self.cells.people(row, column, true) {
            Cell::Value(people) => people,
            Cell::Empty => Vec::new(),
            Cell::Silent => return,
        };
        let ids: Vec<ExternalId> = people.iter().map(|who| self.things.person(who, None)).collect();
        draft.contributors.get_or_insert_default().extend(ids);
    }

    fn author(&mut self, row: Row<'a>, column: &Column) -> Option<ExternalId> {
        let id = self
            .special
            .author_id
            .and_then(|column| row.get(column.index))
            .map(str::trim)
            .filter(|id| !id.is_empty());
        let people = self.cells.people(row, column, false);
        let who = people.value()?.first()?;
        Some(self.things.person(who, id))
    }

    fn labels(&mut self, row: Row<'a>, column: &Column, draft: &mut Draft<'a>) {
        let Some(text) = row.get(column.index) else {
            return;
        };
        let labels = draft.labels.get_or_insert_default();
        for word in predecessor::list(text) {
            let label = self.things.label(&unescaped(&one_line(word).0));
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
    }

    fn milestones(&mut self, row: Row<'a>, column: &Column, identity: &Identity, draft: &mut Draft<'a>) {
        let Some(text) = row.get(column.index) else {
            return;
        };
        let milestones = draft.milestones.get_or_insert_default();
        for name in text
            .split([';', '\n'])
            .map(|name| one_line(name).0.trim().to_owned())
            .filter(|name| !name.is_empty())
        {
            let find = |name: &str| {
                self.identities.find(name).filter(|other| other.is_milestone && other.id != identity.id)
            };
            let (row, priority) = match (find(&name), with_priority(&name)) {
                (None, Some((name, priority))) => (find(name), Some(priority)),
                (row, _) => (row, None),
            };
            let (milestone, priority) = match row {
                Some(row) => (row.id.clone(), priority),
                None => (self.things.milestone(&unescaped(&name)), None),
            };
            if !milestones.iter().any(|needed| needed.milestone == milestone) {
                milestones.push(NeededFor { milestone, priority });
            }
        }
    }

    fn parent(&mut self, row: Row<'a>, column: &Column, identity: &Identity, draft: &mut Draft<'a>) {
        let Some(text) = row.get(column.index).map(str::trim) else {
            return;
        };
        if text.is_empty() {
            draft.parent = Cell::Empty;
            return;
        }
        match self.identities.find(text) {
            Some(parent) if parent.id == identity.id => {
                self.no_reference(row, column, "The row is its own parent", text)
            }
            Some(parent) if parent.is_milestone => {
                draft
                    .milestones
                    .get_or_insert_default()
                    .push(NeededFor { milestone: parent.id.clone(), priority: None });
            }
            Some(parent) => draft.parent = Cell::Value(parent.id.clone()),
            None => self.no_reference(row, column, "There is no row for the parent", text),
        }
    }

    /// The row whose outline number is this row's without its last part.
    pub(super) fn outline_parent(&self, row: Row<'a>) -> Cell<ExternalId> {
        let column = self.layout.columns.iter().find(|column| column.field == Field::Wbs);
        let number = column.and_then(|column| row.get(column.index)).map(str::trim);
        let parent =
            number.and_then(|number| number.rsplit_once('.')).and_then(|(above, _)| self.outline.get(above));
        match (number, parent) {
            (_, Some(parent)) if !parent.is_milestone => Cell::Value(parent.id.clone()),
            (Some(_), _) => Cell::Empty,
            (None, _) => Cell::Silent,
        }
    }

    fn dependencies(
        &mut self,
        row: Row<'a>,
        column: &Column,
        identity: &Identity,
        end: End,
        links: &mut Vec<Observation>,
    ) {
        let Some(text) = row.get(column.index).filter(|text| !text.trim().is_empty()) else {
            return;
        };
        let (found, not_found) = self.links.read(text, identity, end, self.identities);
        links.extend(found);
        for no_link in not_found {
            match no_link {
                NoLink::Itself => self.no_reference(
                    row,
                    column,
                    "The row depends on itself",
                    identity.key.as_ref().map_or(text, |key| key.as_str()),
                ),
                NoLink::Unknown(reference) => {
                    self.no_reference(row, column, "There is no row for the dependency", reference)
                }
            }
        }
    }

    fn no_reference(&mut self, row: Row<'_>, column: &Column, what: &str, text: &str) {
        self.cells.problems.tell("references lead nowhere and were left out", || {
            (
                row.place(column.index, &column.header),
                format!("{what}: `{}`; it was left out.", shown(text)),
                None,
            )
        });
    }

    /// Why it cannot go on; a mere yes is the reason `blocked`.
    fn blocked(&mut self, row: Row<'a>, column: &Column) -> Cell<Arc<str>> {
        match (row.get(column.index).and_then(progress::mark), self.cells.line(row, column)) {
            (Some(true), Cell::Value(_)) => Cell::Value("blocked".into()),
            (Some(false), Cell::Value(_)) => Cell::Empty,
            (_, text) => text,
        }
    }
}

/// The milestone and the priority in `beta [P1]`.
fn with_priority(text: &str) -> Option<(&str, Priority)> {
    let (name, priority) = text.strip_suffix(']')?.rsplit_once(" [")?;
    Some((name, words::priority(priority).filter(|_| priority.len() == 2)?))
}
