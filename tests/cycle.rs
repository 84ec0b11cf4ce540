//! The whole loop in a pseudo-terminal: from a prompt during a shift to the answer that comes back,
//! and a child's voice that is heard, withdrawn and gone.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

#[path = "common/pty.rs"]
mod pty;

use std::path::Path;
use std::process::Command;

use asdone::actions::{self, Context};
use asdone::config::clock::{self, SystemIds};
use asdone::journal::Journal;
use asdone::study::{Moment, Study};
use pty::Terminal;
use serde_json::Value;

const SIZE: (u16, u16) = (24, 80);
const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const TAB: &str = "\t";
const RIGHT: &str = "\x1b[C";
const F2: &str = "\x1bOQ";
const F3: &str = "\x1bOR";
const F5: &str = "\x1b[15~";
const F6: &str = "\x1b[17~";
const F8: &str = "\x1b[19~";
const ALT_Y: &str = "\x1by";
const ALT_H: &str = "\x1bh";
const QUIT: &str = "\x11";
const LESSON: &str = "A spare printer on the duty desk";

/// A plain command in a terminal of its own: what it left on the screen.
fn asdone(home: &Path, args: &[&str]) -> String {
    let mut screen = Terminal::start(home, args, (60, 200));
    assert_eq!(screen.ended(), 0, "asdone {args:?}:\n{}", screen.screen());
    screen.screen()
}

/// The lines of JSON that a plain command prints.
fn json(home: &Path, args: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_asdone"))
        .args(args)
        .env("ASDONE_HOME", home)
        .output()
        .expect("asdone runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "asdone {args:?}: {said}");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The code of the newest of what a command lists.
fn code(home: &Path, args: &[&str]) -> String {
    let rows = json(home, args);
    let code = rows.first().and_then(|row| row["code"].as_str());
    code.unwrap_or_else(|| panic!("{args:?} lists nothing")).to_owned()
}

/// How many voices the tally counts.
fn voices_counted(home: &Path) -> u64 {
    let rows = json(home, &["voice", "tally", "--json"]);
    rows.first().and_then(|row| row["voices"].as_u64()).expect("a tally")
}

/// Whether some file under a folder holds these words.
fn anywhere_in(dir: &Path, words: &str) -> bool {
    let holds = |bytes: &[u8]| bytes.windows(words.len()).any(|some| some == words.as_bytes());
    std::fs::read_dir(dir).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            anywhere_in(&path, words)
        } else {
            holds(&std::fs::read(&path).unwrap())
        }
    })
}

/// A shift that began ten minutes ago, so that its first prompt comes with the clock's next minute.
fn begin_shift_ten_minutes_ago(home: &Path) {
    let dir = home.join("study");
    let (mut journal, _) = Journal::open(&dir, None).expect("the study");
    let mut study = Study::new(journal.identity().device);
    journal.replay(|entry| study.apply(entry)).expect("its past");
    let now = clock::now();
    let then = Moment::new(now.millis - 10 * 60_000 - 5_000, now.offset);
    let context = Context { now: then, author: journal.identity().person, ids: &SystemIds };
    let deed = actions::shift::start(&study, &context, Some("duty desk")).expect("a shift");
    journal.append(&deed.changes, deed.purpose, then.millis).expect("room on disk");
}

#[test]
fn the_loop_closes() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    asdone(home, &["init", "--name", "Riverside", "--pseudonym", "wren"]);
    asdone(home, &["shift", "plan", "--every", "10"]);
    begin_shift_ten_minutes_ago(home);

    let mut screen = Terminal::start(home, &[], SIZE);
    the_shift(&mut screen);
    reflection(&mut screen);
    debrief(&mut screen);
    a_childs_voice(&mut screen);
    lesson(&mut screen);
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    let note = code(home, &["list", "--json", "printer"]);

    assert_eq!(json(home, &["list", "--json", "origin:prompted"]).len(), 1, "one was prompted");
    assert_eq!(json(home, &["list", "--json", "audience:team"]).len(), 1, "one was raised");
    what_was_said(home);
    what_came_of_it(home, &note);
    the_voice_is_withdrawn(home, &note);
}

