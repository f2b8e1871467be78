//! The columns of a plan as a table: such as the reader knows without a mapping, then one for each custom field.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use linchpin_model::world::Record;
use linchpin_model::{Constraint, Estimate, Item, Milestone, Moment, PersonId, Status};

use super::super::cell::{constraint, effort, person, predecessor};
use super::super::escape;
use super::super::mapping::{mark, word_of_category};
use super::super::outline::{Outline, Row, RowThing, key_of};
use super::custom_columns::{Kind, custom, custom_header, customs, shown};
use super::kind::{is_milestone_word, kind_word};

/// The value of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Value {
    Empty,
    /// Fit for one cell, whatever it holds.
    Text(String),
    Number(f64),
    /// A number as written.
    Digits(String),
    Day(Date),
    /// By the clock of the plan's zone.
    Local(DateTime),
    Moment(Moment),
}

/// A column of a plan.
pub(in super::super) struct Column {
    /// Its header.
    pub(in super::super) header: String,
    /// How wide it is, in characters.
    pub(in super::super) width: f64,
    content: Content,
}

enum Content {
    Of(fn(&Outline<'_>, &Row<'_>) -> Value),
    Custom { name: String, kind: Kind },
}

impl Column {
    /// What it holds of a row.
    pub(in super::super) fn value(&self, outline: &Outline<'_>, row: &Row<'_>) -> Value {
        match &self.content {
            Content::Of(value) => value(outline, row),
            Content::Custom { name, kind } => match row.thing {
                RowThing::Item(item) => custom(item, name).map_or(Value::Empty, |value| shown(value, *kind)),
                RowThing::Milestone(_) => Value::Empty,
            },
        }
    }
}

/// The columns of a plan.
pub(in super::super) fn columns(outline: &Outline<'_>) -> Vec<Column> {
    let has_points = items(outline).any(|item| matches!(item.estimate(), Some(Estimate::Points { .. })));
    let usual = COLUMNS.iter().filter(|(header, ..)| *header != POINTS || has_points);
    let mut columns: Vec<Column> = usual
        .map(|(header, width, value)| Column {
            header: (*header).to_owned(),
            width: *width,
            content: Content::Of(*value),
        })
        .collect();
    for (name, kind) in customs(outline) {
        let others: Vec<&str> = columns.iter().map(|column| &*column.header).collect();
        let header = custom_header(&name, &others);
        columns.push(Column { header, width: 16.0, content: Content::Custom { name, kind } });
    }
    columns
}

/// The column that is there only if any item is counted in points.
const POINTS: &str = "story points";

/// What a column holds of a row.
type Of = fn(&Outline<'_>, &Row<'_>) -> Value;

