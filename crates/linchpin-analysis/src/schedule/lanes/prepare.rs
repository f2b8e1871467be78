//! What of a network differs between futures, and in which order it is computed.

use linchpin_model::calendar::Wall;

use super::bound::Bound;
use super::clock::Clock;
use super::{Form, Futures, How, Step};
use crate::schedule::bounds::after_lag;
use crate::schedule::critical_path::{Span, constraint_bound};
use crate::schedule::finding::Finding;
use crate::schedule::network::{Constraint, Lag, Link, Network, Progress, Rules};
use crate::schedule::order::{Order, Slot};

impl<'n> Futures<'n> {
    /// Makes a network ready. Only `targets` and what comes before them will have dates.
    pub(crate) fn new(network: &'n Network, rules: &'n Rules, targets: &[u32]) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let order = Order::new(network, &mut findings);
        let needed = needed(network, &order, targets);
        let starts_matter = starts_that_matter(network, &order);
        let forms = vec![Form::Absent; order.looped.len()];
        let clocks = clocks(network, &order, &needed);
        let mut futures = Self { network, rules, order, steps: Vec::new(), forms, clocks, bounds: 0 };
        for index in 0..futures.order.slots.len() {
            let slot = futures.order.slots[index] as usize;
            if needed[slot] {
                futures.prepare(slot, starts_matter[slot]);
            }
        }
        (futures, findings)
    }

    fn prepare(&mut self, slot: usize, start_matters: bool) {
        let (form, step) = match self.order.slot(slot) {
            Slot::Opening(node) => self.opening(slot, node),
            Slot::Closing(node) => self.covering(slot, node, start_matters),
            Slot::Leaf(node) => self.own(slot, node),
        };
        self.forms[slot] = form;
        self.steps.extend(step.map(|mut step| {
            for bound in &mut step.bounds {
                bound.number = self.bounds;
                self.bounds += 1;
            }
            step
        }));
    }

    fn opening(&self, slot: usize, node: usize) -> (Form, Option<Step>) {
        let step = self.held_back(slot, node, How::Opening);
        if step.bounds.is_empty() && step.opening.is_none() {
            return (Form::Constant(step.constant), None);
        }
        (Form::Walls, Some(step))
    }

    fn own(&self, slot: usize, index: usize) -> (Form, Option<Step>) {
        let node = &self.network.nodes[index];
        let calendar = &self.network.calendars[node.calendar as usize];
        match (node.progress, node.fixed) {
            (Progress::Done { start, finish }, _) | (Progress::NotStarted, Some((start, finish))) => {
                return (Form::Constant(Span { start, finish }), None);
            }
            _ if calendar.is_empty() => return (Form::Absent, None),
            _ => {}
        }
        let mut step = self.held_back(slot, index, How::Single { node: index });
        if !self.is_plain(index, &step) {
            return (Form::Walls, Some(step));
        }
        step.constant.start = step.constant.start.max(self.floor());
        if let Progress::Started { start: actual, resume, .. } = node.progress {
            if !self.rules.retains_logic() {
                step.constant = Span { start: self.floor(), ..Span::EARLIEST };
                step.bounds.clear();
                step.opening = None;
            }
            let floor = actual.max(resume.unwrap_or(Wall::MIN));
            step.constant.start = step.constant.start.max(floor);
        }
        step.how = How::Leaf { node: index, calendar: node.calendar };
        (Form::Positions(node.calendar), Some(step))
    }

    /// Nothing that is to be done is planned before this minute.
    pub(super) fn floor(&self) -> Wall {
        match self.rules.as_ms_project() {
            true => self.network.start,
            false => self.network.start.max(self.network.data_date),
        }
    }

    /// Whether a leaf has work, and nothing about it needs more than positions of its calendar.
    fn is_plain(&self, index: usize, step: &Step) -> bool {
        let node = &self.network.nodes[index];
        let own_rules = !self.rules.as_ms_project();
        match node.progress {
            Progress::Started { remaining, .. } => own_rules && remaining > 0,
            _ if own_rules => node.duration > 0,
            _ => {
                node.duration > 0
                    && is_soft(node.constraint)
                    && step.constant.finish == Wall::MIN
                    && step.opening.is_none()
                    && step.bounds.iter().all(|bound| !bound.to_finish)
            }
        }
    }

    /// What holds back a node: links into it, its parent, its constraint.
    fn held_back(&self, slot: usize, node: usize, how: How) -> Step {
        let constant = constraint_bound(self.network.nodes[node].constraint, self.rules);
        let mut step = Step { slot, how, constant, bounds: Vec::new(), opening: None };
        if let Some(parent) = self.order.parent[node] {
            match self.forms[parent as usize] {
                Form::Constant(span) => step.constant = step.constant.later(span),
                Form::Walls => step.opening = Some(parent as usize),
                Form::Positions(_) | Form::Absent => {}
            }
        }
        for link in self.order.incoming.of(node).iter().map(|link| self.network.links[*link as usize]) {
            let from = self.order.dated_slot[link.predecessor as usize] as usize;
            if let Some(start) = self.known_start(&link) {
                let bound = self.constant_bound(&link, from, Span { start, ..Span::EARLIEST });
                step.constant = step.constant.later(bound);
                continue;
            }
            match self.forms[from] {
                Form::Absent => {}
                Form::Constant(span) => {
                    step.constant = step.constant.later(self.constant_bound(&link, from, span))
                }
                form => match step.bounds.iter_mut().find(|bound| bound.takes(form, &link)) {
                    Some(bound) => bound.from.push(from),
                    None => step.bounds.push(Bound::new(from, form, link)),
                },
            }
        }
        step
    }

    /// The start that a link waits for, where work on the predecessor has begun.
    fn known_start(&self, link: &Link) -> Option<Wall> {
        let node = link.predecessor;
        match self.network.nodes[node as usize].progress {
            Progress::Started { start, .. } if !link.kind.from_finish() && self.is_open_leaf(node) => {
                Some(start)
            }
            _ => None,
        }
    }

    /// What a link says whose predecessor is the same in all futures.
    fn constant_bound(&self, link: &Link, from: usize, span: Span) -> Span {
        let predecessor = &self.network.nodes[link.predecessor as usize];
        let minutes = match from == link.predecessor as usize {
            true => predecessor.duration,
            false => self.calendar(predecessor.calendar).between(span.start, span.finish),
        };
        let edge = if link.kind.from_finish() { span.finish } else { span.start };
        let wall = after_lag(self.network, link, edge, minutes).unwrap_or(Wall::MAX);
        match link.kind.to_finish() {
            true => Span { finish: wall, ..Span::EARLIEST },
            false => Span { start: wall, ..Span::EARLIEST },
        }
    }

    fn covering(&self, slot: usize, node: usize, start_matters: bool) -> (Form, Option<Step>) {
        let mut constant = Span { start: Wall::MAX, finish: Wall::MIN };
        let mut children: Vec<(Form, Vec<usize>)> = Vec::new();
        for child in self.order.children.of(node) {
            let slot = self.order.dated_slot[*child as usize] as usize;
            match self.forms[slot] {
                Form::Absent => continue,
                Form::Constant(span) => {
                    constant.start = constant.start.min(span.start);
                    constant.finish = constant.finish.max(span.finish);
                    continue;
                }
                form => match children.iter_mut().find(|(known, _)| *known == form) {
                    Some((_, slots)) => slots.push(slot),
                    None => children.push((form, vec![slot])),
                },
            }
            if let (true, Progress::Started { start, .. }) =
                (self.is_open_leaf(*child), self.network.nodes[*child as usize].progress)
            {
                constant.start = constant.start.min(start);
            }
        }
        if !children.is_empty() {
            let how = How::Closing { node, children, start_matters };
            return (Form::Walls, Some(Step { slot, how, constant, bounds: Vec::new(), opening: None }));
        }
        let form = if constant.finish == Wall::MIN { Form::Absent } else { Form::Constant(constant) };
        (form, None)
    }
}

