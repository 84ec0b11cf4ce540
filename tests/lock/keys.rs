//! Keys in, screen, state and effects out.

use asdone::journal::DraftSlot;
use asdone::study::Change;
use asdone::tui::harness::Harness;
use asdone::tui::model::Phase;
use asdone::tui::msg::{Effect, Failure, Msg};
use asdone::tui::screens::Screen;
use asdone::tui::screens::lock::At;

const OPENS: &str = "correct horse";

/// Words that stand nowhere but in the study and in what was typed there.
const OF_THE_STUDY: [&str; 9] = [
    "Riverside",
    "heron",
    "duty desk",
    "home visit",
    "t.tool",
    "addresses",
    "recorded",
    "court",
    "TRIGGER",
];

/// A sealed study with a note in it, another half-typed, and a filter.
fn busy() -> Harness {
    let mut harness = Harness::sealed(OPENS);
    harness.keys("Rang school, the file had two addresses #t.tool @court<enter>");
    harness.keys("Half a line about addresses<f3>/addresses");
    harness
}

fn shows_nothing(harness: &Harness) {
    let screen = harness.screen();
    for words in OF_THE_STUDY {
        assert!(!screen.contains(words), "{words}:\n{screen}");
    }
    // Nor does the model hold any of it.
    let held = format!("{:?}", harness.model);
    for words in ["Riverside", "heron", "addresses"] {
        assert!(!held.contains(words), "the model still holds {words}");
    }
}

pub(super) fn both(name: &str, harness: &mut Harness) {
    for (wide, high) in [(80, 24), (60, 20)] {
        harness.resize(wide, high);
        insta::assert_snapshot!(format!("{name}_{wide}x{high}"), harness.screen());
    }
}

fn texts(harness: &Harness) -> Vec<String> {
    harness.model.study.all_standing().map(|(_, record)| record.text().to_owned()).collect()
}

#[test]
fn ctrl_l_lets_everything_go_and_the_passphrase_brings_it_back_where_one_was() {
    let mut harness = busy();
    assert!(harness.screen().contains("addresses"));
    harness.keys("<ctrl-l>");
    assert_eq!(harness.model.phase, Phase::Locked);
    shows_nothing(&harness);
    assert!(harness.effects.contains(&Effect::Lock) && harness.effects.contains(&Effect::Redraw));
    assert!(harness.drafts[&DraftSlot::Capture].contains("Half a line about addresses"));
    harness.keys("correct horse<enter>");
    assert!(harness.model.is_open());
    assert_eq!(harness.model.screen, Screen::Observations, "back where one was");
    assert_eq!(texts(&harness), ["Rang school, the file had two addresses"]);
    harness.keys("<f2>");
    assert!(harness.screen().contains("Half a line about addresses"), "{}", harness.screen());
}

/// The study of [`busy`], locked and unlocked again, while it is being read.
fn being_read() -> Harness {
    let mut harness = busy();
    harness.keys("<ctrl-l>");
    harness.reads_slowly = true;
    harness.keys("correct horse<enter>");
    assert_eq!(harness.model.phase, Phase::Opening);
    harness
}

#[test]
fn the_capture_line_is_there_at_once_and_the_past_when_it_has_been_read() {
    let mut harness = being_read();
    assert_eq!(harness.model.screen, Screen::Capture);
    let screen = harness.screen();
    assert!(screen.contains("opening the study"), "{screen}");
    assert!(screen.contains("Half a line about addresses"), "{screen}");
    harness.keys("<f3>");
    let screen = harness.screen();
    assert!(screen.contains("being read") && !screen.contains("No observations"), "{screen}");
    harness.keys("<f2>").wait(2_000).keys("Printer down, wrote it by hand<enter>");
    assert_eq!(harness.said(), "the study is still being read; this note is saved right after");
    assert!(harness.drafts[&DraftSlot::Capture].contains("Printer down"));
    harness.has_been_read();
    let both = ["Rang school, the file had two addresses", "Printer down, wrote it by hand"];
    assert_eq!(texts(&harness), both);
    assert_eq!(harness.model.screen, Screen::Capture, "it does not change under who types");
}

