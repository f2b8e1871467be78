//! What is to be levelled: activities that wait for each other and share resources.

/// A scheduling problem in whole periods.
///
/// An activity of duration `d` that starts at `t` holds its needs in the periods `t` to `t + d - 1` and is not split.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// What is to be done.
    pub activities: Vec<Activity>,
    /// What waits for what.
    pub precedences: Vec<Precedence>,
    /// Units of each resource, the same in every period.
    pub capacities: Vec<u32>,
}

/// One activity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Periods.
    pub duration: u32,
    /// The number of a resource and how many units of it are held.
    pub needs: Vec<(u32, u32)>,
}

/// One activity starts a number of periods after another is finished, or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Precedence {
    /// The number of what is waited for.
    pub before: u32,
    /// The number of what waits.
    pub after: u32,
    /// Periods between the finish and the start.
    pub lag: u32,
}

/// Why no schedule exists, or none can be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsolvable {
    /// These activities wait for each other, each for the one before.
    Loop(Vec<u32>),
    /// An activity needs more of a resource than there is.
    TooMuch {
        /// Its number.
        activity: u32,
        /// The number of the resource.
        resource: u32,
    },
    /// An activity or a resource is named that is not there.
    Missing,
    /// A number is beyond what can be counted: 32,767 units of a resource, ten million periods in all.
    TooLarge,
}

/// Units of one resource at most: what fits in a lane beside its guard bit.
const UNITS: u32 = 0x7FFF;
/// Periods at most of all durations and lags together.
const PERIODS: u64 = 10_000_000;

impl Problem {
    /// An order in which everything comes after what it waits for.
    pub(super) fn order(&self) -> Result<Vec<u32>, Unsolvable> {
        self.check()?;
        let count = self.activities.len();
        let mut waits = vec![0u32; count];
        let mut after = vec![Vec::new(); count];
        for precedence in &self.precedences {
            waits[precedence.after as usize] += 1;
            after[precedence.before as usize].push(precedence.after);
        }
        let mut order: Vec<u32> = (0..count as u32).filter(|one| waits[*one as usize] == 0).collect();
        let mut next = 0;
        while let Some(one) = order.get(next).copied() {
            next += 1;
            for other in &after[one as usize] {
                waits[*other as usize] -= 1;
                if waits[*other as usize] == 0 {
                    order.push(*other);
                }
            }
        }
        if order.len() < count {
            return Err(Unsolvable::Loop(a_loop(self, &waits)));
        }
        Ok(order)
    }

    fn check(&self) -> Result<(), Unsolvable> {
        let count = self.activities.len() as u32;
        let known = |precedence: &Precedence| precedence.before < count && precedence.after < count;
        if !self.precedences.iter().all(known) {
            return Err(Unsolvable::Missing);
        }
        let durations = self.activities.iter().map(|activity| u64::from(activity.duration));
        let lags = self.precedences.iter().map(|precedence| u64::from(precedence.lag));
        if durations.chain(lags).sum::<u64>() > PERIODS || self.capacities.iter().any(|units| *units > UNITS)
        {
            return Err(Unsolvable::TooLarge);
        }
        for (activity, number) in self.activities.iter().zip(0..) {
            for (resource, units) in &activity.needs {
                let capacity = self.capacities.get(*resource as usize).ok_or(Unsolvable::Missing)?;
                if units > capacity {
                    return Err(Unsolvable::TooMuch { activity: number, resource: *resource });
                }
            }
        }
        Ok(())
    }
}

/// Members of one loop among those that still wait, in order from the lowest number: from any of them backwards until one
/// comes twice.
fn a_loop(problem: &Problem, waits: &[u32]) -> Vec<u32> {
    let mut before = vec![None; waits.len()];
    for precedence in &problem.precedences {
        if waits[precedence.before as usize] > 0 && waits[precedence.after as usize] > 0 {
            before[precedence.after as usize] = Some(precedence.before);
        }
    }
    let mut path: Vec<u32> = Vec::new();
    let mut at = (0..waits.len()).find(|one| waits[*one] > 0).map(|one| one as u32);
    while let Some(one) = at {
        if let Some(first) = path.iter().position(|other| *other == one) {
            let mut members = path.split_off(first);
            members.reverse();
            let least = (0..members.len()).min_by_key(|place| members[*place]).unwrap_or(0);
            members.rotate_left(least);
            return members;
        }
        path.push(one);
        at = before[one as usize];
    }
    path
}
