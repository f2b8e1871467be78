//! Shows a sample hub with ten weeks of history, and leaves nothing behind when it stops.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use linchpin_hub::{Clock, Hub, Location, OpenParams, SystemChance, SystemClock};
use linchpin_sample::Sample;

use crate::cli::TryArgs;
use crate::commands::serve::{self, Port};
use crate::failure::Failure;

/// The seed of the sample; another one only gives other ids.
const SEED: u64 = 1;

pub(crate) fn run(args: &TryArgs) -> Result<String, Failure> {
    let port = Port::open(args.port)?;
    let folder = Folder::new(args.keep.as_deref())?;
    let file = folder.path().join("sample.linchpin");
    let is_new = !file.exists();
    let (clock, chance) = (Arc::new(SystemClock), Arc::new(SystemChance));
    let location = Location::File(file.clone());
    let opened =
        Hub::open(OpenParams { location, workspace: None, create: true, clock: clock.clone(), chance })?;
    let hub = Arc::new(opened.hub);
    if is_new {
        Sample::before(clock.now(), SEED)
            .write(&hub)
            .map_err(|error| Failure::new(format!("The sample could not be written: {error}")))?;
    }
    let served = serve::until_stopped(&hub, port, "Maya", |address| {
        println!("The sample hub is at {address}");
        println!("Try things out: nothing leaves this machine. Stop with Ctrl-C.");
        if !args.no_browser {
            open_in_browser(address);
        }
    })?;
    Ok(match args.keep {
        Some(_) => {
            format!("{served}The sample is kept: `linchpin serve --hub {}` shows it again.\n", file.display())
        }
        None => served,
    })
}

/// Where the sample is: a folder that goes with the command, or one that was named and stays.
enum Folder {
    Passing(tempfile::TempDir),
    Kept(PathBuf),
}

impl Folder {
    fn new(kept: Option<&Path>) -> Result<Self, Failure> {
        match kept {
            Some(path) => {
                let cannot = |error| {
                    Failure::new(format!("The folder {} could not be made: {error}.", path.display()))
                };
                std::fs::create_dir_all(path).map_err(cannot)?;
                Ok(Self::Kept(path.to_path_buf()))
            }
            None => {
                tempfile::Builder::new().prefix("linchpin-").tempdir().map(Self::Passing).map_err(|error| {
                    Failure::new(format!("There is no room for a temporary folder: {error}."))
                        .hint("Name a folder with `--keep DIR`.")
                })
            }
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Passing(folder) => folder.path(),
            Self::Kept(path) => path,
        }
    }
}

/// Opens the address with whatever the desktop has; where there is none, the printed address is enough.
fn open_in_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let has_desktop = cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if has_desktop {
        let silent = || Stdio::null();
        let _ = Command::new(opener).arg(address).stdin(silent()).stdout(silent()).stderr(silent()).spawn();
    }
}
