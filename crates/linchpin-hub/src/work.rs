//! What is asked about single items, people and teams: computed when the first of them is asked for, then kept.

use linchpin_analysis::{ChaseList, ChaseParams, Scope, Workload, WorkloadParams, chase, workload};
use linchpin_model::{ItemId, Priority};

use crate::reports::Standing;

/// Every open item, and who bears how much.
#[derive(Debug)]
pub struct Work {
    /// Every open item of the hub, what is only nice to have among them.
    pub chase: ChaseList,
    /// Work left against working days, of everything.
    pub workload: Workload,
}

impl Work {
    pub(crate) fn new(standing: &Standing) -> Self {
        let (world, as_of) = (&standing.world, standing.as_of);
        let params = ChaseParams { down_to: Priority::P2, ..ChaseParams::new(as_of, Scope::All) };
        Self {
            chase: chase::on(world, &standing.grounds, &standing.outlook, &params),
            workload: workload::on(world, &standing.grounds, &WorkloadParams { as_of, scope: Scope::All }),
        }
    }

    /// The row of an item; none if it is done, or the whole of parts that are open.
    pub fn row(&self, item: ItemId) -> Option<&linchpin_analysis::chase::ChaseRow> {
        self.chase.rows.iter().find(|row| row.item == item)
    }
}
