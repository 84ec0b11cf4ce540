//! The real program in a pseudo-terminal, killed in the middle of a debrief: every line that was
//! entered is there, the half-typed one too, and the session goes on where it was.

use std::process::Command;

use crate::pty::Terminal;

const SIZE: (u16, u16) = (24, 80);
const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const F6: &str = "\x1b[17~";
const RIGHT: &str = "\x1b[C";

fn asdone(home: &std::path::Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_asdone"))
        .args(args)
        .env("ASDONE_HOME", home)
        .output()
        .expect("asdone runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "asdone {args:?}: {said}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_kill_in_the_middle_of_a_debrief_loses_nothing_typed() {
    let home = tempfile::tempdir().unwrap();
    asdone(home.path(), &["init", "--name", "Riverside", "--pseudonym", "heron"]);
    let code = asdone(home.path(), &["add", "Printer down, wrote it by hand !w"]);
    asdone(home.path(), &["audience", code.trim(), "team"]);

    let mut screen = Terminal::start(home.path(), &[], SIZE);
    screen.wait_for("Riverside");
    screen.send(F6);
    screen.wait_for("No debriefs yet");
    screen.send("n");
    screen.wait_for("How long have you got?");
    screen.answer(ENTER);
    screen.wait_for("step 1 of 8");
    screen.send(RIGHT);
    screen.wait_for("step 2 of 8");
    screen.send("c");
    screen.wait_for("what is on show?");
    screen.send(ENTER);
    screen.wait_for("wrote it by hand");
    screen.send(RIGHT);
    screen.wait_for("step 3 of 8");
    screen.send(ENTER).send("It had been down since Monday").send(ENTER);
    screen.wait_for("noted ");
    screen.send("I rang round the other tea");
    screen.wait_for("the other tea");
    let draft = home.path().join("study/drafts/own-debrief.txt");
    screen.wait_until("the draft on disk", || {
        std::fs::read(&draft).is_ok_and(|bytes| {
            !bytes.is_empty() && {
                let text = String::from_utf8_lossy(&bytes);
                text.contains("the other tea") || !text.contains("version")
            }
        })
    });
    screen.kill();

    let record = asdone(home.path(), &["debrief", "record"]);
    assert!(record.contains("It had been down since Monday"), "{record}");
    assert!(record.contains("wrote it by hand"), "{record}");

    let mut screen = Terminal::start(home.path(), &[], SIZE);
    screen.wait_for("is not finished; F6 goes on with it");
    screen.send(F6);
    screen.wait_for("not ended");
    screen.send(ENTER);
    screen.wait_for("step 3 of 8");
    screen.wait_for("I rang round the other tea");
    screen.send("ms").send(ENTER);
    screen.wait_for("noted ");
    screen.send(ESC);
    screen.kill();
    let record = asdone(home.path(), &["debrief", "record"]);
    assert!(record.contains("I rang round the other teams"), "{record}");
}
