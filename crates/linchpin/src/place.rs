//! Where the hub is, and how it is opened.

use std::path::PathBuf;
use std::sync::Arc;

use linchpin_hub::{Hub, Location, OpenParams, Opened, SystemChance, SystemClock};

use crate::cli::Cli;
use crate::failure::Failure;

/// The hub that the command means.
pub(crate) fn location(cli: &Cli) -> Result<Location, Failure> {
    match &cli.hub {
        Some(text) => Ok(Location::parse(text)),
        None => default_file().map(Location::File),
    }
}

/// The file in the user's data folder.
fn default_file() -> Result<PathBuf, Failure> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/share")));
    let data = data.ok_or_else(|| {
        Failure::new("There is no home folder to keep the hub in.")
            .hint("Name a file with `--hub FILE` or LINCHPIN_HUB.")
    })?;
    Ok(data.join("linchpin").join("hub.linchpin"))
}

/// Opens the hub; tells on standard error what was met on the way.
pub(crate) fn open(cli: &Cli, create: bool) -> Result<Hub, Failure> {
    let location = location(cli)?;
    if let Location::File(file) = &location {
        match (file.exists(), create) {
            (false, false) => {
                let message = format!("There is no hub at {} yet.", file.display());
                let hint = "Read a file into it with `linchpin import FILE`, or ask about a file alone with `linchpin report NAME --from FILE`.";
                return Err(Failure::new(message).hint(hint));
            }
            (false, true) => make_folder(file)?,
            _ => {}
        }
    }
    let params = OpenParams {
        location,
        workspace: cli.workspace.clone(),
        create,
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
    };
    let Opened { hub, notices } = Hub::open(params)?;
    notices.iter().for_each(|notice| eprintln!("note: {notice}"));
    Ok(hub)
}

pub(crate) fn make_folder(file: &std::path::Path) -> Result<(), Failure> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|error| {
        let what = format!("The folder {} could not be made: {error}.", folder.display());
        Failure::new(what).hint("Make it yourself, or name a place that is yours with `--hub`.")
    })
}
