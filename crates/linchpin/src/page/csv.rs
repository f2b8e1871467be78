//! A page's tables as CSV: RFC 4180, and no cell that a spreadsheet would run.

use super::{Page, Table, visible};

/// The first table with rows, and those with the same columns, whose captions then make a column of their own. A page
/// without rows gives its headings.
pub(super) fn write(page: &Page) -> String {
    let mut out = String::new();
    let Some(first) = page.tables.iter().find(|table| !table.rows.is_empty()).or(page.tables.first()) else {
        return out;
    };
    let alike: Vec<&Table> = page.tables.iter().filter(|table| table.columns == first.columns).collect();
    let group = |text: &str| (alike.len() > 1).then(|| text.to_string());
    let headings = first.columns.iter().map(|column| column.heading.to_string());
    row(&group("Group").into_iter().chain(headings).collect::<Vec<_>>(), &mut out);
    for table in &alike {
        for cells in &table.rows {
            let cells = cells.iter().map(|cell| visible(&cell.text));
            row(&group(&table.caption).into_iter().chain(cells).collect::<Vec<_>>(), &mut out);
        }
    }
    out
}

/// One line of a CSV file, ending in CR and LF.
fn row(cells: &[String], out: &mut String) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&quoted(&guarded(cell)));
    }
    out.push_str("\r\n");
}

/// Text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers.
fn guarded(cell: &str) -> String {
    let is_number = cell.parse::<f64>().is_ok_and(f64::is_finite);
    let starts_formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']);
    if starts_formula && !is_number { format!("'{cell}") } else { cell.to_string() }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r', ';']) || cell != cell.trim() {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        let mut out = String::new();
        let cells = ["=1+1", "-5", "+cmd", "a,b", "say \"no\"", "@x", "plain"].map(str::to_string);
        row(&cells, &mut out);
        assert_eq!(out, "'=1+1,-5,'+cmd,\"a,b\",\"say \"\"no\"\"\",'@x,plain\r\n");
    }
}
