//! The program, as a shell runs it.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

const STOCKADE: &str = env!("CARGO_BIN_EXE_stockade");
const QUESTION: &[u8] =
    b"{\"document\":\"https://shop.example/\",\"attempt\":{\"type\":\"wasm\"}}\n";

fn start(arguments: &[&str]) -> Child {
    Command::new(STOCKADE)
        .args(arguments)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn an_answer_comes_before_the_next_question() {
    let mut program = start(&["explain", "--batch"]);
    let mut questions = program.stdin.take().unwrap();
    let mut answers = BufReader::new(program.stdout.take().unwrap()).lines();
    for _ in 0..3 {
        questions.write_all(QUESTION).unwrap();
        assert!(answers.next().unwrap().unwrap().contains("allowed"));
    }
    drop(questions);
    assert!(program.wait().unwrap().success());
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let mut program = start(&["explain", "--batch"]);
    drop(program.stdout.take());
    let mut questions = program.stdin.take().unwrap();
    // More than pipes hold. The program may have ended before it has read all of it.
    let _ = questions.write_all(&QUESTION.repeat(10_000));
    drop(questions);
    let mut errors = String::new();
    program
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut errors)
        .unwrap();
    assert_eq!(
        (program.wait().unwrap().code(), errors.as_str()),
        (Some(0), "")
    );
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let question = [
        "explain",
        "--policy",
        "a",
        "--page",
        "https://shop.example/",
        "--wasm",
    ];
    let print = |variables: &[(&str, &str)]| {
        let mut program = Command::new(STOCKADE);
        program
            .args(question)
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE");
        let output = program.envs(variables.iter().copied()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(!print(&[]).contains('\x1b'));
    assert!(print(&[("CLICOLOR_FORCE", "1")]).contains('\x1b'));
    assert!(!print(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).contains('\x1b'));
}
