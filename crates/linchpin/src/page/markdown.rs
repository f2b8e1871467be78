//! A page as Markdown that any renderer shows as it is meant.

use super::{Align, Page, Table, visible};

pub(super) fn write(page: &Page) -> String {
    let mut out = format!("# {}\n", escaped(&page.title));
    for sentence in &page.lead {
        out.push_str(&format!("\n{}\n", escaped(sentence)));
    }
    page.tables.iter().for_each(|table| write_table(table, &mut out));
    if !page.notes.is_empty() {
        out.push('\n');
        page.notes.iter().for_each(|note| out.push_str(&format!("- {}\n", escaped(note))));
    }
    if !page.foot.is_empty() {
        out.push_str(&format!("\n{}\n", escaped(&page.foot.join(" · "))));
    }
    out
}

fn write_table(table: &Table, out: &mut String) {
    if !table.caption.is_empty() {
        out.push_str(&format!("\n## {}\n", escaped(&table.caption)));
    }
    if table.rows.is_empty() {
        return;
    }
    let headings: Vec<&str> = table.columns.iter().map(|column| column.heading).collect();
    let rules: Vec<&str> =
        table.columns.iter().map(|column| if column.align == Align::Right { "--:" } else { "---" }).collect();
    out.push_str(&format!("\n| {} |\n| {} |\n", headings.join(" | "), rules.join(" | ")));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| escaped(&cell.text.replace('\n', " "))).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    if table.more > 0 {
        out.push_str(&format!("\n… and {} more\n", table.more));
    }
}

/// Text that means nothing to Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in visible(text).chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => out.extend(['\\', character]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            _ => out.push(character),
        }
    }
    out
}
