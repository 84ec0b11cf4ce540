//! A question that stands open, perhaps unseen, while somebody writes on: whatever the first letters
//! of the text are, they answer nothing, and all of it is kept. Each question and each list with
//! digits that the program can put up is played here; a new one fails the count until it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use asdone::share::ToDecide;
use asdone::share::sight::Decision;
use asdone::study::{StudyField, Subject};
use asdone::tui::harness::Harness;
use asdone::tui::msg::Msg;
use asdone::tui::overlay::Overlay;
use asdone::tui::screens::team::News;

use super::places::{
    after, debriefing, file_read, in_a_round, of_a_team, on_a_shift, planned, prompted, retired,
};
use super::{held, offered, with_a_note};

/// Where it is asked, words of it, and how a person comes to it.
pub(super) type Row = (&'static str, &'static str, fn() -> Harness);

/// How long a person waits before they write on: long enough to have read what came up.
const LATER: i64 = 2_000;

pub(super) const QUESTIONS: &[Row] = &[
    ("wording/update.rs", "turn the rule", || {
        let mut harness = after("Crew failed to follow the steps");
        harness.wait(1_000);
        harness.keys("<alt-q>");
        harness
    }),
    ("app.rs", "Take back this whole note?", || after("<f3>u")),
    ("app.rs", "A part of this study is damaged", || {
        let mut harness = with_a_note();
        harness.send(Msg::NeedsRepair(vec!["the store cannot be read".to_owned()]));
        harness
    }),
    ("app.rs", "not saved yet", || after("Half a line<ctrl-q>")),
    ("running/opened.rs", "Is it a note of its own?", || {
        let mut harness = after("<f3>");
        harness.typed_on("later it held", 120).keys("<enter>");
        harness
    }),
    ("asking/update.rs", "Is the keyboard back", || {
        after("<f8>n1<enter>1<enter>1<enter><alt-h><enter><esc>")
    }),
    ("stops.rs", "What should happen to this note?", || after("A half line<ctrl-g><enter>")),
    ("screens/codebook/file.rs", "Take in", || {
        let mut harness = after("<f9>inew.tsv<enter>");
        file_read(&mut harness, "group\ttag\tdefinition\nSAFETY\ts.new\tA new one.\n");
        harness
    }),
    ("screens/codebook/reply.rs", "Merge ", || after("<f9>g<enter>")),
    ("screens/observations/ask.rs", "for good?", || after("<f3>Ea slip<enter>")),
    ("screens/observations/reply.rs", "Did you mean", || after("<f3>ts.chexk<enter>")),
    ("screens/observations/reply.rs", "is out of use", || {
        let mut harness = retired();
        harness.keys("<f3>ta.share<enter>");
        harness
    }),
    ("screens/reflect/act.rs", "End the shift.", || {
        let mut harness = on_a_shift();
        harness.keys("<f5>s");
        harness
    }),
    ("screens/lock/update.rs", "has no passphrase", || after("<ctrl-l>")),
    ("screens/team/reply.rs", "a second laptop", || {
        let mut harness = of_a_team(|_| Vec::new(), "");
        let (name, words) = ("wren".to_owned(), "piano lunar tiger spoon cabin fabric".to_owned());
        let right = asdone::study::Right::Coder;
        harness.send(Msg::Team(News::Second { name, words, right }));
        harness
    }),
    ("screens/team/reply.rs", "of this study along?", || {
        let mut harness = Harness::sealed("correct horse battery staple");
        harness.keys("Rang ahead !a<enter>");
        harness.send(Msg::Team(News::Seen(None)));
        harness.keys("<f3><alt-t>j/mnt/team<enter>");
        harness
    }),
    ("screens/team/reply.rs", "for your whole team", || {
        of_a_team(|_| vec![Decision::Forms(vec![StudyField::Threshold(7)])], "<enter>")
    }),
    ("screens/team/reply.rs", "from the team?", || of_a_team(|_| Vec::new(), "<end>x")),
    ("screens/team/reply.rs", "Leave the team?", || of_a_team(|_| Vec::new(), "l")),
    ("screens/team/reply.rs", "the definitions of your", || {
        of_a_team(|_| vec![Decision::Codebook], "<enter>")
    }),
    ("screens/team/reply.rs", "raised before", || {
        let again = |harness: &Harness| {
            let first = Subject::Observation(harness.model.study.records()[0].id());
            vec![Decision::Settle(ToDecide::AskAgain(vec![first]))]
        };
        of_a_team(again, "<enter>")
    }),
    ("screens/voices/reply.rs", "out of the study?", || {
        after("<f8>n1<enter>1<enter>1<enter>She rang first<enter><esc>w")
    }),
    ("screens/release/reply.rs", "Keep this plan", planned),
    ("screens/debrief/ask.rs", "is not finished", || {
        let mut harness = debriefing();
        harness.keys("<esc>n");
        harness
    }),
    ("screens/debrief/ask.rs", "How long have you got?", || after("<f3>vteam<enter><f6>n")),
    ("screens/debrief/ask.rs", "Does anyone need anything?", || {
        let mut harness = debriefing();
        harness.keys("f");
        harness
    }),
    ("screens/round/reply.rs", "Hand in what you coded", || {
        let mut harness = in_a_round();
        harness.keys("<enter><enter><esc>h");
        harness
    }),
    ("screens/round/reply.rs", "Close round", || {
        let mut harness = in_a_round();
        harness.keys("c");
        harness
    }),
    ("screens/capture/save.rs", "A prompt waits", prompted),
    ("screens/capture/save.rs", "is in the future", || after("today 23:50 Rang the school<enter>")),
    ("screens/capture/save.rs", "Did you mean", || after("Read it back #s.chek<enter>")),
    ("screens/capture/save.rs", "is out of use", || {
        let mut harness = retired();
        harness.keys("Swapped bays #a.share<enter>");
        harness
    }),
    ("screens/capture/save.rs", "There is no place", || after("Swapped bays @\"duty dsk\"<enter>")),
    ("screens/capture/update.rs", "Throw this unfinished", || {
        after("Half a note<ctrl-p>throw<enter>")
    }),
];