#[test]
fn who_has_not_typed_is_taken_back_where_they_were_unless_it_took_long() {
    for (millis, screen) in [(300, Screen::Observations), (3_000, Screen::Capture)] {
        let mut harness = being_read();
        harness.wait(millis).has_been_read();
        assert_eq!(harness.model.screen, screen, "after {millis} ms");
        assert!(harness.model.is_open());
    }
}

#[test]
fn it_can_be_locked_again_while_it_is_being_read_and_what_arrives_then_is_let_go() {
    let mut harness = being_read();
    harness.keys("Typed in the meantime<ctrl-l>");
    assert_eq!(harness.model.phase, Phase::Locked);
    shows_nothing(&harness);
    assert!(harness.drafts[&DraftSlot::Capture].contains("Typed in the meantime"));
    assert!(harness.drafts[&DraftSlot::Capture].contains("Half a line about addresses"));
    harness.keys("correct horse<enter>");
    assert!(harness.model.is_open());
}

#[test]
fn a_study_that_cannot_be_read_after_all_is_locked_again_and_what_was_typed_is_kept() {
    let mut harness = being_read();
    harness.keys("Typed in the meantime");
    let failure = Failure { message: "cannot read the segments".to_owned(), hint: None };
    harness.send(Msg::UnlockFailed(failure));
    assert_eq!(harness.model.phase, Phase::Locked);
    assert_eq!(harness.said(), "cannot read the segments");
    assert!(harness.drafts[&DraftSlot::Capture].contains("Typed in the meantime"));
}

#[test]
fn a_note_can_be_written_while_it_is_locked_and_is_there_once_afterwards() {
    let mut harness = Harness::locked(OPENS);
    assert_eq!(harness.model.lock.at, At::Passphrase, "the cursor is in the passphrase at once");
    harness.keys("<tab>The printer came back #new.tag !w<enter>");
    assert_eq!(harness.said(), "kept, sealed; it is taken in when the study is unlocked");
    assert!(harness.model.lock.note.is_empty());
    assert!(!harness.drafts.contains_key(&DraftSlot::Named("locked".into())));
    assert!(matches!(&harness.inbox[..], [only] if matches!(only[..], [Change::Recorded(_)])));
    assert!(!harness.screen().contains("printer"), "{}", harness.screen());
    harness.keys("<tab>correct horse<enter>");
    assert_eq!(texts(&harness), ["The printer came back"]);
    assert_eq!(harness.said(), "Added a note from the inbox");
}

#[test]
fn a_half_typed_line_is_kept_and_goes_on_in_the_capture_line() {
    let mut harness = Harness::locked(OPENS);
    harness.keys("<tab>Half of what the mo").wait(400);
    assert_eq!(harness.drafts[&DraftSlot::Named("locked".into())], "Half of what the mo");
    harness.keys("<tab>correct horse<enter>");
    assert_eq!(harness.line(), "Half of what the mo");
    assert!(!harness.drafts.contains_key(&DraftSlot::Named("locked".into())));
    assert!(harness.drafts[&DraftSlot::Capture].contains("Half of what the mo"));
}

#[test]
fn a_line_of_an_earlier_sitting_is_offered_after_unlocking_and_never_overwritten() {
    let mut harness = Harness::locked(OPENS);
    harness.drafts.insert(DraftSlot::Named("locked-1".into()), "Of yesterday".into());
    harness.keys("<tab>Of today").wait(400).keys("<tab>correct horse<enter>");
    assert_eq!(harness.line(), "Of today");
    let kept = &harness.drafts[&DraftSlot::Capture];
    assert!(kept.contains("Of yesterday") && kept.contains("Of today"), "{kept}");
    assert!(!harness.drafts.contains_key(&DraftSlot::Named("locked-1".into())));
}

#[test]
fn the_passphrase_in_the_line_for_the_note_opens_the_study_and_is_kept_nowhere() {
    let mut harness = Harness::locked(OPENS);
    harness.keys("<tab>correct horse<enter>");
    assert!(harness.model.is_open());
    assert!(harness.inbox.is_empty() && texts(&harness).is_empty());
    assert_eq!(harness.line(), "");
    let kept = |text: &String| text.contains(OPENS);
    assert!(!harness.drafts.values().any(kept), "{:?}", harness.drafts);
}

