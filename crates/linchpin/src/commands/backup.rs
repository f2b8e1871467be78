//! Copies the hub while it is in use.

use crate::cli::{BackupArgs, Cli};
use crate::failure::Failure;
use crate::page::plural;
use crate::place;

pub(crate) fn run(cli: &Cli, args: &BackupArgs) -> Result<String, Failure> {
    let hub = place::open(cli, false)?;
    let kept = hub.backup(&args.file)?;
    let entries = plural(usize::try_from(kept.entries).unwrap_or(usize::MAX), "entry", "entries");
    Ok(format!(
        "{entries} copied to {} ({} bytes). The copy was read back and verifies.\n",
        args.file.display(),
        kept.bytes
    ))
}
