//! What an item waits for, what waits for it, and its parts, each with where it stands.

use linchpin_analysis::links::Tie;
use linchpin_analysis::{key_of, state, who};
use linchpin_hub::Standing;
use linchpin_model::sentence::value_in_world;
use linchpin_model::world::Record;
use linchpin_model::{Category, Date, Dependency, DependencyField, DependencyKind, Item, Node};

use crate::layout::{Shell, icon_of_format};
use crate::words;

/// A thing at the other end.
pub(super) struct Tied {
    pub(super) icon: &'static str,
    pub(super) key: String,
    pub(super) title: String,
    pub(super) address: String,
    pub(super) owner: Option<String>,
    /// `In progress`, `Done`, or the tracker's own word.
    pub(super) state: String,
    pub(super) is_done: bool,
    /// When it is expected, if it is open.
    pub(super) p50: Option<(Date, String)>,
    /// How it is tied, where that is not finish to start.
    pub(super) how: Option<String>,
}

pub(super) struct Ties<'s> {
    pub(super) standing: &'s Standing,
    pub(super) shell: &'s Shell,
    pub(super) today: Date,
}

impl Ties<'_> {
    pub(super) fn waits_for(&self, item: &Record<Item>) -> Vec<Tied> {
        self.of(self.standing.grounds.links.predecessors(Node::Item(item.id)))
    }

    pub(super) fn holds(&self, item: &Record<Item>) -> Vec<Tied> {
        self.of(self.standing.grounds.links.successors(Node::Item(item.id)))
    }

    pub(super) fn parts(&self, item: &Record<Item>) -> Vec<Tied> {
        let parts = self.standing.grounds.links.children(item.id).iter();
        self.sorted(parts.filter_map(|part| self.node(Node::Item(*part), None)).collect())
    }

    fn of(&self, ties: &[Tie]) -> Vec<Tied> {
        self.sorted(ties.iter().filter_map(|tie| self.node(tie.node, self.how(tie))).collect())
    }

    /// Open ones first, each in the order of keys.
    fn sorted(&self, mut tied: Vec<Tied>) -> Vec<Tied> {
        let order = |one: &Tied, two: &Tied| {
            let key = linchpin_analysis::words::key_order;
            (one.is_done, key(&one.key)).cmp(&(two.is_done, key(&two.key)))
        };
        tied.sort_by(order);
        tied
    }

    fn node(&self, node: Node, how: Option<String>) -> Option<Tied> {
        let (world, as_of) = (&self.standing.world, self.standing.as_of);
        let expected = self.standing.outlook.of(node).and_then(|expected| expected.finish);
        let told = |is_done: bool| expected.filter(|_| !is_done).map(|on| (on, words::day(on, self.today)));
        Some(match node {
            Node::Item(id) => {
                let item = world.get(id).filter(|item| item.is_live())?;
                let category = state::category(item, as_of);
                let format = item.sources.first().and_then(|link| world.get(link.source)?.format().cloned());
                Tied {
                    icon: icon_of_format(format.as_deref().unwrap_or_default()),
                    key: key_of(item),
                    title: who::title_of_item(item),
                    address: self.shell.thing(&key_of(item)),
                    owner: item.owner().map(|owner| world.name_of(*owner).to_string()),
                    state: item
                        .status()
                        .map_or_else(|| in_words(category).into(), |said| said.name.to_string()),
                    is_done: category.is_closed(),
                    p50: told(category.is_closed()),
                    how,
                }
            }
            Node::Milestone(id) => {
                let milestone = world.get(id).filter(|milestone| milestone.is_live())?;
                let is_done = milestone.done_at().is_some_and(|at| *at <= as_of);
                Tied {
                    icon: "timeline",
                    key: key_of(milestone),
                    title: who::title_of_milestone(milestone),
                    address: self.shell.thing(&key_of(milestone)),
                    owner: milestone.owner().map(|owner| world.name_of(*owner).to_string()),
                    state: if is_done { "Reached".into() } else { "Milestone".into() },
                    is_done,
                    p50: told(is_done),
                    how,
                }
            }
        })
    }

    /// Which ends are tied and with what lag; none for the usual.
    fn how(&self, tie: &Tie) -> Option<String> {
        let kind = match tie.kind {
            DependencyKind::FinishStart => None,
            DependencyKind::StartStart => Some("start to start".to_string()),
            DependencyKind::FinishFinish => Some("finish to finish".to_string()),
            DependencyKind::StartFinish => Some("start to finish".to_string()),
        };
        let dependency = self.standing.world.get::<Dependency>(tie.dependency)?;
        let lag = dependency.find(|field| matches!(field, DependencyField::Lag(Some(_))));
        let lag = lag.map(|said| value_in_world::<Dependency>(&self.standing.world, &said.value));
        let lag = lag.filter(|lag| lag != "0").map(|lag| format!("lag {lag}"));
        let told: Vec<String> = kind.into_iter().chain(lag).collect();
        (!told.is_empty()).then(|| told.join(", "))
    }
}

fn in_words(category: Category) -> &'static str {
    match category {
        Category::Todo => "Not started",
        Category::InProgress => "In progress",
        Category::Done => "Done",
        Category::Dropped => "Dropped",
    }
}
