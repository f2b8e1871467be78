//! A report on a file, as JSON, from the binary itself.

use std::process::Command;

use serde_json::Value;

use crate::data;

/// The report of this name on a file as of a moment.
pub(crate) fn report(name: &str, file: &str, as_of: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_linchpin"))
        .args(["report", name, "--format", "json", "--as-of", as_of, "--from"])
        .arg(data::folder().join(file))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "report {name} --from {file}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}
