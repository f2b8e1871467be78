//! The columns of a plan as a table: such as the reader knows without a mapping, then one for each custom field.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use linchpin_model::world::Record;
use linchpin_model::{
    Category, Custom, CustomValue, Estimate, Item, ItemField, Milestone, Moment, PersonId, Status,
};

use super::super::cell::date::Order;
use super::super::cell::{date, effort, number, person, predecessor};
use super::super::escape;
use super::super::mapping::headers::{self, Tool};
use super::super::mapping::mark;
use super::super::outline::{Outline, Row, RowThing, key_of};
use super::super::table::Serials;
use super::identity::is_milestone_word;
use super::row::kind_word;

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

/// What a custom field's column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Day,
    /// Texts of which some look like numbers or days, as all would.
    Disguised,
    Text,
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
        let header = custom_header(&name, &columns);
        columns.push(Column { header, width: 16.0, content: Content::Custom { name, kind } });
    }
    columns
}

const POINTS: &str = "story points";

type Of = fn(&Outline<'_>, &Row<'_>) -> Value;

const COLUMNS: &[(&str, f64, Of)] = &[
    ("id", 14.0, |outline, row| line(&outline.key_of(row.thing.node()))),
    ("title", 44.0, |_, row| line(title(&row.thing))),
    ("type", 12.0, |_, row| of(row, |item| text(item.kind().map(|kind| kind_text(kind))), |_| line("milestone"))),
    ("status", 14.0, |_, row| of(row, |item| said(item.status(), |status| line(&status.name)), |m| line(milestone_state(m)))),
    ("status category", 14.0, |_, row| {
        let word = |status: &Status| line(category_word(status.category));
        of(row, |item| said(item.status(), word), |m| line(milestone_state(m)))
    }),
    ("owner", 18.0, |outline, row| {
        let owner = match row.thing {
            RowThing::Item(item) => item.owner(),
            RowThing::Milestone(milestone) => milestone.owner(),
        };
        people(outline, owner)
    }),
    ("contributors", 24.0, |outline, row| item_only(row, |item| people(outline, item.contributors().into_iter().flatten()))),
    ("team", 16.0, |outline, row| {
        item_only(row, |item| text(item.team().and_then(|team| outline.world.get(*team)?.title()).map(|title| escape::line(title).into_owned())))
    }),
    ("workstream", 16.0, |outline, row| {
        let stream = match row.thing {
            RowThing::Item(item) => item.workstream(),
            RowThing::Milestone(milestone) => milestone.workstream(),
        };
        text(stream.and_then(|stream| outline.world.get(*stream)?.title()).map(|title| escape::line(title).into_owned()))
    }),
    ("parent", 14.0, |outline, row| {
        text(outline.parent_of(&row.thing).map(|parent| escape::line(&outline.key_of(parent)).into_owned()))
    }),
    ("milestones", 18.0, |outline, row| item_only(row, |item| milestones(outline, item))),
    ("labels", 20.0, |outline, row| {
        item_only(row, |item| {
            let titles = item.labels().into_iter().flatten().filter_map(|label| outline.world.get(*label)?.title());
            list(titles.map(|title| escape::line_without(title, &[',', ';']).into_owned()), ", ")
        })
    }),
    ("priority", 9.0, |_, row| item_only(row, |item| said(item.priority(), |priority| line(&format!("{priority:?}"))))),
    ("rank", 9.0, |_, row| {
        let rank = match row.thing {
            RowThing::Item(item) => item.rank(),
            RowThing::Milestone(milestone) => milestone.rank(),
        };
        let exact = rank.filter(|rank| rank.unsigned_abs() < 1_000_000_000_000_000);
        said(exact, |rank| Value::Number(*rank as f64))
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
    ("percent done", 12.0, |_, row| item_only(row, |item| said(item.percent_done(), |share| Value::Number(f64::from((*share).min(100)))))),
    ("due", 11.0, |_, row| {
        of(row, |item| said(item.due(), |day| Value::Day(*day)), |m| said(m.target(), |target| Value::Day(target.on)))
    }),
    ("scheduled start", 16.0, |outline, row| said(outline.dates(row).as_ref(), |(start, _)| Value::Local(*start))),
    ("scheduled finish", 16.0, |outline, row| said(outline.dates(row).as_ref(), |(_, finish)| Value::Local(*finish))),
    ("created", 16.0, |_, row| item_only(row, |item| said(item.created_at(), |at| Value::Moment(*at)))),
    ("started", 16.0, |_, row| item_only(row, |item| said(item.started_at(), |at| Value::Moment(*at)))),
    ("finished", 16.0, |_, row| {
        of(row, |item| said(item.finished_at(), |at| Value::Moment(*at)).only_if(is_closed(item)), |m| said(m.done_at(), |at| Value::Moment(*at)))
    }),
    ("blocked", 20.0, |_, row| item_only(row, |item| said(item.blocked(), |why| Value::Text(unmarked(why))))),
    ("depends on", 20.0, |outline, row| depends_on(outline, row)),
    ("url", 24.0, |_, row| {
        let url = match row.thing {
            RowThing::Item(item) => item.url(),
            RowThing::Milestone(milestone) => milestone.url(),
        };
        said(url, |url| line(url))
    }),
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

fn of(row: &Row<'_>, item: impl FnOnce(&Record<Item>) -> Value, milestone: impl FnOnce(&Record<Milestone>) -> Value) -> Value {
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

fn line(text: &str) -> Value {
    Value::Text(escape::line(text).into_owned())
}

fn text(text: Option<String>) -> Value {
    text.map_or(Value::Empty, Value::Text)
}

fn list(texts: impl Iterator<Item = String>, between: &str) -> Value {
    Value::Text(texts.collect::<Vec<_>>().join(between))
}

fn title<'r>(thing: &'r RowThing<'_>) -> &'r str {
    let title = match thing {
        RowThing::Item(item) => item.title(),
        RowThing::Milestone(milestone) => milestone.title(),
    };
    title.map_or("", |title| title)
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

fn category_word(category: Category) -> &'static str {
    match category {
        Category::Todo => "to do",
        Category::InProgress => "in progress",
        Category::Done => "done",
        Category::Dropped => "dropped",
    }
}

fn is_closed(item: &Record<Item>) -> bool {
    item.status().is_some_and(|status| status.category.is_closed())
}

fn people<'p>(outline: &Outline<'_>, people: impl IntoIterator<Item = &'p PersonId>) -> Value {
    let named = people.into_iter().filter_map(|person| outline.world.get(*person));
    let written = named.map(|person| {
        let address = person.address().filter(|_| !person.forgotten).and_then(|text| outline.world.text(text));
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

fn items<'o>(outline: &'o Outline<'_>) -> impl Iterator<Item = &'o Record<Item>> {
    outline.rows.iter().filter_map(|row| match row.thing {
        RowThing::Item(item) => Some(item),
        RowThing::Milestone(_) => None,
    })
}

fn customs_of(item: &Record<Item>) -> impl Iterator<Item = &Custom> {
    item.iter().filter_map(|said| match &said.value {
        ItemField::Custom(custom) => Some(custom).filter(|custom| custom.value.is_some()),
        _ => None,
    })
}

fn custom<'i>(item: &'i Record<Item>, name: &str) -> Option<&'i CustomValue> {
    customs_of(item).find(|custom| *custom.name == *name)?.value.as_ref()
}

/// The custom fields by name, with what the reader must take their columns for.
fn customs(outline: &Outline<'_>) -> BTreeMap<String, Kind> {
    let mut kinds: BTreeMap<String, Signs> = BTreeMap::new();
    for custom in items(outline).flat_map(customs_of) {
        let signs = kinds.entry(custom.name.to_string()).or_default();
        custom.value.iter().for_each(|value| signs.see(value));
    }
    kinds.into_iter().map(|(name, signs)| (name, signs.kind())).collect()
}

/// What the values of one custom field are, and what they look like.
#[derive(Default)]
struct Signs {
    has_numbers: bool,
    has_days: bool,
    has_texts: bool,
    has_what_is_no_number: bool,
    has_what_is_no_day: bool,
}

impl Signs {
    fn see(&mut self, value: &CustomValue) {
        let text = match value {
            CustomValue::Number(number) => number.to_string(),
            CustomValue::Day(day) => day.to_string(),
            CustomValue::Text(text) => escape::line(text).into_owned(),
            CustomValue::List(list) => escape::line(&list.join("; ")).into_owned(),
        };
        let is_number = number::decimal(&text).is_some();
        self.has_numbers |= matches!(value, CustomValue::Number(_));
        self.has_days |= matches!(value, CustomValue::Day(_));
        self.has_texts |= matches!(value, CustomValue::Text(_) | CustomValue::List(_));
        self.has_what_is_no_number |= !is_number;
        let is_day = date::parse(&text, Some(Order::DayFirst), Serials::From1900).is_ok();
        self.has_what_is_no_day |= !is_day || (is_number && text.len() != 8);
    }

    fn kind(&self) -> Kind {
        match (self.has_numbers, self.has_days, self.has_texts) {
            (true, false, false) if !self.has_what_is_no_number => Kind::Number,
            (false, true, false) => Kind::Day,
            _ if !self.has_what_is_no_number || !self.has_what_is_no_day => Kind::Disguised,
            _ => Kind::Text,
        }
    }
}

fn shown(value: &CustomValue, kind: Kind) -> Value {
    match value {
        CustomValue::Number(number) if kind == Kind::Number => Value::Digits(number.to_string()),
        CustomValue::Day(day) if kind == Kind::Day => Value::Day(*day),
        CustomValue::Number(number) => disguised(number, kind),
        CustomValue::Day(day) => disguised(&day.to_string(), kind),
        CustomValue::Text(text) => disguised(text, kind),
        CustomValue::List(list) => disguised(&list.join("; "), kind),
    }
}

fn disguised(text: &str, kind: Kind) -> Value {
    match kind {
        Kind::Disguised => Value::Text(escape::disguised(text)),
        Kind::Number | Kind::Day | Kind::Text => line(text),
    }
}

/// A header that no reader takes for another field's, nor for that of another tool's export.
fn custom_header(name: &str, columns: &[Column]) -> String {
    let is_known = |header: &str| {
        let tools = [Tool::Sheet, Tool::Jira, Tool::Linear, Tool::AzureDevOps];
        let is_field = tools.into_iter().any(|tool| headers::field(header, tool).is_some());
        let mut all: Vec<String> = columns.iter().map(|column| column.header.clone()).collect();
        all.push(header.to_owned());
        is_field || headers::tool(&all) != Tool::Sheet || headers::custom_field(header).is_some()
    };
    let is_taken =
        |header: &str| columns.iter().any(|column| column.header.to_lowercase() == header.to_lowercase());
    let plain = escape::line(name).into_owned();
    let candidates = [plain, escape::disguised(name)];
    let free = candidates.into_iter().find(|header| !is_known(header) && !is_taken(header));
    free.unwrap_or_else(|| escape::marks_alone(name))
}