#[test]
fn a_passphrase_with_a_slip_is_never_kept_as_a_note_nor_shown() {
    for (first, slip) in [
        ("", "<tab>correct-horse1"),
        ("", "<tab>correct hors battery"),
        ("correct hors<enter>", "<tab>Correct hrse"),
        ("lantern oter gravel<enter>", "<tab>Lantern otter gravel."),
    ] {
        let mut harness = Harness::locked(OPENS);
        harness.keys(first).keys(slip).keys("<enter>");
        assert!(harness.inbox.is_empty(), "{slip} was kept as a note");
        let screen = harness.screen();
        assert!(!screen.to_lowercase().contains("corr") && !screen.contains("ravel"), "{screen}");
        assert!(harness.said().contains("hidden in case"), "{}", harness.said());
        assert!(!harness.drafts.contains_key(&DraftSlot::Named("locked".into())));
        // Corrected in the box it opens the study; cleared it is gone.
        harness.keys("<esc>").keys("correct horse<enter>");
        assert!(harness.model.is_open(), "{}", harness.screen());
        assert!(texts(&harness).is_empty());
    }
}

#[test]
fn a_passphrase_that_ran_into_a_note_is_hidden_or_said_at_the_unlocking() {
    // Nearly typed once before, it is known where it runs into the end of a note.
    let mut harness = Harness::locked(OPENS);
    harness.keys("correct hors<enter><tab>Took the long way round #t.timecorrect horse<enter>");
    assert!(harness.inbox.is_empty() && harness.said().contains("hidden in case"));
    assert!(!harness.screen().contains("long way"), "{}", harness.screen());
    // Never typed before, it cannot be known; the unlocking knows it.
    let mut harness = Harness::locked(OPENS);
    harness.keys("<tab>Took the long way round #t.timecorrect horse<enter>");
    assert_eq!(harness.inbox.len(), 1);
    harness.keys("<tab>correct horse<enter>");
    assert!(harness.said().contains("holds your passphrase, or nearly"), "{}", harness.said());
    assert!(harness.screen().contains("erase it (F3, e)"), "{}", harness.screen());
}

#[test]
fn a_note_that_looks_like_a_passphrase_is_kept_when_the_person_says_so() {
    let mut harness = Harness::locked(OPENS);
    harness.keys("<tab>printer broken again<enter>");
    assert_eq!(harness.inbox.len(), 1, "an everyday line is not asked about");
    harness.keys("fire alarm test<enter>");
    assert!(
        harness.inbox.len() == 1 && !harness.screen().contains("alarm"),
        "{}",
        harness.screen()
    );
    harness.keys("<tab>");
    assert!(harness.screen().contains("fire alarm test"), "{}", harness.screen());
    harness.keys("<enter>");
    assert_eq!(harness.inbox.len(), 2, "{}", harness.said());
}

#[test]
fn the_passphrase_typed_into_an_open_study_is_saved_nowhere() {
    let mut harness = Harness::locked(OPENS);
    harness.keys("correct horse<enter>");
    for typed in ["correct horse", "Correct horsee", "corect horse"] {
        harness.keys(typed).keys("<enter>");
        assert!(harness.said().contains("kept nowhere"), "{typed}: {}", harness.said());
        assert!(!harness.screen().contains("orse"), "{}", harness.screen());
        assert_eq!(harness.line(), "");
    }
    harness.keys("correct horse Rang ahead<enter>");
    assert!(harness.said().contains("take it out"), "{}", harness.said());
    assert_eq!(harness.line(), "correct horse Rang ahead", "the rest of the line is not lost");
    harness.keys("<ctrl-u>").keys("Rang ahead<enter>");
    assert_eq!(texts(&harness), ["Rang ahead"]);
    harness.keys("<f3>lcorrect horse<enter>");
    assert!(harness.screen().contains("this is your passphrase"), "{}", harness.screen());
    assert_eq!(harness.model.study.all_standing().next().map(|(_, r)| r.later().count()), Some(0));
}