/// Three notes, one of them the answer to a prompt and one for the team; then the close.
fn the_shift(screen: &mut Terminal) {
    // What is due is looked for when a key comes or the clock's minute turns: a half-typed word is
    // kept as a draft after a pause, and with that the time is looked at.
    screen.send("S");
    screen.wait_for("what is going on just now?");
    screen.answer("\x7f");
    screen.answer("Swapped desks so that we could hear each other !a").send(ALT_Y);
    screen.wait_for("answers the prompt");
    screen.send(ENTER);
    screen.wait("the prompted note", |text| text.contains("saved ") && text.contains("Swapped"));
    screen.answer("Drew the week with the boy instead of asking !s").send(ENTER);
    screen.wait("a second note", |text| text.contains("saved ") && text.contains("Drew the"));
    screen.answer("Printer down, wrote the plan by hand #t.tool !w").send(ENTER);
    screen.wait("a third note", |text| text.contains("saved ") && text.contains("Printer"));

    screen.send(F3);
    screen.wait_for("3 of 3");
    screen.send("v");
    screen.wait_for("who may see");
    screen.answer("team").send(ENTER);
    screen.wait_for("to the team and no further");

    screen.send(F5);
    screen.wait_for("on shift");
    screen.send("s");
    screen.wait_for("End the shift.");
    screen.answer("y");
    screen.wait_for("What went as you expected");
    screen.answer("The rota held").send(ENTER);
    screen.wait_for("> 2");
    screen.answer("How quiet he was").send(ENTER);
    screen.wait_for("> 3");
    screen.send(ESC);
    screen.wait_gone("> 3");
}

/// A fuller reflection on the surprise.
fn reflection(screen: &mut Terminal) {
    screen.send(F3);
    screen.wait_for("3 of 3");
    screen.send("/").send("boy");
    screen.wait_for("1 of 3");
    screen.send(ENTER).send("r");
    screen.wait_for("What were you trying to achieve");
    screen.answer("To get him to say one thing").send(ENTER);
    screen.wait_for("saved in reflection");
    screen.send(TAB).send("His hands").send(ENTER);
    screen.wait_for("> 4");
    screen.send(ESC);
    screen.wait_gone("> 4");
    screen.send(F3).send(ESC);
    screen.wait_for("3 of 3");
}

/// Three people say something of the note that is for the team.
fn debrief(screen: &mut Terminal) {
    screen.send(F6);
    screen.wait_for("No debriefs yet");
    screen.send("n");
    screen.wait_for("How long have you got?");
    screen.answer(ENTER);
    screen.wait_for("step 1 of 8");
    screen.send(RIGHT);
    screen.wait_for("step 2 of 8");
    screen.send("c");
    let offered = screen.wait_for("what is on show?");
    assert!(!offered.contains("Drew the week"), "only what was released:\n{offered}");
    screen.send(ENTER);
    screen.wait_for("wrote the plan by hand");
    screen.send(RIGHT);
    screen.wait_for("step 3 of 8");
    screen.send(ENTER);
    for (words, by) in [
        ("It had been down since Monday", "wren"),
        ("The mother asked to keep the hand copy", ""),
        ("Two of us have a printer at home", "heron"),
    ] {
        screen.wait_for("as said");
        screen.send(words);
        if !by.is_empty() {
            screen.send(TAB).send(by);
        }
        screen.send(ENTER);
        screen.wait_for(&format!("\u{2013} {words}"));
    }
    screen.send(ESC);
    screen.wait_for("k keep, try, carry");
    screen.send("k");
    screen.wait_for("carry upward");
    screen.answer("3").wait_gone("which line?");
    screen.send("A second printer on the duty desk").send(TAB).send("team lead");
    screen.send(TAB).send("friday").send(ENTER);
    screen.wait_for("carry upward: noted");
    screen.wait_for("k keep, try, carry");
    screen.send("f");
    screen.wait_for("end it and read the record");
    screen.answer(ENTER);
    let record = screen.wait_for("Agreed: keep, try, carry");
    assert!(record.contains("Two of us have a printer at home (heron)"), "{record}");
    screen.answer("\x1b[F");
    screen.wait_for("A second printer on the duty desk");
    screen.send(F2);
    screen.wait_for("This is not the case record");
}

/// The keyboard is handed over; the child types, and gives it back.
fn a_childs_voice(screen: &mut Terminal) {
    screen.send(F3);
    screen.wait_for("3 of 3");
    screen.send("/").send("printer");
    screen.wait_for("1 of 3");
    screen.send(ENTER).send("h");
    screen.wait_for("Who is speaking?");
    screen.send("1").send(ENTER);
    screen.wait_for("How is it given?");
    screen.send("1").send(ENTER);
    screen.wait_for("How did they agree");
    screen.send("1").send(ENTER);
    screen.wait_for("What happened, in your own words?");
    screen.send(ALT_H);
    screen.wait_for("hand over: your word");
    screen.send(ENTER);
    let shown = screen.wait_gone("Riverside");
    assert!(!shown.contains("Printer") && !shown.contains("F2"), "{shown}");
    screen.answer("You wrote it big so I could read it").send(ENTER);
    screen.wait_for("What helped?");
    screen.send(ENTER);
    screen.wait_for("What made it harder?");
    screen.send(ENTER);
    screen.wait_for("If you could change one thing");
    screen.send(ENTER);
    screen.wait_for("1 listened to");
    screen.send("1");
    screen.wait_for("> listened to");
    screen.send(ENTER);
    screen.wait_for("1 clear to me");
    screen.send(ENTER);
    screen.wait_for("May others read this");
    screen.send("1").send(ENTER);
    screen.wait_for("Is the keyboard back");
    screen.answer("b");
    screen.wait_for("Riverside");
    screen.send(ESC);
    screen.wait_for("others may read it");
    screen.send(F2);
    screen.wait_for("This is not the case record");
}

