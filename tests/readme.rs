//! The commands of the README do what the README says.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::process::Command;

/// The text of every block of a language in the README.
fn blocks(language: &str) -> Vec<String> {
    // Fences come in pairs, so every second part between them is a block, its language first.
    let parts = include_str!("../README.md").split("```").skip(1).step_by(2);
    let ours = parts.filter_map(|part| part.strip_prefix(language)?.strip_prefix('\n'));
    ours.map(|block| block.trim_end().to_owned()).collect()
}

/// Codes are drawn anew in each study: at the beginning of a line any five characters that could be
/// one are written the same way.
fn without_codes(text: &str) -> String {
    let alphabet = |c: char| "23456789abcdefghjkmnpqrtwxyz".contains(c);
    let line = |line: &str| match line.split_once("  ") {
        Some((first, rest)) if first.chars().count() == 5 && first.chars().all(alphabet) => {
            format!("CODE_  {rest}")
        }
        Some(_) => line.to_owned(),
        None if line.len() == 5 && line.chars().all(alphabet) => "CODE_".to_owned(),
        None => line.to_owned(),
    };
    text.lines().map(|text| line(text).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_session_in_the_readme_is_what_happens() {
    let home = tempfile::tempdir().unwrap();
    // What is kept of a file with mistakes stands beside it, so the examples are copied first.
    let examples = home.path().join("examples").join("data");
    std::fs::create_dir_all(&examples).unwrap();
    let shift = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/shift.txt");
    std::fs::copy(shift, examples.join("shift.txt")).unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_asdone")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let sessions = blocks("console");
    assert!(!sessions.is_empty(), "the README shows no session");
    for session in sessions {
        for step in session.split("\n$ ").map(|step| step.trim_start_matches("$ ")) {
            let (command, expected) = step.split_once('\n').unwrap_or((step, ""));
            let output = Command::new("sh")
                .args(["-c", command])
                .env("ASDONE_HOME", home.path())
                .env("PATH", &path)
                .env("LANG", "C.UTF-8")
                .env("TZ", "UTC")
                .env_remove("NO_COLOR")
                .current_dir(home.path())
                .output()
                .expect("a shell");
            let printed = String::from_utf8_lossy(&output.stdout);
            assert_eq!(
                without_codes(printed.trim_end()),
                without_codes(expected.trim_end()),
                "$ {command}\n{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}

#[test]
fn the_start_and_the_tests_are_one_command_each() {
    let shell = blocks("sh");
    assert!(shell.iter().any(|block| block == "cargo run --release"));
    assert!(shell.iter().any(|block| block == "cargo test"));
    let gate = include_str!("../.ci/run");
    assert!(gate.lines().any(|line| line.ends_with("cargo test --locked")), "the gate runs them");
}

#[test]
fn every_file_that_the_readme_names_is_there() {
    let readme = include_str!("../README.md");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for link in readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        if !link.starts_with("http") {
            assert!(root.join(link).exists(), "{link}");
        }
    }
}
