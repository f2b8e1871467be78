//! A table is brought, looked at, corrected, recorded and taken back.

use crate::server::Server;

/// Fifty rows, of which some are faulty.
fn table() -> String {
    let mut table = String::from("Task\tWho\tSize\tAfter\tWhen\n");
    for row in 1..=50 {
        let when = match row % 10 {
            0 => "2027-13-40".to_string(),
            _ => format!("2026-05-{:02}", row % 28 + 1),
        };
        let after = if row > 1 { format!("Step {}", row - 1) } else { String::new() };
        table += &format!("Step {row}\tAsha\t{}\t{after}\t{when}\n", ["S", "M", "L"][row % 3]);
    }
    table
}

#[test]
fn a_pasted_table_is_looked_at_corrected_recorded_and_undone() {
    let server = Server::start();
    let browser = server.browser();
    let before = server.position();
    let brought = browser.post_parts(
        "/import",
        &[
            ("file", Some(""), ""),
            ("text", None, &table()),
            ("name", None, "Steps"),
            ("program", None, "steps"),
        ],
    );
    assert_eq!(brought.status, 303, "{}", brought.body);
    let address = brought.header("location").expect("its page").to_string();
    let looked = browser.get(&address);
    assert!(looked.body.contains("This is what Steps says"), "{}", looked.body);
    assert_eq!(server.position(), before, "looking records nothing");

    let fields = ["title", "owner", "ignore", "depends on", "due"];
    let names: Vec<String> = (0..fields.len()).map(|index| format!("column-{index}")).collect();
    let columns = names.iter().map(String::as_str).zip(fields);
    let with = |act: &'static str| -> Vec<(&str, &str)> {
        columns.clone().chain([("act", act), ("program", "steps")]).collect()
    };
    assert_eq!(browser.post(&address, &with("look")).status, 303);
    let looked = browser.get(&address).body;
    assert!(looked.contains("<option selected>ignore</option>"), "the column is corrected");
    assert!(looked.contains("2027-13-40"), "what cannot be read is listed: {looked}");
    assert_eq!(browser.post(&address, &with("record")).status, 303);
    let recorded = browser.get(&address).body;
    assert!(recorded.contains("Steps is recorded"), "{recorded}");
    let items = browser.get("/api/v1/items?limit=200").json();
    assert_eq!(items["items"].as_array().map(Vec::len), Some(53), "three were there");
    // Sent again, it is not recorded again.
    let after = server.position();
    assert_eq!(browser.post(&address, &with("record")).status, 303);
    assert_eq!(server.position(), after);

    let undone = browser.post(&format!("/entries/{}/undo", before + 1), &[("back", "/import")]);
    assert_eq!(undone.status, 303, "{}", undone.body);
    let items = browser.get("/api/v1/items?limit=200").json();
    assert_eq!(items["items"].as_array().map(Vec::len), Some(3), "as before");
    // It is held still, and what was taken back can be recorded again.
    server.settle();
    assert!(browser.get(&address).body.contains("This is what Steps says"));
    assert_eq!(browser.post(&address, &with("record")).status, 303);
    assert!(browser.get(&address).body.contains("Steps is recorded"));
    let items = browser.get("/api/v1/items?limit=200").json();
    assert_eq!(items["items"].as_array().map(Vec::len), Some(53), "it is there again");
}

#[test]
fn what_cannot_be_read_as_a_whole_is_refused_with_its_place() {
    let server = Server::empty();
    let browser = server.browser();
    let files = [
        ("plan.json", "[{\"title\": }]"),
        ("plan.csv", "\u{1}\u{2}\u{3}"),
        ("plan.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><Project/>"),
        ("", ""),
    ];
    for (name, content) in files {
        let answer = browser.post_parts("/import", &[("file", Some(name), content)]);
        assert_eq!(answer.status, 422, "{name}: {}", answer.body);
        assert!(answer.body.contains("role=\"alert\""), "{name}: {}", answer.body);
    }
    assert_eq!(server.position(), 0);
}

#[test]
fn the_name_of_a_file_is_text_and_no_path() {
    let server = Server::empty();
    let browser = server.browser();
    let name = "../../<img src=x>.csv";
    let brought = browser.post_parts("/import", &[("file", Some(name), "id,title\n1,Mast\n")]);
    let looked = browser.get(brought.header("location").expect("its page"));
    assert!(looked.body.contains("&#60;img src=x&#62;.csv"), "{}", looked.body);
    assert!(!looked.body.contains("<img"), "{}", looked.body);
    assert_eq!(browser.get("/import/0000").status, 404);
}

#[test]
fn a_hub_without_anything_begins_with_bringing_something() {
    let server = Server::empty();
    let browser = server.browser();
    let first = browser.get("/").body;
    assert!(first.contains("Where does the work live?") && first.contains("linchpin try"), "{first}");
    let brought = browser.post_parts("/import", &[("file", Some("plan.csv"), "id,title\n1,Mast\n")]);
    let address = brought.header("location").expect("its page").to_string();
    assert_eq!(browser.post(&address, &[("act", "record")]).status, 303);
    assert!(!browser.get("/").body.contains("Where does the work live?"));
}
