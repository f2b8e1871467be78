//! What a person does on the pages: each act is a page with a form that posts and goes back, and each can be undone.
//!
//! To add an act: its fields in `fields.rs`, `acts/<name>.rs` with its form and its command, a variant of [`Act`], and a line in
//! `Act::ALL`.

mod add;
mod answer;
mod ask;
mod change;
mod fields;
mod form;
mod health;
mod meanwhile;
mod once;
mod page;
mod perform;
mod promise;
mod several;
mod snooze;
mod undo;
mod value;

use linchpin_hub::{Hub, Standing};
use linchpin_model::command::Command;
use linchpin_model::event::AnyFields;
use linchpin_model::text::PersonalText;
use linchpin_model::{Date, Kind, PersonId, Thing, World};

use crate::words::in_address;

pub(crate) use fields::Takes;
pub(crate) use form::{Form, Values, Wrong};
pub(crate) use page::{post, see_other, show};
pub(crate) use perform::{Outcome, perform, take_back};
pub(crate) use several::{post as post_several, show as show_several};
pub(crate) use undo::undo;

/// One thing that can be done about something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    RestateHealth,
    Promise,
    Ask,
    Answer,
    Snooze,
    SetOwner,
    SetPriority,
    SetDue,
    SetEstimate,
    SetTarget,
    AddRisk,
    AddDecision,
    AddActionItem,
}

impl Act {
    pub(crate) const ALL: [Self; 13] = [
        Self::RestateHealth,
        Self::Promise,
        Self::Ask,
        Self::Answer,
        Self::Snooze,
        Self::SetOwner,
        Self::SetPriority,
        Self::SetDue,
        Self::SetEstimate,
        Self::SetTarget,
        Self::AddRisk,
        Self::AddDecision,
        Self::AddActionItem,
    ];

