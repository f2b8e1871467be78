//! Bodies that are not what they say: too large, too short, torn, nested, doubled, of bytes that are no text.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use linchpin_web::Limits;

use crate::server::{Browser, PARTS, PATIENCE, PLAN, Server, exchange, in_parts};

const FORM: &str = "application/x-www-form-urlencoded";

/// Sends bytes and says that no more come; what comes back, which may be nothing.
fn half(browser: &Browser, sent: &[u8]) -> String {
    let mut stream = TcpStream::connect(browser.address).expect("the port is open");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let _ = stream.write_all(sent);
    let _ = stream.shutdown(Shutdown::Write);
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(error) => panic!("the connection is held: {error}"),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Nothing, or a refusal that is the client's fault.
fn is_refused(answer: &str) -> bool {
    answer.is_empty() || answer.starts_with("HTTP/1.1 4")
}

#[test]
fn a_body_over_the_limit_is_refused_in_words_on_every_way_in() {
    let limits = Limits { body_bytes: 2_000, import_bytes: 20_000, ..Limits::default() };
    let server = Server::with(limits);
    let browser = server.browser();
    let large = "x".repeat(30_000);
    let answers = [
        browser.post("/things/map/asks", &[("question", &large)]),
        browser.post_json("/api/v1/things/map/asks", &serde_json::json!({ "question": large })),
        browser.post_parts("/import", &[("file", Some("plan.csv"), &large)]),
        browser.post_parts("/import", &[("text", None, &large)]),
    ];
    for answer in answers {
        assert_eq!(answer.status, 413, "{answer:?}");
        assert!(!answer.body.is_empty());
    }
    assert_eq!(browser.get("/livez").status, 200);
}

#[test]
fn a_length_that_lies_is_refused() {
    let server = Server::start();
    let browser = server.browser();
    let before = server.position();
    let form = b"until=2026-04-08";
    for length in ["100", "-1", "many", "18446744073709551616", "16\r\nContent-Length: 15", "16, 15"] {
        let lines = format!("Content-Type: {FORM}\r\nContent-Length: {length}\r\n");
        let head = browser.head("POST", "/things/map/snoozes", &lines);
        let answer = half(&browser, &[head.as_bytes(), form].concat());
        assert!(is_refused(&answer), "{length}: {answer}");
    }
    // Both ways of telling a length at once, which is how requests are smuggled.
    let lines = format!("Content-Type: {FORM}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n");
    let head = browser.head("POST", "/things/map/snoozes", &lines);
    let answer = half(&browser, &[head.as_bytes(), b"zz\r\nuntil=2026-04-08\r\n0\r\n\r\n"].concat());
    assert!(is_refused(&answer), "{answer}");
    assert_eq!(server.position(), before, "nothing is recorded");
    // A shorter one cuts the form, whose rest is nobody's.
    let lines = format!("Content-Type: {FORM}\r\nContent-Length: 8\r\n");
    let head = browser.head("POST", "/things/map/snoozes", &lines);
    let answer = half(&browser, &[head.as_bytes(), form].concat());
    assert!(is_refused(&answer), "a day that is cut is no day: {answer}");
    assert_eq!(browser.get("/livez").status, 200);
}

#[test]
fn a_form_that_is_torn_anywhere_is_refused_or_says_what_it_says() {
    let server = Server::start();
    let browser = server.browser();
    let before = server.position();
    let body = in_parts(&[("file", Some("weather.plan"), PLAN.as_bytes()), ("program", None, b"weather")]);
    for cut in (0..body.len()).step_by(23) {
        let torn = &body[..cut];
        let answer = browser.send_bytes("POST", "/import", PARTS, torn);
        assert!((400..500).contains(&answer.status), "torn at {cut}: {answer:?}");
        assert!(answer.body.contains("<h1"), "torn at {cut} it is refused in words: {}", answer.body);
        // The same with a length that promises the rest.
        let lines = format!("Content-Type: {PARTS}\r\nContent-Length: {}\r\n", body.len());
        let head = browser.head("POST", "/import", &lines);
        let answer = half(&browser, &[head.as_bytes(), torn].concat());
        assert!(is_refused(&answer), "torn at {cut}: {answer}");
    }
    for kind in
        ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=other"]
    {
        let answer = browser.send_bytes("POST", "/import", kind, &body);
        assert!((400..500).contains(&answer.status), "{kind}: {answer:?}");
    }
    assert_eq!(server.position(), before, "nothing is recorded");
}

#[test]
fn ten_thousand_parts_and_fields_are_survived() {
    let server = Server::start();
    let browser = server.browser();
    let before = server.position();
    let parts: Vec<(&str, Option<&str>, &[u8])> = vec![("text", None, b"id,title\n"); 10_000];
    let answer = browser.send_bytes("POST", "/import", PARTS, &in_parts(&parts));
    assert!(answer.status < 500, "{answer:?}");
    let fields: Vec<String> = (0..10_000).map(|number| format!("field{number}=x")).collect();
    let answer = browser.send("POST", "/things/map/snoozes", FORM, &fields.join("&"));
    assert_eq!(answer.status, 422, "{}", answer.body);
    let fields: Vec<String> = (0..10_000).map(|number| format!("\"field{number}\":\"x\"")).collect();
    let body = format!("{{{}}}", fields.join(","));
    let answer = browser.send("POST", "/api/v1/things/map/snoozes", "application/json", &body);
    assert_eq!(answer.status, 422);
    assert_eq!(server.position(), before, "nothing is recorded");
}

#[test]
fn what_is_nested_deeply_is_refused_without_harm() {
    let server = Server::start();
    let browser = server.browser();
    let deep = |start: &str, end: &str| start.repeat(100_000) + &end.repeat(100_000);
    for body in
        [deep("[", "]"), deep("{\"a\":", "}"), "[".repeat(200_000), format!("{{\"until\":{}", deep("[", "]"))]
    {
        for path in ["/api/v1/things/map/snoozes", "/api/v1/entries/1/undo"] {
            let answer = browser.send("POST", path, "application/json", &body);
            assert!([400, 422].contains(&answer.status), "{path}: {answer:?}");
        }
        let answer = browser.post_parts("/import", &[("file", Some("plan.json"), &body)]);
        assert_eq!(answer.status, 422, "{}", answer.body);
    }
    let long = "a/".repeat(2_000);
    assert_eq!(browser.get(&format!("/{long}")).status, 404);
}

#[test]
fn characters_that_nobody_sees_are_left_out() {
    let server = Server::start();
    let browser = server.browser();
    for form in [&b"to=Ben&question=a%00b"[..], b"to=Ben%00&question=By+when"] {
        let answer = browser.send_bytes("POST", "/things/map/asks", FORM, form);
        assert_eq!(answer.status, 303, "{}: {}", String::from_utf8_lossy(form), answer.body);
    }
    let body = b"{\"to\":\"Ben\",\"question\":\"c\\u0000d\"}";
    let answer = browser.send_bytes("POST", "/api/v1/things/map/asks", "application/json", body);
    assert_eq!(answer.status, 200, "{answer:?}");
    let asks = browser.get("/things/map/history").body;
    assert!(!asks.contains('\0'), "{asks}");
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let server = Server::start();
    let browser = server.browser();
    // The first act makes the person who sits at the machine.
    assert_eq!(browser.post("/things/map/snoozes", &[("until", "2026-04-08")]).status, 303);
    let before = server.position();
    let forms: [&[u8]; 3] = [b"to=Ben&question=%00", b"to=\xFF\xFE&question=x", b"%FF=%FE&%=%%%"];
    for form in forms {
        let answer = browser.send_bytes("POST", "/things/map/asks", FORM, form);
        assert_eq!(answer.status, 422, "{}: {}", String::from_utf8_lossy(form), answer.body);
    }
    let bodies: [&[u8]; 3] = [
        b"{\"to\":\"Ben\",\"question\":\"\xFF\"}",
        b"{\"to\":\"Ben\",\"question\":\"\\ud800\"}",
        b"\xFF\xFE{\x00}\x00",
    ];
    for body in bodies {
        let answer = browser.send_bytes("POST", "/api/v1/things/map/asks", "application/json", body);
        assert!([400, 422].contains(&answer.status), "{}: {answer:?}", String::from_utf8_lossy(body));
    }
    for path in
        ["/things/%00", "/things/%FF", "/things/map%00/asks", "/api/v1/things/%00", "/search?q=%00%FF"]
    {
        let answer = browser.get(path);
        assert!(answer.status < 500, "{path}: {answer:?}");
    }
    let answer = exchange(browser.address, b"\x00\x01\x02 nonsense\r\n\r\n");
    assert_eq!(answer.status, 400);
    assert_eq!(server.position(), before, "nothing is recorded");
}

#[test]
fn of_a_field_that_is_there_twice_a_form_takes_the_first_and_json_neither() {
    let server = Server::start();
    let browser = server.browser();
    let sent = browser.post("/things/map/due", &[("due", "2026-04-27"), ("due", "2026-05-04")]);
    assert_eq!(sent.status, 303);
    let due = || {
        let thing = browser.get("/api/v1/things/map").json();
        let fields = thing["fields"].as_array().expect("fields").clone();
        fields.into_iter().find(|field| field["field"] == "due").map(|due| due["value"].to_string())
    };
    assert_eq!(due(), Some("\"27 Apr 2026\"".into()));
    let body = "{\"due\":\"2026-05-04\",\"due\":\"2026-05-05\"}";
    let sent = browser.send("POST", "/api/v1/things/map/due", "application/json", body);
    assert_eq!(sent.status, 422, "{}", sent.body);
    assert_eq!(due(), Some("\"27 Apr 2026\"".into()));
}
