//! A page as HTML that stands alone: no script, no style of others, nothing is loaded.

use super::{Align, Page, Table, visible};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}\
table{border-collapse:collapse;margin:1rem 0}caption{text-align:start;font-weight:600}\
th,td{padding:.25rem .75rem .25rem 0;text-align:start;vertical-align:top}.n{text-align:end}thead th{font-weight:500}";

pub(super) fn write(page: &Page) -> String {
    let title = escaped(&page.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n<main>\n<h1>{title}</h1>\n"
    );
    page.lead.iter().for_each(|sentence| out.push_str(&format!("<p>{}</p>\n", escaped(sentence))));
    page.tables.iter().for_each(|table| write_table(table, &mut out));
    if !page.notes.is_empty() {
        out.push_str("<ul>\n");
        page.notes.iter().for_each(|note| out.push_str(&format!("<li>{}</li>\n", escaped(note))));
        out.push_str("</ul>\n");
    }
    if !page.foot.is_empty() {
        out.push_str(&format!("<p><small>{}</small></p>\n", escaped(&page.foot.join(" · "))));
    }
    out.push_str("</main>\n</html>\n");
    out
}

fn write_table(table: &Table, out: &mut String) {
    if table.rows.is_empty() {
        if !table.caption.is_empty() {
            out.push_str(&format!("<p>{}</p>\n", escaped(&table.caption)));
        }
        return;
    }
    let class = |index: usize| if table.columns[index].align == Align::Right { " class=\"n\"" } else { "" };
    out.push_str(&format!("<table>\n<caption>{}</caption>\n<thead><tr>", escaped(&table.caption)));
    for (index, column) in table.columns.iter().enumerate() {
        out.push_str(&format!("<th scope=\"col\"{}>{}</th>", class(index), escaped(column.heading)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (index, cell) in row.iter().enumerate() {
            let text = escaped(&cell.text);
            match index {
                0 => out.push_str(&format!("<th scope=\"row\"><bdi>{text}</bdi></th>")),
                _ => out.push_str(&format!("<td{}><bdi>{text}</bdi></td>", class(index))),
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
    if table.more > 0 {
        out.push_str(&format!("<p>… and {} more</p>\n", table.more));
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in visible(text).chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}