    /// Its part of the address: `/things/WX-214/promises`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::RestateHealth => "health",
            Self::Promise => "promises",
            Self::Ask => "asks",
            Self::Answer => "answer",
            Self::Snooze => "snoozes",
            Self::SetOwner => "owner",
            Self::SetPriority => "priority",
            Self::SetDue => "due",
            Self::SetEstimate => "estimate",
            Self::SetTarget => "target",
            Self::AddRisk => "risks",
            Self::AddDecision => "decisions",
            Self::AddActionItem => "action-items",
        }
    }

    /// The address of its form for the thing with a key, from which one comes back to an address.
    pub(crate) fn address(self, key: &str, back: &str) -> String {
        format!("/things/{}/{}?back={}", in_address(key), self.word(), in_address(back))
    }

    /// What one types to do it.
    pub(crate) fn verb(self) -> &'static str {
        match self {
            Self::RestateHealth => "restate health",
            Self::Promise => "promise",
            Self::Ask => "ask",
            Self::Answer => "answer",
            Self::Snooze => "snooze",
            Self::SetOwner => "set owner",
            Self::SetPriority => "set priority",
            Self::SetDue => "set due",
            Self::SetEstimate => "set estimate",
            Self::SetTarget => "set target",
            Self::AddRisk => "add risk",
            Self::AddDecision => "add decision",
            Self::AddActionItem => "add action item",
        }
    }

    /// What a link to it says.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::RestateHealth => "Restate health",
            Self::Promise => "Record a promise",
            Self::Ask => "Ask",
            Self::Answer => "Record the answer",
            Self::Snooze => "Snooze",
            Self::SetOwner => "Set owner",
            Self::SetPriority => "Set priority",
            Self::SetDue => "Set due date",
            Self::SetEstimate => "Set estimate",
            Self::SetTarget => "Set target",
            Self::AddRisk => "Add risk",
            Self::AddDecision => "Add decision",
            Self::AddActionItem => "Add action item",
        }
    }

    /// Its icon.
    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::RestateHealth => "pencil",
            Self::Promise | Self::SetDue | Self::SetTarget => "cal",
            Self::Ask | Self::Answer => "ask",
            Self::Snooze => "clock",
            Self::SetOwner => "user",
            Self::SetPriority | Self::SetEstimate => "pencil",
            Self::AddRisk => "alert",
            Self::AddDecision => "decision",
            Self::AddActionItem => "check",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.word() == word)
    }

    /// Whether it can be done about things of a kind.
    pub(crate) fn is_for(self, kind: Kind) -> bool {
        match self {
            Self::RestateHealth => matches!(kind, Kind::Program | Kind::Milestone | Kind::Workstream),
            Self::Promise => matches!(kind, Kind::Item | Kind::Milestone),
            Self::Ask | Self::Snooze => !matches!(kind, Kind::Ask | Kind::Snooze),
            Self::Answer => kind == Kind::Ask,
            Self::SetOwner => matches!(kind, Kind::Item | Kind::Milestone | Kind::Program),
            Self::SetPriority | Self::SetDue | Self::SetEstimate => kind == Kind::Item,
            Self::SetTarget => kind == Kind::Milestone,
            Self::AddRisk | Self::AddDecision | Self::AddActionItem => kind == Kind::Program,
        }
    }

    /// Its form, with what was written so far or what stands now.
    pub(crate) fn form(self, doing: &Doing<'_>, values: &Values) -> Form {
        match self {
            Self::RestateHealth => health::form(doing, values),
            Self::Promise => promise::form(doing, values),
            Self::Ask => ask::form(doing, values),
            Self::Answer => answer::form(doing, values),
            Self::Snooze => snooze::form(doing, values),
            Self::SetOwner => change::owner_form(doing, values),
            Self::SetPriority => change::priority_form(doing, values),
            Self::SetDue => change::due_form(doing, values),
            Self::SetEstimate => change::estimate_form(doing, values),
            Self::SetTarget => change::target_form(doing, values),
            Self::AddRisk => add::risk_form(doing, values),
            Self::AddDecision => add::decision_form(doing, values),
            Self::AddActionItem => add::action_form(doing, values),
        }
    }

    /// What it asks of the hub, or what is wrong with what was written.
    pub(crate) fn command(self, doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
        match self {
            Self::RestateHealth => health::command(doing, values),
            Self::Promise => promise::command(doing, values),
            Self::Ask => ask::command(doing, values),
            Self::Answer => answer::command(doing, values),
            Self::Snooze => snooze::command(doing, values),
            Self::SetOwner => change::owner(doing, values),
            Self::SetPriority => change::priority(doing, values),
            Self::SetDue => change::due(doing, values),
            Self::SetEstimate => change::estimate(doing, values),
            Self::SetTarget => change::target(doing, values),
            Self::AddRisk => add::risk(doing, values),
            Self::AddDecision => add::decision(doing, values),
            Self::AddActionItem => add::action_item(doing, values),
        }
    }
}

/// About what, by whom, when.
pub(crate) struct Doing<'s> {
    pub(crate) hub: &'s Hub,
    /// The newest World: what it is about, and what is named in its fields, may have been made a moment ago.
    pub(crate) world: &'s World,
    /// The reports, which may be of a moment before.
    pub(crate) standing: &'s Standing,
    pub(crate) thing: Thing,
    /// What the thing is called.
    pub(crate) title: String,
    pub(crate) today: Date,
    /// Whoever sits at the machine; none before their first act.
    pub(crate) me: Option<PersonId>,
}

/// A command and the texts that it refers to.
pub(crate) struct Asked {
    pub(crate) command: Command,
    pub(crate) texts: Vec<PersonalText>,
}

impl Asked {
    /// Adds a thing.
    fn add(fields: AnyFields, texts: Vec<PersonalText>) -> Self {
        Self { command: Command::Add { key: None, fields }, texts }
    }

    /// Changes the thing that the act is about; the position at which it was seen is put in later.
    fn change(doing: &Doing<'_>, fields: AnyFields, texts: Vec<PersonalText>) -> Self {
        let command = Command::Change { thing: doing.thing, fields, seen_at: None };
        Self { command, texts }
    }
}
