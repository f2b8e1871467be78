//! One message about several items of one person.

use crate::server::Server;

const ALL: &str = "/people/%40Noor/ask";

fn with_work() -> Server {
    let server = Server::empty();
    let plan = "program house \"House\" @Maya goal open\nstart 2 Mar 2026\ntoday 7 Apr\n\n\
                roof \"Roof\" P0 5d @Noor\nwall \"Wall\" P0 5d @Noor\ndoor \"Door\" P0 3d @Ivo\n\
                open ms \"Opening\" <- roof, wall, door by 8 May\n";
    let file = linchpin_hub::FileParams { name: "house.plan", bytes: plan.as_bytes(), ..Default::default() };
    assert_eq!(server.hub.read_file(&file).expect("the plan is read").faults, None);
    server.settle();
    server
}

#[test]
fn one_message_is_kept_as_an_ask_for_each_item_and_undone_as_one() {
    let server = with_work();
    let browser = server.browser();
    let chase = browser.get("/chase").body;
    assert!(chase.contains("/people/%40Noor/ask?about=roof&#38;about=wall&#38;back=%2Fchase"), "{chase}");
    let form = browser.get(ALL);
    assert_eq!(form.body.matches(" checked>").count(), 2, "all that Noor holds is chosen at first");
    assert!(!form.body.contains("Door"), "and nothing of anybody else");
    assert!(form.body.contains("Hello Noor,") && form.body.contains("- Roof (roof)"), "{}", form.body);
    let id = form.hidden("id");
    let before = server.position();
    let fields = [
        ("about", "roof"),
        ("about", "wall"),
        ("question", "By when are both done?"),
        ("act", "keep"),
        ("back", "/asks"),
        ("id", &id),
    ];
    let kept = browser.post(ALL, &fields);
    assert_eq!(kept.status, 303, "{}", kept.body);
    let position = server.position();
    let again = browser.post(ALL, &fields);
    assert_eq!((again.status, server.position()), (303, position), "sent twice it is kept once");
    assert!(position > before);
    server.settle();
    let asks = browser.get(kept.header("location").expect("a way back")).body;
    assert!(asks.contains("Two answers are waited for"), "{asks}");
    assert!(asks.contains(" and one more</span>"), "the toast says how many");
    assert_eq!(browser.post(&format!("/entries/{position}/undo"), &[]).status, 303);
    server.settle();
    assert!(browser.get("/asks").body.contains("Nobody owes an answer"));
}

#[test]
fn a_choice_that_changed_is_composed_again_and_what_one_wrote_stays() {
    let server = with_work();
    let browser = server.browser();
    let before = server.position();
    let form = browser.get(&format!("{ALL}?about=roof")).body;
    let message =
        form.split("name=\"question\"").nth(1).and_then(|rest| rest.split('>').nth(1)).expect("a message");
    let message = message.split('<').next().unwrap_or_default();
    let sent = [("about", "wall"), ("composed", "roof"), ("question", message), ("act", "keep")];
    let again = browser.post(ALL, &sent);
    assert_eq!(again.status, 200);
    assert!(again.body.contains("composed again") && again.body.contains("Wall (wall)"), "{}", again.body);
    let none = browser.post(ALL, &[("question", "And?"), ("act", "keep")]);
    assert_eq!(none.status, 422);
    assert!(none.body.contains("Choose what you ask about.") && none.body.contains(">And?</textarea>"));
    let day = browser.post(ALL, &[("about", "roof"), ("question", "And?"), ("due", "soon"), ("act", "keep")]);
    assert!(day.body.contains("is no day"), "{}", day.body);
    let other = browser.post(ALL, &[("about", "door"), ("question", "And?"), ("act", "keep")]);
    assert_eq!(other.status, 422, "what somebody else holds is not asked of Noor");
    assert_eq!(server.position(), before, "nothing of it was kept");
    let person = browser.get("/things/%40Noor/asks").body;
    assert!(person.contains("<h1>Ask Noor</h1>") && person.contains("value=\"Noor\""), "{person}");
    assert!(person.contains("Hello Noor,"), "a person is asked how their work stands");
    assert_eq!(browser.get("/people/%40Maya/ask").status, 200);
    assert_eq!(browser.get("/people/roof/ask").status, 404);
}
