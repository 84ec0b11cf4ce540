//! The tired person, in every place to which keys lead: a sentence that is typed or pasted there runs
//! nothing, writes nothing, hands nothing out, and is kept whole. And what Enter does in each.

use std::collections::BTreeSet;

use asdone::tui::harness::Harness;
use asdone::tui::msg::Effect;
use asdone::tui::overlay::Overlay;
use asdone::tui::screens::Screen;

use super::places::{LISTS, of_a_team, then};
use super::{held, offered};

/// Sentences that begin with each letter, as people begin notes, and with a digit.
const SENTENCES: &[&str] = &[
    "all went well at the school",
    "before nine she rang again",
    "closed early for the snow",
    "dad was not at home today",
    "each visit took an hour",
    "for once the lift worked",
    "gran had the spare key",
    "he said that it was fine",
    "it was quiet until ten",
    "just the two of us went",
    "keys were in the wrong box",
    "later she rang us back",
    "mum asked for a map",
    "nobody was at the desk",
    "office was shut by four",
    "please ring before you go",
    "quite a few came early",
    "rang the school before nine",
    "she was not at home",
    "the boy went back alone",
    "under the bridge we met",
    "very late again for both",
    "we went there together",
    "xrays were in the other bag",
    "yes they both came along",
    "zoo trip went as planned",
    "The mother rang at nine",
    "3 boys went home alone",
    "14:20 rang the school",
];

/// What has left the notebook, or is about to.
fn handed_out(harness: &Harness) -> usize {
    let out = |effect: &&Effect| {
        matches!(
            effect,
            Effect::Team(_)
                | Effect::Copy(_)
                | Effect::WriteFile(..)
                | Effect::Release(_)
                | Effect::LetGo(..)
                | Effect::Leave(..)
        )
    };
    harness.effects.iter().filter(out).count()
}

/// Everything that was typed and is not saved, wherever it waits.
fn waits(harness: &Harness) -> String {
    let drafts = harness.drafts.values().cloned().collect();
    [offered(harness), vec![harness.line()], drafts].concat().join("\n")
}

/// Types a text and leaves whatever came up.
fn types(harness: &mut Harness, text: &str, pace: i64, leaves: &str) {
    harness.wait(2_000).typed_on(text, pace).typed_on(leaves, pace).wait(2_000);
    for _ in 0..4 {
        harness.keys("<esc>").wait(2_000);
    }
}

#[test]
fn a_sentence_typed_anywhere_runs_nothing_and_is_kept_whole() {
    let mut wrong = BTreeSet::new();
    for (place, opens) in LISTS {
        let before = opens();
        let (kept, out) = (held(&before), handed_out(&before));
        drop(before);
        for text in SENTENCES {
            for (pace, leaves) in [(130, "<enter>"), (420, "")] {
                let mut harness = opens();
                types(&mut harness, text, pace, leaves);
                let what = format!("{place}: {text}{leaves}");
                // In the line, Enter saves it.
                let saved = |note: &String| text.ends_with(note.as_str());
                let saved = place.starts_with("Write") && held(&harness).0.iter().any(saved);
                if saved && !leaves.is_empty() {
                    continue;
                }
                if held(&harness) != kept {
                    wrong.insert(format!("{what}: wrote {:?}", held(&harness)));
                } else if handed_out(&harness) != out {
                    wrong.insert(format!("{what}: handed something out"));
                } else if !waits(&harness).contains(text) {
                    wrong.insert(format!("{what}: kept {:?}", waits(&harness)));
                }
            }
        }
    }
    let all: Vec<&str> = wrong.iter().map(String::as_str).collect();
    assert!(all.is_empty(), "{} of them\n{}", all.len(), all.join("\n"));
}

#[test]
fn a_paste_that_is_not_marked_runs_nothing_anywhere_and_is_kept_whole() {
    for (place, opens) in LISTS {
        for text in [
            "All fine at nine<enter>rang the school<enter>y<enter>",
            "yes<enter>no one was there<enter>",
            "09:10<tab>rang school<enter>09:40<tab>read it back<enter>",
            "evening<enter>",
        ] {
            let mut harness = opens();
            let (kept, out) = (held(&harness), handed_out(&harness));
            harness.wait(2_000).burst(text).wait(2_000);
            harness.keys("<esc>").wait(2_000).keys("<esc>").wait(2_000);
            assert_eq!((held(&harness), handed_out(&harness)), (kept, out), "{place}: {text}");
            let waits = waits(&harness).replace("\\n", "\n").replace("\\t", " ");
            let whole = text.replace("<enter>", "\n").replace("<tab>", " ");
            assert!(waits.contains(whole.trim()), "{place}: {text}: {waits}");
        }
    }
}