#[test]
fn nothing_that_tells_the_passphrase_is_held_while_it_is_locked() {
    let told = |harness: &Harness| format!("{:?}", harness.model).contains("Likeness");
    let mut harness = Harness::locked(OPENS);
    harness.keys("correct horse<enter>");
    assert!(told(&harness), "what is told by the model while the study is open");
    harness.keys("<ctrl-l>");
    assert_eq!(harness.model.phase, Phase::Locked);
    assert!(!told(&harness), "and let go when it is locked");
}

#[test]
fn a_wrong_passphrase_is_said_and_the_note_stays() {
    let mut harness = Harness::locked(OPENS);
    harness.keys("<tab>A note in the making<tab>incorrect<enter>");
    assert_eq!(harness.model.phase, Phase::Locked);
    assert!(harness.said().starts_with("the passphrase is not right"), "{}", harness.said());
    assert!(harness.screen().contains("A note in the making"));
    assert!(harness.model.lock.passphrase.is_empty(), "it is not left lying about");
    harness.keys("correct horse<enter>");
    assert!(harness.model.is_open());
}

#[test]
fn nothing_of_a_passphrase_is_drawn_or_printed() {
    let mut harness = Harness::locked(OPENS);
    harness.keys("correct ho");
    assert!(!harness.screen().contains("correct"));
    assert!(harness.screen().contains("••••"));
    // "correct" alone is a word of a command.
    assert!(!format!("{:?}", harness.model).contains("correct ho"));
    harness.keys("rse<enter>");
    assert!(!format!("{:?}", harness.effects).contains("correct"));
}

#[test]
fn the_24_words_are_counted_and_taken_with_their_numbers() {
    let mut harness = Harness::locked(OPENS);
    harness.keys("<ctrl-r>");
    harness.paste("1 abandon 2 ability\n3 able");
    assert!(harness.screen().contains("3 so far"), "{}", harness.screen());
    harness.keys("<enter>");
    assert_eq!(harness.said(), "there are 24 words, and 3 are typed");
    for word in 0..21 {
        harness.paste(if word % 2 == 0 { " about" } else { " above" });
    }
    harness.keys("<enter>");
    let tried = |effect: &Effect| matches!(effect, Effect::Unlock(_));
    assert!(harness.effects.iter().any(tried));
    assert_eq!(harness.model.phase, Phase::Locked);
}

#[test]
fn idle_minutes_lock_it_and_any_key_counts() {
    let mut harness = Harness::sealed(OPENS);
    harness.wait(4 * 60_000).keys("x").wait(4 * 60_000);
    assert!(harness.model.is_open());
    harness.wait(60_000);
    assert_eq!(harness.model.phase, Phase::Locked);
    assert!(harness.drafts[&DraftSlot::Capture].contains("\"line\":\"x\""));
}

#[test]
fn the_first_key_after_the_laptop_slept_goes_to_a_locked_screen() {
    let mut harness = busy();
    harness.now.millis += 3 * 3_600_000;
    harness.keys("s");
    assert_eq!(harness.model.phase, Phase::Locked);
    assert_eq!(harness.model.lock.passphrase.peek(), "s");
    shows_nothing(&harness);
}

#[test]
fn what_is_under_way_reaches_the_disk_before_it_is_locked_and_nothing_shows_meanwhile() {
    let mut harness = busy();
    harness.slow = true;
    harness.keys("<f2>Second with addresses<enter><ctrl-l>");
    assert!(!harness.effects.contains(&Effect::Lock), "the save is still under way");
    let screen = harness.screen();
    assert!(screen.contains("Not locked yet") && !screen.contains("addresses"), "{screen}");
    assert!(!screen.contains("This study is locked"), "{screen}");
    harness.keys("<tab>typed meanwhile");
    both("not_yet", &mut harness);
    harness.acknowledge();
    assert_eq!(harness.model.phase, Phase::Locked);
    assert!(harness.screen().contains("This study is locked"), "{}", harness.screen());
    assert!(harness.effects.contains(&Effect::Lock));
    assert_eq!(harness.model.lock.note.text(), "typed meanwhile");
    shows_nothing(&harness);
    harness.slow = false;
    harness.keys("<tab>correct horse<enter>");
    assert_eq!(texts(&harness).len(), 2);
}