/// Lists in which a digit picks: where they are made, and how a person comes to one.
pub(super) const WITH_DIGITS: &[Row] = &[
    ("audience.rs", "who may see", || after("<f3>v")),
    ("screens/team/reply.rs", "what may", || of_a_team(|_| Vec::new(), "<end>r")),
    ("screens/debrief/ask.rs", "which line?", || {
        let mut harness = debriefing();
        harness.keys("k");
        harness
    }),
    ("screens/capture/pick.rs", "where", || after("<alt-p>")),
    ("screens/capture/pick.rs", "tags", || super::places::then("<f3>t")),
    ("screens/reflect/act.rs", "a shift begins; where?", || after("<f5>s")),
];

fn source(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// How often each file of the screens says this.
fn said(words: &str) -> BTreeMap<String, usize> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui");
    let mut files = Vec::new();
    source(&root, &mut files);
    let counted = files.iter().map(|file| {
        let name = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        (name, fs::read_to_string(file).unwrap().matches(words).count())
    });
    counted.filter(|(_, times)| *times > 0).collect()
}

fn played(rows: &[Row]) -> BTreeMap<String, usize> {
    rows.iter().fold(BTreeMap::new(), |mut counted, (file, ..)| {
        *counted.entry((*file).to_owned()).or_default() += 1;
        counted
    })
}

/// Everything that was typed and is not saved, wherever it waits.
fn waits(harness: &Harness) -> String {
    [offered(harness), vec![harness.line()], harness.drafts.values().cloned().collect()]
        .concat()
        .join("\n")
}

#[test]
fn every_question_and_every_list_with_digits_is_played() {
    assert_eq!(said("Question::new("), played(QUESTIONS));
    assert_eq!(said("digit: Some("), {
        let mut played = played(WITH_DIGITS);
        // Those that count their digits make them without the word.
        played.remove("screens/capture/pick.rs");
        played.remove("screens/reflect/act.rs");
        played
    });
}

