//! The real program in a pseudo-terminal, from the first run to the next morning.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

#[path = "common/pty.rs"]
mod pty;

use std::path::Path;
use std::process::Command;

use pty::Terminal;

const SIZE: (u16, u16) = (24, 80);

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const DOWN: &str = "\x1b[B";
const F2: &str = "\x1bOQ";
const F3: &str = "\x1bOR";
const F4: &str = "\x1bOS";
const QUIT: &str = "\x11";

/// A first run, answered as a person would who only gives a pseudonym.
fn begun(home: &Path) -> Terminal {
    let mut screen = Terminal::start(home, &[], SIZE);
    screen.wait_for("What do you want to call the study?");
    screen.send(ENTER).send("heron").send(ENTER).send(ENTER).send(ENTER).send(ENTER);
    screen.wait_for("Your study is ready");
    screen
}

/// Writes a note and waits until it is said to be on disk.
fn write(screen: &mut Terminal, line: &str, first_words: &str) {
    screen.send(line).send(ENTER);
    screen.wait(&format!("that {first_words:?} is saved"), |text| {
        let saved = |row: &str| row.contains("saved ") && row.contains(first_words);
        text.lines().any(saved)
    });
}

/// A plain command on the same study, and what it printed.
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

const NOTES: [(&str, &str); 10] = [
    ("Printer down, wrote the plan by hand #t.tool !w", "Printer down"),
    ("-15m Let the phone ring until the sentence ended #t.interrupt !a", "Let the phone"),
    ("yesterday 16:05 Swapped desks to be near the interpreter #a.share", "Swapped desks"),
    ("Handover took ten minutes and nothing was left over !o", "Handover took"),
    ("Drew the week with the boy instead of asking #a.tailor !a", "Drew the week"),
    ("A colleague asked are we sure, so we looked again #s.speak !k", "A colleague"),
    ("Kept tomorrow's first slot free #s.margin #p.anticipate", "Kept tomorrow"),
    ("School rang back before I could ring them !s", "School rang"),
    ("Wrote the short note now, the long one tomorrow #y.trade", "Wrote the short"),
    ("Mother rang because she knows the duty number #s.relate !k", "Mother rang"),
];

#[test]
fn from_the_first_run_to_the_next_morning() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = begun(home.path());

    // The first note, and ten more.
    write(&mut screen, "Rang school before the visit #s.check @\"home visit\" !a", "Rang school");
    for (line, first_words) in NOTES {
        write(&mut screen, line, first_words);
    }

    // Found by a filter, and tagged.
    screen.send(F3);
    screen.wait_for("11 of 11");
    screen.send("/").send("printer");
    screen.wait_for("1 of 11");
    screen.send(ENTER).send("t").send("w.stand");
    screen.wait_for("w.stand-in");
    screen.send(ENTER);
    screen
        .wait("the tag", |text| text.contains("t.tool  w.stand-in") && !text.contains("tags for"));

    // Amended, and that undone.
    screen.send("a").answer(" in two copies");
    screen.wait_for("in two copies");
    screen.send(ENTER);
    screen.wait_for("first words");
    screen.send("u");
    screen.wait_for("took back: ");
    screen.wait_gone("first words");

    // Tallied, and from the number back to the notes.
    screen.send(ESC);
    screen.wait_for("11 of 11");
    screen.send(F4);
    screen.wait_for("by tag · 11 observations");
    screen.send("b").send("kind");
    screen.wait_for("What sort of work");
    screen.send(ENTER);
    screen.wait_for("by kind · 11 observations");
    screen.send(DOWN).send(ENTER);
    screen.wait_for("kind:adjustment");
    screen.wait_for("3 of 11");

    // Left, and opened again the next morning: all there.
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    let mut screen = Terminal::start(home.path(), &[], SIZE);
    screen.wait_for("What did you, or someone");
    screen.send(F3);
    let list = screen.wait_for("11 of 11");
    assert!(list.contains("Mother rang"), "{list}");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    assert_eq!(asdone(home.path(), &["list", "--json"]).lines().count(), 11);
    assert_eq!(asdone(home.path(), &["list", "tag:w.stand-in", "--json"]).lines().count(), 1);
}

#[test]
fn a_half_typed_note_survives_a_kill_and_is_offered_again() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = begun(home.path());
    screen.send("Half a sentence about the vis");
    screen.wait_for("about the vis");
    // The draft is on disk a moment after the last key; only then is there anything to test.
    let kept = home.path().join("study").join("drafts");
    screen.wait_until("the draft", || {
        let files = std::fs::read_dir(&kept).into_iter().flatten().flatten();
        files
            .map(|file| std::fs::read(file.path()).unwrap_or_default())
            .any(|bytes| bytes.windows(13).any(|window| window == b"about the vis"))
    });
    screen.kill();

    let mut screen = Terminal::start(home.path(), &[], SIZE);
    let offered = screen.wait_for("about the vis");
    assert!(!offered.contains("saved "), "{offered}");
    screen.send(QUIT);
    screen.wait("the end or a question", |_| true);
}

