//! The interface for programs, called by chance as its description says one may and may not (schemathesis).

use std::path::{Path, PathBuf};
use std::process::Command;

use linchpin_testing::left_out;

use crate::server::Server;
use crate::user::{User, sample};

/// Cases an operation, and calls that they must come to at least.
const SHORT: (u32, u64) = (5, 500);

/// Calls that a case of every operation comes to, at least.
const CALLS_A_CASE: u32 = 40;

/// Where `cargo xtask test --install` puts it; else wherever it is found.
fn schemathesis() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/schemathesis/bin/schemathesis");
    [own, "schemathesis".into()].into_iter().find(|program| {
        let answered = Command::new(program).arg("--version").output();
        answered.is_ok_and(|answered| answered.status.success())
    })
}

/// Calls that are told of in the summary: `1895 generated, 1895 passed`.
fn calls(told: &str) -> u64 {
    let before = told.split_once(" generated, ").map_or("", |(before, _)| before);
    before.rsplit(' ').next().and_then(|count| count.trim().parse().ok()).unwrap_or(0)
}

#[test]
fn calls_are_counted_in_the_summary_alone() {
    assert_eq!(
        calls("operations mostly rejected generated data\nTest cases:\n  1785 generated, 1785 passed"),
        1_785
    );
    assert_eq!(calls("nothing was generated"), 0);
}

#[test]
fn whatever_is_called_by_chance_is_answered_as_described() {
    let Some(program) = schemathesis() else {
        return left_out("calls by chance of the interface for programs: schemathesis is not installed");
    };
    let setting = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    let cases = setting("LINCHPIN_CALLS").map_or(SHORT, |calls| (calls / CALLS_A_CASE, u64::from(calls)));
    let user = User::new();
    let server = Server::run(&user, &["try", "--no-browser", "--port", "0"]);
    let mut run = user.command(program);
    run.arg("--config-file").arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/schemathesis.toml"));
    run.arg("run").arg(format!("http://{}/api/v1/openapi.json", server.address));
    run.args(["-H", &format!("Cookie: {}", server.cookie())]);
    run.args(["-H", &format!("Origin: http://{}", server.address)]);
    run.args(["--checks", "all", "--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure"]);
    run.args(["--seed", &setting("LINCHPIN_SEED").unwrap_or(1).to_string(), "--no-color", "--no-shrink"]);
    run.args([
        "--max-examples",
        &cases.0.to_string(),
        "--request-timeout",
        "300",
        "--max-response-time",
        "300",
    ]);
    let done = run.output().unwrap();
    let told = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{told}");
    assert!(calls(&told) >= cases.1, "only {} calls: {told}", calls(&told));
    println!("{} calls", calls(&told));
}

#[test]
fn the_examples_of_the_reference_work_as_they_stand() {
    if Command::new("curl").arg("--version").output().is_err() {
        return left_out("the examples of docs/reference/api.md: curl is not installed (Debian: curl)");
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/api.md");
    let page = std::fs::read_to_string(page).unwrap();
    let examples: Vec<&str> =
        page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 5, "there are examples");
    let user = User::with(&["weather.plan"]);
    user.file("tracker.csv", &std::fs::read_to_string(sample("tracker.csv")).unwrap());
    let server = Server::run(&user, &["serve", "--port", "0"]);
    let mut shell = user.command("sh");
    shell.args(["-e", "-c", &examples.concat()]);
    shell.env("HUB", format!("http://{}", server.address)).env("START", server.start_address());
    let done = shell.output().unwrap();
    let told = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{told}");
    assert!(told.contains("\"openapi\"") && told.contains("\"position\""), "{told}");
}
