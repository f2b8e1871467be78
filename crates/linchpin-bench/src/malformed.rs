//! Files that are not what they say they are: how long each is looked at, and what that takes of memory, as whole processes.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use linchpin_testing::{Malformed, malformed};

use crate::{Row, floor, median, process, seconds, timed};

/// The families that an importer reads.
const FAMILIES: [&str; 5] = ["csv", "json", "mspdi", "xlsx", "ics"];
/// Seconds, and kilobytes at the peak.
const MOST: (f64, f64) = (0.2, 256.0 * 1024.0);
/// Files that seem slow are looked at so often, so that what else the machine does is not held against them.
const AGAIN: usize = 5;
/// Where Debian has the program that tells a process's memory.
const TIME: &str = "/usr/bin/time";

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    if !Path::new(TIME).exists() {
        eprintln!("left out: malformed needs {TIME} (Debian's time)");
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let hub = folder.path().join("hub.linchpin");
    let floor = format!("{} for a process that does nothing", seconds(floor::process()));
    for family in FAMILIES {
        let cases = malformed(family);
        let looked: Result<Vec<(f64, f64, &str)>> = cases.iter().map(|case| looked_at(&hub, case)).collect();
        let looked = looked?;
        let Some(slowest) = looked.iter().max_by(|one, two| one.0.total_cmp(&two.0)) else {
            eprintln!("left out: malformed files of {family}; they are read from LINCHPIN_DATA");
            continue;
        };
        let Some(largest) = looked.iter().max_by(|one, two| one.1.total_cmp(&two.1)) else { continue };
        rows.push(Row {
            what: format!(
                "{} malformed files of {family}, each looked at by a process of its own",
                looked.len()
            ),
            must: format!("{} and {:.0} MiB each", seconds(MOST.0), MOST.1 / 1024.0),
            measured: format!(
                "{} at most ({}), {:.0} MiB at most ({})",
                seconds(slowest.0),
                slowest.2,
                largest.1 / 1024.0,
                largest.2
            ),
            holds: slowest.0 < MOST.0 && largest.1 < MOST.1,
            floor: floor.clone(),
        });
    }
    Ok(())
}

/// Seconds, kilobytes at the peak, and which file.
fn looked_at<'c>(hub: &Path, case: &'c Malformed) -> Result<(f64, f64, &'c str)> {
    let (first, memory) = look(hub, case)?;
    if first < MOST.0 / 2.0 {
        return Ok((first, memory, &case.name));
    }
    let again: Result<Vec<(f64, f64)>> = (0..AGAIN).map(|_| look(hub, case)).collect();
    Ok((median(again?.into_iter().map(|(time, _)| time).collect()), memory, &case.name))
}

fn look(hub: &Path, case: &Malformed) -> Result<(f64, f64)> {
    let mut command = Command::new(TIME);
    command.args(["-q", "-f", "%M"]).arg(process::binary()?);
    command.arg("--hub").arg(hub).args(["import", "--dry-run"]).arg(&case.path);
    let (time, output) = timed(|| command.stdout(Stdio::null()).output());
    let told = String::from_utf8_lossy(&output?.stderr).into_owned();
    let memory = told.lines().last().and_then(|line| line.trim().parse().ok());
    Ok((time, memory.with_context(|| format!("{}: no memory is told: {told}", case.name))?))
}
