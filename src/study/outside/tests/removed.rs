//! What a laptop that was removed handed out after the last entry of it that counts.

use super::decided::{WRITER, by, member, team};
use super::gone::{THEIRS, later};
use super::*;

const OTHER: ObservationId = ObservationId(3);

/// What the writer says, one thing a time from 162 on, and up to which of them counts; `None` where they
/// are still of the team.
fn with(said: Vec<Change>, until: Option<u64>) -> Study {
    let out = until.map(|until| (400, member(WRITER, Right::Writer, Some(until))));
    let said: Vec<(u64, Change)> = (162..).zip(said).collect();
    let log = [team(vec![], out.into_iter().collect()), by(WRITER, said)].concat();
    let study = folded(log.clone());
    for turn in 1..log.len() {
        let mut turned = log.clone();
        turned.rotate_left(turn);
        assert_eq!(folded(turned).portrait(), study.portrait(), "turned by {turn}");
    }
    study
}

fn text(study: &Study, id: ObservationId) -> Option<String> {
    study.get(id).filter(|note| note.is_here()).map(|note| note.text().to_owned())
}

#[test]
fn what_came_after_it_says_nothing_and_what_was_taken_back_stays_so() {
    let copy = |id, words: &str| shared(id, Some(copy_of(id, words)));
    let named = |name: &str| Change::PersonNamed {
        person: PersonId(u128::from(WRITER)),
        pseudonym: name.into(),
        was: String::new(),
    };
    let said = || {
        vec![
            named("heron"),
            copy(THEIRS, "first"),
            copy(OTHER, "stands"),
            copy(THEIRS, "in other words"),
            later(NOTE),
            shared(OTHER, None),
            named("another"),
            copy(OTHER, "raised again"),
        ]
    };
    let all = with(said(), None);
    assert_eq!(text(&all, THEIRS).as_deref(), Some("in other words"));
    assert_eq!(text(&all, OTHER).as_deref(), Some("raised again"));
    let seen = |until| {
        let study = with(said(), Some(until));
        let names: Vec<String> =
            study.people().iter().map(|person| person.pseudonym.clone()).collect();
        let later = study.get(NOTE).unwrap().later().count();
        (text(&study, THEIRS), text(&study, OTHER), later, names.contains(&"another".to_owned()))
    };
    let some = |words: &str| Some(words.to_owned());
    assert_eq!(seen(8), (some("in other words"), some("raised again"), 2, true));
    assert_eq!(seen(7), (some("in other words"), None, 2, true), "what was taken back stays so");
    assert_eq!(seen(6), (some("in other words"), None, 2, false));
    assert_eq!(seen(5), (some("in other words"), None, 2, false), "and so where that came later");
    assert_eq!(seen(4), (some("in other words"), None, 1, false));
    // The words before have left the files of those who heard the others.
    assert_eq!(seen(3), (None, None, 1, false));
    assert_eq!(seen(0), (None, None, 1, false));
}

#[test]
fn of_a_sheet_what_was_changed_after_it_is_empty_and_the_rest_stands() {
    let sheet = SheetId(0x60);
    let said = || {
        vec![
            Change::Begun { sheet, sort: Sort::Debrief, at: at(1) },
            put(sheet, Field::Audience(Audience::Team)),
            put(sheet, Field::Title("first title".into())),
            put(sheet, Field::Attendance(Some(3))),
            put(sheet, Field::Title("another title".into())),
            Change::Said {
                sheet,
                item: ItemId(0x61),
                line: Line::Note { text: "said after".into() },
                at: at(2),
            },
        ]
    };
    let seen = |until| {
        let study = with(said(), until);
        let sheet = study.sheets().get(sheet).unwrap().clone();
        (
            sheet.is_standing(),
            sheet.field(&Field::Title(String::new())),
            sheet.field(&Field::Attendance(None)),
            sheet.lines().count(),
        )
    };
    let title = |text: &str| Field::Title(text.into());
    assert_eq!(seen(None), (true, title("another title"), Field::Attendance(Some(3)), 1));
    assert_eq!(seen(Some(5)), (true, title("another title"), Field::Attendance(Some(3)), 0));
    assert_eq!(seen(Some(4)), (true, title(""), Field::Attendance(Some(3)), 0));
}