/// Header, width and content. Each header is one that the reader knows.
const COLUMNS: &[(&str, f64, Of)] = &[
    ("id", 14.0, |outline, row| line(&outline.key_of(row.thing.node()))),
    ("title", 44.0, |_, row| line(row.thing.title())),
    ("type", 12.0, |_, row| {
        of(row, |item| text(item.kind().map(|kind| kind_text(kind))), |_| line("milestone"))
    }),
    ("status", 14.0, |_, row| {
        of(row, |item| said(item.status(), |status| line(&status.name)), |m| line(milestone_state(m)))
    }),
    ("status category", 14.0, |_, row| {
        let word = |status: &Status| line(word_of_category(status.category));
        of(row, |item| said(item.status(), word), |m| line(milestone_state(m)))
    }),
    ("owner", 18.0, |outline, row| people(outline, row.thing.owner().as_ref())),
    ("contributors", 24.0, |outline, row| {
        item_only(row, |item| people(outline, item.contributors().into_iter().flatten()))
    }),
    ("team", 16.0, |outline, row| {
        item_only(row, |item| {
            let team = item.team().and_then(|team| outline.world.get(*team));
            said(team.and_then(|team| team.title()), |title| line(title))
        })
    }),
    ("workstream", 16.0, |outline, row| {
        let stream = row.thing.workstream().and_then(|stream| outline.world.get(stream));
        said(stream.and_then(|stream| stream.title()), |title| line(title))
    }),
    ("parent", 14.0, |outline, row| {
        text(outline.parent_of(&row.thing).map(|parent| escape::line(&outline.key_of(parent)).into_owned()))
    }),
    ("milestones", 18.0, |outline, row| item_only(row, |item| milestones(outline, item))),
    ("labels", 20.0, |outline, row| {
        item_only(row, |item| {
            let titles =
                item.labels().into_iter().flatten().filter_map(|label| outline.world.get(*label)?.title());
            list(titles.map(|title| escape::line_without(title, &[',', ';']).into_owned()), ", ")
        })
    }),
    ("priority", 9.0, |_, row| {
        item_only(row, |item| said(item.priority(), |priority| line(&format!("{priority:?}"))))
    }),
    ("rank", 9.0, |_, row| {
        let exact = row.thing.rank().filter(|rank| rank.unsigned_abs() < 1_000_000_000_000_000);
        exact.map_or(Value::Empty, |rank| Value::Number(rank as f64))
    }),
    ("estimate", 12.0, |_, row| item_only(row, |item| said(item.estimate(), estimate))),
    (POINTS, 12.0, |_, row| {
        item_only(row, |item| match item.estimate() {
            Some(Estimate::Points { thousandths }) => Value::Number(f64::from(*thousandths) / 1_000.0),
            _ => Value::Empty,
        })
    }),
    ("duration", 10.0, |_, row| item_only(row, |item| said(item.duration(), days))),
    ("remaining", 10.0, |_, row| item_only(row, |item| said(item.remaining(), days))),
    ("spent", 10.0, |_, row| item_only(row, |item| said(item.spent(), days))),
    ("percent done", 12.0, |_, row| {
        item_only(row, |item| said(item.percent_done(), |share| Value::Number(f64::from((*share).min(100)))))
    }),
    ("due", 11.0, |_, row| {
        of(
            row,
            |item| said(item.due(), |day| Value::Day(*day)),
            |m| said(m.target(), |target| Value::Day(target.on)),
        )
    }),
    ("hard deadline", 16.0, |_, row| {
        of(row, |item| said(item.deadline(), local), |milestone| said(milestone.deadline(), local))
    }),
    ("constraint", 24.0, |_, row| {
        of(row, |item| said(item.constraint(), imposed), |milestone| said(milestone.constraint(), imposed))
    }),
    ("scheduled start", 16.0, |outline, row| {
        said(outline.dates(row).as_ref(), |(start, _)| Value::Local(*start))
    }),
    ("scheduled finish", 16.0, |outline, row| {
        said(outline.dates(row).as_ref(), |(_, finish)| Value::Local(*finish))
    }),
    ("created", 16.0, |_, row| item_only(row, |item| said(item.created_at(), |at| Value::Moment(*at)))),
    ("started", 16.0, |_, row| item_only(row, |item| said(item.started_at(), |at| Value::Moment(*at)))),
    ("finished", 16.0, |_, row| {
        of(
            row,
            |item| said(item.finished_at(), |at| Value::Moment(*at)).only_if(is_closed(item)),
            |m| said(m.done_at(), |at| Value::Moment(*at)),
        )
    }),
    ("blocked", 20.0, |_, row| item_only(row, |item| said(item.blocked(), |why| Value::Text(unmarked(why))))),
    ("depends on", 20.0, |outline, row| depends_on(outline, row)),
    ("url", 24.0, |_, row| said(row.thing.url(), |url| line(url))),
    ("description", 44.0, |outline, row| {
        item_only(row, |item| {
            let text = item.description().and_then(|text| outline.world.text(text));
            said(text, |text| Value::Text(escape::lines(text).into_owned()))
        })
    }),
];

impl Value {
    fn only_if(self, is_so: bool) -> Self {
        if is_so { self } else { Self::Empty }
    }
}

fn of(
    row: &Row<'_>,
    item: impl FnOnce(&Record<Item>) -> Value,
    milestone: impl FnOnce(&Record<Milestone>) -> Value,
) -> Value {
    match row.thing {
        RowThing::Item(record) => item(record),
        RowThing::Milestone(record) => milestone(record),
    }
}

