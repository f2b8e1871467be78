//! How what is wrong in a plan is told.

use linchpin_connectors::formats::ReadOptions;
use linchpin_connectors::formats::plan::{draw, read, read_text};
use linchpin_model::Observation;
use linchpin_model::observation::Listing;

use super::{GUIDE, OPTIONS, blocks, faults, told};

#[test]
fn the_faults_of_the_guide_are_told_as_it_says() {
    let faulty = blocks(GUIDE, "faults")[0];
    let drawn = draw(faulty.as_bytes(), &OPTIONS, false).expect("it is text");
    assert_eq!(drawn.trim_end(), blocks(GUIDE, "text")[0].trim_end());
}

#[test]
fn all_faults_are_told_in_one_go_and_the_rest_stands() {
    let text = "start 2 Mar 2026
today 16 Mar 2026
design 5d 6d
build 10x <- desing, design SS+2x
build 3d
test S XS @ <- build, build FS +1d
deploy done 17 Mar promised 31 Feb
launch ms by 31 Apr P0 for beta
docs \"Write it
team feed <- design
risk \"Late\" 130% on nothing
on 9 Mar build left 3d
on 40 Mar: build left 3d
nobody away 10 - 6 Apr
@Ana away 10 - 6 Apr
%%% 3d";
    insta::assert_snapshot!(faults(text), @r"
    3:11 The estimate is said twice on this line; the first stands.
    4:7 `10x` is no amount of work.
    4:14 There is no `desing`.
    4:31 `+2x` is no lag.
    5:1 There are two `build`; the first is on line 4.
    6:8 `XS` is no size.
    6:11 A `@` stands alone.
    6:23 `test` waits for `build` already.
    7:13 17 Mar 2026 lies after today, 16 Mar 2026.
    7:29 There is no 31 Feb.
    8:14 There is no 31 Apr.
    8:21 A priority says nothing about a milestone.
    8:24 `for` says nothing about a milestone.
    9:6 The quote that opens here is not closed on its line.
    10:11 `<-` says nothing about a team.
    11:13 `130%` is no percentage.
    11:21 There is no `nothing`.
    12:10 The colon after the day is missing before `build`.
    13:4 There is no 40 Mar.
    14:8 `away` says nothing about an item.
    15:11 6 Apr 2026 comes before 10 Apr 2026.
    16:1 `%%%` is no key.
    ");
    let (batch, _) = read_text(text, &OPTIONS);
    assert_eq!(batch.listing, Listing::Partial, "a slip of the pen makes nothing vanish");
}

#[test]
fn a_loop_is_told_with_its_members_and_kept() {
    let text = "start 2 Mar 2026\na 1d <- c\nb 1d <- a\nc 1d <- b\nd 1d <- d";
    insta::assert_snapshot!(faults(text), @r"
    3:9 `a` waits for `c`, which waits for `b`, which waits for `a`.
    5:9 `d` waits for itself.
    ");
    assert_eq!(told_of_any("dependency", text).len(), 3);
}

#[test]
fn two_of_what_there_is_one_of_are_told() {
    insta::assert_snapshot!(faults("start 2 Mar 2026\nstart 3 Mar 2026\ntoday 4 Mar\ntoday 5 Mar\nprogram a\nprogram b\nzone Europe/Lisbno\nzone UTC"), @r"
    2:1 The plan says `start` twice; line 1 stands.
    4:1 The plan says `today` twice; line 3 stands.
    6:1 The plan says `program` twice; line 5 stands.
    7:6 There is no zone `Europe/Lisbno`.
    8:1 The plan says `zone` twice; line 7 stands.
    ");
}

#[test]
fn a_date_without_a_year_needs_a_start() {
    insta::assert_snapshot!(faults("design 5d\nlaunch ms by 14 May <- design"), @"2:14 `14 May` has no year, and the plan has no start.");
}

#[test]
fn a_file_that_is_no_text_is_refused_with_its_line() {
    let refusal = read(b"start 2 Mar 2026\n\xff", &OPTIONS).expect_err("it is refused");
    assert_eq!((refusal.line, refusal.hint.is_some()), (Some(2), true));
}

#[test]
fn a_zone_that_was_asked_for_and_is_none_refuses_the_plan() {
    let refusal =
        read(b"start 2 Mar 2026", &ReadOptions { zone: Some("Moon"), ..OPTIONS }).expect_err("refused");
    assert_eq!(refusal.message, "There is no time zone `Moon`.");
}

#[test]
fn a_plan_from_an_editor_that_marks_its_encoding_is_read() {
    let text = "\u{feff}start 2 Mar 2026\r\ndesign 5d\r\n";
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes(), &utf_16] {
        let batch = read(bytes, &OPTIONS).expect("it is read");
        assert_eq!((batch.problems.len(), batch.observations.len()), (0, 2));
    }
}

fn told_of_any(kind: &str, text: &str) -> Vec<String> {
    let (batch, _) = read_text(text, &OPTIONS);
    batch.observations.iter().map(told).filter(|told| told.split(' ').next() == Some(kind)).collect()
}

#[test]
fn a_long_plan_full_of_faults_is_read_in_no_time() {
    let text: String = (0..5_000).map(|n| format!("i{n} 5d <- j{n}, k{n} #l{n} nonsense @ \"x\n")).collect();
    let (batch, diagnostics) = read_text(&text, &OPTIONS);
    assert_eq!(diagnostics.len(), 1_001, "the first thousand, and how many more");
    assert_eq!(batch.observations.iter().filter(|told| matches!(told, Observation::Item(_))).count(), 5_000);
}
