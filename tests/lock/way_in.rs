//! Ways into a locked study at a terminal: with the 24 words, and where a part of it is damaged.

use std::fs;
use std::path::Path;

use crate::desk::{Desk, GOOD};
use crate::pty::Terminal;

const SIZE: (u16, u16) = (24, 100);
const ENTER: &str = "\r";
const F3: &str = "\x1bOR";
const WORDS: &str = "\x12";
const QUIT: &str = "\x11";

/// A desk with a sealed study of some notes, and its 24 words.
fn noted() -> (Desk, Vec<String>) {
    let (desk, words) = Desk::sealed();
    for number in 0..5 {
        desk.with("good", &["add"], &format!("Rang school first, time {number}")).code(0);
    }
    (desk, words)
}

fn locked(desk: &Desk) -> Terminal {
    let screen = Terminal::start(desk.home.path(), &[], SIZE);
    screen.wait_for("This study is locked");
    screen
}

/// Gives the passphrase; whatever comes of it.
fn gives_the_passphrase(screen: &mut Terminal) {
    screen.send(GOOD).send(ENTER);
}

fn gives_words(screen: &mut Terminal, words: &[String]) {
    screen.send(WORDS);
    screen.wait_for("The 24 words of the recovery phrase: 0 so far");
    screen.send(&words.join(" "));
    screen.wait_for("24 so far");
    screen.send(ENTER);
}

fn shows_all_and_ends(mut screen: Terminal) {
    screen.send(F3);
    screen.wait("all five notes", |shown| {
        (0..5).all(|number| shown.contains(&format!("Rang school first, time {number}")))
    });
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
}

#[test]
fn the_24_words_open_it_and_esc_leaves_the_passphrase_as_it_was() {
    let (desk, words) = noted();
    let mut screen = locked(&desk);
    gives_words(&mut screen, &words);
    screen.wait_for("The 24 words opened it: a new passphrase");
    screen.send("\x1b");
    screen.wait_for("the passphrase stays as it was");
    shows_all_and_ends(screen);
    assert_eq!(desk.texts("good").len(), 5);
}

#[test]
fn the_24_words_in_another_order_do_not_open_it() {
    let (desk, mut words) = noted();
    // Words of a phrase that is one, and not of this study.
    let (_, others) = Desk::sealed();
    words.swap(3, 17);
    for wrong in [words, others] {
        let mut screen = locked(&desk);
        gives_words(&mut screen, &wrong);
        let shown = screen.wait_for("the recovery phrase is not right");
        assert!(shown.contains("This study is locked") && !shown.contains("Rang"), "{shown}");
        screen.kill();
    }
}

fn damage(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 200].fill(0x55);
    fs::write(file, bytes).unwrap();
}

/// What a repair has set aside.
fn set_aside(desk: &Desk) -> usize {
    fs::read_dir(desk.path("study/set-aside")).unwrap().count()
}

#[test]
fn a_damaged_witness_is_asked_about_at_unlocking_and_rebuilt_once_that_is_agreed_to() {
    let (desk, _) = noted();
    let segment = desk.path("study/segments/00000001.seg");
    let db = desk.path("study/store/db");
    let hits: [(&str, &dyn Fn()); 3] = [
        ("the segments have to be rebuilt", &|| damage(&segment)),
        ("the store has to be rebuilt", &|| fs::write(&db, vec![0; 9000]).unwrap()),
        ("the store has to be rebuilt", &|| fs::remove_file(&db).unwrap()),
    ];
    for (n, (said, hit)) in hits.into_iter().enumerate() {
        hit();
        // Whoever is not sure leaves it as it is, and is asked again the next time.
        let mut screen = locked(&desk);
        gives_the_passphrase(&mut screen);
        screen.wait_for("A part of this study is damaged.");
        screen.answer("q");
        assert_eq!(screen.ended(), 0);
        assert_eq!(set_aside(&desk), n, "{said}: nothing was agreed to");

        let mut screen = locked(&desk);
        gives_the_passphrase(&mut screen);
        let shown = screen.wait_for("A part of this study is damaged.");
        let flat = shown.replace(['│', '\n'], " ");
        let flat = flat.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(said) && flat.contains("nothing is lost: all"), "{said}: {shown}");
        assert!(!shown.contains("Rang"), "{shown}");
        screen.answer("r");
        // The question covers what tells that the study is locked, so that does not tell enough.
        screen.wait("that it was rebuilt", |shown| {
            [" were rebuilt", " was rebuilt"].iter().any(|said| shown.contains(said))
        });
        shows_all_and_ends(screen);
        assert_eq!(set_aside(&desk), n + 1, "{said}");
        let checked = desk.with("good", &["verify"], "").code(0);
        assert!(!checked.err.contains("rebuilt"), "{}", checked.err);
    }
}
