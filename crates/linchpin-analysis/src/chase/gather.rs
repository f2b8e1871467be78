//! What is known of each open item that bears on chasing it.

use std::collections::BTreeSet;
use std::sync::Arc;

use linchpin_model::world::Record;
use linchpin_model::{
    Absence, Category, Date, DependencyKind, Item, ItemField, Moment, Node, Person, Priority, Thing, World,
};

use crate::chase::{Ask, Blocker, ChaseParams, ChaseRow, DateFrom, Owner};
use crate::days::WorkingDays;
use crate::evidence::{Evidence, key_of};
use crate::grounds::Grounds;
use crate::links::Tie;
use crate::movement::Movement;
use crate::outlook::Outlook;
use crate::scope::{self, Scope, urgency};
use crate::state;
use crate::who;
use crate::words;

/// The rows, not yet in order, and what the list says of the whole.
pub(super) struct Gathered {
    pub(super) rows: Vec<ChaseRow>,
    pub(super) items: usize,
    pub(super) left_out: usize,
    pub(super) title: Option<Arc<str>>,
    pub(super) target: Option<Date>,
    pub(crate) today: Date,
}

pub(super) fn gather(world: &World, grounds: &Grounds, outlook: &Outlook, params: &ChaseParams) -> Gathered {
    let facts = Facts::new(world, grounds, outlook, params);
    let mut rows = Vec::new();
    let (mut items, mut left_out) = (0, 0);
    for (item, priority) in facts.listed() {
        let is_open = state::is_open(item, params.as_of);
        if urgency(priority) > params.down_to {
            left_out += usize::from(is_open);
            continue;
        }
        items += 1;
        if is_open {
            rows.push(facts.row(item, priority));
        }
    }
    let (title, target) = facts.heading();
    let program = scope::program_of_scope(world, params.scope);
    Gathered { rows, items, left_out, title, target, today: grounds.days.of(program).date(params.as_of) }
}

/// What of an open item decides what is found about it and how much it matters, without a word of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signs {
    pub(crate) has_owner: bool,
    pub(crate) promised_on: Option<Date>,
    pub(crate) promised_by: Option<DateFrom>,
    pub(crate) overdue_working_days: i32,
    pub(crate) p50: Option<Date>,
    pub(crate) late_working_days: Option<i32>,
    pub(crate) silent_working_days: Option<i32>,
    pub(crate) silent: bool,
    pub(crate) is_blocked: bool,
    pub(crate) holds: usize,
    pub(crate) critical: bool,
    pub(crate) promised_while_away: bool,
    pub(crate) asked_on: Option<Date>,
    pub(crate) vanished: bool,
}

impl Signs {
    /// Those of a row.
    pub(crate) fn of(row: &ChaseRow) -> Self {
        Self {
            has_owner: row.owner.is_some(),
            promised_on: row.promised_on,
            promised_by: row.promised_by,
            overdue_working_days: row.overdue_working_days,
            p50: row.p50,
            late_working_days: row.late_working_days,
            silent_working_days: row.silent_working_days,
            silent: row.silent,
            is_blocked: row.blocked.is_some(),
            holds: row.holds,
            critical: row.critical,
            promised_while_away: row.promised_while_away,
            asked_on: row.asked_on,
            vanished: row.vanished,
        }
    }
}

/// Everything that rows are made from, looked up once.
pub(crate) struct Facts<'w> {
    world: &'w World,
    outlook: &'w Outlook,
    params: &'w ChaseParams,
    grounds: &'w Grounds,
    /// The driving paths of the milestones asked about; none if none is known.
    driving: Option<BTreeSet<Node>>,
}

impl<'w> Facts<'w> {
    pub(crate) fn new(
        world: &'w World,
        grounds: &'w Grounds,
        outlook: &'w Outlook,
        params: &'w ChaseParams,
    ) -> Self {
        let paths = scope::milestones_in(world, params.scope)
            .into_iter()
            .filter_map(|milestone| outlook.milestones.get(&milestone.id))
            .flat_map(|milestone| milestone.driving.iter().copied());
        let driving: BTreeSet<Node> = paths.collect();
        Self { world, outlook, params, grounds, driving: (!driving.is_empty()).then_some(driving) }
    }

