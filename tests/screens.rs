//! What the screens look like: whole screens as text, at the sizes people have, and every screen at
//! every size without a panic.

use std::collections::HashSet;

use asdone::tui::harness::Harness;
use asdone::tui::model::Phase;
use asdone::tui::overlay::Overlay;
use asdone::tui::screens::Screen;
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
fn capture_refused_in_more_than_one_row() {
    both("capture_refused", after("23:50 Rang the school<enter>"));
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

const OPENS: &str = "correct horse battery staple";

/// Keys that lead to something worth drawing, beginning with an open study.
const PATHS: &[&str] = &[
    "",
    "note #s.check #new @court !w<enter>",
    "note<tab><tab><tab>",
    "note<shift-tab>x",
    "漢字🙂<alt-t>x",
    "a #s.chek<enter>",
    "<f1>",
    "<ctrl-p>",
    "note<ctrl-g>",
    "note<ctrl-g><enter>",
    "note<enter><f3><enter>",
    "note<enter><f3>/no",
    "note<enter><f3>t",
    "note<enter><f3>l",
    "note<enter><f3>a",
    "note #s.check<enter><f4>/no",
    "note<enter><f5>n",
    "<f6>n",
    "<f7>n",
    "<f8>n",
    "<f8>n1<enter>1<enter>1<enter><alt-h><enter>She rang",
    "<f9>a",
];

/// Every state worth drawing: each screen and each path to an overlay or to questions, a study that
/// is being read, begun, sealed, locked, and the words that are shown once.
fn states() -> Vec<Harness> {
    let mut states: Vec<Harness> = PATHS.iter().copied().map(after).collect();
    states.push(after(&"word ".repeat(60)));
    for screen in Screen::ALL {
        let mut harness = after("Rang ahead #s.check !w<enter>");
        harness.model.screen = screen;
        harness.keys("<f12>").resize(80, 24);
        states.push(harness);
    }
    states.push(Harness::opening());
    for keys in ["", "<enter><enter>", "<enter><enter><enter>"] {
        let mut harness = Harness::beginning();
        harness.keys(keys);
        states.push(harness);
    }
    for keys in ["", "<tab>half a", "<ctrl-r>alpha", "a note"] {
        let mut harness = Harness::locked(OPENS);
        harness.keys(keys);
        states.push(harness);
    }
    let access = |keys: &str| {
        let mut harness = Harness::sealed(OPENS);
        harness.keys("<ctrl-p>").keys(keys).keys("<enter>");
        harness
    };
    states.push(access("change the passphrase"));
    states.push(access("custodian"));
    for keys in ["", "<enter>", "<enter>charlie<enter>wrong<enter>"] {
        let mut harness = access("24 new words");
        harness.keys(OPENS).keys("<enter>").keys(keys);
        states.push(harness);
    }
    states
}

/// What fills the terminal in a state, and what stands over it: the compiler asks for every kind.
fn shown(harness: &Harness) -> Vec<String> {
    let model = &harness.model;
    let overlay = model.overlays.last().map(|overlay| match overlay {
        Overlay::Help(_) => "help",
        Overlay::Picker(_) => "picker",
        Overlay::Question(_) => "question",
        Overlay::Message(_) => "message",
        Overlay::Prompt(_) => "prompt",
    });
    let layer = if model.is_locked() {
        "locked".to_owned()
    } else if model.shows_words() {
        let asked = model.words.as_ref().is_some_and(|words| words.asked.is_some());
        format!("words, asked back: {asked}")
    } else if model.shows_access() {
        "access".to_owned()
    } else {
        match &model.phase {
            Phase::Beginning => "beginning".to_owned(),
            Phase::Opening => "opening".to_owned(),
            Phase::Locked | Phase::Closed(_) => "no study".to_owned(),
            Phase::Open(_) => model.screen.name().to_owned(),
        }
    };
    overlay.map(str::to_owned).into_iter().chain([layer]).collect()
}

#[test]
fn every_kind_of_screen_is_among_the_states_that_are_drawn() {
    let seen: HashSet<String> = states().iter().flat_map(shown).collect();
    let mut wanted: Vec<&str> = Screen::ALL.iter().map(|screen| screen.name()).collect();
    wanted.extend(["help", "picker", "question", "message", "prompt"]);
    wanted.extend(["words, asked back: false", "words, asked back: true"]);
    wanted.extend(["locked", "access", "beginning", "opening"]);
    for wanted in wanted {
        assert!(seen.contains(wanted), "{wanted} is not among {seen:?}");
    }
}

#[test]
fn at_80_columns_every_screen_is_named_and_on_fewer_every_key_is_there() {
    for screen in Screen::ALL {
        let mut harness = Harness::open();
        harness.model.screen = screen;
        for (wide, all) in [(80, true), (79, false), (60, false), (40, false)] {
            harness.resize(wide, 24);
            let drawn = harness.screen();
            let tabs = drawn.lines().nth(1).unwrap_or_default();
            assert!(asdone::tui::text::width(tabs) <= usize::from(wide), "{tabs}");
            // There is room for the eight that stay; the others stand there while one is on them.
            let all = all && screen.stays();
            for (at, other) in Screen::ALL.iter().filter(|one| one.stays()).enumerate() {
                assert!(tabs.contains(&format!("F{}", at + 2)), "{wide}: {tabs}");
                let named = tabs.contains(other.name());
                assert!(named || !(all || *other == screen), "{wide}, {}: {tabs}", other.name());
            }
            assert!(tabs.contains(&format!("{}]", screen.name())), "{tabs}");
        }
    }
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
