//! The malformed workbooks.

use super::*;

const ONE: Wanted = Items(&["First"], &[]);

const CASES: &[(&str, Wanted)] = &[
    ("ok-minimal.xlsx", ONE),
    ("ok-shared-strings-rich.xlsx", ONE),
    ("zip-lying-size-small.xlsx", Refused(&["damaged", "size"])),
    ("zip-lying-size-huge.xlsx", Refused(&["damaged", "size"])),
    ("zip-bad-crc.xlsx", Refused(&["checksum"])),
    ("zip-truncated.xlsx", Refused(&["damaged"])),
    ("zip-empty.xlsx", Refused(&["not a workbook"])),
    ("zip-not-xlsx.xlsx", Refused(&["ZIP archive", "not a workbook"])),
    ("zip-is-docx.xlsx", Refused(&["Word file"])),
    ("zip-overlapping-entries.xlsx", Refused(&["overlap"])),
    ("zip-traversal-names.xlsx", ONE),
    ("zip-symlink.xlsx", ONE),
    ("zip-duplicate-names.xlsx", Refused(&["sheet1.xml", "twice"])),
    ("zip-case-variant-names.xlsx", ONE),
    ("zip-encrypted-flag.xlsx", Refused(&["password"])),
    ("zip-comment-prefix.xlsx", Refused(&["before the archive"])),
    ("ole-encrypted-package.xlsx", Refused(&["encrypted"])),
    ("nested-zip.xlsx", ONE),
    ("macro-project.xlsx", Items(&["First"], &["macros"])),
    ("xml-billion-laughs.xlsx", Refused(&["document type"])),
    ("xml-external-entity.xlsx", Refused(&["document type"])),
    ("xml-deep.xlsx", Refused(&["64"])),
    ("xml-truncated-sheet.xlsx", Refused(&["sheet1.xml", "in the middle"])),
    ("xml-utf16-part.xlsx", Refused(&["UTF-16"])),
    ("xml-strict-namespace.xlsx", ONE),
    ("dimension-lie.xlsx", ONE),
    ("far-cell.xlsx", Refused(&["XFD1048576", "limits"])),
    ("far-cell-column.xlsx", Refused(&["XFD2", "1,024 columns"])),
    ("cell-outside-grid.xlsx", Refused(&["4294967297", "no place"])),
    ("rows-unordered-doubled.xlsx", Refused(&["row 2", "twice"])),
    ("cells-without-reference.xlsx", Items(&["One"], &[])),
    ("shared-string-out-of-range.xlsx", Refused(&["cell A1", "99"])),
    ("shared-strings-missing.xlsx", Refused(&["sharedStrings.xml", "missing"])),
    ("shared-strings-count-lie.xlsx", ONE),
    ("formula-with-value.xlsx", ONE),
    ("formula-without-value.xlsx", Items(&[""], &["cell B2", "formula without a value"])),
    ("formula-text.xlsx", Items(&[], &[])),
    ("cell-types-odd.xlsx", Items(&[""], &["cell B2", "#REF!"])),
    ("dates-serial-odd.xlsx", Items(&["t", "t", "t", "t", "t", "t", "t", "t", "t"], &["cell D2"])),
    ("dates-1904.xlsx", ONE),
    ("text-40000.xlsx", Items(&[], &[])),
    ("sheet-name-hostile.xlsx", ONE),
    ("sheet-target-traversal.xlsx", Refused(&["etc/passwd", "missing"])),
    ("external-link.xlsx", ONE),
    ("hyperlink-javascript.xlsx", ONE),
    ("merged-overlap.xlsx", ONE),
    ("columns-range-lie.xlsx", ONE),
];

#[test]
fn every_malformed_workbook_does_as_the_index_says() {
    check_family("xlsx", CASES);
}

fn case(name: &str) -> Option<Batch> {
    let case = data::malformed("xlsx").into_iter().find(|case| case.file == name)?;
    Some(try_read(&case.bytes, &named(name)).unwrap())
}

fn start(batch: &Batch) -> Option<Constraint> {
    field!(items(batch)[0], Constraint)
}

#[test]
fn the_1904_system_is_1462_days_later() {
    let (Some(one), Some(other)) = (case("ok-minimal.xlsx"), case("dates-1904.xlsx")) else {
        return;
    };
    let day = |batch| match start(batch) {
        Some(Constraint::StartNoEarlierThan(start)) => start.date(),
        other => panic!("{other:?}"),
    };
    assert_eq!(day(&one).to_string(), "2026-03-02");
    assert_eq!((day(&other) - day(&one)).get_days(), 1_462);
}

#[test]
fn every_day_number_out_of_range_is_told_with_its_cell() {
    let Some(batch) = case("dates-serial-odd.xlsx") else {
        return;
    };
    for cell in ["D2", "D3", "D4", "D5", "D6", "D8", "D9"] {
        assert!(tells(&batch, &[&format!("cell {cell}:")]), "{cell} in {:#?}", batch.problems);
    }
    assert!(!tells(&batch, &["cell D7:"]) && !tells(&batch, &["cell D10:"]));
}
