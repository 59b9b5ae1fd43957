//! Text of strangers, made fit for a terminal.

pub(crate) use stockade::diagnostic::{is_hidden, printable};
