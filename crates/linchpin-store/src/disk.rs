//! How does a new file come to be on disk for good, or not at all?

use crate::error::StoreError;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A name beside a file: the file's own with something after it.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// The folder of a file.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the content of a file durable.
pub(crate) fn sync_file(path: &Path) -> Result<(), StoreError> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| StoreError::io("Syncing the file", path, &error))
}

/// Makes the names in the folder of a file durable.
pub(crate) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let folder = folder_of(path);
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| StoreError::io("Syncing the folder", folder, &error))
}

/// Gives a finished file its name, unless something has that name already.
pub(crate) fn name_new(part: &Path, path: &Path) -> Result<(), StoreError> {
    match fs::hard_link(part, path) {
        Ok(()) => {
            fs::remove_file(part).map_err(|error| StoreError::io("Removing the old name", part, &error))?
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(StoreError::WouldOverwrite { path: path.to_owned() });
        }
        // Some file systems have no second names. There the look and the renaming are two steps.
        Err(_) if path.exists() => {
            return Err(StoreError::WouldOverwrite { path: path.to_owned() });
        }
        Err(_) => rename(part, path)?,
    }
    sync_folder(path)
}

/// Renames a file.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::rename(from, to).map_err(|error| StoreError::io("Renaming the file", from, &error))
}