/// A lesson grounded in the note and the voice, carried up, declined with a reason, and answered.
fn lesson(screen: &mut Terminal) {
    screen.send(F3);
    screen.wait_for("1 of 3");
    screen.send("L");
    screen.wait_for("What is it called?");
    screen.send(LESSON).send(ENTER);
    screen.wait_for("> 2  What did we see?");
    screen.answer("The printer is down twice a week").send(ENTER);
    screen.wait_for("> 3  What makes it work?");
    screen.send(ESC);
    screen.wait_for("[lessons 1]");
    screen.send("g");
    screen.wait_for("grounded in?");
    screen.answer("big so I").send(ENTER);
    screen.wait_for("1 voice");
    screen.send("o");
    screen.wait_for("who and when");
    screen.answer("owner").send(ENTER);
    screen.wait_for("Which role?");
    screen.answer("service manager").send(ENTER);
    screen.wait_gone("Which role?");
    screen.send("o");
    screen.wait_for("who and when");
    screen.answer("reply").send(ENTER);
    screen.wait_for("By which day?");
    screen.send("2w").send(ENTER);
    screen.wait_for("should be answered by");

    screen.send("b");
    let brief = screen.wait_for("Who answers: service manager");
    assert!(brief.contains(LESSON) && !brief.contains("wren"), "nobody is named: {brief}");
    screen.send(ESC);
    screen.wait_gone("Who answers: service manager");

    screen.send("s");
    screen.wait_for("declined");
    screen.answer("decl").send(ENTER);
    screen.wait_for("Which role decided?");
    screen.answer("service manager").send(ENTER);
    screen.wait_for("What is the reason?");
    screen.send(ENTER);
    screen.wait_for("a reason is needed");
    screen.answer("no money before April").send(ENTER);
    screen.wait_for("is declined");
    screen.wait_for("1 new answer");
    screen.send(">");
    screen.wait_for("since no money before April");
}

/// What plain commands say of the lesson: the page that goes up, and the answer that came back.
fn what_came_of_it(home: &Path, note: &str) {
    let lesson = code(home, &["lesson", "list", "--json"]);
    let brief = asdone(home, &["lesson", "brief", &lesson]);
    assert!(brief.contains(LESSON) && brief.contains("service manager"), "{brief}");
    assert!(brief.contains("The printer is down twice a week"), "{brief}");
    for person in ["wren", "heron"] {
        assert!(!brief.contains(person), "nobody is named: {brief}");
    }
    let answers = asdone(home, &["answers"]);
    assert!(answers.contains("no money before April"), "{answers}");
    assert!(answers.contains(note), "it says for which note: {answers}");
}

/// What the debrief kept: three things said, two of them with a name that was chosen, and what is
/// carried upward, by whom and until when.
fn what_was_said(home: &Path) {
    let debrief = code(home, &["debrief", "list", "--json"]);
    let record = asdone(home, &["debrief", "record", &debrief]);
    for said in [
        "It had been down since Monday (wren)",
        "The mother asked to keep the hand copy",
        "Two of us have a printer at home (heron)",
        "A second printer on the duty desk",
        "team lead",
    ] {
        assert!(record.contains(said), "{said}:\n{record}");
    }
}

/// Gone from the list, the tally, the note and the lesson.
fn the_voice_is_withdrawn(home: &Path, note: &str) {
    let lesson = code(home, &["lesson", "list", "--json"]);
    assert_eq!(voices_counted(home), 1);
    assert!(asdone(home, &["show", note]).contains("so I could read it"));
    assert!(anywhere_in(&home.join("study"), "so I could read it"), "they are there to be found");
    let before = asdone(home, &["lesson", "show", &lesson]);

    let mut screen = Terminal::start(home, &[], SIZE);
    screen.wait_for("This is not the case record");
    screen.send(F8);
    screen.wait_for("You wrote it big");
    screen.send("t");
    assert!(screen.wait_for("who spoke").contains("1  child"));
    screen.send(ESC);
    screen.wait_gone("who spoke");
    screen.send("w");
    screen.wait_for("take it out, as they wish");
    // Enter alone takes nothing out.
    screen.answer("w");
    screen.wait_gone("take it out, as they wish");
    screen.wait_gone("You wrote it big");
    screen.send("t");
    screen.wait_for("0 voices");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);

    assert_eq!(voices_counted(home), 0);
    assert!(json(home, &["voice", "list", "--json"]).is_empty());
    assert!(!anywhere_in(&home.join("study"), "so I could read it"), "its words are erased");
    assert!(!asdone(home, &["show", note]).contains("so I could read it"));
    let after = asdone(home, &["lesson", "show", &lesson]);
    assert!(before.contains("1 voice") && !after.contains("1 voice"), "{before}\n{after}");
}
