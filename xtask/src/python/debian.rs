//! A Python of Debian's packages, unpacked into a private folder with its own C library.
//!
//! Django 6 needs Python 3.12, and Debian 12 has 3.11. The next Debian's Python needs a newer C
//! library than this machine's, which must not be touched. So its packages are downloaded with all
//! that they depend on, unpacked under `target/`, and the interpreter is told to start with the
//! loader and the libraries beside it. Nothing is installed, and no root is needed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::process::require;
use crate::project::Project;
use crate::python::interpreter::{Interpreter, Version};
use crate::python::tools::Tools;
use crate::terminal::progress;

const SUITE: &str = "trixie";
pub(crate) const VERSION: Version = Version { minor: 13 };
const PYTHON: &str = "python3.13";
/// Beside the interpreter itself: compiled packages from PyPI link the C++ library.
const PACKAGES: [&str; 2] = [PYTHON, "libstdc++6"];
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const LIMIT: Duration = Duration::from_secs(300);

/// The private Python, which is unpacked first where that has not been done yet.
pub(crate) fn ensure(project: &Project, tools: &Tools) -> Result<Interpreter> {
    let prefix = project.target("python").join(SUITE);
    let program = prefix.join("usr/bin").join(PYTHON);
    if let Some(interpreter) = Interpreter::probe(&program) {
        return Ok(interpreter);
    }
    progress(&format!(
        "unpacking {PYTHON} of Debian {SUITE} into {} …",
        prefix.display()
    ));
    let fetched = unpack(project, tools, &prefix);
    fetched.with_context(|| format!("no private {PYTHON} from Debian {SUITE}"))?;
    Interpreter::probe(&program).with_context(|| format!("{} does not start", program.display()))
}

fn unpack(project: &Project, tools: &Tools, prefix: &Path) -> Result<()> {
    if prefix.exists() {
        fs::remove_dir_all(prefix)?;
    }
    fs::create_dir_all(prefix)?;
    let apt = PrivateApt::set_up(project.target("python/apt"))?;
    for package in apt.download(&PACKAGES)? {
        require(
            Command::new("dpkg")
                .arg("--extract")
                .arg(package)
                .arg(prefix),
            LIMIT,
        )?;
    }
    fs::remove_dir_all(apt.root)?;
    use_own_libraries(tools, prefix)
}

/// Makes the interpreter start with the loader and the C library that were unpacked with it.
fn use_own_libraries(tools: &Tools, prefix: &Path) -> Result<()> {
    let loader = find_loader(prefix)?;
    let libraries = loader.parent().context("a loader lies in a folder")?;
    // RPATH, not RUNPATH: it also holds for the libraries that the libraries need.
    let mut patchelf = tools.command("patchelf");
    patchelf.arg("--set-interpreter").arg(&loader);
    patchelf
        .arg("--force-rpath")
        .arg("--set-rpath")
        .arg(libraries);
    require(patchelf.arg(prefix.join("usr/bin").join(PYTHON)), LIMIT)?;
    Ok(())
}

/// `usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2`, and its like on other machines.
fn find_loader(prefix: &Path) -> Result<PathBuf> {
    let folders = fs::read_dir(prefix.join("usr/lib"))?
        .flatten()
        .map(|entry| entry.path());
    folders
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flat_map(Iterator::flatten)
        .map(|entry| entry.path())
        .find(|file| {
            file.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("ld-linux-"))
        })
        .context("the unpacked packages hold no loader")
}

/// An apt with its own package lists and an empty list of installed packages, so that it downloads
/// everything that a package depends on and changes nothing on this machine.
struct PrivateApt {
    root: PathBuf,
}

impl PrivateApt {
    fn set_up(root: PathBuf) -> Result<Self> {
        if root.exists() {
            fs::remove_dir_all(&root)?;
        }
        fs::create_dir_all(root.join("lists/partial"))?;
        fs::create_dir_all(root.join("cache/archives/partial"))?;
        fs::write(root.join("status"), "")?;
        let mirror = host_mirror()?;
        let source = format!("deb [signed-by={KEYRING}] {mirror} {SUITE} main\n");
        fs::write(root.join("sources.list"), source)?;
        Ok(Self { root })
    }

    /// Downloads `packages` with what they depend on, and returns the package files.
    fn download(&self, packages: &[&str]) -> Result<Vec<PathBuf>> {
        require(self.apt_get().arg("update"), LIMIT)?;
        let mut install = self.apt_get();
        install.args([
            "install",
            "--yes",
            "--download-only",
            "--no-install-recommends",
        ]);
        require(install.args(packages), LIMIT)?;
        let archives = fs::read_dir(self.root.join("cache/archives"))?.flatten();
        let files: Vec<PathBuf> = archives
            .map(|entry| entry.path())
            .filter(|file| file.extension().is_some_and(|extension| extension == "deb"))
            .collect();
        ensure!(!files.is_empty(), "apt-get downloaded no packages");
        Ok(files)
    }

    fn apt_get(&self) -> Command {
        let place =
            |option: &str, file: &str| format!("{option}={}", self.root.join(file).display());
        let options = [
            place("Dir::Etc::sourcelist", "sources.list"),
            place("Dir::State::lists", "lists"),
            place("Dir::State::status", "status"),
            place("Dir::Cache", "cache"),
            "Dir::Etc::sourceparts=-".into(),
            "Dir::Etc::preferencesparts=-".into(),
            // As another user apt could not read folders that only this one may.
            "APT::Sandbox::User=".into(),
            "Debug::NoLocking=1".into(),
            "Acquire::Languages=none".into(),
        ];
        let mut command = Command::new("apt-get");
        command.arg("--quiet");
        for option in options {
            command.arg("--option").arg(option);
        }
        command
    }
}

/// The Debian mirror that this machine is set up with.
fn host_mirror() -> Result<String> {
    let files = [
        "/etc/apt/sources.list.d/debian.sources",
        "/etc/apt/sources.list",
    ];
    files
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok())
        .find_map(|text| text.lines().find_map(mirror_in_line))
        .context("no Debian mirror is configured on this machine")
}

/// The address in a line of either format: `URIs: ADDRESS`, or `deb [options] ADDRESS suite …`.
fn mirror_in_line(line: &str) -> Option<String> {
    let rest = line
        .strip_prefix("URIs:")
        .or_else(|| line.strip_prefix("deb "))?;
    let address = rest.split_whitespace().find(|word| word.contains("://"))?;
    Some(address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::mirror_in_line;

    #[test]
    fn the_mirror_is_read_from_both_formats_of_apt() {
        let address = Some("http://mirror.example/debian".to_owned());
        assert_eq!(
            mirror_in_line("URIs: http://mirror.example/debian"),
            address
        );
        assert_eq!(
            mirror_in_line("deb [arch=amd64] http://mirror.example/debian sid main"),
            address
        );
        assert_eq!(
            mirror_in_line("# deb http://mirror.example/debian sid main"),
            None
        );
        assert_eq!(mirror_in_line("Suites: bookworm"), None);
    }
}
