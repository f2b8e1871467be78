//! How soon a person sees something in the browser: the first paint of pages, and a change on a page that is open.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{Row, median, process};

/// Milliseconds to the first paint, and from the end of a command to its appearance.
const MOST: [(&str, f64); 2] = [("first paint", 300.0), ("an open", 1_000.0)];

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/browser");
    let needs: [(&str, PathBuf); 2] = [
        ("Chromium", "/usr/bin/chromium".into()),
        ("the browser's modules", suite.join("node_modules/playwright-core")),
    ];
    if let Some((what, _)) = needs.iter().find(|(_, path)| !path.exists()) {
        eprintln!("left out: paint needs {what}, which is not here; `cargo xtask test --install` brings it");
        return Ok(());
    }
    let floor =
        format!("{} to draw a page without anything", ms(median(told(&suite, &["--floor"])?.remove(0).1)));
    for (what, times) in told(&suite, &[])? {
        let most = MOST.iter().find(|(start, _)| what.starts_with(start)).map_or(f64::MAX, |(_, most)| *most);
        let slowest = times.iter().copied().fold(0.0, f64::max);
        let middle = median(times);
        rows.push(Row {
            what: format!("{what}, sample hub"),
            must: ms(most),
            measured: format!("P50 {}, {} at most", ms(middle), ms(slowest)),
            holds: middle < most,
            floor: floor.clone(),
        });
    }
    Ok(())
}

/// What the script in the browser says: what it measured, and the times.
fn told(suite: &Path, words: &[&str]) -> Result<Vec<(String, Vec<f64>)>> {
    let mut command = Command::new("node");
    command.arg(suite.join("paint.mjs")).args(words).env("LINCHPIN_BINARY", process::binary()?);
    let output = command.stderr(Stdio::inherit()).output().context("node")?;
    anyhow::ensure!(output.status.success(), "the browser could not measure");
    let lines = String::from_utf8(output.stdout)?;
    lines
        .lines()
        .map(|line| {
            let told: Value = serde_json::from_str(line)?;
            let times = told["times"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
            Ok((told["what"].as_str().context("what was measured")?.to_string(), times))
        })
        .collect()
}

fn ms(time: f64) -> String {
    format!("{time:.0} ms")
}
