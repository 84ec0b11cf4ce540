//! Agreement in a release: over what is in it, of closed rounds, and nothing small.

use std::collections::BTreeMap;

use asdone::release::{self, Key, Plan, pick};
use asdone::study::{
    Change, Digest, Field, ItemId, Line, Moment, ObservationId, Passed, PersonId, Round, SheetId,
    Sort, Status, Study, Subject, TagField, TagKey,
};

use super::every_field;

const ROUND: SheetId = SheetId(7_000);

fn tag() -> TagKey {
    TagKey::parse("swap").unwrap()
}

/// A round over the first notes of the study, of which the last of all is in no release. Coder 1 and 2
/// agree but on `differ` of the notes.
fn round(units: u128, differ: u128, closed: bool) -> Vec<(u128, Change)> {
    let at = Moment::new(1_780_000_000_000, 60);
    let sheet = ROUND;
    let mut changes = vec![
        (
            1,
            Change::TagSet {
                tag: tag(),
                set: vec![TagField::Name("swap".into()), TagField::Status(Status::Defined)],
                was: vec![],
            },
        ),
        (1, Change::Reviewed { words: Digest::of("swap"), verdict: Passed::Whole }),
        (1, Change::Begun { sheet, sort: Sort::Round, at }),
    ];
    let put = |set: Field| (1, Change::Put { sheet, was: set.emptied(), set });
    changes.push(put(Field::Takes { person: PersonId(1), yes: true }));
    changes.push(put(Field::Takes { person: PersonId(2), yes: true }));
    changes.push(put(Field::Draw { seed: 3, per: 2 }));
    let mut nth = 50_000u128;
    let mut say = |author: u128, line: Line| {
        nth += 1;
        (author, Change::Said { sheet, item: ItemId(nth), line, at })
    };
    let ids: Vec<ObservationId> = (0..units).map(|n| ObservationId(1_000 + n)).collect();
    changes.push(say(1, Line::Holds(ids.iter().map(|id| Subject::Observation(*id)).collect())));
    let (name, none) = ("swap".to_owned(), String::new());
    changes.push(say(
        1,
        Line::Wording {
            tag: tag(),
            name,
            definition: none.clone(),
            include: none.clone(),
            exclude: none.clone(),
        },
    ));
    for coder in 1..=2u128 {
        for (n, of) in ids.iter().enumerate() {
            let yes = n.is_multiple_of(2) || (coder == 2 && (n as u128 / 2) < differ);
            let yes = if yes { vec![tag()] } else { vec![] };
            let line = Line::Coded {
                of: *of,
                words: Digest::of("x"),
                yes,
                unsure: vec![],
                memo: none.clone(),
            };
            changes.push(say(coder, line));
        }
    }
    // Each hands in what stands.
    let so_far = every_field::study(changes.clone());
    let coded = Round::of(so_far.sheets().get(ROUND).unwrap()).unwrap();
    for coder in 1..=2u128 {
        let ix = so_far.person_ix(PersonId(coder)).unwrap();
        let digest = asdone::study::digest_of(&coded.codings(ix));
        changes.push(say(coder, Line::HandedIn(digest)));
    }
    if closed {
        changes.push(put(Field::Ended(Some(at))));
    }
    changes
}

fn rows(study: &Study) -> Vec<BTreeMap<String, String>> {
    let text = super::plan().replace("\"Canal Row\"", "\"duty desk\"");
    let plan = Plan::read(&text).unwrap();
    let from = release::From {
        view: pick::view(study, PersonId(1)),
        plan: &plan,
        plan_text: &text,
        at: Moment::new(1_780_000_000_000, 60),
        id: 1,
        program: "asdone",
    };
    let made = release::build(from, Key::new([7; 32])).unwrap();
    if made.files.contains_key("agreement.csv") {
        let page = String::from_utf8_lossy(&made.files["report.html"]).into_owned();
        assert!(page.contains("How far coders agree"));
        super::rows(&made.files, "agreement")
    } else {
        Vec::new()
    }
}

fn number(row: &BTreeMap<String, String>, column: &str) -> Option<i64> {
    row[column].parse().ok()
}

#[test]
fn agreement_is_over_what_is_in_the_release_and_hides_what_is_small() {
    let found = rows(&every_field::study(round(40, 6, true)));
    let [row] = found.as_slice() else { panic!("{found:?}") };
    let counts = ["notes", "by_all", "by_some", "by_none"].map(|column| number(row, column));
    assert_eq!(counts, [Some(40), Some(20), Some(6), Some(14)], "{row:?}");
    // 34 of 40 agree; alpha as in Krippendorff: 1 - 79 * 12 / (2 * 46 * 34).
    assert_eq!(number(row, "agree"), Some(850));
    assert_eq!(number(row, "alpha"), Some(697));
    assert_eq!(row["tag"], "swap");
    // Of a tag with a small number nothing stands.
    let found = rows(&every_field::study(round(40, 2, true)));
    for column in ["notes", "by_all", "by_some", "by_none", "agree", "alpha", "ac1"] {
        assert_eq!(
            (number(&found[0], column), found[0][&format!("{column}_why")].as_str()),
            (None, "suppressed")
        );
    }
    assert!(rows(&every_field::study(round(40, 6, false))).is_empty(), "it is open");
    // A note that was lowered since is in no count, and neither is one that never was raised.
    let mut lowered = every_field::lowered(round(40, 6, true), ObservationId(1_002));
    let row = rows(&lowered).remove(0);
    assert_eq!(number(&row, "notes"), Some(39));
    lowered = every_field::lowered(round(6, 0, true), ObservationId(1_000));
    assert_eq!(number(&rows(&lowered)[0], "notes"), None);
}
