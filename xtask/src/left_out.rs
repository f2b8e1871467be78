//! What tests left out because a program or data was not there: each writes a line to a file, told at the end.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::run::root;

/// A new, empty list.
pub(crate) fn file() -> PathBuf {
    let path = root().join("target").join("left-out.txt");
    // If it cannot be emptied, old lines are told once more, which harms nobody.
    let _ = std::fs::remove_file(&path);
    path
}

/// Tells the list. Where all data is required, anything on it is a failure.
pub(crate) fn tell(path: &Path) -> Result<()> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: BTreeSet<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        println!("\nNothing was left out.");
        return Ok(());
    }
    println!("\nLeft out:");
    lines.iter().for_each(|line| println!("  {line}"));
    if std::env::var("LINCHPIN_DATA").is_ok_and(|setting| setting == "required") {
        bail!("{} left out although everything is required", lines.len());
    }
    Ok(())
}