    /// There at the moment, and no whole whose parts say more than itself.
    fn is_listed(&self, item: &Record<Item>) -> bool {
        let is_whole = scope::is_whole(self.world, &self.grounds.links, item, self.params.as_of);
        let was_there = state::created_at(item).is_none_or(|created_at| created_at <= self.params.as_of);
        item.is_live() && was_there && !is_whole
    }

    /// The items of the scope that are there and say more than their parts, each with its priority.
    fn listed(&self) -> impl Iterator<Item = (&'w Record<Item>, Option<Priority>)> {
        let items = scope::items_in(self.world, &self.grounds.links, self.params.scope).into_iter();
        let known = items.filter_map(|(item, priority)| Some((self.world.get(item)?, priority)));
        known.filter(|(item, _)| self.is_listed(item))
    }

    /// The open items that a list has rows of, each with its priority.
    pub(crate) fn open(&self) -> impl Iterator<Item = (&'w Record<Item>, Option<Priority>)> {
        let needed = self.listed().filter(|(_, priority)| urgency(*priority) <= self.params.down_to);
        needed.filter(|(item, _)| state::is_open(item, self.params.as_of))
    }

    /// What decides about an open item.
    pub(crate) fn signs(&self, item: &Record<Item>) -> Signs {
        let node = Node::Item(item.id);
        let days = self.days(item);
        let today = days.date(self.params.as_of);
        let owner = item.owner().and_then(|owner| self.world.get(*owner));
        let (promised_on, promised_by) = self.promised(item);
        let moved_at = self.grounds.movements.last_at(item);
        let silent_working_days = moved_at.map(|at| days.after(days.date(at), today).max(0));
        let p50 = self.outlook.of(node).and_then(|expected| expected.finish);
        let is_away = |on| owner.is_some_and(|owner| away(&crate::days::absences_of(owner), on).is_some());
        let is_silent = silent_working_days.is_some_and(|days| days >= self.params.silent_after_working_days);
        Signs {
            has_owner: owner.is_some(),
            promised_on,
            promised_by,
            overdue_working_days: promised_on.map_or(0, |on| days.after(on, today).max(0)),
            p50,
            late_working_days: promised_on.zip(p50).map(|(on, p50)| days.after(on, p50)),
            silent_working_days,
            // What is not begun and waits for others has no reason to move.
            silent: is_silent && (self.has_started(node) || !self.waits(item)),
            is_blocked: item.blocked().is_some(),
            holds: self.grounds.links.successors(node).iter().filter(|tie| self.is_open(tie.node)).count(),
            critical: self.is_critical(node),
            promised_while_away: promised_on.is_some_and(is_away),
            asked_on: self.grounds.asks.get(&Thing::Item(item.id)).map(|ask| days.date(ask.at)),
            vanished: item.has_vanished(),
        }
    }

