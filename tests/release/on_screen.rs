//! Releases on the screen: from a plan that is read to a package that is checked, by keys.

use asdone::actions::Deed;
use asdone::study::{
    Audience, Change, Fact, Kind, Moment, Observation, ObservationId, Origin, Purpose, Source,
    Stance,
};
use asdone::tui::harness::{Harness, NOON_ISH};
use asdone::tui::msg::{Effect, Failure, Msg};

/// A screen at 80×24 and at 60×20.
fn both(name: &str, harness: &mut Harness) {
    for (wide, high) in [(80, 24), (60, 20)] {
        harness.resize(wide, high);
        insta::assert_snapshot!(format!("{name}_{wide}x{high}"), harness.screen());
    }
    harness.resize(80, 24);
}

const TEXTS: [&str; 3] = [
    "Rang Siân Prosser on 07700 900123 before the visit, since two addresses were on file.",
    "The printer was down, so the plan was written by hand and read back to the mother.",
    "Swapped two visits so that nobody had to go alone.",
];

/// A study with thirty notes that were raised as far as partners.
fn with_notes() -> Harness {
    let mut harness = Harness::open();
    harness.does(|_, _| Ok(deed(changes(), "taken in")));
    harness
}

fn changes() -> Vec<Change> {
    let note = |nth: u128| {
        let id = ObservationId(7_000 + nth);
        let text = TEXTS.get(nth as usize).map_or_else(
            || format!("kept the visit going, {}", super::spelt(nth as usize)),
            |text| (*text).to_owned(),
        );
        let recorded = Observation {
            id,
            text,
            kind: Some(Kind::ALL[0]),
            happened_at: Moment { millis: NOON_ISH.millis - 60_000 * nth as i64, ..NOON_ISH },
            recorded_at: NOON_ISH,
            setting: Some("home visit".into()),
            stance: Stance::Own,
            origin: Origin::Spontaneous,
            source: Source::Typed,
            extras: Default::default(),
            tags: Vec::new(),
        };
        let (set, was) = (Fact::Audience(Audience::Academic), Fact::Audience(Audience::Private));
        [Change::Recorded(Box::new(recorded)), Change::Corrected { observation: id, set, was }]
    };
    (0..30).flat_map(note).collect()
}

fn plan() -> String {
    let text = super::plan().replace("\"Mill Lane\"", "\"home visit\"");
    let text = super::replaced(&text, "tables = ", "tables = []");
    let fields = "fields = [\"period\", \"setting\", \"kind\", \"text\"]";
    super::replaced(&text, "fields = ", fields)
}

/// The file that was asked for says this.
fn says(harness: &mut Harness, text: Result<String, Failure>) {
    let path = harness.effects.iter().rev().find_map(|effect| match effect {
        Effect::ReadFile(path) => Some(path.clone()),
        _ => None,
    });
    harness.send(Msg::FileRead(path.expect("a file was asked for"), text));
}

fn planned() -> Harness {
    let mut harness = with_notes();
    harness.keys("<alt-e>n<enter>");
    says(&mut harness, Ok(plan()));
    harness.wait(600).keys("k");
    harness
}

#[test]
fn without_a_release_the_screen_says_how_to_begin() {
    let mut harness = Harness::open();
    harness.keys("<alt-e>");
    both("release_none", &mut harness);
    harness.keys("b");
    assert!(harness.said().contains("n plans one"), "{}", harness.said());
    harness.keys("t<enter>");
    let wrote = harness.effects.iter().any(|effect| {
        matches!(effect, Effect::WriteFile(path, text)
            if path.ends_with("plan.toml") && text.contains("# needed"))
    });
    assert!(wrote);
}

#[test]
fn a_plan_says_what_it_would_give_away_before_it_is_kept() {
    let mut harness = with_notes();
    harness.keys("<ctrl-p>data sets<enter>n<enter>");
    says(&mut harness, Ok("title = 1".to_owned()));
    assert!(harness.said().contains("plan.toml: line 1"), "{}", harness.said());
    harness.keys("n<enter>");
    says(&mut harness, Ok(plan()));
    both("release_plan", &mut harness);
    // Enter alone keeps nothing.
    harness.wait(600).keys("<enter>");
    assert!(harness.screen().contains("No release is planned."));
    harness.keys("n<enter>");
    says(&mut harness, Ok(plan()));
    harness.wait(600).keys("k");
    assert!(harness.said().starts_with("planned release"), "{}", harness.said());
    both("release_planned", &mut harness);
}

#[test]
fn each_text_is_approved_redacted_or_left_out_by_keys() {
    let mut harness = planned();
    harness.keys("r");
    let whole = harness.screen();
    assert!(whole.contains("30 of 30 wait"), "{whole}");
    // One stands on the text that has a name and a number in it.
    while !harness.screen().contains("07700") {
        harness.keys("<down>");
    }
    both("release_review", &mut harness);
    harness.keys("r");
    assert!(harness.screen().contains("29 of 30 wait"), "{}", harness.screen());
    harness.keys("a");
    harness.keys("o");
    assert!(harness.screen().contains("27 of 30 wait"), "{}", harness.screen());
    // Words of one's own choice; what does not stand there is refused and stays to be put right.
    harness.keys("e<ctrl-u>nobody here=x<enter>");
    assert!(harness.screen().contains("does not stand in this text"), "{}", harness.screen());
    harness.keys("<ctrl-u>visit=call<enter>");
    assert!(harness.screen().contains("26 of 30 wait"), "{}", harness.screen());
    harness.keys("<esc>");
    assert!(harness.screen().contains("[releases 1]"), "{}", harness.screen());
}

