//! Whatever the bytes, a table is read or refused: no panic, no hang, no message that a terminal would obey.

use std::io::{Cursor, Write};

use proptest::prelude::*;

use super::shapes::SAMPLES;
use super::*;
use linchpin_connectors::formats::Format;

const SHEET: &str = r#"<worksheet><cols><col min="1" max="3"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>title</t></is></c><c r="C1" t="str"><f>1+1</f><v>due</v></c></row><row r="2" hidden="1"><c r="A2"><v>7</v></c><c t="b"><v>1</v></c><c s="1"><v>46083.5</v></c></row><row><c t="e"><v>#REF!</v></c><c><f>X</f></c></row></sheetData></worksheet>"#;
const WORKBOOK: &str = r#"<workbook xmlns:r="r"><workbookPr date1904="0"/><sheets><sheet name="Plan &amp; more" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="rId3" Type="x/styles" Target="styles.xml"/></Relationships>"#;
const STRINGS: &str =
    r#"<sst count="4294967295"><si><r><t>i</t></r><rPh><t>x</t></rPh><r><t>d</t></r></si></sst>"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#;

const PARTS: [(&str, &str); 5] = [
    ("xl/workbook.xml", WORKBOOK),
    ("xl/_rels/workbook.xml.rels", RELATIONS),
    ("xl/worksheets/sheet1.xml", SHEET),
    ("xl/sharedStrings.xml", STRINGS),
    ("xl/styles.xml", STYLES),
];

/// A workbook of these parts.
fn workbook(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(text).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

fn parts() -> Vec<(&'static str, Vec<u8>)> {
    PARTS.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect()
}

fn read_all(bytes: &[u8]) {
    for format in [Format::Csv, Format::Xlsx] {
        let messages = match read(format, bytes, &named("plan.csv")) {
            Ok(batch) => {
                let options = ReadOptions { mapping: batch.mapping.as_deref(), ..named("plan.csv") };
                let again =
                    read(format, bytes, &options).expect("what a mapping was made of is read with it");
                assert_eq!(again.observations, batch.observations);
                batch.problems.into_iter().map(|problem| problem.place + &problem.message).collect()
            }
            Err(refusal) => vec![refusal.to_string()],
        };
        for message in messages {
            assert!(!message.chars().any(char::is_control), "{message:?}");
            assert!(message.chars().count() < 1_200, "{message}");
        }
    }
}

/// Bytes cut out and others put in their place.
fn with_faults(mut bytes: Vec<u8>, faults: &[(prop::sample::Index, usize, Vec<u8>)]) -> Vec<u8> {
    for (place, length, replacement) in faults {
        let start = place.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, replacement.iter().copied());
        bytes.push(b' ');
    }
    bytes
}

fn faults() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, Vec<u8>)>> {
    let marks = prop::sample::select(b"\",;\t|\r\n'=+-/0919eE.:<>&\xFF\0 xA".to_vec());
    let fault = (any::<prop::sample::Index>(), 0_usize..5, proptest::collection::vec(marks, 0..4));
    proptest::collection::vec(fault, 1..6)
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
    }

    #[test]
    fn an_export_with_faults_is_answered(which in 0..SAMPLES.len(), faults in faults()) {
        read_all(&with_faults(SAMPLES[which].1.as_bytes().to_vec(), &faults));
    }

    #[test]
    fn a_workbook_with_faults_in_a_part_is_answered(which in 0..PARTS.len(), faults in faults()) {
        let mut parts = parts();
        parts[which].1 = with_faults(std::mem::take(&mut parts[which].1), &faults);
        read_all(&workbook(&parts));
    }

    #[test]
    fn an_archive_with_faults_is_answered(faults in faults()) {
        read_all(&with_faults(workbook(&parts()), &faults));
    }
}

#[test]
fn a_workbook_of_ours_is_read_whole() {
    let batch = try_read(&workbook(&parts()), &named("plan.xlsx")).unwrap();
    assert_eq!(super::shown::shown(&batch), "7: TRUE, due 2026-03-02");
    for words in [["cell A3", "#REF!"], ["cell B3", "formula"], ["the sheet", "One hidden row"]] {
        assert!(tells(&batch, &words), "{words:?} in {:#?}", batch.problems);
    }
}

#[test]
fn what_expands_without_measure_is_refused() {
    let mut parts = parts();
    parts[2].1 = format!("<worksheet><sheetData>{}</sheetData></worksheet>", "<row></row>".repeat(150_000))
        .into_bytes();
    let error = try_read(&workbook(&parts), &named("plan.xlsx")).unwrap_err();
    assert!(error.message.contains("a hundred times"), "{error}");
}
