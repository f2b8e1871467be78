//! What is each row called, and which row does a reference mean?

use std::cell::OnceCell;
use std::collections::HashMap;

use linchpin_model::{ExternalId, Key};
use sha2::{Digest, Sha256};

use super::super::Unreadable;
use super::super::cell::text::{one_line, shown};
use super::super::escape::unescaped;
use super::super::mapping::{Field, Layout};
use super::super::table::{Row, Table};
use super::kind::is_milestone_word;
use super::problems::Problems;

/// What every row is called, and who is who among them.
pub(super) struct Identities<'t> {
    /// By row after the header; none where a row is left out.
    pub(super) rows: Vec<Option<Identity>>,
    ids: HashMap<ExternalId, usize>,
    /// Where keys are other than ids.
    keys: HashMap<Key, usize>,
    /// Rows by title, or by their number from 1 where they have no ids; made when a reference is neither id nor key.
    others: OnceCell<HashMap<String, Option<usize>>>,
    columns: Columns,
    table: &'t Table,
    first_row: usize,
}

/// What one row is called.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) id: ExternalId,
    pub(super) key: Option<Key>,
    /// Whether it is a milestone rather than an item.
    pub(super) is_milestone: bool,
}

impl Identities<'_> {
    /// The row that a reference means: by key, by id, by title if only one has it.
    pub(super) fn find(&self, reference: &str) -> Option<&Identity> {
        let reference = &*unescaped(reference.trim());
        let by_key =
            || if self.keys.is_empty() { None } else { self.keys.get(&Key::new(reference)).copied() };
        let by_id = || self.ids.get(&ExternalId::new(reference)).copied();
        let other = || {
            self.others
                .get_or_init(|| self.others())
                .get(ExternalId::new(reference).as_str())
                .copied()
                .flatten()
        };
        by_key().or_else(by_id).or_else(other).and_then(|row| self.rows[row].as_ref())
    }

    fn others(&self) -> HashMap<String, Option<usize>> {
        let mut others: HashMap<String, Option<usize>> = HashMap::new();
        for (index, row) in self.table.rows_from(self.first_row).enumerate() {
            let title = self.columns.title.and_then(|column| row.get(column)).unwrap_or("");
            let title = ExternalId::new(&unescaped(one_line(title).0.trim()));
            others.entry(title.as_str().to_owned()).and_modify(|known| *known = None).or_insert(Some(index));
        }
        if self.columns.id.is_none() && self.columns.key.is_none() {
            for index in 0..self.rows.len() {
                others.entry((index + 1).to_string()).or_insert(Some(index));
            }
        }
        others
    }
}

/// Names every row after the header.
///
/// A row is told from others by its id; without one by its key, by the address of its GitHub issue, or else by its title,
/// so that rows may change places. Ids that differ in case are two; ids that differ only in how an accent is encoded are
/// one, and the second row is left out. The same id twice is refused.
pub(super) fn find<'t>(
    table: &'t Table,
    layout: &Layout,
    problems: &mut Problems,
) -> Result<Identities<'t>, Unreadable> {
    let columns = Columns::of(layout);
    let first_row = layout.header_row + 1;
    let mut seen: HashMap<ExternalId, usize> = HashMap::with_capacity(table.len());
    let mut keys: HashMap<Key, usize> = HashMap::new();
    // Rows of one title are told apart by their order.
    let mut titles: HashMap<ExternalId, usize> = HashMap::new();
    let mut rows = Vec::new();
    for row in table.rows_from(layout.header_row + 1) {
        let mut named = columns.name(row);
        if let Some(name) = &mut named {
            if columns.id.is_some() && name.is_by_title {
                problems.tell("rows have no id", || {
                    (
                        format!("row {}", row.number()),
                        "The row has no id; it is told from others by its title.".into(),
                        None,
                    )
                });
            }
            if name.is_by_title {
                let count = titles.entry(name.id.clone()).or_default();
                *count += 1;
                if *count > 1 {
                    name.id = hashed("title", &format!("{}\n{count}", name.written));
                }
            }
            let first = seen.get(&name.id).and_then(|index| table.row(first_row + index));
            match first {
                Some(first) if columns.name(first).is_some_and(|first| first.written == name.written) => {
                    return Err(doubled(name, first.number(), row.number()));
                }
                Some(first) => {
                    let first = first.number();
                    problems.tell("rows have an id that another one has", || {
                        (
                            format!("row {}", row.number()),
                            format!("`{}` is the id of row {first}, with its accents encoded otherwise; the row was left out.", shown(&name.written)),
                            Some("Give it another id."),
                        )
                    });
                    named = None;
                }
                None => {
                    seen.insert(name.id.clone(), rows.len());
                    if let Some(key) = name.key.as_ref().filter(|key| key.as_str() != name.id.as_str()) {
                        keys.entry(key.clone()).or_insert(rows.len());
                    }
                }
            }
        } else {
            problems.tell("rows have neither id nor title", || {
                (
                    format!("row {}", row.number()),
                    "The row has neither id nor title; it was left out.".into(),
                    None,
                )
            });
        }
        rows.push(named.map(|name| Identity {
            id: name.id,
            key: name.key,
            is_milestone: columns.is_milestone(row),
        }));
    }
    Ok(Identities { rows, ids: seen, keys, others: OnceCell::new(), columns, table, first_row })
}

