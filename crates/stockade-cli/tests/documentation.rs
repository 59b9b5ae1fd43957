//! What the pages about the command show is what happens: their files are saved, their commands run
//! in a shell, and their tables are complete.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const PAGE: &str = include_str!("../../../docs/command.md");
const STATIC_SITES: &str = include_str!("../../../docs/static-sites.md");
const REASONS: &str = include_str!("../../stockade/src/verdict/reason.rs");
const STOCKADE: &str = env!("CARGO_BIN_EXE_stockade");

#[test]
fn every_command_prints_what_is_shown() {
    assert!(follow(PAGE) > 10);
}

#[test]
fn every_command_for_static_sites_prints_what_is_shown() {
    assert!(follow(STATIC_SITES) > 5);
}

#[test]
fn every_reason_is_explained() {
    for code in quoted_in(REASONS.split("pub fn code").nth(1).unwrap()) {
        assert!(
            PAGE.contains(&format!("\n| `{code}` | ")),
            "{code} is missing"
        );
    }
}

/// Does what a page shows, from top to bottom. Returns how many commands it found.
fn follow(page: &str) -> usize {
    let directory = tempfile::tempdir().unwrap();
    let mut status = 0;
    let mut commands = 0;
    for block in blocks(page) {
        if let Some(file) = block.file {
            let path = directory.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &block.text).unwrap();
        } else if block.language == "console" {
            for (command, shown) in commands_of(&block.text).filter(|(line, _)| is_run(line)) {
                let printed;
                (printed, status) = run(&command, status, &directory);
                assert_eq!(printed, shown, "in line {}: {command}", block.line);
                commands += 1;
            }
        } else if block.language != "yaml" {
            panic!("nothing checks the block in line {}", block.line);
        }
    }
    commands
}

struct Block<'p> {
    line: usize,
    language: &'p str,
    file: Option<&'p str>,
    text: String,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut file = None;
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| *line != "```");
            blocks.push(Block {
                line: number + 1,
                language,
                file: file.take(),
                text: text.flat_map(|line| [line, "\n"]).collect(),
            });
        } else if let Some(comment) = line.strip_prefix("<!-- file: ") {
            file = comment.strip_suffix(" -->");
        }
    }
    blocks
}

/// Each command of a session, and what it prints.
fn commands_of(session: &str) -> impl Iterator<Item = (String, String)> {
    session.split("$ ").skip(1).map(|part| {
        let end = part
            .match_indices('\n')
            .find(|&(at, _)| !part[..at].ends_with('\\'))
            .map_or(part.len(), |(at, _)| at + 1);
        let (command, shown) = part.split_at(end);
        (command.trim_end().to_owned(), shown.to_owned())
    })
}

/// What takes long, or changes the machine, is not run.
fn is_run(command: &str) -> bool {
    !command.starts_with("cargo ")
}

fn run(command: &str, last_status: i32, directory: &TempDir) -> (String, i32) {
    let folder = Path::new(STOCKADE).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let done = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; (exit {last_status}); {command}")])
        .env("PATH", format!("{}:{path}", folder.display()))
        .env("NO_COLOR", "1")
        .current_dir(directory)
        .output()
        .unwrap();
    let printed = String::from_utf8(done.stdout).unwrap();
    (printed, done.status.code().unwrap())
}

fn quoted_in(source: &str) -> impl Iterator<Item = &str> {
    let end = source.find("\n    }\n").unwrap();
    source[..end].split('"').skip(1).step_by(2)
}