#[test]
fn each_stands_there_when_it_is_opened_so() {
    let all = QUESTIONS.iter().chain(WITH_DIGITS);
    let missing: Vec<String> = all
        .map(|(file, words, opens)| (file, words, opens().screen()))
        .filter(|(_, words, screen)| !screen.contains(*words))
        .map(|(file, words, screen)| format!("{file}: {words}\n{screen}"))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_text_written_into_a_standing_question_answers_nothing_and_is_kept_whole() {
    for (file, asks, opens) in QUESTIONS {
        let letters = match opens().model.overlays.last() {
            Some(Overlay::Question(question)) => {
                question.choices.iter().map(|choice| choice.key).collect::<Vec<char>>()
            }
            _ => panic!("{file}: {asks}: {}", opens().screen()),
        };
        // It begins with a letter that answers, with two of them, and with one that does not.
        let texts =
            letters.iter().flat_map(|c| [format!("{c}zz the boy"), format!("{c}{c} and so")]);
        for text in texts.chain(["the boy went back".to_owned(), "14:30 she rang".to_owned()]) {
            for pace in [130, 450] {
                let mut harness = opens();
                assert!(harness.screen().contains(asks), "{file}: {asks}: {}", harness.screen());
                let (before, screen) = (held(&harness), harness.model.screen);
                harness.wait(LATER).typed_on(&text, pace).typed_on("<enter>", pace);
                let drawn = harness.screen();
                assert!(drawn.contains(asks), "{file}: {asks}: {text}: {drawn}");
                assert_eq!(
                    (held(&harness), harness.model.screen),
                    (before, screen),
                    "{file}: {text}"
                );
                // After a pause Enter is no answer either: it was meant to save the note.
                harness.wait(LATER).keys("<enter>");
                assert!(harness.screen().contains(asks), "{file}: {asks}: {text}");
                harness.keys("<esc>").wait(LATER);
                let waits = waits(&harness);
                assert!(waits.contains(&text), "{file}: {asks}: {text}: {waits}");
            }
        }
    }
}

#[test]
fn a_paste_that_is_not_marked_answers_no_question_and_stays_in_one_piece() {
    for (file, asks, opens) in QUESTIONS {
        let mut harness = opens();
        let before = held(&harness);
        harness
            .wait(LATER)
            .typed_on("the ", 150)
            .burst("boy went<enter>back")
            .typed_on(" home", 150);
        assert!(harness.screen().contains(asks), "{file}: {asks}: {}", harness.screen());
        assert_eq!(held(&harness), before, "{file}");
        harness.wait(LATER).keys("<esc>").wait(LATER);
        let waits = waits(&harness).replace("\\n", " ").replace('\n', " ");
        assert!(waits.contains("the boy went back home"), "{file}: {asks}: {waits}");
    }
}

#[test]
fn a_letter_alone_is_an_answer_and_so_is_one_with_enter() {
    for enter in [false, true] {
        let mut harness = after("<f3>u");
        harness.wait(LATER).typed_on("t", 100);
        assert_eq!(held(&harness).0.len(), 1, "not yet: more may follow");
        if enter {
            harness.typed_on("<enter>", 100);
        } else {
            harness.wait(600);
        }
        assert!(held(&harness).0.is_empty(), "{}", harness.screen());
        assert_eq!(waits(&harness), "");
    }
    // A slip that is no answer and with which nobody went on goes nowhere.
    let mut harness = after("<f3>u");
    harness.wait(LATER).typed_on("y", 100).wait(LATER).keys("t");
    assert!(held(&harness).0.is_empty(), "{}", harness.screen());
    assert_eq!(waits(&harness), "");
}

#[test]
fn a_text_that_begins_with_a_digit_picks_nothing_from_a_list_and_is_offered() {
    for (file, title, opens) in WITH_DIGITS {
        for text in
            ["1st of May we met", "11:30 rang the school", "2 of us went", "3 boys went home"]
        {
            let mut harness = opens();
            assert!(harness.screen().contains(title), "{file}: {}", harness.screen());
            let before = held(&harness);
            harness.wait(LATER).typed_on(text, 200).wait(LATER);
            assert_eq!(held(&harness), before, "{file}: {text}");
            if ["where", "tags"].contains(title) {
                // It could be a new place: Enter asks, and picks nothing.
                harness.keys("<enter>");
                let asks = harness.screen();
                assert!(asks.contains("Is it a note of its own?"), "{text}: {asks}");
                harness.keys("n");
            }
            assert!(harness.model.overlays.is_empty(), "{file}: {text}: {}", harness.screen());
            assert_eq!(offered(&harness), [text], "{file}: {}", harness.screen());
        }
    }
}

#[test]
fn a_line_that_stands_there_is_not_mixed_with_what_is_typed_into_a_list() {
    for answer in ["n", "h"] {
        let mut harness = after("Half a line<alt-p>");
        harness.wait(LATER).typed_on("3 boys went home", 200).wait(LATER).keys("<enter>");
        assert!(harness.screen().contains("Is it a note of its own?"), "{}", harness.screen());
        harness.keys(answer);
        assert_eq!(harness.line(), "Half a line", "{}", harness.screen());
        let place = harness.model.capture.form.setting.as_deref();
        match answer {
            "n" => {
                assert_eq!((place, offered(&harness)), (None, vec!["3 boys went home".to_owned()]))
            }
            _ => assert_eq!(place, Some("3 boys went home")),
        }
    }
    // A name of a few words is taken without a question.
    let mut harness = after("<alt-p>old school hall<enter>");
    assert_eq!(harness.model.capture.form.setting.as_deref(), Some("old school hall"));
    harness.keys("<alt-p>she was not at home at all<enter>");
    assert!(harness.screen().contains("Is it a note of its own?"), "{}", harness.screen());
}

#[test]
fn a_sentence_over_something_to_read_is_no_command() {
    for opens in ["<f1>", "<f3><f1>", "<f3><enter>", "Half a line<ctrl-g>"] {
        for text in ["quiet evening at home", "just the two of us", "good that she rang"] {
            let mut harness = after(opens);
            let before = held(&harness);
            harness.wait(LATER).typed_on(text, 180).wait(LATER).keys("<esc>");
            assert_eq!(held(&harness), before, "{opens}: {text}");
            assert!(waits(&harness).contains(text), "{opens}: {text}: {}", harness.screen());
        }
    }
    let mut harness = after("<f1>q");
    assert!(harness.model.overlays.is_empty(), "a q alone closes it: {}", harness.screen());
    harness.keys("<f1><esc>");
    assert!(harness.model.overlays.is_empty());
}

#[test]
fn a_sentence_over_an_answer_that_is_picked_is_offered_and_picks_nothing() {
    for text in ["the boy was calm", "14:20 rang the school", "1 of us stayed behind"] {
        let mut harness = after("<f8>n2");
        let picked =
            |harness: &Harness| harness.screen().lines().filter(|l| l.contains('>')).count();
        let (before, shown) = (held(&harness), picked(&harness));
        harness.wait(LATER).typed_on(text, 180).wait(LATER);
        assert_eq!((held(&harness), picked(&harness)), (before, shown), "{}", harness.screen());
        assert_eq!(offered(&harness), [text], "{}", harness.screen());
    }
}
