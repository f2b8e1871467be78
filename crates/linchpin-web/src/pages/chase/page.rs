//! The page around a chase list: for what, in one sentence, and which part of it is shown.

use askama::Template;
use linchpin_analysis::chase::ChaseRow;
use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::words::{name, number_in_words, some_of, working_days};
use linchpin_analysis::{ChaseList, Scope, key_of, scope};
use linchpin_hub::Standing;
use linchpin_model::{Date, Milestone, Program, World};

use super::group::{self, By, Only};
use super::{ChaseTable, TableParams, Wanted};
use crate::layout::{Shell, today};
use crate::program_head::ProgramHead;
use crate::words::{self, in_address};

/// Rows of one page.
const ROWS: usize = 100;
/// Programs to pick from; all are in the sidebar.
const PROGRAMS: usize = 12;

#[derive(Template)]
#[template(path = "pages/chase.html")]
pub(super) struct ChasePage {
    shell: Shell,
    head: Option<ProgramHead>,
    /// What it is for now, and what it could be for.
    picked: String,
    choices: Vec<Choice>,
    note: Option<String>,
    sentence: String,
    text: String,
    groupings: Vec<Choice>,
    filters: Vec<Filter>,
    table: Option<ChaseTable>,
    nothing: &'static str,
    pages: Vec<Choice>,
    foot: String,
}

/// A link among others.
struct Choice {
    title: String,
    address: String,
    is_here: bool,
}

struct Filter {
    title: &'static str,
    icon: &'static str,
    count: usize,
    address: String,
    is_on: bool,
}

/// The page of a list.
pub(super) fn of(
    standing: &Standing,
    shell: Shell,
    list: &ChaseList,
    scope: Scope,
    wanted: Wanted,
) -> ChasePage {
    let world = &standing.world;
    let program = scope::program_of_scope(world, scope);
    let today = match program {
        Some(_) => WorkingDays::of_program(world, program).date(standing.as_of),
        None => today(standing),
    };
    let path = path(world, scope);
    let links = Links { shell: &shell, path: &path, wanted };
    let (by, page) = (wanted.by.unwrap_or_default(), wanted.page.unwrap_or(1).max(1));
    let chosen: Vec<&ChaseRow> =
        list.rows.iter().filter(|row| wanted.only.is_none_or(|only| only.holds(row))).collect();
    let pages = chosen.len().div_ceil(ROWS);
    let back = links.back(page);
    let table = (!chosen.is_empty()).then(|| {
        let groups = by.grouped(chosen.iter().copied(), today);
        ChaseTable::new(TableParams {
            standing,
            shell: &shell,
            caption: format!("Open items, by {}, the one that one would chase first coming first", by.word()),
            groups: group::page(groups, (page - 1).saturating_mul(ROWS), ROWS),
            by,
            target: list.target,
            today,
            owners: by != By::Owner,
            back: &back,
        })
    });
    let done = list.items - list.rows.len();
    let what =
        list.title.as_deref().map_or_else(|| "Chase list".into(), |title| format!("Chase list for {title}"));
    let head = program.and_then(|program| ProgramHead::of(standing, program, &shell, &path, list.rows.len()));
    ChasePage {
        picked: list.title.as_deref().unwrap_or("everything").to_string(),
        choices: choices(world, &shell, scope, program),
        note: list.target.map(|on| target_note(world, program, on, today)),
        sentence: without_title(list),
        text: links.text(),
        groupings: By::ALL.map(|by| links.grouping(by)).into(),
        filters: Only::ALL.iter().filter_map(|only| links.filter(*only, &list.rows)).collect(),
        table,
        nothing: if list.rows.is_empty() {
            ""
        } else {
            "No open item is so. Take the filter off to see the others."
        },
        pages: if pages > 1 {
            (1..=pages).map(|number| links.page(number, page)).collect()
        } else {
            Vec::new()
        },
        foot: format!(
            "{what}, as of {}. Expected days are P50; {} done and not shown.",
            words::long_day(today),
            some_of(done, list.items, ["item", "items"], ["is", "are"])
        ),
        shell: match &head {
            Some(head) => shell.under(&head.title),
            None => shell,
        },
        head,
    }
}

/// The sentence of the list, which stands under its title.
fn without_title(list: &ChaseList) -> String {
    match &list.title {
        Some(title) => list.sentence.replacen(&format!(" for {}.", name(title)), ".", 1),
        None => list.sentence.clone(),
    }
}

