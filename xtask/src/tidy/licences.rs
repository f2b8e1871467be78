//! Licences: everything that is built in may be, by the list in `deny.toml`.

use anyhow::{Context, Result};

use super::read;
use crate::run::cargo;

pub(super) fn check(findings: &mut Vec<String>) -> Result<()> {
    let allowed = allowed()?;
    let output =
        cargo(&["metadata", "--format-version", "1", "--locked"]).output().context("cargo metadata")?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("what cargo metadata says")?;
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or_default();
        if !is_allowed(licence, &allowed) {
            findings.push(format!("the licence of `{name}`, `{licence}`, is not in deny.toml"));
        }
        let source = package["source"].as_str().unwrap_or_default();
        if !source.is_empty() && source != "registry+https://github.com/rust-lang/crates.io-index" {
            findings.push(format!("`{name}` comes from {source}"));
        }
    }
    Ok(())
}

fn allowed() -> Result<Vec<String>> {
    let text = read(std::path::Path::new("deny.toml")).context("deny.toml is missing")?;
    let deny: toml::Table = text.parse().context("deny.toml is not TOML")?;
    let list = deny.get("licenses").and_then(|table| table.get("allow")).and_then(toml::Value::as_array);
    Ok(list.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_string)).collect())
}

/// Whether an SPDX expression can be met with the allowed licences: all of an `AND`, one of an `OR`.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace(['(', ')'], " ").replace('/', " OR ");
    let meets = |part: &str| allowed.iter().any(|name| name == part.trim());
    expression.split(" AND ").all(|all| all.split(" OR ").any(meets))
}
