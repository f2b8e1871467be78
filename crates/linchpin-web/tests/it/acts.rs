//! What a person does on a page is recorded once, and can be taken back.

use linchpin_hub::FileParams;

use crate::server::Server;

/// Where a form is sent, what is in it, and what the page then says.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

#[test]
fn every_act_is_recorded_once_told_and_taken_back() {
    let server = Server::start();
    let browser = server.browser();
    let acts: [(&str, &[(&str, &str)]); 12] = [
        ("/things/weather/health", &[("colour", "yellow"), ("words", "Rain is late.")]),
        ("/things/beta/health", &[("colour", "red")]),
        ("/things/map/promises", &[("by", "Gita"), ("on", "2026-04-20"), ("words", "By Monday.")]),
        ("/things/alerts/asks", &[("to", "ben"), ("question", "By when?"), ("due", "2026-04-09")]),
        ("/things/map/snoozes", &[("until", "2026-04-08")]),
        ("/things/alerts/owner", &[("owner", "Gita")]),
        ("/things/alerts/priority", &[("priority", "P0")]),
        ("/things/alerts/due", &[("due", "2026-04-30")]),
        ("/things/alerts/estimate", &[("estimate", "3/5/8d")]),
        ("/things/beta/target", &[("target", "2026-05-15"), ("resolution", "day")]),
        ("/things/weather/risks", &[("title", "Rain"), ("probability", "30%"), ("impact", "2/5/10")]),
        ("/things/weather/decisions", &[("title", "Cut the radar?"), ("by", "Maya"), ("on", "2026-04-10")]),
    ];
    for (path, fields) in acts {
        let form = browser.get(path);
        assert_eq!(form.status, 200, "{path}: {}", form.body);
        let (id, seen) = (form.hidden("id"), form.hidden("seen"));
        let with: Vec<(&str, &str)> = fields
            .iter()
            .copied()
            .chain([("id", id.as_str()), ("seen", seen.as_str()), ("back", "/")])
            .collect();
        let sent = browser.post(path, &with);
        assert_eq!(sent.status, 303, "{path}: {}", sent.body);
        let after = server.position();
        assert_eq!(sent.header("location"), Some(format!("/?done={after}").as_str()), "{path}");
        // A second click on the same button changes nothing.
        assert_eq!(browser.post(path, &with).header("location"), sent.header("location"), "{path}");
        assert_eq!(server.position(), after, "{path}");
        let told = browser.get(sent.header("location").expect("somewhere to go"));
        assert!(told.body.contains("class=\"toast\""), "{path} is told: {}", told.body);
        let undone = browser.post(&format!("/entries/{after}/undo"), &[("back", "/")]);
        assert_eq!(undone.status, 303, "{path}: {}", undone.body);
        assert_eq!(server.position(), after + 1, "{path} is taken back");
    }
}

