//! What is refused, cannot be written or is tried twice, in the words of the commands: every text is
//! somewhere, and the exit code tells what became of the note.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "common/desk.rs"]
mod desk;

use std::process::{Command, Stdio};

use desk::{Desk, Done};

fn begun() -> Desk {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    desk
}

/// The program under a limit that the shell sets before it starts.
fn limited(desk: &Desk, limit: &str, args: &[&str], input: &str) -> Done {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{limit}; exec \"$0\" \"$@\""));
    command.arg(env!("CARGO_BIN_EXE_asdone")).args(args);
    command.env("ASDONE_HOME", desk.home.path()).env("TZ", "UTC");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Done::of(command.spawn().unwrap(), input)
}

#[test]
fn eleven_refused_writers_leave_eleven_drafts() {
    let desk = begun();
    std::thread::scope(|scope| {
        for n in 0..11 {
            let desk = &desk;
            scope.spawn(move || {
                let text = format!("number {n} \u{1b} of eleven");
                desk.run(&["add"], &text).code(2).says("nothing is lost");
            });
        }
    });
    let listed = desk.run(&["drafts"], "").code(0).out;
    assert_eq!(listed.lines().count(), 11, "{listed}");
    for n in 0..11 {
        assert!(listed.contains(&format!("number {n} ")), "{n}: {listed}");
    }
    desk.run(&["drafts", "refused-7", "--drop"], "").code(0);
    assert_eq!(desk.run(&["drafts"], "").code(0).out.lines().count(), 10);
    desk.run(&["drafts", "refused-7"], "").code(1);
    desk.run(&["drafts", "elsewhere-2"], "").code(2);
    let long = "word ".repeat(8_000);
    for n in 0..3 {
        desk.run(&["add"], &format!("{n} {long}")).code(2).says("asdone drafts too-long");
    }
    assert!(desk.run(&["drafts", "too-long-3"], "").code(0).out.starts_with("2 word"));
}

#[test]
fn a_limit_on_files_is_an_error_and_the_text_is_kept_or_shown() {
    let desk = begun();
    let done = limited(&desk, "ulimit -f 0", &["add"], "rang school before the visit");
    assert!(!matches!(done.code, Some(0) | None), "{:?} {}", done.code, done.err);
    assert!(done.err.contains("rang school before the visit"), "{}", done.err);
    assert!(desk.run(&["list"], "").out.is_empty(), "it is not half in the study");
    desk.run(&["add"], "rang again").code(0);
}
