//! Installing Debian packages on this machine, where that is allowed.

use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, bail};
use nix::unistd::Uid;

use crate::process::{capture, require};
use crate::terminal::progress;

const LIMIT: Duration = Duration::from_secs(600);
const QUERY_LIMIT: Duration = Duration::from_secs(10);

/// Debian's package manager refuses to work for two at a time.
static INSTALLING: Mutex<()> = Mutex::new(());

/// Installs those of `packages` that this machine lacks.
pub(crate) fn ensure(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    install(&missing)
}

fn is_installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Abbrev}", package]);
    capture(&mut query, QUERY_LIMIT)
        .is_ok_and(|finished| finished.success && finished.output.starts_with("ii"))
}

/// Installs `packages`. Where it may not, the error says what to type.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let Some(privilege) = Privilege::find() else {
        bail!("missing Debian packages. Install them with: sudo apt-get install {names}");
    };
    let _alone = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    progress(&format!("installing Debian packages: {names} …"));
    // An unreachable third-party repository fails the update and does not matter here:
    // the installation itself says whether something is missing.
    capture(privilege.apt_get().arg("update"), LIMIT)?;
    require(
        privilege
            .apt_get()
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages),
        LIMIT,
    )?;
    Ok(())
}

/// How this user may install packages.
enum Privilege {
    Root,
    Sudo,
}

impl Privilege {
    fn find() -> Option<Self> {
        if Uid::effective().is_root() {
            return Some(Self::Root);
        }
        let mut sudo = Command::new("sudo");
        let allowed = capture(sudo.args(["--non-interactive", "true"]), QUERY_LIMIT);
        allowed
            .is_ok_and(|finished| finished.success)
            .then_some(Self::Sudo)
    }

    fn apt_get(&self) -> Command {
        let mut command = match self {
            Self::Root => Command::new("env"),
            Self::Sudo => Command::new("sudo"),
        };
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]);
        command
    }
}