/// The owner of the study is asked to let it go, and does not answer: its disk hangs.
#[test]
fn a_study_that_has_not_been_let_go_is_not_called_locked() {
    let mut harness = busy();
    harness.hangs = true;
    harness.keys("<ctrl-l>");
    assert!(harness.effects.contains(&Effect::Lock));
    let screen = harness.screen();
    assert!(screen.contains("not locked yet") && screen.contains("Not locked yet"), "{screen}");
    shows_nothing(&harness);
    // However long it takes, and whatever is typed.
    harness.wait(3_600_000).keys("<tab>a note<tab>correct horse");
    assert!(!harness.screen().contains("This study is locked"), "{}", harness.screen());
    harness.send(Msg::Locked);
    assert!(harness.screen().contains("This study is locked"), "{}", harness.screen());
}

#[test]
fn a_save_that_fails_while_it_is_being_locked_leaves_its_words_in_a_draft() {
    let mut harness = Harness::sealed(OPENS);
    (harness.slow, harness.fail_at) = (true, Some(1));
    harness.keys("Words that must not go<enter><ctrl-l>");
    harness.acknowledge();
    assert_eq!(harness.model.phase, Phase::Locked);
    assert!(harness.drafts[&DraftSlot::Capture].contains("Words that must not go"));
}

#[test]
fn stopping_locks_first() {
    let mut harness = busy();
    harness.keys("<alt-z>");
    let at = |wanted: &Effect| harness.effects.iter().position(|effect| effect == wanted);
    assert!(at(&Effect::Lock).unwrap() < at(&Effect::Suspend).unwrap());
    shows_nothing(&harness);
    let mut clear = Harness::open();
    clear.keys("half").send(Msg::StopAsked);
    assert!(clear.model.is_open() && clear.effects.contains(&Effect::Suspend));
}

#[test]
fn who_says_to_go_on_before_it_has_stopped_is_not_left_with_a_stopped_program() {
    for says in [false, true] {
        let mut harness = Harness::sealed(OPENS);
        harness.slow = true;
        harness.keys("A note on its way<enter>").send(Msg::StopAsked);
        assert!(!harness.effects.contains(&Effect::Suspend), "the save comes first");
        if says {
            harness.send(Msg::Resumed);
        }
        harness.acknowledge();
        assert_eq!(harness.model.phase, Phase::Locked);
        assert_eq!(harness.effects.contains(&Effect::Suspend), !says);
    }
}

#[test]
fn without_a_passphrase_ctrl_l_says_what_that_means() {
    let mut harness = Harness::open();
    harness.keys("half a note<ctrl-l>");
    assert!(harness.model.is_open());
    assert!(harness.screen().contains("has no passphrase"), "{}", harness.screen());
    harness.keys("<enter>").wait(24 * 3_600_000);
    assert!(harness.model.is_open(), "and no idle minutes lock it");
}

#[test]
fn no_command_of_the_study_can_be_given_while_it_is_locked() {
    let mut harness = busy();
    harness.keys("<ctrl-l>");
    for key in ["<f3>", "<f4>", "<alt-u>", "<alt-t>", "<ctrl-x>", "<f9>"] {
        harness.keys(key);
        assert_eq!(harness.model.phase, Phase::Locked);
        assert!(harness.model.overlays.is_empty());
        shows_nothing(&harness);
    }
    harness.keys("<ctrl-p>words");
    assert!(harness.screen().contains("unlock the study with the 24 words"));
    harness.keys("<esc><ctrl-p>counts");
    assert!(!harness.screen().contains("go to Counts"), "{}", harness.screen());
    harness.keys("<esc><tab><f1>");
    assert!(harness.screen().contains("seal this note"), "{}", harness.screen());
    harness.keys("<esc>half<ctrl-q>");
    assert!(harness.has_quit);
    assert_eq!(harness.drafts[&DraftSlot::Named("locked".into())], "half");
    assert!(harness.drafts.contains_key(&DraftSlot::Capture), "other drafts stay");
}

#[test]
fn how_it_looks() {
    both("start", &mut Harness::locked(OPENS));
    let mut harness = Harness::locked(OPENS);
    harness.keys("<tab>Read the plan back to the mother<enter>And then<tab>incorrect<enter>");
    both("wrong", &mut harness);
    harness.keys("<ctrl-r>").paste("abandon ability able about above");
    both("words", &mut harness);
}
