//! What can be done in a debrief, and what is refused.

use asdone::actions::debrief::{self, Beginning, Carry, Contribution, Go, Reworded};
use asdone::actions::{Refusal, release};
use asdone::analysis::View;
use asdone::analysis::debrief::{Agenda, Fit, carried, choices, on_show, record, step_of, used};
use asdone::forms::{DebriefForm, Forms};
use asdone::study::{Audience, Day, Line, ObservationId, PersonId, Sheet, SheetId, Subject};

use crate::hands::Hands;

fn form() -> DebriefForm {
    Forms::of_the_program().debrief
}

/// A debrief that has begun, and two released notes.
fn begun(short: bool) -> (Hands, SheetId, [ObservationId; 2]) {
    let mut hands = Hands::founded();
    let notes = [
        hands.captures("Printer down, wrote the plan by hand !w"),
        hands.captures("Handover took ten minutes !o"),
    ];
    let subjects = notes.map(Subject::Observation);
    hands.tries(|s, c| release(s, c, &subjects, Audience::Team)).unwrap();
    let beginning = Beginning { short, attendance: Some(4), ..Beginning::default() };
    hands.tries(|s, c| debrief::begin(s, c, &form(), &beginning)).unwrap();
    let id = debrief::unfinished(&hands.study, &hands.context()).unwrap().id();
    (hands, id, notes)
}

fn sheet(hands: &Hands, id: SheetId) -> &Sheet {
    hands.study.sheets().get(id).unwrap()
}

fn say(hands: &mut Hands, id: SheetId, text: &str) -> Result<String, Refusal> {
    let said = Contribution { text: text.to_owned(), ..Contribution::default() };
    hands.tries(|s, c| debrief::say(s, c, id, &said))
}

fn go(hands: &mut Hands, id: SheetId, to: Go) -> Result<String, Refusal> {
    hands.tries(|s, c| debrief::go(s, c, &form(), id, &to))
}

#[test]
fn the_agenda_is_walked_there_and_back_and_its_ends_hold() {
    let (mut hands, id, _) = begun(false);
    assert!(go(&mut hands, id, Go::Back).is_err());
    assert_eq!(go(&mut hands, id, Go::Next).unwrap(), "step 2 of 8: Choose");
    assert_eq!(go(&mut hands, id, Go::To("held".into())).unwrap(), "step 6 of 8: Held it together");
    assert_eq!(go(&mut hands, id, Go::To("3".into())).unwrap(), "step 3 of 8: Tell");
    assert_eq!(go(&mut hands, id, Go::Back).unwrap(), "step 2 of 8: Choose");
    assert!(matches!(go(&mut hands, id, Go::To("blame".into())), Err(Refusal::NotInList { .. })));
    go(&mut hands, id, Go::To("8".into())).unwrap();
    let last = go(&mut hands, id, Go::Next).unwrap_err().to_string();
    assert!(last.contains("last step"), "{last}");
    // Undo takes the agenda back to where it was.
    hands.undoes().unwrap();
    assert_eq!(step_of(sheet(&hands, id)), Some("choose"));
}

#[test]
fn the_cut_of_ten_minutes_leaves_steps_out() {
    let (mut hands, id, _) = begun(true);
    let mut names = vec![step_of(sheet(&hands, id)).unwrap().to_owned()];
    while go(&mut hands, id, Go::Next).is_ok() {
        names.push(step_of(sheet(&hands, id)).unwrap().to_owned());
    }
    assert_eq!(names, ["ground", "tell", "sense", "carry"]);
    let form = form();
    assert_eq!(Agenda::of(&form, sheet(&hands, id)).minutes(), 10);
}

#[test]
fn only_what_was_released_is_put_on_show_and_what_is_taken_back_goes_from_the_record() {
    let (mut hands, id, [printer, handover]) = begun(false);
    let private = hands.captures("Something of my own");
    let shown = hands.tries(|s, c| debrief::show(s, c, id, &[printer, private], true));
    assert!(matches!(shown, Err(Refusal::NotReleased { .. })), "{shown:?}");
    assert_eq!(on_show(sheet(&hands, id)).count(), 0, "nothing by halves");

    hands.tries(|s, c| debrief::show(s, c, id, &[printer, handover], true)).unwrap();
    let page = record(&hands.study, &form(), sheet(&hands, id), hands.now);
    assert!(page.contains("wrote the plan by hand"), "{page}");

    let lower = [Subject::Observation(printer)];
    hands.tries(|s, c| release(s, c, &lower, Audience::Private)).unwrap();
    let page = record(&hands.study, &form(), sheet(&hands, id), hands.now);
    assert!(!page.contains("wrote the plan by hand"), "{page}");
    assert!(
        page.contains(&format!("{}: taken back by its author since", printer.code())),
        "{page}"
    );
}

