//! Enter means the same everywhere: in a text it gives what is typed, in a list it opens what one stands
//! on or picks it, under something to read it closes that, and in a question it gives the answer that is
//! marked, which never is one that cannot be undone. What it does in each place is written here once; a
//! new place fails until it is decided.

use std::collections::BTreeSet;

use asdone::tui::Keymap;
use asdone::tui::command::{self, Place};
use asdone::tui::harness::Harness;
use asdone::tui::key::{Code, Key};
use asdone::tui::overlay::Overlay;

use super::held;
use super::places::{LISTS, after, then};
use super::standing::{QUESTIONS, WITH_DIGITS};

/// What Enter does, in one of the words of this page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Does {
    /// Shows what one stands on, or the field for it; nothing is changed.
    Opens,
    /// Gives what is typed or ticked, and goes on.
    Gives,
    /// Leaves a filter or closes what is read.
    Leaves,
    /// Nothing is bound to it there; another table of keys or the field itself has it.
    Nothing,
}

/// The command that Enter gives in each table of keys.
const fn in_table(place: Place) -> (&'static str, Does) {
    use Does::{Gives, Leaves, Nothing, Opens};
    match place {
        Place::Anywhere
        | Place::List
        | Place::Wording
        | Place::CaptureText
        | Place::CaptureRow
        | Place::ReflectText
        | Place::LessonsText
        | Place::VoicesText
        | Place::CodebookText
        | Place::Lock => ("", Nothing),
        Place::Paper => ("asking.enter", Gives),
        Place::Handed => ("handed.next", Gives),
        Place::Capture => ("capture.save", Gives),
        Place::FirstRun => ("begin.next", Gives),
        Place::LockNote => ("lock.keep", Gives),
        Place::LockSecret => ("lock.unlock", Gives),
        Place::Access => ("access.next", Gives),
        Place::Words => ("words.next", Gives),
        Place::Observations => ("observations.read", Opens),
        Place::ObservationsFilter => ("observations.filter-done", Leaves),
        Place::Tallies => ("tallies.notes", Opens),
        Place::TalliesFilter => ("tallies.filter-done", Leaves),
        Place::Reflect => ("reflect.open", Opens),
        Place::Debrief => ("debrief.open", Opens),
        Place::DebriefHeld => ("debrief.say", Opens),
        Place::DebriefText => ("debrief.save", Gives),
        Place::Lessons => ("lessons.read", Opens),
        Place::Voices => ("voices.open", Opens),
        Place::Codebook => ("codebook.notes", Opens),
        Place::Team => ("team.act", Opens),
        Place::Round => ("round.open", Opens),
        // The ticks of a note are a form that is filled in.
        Place::RoundCode => ("round.save", Gives),
        Place::RoundSettle => ("round.read-difference", Opens),
        Place::Release => ("release.review", Opens),
        Place::ReleaseReview => ("release.read-text", Opens),
    }
}

#[test]
fn enter_gives_the_command_that_was_decided_in_every_table_of_keys() {
    let keymap = Keymap::default();
    for place in Place::ALL {
        let given = keymap.command(&[place], Key::plain(Code::Enter));
        let bound = command::all().find(|info| {
            info.place == place
                && keymap.keys(info).contains(&Key::plain(Code::Enter))
                && Some(info.command) == given
        });
        let (id, does) = in_table(place);
        assert_eq!(bound.map_or("", |info| info.id), id, "{place:?}");
        assert_eq!(id.is_empty(), does == Does::Nothing, "{place:?}");
        // A list is where letters are commands; there Enter gives nothing but the ticks of a coding.
        let given_in_a_list = does == Does::Gives && !place.is_typed_in();
        assert!(!given_in_a_list || place == Place::RoundCode, "{place:?}");
    }
}

/// What can be seen to have changed.
fn looks(harness: &Harness) -> (usize, usize, String) {
    let overlays = harness.model.overlays.len();
    (held(harness).1, overlays, harness.screen())
}

/// In which places Enter changes nothing that is kept, and shows something; in which it shows nothing new
/// either, since there is nothing to open.
const SHOWS_NOTHING: &[&str] = &[
    // Nothing is typed, so there is nothing to save.
    "Write, on the kind",
    "Write, on the place",
    "Write, on the tags",
    "Write, on who",
    "Write, on why",
    // All of it is shown already.
    "Notes, reading",
    "Debrief, ended",
    "Lessons, reading",
    "Voices, counted",
    // Nothing is there.
    "Reflect",
    "Reflect, with no places",
    "Debrief",
    "Lessons, answers",
    "Lessons, candidates",
    "Tags",
    "Tags, on one out of use",
    "Team, none",
    "Round, none",
    "Release, none",
];

/// In which places Enter writes.
const WRITES: &[&str] = &["Round, coding"];

