//! The small files that failed in neighbouring programs: what must come in of each, and what must be
//! refused, with its line. The files are in `tests/data/faults`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod hands;

use asdone::actions::Consent;
use asdone::import::{Intake, jot};
use hands::{Hands, tuesday};

/// A week after the files were written.
fn later() -> Hands {
    let mut hands = Hands::founded();
    hands.now = tuesday().plus_minutes(7 * 24 * 60);
    hands
}

fn bytes(name: &str) -> Vec<u8> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read(root.join("tests/data/faults").join(name)).unwrap()
}

fn text(name: &str) -> String {
    asdone::import::decoded(bytes(name)).unwrap()
}

fn does(hands: &mut Hands, intake: &Intake) {
    if let Some(deed) = &intake.deed {
        let author = hands.author;
        hands.write(deed, author);
    }
}

/// What a file gives: each note as "day hour:minute kind text", and the numbers of refused lines.
fn came(hands: &Hands, intake: &Intake) -> (Vec<String>, Vec<usize>) {
    let note = |record: &asdone::study::Record| {
        let at = record.happened_at().local().format("%-d %H:%M");
        let kind = record.kind().map_or('-', |kind| kind.key());
        format!("{at} {kind} {}", record.text())
    };
    let notes = hands.study.records().iter().map(note).collect();
    (notes, intake.bad.iter().map(|bad| bad.number).collect())
}

fn jotted(text: &str) -> (Vec<String>, Vec<usize>, Vec<String>) {
    let mut hands = later();
    let intake = jot::read(text, &hands.study, &hands.context(), Consent::default());
    does(&mut hands, &intake);
    let (notes, refused) = came(&hands, &intake);
    (notes, refused, intake.notes)
}

#[track_caller]
fn jots(name: &str, notes: &[&str], refused: &[usize]) {
    let (came, bad, said) = jotted(&text(name));
    assert_eq!(came, notes, "{name}: {said:?}");
    assert_eq!(bad, refused, "{name}");
}

#[test]
fn jotted_files() {
    jots("apple-nbsp.txt", &["3 14:20 a Rang the school", "3 15:00 w Printer down"], &[]);
    jots(
        "bullets.txt",
        &[
            "3 14:20 a Rang the school",
            "3 15:00 w Printer down",
            "3 15:10 o Waited",
            "3 15:20 o Sub bullet",
            "3 15:30 o numbered",
            "3 15:40 o quoted",
            "3 15:50 o plus bullet",
            "3 16:00 o dot",
            "3 16:10 o middle dot",
        ],
        &[],
    );
    jots("jot-12h.txt", &["3 11:40 - first"], &[3, 4]);
    jots("jot-midnight.txt", &["3 23:40 - late"], &[3]);
    jots("jot-bom.txt", &["3 14:20 a Rang the school"], &[]);
    jots("jot-utf16.txt", &["3 14:20 a Rang the school"], &[]);
    jots("jot-cr.txt", &["3 14:20 a Rang the school", "3 15:00 w Printer down"], &[]);
    jots("jot-crlf.txt", &["3 14:20 a Rang the school", "3 15:00 w Printer down"], &[]);
    jots("jot-mixed.txt", &["3 10:20 a Rang", "3 11:00 w Printer"], &[]);
    jots(
        "jot-cr-nohead.txt",
        &["10 10:20 a Rang the school", "10 11:00 w Printer down", "10 11:30 k Read it back"],
        &[],
    );
    jots(
        "jot-fallthrough.txt",
        &[
            "3 14:20 a Rang the school",
            "3 15:00 w Printer down",
            "3 15:30 k Read it back",
            "3 16:45 s Nobody there",
            "3 17:30 o Handover",
            "3 18:05 o Locked up",
        ],
        &[],
    );
    jots(
        "jot-headings.txt",
        &[
            "3 14:20 a Rang the school",
            "4 09:00 w Printer down",
            "5 10:00 k Read it back",
            "6 11:00 o Quiet",
        ],
        &[],
    );
}

#[test]
fn jotted_files_of_phones_and_messengers() {
    jots(
        "jot-softbreak.txt",
        &["3 10:20 a Rang the school", "3 10:20 - and waited", "3 11:00 w Printer down"],
        &[],
    );
    jots("jot-ls.txt", &["3 14:20 a Rang", "3 14:20 - the school", "3 15:00 w x"], &[3]);
    jots("naive-jot.txt", &["3 14:20 a Rang the school"], &[]);
    jots(
        "whatsapp-ios.txt",
        &[
            "3 14:20 - Wren: Rang the school first",
            "3 14:25 - Wren: Printer down, wrote it by hand",
            "3 14:26 - Wren: \u{200e}image omitted",
        ],
        &[],
    );
    jots(
        "whatsapp-android.txt",
        &[
            "3 14:20 - Wren: Rang the school first",
            "3 14:25 - Wren: Printer down",
            "3 14:25 - second line of that message",
        ],
        &[],
    );
}

#[test]
fn clock_times_of_all_shapes() {
    jots(
        "jot-clocks.txt",
        &[
            "3 14:15 a Rang",
            "3 14:30 w Printer",
            "3 14:20 o Waited",
            "3 14:20 o dotted",
            "3 16:30 o waited",
            "3 09:00 o early",
            "3 09:15 o range (until 09:40)",
            "3 10:00 o about",
            "3 10:00 o ish",
            "3 11:00 o circa",
            "3 11:30 - colon",
            "3 12:00 - dash",
            "3 12:10 - em dash",
            "3 12:20 - full stop",
            "3 12:30 - brackets",
            "3 12:40 - bold",
            "3 12:50 - comma",
            "3 12:55 - semi",
        ],
        &[8],
    );
}

#[test]
fn a_heading_is_read_or_refused_and_the_lines_below_never_go_elsewhere() {
    for heading in text("headings-tried.txt").lines() {
        let lines = format!("3 March 2026\n09:00 before\n{heading}\n10:00 below\n");
        let (notes, refused, _) = jotted(&lines);
        let below = notes.iter().find(|note| note.ends_with("below"));
        match below {
            Some(note) => assert_eq!(note, "4 10:00 - below", "{heading}"),
            None => assert_eq!(refused, [3, 4], "{heading}: {notes:?}"),
        }
        let heads = notes.iter().filter(|note| !note.ends_with("below")).count();
        assert!(heads == 1 || heading.ends_with("Title"), "{heading} is a note: {notes:?}");
    }
}

#[test]
fn what_was_borrowed_or_guessed_is_said() {
    let (_, _, said) =
        jotted("3 March 2026\n09:00 a man came\nand left\nhalf past 1 rang\n08:00 x");
    let all = said.join("\n");
    for part in [
        "without a time, so at that of the line above: line 3",
        "\"a\" after the time was read as the kind adjustment",
        "line 4: half past 1 was taken as 13:30",
        "line 5: 08:00 stands after 13:30",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
}