#[test]
fn one_ordinary_and_one_stretch_are_suggested_among_those_not_looked_at_before() {
    let (mut hands, id, [printer, handover]) = begun(false);
    let newer = hands.captures("Swapped bays !a");
    hands.captures("Private !s");
    let raise = [Subject::Observation(newer)];
    hands.tries(|s, c| release(s, c, &raise, Audience::Organisation)).unwrap();
    let fits = |hands: &Hands| -> Vec<(ObservationId, Fit)> {
        let id = |ix| hands.study.record_at(ix).unwrap().id();
        choices(&hands.study).into_iter().map(|(ix, fit)| (id(ix), fit)).collect()
    };
    let first = fits(&hands);
    assert_eq!(first.len(), 3, "the private one is not offered");
    assert_eq!(first[0], (handover, Fit::Ordinary));
    assert_eq!(first[1].1, Fit::Stretch);
    let stretch = first[1].0;
    hands.tries(|s, c| debrief::show(s, c, id, &[handover, stretch], true)).unwrap();
    let second = fits(&hands);
    let other = if stretch == printer { newer } else { printer };
    assert_eq!(second[0], (other, Fit::Stretch));
    assert!(second[1..].iter().all(|(_, fit)| *fit == Fit::Before));
}

#[test]
fn contributions_are_noted_as_said_at_the_step_and_by_whom_only_if_wished() {
    let (mut hands, id, [printer, _]) = begun(false);
    go(&mut hands, id, Go::To("tell".into())).unwrap();
    say(&mut hands, id, "  it had been down since Monday ").unwrap();
    let about = Some(Subject::Observation(printer));
    let said = Contribution { text: "I rang round".into(), by: "wren".into(), about };
    let tried = hands.tries(|s, c| debrief::say(s, c, id, &said));
    assert!(matches!(tried, Err(Refusal::NotOnShow { .. })), "{tried:?}");
    hands.tries(|s, c| debrief::show(s, c, id, &[printer], true)).unwrap();
    hands.tries(|s, c| debrief::say(s, c, id, &said)).unwrap();
    assert!(matches!(say(&mut hands, id, " \n"), Err(Refusal::NoText)));

    let lines: Vec<Line> = sheet(&hands, id).lines().map(|said| said.line.clone()).collect();
    let first = Line::Contribution {
        step: "tell".into(),
        by: None,
        about: None,
        text: "it had been down since Monday".into(),
    };
    assert!(lines.contains(&first), "{lines:?}");
    let page = record(&hands.study, &form(), sheet(&hands, id), hands.now);
    let told = format!(
        "## Tell\n\n- it had been down since Monday\n- I rang round (wren) [{}]\n",
        printer.code()
    );
    assert!(page.contains(&told), "{page}");
    assert!(page.contains("4 people took part"), "{page}");
}