    fn days(&self, item: &Record<Item>) -> &'w WorkingDays {
        self.grounds.days.of(self.grounds.links.programs().of_item(item.id))
    }

    /// The row of an open item, without its sentence.
    pub(crate) fn row(&self, item: &Record<Item>, priority: Option<Priority>) -> ChaseRow {
        let signs = self.signs(item);
        let days = self.days(item);
        let today = days.date(self.params.as_of);
        let owner = item.owner().and_then(|owner| self.world.get(*owner));
        let movement = self.grounds.movements.last(item);
        let absences = owner.map(crate::days::absences_of).unwrap_or_default();
        let expected = self.outlook.of(Node::Item(item.id));
        let mut row = ChaseRow {
            item: item.id,
            key: key_of(item),
            title: who::title_of_item(item),
            url: item.url().cloned(),
            kind: item.kind().cloned(),
            status: item.status().map(|status| status.name.clone()),
            priority,
            owner: owner.map(|owner| self.owner(owner)),
            team: self.team(item, owner),
            promised_on: signs.promised_on,
            promised_by: signs.promised_by,
            overdue_working_days: signs.overdue_working_days,
            p50: signs.p50,
            p85: expected.and_then(|expected| expected.p85),
            late_working_days: signs.late_working_days,
            last_moved_at: movement.as_ref().map(|last| last.at),
            last_moved_on: movement.as_ref().map(|last| days.date(last.at)),
            silent_working_days: signs.silent_working_days,
            silent: signs.silent,
            created_on: state::created_at(item).map(|at| days.date(at)),
            age_days: state::created_at(item).map(|at| self.params.as_of.days_since(at)),
            blocked: item.blocked().cloned(),
            blocked_by: self.blockers(item),
            holds: signs.holds,
            critical: signs.critical,
            away_until: away(&absences, today),
            promised_while_away: signs.promised_while_away,
            asked_on: signs.asked_on,
            vanished: signs.vanished,
            ask: Ask::Message,
            sentence: String::new(),
            evidence: Vec::new(),
        };
        row.ask = ask(&row, today);
        row.evidence = self.evidence(item, movement, days, today);
        row
    }

    /// The promise that stands, else the day in the tracker.
    fn promised(&self, item: &Record<Item>) -> (Option<Date>, Option<DateFrom>) {
        let promise = self.grounds.promises.get(&Node::Item(item.id)).map(|promised| promised.on);
        let tracker = || item.due().copied().or_else(|| item.deadline().map(|deadline| deadline.date()));
        match (promise, tracker()) {
            (Some(on), _) => (Some(on), Some(DateFrom::Promise)),
            (None, Some(on)) => (Some(on), Some(DateFrom::Tracker)),
            (None, None) => (None, None),
        }
    }

    fn owner(&self, person: &Record<Person>) -> Owner {
        Owner { person: person.id, key: key_of(person), name: self.world.name_of(person.id) }
    }

    fn team(&self, item: &Record<Item>, owner: Option<&Record<Person>>) -> Option<Arc<str>> {
        let team = item.team().or_else(|| owner?.team())?;
        self.world.get(*team)?.title().cloned()
    }

    /// What the item and the wholes it is part of wait for, in the order of keys.
    fn blockers(&self, item: &Record<Item>) -> Vec<Blocker> {
        let mut blockers: Vec<_> = self.holding(item).filter_map(|tie| self.blocker(tie.node)).collect();
        blockers.sort_by(|one, two| words::key_order(&one.key).cmp(&words::key_order(&two.key)));
        blockers.dedup();
        blockers
    }

    /// Whether it waits for something.
    fn waits(&self, item: &Record<Item>) -> bool {
        self.holding(item).next().is_some()
    }

    /// The dependencies that hold back an item or a whole that it is part of.
    fn holding(&self, item: &Record<Item>) -> impl Iterator<Item = &'w Tie> {
        let parent = |item: &Record<Item>| item.parent().and_then(|parent| self.world.get(*parent));
        // Parts nest a few levels deep; the bound holds should a file close a ring.
        let wholes = std::iter::successors(parent(item), move |whole| parent(whole)).take(32);
        let nodes = std::iter::once(item.id).chain(wholes.map(|whole| whole.id)).map(Node::Item);
        nodes.flat_map(|node| self.grounds.links.predecessors(node)).filter(|tie| match tie.kind {
            DependencyKind::FinishStart | DependencyKind::FinishFinish => self.is_open(tie.node),
            DependencyKind::StartStart | DependencyKind::StartFinish => !self.has_started(tie.node),
        })
    }

    fn blocker(&self, node: Node) -> Option<Blocker> {
        let name = |owner: Option<&linchpin_model::PersonId>| owner.map(|owner| self.world.name_of(*owner));
        match node {
            Node::Item(id) => self.world.get(id).map(|item| Blocker {
                key: key_of(item),
                title: who::title_of_item(item),
                owner: name(item.owner()),
            }),
            Node::Milestone(id) => self.world.get(id).map(|milestone| Blocker {
                key: key_of(milestone),
                title: who::title_of_milestone(milestone),
                owner: name(milestone.owner()),
            }),
        }
    }

    fn is_open(&self, node: Node) -> bool {
        match node {
            Node::Item(id) => self.world.get(id).is_some_and(|item| state::is_open(item, self.params.as_of)),
            Node::Milestone(id) => self.world.get(id).is_some_and(|milestone| milestone.done_at().is_none()),
        }
    }

    fn has_started(&self, node: Node) -> bool {
        match node {
            Node::Item(id) => {
                let item = self.world.get(id);
                item.is_some_and(|item| state::category(item, self.params.as_of) != Category::Todo)
            }
            Node::Milestone(_) => !self.is_open(node),
        }
    }

    fn is_critical(&self, node: Node) -> bool {
        match &self.driving {
            Some(driving) => driving.contains(&node),
            None => self.outlook.of(node).is_some_and(|expected| expected.critical),
        }
    }

    fn evidence(
        &self,
        item: &Record<Item>,
        movement: Option<Movement>,
        days: &WorkingDays,
        today: Date,
    ) -> Vec<Evidence> {
        let day = |at: Moment| words::day(days.date(at), today);
        let mut evidence = Vec::new();
        if let Some(promised) = self.grounds.promises.get(&Node::Item(item.id)) {
            let what =
                format!("promised for {} on {}", words::day(promised.on, today), day(promised.said.at));
            evidence.push(Evidence::said(what, &promised.said));
        }
        let due = item.find(|field| matches!(field, ItemField::Due(Some(_))));
        if let Some((on, said)) = item.due().zip(due) {
            evidence.push(who::fact_of_item(item, format!("due {}", words::day(*on, today)), said));
        }
        if let Some(last) = movement {
            evidence.push(Evidence {
                what: format!("{} {}", last.what, day(last.at)),
                url_or_entry: last.url_or_entry,
            });
        }
        if let Some(ask) = self.grounds.asks.get(&Thing::Item(item.id)) {
            evidence.push(Evidence::said(format!("asked {}, no answer", day(ask.at)), ask));
        }
        if let Some(said) = item.find(|field| matches!(field, ItemField::Blocked(Some(_)))) {
            evidence.push(who::fact_of_item(item, "blocked", said));
        }
        evidence
    }

    fn heading(&self) -> (Option<Arc<str>>, Option<Date>) {
        match self.params.scope {
            Scope::All => (None, None),
            Scope::Program(id) => (self.world.get(id).and_then(|program| program.title().cloned()), None),
            Scope::Milestone(id) => {
                let milestone = self.world.get(id);
                let target = milestone.and_then(|milestone| milestone.target()).map(|target| target.on);
                (milestone.map(|milestone| who::title_of_milestone(milestone).into()), target)
            }
        }
    }
}

/// The first day back of somebody who is away on a day.
fn away(absences: &[Absence], on: Date) -> Option<Date> {
    let covers = |absence: &&Absence| absence.from <= on && on < absence.until;
    absences.iter().filter(covers).map(|absence| absence.until).max()
}

/// The first act that is open: an owner, an answer, a date, a date that can hold.
fn ask(row: &ChaseRow, today: Date) -> Ask {
    let is_past = row.promised_on.is_some_and(|on| on < today);
    let cannot_hold =
        row.promised_while_away || is_past || row.late_working_days.is_some_and(|days| days > 0);
    match row {
        row if row.owner.is_none() => Ask::NameAnOwner,
        row if row.asked_on.is_some() => Ask::AskAgain,
        row if row.promised_on.is_none() => Ask::AskForADate,
        _ if cannot_hold => Ask::AgreeANewDate,
        _ => Ask::Message,
    }
}
