//! What the screens look like: whole screens as text, at the sizes people have, and every screen at
//! every size without a panic.

use asdone::tui::harness::Harness;
use asdone::tui::theme::{Look, Theme};

/// A screen at 80×24 and at 60×20.
fn both(name: &str, mut harness: Harness) {
    for (wide, high) in [(80, 24), (60, 20)] {
        harness.resize(wide, high);
        insta::assert_snapshot!(format!("{name}_{wide}x{high}"), harness.screen());
    }
}

fn after(keys: &str) -> Harness {
    let mut harness = Harness::open();
    harness.keys(keys);
    harness
}

#[test]
fn capture_empty() {
    both("capture_empty", Harness::open());
}

#[test]
fn capture_while_typing() {
    let line = "-12m Rang school before the visit because the file had two addresses \
                #p.anticipate #s.check !a @\"duty desk\"";
    both("capture_typing", after(line));
}

#[test]
fn capture_more_fields() {
    both(
        "capture_more",
        after("Printer down, wrote the plan by hand #t.tool #byhand<tab>w<tab><tab>"),
    );
}

#[test]
fn capture_after_two_notes() {
    let keys =
        "Printer down, wrote it by hand #t.tool !w<enter>-15m Rang ahead #p.anticipate<enter>";
    both("capture_saved", after(keys));
}

#[test]
fn capture_question() {
    both("capture_question", after("Read it back to the mother #s.chek<enter>"));
}

#[test]
fn capture_failed() {
    let mut harness = Harness::open();
    harness.fail_at = Some(1);
    harness.keys("Read it back to the mother #s.check<enter>");
    both("capture_failed", harness);
}

#[test]
fn tag_picker() {
    both("tag_picker", after("Read it back<alt-t>"));
}

#[test]
fn help() {
    both("help", after("<f1>"));
}

#[test]
fn palette() {
    both("palette", after("<ctrl-p>undo"));
}

#[test]
fn first_run() {
    both("first_run", Harness::beginning());
}

#[test]
fn first_run_in_ascii() {
    let mut harness = Harness::beginning();
    harness.model.look = Look { theme: Theme::Mono, ascii: true };
    assert!(harness.screen().is_ascii(), "{}", harness.screen());
}

#[test]
fn ascii_screens_are_ascii() {
    for keys in
        ["", "Printer down #t.tool<tab>", "a<alt-t>", "<f1>", "<ctrl-p>", "a #s.chek<enter>"]
    {
        let mut harness = after(keys);
        harness.model.look = Look { theme: Theme::Mono, ascii: true };
        assert!(harness.screen().is_ascii(), "{keys}\n{}", harness.screen());
    }
}

#[test]
fn what_is_selected_can_be_told_without_colour() {
    let mut harness = after("Read it back<alt-t>");
    harness.model.look = Look { theme: Theme::Mono, ascii: true };
    let buffer = harness.buffer();
    let reversed: String = buffer
        .content
        .iter()
        .filter(|cell| cell.modifier.contains(ratatui::style::Modifier::REVERSED))
        .map(|cell| cell.symbol())
        .collect();
    assert!(reversed.trim_start().starts_with("> "), "a sign as well: {reversed}");
    assert!(reversed.contains("t.tool"), "{reversed}");
}

#[test]
fn too_small_says_what_it_needs() {
    let mut harness = Harness::open();
    harness.resize(30, 8);
    assert_eq!(harness.screen().lines().next(), Some("needs 40x10, has 30x8"));
}

#[test]
fn wide_letters_and_long_lines_stay_in_their_places() {
    let mut harness = Harness::open();
    harness
        .paste("漢字と🙂 e\u{301}te مرحبا ")
        .keys("word word word word word word word word word end");
    let screen = harness.screen();
    assert!(screen.lines().all(|line| asdone::tui::text::width(line) <= 80), "{screen}");
    assert!(screen.contains("漢字と🙂 e\u{301}te"), "{screen}");
}

/// Every state worth drawing.
fn states() -> Vec<Harness> {
    let long = "word ".repeat(60);
    let mut states: Vec<Harness> = [
        "",
        "note #s.check #new @court !w<enter>",
        "note<tab><tab><tab>",
        "note<shift-tab>x",
        "漢字🙂<alt-t>x",
        "a #s.chek<enter>",
        "<f1>",
        "<ctrl-p>",
        "<f3>",
        "<f4>",
        "<f5>",
        &long,
    ]
    .map(after)
    .into();
    states.push(Harness::opening());
    for keys in ["", "<enter><enter>", "<enter><enter><enter>"] {
        let mut harness = Harness::beginning();
        harness.keys(keys);
        states.push(harness);
    }
    states
}

#[test]
fn every_screen_draws_at_every_size() {
    for mut harness in states() {
        let small = (1..=45).flat_map(|wide| (1..=16).map(move |high| (wide, high)));
        let large = (1..=200)
            .step_by(13)
            .flat_map(|wide| (1..=60).step_by(7).map(move |high| (wide, high)));
        for (wide, high) in small.chain(large).chain([(200, 60), (80, 24), (60, 20)]) {
            harness.resize(wide, high);
            let _ = harness.buffer();
        }
    }
}