/// Clocks that reach as far as all open work in a row would take, two years at least and twelve at most.
fn clocks<'n>(network: &'n Network, order: &Order, needed: &[bool]) -> Vec<Clock<'n>> {
    let open = (0..network.nodes.len()).filter(|node| needed[*node] && order.children.of(*node).is_empty());
    let minutes: i64 = open.map(|node| i64::from(network.nodes[node].duration)).sum();
    let years = (minutes / (200 * 480) * 2 + 2).clamp(2, 12) as i32;
    let first = network.start.min(network.data_date).day() - 31;
    network.calendars.iter().map(|calendar| Clock::new(calendar, first..first + years * 366)).collect()
}

fn is_soft(constraint: Constraint) -> bool {
    use Constraint as C;
    matches!(constraint, C::AsSoonAsPossible | C::AsLateAsPossible | C::StartNoEarlierThan(_))
}

/// The slots of the targets and all that comes before them.
fn needed(network: &Network, order: &Order, targets: &[u32]) -> Vec<bool> {
    let mut needed = vec![false; order.looped.len()];
    targets.iter().for_each(|node| needed[order.dated_slot[*node as usize] as usize] = true);
    for slot in order.slots.iter().rev().map(|slot| *slot as usize).collect::<Vec<_>>() {
        if !needed[slot] {
            continue;
        }
        let node = order.node(slot);
        if let Slot::Closing(_) = order.slot(slot) {
            order
                .children
                .of(node)
                .iter()
                .for_each(|child| needed[order.dated_slot[*child as usize] as usize] = true);
            continue;
        }
        for link in order.incoming.of(node) {
            let predecessor = network.links[*link as usize].predecessor;
            needed[order.dated_slot[predecessor as usize] as usize] = true;
        }
        if let Some(parent) = order.parent[node] {
            needed[parent as usize] = true;
        }
    }
    needed
}

/// The closings whose start something depends on.
fn starts_that_matter(network: &Network, order: &Order) -> Vec<bool> {
    let mut matters = vec![false; order.looped.len()];
    for link in &network.links {
        let share = matches!(link.lag, Lag::Percent(_) | Lag::ElapsedPercent(_));
        if share || !link.kind.from_finish() {
            matters[order.dated_slot[link.predecessor as usize] as usize] = true;
        }
    }
    for slot in order.slots.iter().rev().map(|slot| *slot as usize) {
        if let (true, Slot::Closing(node)) = (matters[slot], order.slot(slot)) {
            order
                .children
                .of(node)
                .iter()
                .for_each(|child| matters[order.dated_slot[*child as usize] as usize] = true);
        }
    }
    matters
}
