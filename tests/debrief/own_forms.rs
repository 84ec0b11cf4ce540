//! What is asked is data that a study edits: the screens ask what the study's own form says, and an
//! editor is used only where it was asked for, in a folder that is gone afterwards.

use std::path::Path;
use std::process::{Command, Output};

use asdone::actions::{self, Refusal};
use asdone::study::StudyField;
use asdone::tui::harness::Harness;

use crate::hands::Hands;

fn own(name: &str, text: &str) -> StudyField {
    StudyField::Form { name: name.to_owned(), text: text.to_owned() }
}

const SHIFT: &str = "moment = \"What kept today going?\"\nminutes = 3\n[[close]]\nid = \"one\"\n\
                     ask = \"What went as expected?\"\n";

#[test]
fn a_form_with_something_wrong_never_becomes_the_studys() {
    let mut hands = Hands::founded();
    let wrong = own("shift", "moment = \"\"\n");
    let tried = hands.tries(|s, c| actions::set(s, c, wrong));
    assert!(matches!(tried, Err(Refusal::BadForm(_))), "{tried:?}");
    let unknown = hands.tries(|s, c| actions::set(s, c, own("poem", "a = 1\n")));
    assert!(matches!(unknown, Err(Refusal::BadForm(_))), "{unknown:?}");
    hands.tries(|s, c| actions::set(s, c, own("shift", SHIFT))).unwrap();
    assert_eq!(hands.study.form("shift"), Some(SHIFT));
    hands.undoes().unwrap();
    assert_eq!(hands.study.form("shift"), None);
}

#[test]
fn the_capture_line_asks_what_the_studys_own_form_asks_and_undo_asks_as_before() {
    let mut harness = Harness::open();
    assert!(harness.screen().contains("What did you, or someone, just do"));
    harness.does(|study, cx| actions::set(study, cx, own("shift", SHIFT)));
    let screen = harness.screen();
    assert!(screen.contains("What kept today going?"), "{screen}");
    harness.keys("<alt-u>");
    assert_eq!(harness.said(), "took back: the form shift");
    assert!(harness.screen().contains("What did you, or someone, just do"));
}

fn asdone(home: &Path, editor: Option<&str>, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asdone"));
    command.args(args).env("ASDONE_HOME", home).env_remove("VISUAL").env_remove("EDITOR");
    if let Some(editor) = editor {
        command.env("VISUAL", editor);
    }
    command.stdin(std::process::Stdio::null()).output().expect("asdone runs")
}

#[cfg(unix)]
#[test]
fn an_editor_changes_a_form_and_leaves_no_file_behind() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let ok = |output: Output| {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        said
    };
    ok(asdone(home, None, &["init", "--name", "Riverside", "--pseudonym", "wren"]));
    let none = asdone(home, None, &["forms", "edit", "shift"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&none.stderr).contains("no editor is set"), "{none:?}");

    // The editor sees a file that only this person can read, and leaves a backup as many do.
    let script = home.join("editor.sh");
    let body = "#!/bin/sh\nstat -c '%a' \"$2\" > \"$(dirname \"$0\")/mode\"\ncp \"$2\" \"$2~\"\n\
                sed -i \"s/$1/What kept today going?/\" \"$2\"\n";
    std::fs::write(&script, body).unwrap();
    let editor = format!("sh {} 'What did you.*safe.'", script.display());
    let said = ok(asdone(home, Some(&editor), &["forms", "edit", "shift"]));
    assert!(said.contains("the form shift is the study's own"), "{said}");
    let shown = asdone(home, None, &["forms", "show", "shift"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("What kept today going?"));
    assert_eq!(std::fs::read_to_string(home.join("mode")).unwrap().trim(), "600");
    let left: Vec<String> = std::fs::read_dir(home.join("study"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("edit-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");

    let same = ok(asdone(home, Some("true"), &["forms", "edit", "shift"]));
    assert!(same.contains("nothing is changed"), "{same}");
    let spoilt = "sh -c 'echo minutes > \"$0\"'";
    let wrong = asdone(home, Some(spoilt), &["forms", "edit", "shift"]);
    let said = String::from_utf8_lossy(&wrong.stderr);
    assert!(said.contains("shift.toml, line 1") && said.contains("nothing is lost"), "{said}");
    assert_eq!(wrong.status.code(), Some(2));
}