fn doubled(name: &Name, first: usize, second: usize) -> Unreadable {
    let hint = match is_rounded(&name.written) {
        true => {
            "A spreadsheet has rounded the ids: export the file again and do not save it from a spreadsheet."
        }
        false => {
            "Each row needs an id of its own: correct one, or choose another column for the id in a mapping."
        }
    };
    Unreadable::new(format!("The id `{}` is in rows {first} and {second}.", shown(&name.written)))
        .place(format!("row {second}"))
        .hint(hint)
}

/// Whether a spreadsheet has written a long number as `1.21E+15`.
fn is_rounded(id: &str) -> bool {
    id.split_once("E+").is_some_and(|(number, power)| {
        super::super::cell::number::decimal(number).is_some() && power.parse::<u32>().is_ok()
    })
}

/// A short key made of a title: `Site survey, north` is `site-survey-north`. Whole words, at most 40 characters.
fn slug(title: &str) -> Key {
    let mut slug = String::new();
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !slug.is_empty() && slug.chars().count() + word.chars().count() > 39 {
            break;
        }
        slug.push_str(if slug.is_empty() { "" } else { "-" });
        slug.extend(word.chars().take(40).flat_map(char::to_lowercase));
    }
    Key::new(if slug.is_empty() { "untitled" } else { &slug })
}

/// A stable id made from a text that must not itself stand in the journal, or is too long to.
pub(super) fn hashed(kind: &str, text: &str) -> ExternalId {
    let text = ExternalId::new(text);
    let hash = Sha256::new().chain_update(kind).chain_update([0]).chain_update(text.as_str()).finalize();
    let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    ExternalId::from(format!("{kind}:{digits}"))
}

struct Name {
    id: ExternalId,
    key: Option<Key>,
    /// As the file writes it.
    written: String,
    is_by_title: bool,
}

/// The columns that name a row.
struct Columns {
    id: Option<usize>,
    key: Option<usize>,
    title: Option<usize>,
    url: Option<usize>,
    kind: Option<usize>,
    milestone_mark: Option<usize>,
}

impl Columns {
    fn of(layout: &Layout) -> Self {
        let find = |field: Field| {
            layout.columns.iter().find(|column| column.field == field).map(|column| column.index)
        };
        Self {
            id: find(Field::Id),
            key: find(Field::Key),
            title: find(Field::Title),
            url: find(Field::Url),
            kind: find(Field::Kind),
            milestone_mark: find(Field::MilestoneMark),
        }
    }

    fn name(&self, row: Row<'_>) -> Option<Name> {
        let text = |column: Option<usize>| {
            let text = column
                .and_then(|column| row.get(column))
                .map(|text| unescaped(one_line(text).0.trim()).into_owned());
            text.filter(|text| !text.is_empty())
        };
        let by_address = || match (self.id, self.key) {
            (None, None) => text(self.url).and_then(|url| github(&url)),
            _ => None,
        };
        let key = text(self.key);
        let by_id = |id: String, key: Option<String>| Name {
            id: ExternalId::new(&id),
            key: Some(Key::new(key.as_deref().unwrap_or(&id))),
            written: id,
            is_by_title: false,
        };
        match (text(self.id), key) {
            (Some(id), key) => Some(by_id(id, key)),
            (None, Some(key)) => Some(by_id(key.clone(), Some(key))),
            (None, None) => by_address().map(|(id, key)| by_id(id, Some(key))).or_else(|| {
                text(self.title).map(|title| Name {
                    id: hashed("title", &title),
                    key: Some(slug(&title)),
                    written: title,
                    is_by_title: true,
                })
            }),
        }
    }

    fn is_milestone(&self, row: Row<'_>) -> bool {
        let text = |column: Option<usize>| column.and_then(|column| row.get(column)).unwrap_or("");
        let is_marked =
            self.milestone_mark.is_some() && super::progress::mark(text(self.milestone_mark)) == Some(true);
        is_marked || is_milestone_word(text(self.kind))
    }
}

/// The id and key of the issue at an address of GitHub: `owner/repo#12` and `repo#12`.
fn github(url: &str) -> Option<(String, String)> {
    let path = url.trim().strip_prefix("https://github.com/")?;
    let mut parts = path.split('/');
    let (owner, repo, kind, number) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (matches!(kind, "issues" | "pull") && is_number && !owner.is_empty() && !repo.is_empty())
        .then(|| (format!("{owner}/{repo}#{number}"), format!("{repo}#{number}")))
}
