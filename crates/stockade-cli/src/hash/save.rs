//! Writing files so that nobody ever sees half of one.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::problem::Problem;

/// Replaces the content of a file, or makes it. A symbolic link is replaced, not followed.
pub(super) fn save(path: &Path, content: &[u8]) -> Result<(), Problem> {
    let new = beside(path);
    let saved = write_new(&new, path, content).and_then(|()| fs::rename(&new, path));
    saved.map_err(|error| {
        // What is left over would be published.
        let _ = fs::remove_file(&new);
        Problem::new(format!(
            "{}: {error}; nothing was changed in it",
            path.display()
        ))
    })
}

fn write_new(new: &Path, old: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(new)?;
    file.write_all(content)?;
    match fs::symlink_metadata(old) {
        Ok(metadata) if metadata.is_file() => file.set_permissions(metadata.permissions()),
        _ => Ok(()),
    }
}

/// A name in the same folder that no site has. Hosts do not publish names that begin with a dot.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.stockade", std::process::id()))
}
