//! What the pages of a program and of a milestone share: where it is heading, why that moved, what happened.

pub(super) mod feed;
pub(super) mod hero;
pub(super) mod moved;

use linchpin_hub::Part;

use crate::layout::Shell;

/// A part of a program's or milestone's pages.
pub(super) struct PageTab {
    pub(super) title: &'static str,
    pub(super) address: String,
    /// How much there is.
    pub(super) count: Option<usize>,
    pub(super) is_here: bool,
}

/// The parts that there are: the page itself and its chase list.
pub(super) fn tabs(part: &Part, path: &str, shell: &Shell) -> Vec<PageTab> {
    let left = part.chase.rows.len();
    let chase = shell.at(&format!("{path}/chase"));
    vec![
        PageTab { title: "Overview", address: shell.at(path), count: None, is_here: true },
        PageTab { title: "Chase list", address: chase, count: (left > 0).then_some(left), is_here: false },
    ]
}