#[test]
fn a_line_to_carry_is_kept_without_an_owner_and_says_so_until_there_is_one() {
    let (mut hands, id, _) = begun(false);
    let carry = |what: &str, owner: &str, reply_by| Carry {
        what: what.into(),
        text: "A second printer".into(),
        owner: owner.into(),
        reply_by,
    };
    let bare = carry("carry", "", None);
    let said = hands.tries(|s, c| debrief::carry(s, c, &form(), id, &bare)).unwrap();
    assert!(said.ends_with("nobody answers for it yet"), "{said}");
    let (line, item) = {
        let all = carried(View::of(&hands.study, PersonId(1)));
        assert!(all[0].lacks_owner(&form()));
        (id, all[0].item)
    };
    assert_eq!(debrief::find_line(&hands.study, item.code().short()), Ok((line, item)));

    let due = Day::of(hands.now.local().date());
    let owned = Reworded::Carried(carry("carry", "team lead", Some(due)));
    hands.tries(|s, c| debrief::reword(s, c, &form(), (id, item), &owned)).unwrap();
    let all = carried(View::of(&hands.study, PersonId(1)));
    assert_eq!(all.len(), 1, "the line as it was stands no longer");
    assert_eq!((all[0].owner, all[0].reply_by), (Some("team lead"), Some(due)));
    assert!(!all[0].is_overdue(due) && all[0].is_overdue(Day(due.0 + 1)));
    let item = all[0].item;

    let wrong = hands.tries(|s, c| debrief::carry(s, c, &form(), id, &carry("blame", "", None)));
    assert!(matches!(wrong, Err(Refusal::NotInList { .. })));

    // What became of it is noted on that debrief, after its end too, and then it waits no longer.
    hands.tries(|s, c| debrief::end(s, c, id)).unwrap();
    hands.tries(|s, c| debrief::outcome(s, c, (id, item), "It came in May")).unwrap();
    let all = carried(View::of(&hands.study, PersonId(1)));
    assert!(!all[0].is_open() && !all[0].is_overdue(Day(due.0 + 1)));
    let again = hands.tries(|s, c| debrief::reword(s, c, &form(), (id, item), &owned));
    assert!(matches!(again, Err(Refusal::NothingToChange { .. })), "{again:?}");
    hands.tries(|s, c| debrief::told(s, c, id, "A second printer is coming")).unwrap();
    let page = record(&hands.study, &form(), sheet(&hands, id), hands.now);
    assert!(
        page.contains("It came in May") && page.contains("## Told to the contributors"),
        "{page}"
    );
}

#[test]
fn one_is_held_at_a_time_and_only_by_whoever_began_it() {
    let (mut hands, id, _) = begun(false);
    let again = hands.tries(|s, c| debrief::begin(s, c, &form(), &Beginning::default()));
    assert!(matches!(again, Err(Refusal::DebriefOpen { .. })), "{again:?}");
    let me = hands.author;
    hands.author = PersonId(99);
    assert!(matches!(say(&mut hands, id, "words"), Err(Refusal::NotTheAuthor { .. })));
    hands.author = me;
    hands.tries(|s, c| debrief::end(s, c, id)).unwrap();
    assert!(matches!(say(&mut hands, id, "words"), Err(Refusal::HasEnded { .. })));
    hands.undoes().unwrap();
    assert!(say(&mut hands, id, "words").is_ok());
}

#[test]
fn time_used_is_counted_by_step_and_a_break_is_left_out() {
    const MINUTE: i64 = 60_000;
    let (mut hands, id, _) = begun(false);
    hands.now.millis += 2 * MINUTE;
    go(&mut hands, id, Go::To("tell".into())).unwrap();
    hands.now.millis += 3 * MINUTE;
    say(&mut hands, id, "it had been down since Monday").unwrap();
    // The laptop was shut, and they go on the day after.
    hands.now.millis += 24 * 60 * MINUTE;
    hands.tries(|s, c| debrief::resume(s, c, id)).unwrap();
    hands.now.millis += MINUTE;
    go(&mut hands, id, Go::Next).unwrap();
    hands.now.millis += 4 * MINUTE;
    let used_now = used(sheet(&hands, id), hands.now.millis);
    assert_eq!(used_now.at("ground"), 2 * MINUTE);
    assert_eq!(used_now.at("tell"), 4 * MINUTE);
    assert_eq!(used_now.at("expected"), 4 * MINUTE);
    assert_eq!(used_now.total, 10 * MINUTE);
    hands.tries(|s, c| debrief::end(s, c, id)).unwrap();
    hands.now.millis += 600 * MINUTE;
    assert_eq!(used(sheet(&hands, id), hands.now.millis).total, 10 * MINUTE);
}

#[test]
fn how_many_are_here_is_a_number() {
    let (mut hands, id, _) = begun(false);
    let mut attend = |number| hands.tries(|s, c| debrief::attend(s, c, id, Some(number)));
    assert_eq!(attend(6).unwrap(), "6 people are here");
    assert!(matches!(attend(6), Err(Refusal::NothingToChange { .. })));
    assert!(matches!(attend(0), Err(Refusal::Missing { .. })));
    assert!(matches!(attend(4_000), Err(Refusal::NotANumber { .. })));
}
