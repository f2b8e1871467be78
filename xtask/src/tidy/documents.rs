//! Documents: every relative link leads somewhere.

use std::path::{Path, PathBuf};

use super::read;
use crate::run::root;

pub(super) fn check(files: &[PathBuf], findings: &mut Vec<String>) {
    let documents = files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    for path in documents {
        let Some(text) = read(path) else { continue };
        for (number, target) in links(&text) {
            if !leads_somewhere(path, &target) {
                findings.push(format!("{}:{number}: the link to {target} leads nowhere", path.display()));
            }
        }
    }
}

/// The targets of inline links outside code, with their line numbers.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    let mut in_code = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for part in line.split("](").skip(1) {
            if let Some((target, _)) = part.split_once(')') {
                links.push((number + 1, target.to_string()));
            }
        }
    }
    links
}

fn leads_somewhere(document: &Path, target: &str) -> bool {
    if target.contains("://") || target.starts_with("mailto:") || target.starts_with('#') {
        return true;
    }
    let file = target.split('#').next().unwrap_or_default();
    let folder = document.parent().unwrap_or(Path::new(""));
    root().join(folder).join(file).exists()
}
