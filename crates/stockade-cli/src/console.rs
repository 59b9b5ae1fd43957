//! The streams that the command reads and writes.

use std::fmt;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use crate::FAILED;
use crate::problem::Failure;
use crate::text::printable;

const ERROR: Style = AnsiColor::Red.on_default().bold();

/// Makes a terminal clear the rest of the line.
const CLEAR_LINE: &str = "\x1b[K";

/// Where the command reads and writes, and whether in colour.
///
/// ```
/// use stockade_cli::{Console, run_in};
///
/// let mut output = Vec::new();
/// let mut console = Console::plain(std::io::empty(), &mut output, std::io::sink());
/// let command = ["stockade", "explain", "--policy", "img-src 'self'"];
/// let attempt = ["--page", "https://shop.example/", "--load", "https://cdn.example/a.png", "--as", "image"];
/// let status = run_in(&mut console, command.into_iter().chain(attempt).map(Into::into));
/// drop(console);
///
/// assert_eq!(status, 1);
/// assert!(output.starts_with(b"blocked\n"));
/// ```
pub struct Console<'c> {
    input: Box<dyn Read + 'c>,
    output: Stream<'c>,
    errors: Stream<'c>,
    /// Whether the errors go to a terminal.
    is_watched: bool,
}

struct Stream<'c> {
    raw: Box<dyn Write + 'c>,
    has_color: bool,
}

impl<'c> Console<'c> {
    /// The streams of this process, in colour where they are terminals. `NO_COLOR` and
    /// `CLICOLOR_FORCE` overrule that.
    pub fn of_process() -> Self {
        let has_color = |choice| choice != ColorChoice::Never;
        Self {
            input: Box::new(io::stdin()),
            output: Stream {
                has_color: has_color(AutoStream::choice(&io::stdout())),
                raw: Box::new(io::stdout()),
            },
            errors: Stream {
                has_color: has_color(AutoStream::choice(&io::stderr())),
                raw: Box::new(io::stderr()),
            },
            is_watched: io::stderr().is_terminal(),
        }
    }

    /// Other streams, without colour.
    pub fn plain(input: impl Read + 'c, output: impl Write + 'c, errors: impl Write + 'c) -> Self {
        Self {
            input: Box::new(input),
            output: Stream {
                raw: Box::new(output),
                has_color: false,
            },
            errors: Stream {
                raw: Box::new(errors),
                has_color: false,
            },
            is_watched: false,
        }
    }

    /// Input and output as they are, for what is not meant for a person.
    pub(crate) fn raw(&mut self) -> (&mut dyn Read, &mut dyn Write) {
        (&mut self.input, &mut self.output.raw)
    }

    /// Prints the result. Its colours are left out where the output has none.
    pub(crate) fn print(&mut self, text: impl fmt::Display) -> io::Result<()> {
        nobody_reads_is_fine(self.output.print(text))
    }

    /// Says how far a long run is, where somebody watches. The next thing that is said takes the
    /// place of it.
    pub(crate) fn progress(&mut self, text: impl fmt::Display) {
        if self.is_watched {
            // Nothing is lost if it cannot be said.
            let _ = write!(self.errors.raw, "\r{CLEAR_LINE}{text}");
            let _ = self.errors.raw.flush();
        }
    }

    /// Says why the command ended early. Returns the status to exit with.
    pub(crate) fn failed(&mut self, failure: &Failure) -> u8 {
        self.progress("");
        let message = format!(
            "{ERROR}error:{ERROR:#} {}\n",
            printable(&failure.to_string())
        );
        // There is nobody left to be told that this failed.
        let _ = self.errors.print(message);
        FAILED
    }

    /// Prints what clap has to say: help, the version, or what is wrong with the arguments.
    pub(crate) fn usage(&mut self, message: &clap::Error) -> u8 {
        let stream = if message.use_stderr() {
            &mut self.errors
        } else {
            &mut self.output
        };
        let _ = stream.print(message.render().ansi());
        u8::try_from(message.exit_code()).unwrap_or(FAILED)
    }
}

impl Stream<'_> {
    fn print(&mut self, text: impl fmt::Display) -> io::Result<()> {
        if self.has_color {
            write!(self.raw, "{text}")?;
        } else {
            write!(self.raw, "{}", strip_str(&text.to_string()))?;
        }
        self.raw.flush()
    }
}

impl fmt::Debug for Console<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console")
            .field("output_has_color", &self.output.has_color)
            .field("errors_have_color", &self.errors.has_color)
            .finish_non_exhaustive()
    }
}

/// Passes over that the reader of a pipe has gone, as `head` does when it has seen enough.
pub(crate) fn nobody_reads_is_fine(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