#[test]
fn an_action_item_and_an_answer_are_recorded() {
    let server = Server::start();
    let browser = server.browser();
    let action = [("title", "Call the radar office"), ("owner", "Ben"), ("due", "2026-04-10")];
    assert_eq!(browser.post("/things/weather/action-items", &action).status, 303);
    let ask = [("to", "Ben"), ("question", "By when, <b>Ben</b>?")];
    assert_eq!(browser.post("/things/alerts/asks", &ask).status, 303);
    let asks = browser.get("/asks").body;
    assert!(asks.contains("One answer is waited for"), "{asks}");
    assert!(asks.contains("By when, &#60;b&#62;Ben"), "what people write is text: {asks}");
    assert_eq!(browser.post("/things/ask:1/answer", &[("answer", "On Monday.")]).status, 303);
    assert!(browser.get("/asks").body.contains("Nobody owes an answer"));
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_nothing_written_is_lost() {
    let server = Server::start();
    let browser = server.browser();
    let before = server.position();
    let cases: [Case<'_>; 7] = [
        (
            "/things/map/promises",
            &[("by", "Nobody"), ("on", "2026-04-20"), ("words", "kept")],
            "Nobody here is called",
        ),
        ("/things/map/promises", &[("by", "Gita"), ("on", "soon"), ("words", "kept")], "is no day"),
        ("/things/map/snoozes", &[("until", "2026-04-07"), ("words", "kept")], "not in the future"),
        ("/things/map/estimate", &[("estimate", "kept")], "is no estimate"),
        ("/things/weather/risks", &[("title", "kept"), ("probability", "200")], "from 0 to 100"),
        ("/things/weather/risks", &[("title", "kept"), ("impact", "5/2/1")], "low/likely/high"),
        ("/things/weather/health", &[("words", "kept"), ("colour", "blue")], "Green, Yellow or Red"),
    ];
    for (path, fields, told) in cases {
        let answer = browser.post(path, fields);
        assert_eq!(answer.status, 422, "{path}");
        assert!(answer.body.contains(told), "{path}: {told} in {}", answer.body);
        assert!(answer.body.contains("aria-invalid"), "{path} marks the field");
        let is_kept = answer.body.contains("kept") || path.ends_with("snoozes");
        assert!(is_kept, "{path} keeps what was written: {}", answer.body);
    }
    assert_eq!(server.position(), before, "nothing was recorded, not even who sits at the machine");
}

#[test]
fn an_act_is_only_for_its_kinds_of_things() {
    let server = Server::start();
    let browser = server.browser();
    for path in [
        "/things/map/health",
        "/things/weather/due",
        "/things/map/risks",
        "/things/nobody/asks",
        "/things/map/dance",
    ] {
        assert_eq!(browser.get(path).status, 404, "{path}");
        assert_eq!(browser.post(path, &[("colour", "red")]).status, 404, "{path}");
    }
}

#[test]
fn an_act_goes_back_to_this_server_alone() {
    let server = Server::start();
    let browser = server.browser();
    for back in ["https://evil.example/", "//evil.example/", "/\\evil.example"] {
        let sent = browser.post("/things/map/snoozes", &[("until", "2026-04-08"), ("back", back)]);
        let to = sent.header("location").unwrap_or_default().to_string();
        assert!(to.starts_with("/?"), "{back} leads to {to}");
    }
}

#[test]
fn first_acts_at_once_are_of_one_person_and_none_is_refused() {
    let server = Server::start();
    let browsers: Vec<_> = (0..8).map(|_| server.browser()).collect();
    std::thread::scope(|scope| {
        for (number, browser) in browsers.iter().enumerate() {
            scope.spawn(move || {
                let question = format!("By when, {number}?");
                let asked = browser.post("/things/map/asks", &[("to", "Ben"), ("question", &question)]);
                assert_eq!(asked.status, 303, "{asked:?}");
            });
        }
    });
    let asks = browsers[0].get("/asks").body;
    assert!((0..8).all(|number| asks.contains(&format!("By when, {number}?"))), "{asks}");
}

/// What whoever imports a file or sends a form does next must not depend on how far the reports are.
#[test]
fn what_was_made_a_moment_ago_can_be_acted_on_at_once() {
    let server = Server::in_haste();
    let browser = server.browser();
    for round in 0..12 {
        let plan = format!(
            "program new{round} \"New\"\nteam t{round} \"Team\" @Novel{round}\nlate{round} \"Late\" 3d @Novel{round}\n"
        );
        let (name, key) = (format!("{round}.plan"), format!("late{round}"));
        let file = FileParams { name: &name, bytes: plan.as_bytes(), ..FileParams::default() };
        server.hub.read_file(&file).expect("it is read");
        let form = browser.get(&format!("/things/{key}/owner"));
        assert_eq!(form.status, 200, "{round}: {}", form.body);
        assert_eq!(form.hidden("seen"), server.position().to_string(), "it tells what stands now");
        let person = format!("Novel{round}");
        let promised = browser.post(
            &format!("/things/{key}/promises"),
            &[("by", &person), ("on", "2026-05-04"), ("seen", &form.hidden("seen"))],
        );
        assert_eq!(promised.status, 303, "{round}: {}", promised.body);
        let body = serde_json::json!({ "due": "2026-05-04" });
        let due = browser.post_json(&format!("/api/v1/things/{key}/due"), &body);
        assert_eq!(due.status, 200, "{round}: {}", due.body);
        // Of two who looked at the same, the second is told of the first.
        let seen = form.hidden("seen");
        let second = browser.post(&format!("/things/{key}/due"), &[("due", "2026-05-05"), ("seen", &seen)]);
        assert_eq!(second.status, 422, "{round}");
        assert!(second.body.contains("since you looked"), "{round}: {}", second.body);
    }
}
