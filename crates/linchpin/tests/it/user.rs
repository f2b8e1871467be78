//! A person at the command line: a folder with a hub, and the binary that is run in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder of one's own, whose hub is `hub.linchpin`; it goes with the value.
pub(crate) struct User {
    folder: tempfile::TempDir,
}

/// What a command answered.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl User {
    /// A person who has not yet made a hub.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A person whose hub has these files in it.
    pub(crate) fn with(files: &[&str]) -> Self {
        let user = Self::new();
        for file in files {
            user.does(&["import", &sample(file)]);
        }
        user
    }

    /// A place in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder, and gives its place.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A program that is to be run in the folder, in an environment that says nothing about a hub or a terminal.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("TMPDIR", self.folder.path());
        command.env("HOME", self.folder.path()).env("LINCHPIN_HUB", self.path("hub.linchpin"));
        command
    }

    /// Runs the binary.
    pub(crate) fn says(&self, args: &[&str]) -> Told {
        told(self.command(env!("CARGO_BIN_EXE_linchpin")).args(args).output().unwrap())
    }

    /// Runs the binary, which must do what is asked; its answer.
    pub(crate) fn does(&self, args: &[&str]) -> String {
        let told = self.says(args);
        assert_eq!(told.status, 0, "{args:?}: {told:?}");
        told.out
    }

    /// Runs the binary, which must answer in JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let out = self.does(&[args, &["--format", "json"]].concat());
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{args:?}: {error}: {out}"))
    }

    /// Runs the binary, which must end with this status, an `error:` with the first words and a `hint:` with the second.
    pub(crate) fn is_refused(&self, status: i32, args: &[&str], error: &str, hint: &str) {
        let told = self.says(args);
        assert_eq!(told.status, status, "{args:?}: {told:?}");
        let (first, rest) = told.err.split_once("hint: ").unwrap_or((&told.err, ""));
        assert!(first.contains("error: ") && first.contains(error), "{args:?}: no `{error}` in {told:?}");
        assert!(rest.contains(hint), "{args:?}: no hint `{hint}` in {told:?}");
        assert_eq!(told.out, "", "{args:?}");
    }

    /// The position of the last entry of the journal.
    pub(crate) fn head(&self) -> u64 {
        self.json(&["check"])["head"].as_u64().unwrap()
    }
}

/// An output as text. Panics if the process was ended by a signal.
pub(crate) fn told(output: Output) -> Told {
    Told {
        status: output.status.code().unwrap_or_else(|| panic!("ended by a signal: {output:?}")),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The place of a sample of the repository.
pub(crate) fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name);
    path.canonicalize().unwrap().to_str().unwrap().to_owned()
}
