//! Which sheets does a workbook have, and in which parts do they and their texts and formats lie?

use std::collections::BTreeMap;

use super::super::Unreadable;
use super::super::cell::text::shown;
use super::super::table::Serials;
use super::archive::{Archive, damaged, not_a_workbook};
use super::xml::{Node, attribute, walk};

/// Most sheets in a workbook.
const MAX_SHEETS: usize = 100;

/// What the workbook says of itself.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    pub(super) sheets: Vec<Sheet>,
    pub(super) serials: Serials,
    /// The part with the texts that cells share.
    pub(super) shared_strings: Option<String>,
    /// The part with the formats.
    pub(super) styles: Option<String>,
}

/// A sheet of a workbook.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    /// The part it lies in.
    pub(super) part: String,
}

/// Reads what the workbook says of its sheets.
pub(super) fn read(archive: &mut Archive<'_>) -> Result<Workbook, Unreadable> {
    let part = find(archive)?;
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", &part));
    let relations = relations(archive, folder, &format!("{folder}/_rels/{file}.rels"))?;
    let mut workbook = Workbook::default();
    let by_type = |end: &str| {
        relations
            .values()
            .find(|relation| relation.kind.ends_with(end))
            .map(|relation| relation.target.clone())
    };
    workbook.shared_strings = by_type("/sharedStrings");
    workbook.styles = by_type("/styles");
    let mut sheets = Vec::new();
    walk(archive.part(&part)?, &part, |node| {
        if let Node::Start(start) = node {
            match start.local_name().as_ref() {
                "workbookPr" if matches!(attribute(start, "date1904").as_deref(), Some("1" | "true")) => {
                    workbook.serials = Serials::From1904;
                }
                "sheet" if sheets.len() >= MAX_SHEETS => {
                    return Err(Unreadable::new(
                        "The workbook has more than 100 sheets, which is the limit.",
                    )
                    .hint("Save the sheet with the plan as a workbook of its own."));
                }
                "sheet" => {
                    sheets.push((attribute(start, "name"), attribute(start, "state"), attribute(start, "id")))
                }
                _ => {}
            }
        }
        Ok(())
    })?;
    for (name, state, id) in sheets {
        let name = name.unwrap_or_default();
        let relation = id.and_then(|id| relations.get(&id));
        let relation =
            relation.ok_or_else(|| damaged(&format!("the sheet `{}` is in no part of it", shown(&name))))?;
        // Charts and dialogues are sheets too, without cells.
        if relation.kind.ends_with("/worksheet") {
            workbook.sheets.push(Sheet {
                name,
                is_hidden: state.is_some_and(|state| state != "visible"),
                part: relation.target.clone(),
            });
        }
    }
    Ok(workbook)
}

/// The part that is the workbook; a file of another kind is named.
fn find(archive: &mut Archive<'_>) -> Result<String, Unreadable> {
    let root =
        if archive.has("_rels/.rels") { relations(archive, "", "_rels/.rels")? } else { BTreeMap::new() };
    let named = root
        .values()
        .find(|relation| relation.kind.ends_with("/officeDocument"))
        .map(|relation| relation.target.clone());
    let part = named.filter(|part| archive.has(part)).unwrap_or_else(|| "xl/workbook.xml".into());
    if archive.has(&part) && !part.ends_with(".bin") && part.to_ascii_lowercase().starts_with("xl/") {
        return Ok(part);
    }
    Err(not_a_workbook(match () {
        _ if archive.has_folder("word/") => "a Word file",
        _ if archive.has_folder("ppt/") => "a PowerPoint file",
        _ if archive.has("xl/workbook.bin") => "a binary workbook (.xlsb)",
        _ if archive.has("content.xml") => "an OpenDocument file",
        _ => "a ZIP archive",
    }))
}

/// Where one part points to.
struct Relation {
    kind: String,
    target: String,
}

/// The relations in a part, by their id; those that lead outside the workbook are left out.
fn relations(
    archive: &mut Archive<'_>,
    folder: &str,
    part: &str,
) -> Result<BTreeMap<String, Relation>, Unreadable> {
    let mut relations = BTreeMap::new();
    walk(archive.part(part)?, part, |node| {
        if let Node::Start(start) = node
            && start.local_name().as_ref() == "Relationship"
            && attribute(start, "TargetMode").as_deref() != Some("External")
            && let (Some(id), Some(kind), Some(target)) =
                (attribute(start, "Id"), attribute(start, "Type"), attribute(start, "Target"))
        {
            relations.insert(id, Relation { kind, target: resolve(folder, &target) });
        }
        Ok(())
    })?;
    Ok(relations)
}

/// A target as the name of a part: relative to a folder, or from the root of the archive.
fn resolve(folder: &str, target: &str) -> String {
    let (folder, target) = match target.strip_prefix('/') {
        Some(target) => ("", target),
        None => (folder, target),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
