//! Text is as wide as the window and says all that there is room for.

use proptest::prelude::*;

use super::super::Column;
use super::*;

#[test]
fn a_long_column_gives_way_and_no_character_is_split() {
    let table = Table {
        caption: "Left".into(),
        columns: vec![Column::words("Item"), Column::long("Title"), Column::number("Due")],
        rows: vec![
            vec!["A-1".into(), "Grüße an das Wetter, wie lang es auch sei".into(), "2 Mar".into()],
            vec!["A-12".into(), "日本語の題名がここに長く続いている".into(), "13 Mar".into()],
        ],
        more: 3,
    };
    let mut out = String::new();
    write_table(&table, &Terminal { width: 40, colours: false }, &mut out);
    let expected = "Left
Item  Title                          Due
A-1   Grüße an das Wetter, wie…    2 Mar
A-12  日本語の題名がここに長く…   13 Mar
… and 3 more
";
    assert_eq!(out, expected);
}

#[test]
fn a_column_for_which_there_is_no_room_goes_and_is_named() {
    let columns = ["Item", "Promised", "Ask"].map(Column::words);
    let mut table = Table { columns: columns.into(), ..Table::default() };
    table.columns.insert(1, Column::long("Title"));
    table.columns.insert(3, Column::long("Waits for"));
    table
        .rows
        .push(["A-1", "Tell me before", "13 March", "A-2, Ben", "Ask for a date"].map(Cell::from).into());
    let mut out = String::new();
    write_table(&table, &Terminal { width: 44, colours: false }, &mut out);
    let expected = "Item  Title         Promised  Ask
A-1   Tell me bef…  13 March  Ask for a date
A wider window also shows: Waits for.
";
    assert_eq!(out, expected);
}

#[test]
fn a_sentence_goes_on_in_the_next_line_under_its_own_column() {
    let table = Table {
        columns: vec![Column::number(""), Column::sentences("Because"), Column::number("Takes")],
        rows: vec![vec!["1".into(), "The drill has no date and nobody has it".into(), "5 min".into()]],
        ..Table::default()
    };
    let mut out = String::new();
    write_table(&table, &Terminal { width: 30, colours: false }, &mut out);
    let expected = "   Because               Takes
1  The drill has no      5 min
   date and nobody has
   it
";
    assert_eq!(out, expected, "{out}");
}

#[test]
fn what_widens_the_character_before_it_does_not_widen_the_line() {
    let text = format!("{}❤\u{fe0f}", "a".repeat(39));
    assert!(
        wrapped(&text, 40, "").lines().all(|line| line.width() <= 40),
        "a heart that is shown as a picture"
    );
}

#[test]
fn a_sentence_without_an_end_is_cut_after_some_lines() {
    let lines = lines_of(&"word ".repeat(200).into(), true, 20);
    assert_eq!(lines.len(), MOST_LINES);
    assert!(lines.iter().all(|line| line.text.width() <= 20) && lines[5].text.ends_with('…'), "{lines:?}");
}

#[test]
fn what_cannot_be_seen_is_shown_and_does_nothing() {
    assert_eq!(visible("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
}
/// Letters of every width: plain, wide, joined, combined, with a mark that changes what comes before.
fn words() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        6 => "[a-z]",
        2 => Just(" ".to_string()),
        1 => Just("題".to_string()),
        1 => Just("e\u{301}".to_string()),
        1 => Just("👩‍🚀".to_string()),
        1 => Just("❤\u{fe0f}".to_string()),
        1 => Just("🇳🇿".to_string()),
    ];
    proptest::collection::vec(letter, 0..60).prop_map(|letters| letters.concat())
}

fn column() -> impl Strategy<Value = Column> {
    (0..4u8, any::<bool>()).prop_map(|(kind, may_go)| {
        let column = match kind {
            0 => Column::words("Ask"),
            1 => Column::long("Title"),
            2 => Column::sentences("Why"),
            _ => Column::number("Moves with it"),
        };
        if may_go { column.that_may_go() } else { column }
    })
}

fn any_page() -> impl Strategy<Value = Page> {
    let rows = |columns: Vec<Column>| {
        let row = proptest::collection::vec(words().prop_map(Cell::from), columns.len());
        let rows = proptest::collection::vec(row, 1..5);
        (Just(columns), rows, words())
    };
    let table = proptest::collection::vec(column(), 1..9)
        .prop_flat_map(rows)
        .prop_map(|(columns, rows, caption)| Table { caption, columns, rows, more: 3 });
    let tables = proptest::collection::vec(table, 0..3);
    let sentences = || proptest::collection::vec(words(), 0..3);
    (words(), sentences(), tables, sentences(), sentences())
        .prop_map(|(title, lead, tables, notes, foot)| Page { title, lead, tables, notes, foot })
}

proptest! {
    #[test]
    fn no_line_is_wider_than_the_window_whatever_is_in_it(page in any_page(), width in 60..=200usize) {
        let text = write(&page, &Terminal { width, colours: false });
        for line in text.lines() {
            prop_assert!(line.width() <= width, "{} > {width}: {line}", line.width());
        }
    }

    #[test]
    fn no_letter_is_lost_when_a_text_is_wrapped(text in words(), width in 4..30usize) {
        let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
        prop_assert_eq!(letters(&wrapped(&text, width, "")), letters(&text));
    }
}
