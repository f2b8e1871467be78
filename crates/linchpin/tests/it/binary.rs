//! Runs the binary as a person or a script does, in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
    /// The largest memory that was seen while it ran, in kB.
    pub(crate) peak_kb: u64,
}

impl Ran {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

/// A folder with a hub in it.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a file");
        path
    }

    /// Runs the binary on the hub of this folder, and waits for its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let status = PathBuf::from(format!("/proc/{}/status", child.id()));
        let (mut stdout, mut stderr) =
            (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
        let (out, err, peak_kb) = std::thread::scope(|scope| {
            let out = scope.spawn(move || read(&mut stdout));
            let err = scope.spawn(move || read(&mut stderr));
            let mut peak_kb = 0;
            while child.try_wait().expect("the child").is_none() {
                peak_kb = peak_kb.max(peak(&status));
                std::thread::yield_now();
            }
            (out.join().expect("its output"), err.join().expect("its errors"), peak_kb)
        });
        Ran { code: child.wait().expect("the child").code(), out, err, peak_kb }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linchpin"));
        command.args(arguments).current_dir(self.folder.path()).env("LINCHPIN_HUB", "hub.linchpin");
        command.env_remove("LINCHPIN_WORKSPACE").env("HOME", self.folder.path()).stdin(Stdio::null());
        command
    }

    /// The position of the journal's head; 0 while there is no hub.
    pub(crate) fn head(&self) -> u64 {
        if !self.path("hub.linchpin").exists() {
            return 0;
        }
        let log = self.run(&["log", "--limit", "1", "--format", "json"]);
        log.json()["position"].as_u64().expect("a position")
    }
}

fn read(pipe: &mut dyn std::io::Read) -> String {
    let mut bytes = Vec::new();
    pipe.read_to_end(&mut bytes).expect("what it wrote");
    String::from_utf8(bytes).expect("UTF-8")
}

fn peak(status: &Path) -> u64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}

/// A file of the repository.
pub(crate) fn sample(name: &str) -> String {
    format!("{}/../../samples/{name}", env!("CARGO_MANIFEST_DIR"))
}
