//! Runs the command as a program that calls the library would.

#![allow(dead_code, reason = "each test uses a part of this")]

use stockade_cli::{Console, run_in};

/// What a run of the command left behind.
pub struct Outcome {
    pub status: u8,
    pub output: String,
    pub errors: String,
}

/// Runs `stockade` with these arguments.
pub fn stockade<const N: usize>(arguments: [&str; N], input: &[u8]) -> Outcome {
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let mut console = Console::plain(input, &mut output, &mut errors);
    let arguments = ["stockade"].into_iter().chain(arguments);
    let status = run_in(&mut console, arguments.map(Into::into));
    drop(console);
    Outcome {
        status,
        output: String::from_utf8(output).unwrap(),
        errors: String::from_utf8(errors).unwrap(),
    }
}
