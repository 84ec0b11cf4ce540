//! A reflection in a terminal that dies: nothing typed is lost.

use std::path::Path;
use std::process::Command;

use super::pty::Terminal;

const SIZE: (u16, u16) = (24, 80);

fn asdone(home: &Path, args: &[&str]) -> String {
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
fn killed_in_the_middle_of_a_reflection() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    asdone(home, &["init", "--name", "Riverside", "--pseudonym", "wren"]);
    asdone(home, &["add", "The boy laughed at the puppet !s"]);

    let mut screen = Terminal::start(home, &[], SIZE);
    screen.wait_for("F2 Write");
    screen.send("\x1b[15~"); // F5
    screen.wait_for(">surprise");
    screen.send("\r");
    screen.wait_for("What were you trying to achieve");
    screen.send("To get him to say one thing").send("\r");
    screen.wait_for("saved in reflection");
    screen.send("His shoulders came down, half a sen");
    screen.wait_for("half a sen");
    // The draft follows a pause in typing; what matters is that it is there when the kill comes.
    let draft = home.join("study/drafts/own-asking-reflect.txt");
    let written = || std::fs::read(&draft).is_ok_and(|bytes| !bytes.is_empty());
    screen.wait_until("the draft is kept", written);
    screen.kill();

    let mut screen = Terminal::start(home, &[], SIZE);
    screen.wait_for("what you were answering is still there");
    screen.send("\x1b[15~");
    screen.wait_for("half a sen");
    screen.send("tence").send("\r");
    screen.wait_for("saved in reflection");
    screen.send("\x11");
    screen.ended();

    let listed = asdone(home, &["reflect", "list", "--json"]);
    assert!(listed.contains("\"answered\":2"), "{listed}");
    let code = listed.split("\"code\":\"").nth(1).and_then(|rest| rest.get(..5)).unwrap();
    let shown = asdone(home, &["reflect", "show", code]);
    assert!(shown.contains("To get him to say one thing"), "{shown}");
    assert!(shown.contains("His shoulders came down, half a sentence"), "{shown}");
}
