//! The small files that failed in neighbouring programs: what must come in of each, and what must be
//! refused, with its line. The files are in `tests/data/faults`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "faults_as_found/commands.rs"]
mod commands;
#[path = "common/desk.rs"]
mod desk;
mod hands;

use asdone::actions::Consent;
use asdone::files::{Intake, codebook, csv, jot, jsonl};
use asdone::study::Moment;
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
    asdone::files::decoded(bytes(name)).unwrap()
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
fn an_article_is_no_kind_without_a_word_and_odd_tags_are_named() {
    let (notes, refused, said) = jotted(&text("jot-article.txt"));
    assert_eq!(
        (notes, refused),
        (
            [
                "3 14:20 a man came to the door",
                "3 14:25 s Bahn was late",
                "3 14:30 o dear",
                "3 14:40 k thx bye",
                "3 14:50 - w/ the mother",
            ]
            .map(str::to_owned)
            .to_vec(),
            vec![]
        )
    );
    let said = said.join("\n");
    assert!(said.contains("\"a\" after the time was read as the kind adjustment"), "{said}");
    let (notes, refused, said) = jotted(&text("jot-odd-tags.txt"));
    assert_eq!((notes, refused), (vec![], vec![2]), "{said:?}");
}

#[test]
fn a_codebook_of_another_program_keeps_groups_entities_and_what_is_here() {
    let file = "\u{feff}<?xml version=\"1.0\"?>\n<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\"><Codes>\
        <Code guid=\"1\" name=\"TRIGGER\" isCodable=\"false\"><Code guid=\"2\" name=\"t.tool\">\
        <Description>Tom &amp; &#x4A;erry <![CDATA[<3]]></Description></Code>\
        <Code guid=\"3\" name=\"a &quot;b&quot;\" isCodable=\"true\"/></Code></Codes></CodeBook>";
    let read = codebook::read(file).unwrap();
    let cards: Vec<_> =
        read.cards.iter().map(|card| (&*card.group, &*card.name, &*card.definition)).collect();
    assert_eq!(cards, [("TRIGGER", "t.tool", "Tom & Jerry <3"), ("TRIGGER", "a-b", "")]);
    let mut hands = Hands::founded();
    hands.tries(|s, c| asdone::actions::load(s, c, &codebook::default_cards())).unwrap();
    let include = hands.study.codebook().find("t.tool").unwrap().include().to_owned();
    let cards = read.over(hands.study.codebook());
    assert_eq!(cards[0].include, include, "what the file does not say stays");
    for (file, part) in [
        ("<?xml version=\"1.0\"?><CodeBook><Codes><Code name=\"x\">", "ends within a code"),
        ("<CodeBook><Codes></Codes></CodeBook>", "there is no code"),
        ("<!DOCTYPE x [<!ENTITY a \"b\">]><CodeBook/>", "no document type"),
        ("<CodeBook><Codes><Code guid=\"1\"/></Codes></CodeBook>", "a code has no name"),
        ("<CodeBook><Codes><Code name=\"x\"></Codes>", "not a whole XML file"),
    ] {
        let why = codebook::read(file).unwrap_err();
        assert!(why.contains(part), "{file}: {why}");
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

fn rows(name: &str) -> (Hands, Intake) {
    let mut hands = later();
    let text = text(name);
    let intake = match name.ends_with("csv") || name.ends_with("tsv") {
        true => csv::read(&text, &hands.study, &hands.context()),
        false => jsonl::read(&text, &hands.study, &hands.context()),
    };
    does(&mut hands, &intake);
    (hands, intake)
}

#[track_caller]
fn takes(name: &str, notes: &[&str], refused: &[usize]) {
    let (hands, intake) = rows(name);
    let texts: Vec<&str> = hands.study.records().iter().map(|record| record.text()).collect();
    assert_eq!(texts, notes, "{name}: {:?}", intake.bad);
    let bad: Vec<usize> = intake.bad.iter().map(|bad| bad.number).collect();
    assert_eq!(bad, refused, "{name}: {:?}", intake.bad);
}

#[test]
fn tables_of_every_program() {
    takes("blank-rows.csv", &["real"], &[2, 3]);
    takes("bom-semi.csv", &["Café closed"], &[]);
    takes("cr-only.csv", &["Rang school", "Rang again"], &[]);
    takes("dup-header.csv", &[], &[1, 2]);
    takes("excel-sep.csv", &["Rang school"], &[]);
    takes(
        "formula.csv",
        &["=HYPERLINK(\"http://x\")", "+44 rang", "-5 degrees", "@duty desk", "=1+1"],
        &[],
    );
    takes("header-case.csv", &["ok", "ok2"], &[4]);
    takes("nonl.csv", &["last row no newline"], &[]);
    takes("nul.csv", &["fine"], &[2]);
    takes("pipe.csv", &["Rang school"], &[]);
    takes("preamble.csv", &["real"], &[]);
    takes("quotes.csv", &["Rang the \"duty\" desk, twice", "two\nlines"], &[]);
    takes("ragged.csv", &["ok", "short"], &[4]);
    takes("semi-crlf.csv", &["Rang the school", "Waited, then asked"], &[]);
    takes("tab.tsv", &["Rang school"], &[]);
    takes("unclosed.csv", &[], &[2]);
    takes("utf16-bom.csv", &["Rang school"], &[]);
    takes("utf16le-nobom.csv", &["Rang school"], &[]);
    takes("wrong-header.csv", &[], &[1, 2, 3]);
    let old = asdone::files::decoded(bytes("win1252.csv"));
    assert!(old.is_err(), "no guess is made at an old code page: {old:?}");
}

#[test]
fn rows_in_json_of_every_shape() {
    takes("array.json", &["one", "two"], &[]);
    takes("pretty.json", &["pretty"], &[]);
    takes("bom.jsonl", &["bom", "crlf"], &[]);
    takes("cr.jsonl", &["cr1", "cr2"], &[]);
    takes("doccano.jsonl", &[], &[1, 2]);
    takes(
        "odd.jsonl",
        &["d", "e", "g", "h", "i", "j", "k", "r", "s"],
        &[1, 2, 3, 6, 7, 8, 14, 15, 16, 17, 18, 22, 23],
    );
    let (_, intake) = rows("odd.jsonl");
    let (_, doccano) = rows("doccano.jsonl");
    for bad in intake.bad.iter().chain(&doccano.bad) {
        for word in ["invalid type", "at line", "expected `", "EOF", "key must be"] {
            assert!(!bad.reason.contains(word), "{}: {}", bad.number, bad.reason);
        }
    }
    assert!(doccano.bad[0].reason.contains("\"id\" is the number 1"), "{:?}", doccano.bad);
}

#[test]
fn times_in_tables() {
    takes("not-times.csv", &[], &[2, 3, 4, 5, 6, 7, 8]);
    takes("bare-number-date.csv", &[], &[2, 3, 4]);
    takes("relative-time.csv", &[], &[2, 3, 4]);
    let (hands, intake) = rows("odk-zones.csv");
    assert_eq!(intake.bad, []);
    let at: Vec<String> =
        hands.study.records().iter().map(|record| record.happened_at().to_rfc3339()).collect();
    assert_eq!(
        at,
        [
            "2026-03-03T14:20:00+01:00",
            "2026-03-03T14:20:00-08:00",
            "2026-03-03T14:20:00+01:00",
            "2026-03-03T14:20:00+01:00",
            "2026-03-03T14:20:00+05:30",
            "2026-03-03T14:20:00+01:00",
            "2026-03-03T14:20:31.250+00:00",
        ]
    );
    let (hands, intake) = rows("date-time-cols.csv");
    let (came, _) = came(&hands, &intake);
    assert_eq!(came, ["3 14:20 - Rang school", "4 09:15 - Rang again"]);
    let (_, intake) = rows("date-only.csv");
    let said = intake.notes.join("\n");
    assert!(said.contains("new tag brand.new"), "{said}");
    assert!(said.contains("2 rows had a date without a time, taken as 12:00"), "{said}");
    assert!(said.contains("taken as those of this computer: +00:00 (2 times)"), "{said}");
}

#[test]
fn a_row_is_the_same_in_every_zone() {
    for name in ["naive-time.csv", "dateonly.csv", "naive.jsonl"] {
        let mut hands = later();
        let text = text(name);
        for (round, offset) in [0, 60, -300].into_iter().enumerate() {
            hands.now = Moment::new(tuesday().plus_minutes(7 * 24 * 60).millis, offset);
            let intake = match name.ends_with("csv") {
                true => csv::read(&text, &hands.study, &hands.context()),
                false => jsonl::read(&text, &hands.study, &hands.context()),
            };
            let new = usize::from(round == 0);
            assert_eq!((intake.new, intake.already), (new, 1 - new), "{name} at {offset}");
            assert!(round == 0 || intake.deed.is_none(), "{name} adds {:?}", intake.deed);
            does(&mut hands, &intake);
        }
    }
}

#[test]
fn a_misspelt_column_costs_nothing_silently() {
    let hands = later();
    let read = |text: &str| csv::read(text, &hands.study, &hands.context());
    let slip = read("text,happend_at\nx,2026-03-03 14:20\n");
    assert!(slip.deed.is_none() && slip.bad.len() == 2, "{slip:?}");
    assert!(slip.bad[0].reason.contains("write \"happened_at\" if that is meant"));
    let other = read("text,colour\nx,red\n");
    let said = other.notes.join("\n");
    assert!(said.contains("left out: colour") && said.contains("no column says when"), "{said}");
    let middle = read("text,kind\n\"open, a\nnext,\"w\"\nlast,a\n");
    assert_eq!(middle.new, 1, "{middle:?}");
    assert!(middle.bad[0].reason.contains("in the middle of a cell"), "{middle:?}");
}

#[test]
fn codebooks_of_every_program() {
    let names = |name: &str| {
        codebook::read(&text(name)).map(|read| {
            let of = |card: asdone::actions::TagCard| {
                if card.definition.is_empty() {
                    card.name
                } else {
                    format!("{}: {}", card.name, card.definition)
                }
            };
            read.cards.into_iter().map(of).collect::<Vec<String>>()
        })
    };
    let reads = |name: &str, cards: &[&str]| assert_eq!(names(name).unwrap(), cards, "{name}");
    reads("codebook-semi.csv", &["rang.first: Rang before going"]);
    reads("codebook-tabs.csv", &["a.b: x"]);
    reads("codebook.tsv", &["a.b: x"]);
    reads("codebook-sep.csv", &["a.b: x"]);
    reads("codebook-bom.csv", &["rang.first: Rang, before going"]);
    reads("codebook-cr.csv", &["a.b: x", "a.c: y"]);
    reads("codebook-case.csv", &["A.B: x"]);
    reads("taguette-path.csv", &["A.1: x"]);
    reads("taguette-name.csv", &["Asked-early: x", "t.tool: y"]);
    reads(
        "taguette-codebook.csv",
        &[
            "adjustment-workaround: Made do, or did otherwise",
            "Handover-late",
            "Surprise",
            "zażółć: Polish",
        ],
    );
    reads("codebook.qdc", &["rang-first: d"]);
    reads("codebook-bad.csv", &["cmd: x", "a-b: y"]);
    reads("codebook-cycle.csv", &[]);
    let cycle = codebook::read(&text("codebook-cycle.csv")).unwrap();
    assert_eq!(cycle.notes, ["tags out of use, so left out: a, b"]);
    let long = "too long name that has spaces and goes on and on for ever";
    reads("codebook-onebad.csv", &["ok.one: x", &format!("{long}: y")]);
    reads("codebook-dup.csv", &["rang.first: one", "rang.first: two", "Rang.First: three"]);
    for (name, row, part) in [
        ("codebook-onebad.csv", "row 3", "cannot be the name of a tag"),
        ("codebook-dup.csv", "row 3", "rang.first"),
    ] {
        let hands = Hands::founded();
        let cards = codebook::read(&text(name)).unwrap().cards;
        let why = asdone::actions::load(&hands.study, &hands.context(), &cards).unwrap_err();
        let why = why.to_string();
        assert!(why.contains(row) && why.contains(part), "{name}: {why}");
    }
    for (name, part) in [
        ("codebook-unclosed.csv", "row 2: a quotation mark opens here and is never closed"),
        ("codebook-blank.tsv", "row 5 has no tag"),
        ("codebook-duphead.csv", "two columns are called \"tag\""),
    ] {
        let why = names(name).unwrap_err();
        assert!(why.contains(part), "{name}: {why}");
    }
}

#[test]
fn a_column_that_is_missing_blanks_nothing() {
    for name in ["codebook-description.csv", "codebook-tagonly.csv", "codebook-taggroup.csv"] {
        let mut hands = Hands::founded();
        let cards = codebook::default_cards();
        hands.tries(|s, c| asdone::actions::load(s, c, &cards)).unwrap();
        let before = hands.study.codebook().find("t.tool").unwrap().clone();
        let read = codebook::read(&text(name)).unwrap();
        let cards = read.over(hands.study.codebook());
        hands.tries(|s, c| asdone::actions::load(s, c, &cards)).unwrap();
        let after = hands.study.codebook().find("t.tool").unwrap();
        assert_eq!(after.include(), before.include(), "{name}");
        assert_eq!(after.exclude(), before.exclude(), "{name}");
        assert_eq!(after.source(), before.source(), "{name}");
        match name {
            "codebook-description.csv" => assert_eq!(after.definition(), "My own words for it"),
            "codebook-taggroup.csv" => assert_eq!(after.group(), "NEWGROUP"),
            _ => assert_eq!(after.definition(), before.definition()),
        }
    }
}

#[test]
fn tags_are_words_of_any_language() {
    use asdone::study::TagKey;
    for name in ["ท้องฟ้า", "हिन्दी", "ẹ\u{301}kọ\u{301}", "İstanbul", "café", "שָׁלוֹם"]
    {
        assert!(TagKey::parse(name).is_some(), "{name}");
        let (notes, refused, said) = jotted(&format!("3 March 2026\n09:00 rang #{name}"));
        assert_eq!(
            (notes, refused),
            (vec!["3 09:00 - rang".to_owned()], vec![]),
            "{name}: {said:?}"
        );
    }
    for name in ["\u{301}a", "a b", "a/b", "", "-a"] {
        assert!(TagKey::parse(name).is_none(), "{name:?}");
    }
}
