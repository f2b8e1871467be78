//! The dates as they were agreed, for each task.

use std::collections::BTreeMap;
use std::io;

use jiff::civil::DateTime;
use linchpin_model::world::Record;
use linchpin_model::{Baseline, Node};

use super::super::super::outline::Outline;
use super::xml::Xml;

/// Baselines that the format has room for.
const BASELINES: usize = 11;

/// A start and a finish, as far as they were agreed.
type Dates = (Option<DateTime>, Option<DateTime>);

/// The baselines of a plan, each with its number and its dates by node.
pub(super) struct Baselines(Vec<(usize, BTreeMap<Node, Dates>)>);

impl Baselines {
    pub(super) fn new(outline: &Outline<'_>) -> Self {
        let dates = |baseline: &Record<Baseline>| {
            let dates = baseline.dates().into_iter().flatten();
            let known = dates.filter(|dates| dates.start.is_some() || dates.finish.is_some());
            known
                .filter_map(|dates| Some((outline.written(dates.node)?, (dates.start, dates.finish))))
                .collect()
        };
        Self(numbered(outline).into_iter().map(|(number, baseline)| (number, dates(baseline))).collect())
    }

    /// Those of one task.
    pub(super) fn write(&self, xml: &mut Xml<'_>, node: Node) -> io::Result<()> {
        for (number, dates) in &self.0 {
            let Some((start, finish)) = dates.get(&node) else { continue };
            xml.open("Baseline")?;
            xml.leaf("Number", &number.to_string())?;
            xml.time("Start", *start)?;
            xml.time("Finish", *finish)?;
            xml.close("Baseline")?;
        }
        Ok(())
    }
}

/// The baselines of the plan's program, each with its number: that of its name, else the next that is free.
fn numbered<'w>(outline: &Outline<'w>) -> Vec<(usize, &'w Record<Baseline>)> {
    let program = outline.program.map(|program| program.id);
    let own = outline.world.live::<Baseline>().filter(|baseline| {
        program.is_none()
            || baseline.program().and_then(|program| outline.world.get(*program)).map(|own| own.id) == program
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
        title => {
            title.strip_prefix("Baseline ")?.parse().ok().filter(|number| (1..BASELINES).contains(number))
        }
    }
}