#[test]
fn the_terminal_is_left_as_it_was_found_after_quit_and_after_term() {
    for ends in ["quit", "term"] {
        let home = tempfile::tempdir().unwrap();
        let mut screen = begun(home.path());
        assert!(screen.look(vt100::Screen::alternate_screen));
        assert!(screen.look(vt100::Screen::bracketed_paste));
        if ends == "quit" {
            screen.send(QUIT);
            assert_eq!(screen.ended(), 0);
        } else {
            let pid = screen.pid().to_string();
            assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
            assert_eq!(screen.ended() & 0x7f, 15, "the code says which signal it was");
        }
        assert!(!screen.look(vt100::Screen::alternate_screen), "{ends}");
        assert!(!screen.look(vt100::Screen::bracketed_paste), "{ends}");
        assert!(!screen.look(vt100::Screen::hide_cursor), "{ends}");
    }
}

#[test]
fn a_paste_of_many_lines_is_one_note_and_never_a_command() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = begun(home.path());
    screen.paste("first line\nsecond line\nthird line");
    screen.wait_for("third line");
    screen.send(ENTER);
    screen.wait_for("saved ");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    let listed = asdone(home.path(), &["list", "--json"]);
    assert_eq!(listed.lines().count(), 1);
    assert!(listed.contains(r"first line\nsecond line\nthird line"), "{listed}");
}

#[test]
fn a_note_added_from_the_shell_meanwhile_is_taken_in_and_said() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = begun(home.path());
    asdone(home.path(), &["add", "Added while the screen was open"]);
    screen.wait_for("Added a note from the inbox");
    screen.send(F3);
    screen.wait_for("Added while");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    assert_eq!(asdone(home.path(), &["list", "--json"]).lines().count(), 1);
}

#[test]
fn without_colour_the_selected_row_is_still_reversed() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = begun(home.path());
    write(&mut screen, "One note to stand on", "One note");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    let mut screen = Terminal::start_with(home.path(), &[], SIZE, &[("NO_COLOR", "1")]);
    screen.wait_for("What did you, or someone");
    screen.send(F3);
    screen.wait_for("1 of 1");
    let row = screen.screen().lines().position(|line| line.starts_with('>')).unwrap();
    let cell = |look: fn(&vt100::Cell) -> bool| {
        screen.look(|screen| screen.cell(row as u16, 2).is_some_and(look))
    };
    assert!(cell(vt100::Cell::inverse));
    assert!(cell(|cell| cell.fgcolor() == vt100::Color::Default));
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
}

#[test]
fn it_follows_the_size_of_the_window() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = begun(home.path());
    screen.resize(20, 60);
    screen.wait("60 columns", |text| {
        text.contains("This is not the case record.")
            && text.lines().all(|line| line.chars().count() <= 60)
            && text.lines().any(|line| line.ends_with("─┘"))
    });
    screen.resize(8, 30);
    screen.wait_for("needs 40x10, has 30x8");
    screen.resize(24, 80);
    screen.wait_for("What did you, or someone");
    screen.send(F2).send(QUIT);
    assert_eq!(screen.ended(), 0);
}

/// Whether the terminal was asked to report the mouse.
fn reports_the_mouse(screen: &Terminal) -> bool {
    screen.look(|screen| screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None)
}

/// Clicks on the first place where the screen shows `text`, as a terminal reports it (SGR).
fn click(screen: &mut Terminal, text: &str) {
    let shown = screen.screen();
    let (row, line) = shown.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap();
    let column = line.split(text).next().unwrap().chars().count();
    let at = format!("{};{}", column + 1, row + 1);
    screen.send(&format!("\x1b[<0;{at}M")).send(&format!("\x1b[<0;{at}m"));
}

#[test]
fn the_mouse_works_from_the_start_and_is_given_back_and_may_be_left_to_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = begun(home.path());
    write(&mut screen, "Rang school before the visit", "Rang school");
    assert!(reports_the_mouse(&screen));
    click(&mut screen, "Notes");
    screen.wait_for("1 of 1");
    click(&mut screen, "Write");
    screen.wait_gone("1 of 1");
    // The wheel does not lead out of a line that is typed.
    screen.send("half a line").send("\x1b[<65;10;10M").send("\x1b[<65;10;10M").send(", the rest");
    screen.wait_for("half a line, the rest");
    screen.send(QUIT).wait_for("not saved yet");
    screen.answer("q");
    screen.wait_given_back();
    assert!(!reports_the_mouse(&screen), "the mouse is still reported after the end");
    assert_eq!(screen.ended(), 0);

    std::fs::write(home.path().join("settings.toml"), "mouse = false\n").unwrap();
    let screen = Terminal::start(home.path(), &[], SIZE);
    screen.wait_for("half a line, the rest");
    assert!(!reports_the_mouse(&screen));
    screen.kill();
}
