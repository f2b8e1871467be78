//! A report on a file of a thousand items, as a whole process, as a person meets it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::{Row, floor, median, seconds, tables, timed};

const ITEMS: u32 = 1_000;
const REPORTS: [&str; 8] =
    ["chase", "flow", "health", "changes", "pulse", "schedule", "forecast", "workload"];

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("tasks.csv");
    std::fs::write(&file, tables::table(ITEMS))?;
    let binary = binary()?;
    let floor = format!("{} for a process that does nothing", seconds(floor::process()));
    for report in REPORTS {
        let times: Result<Vec<f64>> = (0..15).map(|_| run(&binary, report, &file)).collect();
        let time = median(times?);
        rows.push(Row {
            what: format!("`report {report} --from` a file of {ITEMS} items, whole process"),
            must: "50 ms".into(),
            measured: seconds(time),
            holds: time < 0.05,
            floor: floor.clone(),
        });
    }
    Ok(())
}

/// The binary that was built beside this one.
pub(crate) fn binary() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let binary = own.parent().context("a folder")?.join("linchpin");
    anyhow::ensure!(binary.exists(), "build it first: cargo xtask bench does");
    Ok(binary)
}

fn run(binary: &Path, report: &str, file: &Path) -> Result<f64> {
    let mut command = Command::new(binary);
    command
        .args(["report", report, "--format", "json", "--from"])
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let (seconds, output) = timed(|| command.output());
    let output = output?;
    anyhow::ensure!(output.status.success(), "{report}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(seconds)
}
