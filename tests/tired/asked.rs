//! Being asked line by line: stopping half-way, coming back, having nothing new to say.

use crate::desk::{Desk, Done};
use crate::pty::Terminal;

const SIZE: (u16, u16) = (24, 80);
const CTRL_C: &str = "\x03";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.run(&["init", "--name", "Riverside", "--pseudonym", "wren"], "").code(0);
    desk
}

fn draft(desk: &Desk, name: &str) -> Done {
    desk.run(&["drafts", name], "")
}

#[test]
fn ctrl_c_says_what_is_kept_and_how_to_go_on_and_that_works() {
    let desk = desk();
    let mut screen = Terminal::start(desk.home.path(), &["add", "--ask"], SIZE);
    screen.wait_for("> ");
    screen.send("Rang the school before the visit\r");
    screen.wait_for("What sort of work?");
    screen.send(CTRL_C);
    let said = screen.wait_for("asdone add --ask");
    assert!(said.contains("your text is kept as draft \"ask\""), "{said}");
    assert_eq!(screen.ended(), 130);

    let mut screen = Terminal::start(desk.home.path(), &["add", "--ask"], SIZE);
    let said = screen.wait_for("Go on with it?");
    assert!(said.contains("Rang the school before the visit"), "{said}");
    screen.send("y\r");
    for _ in 0..7 {
        screen.send("\r");
    }
    assert_eq!(screen.ended(), 0);
    assert!(desk.opened().contains("Rang the school before the visit"));
    draft(&desk, "ask").code(1);
}

#[test]
fn an_unfinished_note_stays_when_another_is_begun() {
    for sealed in [false, true] {
        let desk = if sealed { Desk::sealed().0 } else { desk() };
        let run = |desk: &Desk, args: &[&str], input: &str| {
            if sealed { desk.with("good", args, input) } else { desk.run(args, input) }
        };
        // Input ends after the first answer: a window that was closed.
        let mut child = desk.command(&["add", "--ask"]);
        if sealed {
            child.args(["--passphrase-file", desk.path("good").to_str().unwrap()]);
        }
        let mut child = child.spawn().unwrap();
        {
            use std::io::Write;
            let input = child.stdin.as_mut().unwrap();
            input.write_all(b"First of two\n").unwrap();
            let folder = desk.path("study").join("drafts");
            let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
            let kept = || {
                let names = std::fs::read_dir(&folder).unwrap();
                names.flatten().any(|file| file.file_name().to_string_lossy().contains("-ask"))
            };
            while !kept() {
                assert!(std::time::Instant::now() < until, "the text is never kept");
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let answers = format!("n\nSecond of two\n{}", "\n".repeat(8));
        run(&desk, &["add", "--ask"], &answers)
            .code(0)
            .says("You did not finish this note last time: First of two")
            .says("it stays as a draft");
        let said = run(&desk, &["drafts", "ask"], "").code(0);
        assert_eq!(said.out, "First of two\n");
        let kept = run(&desk, &["drafts"], "").code(0);
        assert!(!kept.out.contains("Second"), "{}", kept.out);
        let notes = run(&desk, &["list"], "").code(0);
        assert!(
            notes.out.contains("Second of two") && !notes.out.contains("First"),
            "{}",
            notes.out
        );
    }
}

#[test]
fn a_reflection_with_nothing_new_says_what_is_kept() {
    let desk = desk();
    let code = desk.run(&["add", "Two visits at once !s"], "").code(0).out;
    let reflect = |input: &str| desk.run(&["reflect", code.trim(), "--ask"], input).code(0);
    reflect("").says("You answered nothing, so no reflection was begun");
    reflect("They had moved\n").says("Saved. Reflection").says("has 1 of");
    reflect("\n\n").says("Nothing new. Reflection").says("keeps its 1 of");
}

#[test]
fn the_question_comes_before_its_answer_and_each_choice_has_a_line() {
    let desk = desk();
    desk.run(&["audience", "--query", "kind:w", "team"], "");
    let mut screen = Terminal::start(desk.home.path(), &["debrief", "begin", "--ask"], SIZE);
    screen.wait_for("How many are here");
    screen.send("2\r");
    // What is asked stands above the place where it is answered.
    let said = screen.wait_for("> ");
    let (step, answer) = (said.find("step 1 of"), said.rfind("> "));
    assert!(step.is_some() && step < answer, "{said}");
    screen.send("\x04");
    screen.ended();

    let mut screen = Terminal::start(desk.home.path(), &["voice", "new", "--ask"], SIZE);
    let said = screen.wait_for("> ");
    let lines: Vec<&str> = said.lines().map(str::trim_end).collect();
    for choice in ["  1  child", "  2  young person"] {
        assert!(lines.contains(&choice), "{said}");
    }
    // No line is broken within a word.
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{said}");
    screen.send("\x04");
    screen.ended();
}

#[test]
fn plain_output_is_a_standing_wish() {
    let desk = desk();
    for note in ["Rang ahead !w", "Read it back !o"] {
        desk.run(&["add", note], "").code(0);
    }
    let columns = desk.run(&["tally", "--by", "kind"], "").code(0).out;
    let plain = desk.run(&["--plain", "tally", "--by", "kind"], "").code(0).out;
    assert_ne!(columns, plain);
    let mut with_it = desk.command(&["tally", "--by", "kind"]);
    let done = Done::of(with_it.env("ASDONE_PLAIN", "1").spawn().unwrap(), "");
    assert_eq!(done.code(0).out, plain);
    std::fs::write(desk.path("settings.toml"), "plain = true\n").unwrap();
    assert_eq!(desk.run(&["tally", "--by", "kind"], "").code(0).out, plain);
}
