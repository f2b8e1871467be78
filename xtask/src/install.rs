//! What tests need and the repository does not hold: installed when asked, named when not.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::browser::{has_chromium, has_java, has_node};
use crate::run::{is_there, root, step};

/// A program that tests use, and the Debian packages that bring it.
struct Need {
    what: &'static str,
    packages: &'static [&'static str],
    is_here: fn() -> bool,
}

const NEEDS: [Need; 8] = [
    Need { what: "PostgreSQL, for the journal on it", packages: &["postgresql"], is_here: has_postgresql },
    Need {
        what: "strace, for failing and killed system calls",
        packages: &["strace"],
        is_here: || is_there("strace", &["-V"]),
    },
    Need {
        what: "mkfs.ext4, for power cuts",
        packages: &["e2fsprogs"],
        is_here: || is_there("mkfs.ext4", &["-V"]),
    },
    Need {
        what: "Python with its venv, for calls of the interface by chance",
        packages: &["python3-venv"],
        is_here: || is_there("python3", &["-c", "import ensurepip, venv"]),
    },
    Need {
        what: "time, for the memory of a process",
        packages: &["time"],
        is_here: || Path::new("/usr/bin/time").exists(),
    },
    Need { what: "Chromium, for the pages", packages: &["chromium"], is_here: has_chromium },
    Need { what: "Java, for the checker of HTML", packages: &["default-jre-headless"], is_here: has_java },
    Need {
        what: "Node 20 or newer with npm, for what drives the browser",
        packages: &["nodejs", "npm"],
        is_here: has_node,
    },
];

/// Whether a server's programs are here, wherever Debian puts them.
fn has_postgresql() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.into_iter().any(|version| version.path().join("bin/initdb").exists())
        || is_there("initdb", &["--version"])
}

/// Calls interfaces by chance as their description says; from PyPI.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// Installs what is missing, or names it.
pub(crate) fn all(install: bool) -> Result<()> {
    system(install)?;
    schemathesis(install)
}

/// A folder of Python's own under `target`, so that nothing is changed elsewhere.
fn schemathesis(install: bool) -> Result<()> {
    let folder = root().join("target/tools/schemathesis");
    let program = |name: &str| folder.join("bin").join(name).display().to_string();
    let wanted = format!(
        "import importlib.metadata as m; assert 'schemathesis==' + m.version('schemathesis') == '{SCHEMATHESIS}'"
    );
    if is_there(&program("python"), &["-c", &wanted]) {
        return Ok(());
    }
    if !install {
        println!("Missing, so the test that needs it is left out (`--install` installs it):");
        println!("  {SCHEMATHESIS} (from PyPI, into target/tools)");
        return Ok(());
    }
    step(
        "A place for Python's packages",
        Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder),
    )?;
    let mut pip = Command::new(program("python"));
    step(
        "Schemathesis",
        pip.args(["-m", "pip", "install", "-q", "--disable-pip-version-check", SCHEMATHESIS]),
    )
}

fn system(install: bool) -> Result<()> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.is_here)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !install {
        println!("Missing, so the tests that need it are left out (`--install` installs it):");
        missing
            .iter()
            .for_each(|need| println!("  {} (Debian's {})", need.what, need.packages.join(" and ")));
        return Ok(());
    }
    if !is_there("apt-get", &["--version"]) {
        bail!(
            "packages are installed with apt-get, which is not here; install {} by hand",
            missing[0].packages.join(" and ")
        );
    }
    step("Package lists", Command::new("apt-get").args(["update", "-q"]))?;
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    let mut install = Command::new("apt-get");
    install
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    step("System packages", &mut install)
}
