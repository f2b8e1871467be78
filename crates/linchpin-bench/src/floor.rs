//! What the machine itself does: syncing a disk, reading memory, starting a process.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;

use anyhow::Result;

use crate::{median, timed};

/// Times a second that 4 kB can be written and synced to the disk of temporary files, one after the other.
pub(crate) fn syncs_per_second() -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut file = File::create(folder.path().join("sync"))?;
    file.write_all(&vec![0; 1 << 20])?;
    file.sync_all()?;
    let block = [1; 4096];
    let mut times = Vec::new();
    for number in 0..400u64 {
        let (seconds, written) = timed(|| -> Result<()> {
            file.write_at(&block, (number % 256) * 4096)?;
            Ok(file.sync_data()?)
        });
        written?;
        times.push(seconds);
    }
    Ok(times.len() as f64 / times.iter().sum::<f64>())
}

/// Gigabytes a second that one thread reads from memory.
pub(crate) fn memory_gigabytes_per_second() -> f64 {
    let words: Vec<u64> = (0..(1u64 << 25)).collect();
    let times = (0..5).map(|_| {
        timed(|| std::hint::black_box(words.iter().fold(0u64, |sum, word| sum.wrapping_add(*word)))).0
    });
    (words.len() * 8) as f64 / 1e9 / median(times.collect())
}

/// Seconds to start a process that does nothing and wait for it.
pub(crate) fn process() -> f64 {
    let times = (0..30).map(|_| timed(|| std::process::Command::new("true").status()).0);
    median(times.collect())
}
