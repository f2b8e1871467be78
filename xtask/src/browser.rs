//! The pages in a real browser: what that needs, the suite in `tests/browser`, and the pictures.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::run::{cargo, command, is_there, root, step};

/// Where the suite is.
const SUITE: &str = "tests/browser";
/// The oldest Node that the suite's driver of browsers runs on.
const NODE: u32 = 20;

/// Whether Debian's Chromium is here.
pub(crate) fn has_chromium() -> bool {
    Path::new("/usr/bin/chromium").exists()
}

/// Whether a Java is here that runs the checker of HTML.
pub(crate) fn has_java() -> bool {
    is_there("java", &["-version"])
}

/// Whether a Node that is new enough is here, and npm with it.
pub(crate) fn has_node() -> bool {
    let version = command("node", &["--version"]).output().ok();
    let text = version.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    let major = text.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    major.is_some_and(|major: u32| major >= NODE) && is_there("npm", &["--version"])
}

/// Whether the modules of the suite's lock are here as the lock names them.
fn has_modules() -> bool {
    let modified =
        |name: &str| root().join(SUITE).join(name).metadata().and_then(|file| file.modified()).ok();
    let (lock, installed) = (modified("package-lock.json"), modified("node_modules/.package-lock.json"));
    lock.zip(installed).is_some_and(|(lock, installed)| lock <= installed)
}

/// What the suite lacks here, in words.
fn missing() -> Vec<&'static str> {
    let needs = [
        ("Chromium", has_chromium()),
        ("Java", has_java()),
        ("Node 20 or newer with npm", has_node()),
        ("the modules of tests/browser (`npm ci --ignore-scripts` there)", has_modules()),
    ];
    needs.into_iter().filter(|(_, is_here)| !is_here).map(|(what, _)| what).collect()
}

/// Installs the modules that the suite's lock names, when asked to and when they are not here.
pub(crate) fn modules(install: bool) -> Result<()> {
    if !install || has_modules() {
        return Ok(());
    }
    let mut npm = command("npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    step("Modules of the browser's tests", npm.current_dir(root().join(SUITE)))
}

/// Runs the suite on the binary that was built; where something is missing, its name goes to the list.
pub(crate) fn tests(left_out: &Path) -> Result<()> {
    let missing = missing();
    if !missing.is_empty() {
        let line = format!("the pages in a browser: {} is missing", missing.join(", "));
        let list = std::fs::OpenOptions::new().create(true).append(true).open(left_out);
        return list.and_then(|mut list| writeln!(list, "{line}")).context("the list of what was left out");
    }
    let suite = format!("{SUITE}/suite.mjs");
    step("Pages in a browser", &mut command("node", &["--test", "--test-reporter=spec", &suite]))
}

/// The suite alone, on a binary built for it.
pub(crate) fn only() -> Result<()> {
    build()?;
    tests(Path::new(""))
}

/// Pictures of every page, or the two that the README shows.
pub(crate) fn pictures(readme: bool) -> Result<()> {
    build()?;
    let script = format!("{SUITE}/pictures.mjs");
    let arguments: &[&str] =
        if readme { &[&script, "docs/pictures", "--readme"] } else { &[&script, "target/pictures"] };
    step("Pictures", &mut command("node", arguments))
}

/// The binary, if there is what it is looked at with.
fn build() -> Result<()> {
    let missing = missing();
    if !missing.is_empty() {
        bail!("{} is missing; `cargo xtask test --install` brings it", missing.join(", "));
    }
    step("Build", &mut cargo(&["build", "--workspace", "--locked"]))
}
