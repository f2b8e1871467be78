//! The two commands of the README are the ones that work.

use std::path::Path;

use crate::server::Server;
use crate::user::User;

/// The commands of the block under "Two commands", without what is said about them.
fn two_commands(readme: &str) -> Vec<String> {
    let section = readme.split("## Two commands").nth(1).expect("a section with this heading");
    let block = section.split("```sh").nth(1).and_then(|block| block.split("```").next()).expect("a block");
    let commands = block.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
    commands.filter(|command| !command.is_empty()).map(String::from).collect()
}

#[test]
fn the_first_command_of_the_readme_shows_a_hub_and_the_second_is_that_of_the_gate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let commands = two_commands(&readme);
    let [first, second] = commands.as_slice() else { panic!("not two commands: {commands:?}") };

    let args = first.strip_prefix("cargo run --release -- ").expect("the first runs the product");
    let user = User::new();
    let words = args.split_whitespace().chain(["--port", "0", "--no-browser"]).collect::<Vec<_>>();
    let server = Server::run(&user, &words);
    let page = server.ask("GET / HTTP/1.1", &server.cookie(), "");
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("Weather App"),
        "{first} shows something: {page}"
    );

    let gate = std::fs::read_to_string(root.join(".ci/run")).unwrap();
    let run = gate.lines().rfind(|line| line.contains("exec ")).expect("the gate ends in a command");
    assert_eq!(run.split("exec ").nth(1), Some(second.as_str()), ".ci/run runs what the README says");
}
