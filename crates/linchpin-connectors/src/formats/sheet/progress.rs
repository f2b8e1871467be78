//! Where does a row stand: from its state, its dates, its share done, its tick?

use std::collections::HashMap;

use linchpin_model::{Category, Status};

pub(super) use super::super::mapping::mark;

use super::super::cell::text::folded;
use super::super::escape::unescaped;
use super::super::mapping::Mapping;
use super::super::words;

/// What a row says of how far it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signs<'a> {
    /// The tracker's word, empty if the cell is, none without such a column.
    pub(super) status: Option<&'a str>,
    /// The tracker's own category of it.
    pub(super) category: Option<&'a str>,
    pub(super) resolution: Option<&'a str>,
    pub(super) is_ticked: Option<bool>,
    pub(super) percent: Option<u32>,
    pub(super) has_started: bool,
    pub(super) has_finished: bool,
    /// Whether there is a column that would tell that it is finished.
    pub(super) may_finish: bool,
}

/// What states mean: a person's mapping first, then the tracker's own category, then the usual words.
pub(super) struct Statuses {
    said: HashMap<String, Category>,
    /// The words met in this file, with what they mean where that is known without a row's other cells.
    met: HashMap<String, Met>,
}

/// A word for a state.
struct Met {
    said: Option<Category>,
    usual: Option<Category>,
}

impl Statuses {
    pub(super) fn new(mapping: &Mapping) -> Self {
        let said = mapping.statuses.iter().map(|(name, category)| (folded(name), *category));
        Self { said: said.collect(), met: HashMap::new() }
    }

    /// The state that these signs add up to, and whether its word was met for the first time and is not known.
    pub(super) fn status(&mut self, signs: &Signs<'_>) -> (Option<Status>, bool) {
        let name = match signs.status {
            // Both the word and what it means are left empty: nothing is said of it.
            Some("") if signs.category == Some("") => return (None, false),
            None | Some("") => return (derived(signs), false),
            Some(name) => name,
        };
        let is_new = !self.met.contains_key(name);
        let given = signs.category.and_then(words::category);
        if is_new {
            let said = self.said.get(&folded(name)).copied();
            self.met.insert(name.to_owned(), Met { said, usual: words::category(name) });
        }
        let met = &self.met[name];
        let known = met.said.or(given).or(met.usual);
        let is_finished = signs.has_finished || signs.is_ticked == Some(true) || signs.percent == Some(100);
        let category = known.unwrap_or(match (is_finished, signs.has_started) {
            (true, _) => Category::Done,
            (false, true) => Category::InProgress,
            (false, false) => Category::Todo,
        });
        let is_dropped = category == Category::Done && resolution(signs) == Some(Category::Dropped);
        let category = if is_dropped { Category::Dropped } else { category };
        (Some(Status { name: unescaped(name).as_ref().into(), category }), is_new && known.is_none())
    }
}

/// A state for a row that names none, where its other cells tell.
fn derived(signs: &Signs<'_>) -> Option<Status> {
    let is_done = signs.is_ticked == Some(true) || signs.percent == Some(100) || signs.has_finished;
    let is_begun = signs.has_started || signs.percent.is_some_and(|percent| percent > 0);
    let tells = signs.is_ticked.is_some() || signs.percent.is_some() || signs.may_finish;
    let (name, category) = match (is_done, is_begun, tells) {
        (true, _, _) if resolution(signs) == Some(Category::Dropped) => ("dropped", Category::Dropped),
        (true, _, _) => ("done", Category::Done),
        (false, true, _) => ("in progress", Category::InProgress),
        (false, false, true) => ("to do", Category::Todo),
        (false, false, false) => return None,
    };
    Some(Status { name: name.into(), category })
}

fn resolution(signs: &Signs<'_>) -> Option<Category> {
    signs.resolution.and_then(words::category)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(signs: Signs<'_>, wanted: Option<(&str, Category)>) {
        let (status, _) = Statuses::new(&Mapping::default()).status(&signs);
        let found = status.as_ref().map(|status| (&*status.name, status.category));
        assert_eq!(found, wanted, "{signs:?}");
    }

    #[test]
    fn the_trackers_own_category_is_believed_before_the_word() {
        let signs = Signs { status: Some("Frozen"), category: Some("Done"), ..Signs::default() };
        check(signs, Some(("Frozen", Category::Done)));
        check(Signs { resolution: Some("Won't Fix"), ..signs }, Some(("Frozen", Category::Dropped)));
    }

    #[test]
    fn an_unknown_word_is_kept_and_its_dates_tell_the_rest() {
        let signs = Signs { status: Some("Frozen"), ..Signs::default() };
        check(signs, Some(("Frozen", Category::Todo)));
        check(Signs { has_started: true, ..signs }, Some(("Frozen", Category::InProgress)));
        check(Signs { has_finished: true, ..signs }, Some(("Frozen", Category::Done)));
        check(Signs { is_ticked: Some(true), ..signs }, Some(("Frozen", Category::Done)));
    }

    #[test]
    fn without_a_word_the_other_cells_tell() {
        check(Signs::default(), None);
        check(Signs { may_finish: true, ..Signs::default() }, Some(("to do", Category::Todo)));
        check(Signs { percent: Some(30), ..Signs::default() }, Some(("in progress", Category::InProgress)));
        check(Signs { is_ticked: Some(true), ..Signs::default() }, Some(("done", Category::Done)));
    }
}
