//! Files in a folder, with their hashes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::{Error, ErrorKind};

use super::{CrossOrigin, Script, Stylesheet, integrity};

/// The scripts and style sheets in a folder, read once at start-up, so that pages carry the
/// `integrity` of each: a file that was changed on its way, or by somebody else on the server that
/// it comes from, is refused by browsers.
///
/// Files that change while the application runs must be read again, or browsers refuse them too.
///
/// Elements get `crossorigin` as well. Without it browsers cannot check what comes from another
/// origin, and `Integrity-Policy` has them block even what comes from the same.
///
/// ```
/// use stockade_web::assets::{Media, StaticFiles};
///
/// # let folder = tempfile::tempdir()?;
/// # std::fs::write(folder.path().join("app.js"), "start()")?;
/// let files = StaticFiles::read(folder.path(), "/static/")?;
/// let media = Media::new().with_scripts([files.script("app.js")?.defer()]);
/// assert_eq!(
///     media.render(None).to_string(),
///     "<script src=\"/static/app.js\" crossorigin=\"anonymous\" integrity=\"sha384-\
///      YO9eH3sX36qyw+UuhVDLik67J+J6POpRYTtOKqiZdbEbjICi3NUmlZIasD9C8qpz\" defer></script>",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Specification: [subresource integrity](https://w3c.github.io/webappsec-subresource-integrity/).
#[derive(Debug, Clone)]
pub struct StaticFiles {
    folder: PathBuf,
    prefix: String,
    /// The integrity of each file, by its name below the folder, with `/` between folders.
    integrity: BTreeMap<String, String>,
}

impl StaticFiles {
    const MAX_FILES: usize = 10_000;
    const MAX_DEPTH: usize = 32;
    const MAX_LENGTH: u64 = 32 * 1024 * 1024;

    /// Reads the scripts (`.js`, `.mjs`) and style sheets (`.css`) in `folder` and the folders in
    /// it. `prefix` is what stands before their names in addresses: `"/static/"`.
    ///
    /// Links to files are followed, links to folders are not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnreadableFile`], naming the file. It may also be too much: more than 10,000
    /// files, 32 folders in each other, or 32 MiB in one file.
    pub fn read(folder: impl Into<PathBuf>, prefix: impl Into<String>) -> Result<Self, Error> {
        let mut files = Self {
            folder: folder.into(),
            prefix: prefix.into(),
            integrity: BTreeMap::new(),
        };
        files.read_folder(&files.folder.clone(), "", 0)?;
        Ok(files)
    }

    /// The script of this name, with its integrity.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`] if there was no such file at start-up.
    pub fn script(&self, name: &str) -> Result<Script, Error> {
        let script = Script::new(self.address(name)?).integrity(self.integrity(name)?)?;
        Ok(script.cross_origin(CrossOrigin::Anonymous))
    }

    /// The style sheet of this name, with its integrity.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`] if there was no such file at start-up.
    pub fn stylesheet(&self, name: &str) -> Result<Stylesheet, Error> {
        let stylesheet = Stylesheet::new(self.address(name)?).integrity(self.integrity(name)?)?;
        Ok(stylesheet.cross_origin(CrossOrigin::Anonymous))
    }

    /// The address of a file, to be used in import maps.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`] if there was no such file at start-up.
    pub fn address(&self, name: &str) -> Result<String, Error> {
        self.integrity(name)?;
        let mut address = self.prefix.clone();
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"/-_.~@+".contains(&byte) {
                address.push(char::from(byte));
            } else {
                // Writing into a String cannot fail.
                let _ = write!(address, "%{byte:02X}");
            }
        }
        Ok(address)
    }

    /// The integrity metadata of a file: `"sha384-…"`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`] if there was no such file at start-up.
    pub fn integrity(&self, name: &str) -> Result<&str, Error> {
        self.integrity.get(name).map(String::as_str).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidAsset,
                format!(
                    "there was no script or style sheet {name:?} in {} at start-up ({} were \
                     found); write its path below that folder, with / between folders",
                    self.folder.display(),
                    self.integrity.len(),
                ),
            )
        })
    }

    fn read_folder(
        &mut self,
        folder: &Path,
        names_before: &str,
        depth: usize,
    ) -> Result<(), Error> {
        if depth > Self::MAX_DEPTH {
            let problem = format!("it lies in more than {} folders", Self::MAX_DEPTH);
            return Err(unreadable(folder, &problem));
        }
        let failed = |error: std::io::Error| unreadable(folder, &error.to_string());
        for entry in fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            let kind = entry
                .file_type()
                .map_err(|error| unreadable(&path, &error.to_string()))?;
            if !kind.is_dir() && !is_asset(&path) {
                continue;
            }
            let Ok(name) = entry.file_name().into_string() else {
                return Err(unreadable(&path, "its name is not UTF-8"));
            };
            let name = format!("{names_before}{name}");
            if kind.is_dir() {
                self.read_folder(&path, &format!("{name}/"), depth + 1)?;
            } else {
                self.read_file(&path, name)?;
            }
        }
        Ok(())
    }

    fn read_file(&mut self, path: &Path, name: String) -> Result<(), Error> {
        if self.integrity.len() == Self::MAX_FILES {
            let problem = format!("it is one more than {} files", Self::MAX_FILES);
            return Err(unreadable(path, &problem));
        }
        let content = content(path, Self::MAX_LENGTH)?;
        self.integrity.insert(name, integrity::of(&content));
        Ok(())
    }
}

fn is_asset(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| {
            ["js", "mjs", "css"]
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
        })
}

fn content(path: &Path, max_length: u64) -> Result<Vec<u8>, Error> {
    let failed = |error: std::io::Error| unreadable(path, &error.to_string());
    // Asked before opening, which would wait for a writer if it were a pipe.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(unreadable(path, "it is no file"));
    }
    let mut content = Vec::new();
    File::open(path)
        .and_then(|file| file.take(max_length + 1).read_to_end(&mut content))
        .map_err(failed)?;
    if content.len() as u64 > max_length {
        let problem = format!("it is longer than {max_length} bytes");
        return Err(unreadable(path, &problem));
    }
    Ok(content)
}

fn unreadable(path: &Path, problem: &str) -> Error {
    Error::new(
        ErrorKind::UnreadableFile,
        format!(
            "{} cannot be hashed, and pages would load it unchecked: {problem}",
            path.display(),
        ),
    )
}