#[test]
fn enter_on_a_list_opens_and_writes_nothing() {
    let (mut writes, mut nothing) = (Vec::new(), Vec::new());
    for (place, opens) in LISTS {
        let mut harness = opens();
        let before = looks(&harness);
        harness.wait(2_000);
        let still = looks(&harness);
        harness.keys("<enter>");
        let now = looks(&harness);
        assert_eq!(before.0, still.0, "{place}");
        if now.0 != still.0 {
            writes.push(*place);
        } else if (now.1, without_the_status(&now.2)) == (still.1, without_the_status(&still.2)) {
            nothing.push(*place);
        }
    }
    let set = |places: &[&'static str]| places.iter().copied().collect::<BTreeSet<_>>();
    assert_eq!(writes, WRITES);
    assert_eq!(set(&nothing), set(SHOWS_NOTHING));
}

/// A coder answers for words that they can read: all of them, not the first rows.
#[test]
fn all_of_a_note_can_be_read_where_it_is_coded_and_where_coders_differ() {
    for (place, key) in [("Round, coding", "r"), ("Round, settling", "<enter>")] {
        let (_, opens) = LISTS.iter().find(|(known, _)| *known == place).unwrap();
        let mut harness = opens();
        let before = held(&harness);
        harness.wait(2_000).keys(key).wait(2_000);
        let read = matches!(harness.model.overlays.last(), Some(Overlay::Message(_)));
        assert!(read, "{place}: {}", harness.screen());
        assert!(harness.screen().contains("note "), "{}", harness.screen());
        harness.keys("<enter>");
        assert!(harness.model.overlays.is_empty(), "{place}");
        assert_eq!(held(&harness), before, "{place}: reading writes nothing");
    }
}

/// A screen but for what was last said and the keys below it.
fn without_the_status(screen: &str) -> String {
    screen.lines().take(20).collect::<Vec<_>>().join("\n")
}

/// The questions that Enter alone answers with something that is written, each of which can be undone.
const ENTER_WRITES: &[(&str, &str)] = &[
    ("screens/codebook/file.rs", "Take in"),
    ("screens/codebook/reply.rs", "Merge "),
    ("screens/observations/reply.rs", "Did you mean"),
    ("screens/debrief/ask.rs", "How long have you got?"),
    ("screens/debrief/ask.rs", "Does anyone need anything?"),
    ("screens/capture/save.rs", "Did you mean"),
    ("screens/capture/save.rs", "There is no place"),
];

#[test]
fn enter_alone_answers_no_question_in_a_way_that_cannot_be_undone() {
    let mut writes = Vec::new();
    for (file, asks, opens) in QUESTIONS {
        let mut harness = opens();
        let before = (held(&harness), harness.effects.len());
        harness.wait(2_000).keys("<enter>");
        let erased = harness.effects.iter().skip(before.1).any(|effect| {
            use asdone::tui::msg::Effect::{Commit, LetGo, Team};
            matches!(effect, Commit(..) | LetGo(..) | Team(_))
        });
        if held(&harness) != before.0 || erased {
            writes.push((*file, *asks));
        }
    }
    assert_eq!(writes, ENTER_WRITES);
}

#[test]
fn enter_over_a_screen_does_what_the_kind_of_thing_that_stands_there_does() {
    // Something to read is closed.
    for opens in ["<f3><f1>", "<f8>n1<enter>1<enter>1<enter>She rang<enter><esc>r"] {
        let mut harness = after(opens);
        assert!(matches!(
            harness.model.overlays.last(),
            Some(Overlay::Help(_) | Overlay::Message(_))
        ));
        harness.keys("<enter>");
        assert!(harness.model.overlays.is_empty(), "{opens}: {}", harness.screen());
    }
    // From a list the one that is marked is picked.
    for (file, title, opens) in WITH_DIGITS {
        let mut harness = opens();
        assert!(harness.screen().contains(title), "{file}");
        harness.keys("<down><enter>");
        let still = |harness: &Harness| match harness.model.overlays.last() {
            Some(Overlay::Picker(_)) => harness.screen().contains(title),
            _ => false,
        };
        assert!(!still(&harness), "{file}: {}", harness.screen());
    }
    // A text is given, one that is refused stays with the reason.
    let mut harness = then("<f3>lIt held for two weeks<enter>");
    assert!(harness.model.overlays.is_empty(), "{}", harness.screen());
    harness.keys("l<enter>");
    assert!(matches!(harness.model.overlays.last(), Some(Overlay::Prompt(_))));
    // Where nothing is marked yet Enter chooses nothing.
    let undecided = QUESTIONS.iter().find(|(_, asks, _)| *asks == "End the shift.").unwrap();
    let mut harness = (undecided.2)();
    harness.wait(2_000).keys("<enter>");
    assert!(matches!(harness.model.overlays.last(), Some(Overlay::Question(_))));
}
