//! What a page weighs with everything that it loads.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;

use linchpin_hub::FileParams;

use crate::server::{Browser, Server};

/// Bytes that a page may have on the way, and of those its scripts.
const PAGE: usize = 150_000;
const SCRIPT: usize = 60_000;

/// Bytes of an answer as they are sent, its head included.
fn weight(browser: &Browser, path: &str) -> usize {
    let mut stream = TcpStream::connect(browser.address).expect("the port is open");
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nAccept-Encoding: br\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        browser.address, browser.cookie
    );
    stream.write_all(head.as_bytes()).expect("it is sent");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    assert!(bytes.starts_with(b"HTTP/1.1 200"), "{path}: {}", String::from_utf8_lossy(&bytes[..60]));
    bytes.len()
}

/// The assets that a text names.
fn assets(text: &str) -> BTreeSet<String> {
    let found = text.split("/assets/").skip(1).filter_map(|rest| rest.split(['"', ')']).next());
    found.map(|name| format!("/assets/{name}")).collect()
}

#[test]
fn a_page_with_everything_it_loads_is_light() {
    let server = Server::start();
    let items: String = (0..120)
        .map(|item| {
            format!("i{item} \"Something to be done, number {item}\" P0 {}d @P{}\n", item % 9 + 1, item % 17)
        })
        .collect();
    let plan = format!("program long \"Long\" @Maya\nstart 2 Mar 2026\ntoday 7 Apr\n\n{items}");
    let file = FileParams { name: "long.plan", bytes: plan.as_bytes(), ..FileParams::default() };
    assert_eq!(server.hub.read_file(&file).expect("the plan is read").faults, None);
    server.settle();
    let browser = server.browser();
    let pages = [
        "/",
        "/chase",
        "/programs/weather",
        "/milestones/beta",
        "/items/map",
        "/changes",
        "/asks",
        "/import",
    ];
    for path in pages {
        let html = browser.get(path).body;
        let mut loaded = assets(&html);
        let style = loaded.iter().find(|name| name.ends_with(".css")).cloned().expect("a style");
        loaded.extend(assets(&browser.get(&style).body));
        let weights: Vec<(&String, usize)> =
            loaded.iter().map(|name| (name, weight(&browser, name))).collect();
        // A browser fetches the second half of a font only for a page that writes its letters; Inter writes names.
        let is_rare = |name: &str| name.contains("newsreader-latin-ext");
        let all = weights.iter().filter(|(name, _)| !is_rare(name)).map(|(_, weight)| weight).sum::<usize>();
        let all = all + weight(&browser, path);
        assert!(all < PAGE, "{path} weighs {all}: {weights:?}");
        let script: usize =
            weights.iter().filter(|(name, _)| name.ends_with(".js")).map(|(_, weight)| weight).sum();
        assert!(script < SCRIPT, "{path} has {script} bytes of script");
        assert!(
            weights.iter().filter(|(name, _)| name.ends_with(".woff2")).count() == 4,
            "every font is known"
        );
    }
}
