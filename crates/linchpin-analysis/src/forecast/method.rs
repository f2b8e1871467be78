//! Which way of forecasting fits what is known?

use linchpin_model::Node;

use super::pace::no_pace_in;
use super::parts::{Parts, ProgressPart};
use super::result::Method;
use super::work::WorkSource;
use crate::links::Links;
use crate::words;

/// What speaks for one way or the other, among the open items of the scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Known {
    /// Open items without parts.
    pub(crate) open: usize,
    /// Those that have an estimate or a duration.
    pub(crate) estimated: usize,
    /// Those with an estimate or a duration that wait for another, or are waited for.
    pub(crate) tied: usize,
}

impl Known {
    /// Counts among `scope`.
    pub(crate) fn new(parts: &Parts, links: &Links, scope: impl Iterator<Item = Node>) -> Self {
        let parents = parts.parents();
        let is_leaf = |node: &Node| !matches!(node, Node::Item(item) if parents.contains(item));
        let is_tied = |node| !links.predecessors(node).is_empty() || !links.successors(node).is_empty();
        let mut known = Self::default();
        for (node, part) in scope.filter_map(|node| Some((node, parts.nodes.get(&node)?))) {
            let is_open = !matches!(part.progress, ProgressPart::Done { .. });
            if !is_open || !is_leaf(&node) || matches!(node, Node::Milestone(_)) {
                continue;
            }
            let is_estimated = !matches!(part.work.source, WorkSource::History | WorkSource::Unknown);
            known.open += 1;
            known.estimated += usize::from(is_estimated);
            known.tied += usize::from(is_estimated && is_tied(node));
        }
        known
    }

    /// By network where at least half of what is open has an estimate or a duration, or dependencies tie such items; else by
    /// throughput, if there is any.
    pub(crate) fn method(&self, has_pace: bool) -> Method {
        match () {
            () if self.open == 0 => Method::None,
            () if 2 * self.estimated >= self.open || self.tied > 0 => Method::Network,
            () if has_pace => Method::Throughput,
            () => Method::None,
        }
    }

    /// The reason, in words.
    pub(crate) fn why(&self, method: Method, weeks: usize) -> String {
        let Self { open, estimated, tied } = self;
        let have = words::some_of(*estimated, *open, ["open item", "open items"], ["has", "have"]);
        let have = words::capital(&have);
        match method {
            _ if *open == 0 => "Nothing is left to forecast.".to_owned(),
            Method::Network if *tied > 0 => format!(
                "{have} an estimate and dependencies tie {}, so durations are drawn and passed through the network; \
                 how many people there are is not considered.",
                if *open == 1 { "it".into() } else { format!("{} of them", words::number_in_words(*tied)) }
            ),
            Method::Network => format!(
                "{have} an estimate, so durations are drawn and passed through the network; \
                 how many people there are is not considered."
            ),
            Method::Throughput => format!(
                "{have} an estimate and no dependency ties them, so the last {weeks} weeks \
                 are resampled over what is left, with the pace itself uncertain."
            ),
            Method::None => format!("{have} an estimate and no dependency ties them. {}", no_pace_in(weeks)),
        }
    }
}
