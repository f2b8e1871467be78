//! What a machine can say about tidiness: file heads, links, machine paths, licences, dependencies, snapshots.

mod dependencies;
mod documents;
mod licences;
mod sources;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::run::{command, root};

/// Names everything untidy; any finding fails.
pub(crate) fn run() -> Result<()> {
    let files = tracked_files()?;
    let mut findings = Vec::new();
    sources::check(&files, &mut findings);
    documents::check(&files, &mut findings);
    dependencies::check(&files, &mut findings)?;
    licences::check(&mut findings)?;
    if findings.is_empty() {
        println!("{} files are tidy.", files.len());
        return Ok(());
    }
    findings.iter().for_each(|finding| println!("  {finding}"));
    bail!("{} untidy", findings.len());
}

/// Files that git knows, and those it does not ignore, relative to the root.
fn tracked_files() -> Result<Vec<PathBuf>> {
    let listed = command("git", &["ls-files", "--cached", "--others", "--exclude-standard"]).output()?;
    let text = String::from_utf8(listed.stdout)?;
    Ok(text.lines().map(PathBuf::from).filter(|path| root().join(path).is_file()).collect())
}

fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(root().join(path)).ok()
}
