//! Puts a backup, or a journal written as lines, back: verified first, and never over a hub that has entries unless told.

use std::io::BufRead;

use linchpin_hub::{HubError, Location, is_lines, restore_backup, restore_lines};
use linchpin_store::StoreError;

use crate::cli::{Cli, RestoreArgs};
use crate::failure::Failure;
use crate::files::{plain, remedy};
use crate::page::plural;
use crate::place;

pub(crate) fn run(cli: &Cli, args: &RestoreArgs) -> Result<String, Failure> {
    let location = place::location(cli)?;
    if let Location::File(file) = &location {
        place::make_folder(file)?;
    }
    let file = std::fs::File::open(&args.file).map_err(|error| {
        Failure::new(format!("{} cannot be read: {}.", args.file.display(), plain(&error)))
            .hint(remedy(&error))
    })?;
    let mut lines = std::io::BufReader::new(file);
    if is_lines(lines.fill_buf().unwrap_or_default()) {
        if args.replace {
            return Err(Failure::new("`--replace` is for backups.").hint("Name another place with `--hub`."));
        }
        let entries = restore_lines(&mut lines, &location)?;
        let entries = plural(usize::try_from(entries).unwrap_or(usize::MAX), "entry", "entries");
        return Ok(format!("{entries} restored from {} and verified.\n", args.file.display()));
    }
    let kept = restore_backup(&args.file, &location, args.replace).map_err(refused)?;
    let entries = plural(usize::try_from(kept.entries).unwrap_or(usize::MAX), "entry", "entries");
    let before = match kept.moved_away_to {
        Some(path) => format!(" The hub that was there is now {}.", path.display()),
        None => String::new(),
    };
    Ok(format!("{entries} restored from {} and verified.{before}\n", args.file.display()))
}

/// Why nothing was put back; where a hub stands in the way, how it can be replaced.
fn refused(error: HubError) -> Failure {
    match error {
        HubError::Store(StoreError::WouldOverwrite { path }) => {
            Failure::new(format!("There is a hub at {} already, and it is not overwritten.", path.display()))
                .hint("`--replace` puts the backup in its place and keeps that one beside it; `--hub` names another place.")
        }
        other => other.into(),
    }
}
