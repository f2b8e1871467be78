//! Gives the World's layout a fingerprint, so that a checkpoint written by another version of it is not read.

#![allow(clippy::disallowed_methods, reason = "a build script reads files; the crate does not")]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=src");
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        std::fs::read(&file).expect("a source file of this crate").hash(&mut hasher);
    }
    println!("cargo::rustc-env=LINCHPIN_MODEL_SOURCES={:016x}", hasher.finish());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of this crate") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
