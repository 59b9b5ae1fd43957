//! Folders of built pages.

use std::fs;

use tempfile::TempDir;

use super::{Outcome, stockade};

/// A folder of built files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// Runs `stockade hash` on a folder, which its output calls `public`.
pub(crate) fn hash(folder: &TempDir, options: &[&str]) -> Outcome {
    let folder = folder.path().to_str().unwrap();
    let mut outcome = stockade(
        ["hash", folder].into_iter().chain(options.iter().copied()),
        b"",
    );
    outcome.output = outcome.output.replace(folder, "public");
    outcome
}