fn item_only(row: &Row<'_>, item: impl FnOnce(&Record<Item>) -> Value) -> Value {
    of(row, item, |_| Value::Empty)
}

fn said<T: ?Sized>(value: Option<&T>, show: impl FnOnce(&T) -> Value) -> Value {
    value.map_or(Value::Empty, show)
}

/// A text on one line.
pub(super) fn line(text: &str) -> Value {
    Value::Text(escape::line(text).into_owned())
}

fn text(text: Option<String>) -> Value {
    text.map_or(Value::Empty, Value::Text)
}

fn list(texts: impl Iterator<Item = String>, between: &str) -> Value {
    Value::Text(texts.collect::<Vec<_>>().join(between))
}

/// A kind as the reader keeps it: as it is, where it is one word and no milestone's.
fn kind_text(kind: &str) -> String {
    match *kind_word(kind) == *kind && !is_milestone_word(kind) {
        true => kind.to_owned(),
        false => escape::disguised(kind),
    }
}

fn milestone_state(milestone: &Record<Milestone>) -> &'static str {
    if milestone.done_at().is_some() { "done" } else { "to do" }
}

fn is_closed(item: &Record<Item>) -> bool {
    item.status().is_some_and(|status| status.category.is_closed())
}

fn people<'p>(outline: &Outline<'_>, people: impl IntoIterator<Item = &'p PersonId>) -> Value {
    let named = people.into_iter().filter_map(|person| outline.world.get(*person));
    let written = named.map(|person| {
        let address =
            person.address().filter(|_| !person.forgotten).and_then(|text| outline.world.text(text));
        person::written(&outline.world.name_of(person.id), address.map(|address| &**address))
    });
    list(written, "; ")
}

fn milestones(outline: &Outline<'_>, item: &Record<Item>) -> Value {
    let written = outline.milestones_of(item).into_iter().map(|needed| {
        let key = outline.world.get(needed.milestone).map(key_of).unwrap_or_default();
        let key = match mark(&key) {
            Some(_) => escape::disguised(&key),
            None => escape::line_without(&key, &[';']).into_owned(),
        };
        needed.priority.map_or(key.clone(), |priority| format!("{key} [{priority:?}]"))
    });
    list(written, "; ")
}

/// An estimate in days where it is one number, else as text; story points have a column of their own.
fn estimate(estimate: &Estimate) -> Value {
    match estimate {
        Estimate::Single { minutes } => days(minutes),
        Estimate::Range { .. } | Estimate::Size(_) => Value::Text(effort::written_estimate(estimate)),
        Estimate::Points { .. } => Value::Empty,
    }
}

fn local(at: &DateTime) -> Value {
    Value::Local(*at)
}

fn imposed(imposed: &Constraint) -> Value {
    line(&constraint::written(*imposed))
}

fn days(minutes: &u32) -> Value {
    Value::Number(f64::from(*minutes) / 480.0)
}

/// A reason that is not taken for a mere yes or no.
fn unmarked(why: &str) -> String {
    if mark(why).is_some() { escape::disguised(why) } else { escape::line(why).into_owned() }
}

/// What a row waits for, each thing once: a table knows one dependency between two rows.
fn depends_on(outline: &Outline<'_>, row: &Row<'_>) -> Value {
    let mut known = BTreeSet::new();
    let waits = outline.waits(row.thing.node()).iter().filter(|wait| known.insert(wait.predecessor));
    let waits = waits.map(|wait| {
        let key = outline.key_of(wait.predecessor);
        format!("{}{}", escape::line_without(&key, &[',', ';']), predecessor::written(wait.kind, wait.lag))
    });
    list(waits, ", ")
}

/// The items of a plan.
pub(super) fn items<'o>(outline: &'o Outline<'_>) -> impl Iterator<Item = &'o Record<Item>> {
    outline.rows.iter().filter_map(|row| match row.thing {
        RowThing::Item(item) => Some(item),
        RowThing::Milestone(_) => None,
    })
}
