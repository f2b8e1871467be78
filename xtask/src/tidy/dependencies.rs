//! Dependencies: each that a crate names is used, and crates use only those of ours that they may.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::read;

/// Which of our crates a crate may use outside tests; the architecture says why.
const MAY_USE: [(&str, &[&str]); 11] = [
    ("linchpin-model", &[]),
    ("linchpin-analysis", &["linchpin-model"]),
    ("linchpin-store", &["linchpin-model"]),
    ("linchpin-connectors", &["linchpin-model"]),
    ("linchpin-testing", &["linchpin-model", "linchpin-connectors"]),
    ("linchpin-hub", &["linchpin-model", "linchpin-analysis", "linchpin-store", "linchpin-connectors"]),
    ("linchpin-sample", &["linchpin-model", "linchpin-connectors", "linchpin-hub"]),
    ("linchpin-web", &["linchpin-model", "linchpin-analysis", "linchpin-hub"]),
    (
        "linchpin",
        &[
            "linchpin-model",
            "linchpin-analysis",
            "linchpin-store",
            "linchpin-connectors",
            "linchpin-hub",
            "linchpin-sample",
            "linchpin-web",
        ],
    ),
    (
        "linchpin-bench",
        &[
            "linchpin-model",
            "linchpin-analysis",
            "linchpin-store",
            "linchpin-connectors",
            "linchpin-hub",
            "linchpin-testing",
        ],
    ),
    ("xtask", &[]),
];

pub(super) fn check(files: &[PathBuf], findings: &mut Vec<String>) -> Result<()> {
    let is_manifest = |path: &&PathBuf| path.ends_with("Cargo.toml") && path.components().count() > 1;
    for path in files.iter().filter(is_manifest) {
        let text = read(path).unwrap_or_default();
        let manifest: toml::Table =
            text.parse().with_context(|| format!("{} is not TOML", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let sources: String = files
            .iter()
            .filter(|file| {
                file.starts_with(folder) && file.extension().is_some_and(|extension| extension == "rs")
            })
            .filter_map(|file| read(file))
            .collect();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for name in names(&manifest, section) {
                if !sources.contains(&name.replace('-', "_")) {
                    findings.push(format!("{}: `{name}` in {section} is not used", path.display()));
                }
            }
        }
        ours(path, &manifest, findings);
    }
    Ok(())
}

fn names(manifest: &toml::Table, section: &str) -> Vec<String> {
    let table = manifest.get(section).and_then(toml::Value::as_table);
    table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
}

fn ours(path: &Path, manifest: &toml::Table, findings: &mut Vec<String>) {
    let package =
        manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    let package = package.unwrap_or_default();
    let Some((_, may_use)) = MAY_USE.iter().find(|(name, _)| *name == package) else {
        findings
            .push(format!("{}: the crate `{package}` has no place in the architecture yet", path.display()));
        return;
    };
    for name in names(manifest, "dependencies").into_iter().filter(|name| name.starts_with("linchpin")) {
        if !may_use.contains(&name.as_str()) {
            findings.push(format!("{}: `{package}` must not use `{name}`", path.display()));
        }
    }
}
