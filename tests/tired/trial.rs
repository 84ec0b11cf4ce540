//! The trial itself, in the order of one long evening: a passphrase one letter wrong, a sentence typed
//! on a list, a paste without brackets, a question box, two windows, a window that was closed. Nothing
//! is lost, and nothing secret can be read anywhere.

use std::time::Duration;

use crate::desk::{Desk, GOOD, readable};
use crate::pty::Terminal;

const SIZE: (u16, u16) = (24, 80);
const ENTER: &str = "\r";
const F2: &str = "\x1bOQ";
const F3: &str = "\x1bOR";
const F4: &str = "\x1bOS";
const QUIT: &str = "\x11";

/// One letter wrong, as a tired hand types it.
const NEAR: &str = "lantern otter gravel sevemteen";

fn window(desk: &Desk) -> Terminal {
    Terminal::start(desk.home.path(), &[], SIZE)
}

/// Types as a person does who thinks while writing.
fn writes(screen: &mut Terminal, text: &str) {
    for letter in text.chars() {
        screen.send(&letter.to_string());
        std::thread::sleep(Duration::from_millis(90));
    }
}

fn unlocks(screen: &mut Terminal) {
    screen.wait_for("This study is locked");
    screen.send(GOOD).send(ENTER);
    screen.wait_gone("This study is locked");
    screen.wait_for("F2 Write");
}

/// What waits on F2 is taken up and saved.
fn takes_up(screen: &mut Terminal, text: &str) {
    screen.send(F2);
    screen.wait_for("You had begun a note");
    screen.send(ENTER);
    screen.wait_gone("You had begun a note");
    screen.send(ENTER);
    screen.wait("it saved", |shown| {
        shown.lines().any(|line| line.contains("saved ") && line.contains(text))
    });
}

#[test]
fn a_tired_evening_loses_nothing_and_leaks_nothing() {
    let (desk, _words) = Desk::sealed();

    // The passphrase, one letter wrong: not a note, not in clear, and the right one opens.
    let mut screen = window(&desk);
    screen.wait_for("This study is locked");
    screen.send(NEAR).send(ENTER);
    screen.wait("a refusal", |shown| shown.contains("is not right"));
    assert!(!screen.screen().contains("sevemteen"), "{}", screen.screen());
    screen.send(GOOD).send(ENTER);
    screen.wait_gone("This study is locked");
    // Nor when it is typed into the line, where the study is open already.
    screen.send(NEAR).send(ENTER);
    screen.wait_for("passphrase");
    assert!(!screen.screen().contains("sevemteen"), "{}", screen.screen());

    screen.send("Rang ahead, the file had two addresses").send(ENTER);
    screen.wait_for("saved ");

    // A sentence on the list, whose first letter opens the tags.
    screen.send(F3);
    screen.wait_for("1 of 1");
    writes(&mut screen, "the mother rang at nine");
    screen.wait_for("F2 offers it");
    takes_up(&mut screen, "the mother rang at nine");

    // A paste that the terminal does not mark, with the keys of "erase" and a yes in it.
    screen.send(F3);
    screen.wait_for("2 of 2");
    screen.send("Evening visit\reverything fine\ryes\r");
    screen.wait_for("F2 offers it");
    takes_up(&mut screen, "Evening visit");

    // A question box does not eat the next note.
    screen.send("Read it back to the mother #s.chek").send(ENTER);
    screen.wait_for("Did you mean");
    writes(&mut screen, "next the father");
    screen.wait_for("next the father");
    std::thread::sleep(Duration::from_millis(1_200));
    screen.answer("1");
    screen.wait_gone("Did you mean");
    screen.wait_for("next the father");
    screen.send(ENTER);
    screen.wait("it saved", |shown| {
        shown.lines().any(|line| line.contains("saved ") && line.contains("next the father"))
    });

    two_windows_and_a_closed_one(&desk, screen);
    nothing_is_lost_or_leaked(&desk);
}

/// A pause alone brings what is said: no further key is needed to see it, the second time neither.
#[test]
fn what_a_pause_brings_is_shown_without_another_key() {
    let (desk, _words) = Desk::sealed();
    let mut screen = window(&desk);
    unlocks(&mut screen);
    screen.send("Rang ahead, the file had two addresses").send(ENTER);
    screen.wait_for("saved ");
    for text in ["it was me who swapped", "had nobody free at four"] {
        screen.send(F3);
        screen.wait_for("1 of 1");
        writes(&mut screen, text);
        screen.wait_for("F2 offers it");
        screen.send(F4);
        screen.wait_gone("F2 offers it");
    }
    takes_up(&mut screen, "it was me who swapped");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
}

/// A second window reads along, and what is written there is not lost; then the first is closed.
fn two_windows_and_a_closed_one(desk: &Desk, mut screen: Terminal) {
    let mut second = window(desk);
    unlocks(&mut second);
    second.wait_for("another window");
    second.send("Swapped visits in the second window").send(ENTER);
    second.wait_for("The other window takes it in");
    screen.send(F3);
    screen.wait_for("Swapped visits in the second");
    second.send(QUIT);
    assert_eq!(second.ended(), 0);

    // The window is closed on a half-typed note.
    screen.send(F2);
    screen.wait_for("What did you");
    writes(&mut screen, "half a thought about the rota");
    std::thread::sleep(Duration::from_millis(600));
    screen.kill();
    let mut screen = window(desk);
    unlocks(&mut screen);
    takes_up(&mut screen, "half a thought about the rota");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
}

fn nothing_is_lost_or_leaked(desk: &Desk) {
    let mut texts = desk.texts("good");
    texts.sort();
    assert_eq!(
        texts,
        [
            "Evening visit\neverything fine\nyes",
            "Rang ahead, the file had two addresses",
            "Read it back to the mother",
            "Swapped visits in the second window",
            "half a thought about the rota",
            "next the father",
            "the mother rang at nine",
        ]
    );
    desk.with("good", &["verify"], "").code(0);
    std::fs::remove_file(desk.path("good")).unwrap();
    for secret in [GOOD, NEAR, "sevemteen", "seventeen", "mother rang", "Evening visit"] {
        let found = readable(desk.home.path(), secret);
        assert_eq!(found, Vec::<std::path::PathBuf>::new(), "{secret}");
    }
}
