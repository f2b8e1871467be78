//! Puts a backup back: verified first, and never over a hub that has entries unless told.

use linchpin_hub::{Location, restore_backup};

use crate::cli::{Cli, RestoreArgs};
use crate::failure::Failure;
use crate::page::plural;
use crate::place;

pub(crate) fn run(cli: &Cli, args: &RestoreArgs) -> Result<String, Failure> {
    let location = place::location(cli)?;
    if let Location::File(file) = &location {
        place::make_folder(file)?;
    }
    let kept = restore_backup(&args.file, &location, args.replace)?;
    let entries = plural(usize::try_from(kept.entries).unwrap_or(usize::MAX), "entry", "entries");
    let before = match kept.moved_away_to {
        Some(path) => format!(" The hub that was there is now {}.", path.display()),
        None => String::new(),
    };
    Ok(format!("{entries} restored from {} and verified.{before}\n", args.file.display()))
}