#[test]
fn names_of_a_file_are_pointed_out_and_kept_nowhere() {
    let mut harness = planned();
    harness.keys("r");
    let entries = harness.entries.len();
    assert!(!harness.screen().contains("a name that this study knows"));
    harness.keys("mnames.txt<enter>");
    says(&mut harness, Ok("# people\nvisit\n".to_owned()));
    assert!(harness.screen().contains("a name that this study knows"), "{}", harness.screen());
    assert_eq!(harness.entries.len(), entries);
}

#[test]
fn a_package_is_built_checked_and_told_of_when_it_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut harness = planned();
    harness.keys("r");
    for _ in 0..30 {
        harness.keys("a");
    }
    assert!(harness.screen().contains("no text waits for you"), "{}", harness.screen());
    harness.keys(&format!("b{}<enter>", out.display()));
    assert!(harness.said().starts_with("built release"), "{}", harness.said());
    assert!(harness.screen().contains("built on 3 Mar 2026"), "{}", harness.screen());
    let text = std::fs::read_to_string(out.join("observations.csv")).unwrap();
    assert!(text.contains("07700 900123"), "it was approved: {text}");
    harness.keys(&format!("v{}<enter>", out.display()));
    assert!(harness.said().contains("byte for byte"), "{}", harness.said());
    // Where something is already, nothing is written.
    harness.keys(&format!("b{}<enter>", out.display()));
    assert!(harness.said().contains("is there already"), "{}", harness.said());
    std::fs::write(out.join("README.md"), "changed").unwrap();
    harness.keys(&format!("v{}<enter>", out.display()));
    assert!(harness.said().contains("README.md was changed"), "{}", harness.said());
}

/// What the difference to a release that was built gives away is said before another is kept, and once more
/// when it is built.
#[test]
fn what_two_releases_tell_together_is_said_at_the_plan_and_at_the_build() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = planned();
    harness.keys(&format!("b{}<enter>", folder.path().join("one").display()));
    assert!(harness.said().starts_with("built release"), "{}", harness.said());
    harness.does(|_, _| {
        let mut one = changes();
        one.truncate(2);
        for change in &mut one {
            match change {
                Change::Recorded(note) => note.id = ObservationId(7_900),
                Change::Corrected { observation, .. } => *observation = ObservationId(7_900),
                _ => {}
            }
        }
        Ok(deed(one, "one more"))
    });
    harness.resize(100, 60);
    harness.keys("n<enter>");
    says(&mut harness, Ok(plan()));
    let shown = harness.screen();
    assert!(shown.contains("differs by fewer than 5"), "{shown}");
    harness.wait(600).keys("k");
    harness.keys(&format!("b{}<enter>", folder.path().join("two").display()));
    let shown = harness.screen();
    assert!(shown.contains("differs by fewer than 5"), "{shown}");
}

#[test]
fn what_was_taken_back_since_is_said_and_a_letter_drafted() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = planned();
    harness.keys(&format!("b{}<enter>", folder.path().join("out").display()));
    harness.keys("l");
    assert!(harness.said().contains("nothing that was given out"), "{}", harness.said());
    harness.does(|_, _| {
        let (set, was) = (Fact::Audience(Audience::Private), Fact::Audience(Audience::Academic));
        let observation = ObservationId(7_001);
        Ok(deed(vec![Change::Corrected { observation, set, was }], "lowered"))
    });
    assert!(harness.screen().contains("1 taken back since"), "{}", harness.screen());
    harness.keys("l<enter>");
    let letter = harness.effects.iter().rev().find_map(|effect| match effect {
        Effect::WriteFile(_, text) => Some(text.clone()),
        _ => None,
    });
    let letter = letter.unwrap();
    assert!(letter.contains("Please delete these rows") && !letter.contains("printer"), "{letter}");
}

#[test]
fn a_second_pair_of_eyes_reads_what_would_leave_and_agrees_by_keys() {
    let mut harness = with_notes();
    harness.keys("<alt-e>n<enter>");
    says(&mut harness, Ok(plan().replace("two_reviewers = false", "two_reviewers = true")));
    harness.wait(600).keys("k").keys("r");
    while !harness.screen().contains("07700") {
        harness.keys("<down>");
    }
    // All of a text can be read, however long it is.
    harness.keys("<enter>");
    assert!(harness.screen().contains("addresses were on file."), "{}", harness.screen());
    harness.keys("<esc>r<esc>");
    assert!(harness.screen().contains("second look 1"), "{}", harness.screen());
    harness.keys("sheron<enter>");
    assert!(harness.screen().contains("your own pseudonym"), "{}", harness.screen());
    harness.keys("<ctrl-u>robin<enter>");
    let shown = harness.screen();
    assert!(shown.contains("[person]") && !shown.contains("07700"), "{shown}");
    both("release_second", &mut harness);
    harness.keys("r");
    assert!(harness.said().contains("the first one words it"), "{}", harness.said());
    harness.keys("a");
    assert!(harness.said().contains("robin agreed to 1 text"), "{}", harness.said());
    assert!(!harness.screen().contains("second look"), "{}", harness.screen());
}

fn deed(changes: Vec<Change>, said: &str) -> Deed {
    Deed { changes, purpose: Purpose::Do, said: said.to_owned() }
}