/// The address of the list, without what is asked of it.
fn path(world: &World, scope: Scope) -> String {
    match scope {
        Scope::All => "/chase".into(),
        Scope::Program(id) => {
            let key = world.get::<Program>(id).map(key_of).unwrap_or_default();
            format!("/programs/{}/chase", in_address(&key))
        }
        Scope::Milestone(id) => {
            let key = world.get::<Milestone>(id).map(key_of).unwrap_or_default();
            format!("/milestones/{}/chase", in_address(&key))
        }
    }
}

/// What else one could chase for: everything, the program, and its milestones that are not reached.
fn choices(
    world: &World,
    shell: &Shell,
    here: Scope,
    program: Option<linchpin_model::ProgramId>,
) -> Vec<Choice> {
    let choice = |title: String, scope: Scope| Choice {
        title,
        address: shell.at(&path(world, scope)),
        is_here: scope == here,
    };
    let mut choices = vec![choice("Everything".into(), Scope::All)];
    let title = |program: &linchpin_model::world::Record<Program>| {
        program.title().map_or_else(|| key_of(program), ToString::to_string)
    };
    let programs: Vec<_> = match program.and_then(|program| world.get(program)) {
        Some(program) => vec![program],
        None => world.live::<Program>().take(PROGRAMS).collect(),
    };
    choices.extend(programs.iter().map(|program| choice(title(program), Scope::Program(program.id))));
    let milestones =
        program.map_or_else(Vec::new, |program| scope::milestones_in(world, Scope::Program(program)));
    let open = milestones.iter().filter(|milestone| milestone.done_at().is_none());
    choices.extend(open.map(|milestone| {
        choice(linchpin_analysis::who::title_of_milestone(milestone), Scope::Milestone(milestone.id))
    }));
    choices
}

/// `target Fri 16 Apr, eight working days away`.
fn target_note(world: &World, program: Option<linchpin_model::ProgramId>, on: Date, today: Date) -> String {
    let days = WorkingDays::of_program(world, program).after(today, on);
    let away = match days {
        0 if on == today => "today".to_string(),
        0 => "with no working day in between".into(),
        1.. => format!("{} away", working_days(days)),
        _ => format!("{} ago", working_days(days)),
    };
    format!("target {}, {away}", words::short_day(on))
}

/// The addresses of the list, each with what else is asked of it.
struct Links<'a> {
    shell: &'a Shell,
    path: &'a str,
    wanted: Wanted,
}

impl Links<'_> {
    fn pairs(wanted: Wanted) -> Vec<String> {
        let by = wanted.by.filter(|by| *by != By::Owner).map(|by| format!("by={}", by.word()));
        let only = wanted.only.map(|only| format!("only={}", only.word()));
        by.into_iter().chain(only).collect()
    }

    fn text(&self) -> String {
        self.shell.with(&format!("{}.txt", self.path), &Self::pairs(self.wanted))
    }

    /// Where an act comes back to: this very page, now.
    fn back(&self, page: usize) -> String {
        let mut pairs = Self::pairs(self.wanted);
        pairs.extend((page > 1).then(|| format!("page={page}")));
        if pairs.is_empty() { self.path.to_string() } else { format!("{}?{}", self.path, pairs.join("&")) }
    }

    fn grouping(&self, by: By) -> Choice {
        let wanted = Wanted { by: Some(by), ..self.wanted };
        Choice {
            title: format!("By {}", by.word()),
            address: self.shell.with(self.path, &Self::pairs(wanted)),
            is_here: self.wanted.by.unwrap_or_default() == by,
        }
    }

    /// A filter; none where it would leave nothing and is not on.
    fn filter(&self, only: Only, rows: &[ChaseRow]) -> Option<Filter> {
        let count = rows.iter().filter(|row| only.holds(row)).count();
        let is_on = self.wanted.only == Some(only);
        let wanted = Wanted { only: (!is_on).then_some(only), ..self.wanted };
        (count > 0 || is_on).then(|| Filter {
            title: only.title(),
            icon: only.icon(),
            count,
            address: self.shell.with(self.path, &Self::pairs(wanted)),
            is_on,
        })
    }

    fn page(&self, number: usize, here: usize) -> Choice {
        let mut pairs = Self::pairs(self.wanted);
        pairs.push(format!("page={number}"));
        Choice {
            title: match number {
                1 => format!("First {}", number_in_words(ROWS)),
                _ => format!("from {}", (number - 1) * ROWS + 1),
            },
            address: self.shell.with(self.path, &pairs),
            is_here: number == here,
        }
    }
}
