//! What a milestone waits for: what drives its date, and every open item that it requires or that is important to it.

use linchpin_analysis::chase::ChaseRow;
use linchpin_analysis::who::{title_of_item, title_of_milestone};
use linchpin_analysis::{key_of, state};
use linchpin_hub::{Part, Standing};
use linchpin_model::{Date, MilestoneId, Node, Priority};

use crate::layout::Shell;
use crate::words::{self, in_address};

/// Rows that are shown; the chase list has them all.
const ROWS: usize = 15;

/// What is open.
pub(super) struct Waits {
    pub(super) sentence: String,
    pub(super) left: usize,
    pub(super) address: String,
    pub(super) rows: Vec<Row>,
}

/// An open item.
pub(super) struct Row {
    pub(super) title: String,
    pub(super) key: String,
    pub(super) address: String,
    pub(super) needed: &'static str,
    pub(super) is_critical: bool,
    pub(super) owner: Option<String>,
    pub(super) promised: Option<(Date, String)>,
    pub(super) p50: Option<(Date, String)>,
    pub(super) late: String,
}

/// A step of the driving path.
pub(super) struct Step {
    pub(super) title: String,
    /// The key of an item; a milestone is called by its title alone.
    pub(super) key: Option<String>,
    pub(super) address: String,
    pub(super) is_done: bool,
    pub(super) p50: Option<(Date, String)>,
}

impl Waits {
    /// What is required, then what is important; in each what drives the date first, then as one would chase it.
    pub(super) fn of(part: &Part, today: Date, shell: &Shell, path: &str) -> Self {
        let list = &part.chase;
        let mut rows: Vec<&ChaseRow> = list.rows.iter().collect();
        rows.sort_by_key(|row| (row.priority.unwrap_or(Priority::P0), !row.critical));
        Self {
            sentence: list.sentence.clone(),
            left: rows.len(),
            address: shell.at(&format!("{path}/chase")),
            rows: rows.into_iter().take(ROWS).map(|row| of_row(row, today, shell)).collect(),
        }
    }
}

fn of_row(row: &ChaseRow, today: Date, shell: &Shell) -> Row {
    let told = |on: Option<Date>| on.map(|on| (on, words::day(on, today)));
    Row {
        title: row.title.clone(),
        key: row.key.clone(),
        address: shell.at(&format!("/items/{}", in_address(&row.key))),
        needed: match row.priority {
            None | Some(Priority::P0) => "Required",
            Some(Priority::P1) => "Important",
            Some(Priority::P2) => "Nice to have",
        },
        is_critical: row.critical,
        owner: row.owner.as_ref().map(|owner| owner.name.to_string()),
        promised: told(row.promised_on),
        p50: told(row.p50),
        late: row.late_working_days.filter(|late| *late > 0).map(words::difference).unwrap_or_default(),
    }
}

/// What decides the date, first to last.
pub(super) fn driving(standing: &Standing, milestone: MilestoneId, today: Date, shell: &Shell) -> Vec<Step> {
    let world = &standing.world;
    let path = standing.outlook.milestones.get(&milestone).map_or(&[][..], |outlook| &outlook.driving);
    let steps = path.iter().filter_map(|node| {
        let expected = standing.outlook.of(*node).and_then(|expected| expected.finish);
        let (title, key, folder, is_done) = match node {
            Node::Item(id) => {
                let item = world.get(*id)?;
                (title_of_item(item), key_of(item), "items", !state::is_open(item, standing.as_of))
            }
            Node::Milestone(id) => {
                let milestone = world.get(*id)?;
                let is_done = milestone.done_at().is_some_and(|at| *at <= standing.as_of);
                (title_of_milestone(milestone), key_of(milestone), "milestones", is_done)
            }
        };
        let address = shell.at(&format!("/{folder}/{}", in_address(&key)));
        let p50 = expected.filter(|_| !is_done).map(|on| (on, words::day(on, today)));
        let key = matches!(node, Node::Item(_)).then_some(key);
        Some(Step { title, key, address, is_done, p50 })
    });
    steps.collect()
}
