//! `linchpin try` as a process: what it shows, what it leaves behind, and how it ends.

use std::net::TcpListener;

use crate::server::Server;
use crate::user::User;

/// Folders that the binary made for a while.
fn passing(user: &User) -> Vec<String> {
    let files = std::fs::read_dir(user.path("")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("linchpin-")).collect()
}

#[test]
fn it_shows_the_sample_and_leaves_nothing_behind() {
    for signal in ["INT", "TERM"] {
        let user = User::new();
        let server = Server::run(&user, &["try", "--port", "0", "--no-browser"]);
        let cookie = server.cookie();
        let page = server.ask("GET / HTTP/1.1", &cookie, "");
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("Weather App"), "{page}");
        assert_eq!(passing(&user).len(), 1, "it stands in a folder of its own");
        let mut open = server.stream(&cookie);
        server.signal(signal);
        let (status, out, err) = server.ended();
        assert!(status.success() && err.is_empty(), "{signal}: {status}: {err}");
        assert!(out.ends_with("Stopped.\n"), "{signal}: {out}");
        std::io::Read::read_to_end(&mut open, &mut Vec::new()).expect("an open page is told of the end");
        assert_eq!(passing(&user), Vec::<String>::new(), "{signal}: nothing is left");
        assert!(!user.path("hub.linchpin").exists(), "one's own hub is not touched");
    }
}

#[test]
fn what_is_kept_is_shown_again_as_it_was_left() {
    let user = User::new();
    let kept = user.path("kept").to_str().unwrap().to_owned();
    let words = ["try", "--port", "0", "--no-browser", "--keep", &kept];
    let first = Server::run(&user, &words);
    let done =
        first.ask("POST /things/r12/asks HTTP/1.1", &first.cookie(), "to=Ines&question=When-do-they-come");
    assert!(done.starts_with("HTTP/1.1 303"), "{done}");
    first.signal("INT");
    let (status, out, err) = first.ended();
    assert!(status.success(), "{status}: {err}");
    let hub = format!("{kept}/sample.linchpin");
    assert!(out.contains(&format!("linchpin serve --hub {hub}")), "it says how it is shown again: {out}");
    for words in [&words[..], &["serve", "--port", "0", "--hub", &hub]] {
        let again = Server::run(&user, words);
        let asks = again.ask("GET /asks HTTP/1.1", &again.cookie(), "");
        assert!(asks.contains("When-do-they-come"), "{words:?}: {asks}");
    }
}

#[test]
fn a_taken_port_says_what_to_do_and_leaves_nothing_behind() {
    let user = User::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    user.is_refused(1, &["try", "--no-browser", "--port", &port], "is taken", "--port");
    assert_eq!(passing(&user), Vec::<String>::new());
    let (kept, hub) = (user.path("kept"), user.path("own.linchpin"));
    let words = ["try", "--no-browser", "--port", &port, "--keep", kept.to_str().unwrap()];
    user.is_refused(1, &words, "is taken", "--port");
    user.is_refused(1, &["serve", "--port", &port, "--hub", hub.to_str().unwrap()], "is taken", "--port");
    assert!(!kept.exists() && !hub.exists(), "nothing is written before the port is there");
}
