//! The stop rule: a note that may be reportable leaves the study, and only that it did stays.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use asdone::journal::DraftSlot;
use asdone::study::{Fate, Field, Sort};
use asdone::tui::Effect;
use asdone::tui::harness::Harness;

const WORDS: &str = "The girl said her uncle hurts her";

fn fates(harness: &Harness) -> Vec<Field> {
    let stops = harness.model.study.sheets().all_of(Sort::Stop);
    stops.map(|sheet| sheet.field(&Field::Fate(Fate::Discarded))).collect()
}

fn asked(keys: &str) -> Harness {
    let mut harness = Harness::open();
    harness.keys(keys).keys("<ctrl-g>");
    assert!(harness.screen().contains("This may be reportable"), "{}", harness.screen());
    harness.keys("<enter>");
    assert!(harness.screen().contains("What should happen to this note?"), "{}", harness.screen());
    harness
}

#[test]
fn a_half_typed_note_never_enters_the_journal() {
    let mut harness = asked(WORDS);
    harness.keys("d");
    assert_eq!(fates(&harness), [Field::Fate(Fate::Discarded)]);
    assert_eq!(harness.line(), "");
    assert_eq!(harness.drafts.get(&DraftSlot::Capture), None, "nor does its draft stay");
    assert!(harness.apart.is_empty());
    assert!(!format!("{:?}", harness.entries).contains("uncle"));
    assert_eq!(harness.model.study.all_standing().count(), 0);
}

#[test]
fn kept_apart_it_is_beside_the_study_and_not_in_it() {
    let mut harness = asked(WORDS);
    harness.keys("k");
    assert_eq!(fates(&harness), [Field::Fate(Fate::Kept)]);
    assert_eq!(harness.apart, [WORDS]);
    assert!(!format!("{:?}", harness.entries).contains("uncle"));
}

#[test]
fn shown_once_it_goes_to_the_clipboard_and_away() {
    let mut harness = asked(WORDS);
    harness.keys("p");
    assert!(harness.screen().contains("her uncle hurts her"), "{}", harness.screen());
    assert!(harness.effects.iter().any(|e| *e == Effect::Copy(WORDS.to_owned())));
    harness.keys("<enter>");
    assert!(!harness.screen().contains("uncle"), "{}", harness.screen());
}

#[test]
fn a_recorded_note_loses_its_content_and_no_longer_counts() {
    for keys in ["<f2>", "<f3>"] {
        let note = format!("{WORDS} #s.check<enter>{keys}");
        let mut harness = asked(&note);
        harness.keys("k");
        assert_eq!(harness.model.study.all_standing().count(), 0, "{keys}");
        assert!(harness.apart[0].contains(WORDS));
        assert!(!harness.screen().contains("uncle"), "{}", harness.screen());
        harness.keys("<f2><alt-u>");
        assert_eq!(harness.model.study.all_standing().count(), 0, "undo does not bring it back");
    }
}

#[test]
fn nothing_happens_until_it_is_decided_or_where_the_disk_fails() {
    let mut harness = asked(WORDS);
    harness.keys("e");
    assert_eq!(harness.line(), WORDS);
    assert!(fates(&harness).is_empty());
    harness.fail_at = Some(1);
    harness.keys("<ctrl-g><enter>d");
    assert_eq!(harness.line(), WORDS, "a note that did not leave is still there");
    assert!(harness.said().contains("not done"), "{}", harness.said());
}

#[test]
fn the_study_can_put_its_own_route() {
    let mut harness = Harness::open();
    let text = "title = \"Ring first\"\ntext = \"\"\"\nRing the duty manager on 1234.\n\"\"\"\n";
    harness.does(|study, cx| {
        let field = asdone::study::StudyField::Form { name: "stop".into(), text: text.into() };
        asdone::actions::set(study, cx, field)
    });
    harness.keys("anything<ctrl-g>");
    assert!(harness.screen().contains("Ring the duty manager on 1234."), "{}", harness.screen());
}

/// A plain command with something on standard input.
fn run(home: &Path, args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_asdone"))
        .args(args)
        .env("ASDONE_HOME", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may have gone by then.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn done(home: &Path, args: &[&str], input: &str) -> String {
    let output = run(home, args, input);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Every file under a folder that holds the words.
fn holding(folder: &Path, words: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if item.path().is_dir() {
            found.extend(holding(&item.path(), words));
        } else if std::fs::read(item.path())
            .unwrap()
            .windows(words.len())
            .any(|part| part == words.as_bytes())
        {
            found.push(item.path());
        }
    }
    found
}

fn code_of(home: &Path) -> String {
    let listed = done(home, &["list", "--json"], "");
    listed.split("\"code\":\"").nth(1).unwrap()[..5].to_owned()
}

#[test]
fn no_file_of_the_study_holds_what_left_it_but_the_one_that_is_kept_apart() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    done(home, &["init", "--name", "Riverside", "--pseudonym", "wren"], "");
    for _ in 0..3 {
        done(home, &["add"], "Handover on time");
    }
    done(home, &["add", "--kind", "s"], WORDS);
    let code = code_of(home);
    done(home, &["amend", &code], "The girl said that her uncle hurts her at weekends");
    assert!(!holding(home, "uncle hurts").is_empty(), "a study without a passphrase shows it");

    let undecided = run(home, &["stop", &code], "");
    assert_eq!(undecided.status.code(), Some(2));
    assert!(!holding(home, "uncle hurts").is_empty());

    done(home, &["stop", &code, "--keep"], "");
    let found = holding(home, "uncle hurts");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].parent(), Some(home.join("study/apart").as_path()));

    let listed = done(home, &["stop", "list", "--json"], "");
    assert!(listed.contains("\"fate\":\"kept apart\"") && listed.contains("\"kept\":true"));
    let stop = listed.split("\"code\":\"").nth(1).unwrap()[..5].to_owned();
    assert!(done(home, &["stop", "show", &stop], "").contains("at weekends"));
    assert!(!done(home, &["export", "--format", "jsonl"], "").contains("uncle"));
    assert_eq!(run(home, &["search", "uncle"], "").status.code(), Some(1));

    done(home, &["stop", "delete", &stop, "--yes"], "");
    assert!(holding(home, "uncle hurts").is_empty());
    let listed = done(home, &["stop", "list"], "");
    assert!(listed.contains("since deleted"), "{listed}");
}

#[test]
fn printed_once_it_stands_on_standard_output_and_nowhere_else() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    done(home, &["init", "--name", "Riverside", "--pseudonym", "wren"], "");
    assert_eq!(done(home, &["stop", "--print"], WORDS).trim_end(), WORDS);
    assert!(holding(home, "uncle hurts").is_empty());
    let refused = run(home, &["stop"], WORDS);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("nothing was decided") && said.contains("nothing is lost"), "{said}");
}
