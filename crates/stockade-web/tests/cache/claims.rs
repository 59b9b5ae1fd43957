//! Every claim in `docs/caching.md` names a test that there is.

use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../../../docs/caching.md");

#[test]
fn the_named_tests_are_there() {
    let mut claims = 0;
    for (file, test) in PAGE.split('`').skip(1).step_by(2).filter_map(named) {
        let files = files_named(&root(), file);
        assert!(!files.is_empty(), "there is no {file}");
        let is_there = files.iter().any(|path| {
            let text = fs::read_to_string(path).unwrap();
            text.contains(&format!("fn {test}(")) || text.contains(&format!("def {test}("))
        });
        assert!(is_there, "{test} is not in {file}");
        claims += 1;
    }
    assert!(claims > 20, "only {claims} claims were found");
}

/// The file and the test in `file.rs::test`.
fn named(code: &str) -> Option<(&str, &str)> {
    let (file, test) = code.split_once("::")?;
    let is_name = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let stem = file.strip_suffix(".rs").or(file.strip_suffix(".py"))?;
    (is_name(stem) && is_name(test)).then_some((file, test))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Files of tests with this name, wherever tests are kept.
fn files_named(root: &Path, name: &str) -> Vec<PathBuf> {
    let folders = [
        "tests",
        "bindings/python/tests",
        "crates/stockade-web/tests",
    ];
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = folders.map(|folder| root.join(folder)).into();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().is_some_and(|file| file == name) {
                found.push(path);
            }
        }
    }
    found
}