#[test]
fn a_letter_that_acts_at_once_acts_when_nothing_follows_it() {
    let release = LISTS.iter().find(|(place, _)| *place == "Release, on its texts").unwrap();
    for keys in ["a", "a<enter>"] {
        let mut harness = (release.1)();
        let before = held(&harness).1;
        harness.wait(2_000).typed_on(keys, 90);
        let now = held(&harness).1;
        assert_eq!(now > before, keys.ends_with("<enter>"), "{}", harness.screen());
        harness.wait(700);
        assert!(held(&harness).1 > before, "{}", harness.screen());
    }
    let mut harness = (release.1)();
    let before = held(&harness).1;
    harness.wait(2_000).typed_on("a<esc>", 90).wait(2_000);
    assert_eq!(held(&harness).1, before, "Esc lets it go: {}", harness.screen());
}

#[test]
fn every_screen_is_among_the_places() {
    let seen: BTreeSet<&str> = LISTS.iter().map(|(_, opens)| opens().model.screen.name()).collect();
    let all: BTreeSet<&str> = Screen::ALL.iter().map(|screen| screen.name()).collect();
    assert_eq!(seen, all);
}

/// What a harness is made by.
type Made = fn() -> Harness;

/// Prompts that want a name, a file, a number or a day, and how a person comes to them.
const NAMES: &[(&str, Made)] = &[
    ("a pseudonym", || then("<ctrl-p>pseudonym<enter>")),
    ("a tag", || then("<f9>n")),
    ("a codebook to take in", || then("<f9>i")),
    ("a codebook to write", || then("<f9>x")),
    ("a plan", || then("<alt-e>n")),
    ("a plan to fill in", || then("<alt-e>t")),
    ("a time", || then("<f3>ewhen<enter>")),
    ("the file of a debrief", || {
        let mut harness = super::places::debriefing();
        harness.keys("fe<esc>w");
        harness
    }),
    ("another name in the team", || of_a_team(|_| Vec::new(), "n")),
    ("the folder of the team", || of_a_team(|_| Vec::new(), "f")),
];

#[test]
fn a_sentence_where_a_name_is_wanted_names_nothing_until_that_is_said() {
    const TEXT: &str = "the mother rang at nine";
    for (what, opens) in NAMES {
        let open = opens();
        assert!(matches!(open.model.overlays.last(), Some(Overlay::Prompt(_))), "{what}");
        for (leaves, answers) in [("<enter>", "n"), ("<esc>", "")] {
            let mut harness = opens();
            let (kept, out, read) = (held(&harness), handed_out(&harness), harness.effects.len());
            harness.wait(2_000).typed_on(TEXT, 150).wait(2_000).keys(leaves);
            if leaves == "<enter>" {
                let asks = harness.screen();
                assert!(asks.contains("Is it a note of its own?"), "{what}: {asks}");
            }
            harness.keys(answers).wait(2_000);
            assert_eq!((held(&harness), handed_out(&harness)), (kept, out), "{what}{leaves}");
            let reads = |effect: &Effect| matches!(effect, Effect::ReadFile(_));
            assert!(!harness.effects.iter().skip(read).any(reads), "{what}{leaves}");
            assert!(harness.model.overlays.is_empty(), "{what}{leaves}: {}", harness.screen());
            assert!(waits(&harness).contains(TEXT), "{what}{leaves}: {}", waits(&harness));
        }
    }
    // A long name is one when that is said, and a file is no sentence.
    let mut harness = then("<ctrl-p>pseudonym<enter>");
    harness.keys("the one who rings ahead<enter>h");
    assert!(harness.said().contains("the one who rings ahead"), "{}", harness.said());
    let mut harness = then("<alt-e>t");
    harness.keys("<ctrl-u>my plan of the year.toml<enter>");
    assert!(harness.effects.iter().any(|effect| matches!(effect, Effect::WriteFile(..))));
}

#[test]
fn ctrl_z_takes_back_typing_and_never_stops_the_program() {
    let mut harness = then("<f2>Half a line<ctrl-z>");
    assert_ne!(harness.line(), "Half a line", "{}", harness.screen());
    assert_eq!(held(&harness).0.len(), 2);
    harness.keys("<f3><ctrl-z>");
    assert!(!harness.effects.contains(&Effect::Suspend));
    harness.keys("<esc><alt-z>");
    assert!(harness.effects.contains(&Effect::Suspend));
}
