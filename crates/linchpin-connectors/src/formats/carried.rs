//! What each format that a plan is written in carries, and what it cannot: one list for the writers' tests and the documents.

use linchpin_model::Kind;

/// How much of a field comes back from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    /// All of it.
    Whole,
    /// What this says.
    Partly(&'static str),
    /// Nothing.
    Never,
}

/// One field, and what comes back of it.
#[derive(Clone, Copy, Debug)]
pub struct Carried {
    /// The kind of thing.
    pub kind: Kind,
    /// The name of the field.
    pub field: &'static str,
    /// From Microsoft Project's XML.
    pub mspdi: Carry,
    /// From CSV, TSV and XLSX.
    pub table: Carry,
}

use Carry::{Never, Partly, Whole};

const OPEN_PARTS: &str = "not of an item that has parts";
const BEGUN: &str = "once begun, and not of an item that has parts";
const DONE: &str = "once done, and not of an item that has parts";
const IN_PROGRESS: &str = "while in progress, and not of an item that has parts";
const WRITTEN: &str = "those that are in the file";

/// All fields that any of them carries, and those that people may look for in vain.
pub const CARRIED: &[Carried] = &[
    row(Kind::Item, "key", Whole, Whole),
    row(Kind::Item, "title", Whole, Whole),
    row(Kind::Item, "kind", Whole, Whole),
    row(Kind::Item, "status", Whole, Whole),
    row(Kind::Item, "owner", Whole, Whole),
    row(Kind::Item, "contributors", Whole, Whole),
    row(Kind::Item, "program", Partly("the file is one program"), Never),
    row(Kind::Item, "workstream", Whole, Whole),
    row(Kind::Item, "team", Whole, Whole),
    row(Kind::Item, "parent", Partly(WRITTEN), Partly(WRITTEN)),
    row(Kind::Item, "milestones", Partly(WRITTEN), Partly(WRITTEN)),
    row(Kind::Item, "labels", Whole, Whole),
    row(Kind::Item, "priority", Whole, Whole),
    row(Kind::Item, "rank", Partly("the order"), Partly("up to 15 digits")),
    row(Kind::Item, "estimate", Whole, Whole),
    row(Kind::Item, "duration", Partly(OPEN_PARTS), Whole),
    row(Kind::Item, "remaining", Partly(IN_PROGRESS), Whole),
    row(Kind::Item, "spent", Whole, Whole),
    row(Kind::Item, "percent_done", Whole, Whole),
    row(Kind::Item, "due", Whole, Whole),
    row(Kind::Item, "created_at", Whole, Whole),
    row(Kind::Item, "started_at", Partly(BEGUN), Whole),
    row(Kind::Item, "finished_at", Partly(DONE), Partly("once done or dropped")),
    row(Kind::Item, "blocked", Whole, Whole),
    row(Kind::Item, "calendar", Partly(OPEN_PARTS), Never),
    row(Kind::Item, "constraint", Whole, Whole),
    row(Kind::Item, "deadline", Whole, Whole),
    row(Kind::Item, "scheduled", Partly(OPEN_PARTS), Never),
    row(Kind::Item, "resumes_at", Partly(IN_PROGRESS), Never),
    row(Kind::Item, "needs", Never, Never),
    row(Kind::Item, "url", Partly("web addresses of up to 512 characters"), Whole),
    row(Kind::Item, "description", Whole, Whole),
    row(
        Kind::Item,
        "custom",
        Partly("12 of texts, 20 of numbers, 10 of days; a list as text"),
        Partly("a field whose values are of several sorts, or a list, as text"),
    ),
    row(Kind::Milestone, "key", Whole, Whole),
    row(Kind::Milestone, "title", Whole, Whole),
    row(Kind::Milestone, "program", Partly("the file is one program"), Never),
    row(Kind::Milestone, "workstream", Whole, Whole),
    row(Kind::Milestone, "owner", Whole, Whole),
    row(Kind::Milestone, "target", Whole, Partly("the day")),
    row(Kind::Milestone, "done_at", Whole, Whole),
    row(Kind::Milestone, "parent", Partly(WRITTEN), Partly(WRITTEN)),
    row(Kind::Milestone, "calendar", Whole, Never),
    row(Kind::Milestone, "constraint", Whole, Whole),
    row(Kind::Milestone, "deadline", Whole, Whole),
    row(Kind::Milestone, "rank", Partly("the order"), Partly("up to 15 digits")),
    row(Kind::Milestone, "url", Partly("web addresses of up to 512 characters"), Whole),
    row(Kind::Person, "name", Whole, Whole),
    row(Kind::Person, "address", Whole, Whole),
    row(Kind::Person, "team", Never, Never),
    row(Kind::Person, "calendar", Whole, Never),
    row(Kind::Person, "absences", Whole, Never),
    row(Kind::Dependency, "kind", Whole, Partly("one between the same two")),
    row(Kind::Dependency, "lag", Partly("whole percents"), Partly("one between the same two")),
    row(Kind::Calendar, "hours", Partly("in the program's zone"), Never),
    row(Kind::Program, "title", Whole, Never),
    row(Kind::Program, "calendar", Whole, Never),
    row(Kind::Program, "starts_at", Whole, Never),
    row(Kind::Program, "critical_threshold", Partly("whole days"), Never),
    row(Kind::Baseline, "dates", Partly("11 baselines"), Never),
];

const fn row(kind: Kind, field: &'static str, mspdi: Carry, table: Carry) -> Carried {
    Carried { kind, field, mspdi, table }
}

/// What a file of Microsoft Project says even of a thing of which nothing was said: every task has it there.
pub const MADE_BY_MSPDI: &[(Kind, &str)] = &[
    (Kind::Item, "kind"),
    (Kind::Item, "status"),
    (Kind::Item, "percent_done"),
    (Kind::Item, "started_at"),
    (Kind::Item, "finished_at"),
    (Kind::Milestone, "target"),
    (Kind::Milestone, "deadline"),
    (Kind::Person, "calendar"),
    (Kind::Program, "calendar"),
    (Kind::Program, "starts_at"),
    (Kind::Program, "critical_threshold"),
];

/// The list as a table of Markdown.
pub fn table() -> String {
    let cell = |carry: Carry| match carry {
        Whole => "yes".to_owned(),
        Partly(what) => what.to_owned(),
        Never => "–".to_owned(),
    };
    let line = |row: &Carried| {
        format!("| {} | `{}` | {} | {} |\n", row.kind, row.field, cell(row.mspdi), cell(row.table))
    };
    let head = "| thing | field | MSPDI | CSV, TSV, XLSX |\n|---|---|---|---|\n".to_owned();
    head + &CARRIED.iter().map(line).collect::<String>()
}
