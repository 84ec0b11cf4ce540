//! Who may see what, and who decides that.

use asdone::actions::{self, Refusal, find_any, release};
use asdone::study::{Audience, Change, Field, Item, ItemId, Sort, Subject};
use asdone::tui::harness::Harness;

use crate::hands::Hands;

fn note(id: asdone::study::ObservationId) -> Subject {
    Subject::Observation(id)
}

/// A sheet of a sort, begun by whoever the hands belong to.
fn sheet(hands: &mut Hands, sort: Sort, fields: Vec<Field>) -> asdone::study::SheetId {
    let id = asdone::study::SheetId(actions::Ids::fresh(&hands.ids).as_u128());
    let mut changes = vec![Change::Begun { sheet: id, sort, at: hands.now }];
    for set in fields {
        let was = set.emptied();
        changes.push(Change::Put { sheet: id, set, was });
    }
    let said = String::new();
    hands.does(actions::Deed { changes, purpose: asdone::study::Purpose::Do, said });
    id
}

#[test]
fn several_are_raised_at_once_and_one_undo_takes_all_of_it_back() {
    let mut hands = Hands::founded();
    let (a, b) = (hands.captures("Printer down, wrote it by hand"), hands.captures("Swapped bays"));
    let reflection = sheet(&mut hands, Sort::Reflection, Vec::new());
    let all = [note(a), note(b), Subject::Sheet(reflection), note(a)];
    let said = hands.tries(|s, c| release(s, c, &all, Audience::Team)).unwrap();
    let codes = [a.code(), b.code(), reflection.code()].map(|code| code.short().to_owned());
    let [one, two, three] = codes;
    assert_eq!(said, format!("{one}, {two} and {three} go to the team and no further"));
    assert_eq!(hands.record(a).audience(), Audience::Team);
    assert_eq!(hands.study.sheets().get(reflection).unwrap().audience(), Audience::Team);

    assert_eq!(hands.undoes().unwrap(), "took back: the audience of 3 entries");
    assert_eq!(hands.record(b).audience(), Audience::Private);
    assert_eq!(hands.study.sheets().get(reflection).unwrap().audience(), Audience::Private);
}

#[test]
fn taking_it_back_says_what_that_can_and_cannot_do() {
    let mut hands = Hands::founded();
    let a = hands.captures("Printer down");
    hands.tries(|s, c| release(s, c, &[note(a)], Audience::Academic)).unwrap();
    let said = hands.tries(|s, c| release(s, c, &[note(a)], Audience::Private)).unwrap();
    let code = a.code();
    assert_eq!(
        said,
        format!(
            "{code} is private; tallies and pages for others leave it out from now on, what they \
             saw or were given before stays with them"
        )
    );
    let again = hands.tries(|s, c| release(s, c, &[note(a)], Audience::Private)).unwrap_err();
    assert_eq!(again.to_string(), format!("nothing to change: {code} is private"));
}

#[test]
fn only_the_author_decides_and_nothing_is_done_by_halves() {
    let mut hands = Hands::founded();
    let mine = hands.captures("Mine");
    let me = hands.author;
    hands.author = asdone::study::PersonId(77);
    let theirs = hands.captures("Theirs");
    let reflection = sheet(&mut hands, Sort::Reflection, Vec::new());
    hands.author = me;
    for other in [note(theirs), Subject::Sheet(reflection)] {
        let tried = hands.tries(|s, c| release(s, c, &[note(mine), other], Audience::Team));
        assert!(matches!(tried, Err(Refusal::NotTheAuthor { .. })), "{tried:?}");
        assert_eq!(hands.record(mine).audience(), Audience::Private);
    }
}

#[test]
fn a_voice_goes_only_where_whoever_spoke_agreed_and_a_stop_goes_nowhere() {
    let mut hands = Hands::founded();
    let voice = sheet(&mut hands, Sort::Voice, Vec::new());
    let assent = Field::Choice { list: "assent".to_owned(), word: "said yes".to_owned() };
    let agreed = sheet(&mut hands, Sort::Voice, vec![Field::MayShare(true), assent]);
    let stop = sheet(&mut hands, Sort::Stop, Vec::new());
    let mut raise = |id| hands.tries(|s, c| release(s, c, &[Subject::Sheet(id)], Audience::Team));
    assert!(matches!(raise(voice), Err(Refusal::MayNotBeShared { .. })));
    assert!(matches!(raise(stop), Err(Refusal::StaysHere { .. })));
    assert!(raise(agreed).is_ok());
}

#[test]
fn withdrawn_notes_cannot_be_raised() {
    let mut hands = Hands::founded();
    let a = hands.captures("Printer down");
    let item = ItemId(5);
    let change = Change::Withdrawn {
        observation: a,
        item,
        reason: "too easy to tell".to_owned(),
        at: hands.now,
    };
    let purpose = asdone::study::Purpose::Do;
    hands.does(actions::Deed { changes: vec![change], purpose, said: String::new() });
    let tried = hands.tries(|s, c| release(s, c, &[note(a)], Audience::Team));
    assert!(matches!(tried, Err(Refusal::Withdrawn { .. })), "{tried:?}");
    let stands = Change::Stands { item: Item::Withdrawal(a, item), stands: false };
    hands.does(actions::Deed { changes: vec![stands], purpose, said: String::new() });
    assert!(hands.tries(|s, c| release(s, c, &[note(a)], Audience::Team)).is_ok());
}

#[test]
fn a_code_finds_notes_and_sheets_alike() {
    let mut hands = Hands::founded();
    let a = hands.captures("Printer down");
    let reflection = sheet(&mut hands, Sort::Reflection, Vec::new());
    let found = |typed: &str| find_any(&hands.study, typed);
    assert_eq!(found(a.code().short()), Ok(note(a)));
    assert_eq!(found(reflection.code().short()), Ok(Subject::Sheet(reflection)));
    assert_eq!(found(&reflection.to_string()), Ok(Subject::Sheet(reflection)));
    assert!(matches!(found("zzzzz"), Err(Refusal::NoSuchObservation { .. })));
}

#[test]
fn a_key_asks_who_may_see_the_marked_notes_and_the_list_shows_it() {
    let mut harness = Harness::open();
    for line in
        ["Printer down, wrote it by hand !w", "Handover took ten minutes !o", "Swapped bays !a"]
    {
        harness.keys(line).keys("<enter>");
    }
    harness.keys("<f3>xx");
    assert!(harness.said().starts_with("2 notes are marked"), "{}", harness.said());
    harness.keys("v");
    let asked = harness.screen();
    assert!(asked.contains("who may see 2 notes?"), "{asked}");
    assert!(asked.contains("Nobody but you"), "{asked}");
    crate::both("audience_picker", &mut harness);
    harness.keys("team<enter>");
    assert!(harness.said().ends_with("go to the team and no further"), "{}", harness.said());
    let levels: Vec<Audience> =
        harness.model.study.records().iter().map(|record| record.audience()).collect();
    assert_eq!(levels, [Audience::Private, Audience::Team, Audience::Team]);
    crate::both("audience_list", &mut harness);
    harness.keys("u");
    assert_eq!(harness.said(), "took back: the audience of 2 entries");
    assert!(harness.screen().contains("private"), "{}", harness.screen());
}
