//! Runs the command as a program that calls the library would.

#![allow(dead_code, reason = "each test uses a part of this")]

pub(crate) mod site;

use serde_json::{Value, json};
use stockade_cli::{Console, run_in};

/// What a run of the command left behind.
pub(crate) struct Outcome {
    pub(crate) status: u8,
    pub(crate) output: String,
    pub(crate) errors: String,
}

/// Runs `stockade` with these arguments.
pub(crate) fn stockade<'a>(arguments: impl IntoIterator<Item = &'a str>, input: &[u8]) -> Outcome {
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

/// What a batch answers to one line.
pub(crate) fn answer_to(line: impl AsRef<[u8]>) -> Value {
    let outcome = stockade(["explain", "--batch"], line.as_ref());
    assert_eq!((outcome.status, outcome.errors.as_str()), (0, ""));
    assert_eq!(
        outcome.output.matches('\n').count(),
        1,
        "{}",
        outcome.output
    );
    serde_json::from_str(&outcome.output).unwrap()
}

/// What a batch answers about an attempt under one policy.
pub(crate) fn answer(policy: &str, attempt: &Value) -> Value {
    let question = json!({
        "headers": [["Content-Security-Policy", policy]],
        "document": "https://shop.example/cart",
        "attempt": attempt,
    });
    answer_to(question.to_string())
}
