//! Running other programs: bounded in time, with their output in one string, and none left behind.

use std::env;
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// How often a waiting xtask looks up: short enough to feel immediate.
const LOOK: Duration = Duration::from_millis(20);
/// How long a program may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(5);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C ends what xtask has started, and then xtask.
pub(crate) fn watch_for_interrupts() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed))
        .context("cannot watch for Ctrl-C")
}

pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Every program called `name` on `PATH`, in its order.
pub(crate) fn programs_named(name: &str) -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .filter(|program| program.is_file())
        .collect()
}

/// A program that ran to its end.
pub(crate) struct Finished {
    pub(crate) success: bool,
    /// What it printed, standard output and standard error in the order they came.
    pub(crate) output: String,
}

/// Runs `command` and waits for it, at most `limit`. An error means that it could not be run to
/// its end; a program that ends unhappily is a `Finished` without success.
pub(crate) fn capture(command: &mut Command, limit: Duration) -> Result<Finished> {
    let (mut reader, writer) = io::pipe()?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let mut process = Process::start(command)?;
    // The command holds the pipe's writing end: without this the reader would never see its end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let output = thread::spawn(move || {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map(|_| bytes)
    });
    let status = process.wait(Some(limit));
    drop(process);
    let output = match output.join() {
        Ok(bytes) => String::from_utf8_lossy(&bytes?).into_owned(),
        Err(_) => bail!("lost the output of `{}`", describe(command)),
    };
    match status {
        Ok(status) => Ok(Finished {
            success: status.success(),
            output,
        }),
        Err(error) => bail!("`{}`: {error}\n{output}", describe(command)),
    }
}

/// Runs `command`, which must succeed, and returns what it printed.
pub(crate) fn require(command: &mut Command, limit: Duration) -> Result<String> {
    let finished = capture(command, limit)?;
    if !finished.success {
        bail!(
            "`{}` failed:\n{}",
            describe(command),
            finished.output.trim_end()
        );
    }
    Ok(finished.output)
}

/// Runs `command` in view, until it ends or Ctrl-C ends it. True when it ended well.
pub(crate) fn run_in_view(command: &mut Command) -> Result<bool> {
    let mut process = Process::start(command.stdin(Stdio::null()))?;
    match process.wait(None) {
        Ok(status) => Ok(status.success()),
        Err(_) if interrupted() => Ok(true),
        Err(error) => Err(error),
    }
}

/// A command as one would type it, without its environment.
pub(crate) fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A running program at the head of its own process group: what it starts ends with it.
struct Process {
    child: Child,
    group: Pid,
}

impl Process {
    fn start(command: &mut Command) -> Result<Self> {
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start `{}`", describe(command)))?;
        let group = Pid::from_raw(child.id().try_into()?);
        Ok(Self { child, group })
    }

    /// Waits for the program's end, and makes it end after `limit` or on Ctrl-C.
    fn wait(&mut self, limit: Option<Duration>) -> Result<ExitStatus> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if interrupted() {
                self.stop()?;
                bail!("interrupted");
            }
            if let Some(limit) = limit.filter(|limit| started.elapsed() > *limit) {
                self.stop()?;
                bail!("not done after {} s, so it was ended", limit.as_secs());
            }
            thread::sleep(LOOK);
        }
    }

    /// Asks the program to end, and insists where asking does not help.
    fn stop(&mut self) -> io::Result<()> {
        self.signal(Signal::SIGTERM);
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(LOOK);
        }
        self.signal(Signal::SIGKILL);
        self.child.wait().map(|_| ())
    }

    /// Fails only where nobody is left to hear it, which is what the caller wants.
    fn signal(&self, signal: Signal) {
        let _ = killpg(self.group, signal);
    }
}

impl Drop for Process {
    /// Whatever the program left running in the background ends here.
    fn drop(&mut self) {
        self.signal(Signal::SIGKILL);
        let _ = self.child.wait();
    }
}
