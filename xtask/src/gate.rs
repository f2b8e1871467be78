//! The one gate that a change passes, its parts, and the longer forms of its tests.

use anyhow::Result;

use crate::run::{cargo, is_there, root, step};
use crate::{browser, install, left_out, tidy};

/// Where the generated cases of the gate start, so that it answers the same each time; `cargo xtask soak` starts elsewhere.
const PROPTEST_SEED: &str = "PROPTEST_RNG_SEED";

/// Format, lints, tidiness, then every test. What was left out for want of a program or of data is told last.
pub(crate) fn whole(install: bool) -> Result<()> {
    install::all(install)?;
    browser::modules(install)?;
    step("Format", &mut cargo(&["fmt", "--all", "--check"]))?;
    step(
        "Lints, and the purity of model and analysis",
        &mut cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]),
    )?;
    println!("\n== Tidiness");
    tidy::run()?;
    step("Build", &mut cargo(&["build", "--workspace", "--locked"]))?;
    let list = left_out::file();
    tests(&["--workspace"], &list)?;
    step(
        "Examples in documents",
        cargo(&["test", "--workspace", "--doc", "--locked"]).env("LINCHPIN_LEFT_OUT", &list),
    )?;
    browser::tests(&list)?;
    left_out::tell(&list)
}

/// The gate with everything installed and nothing left out.
pub(crate) fn ci() -> Result<()> {
    let mut gate = cargo(&["xtask", "test", "--install"]);
    step("The gate", gate.env("LINCHPIN_DATA", "required"))
}

/// One crate's tests, with the features of the whole workspace so that nothing is built twice.
pub(crate) fn one_crate(name: &str) -> Result<()> {
    let package =
        if root().join("crates").join(name).exists() { name.to_string() } else { format!("linchpin-{name}") };
    let list = left_out::file();
    if has_nextest() {
        tests(&["--workspace", "-E", &format!("package({package})")], &list)?;
    } else {
        tests(&["--package", &package], &list)?;
    }
    left_out::tell(&list)
}

fn tests(which: &[&str], left_out: &std::path::Path) -> Result<()> {
    let mut arguments =
        if has_nextest() { vec!["nextest", "run", "--locked"] } else { vec!["test", "--locked"] };
    arguments.extend(which);
    let mut command = cargo(&arguments);
    if std::env::var_os(PROPTEST_SEED).is_none() {
        command.env(PROPTEST_SEED, "1");
    }
    step("Tests", command.env("LINCHPIN_LEFT_OUT", left_out))
}

fn has_nextest() -> bool {
    is_there("cargo-nextest", &["nextest", "--version"])
}

/// The bench, built as it ships.
pub(crate) fn bench(rows: &[String]) -> Result<()> {
    let mut arguments = vec!["run", "--release", "--locked", "--package", "linchpin-bench", "--"];
    arguments.extend(rows.iter().map(String::as_str));
    step(
        "Bench",
        &mut cargo(&[
            "build",
            "--release",
            "--locked",
            "--package",
            "linchpin",
            "--package",
            "linchpin-bench",
        ]),
    )?;
    step("Measured", &mut cargo(&arguments))
}

/// Random commands, crashes and failures, seed by seed. Each tells its last hash, which is the same at every run.
pub(crate) fn simulate(from: u64, seeds: u64) -> Result<()> {
    let mut command = cargo(&[
        "test",
        "--locked",
        "--package",
        "linchpin-hub",
        "--test",
        "it",
        "simulation",
        "--",
        "--nocapture",
    ]);
    step(
        "Simulation",
        command.env("LINCHPIN_SEED", from.to_string()).env("LINCHPIN_SEEDS", seeds.to_string()),
    )
}

/// The numbers of the long forms, by the variable that the tests read.
const LONG_FORMS: [(&str, &str); 9] = [
    ("LINCHPIN_KILLS", "20000"),
    ("LINCHPIN_POWER_CUTS", "200"),
    ("LINCHPIN_FAULTS", "5000"),
    ("LINCHPIN_BACKUPS", "200"),
    ("LINCHPIN_PROCESS_APPENDS", "20000"),
    ("LINCHPIN_DAMAGES", "100000"),
    ("LINCHPIN_RESTART_SECONDS", "300"),
    ("LINCHPIN_SEEDS", "5000"),
    ("LINCHPIN_ROUND_TRIPS", "20000"),
];

/// The durability tests, the simulation and the round trips of plans in their long forms.
pub(crate) fn soak() -> Result<()> {
    let list = left_out::file();
    let mut command = cargo(&[
        "test",
        "--release",
        "--locked",
        "--package",
        "linchpin-store",
        "--package",
        "linchpin-hub",
        "--package",
        "linchpin-connectors",
        "--test",
        "it",
        "--",
        "--nocapture",
        "--test-threads",
        "2",
    ]);
    command.envs(LONG_FORMS).env("LINCHPIN_LEFT_OUT", &list);
    step("Long forms", &mut command)?;
    let mut command = cargo(&[
        "test",
        "--release",
        "--locked",
        "--package",
        "linchpin-model",
        "--package",
        "linchpin-analysis",
        "--package",
        "linchpin-connectors",
        "--no-fail-fast",
    ]);
    command.env("PROPTEST_CASES", "5000").env_remove(PROPTEST_SEED).env("LINCHPIN_LEFT_OUT", &list);
    step("Properties, from seeds of chance", &mut command)?;
    let calls = [
        "test",
        "--release",
        "--locked",
        "--package",
        "linchpin",
        "--test",
        "it",
        "described",
        "--",
        "--nocapture",
    ];
    step(
        "Calls of the interface by chance",
        cargo(&calls).env("LINCHPIN_CALLS", "5000").env("LINCHPIN_LEFT_OUT", &list),
    )?;
    left_out::tell(&list)
}
