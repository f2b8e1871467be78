//! A hub of a million entries over a hundred thousand items: replayed, opened with a checkpoint, and its memory.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result};
use linchpin_hub::{Hub, Location, OpenParams, SystemChance, SystemClock};
use linchpin_model::Item;
use linchpin_store::{Journal, NewEntry, NewText, SqliteJournal, SqliteParams};
use linchpin_testing::generate::{HubSize, entries};

use crate::{Row, floor, median, seconds, timed};

/// Tells this program to be the process whose memory is measured.
pub(crate) const CHILD: &str = "open-and-tell-memory";

pub(crate) const SIZE: HubSize = HubSize { items: 100_000, entries: 1_000_000, programs: 200, seed: 7 };

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("hub.linchpin");
    write(&path)?;
    let floor = format!("{:.0} GB/s of memory", floor::memory_gigabytes_per_second());
    let replays: Vec<f64> = (0..3).map(|_| timed(|| open(&path)).0).collect();
    let replay = median(replays);
    rows.push(Row {
        what: "1,000,000 entries over 100,000 items replayed without a checkpoint".into(),
        must: "2 s".into(),
        measured: format!("{} ({:.2} M entries/s)", seconds(replay), SIZE.entries as f64 / 1e6 / replay),
        holds: replay < 2.0,
        floor: floor.clone(),
    });
    open(&path)?.write_checkpoint()?;
    let opens: Vec<f64> = (0..5).map(|_| timed(|| open(&path)).0).collect();
    let opened = median(opens);
    rows.push(Row {
        what: "the same opened with a checkpoint".into(),
        must: "300 ms".into(),
        measured: seconds(opened),
        holds: opened < 0.3,
        floor,
    });
    let told = Command::new(std::env::current_exe()?).arg(CHILD).arg(&path).output()?;
    let kilobytes: f64 = String::from_utf8(told.stdout)?.trim().parse().context("the memory of the child")?;
    rows.push(Row {
        what: "memory of a process that has it open".into(),
        must: "400 MB".into(),
        measured: format!("{:.0} MB at its peak", kilobytes / 1e3),
        holds: kilobytes < 400e3,
        floor: "-".into(),
    });
    Ok(())
}

/// Opens a hub, takes a change, and tells the largest memory that the process ever had, in kB.
pub(crate) fn child(path: &str) -> Result<()> {
    let hub = open(Path::new(path))?;
    anyhow::ensure!(hub.world().live::<Item>().count() == SIZE.items as usize, "all items are there");
    println!("{}", peak_kilobytes(Path::new("/proc/self/status"))?);
    Ok(())
}

/// The largest memory that a process ever had, in kB, from what the system says of it.
pub(crate) fn peak_kilobytes(status: &Path) -> Result<u64> {
    let status = std::fs::read_to_string(status)?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("the peak memory")?;
    Ok(peak.trim().trim_end_matches("kB").trim().parse()?)
}

pub(crate) fn open(path: &Path) -> Result<Hub> {
    let params = OpenParams {
        location: Location::File(path.to_path_buf()),
        workspace: None,
        create: false,
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
    };
    Ok(Hub::open(params)?.hub)
}

pub(crate) fn write(path: &Path) -> Result<()> {
    let journal = SqliteJournal::create(path, SqliteParams::default())?;
    journal.create_workspace("main")?;
    let mut head = 0;
    let mut batch = Vec::new();
    for entry in entries(SIZE) {
        let texts = entry.texts.iter().map(|text| NewText {
            hash: *text.hash.as_bytes(),
            salt: text.salt,
            text: text.text.to_string(),
        });
        batch.push(NewEntry {
            command_id: entry.command_id,
            recorded_at_ms: entry.recorded_at.as_ms(),
            body: entry.body.to_json(),
            texts: texts.collect(),
        });
        if batch.len() == 1_000 {
            head = journal.append("main", head, std::mem::take(&mut batch))?.head.position;
        }
    }
    if !batch.is_empty() {
        journal.append("main", head, batch)?;
    }
    Ok(())
}
