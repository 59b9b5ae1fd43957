//! What xtask says to the person who started it. Colour only in a terminal, and not with `NO_COLOR`.

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};

pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const LOUD: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();

/// `text` in `style`. The codes are taken out again where the output is not a terminal.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// One line of output.
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// Something slow begins.
pub(crate) fn progress(text: &str) {
    eprintln!("{}", styled(FAINT, text));
}

/// Something was left out, or done in another way than asked, and must not be overlooked.
pub(crate) fn notice(text: &str) {
    eprintln!("{}", styled(LOUD, &format!("NOTE: {text}")));
}

pub(crate) fn error(text: &str) {
    eprintln!("{} {text}", styled(BAD, "error:"));
}
