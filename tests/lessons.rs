//! Lessons: begun from what was noted, carried upward, decided, answered; in actions, on the screen
//! and in the shell.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod hands;

use asdone::actions::lesson::{self, Charge, Moved};
use asdone::actions::{self, Fill, Refusal};
use asdone::analysis::lessons::answers::{Read, What, answers, unread};
use asdone::analysis::lessons::brief::brief;
use asdone::analysis::lessons::candidates::{Finding, candidates};
use asdone::analysis::lessons::{self, Card, Due, Footing, grounds};
use asdone::analysis::{Scope, View};
use asdone::forms::{Forms, LessonForm};
use asdone::study::{
    Audience, Change, Day, Fact, Field, Item, ItemId, Line, ObservationId, PersonId, Purpose,
    Sheet, SheetId, Sort, StudyField, Subject, Whose,
};
use hands::Hands;

fn form(hands: &Hands) -> LessonForm {
    Forms::of(&hands.study).lesson
}

fn today(hands: &Hands) -> Day {
    Day::of(hands.now.local().date())
}

/// Begins a lesson called `title`, with what was seen, grounded in `from`.
fn begins(hands: &mut Hands, title: &str, from: &[Subject]) -> SheetId {
    let form = form(hands);
    let questions = lesson::questions(&form);
    let fill = |name: &str| &questions.iter().find(|one| one.name == name).unwrap().fill;
    let filled: Vec<(&Fill, &str)> = vec![
        (fill("title"), title),
        (fill("saw"), "The printer fails and plans are written by hand"),
        (fill("level"), "organisation"),
        (fill("step-kind"), "fix"),
    ];
    hands
        .tries(|study, cx| {
            let paper = lesson::paper(study, cx, from, &[])?;
            lesson::begin(study, cx, &paper, &filled)
        })
        .unwrap();
    hands.study.sheets().all_of(Sort::Lesson).last().unwrap().id()
}

fn moves(hands: &mut Hands, id: SheetId, moved: Moved<'_>) -> Result<String, Refusal> {
    let form = form(hands);
    hands.tries(|study, cx| lesson::move_to(study, cx, &form, id, moved))
}

fn sheet(hands: &Hands, id: SheetId) -> &Sheet {
    hands.study.sheets().get(id).unwrap()
}

fn note(id: ObservationId) -> Subject {
    Subject::Observation(id)
}

/// Somebody else writes.
fn as_other<T>(hands: &mut Hands, n: u128, act: impl FnOnce(&mut Hands) -> T) -> T {
    let own = std::mem::replace(&mut hands.author, PersonId(n));
    let pseudonym = format!("person{n}");
    let named = hands.study.person_ix(PersonId(n)).is_some();
    if !named {
        let change = Change::PersonNamed { person: PersonId(n), pseudonym, was: String::new() };
        let deed =
            actions::Deed { changes: vec![change], purpose: Purpose::Do, said: String::new() };
        hands.does(deed);
    }
    let done = act(hands);
    hands.author = own;
    done
}

/// Another lets a note of theirs go to the team.
fn raises(hands: &mut Hands, n: u128, id: ObservationId) {
    as_other(hands, n, |hands| {
        let team = vec![Fact::Audience(Audience::Team)];
        hands.tries(|study, cx| actions::correct(study, cx, id, team)).unwrap();
    });
}

/// Writes a sheet and its lines down as they are, in one act.
fn puts(hands: &mut Hands, sort: Sort, id: u128, fields: Vec<Field>, lines: Vec<Line>) -> SheetId {
    let sheet = SheetId(id);
    let at = hands.now;
    let mut changes = vec![Change::Begun { sheet, sort, at }];
    changes.extend(fields.into_iter().map(|set| Change::Put { sheet, was: set.emptied(), set }));
    changes.extend((1u128..).zip(lines).map(|(n, line)| {
        let item = ItemId((id << 16) + n);
        Change::Said { sheet, item, line, at }
    }));
    let deed = actions::Deed { changes, purpose: Purpose::Do, said: String::new() };
    hands.does(deed);
    sheet
}

fn said(by: Option<&str>, text: &str) -> Line {
    Line::Contribution {
        step: "sense".into(),
        by: by.map(str::to_owned),
        about: None,
        text: text.into(),
    }
}

mod acting {
    use super::*;

    #[test]
    fn a_lesson_stands_on_the_notes_it_was_begun_with_and_says_how_many_people_they_come_from() {
        let mut hands = Hands::founded();
        let mine = hands.captures("Printer down, wrote the plan by hand #w.stand-in");
        let theirs = as_other(&mut hands, 2, |hands| hands.captures("Printer down again"));
        let id = begins(&mut hands, "A spare printer", &[note(mine), note(theirs)]);
        let seen = View::of(&hands.study, PersonId(1));
        let known = grounds(seen, sheet(&hands, id)).said(seen);
        assert_eq!(
            known, "1 note from 1 person",
            "what another keeps to themselves is not counted"
        );
        raises(&mut hands, 2, theirs);
        let grounds = grounds(View::of(&hands.study, PersonId(1)), sheet(&hands, id));
        assert_eq!(grounds.said(View::of(&hands.study, PersonId(1))), "2 notes from 2 people");
        assert_eq!(grounds.footing(), Footing::Firm);
        let form = form(&hands);
        let card = Card::of(&form, sheet(&hands, id), today(&hands));
        assert_eq!((card.name(&form), card.status.as_str()), ("A spare printer", "proposed"));
        assert_eq!(card.proposes(), (Some("fix"), Some("organisation")));
    }

    #[test]
    fn what_was_withdrawn_or_erased_falls_out_of_the_count_and_is_said() {
        let mut hands = Hands::founded();
        let ids: Vec<_> = (0..3).map(|n| hands.captures(&format!("note {n}"))).collect();
        let all: Vec<_> = ids.iter().map(|id| note(*id)).collect();
        let id = begins(&mut hands, "Printers", &all);
        hands.tries(|study, cx| actions::withdraw(study, cx, ids[0], "too easy to tell")).unwrap();
        let erased = Change::Erased {
            what: Item::Observation(ids[1]),
            item: ItemId(99),
            reason: "consent withdrawn".into(),
            at: hands.now,
        };
        let deed =
            actions::Deed { changes: vec![erased], purpose: Purpose::Do, said: String::new() };
        hands.does(deed);
        let left = grounds(View::of(&hands.study, PersonId(1)), sheet(&hands, id));
        assert_eq!(left.said(View::of(&hands.study, PersonId(1))), "1 note from 1 person");
        assert_eq!(
            left.said_gone(View::of(&hands.study, PersonId(1))).as_deref(),
            Some("2 more were withdrawn or erased since and no longer count")
        );
        assert_eq!(left.footing(), Footing::Thin);
        hands.undoes().unwrap();
        assert_eq!(
            grounds(View::of(&hands.study, PersonId(1)), sheet(&hands, id))
                .said(View::of(&hands.study, PersonId(1))),
            "2 notes from 1 person"
        );
    }

    #[test]
    fn one_rich_note_is_enough_and_a_reflection_makes_it_rich() {
        let mut hands = Hands::founded();
        let one = hands.captures("Printer down");
        let id = begins(&mut hands, "Printers", &[note(one)]);
        let footing = |hands: &Hands| {
            grounds(View::of(&hands.study, PersonId(1)), sheet(hands, id)).footing()
        };
        assert_eq!(footing(&hands), Footing::Thin);
        let link = Field::Link { to: note(one), yes: true };
        puts(&mut hands, Sort::Reflection, 70, vec![link], Vec::new());
        assert_eq!(footing(&hands), Footing::Firm);
    }

    #[test]
    fn a_debrief_brings_what_it_was_about_and_who_spoke_in_it() {
        let mut hands = Hands::founded();
        let theirs = as_other(&mut hands, 2, |hands| hands.captures("Swapped bays"));
        raises(&mut hands, 2, theirs);
        let fields = vec![Field::Link { to: note(theirs), yes: true }, Field::Attendance(Some(5))];
        let lines = vec![said(Some("PERSON2"), "it was loud"), said(Some("otter"), "we ran over")];
        let debrief = puts(&mut hands, Sort::Debrief, 71, fields, lines);
        let id = begins(&mut hands, "Bays", &[Subject::Sheet(debrief)]);
        let grounds = grounds(View::of(&hands.study, PersonId(1)), sheet(&hands, id));
        // person2 wrote the note and spoke as well; otter is nobody's pseudonym in this study.
        assert_eq!(
            grounds.said(View::of(&hands.study, PersonId(1))),
            "1 note from 2 people, 1 debrief of 5"
        );
        assert_eq!(grounds.evidence[1].through, Some(debrief));
    }

    #[test]
    fn small_counts_of_people_are_masked_in_a_team_s_record() {
        let mut hands = Hands::founded();
        let one = hands.captures("Printer down");
        let id = begins(&mut hands, "Printers", &[note(one)]);
        hands.tries(|study, cx| actions::set(study, cx, StudyField::Whose(Whose::Team))).unwrap();
        let grounds = grounds(View::of(&hands.study, PersonId(1)), sheet(&hands, id));
        assert_eq!(grounds.said(View::of(&hands.study, PersonId(1))), "<5 notes from <5 people");
    }

    #[test]
    fn declined_needs_a_reason_and_a_status_is_a_word_of_the_form() {
        let mut hands = Hands::founded();
        let one = hands.captures("Printer down");
        let id = begins(&mut hands, "Printers", &[note(one)]);
        let declined = Moved { status: "declined", ..Moved::default() };
        let refused = moves(&mut hands, id, declined).unwrap_err();
        assert_eq!(refused, Refusal::Missing { what: "a reason" });
        let blank = Moved { reason: Some("  "), ..declined };
        assert_eq!(moves(&mut hands, id, blank).unwrap_err(), refused);
        let odd = moves(&mut hands, id, Moved { status: "done", ..Moved::default() }).unwrap_err();
        assert!(odd.to_string().contains("it can be proposed, shared, accepted, trying"), "{odd}");
        let reason = Some("no money before April");
        moves(&mut hands, id, Moved { reason, by: Some("service manager"), ..declined }).unwrap();
        let form = form(&hands);
        let card = Card::of(&form, sheet(&hands, id), today(&hands));
        assert_eq!((card.status.as_str(), card.closed), ("declined", true));
        assert_eq!((card.reason, card.decided_by), (reason, Some("service manager")));
        let again = moves(&mut hands, id, Moved { reason, ..declined }).unwrap_err();
        assert!(matches!(again, Refusal::NothingToChange { .. }), "{again}");
        hands.undoes().unwrap();
        assert_eq!(Card::of(&form, sheet(&hands, id), today(&hands)).status, "proposed");
    }

    #[test]
    fn an_overdue_reply_is_seen_and_comes_first_until_the_lesson_is_closed() {
        let mut hands = Hands::founded();
        let one = hands.captures("Printer down");
        let late = begins(&mut hands, "Printers", &[note(one)]);
        let day = |text: &str, hands: &Hands| actions::when::day(text, hands.now).unwrap();
        let by = day("friday", &hands);
        let charge = Charge {
            owner: Some("service manager".into()),
            reply_by: Some(Some(by)),
            look_again: Some(Some(day("4w", &hands))),
        };
        let done = hands.tries(|study, cx| lesson::charge(study, cx, late, &charge)).unwrap();
        assert!(done.contains("is with the service manager"), "{done}");
        assert!(done.contains("should be answered by Fri 6 Mar"), "{done}");
        begins(&mut hands, "Newer", &[note(one)]);
        let form = form(&hands);
        let first = |hands: &Hands, on: &str| {
            let today = Day::of(on.parse().unwrap());
            let cards = lessons::cards(View::of(&hands.study, PersonId(1)), &form, today);
            (
                cards[0].sheet.id(),
                cards[0].due,
                lessons::overdue(View::of(&hands.study, PersonId(1)), &form, today),
            )
        };
        assert_ne!(first(&hands, "2026-03-06").1, Due::Overdue, "it is due today");
        assert_eq!(first(&hands, "2026-03-07"), (late, Due::Overdue, 1));
        moves(&mut hands, late, Moved { status: "adopted", ..Moved::default() }).unwrap();
        assert_eq!(first(&hands, "2026-03-07").2, 0);
        assert_eq!(first(&hands, "2026-03-31"), (late, Due::LookAgain, 0));
    }

    #[test]
    fn only_what_can_ground_a_lesson_does() {
        let mut hands = Hands::founded();
        let one = hands.captures("Printer down");
        let id = begins(&mut hands, "Printers", &[note(one)]);
        let shift = puts(&mut hands, Sort::Shift, 72, Vec::new(), Vec::new());
        let refused = hands
            .tries(|study, cx| lesson::ground(study, cx, id, &[Subject::Sheet(shift)], true))
            .unwrap_err();
        assert!(refused.to_string().contains("not grounded in a shift"), "{refused}");
        assert!(refused.hint().is_some());
        let line = Line::Carried {
            what: "carry".into(),
            text: "ask for a second printer".into(),
            owner: None,
            reply_by: None,
        };
        let debrief = puts(&mut hands, Sort::Debrief, 73, Vec::new(), vec![line]);
        let item = sheet(&hands, debrief).lines().next().unwrap().item;
        let typed = item.code().as_str().to_owned();
        let found = lesson::find_ground(&hands.study, &typed).unwrap();
        assert_eq!(found, Subject::Line(debrief, item));
        hands.tries(|study, cx| lesson::ground(study, cx, id, &[found], true)).unwrap();
        hands.tries(|study, cx| lesson::ground(study, cx, id, &[found], false)).unwrap();
        let links: Vec<_> = sheet(&hands, id).links().collect();
        assert_eq!(links, [note(one)]);
    }

    #[test]
    fn another_s_words_stay_theirs_but_anyone_may_answer() {
        let mut hands = Hands::founded();
        let one = hands.captures("Printer down");
        let id = begins(&mut hands, "Printers", &[note(one)]);
        as_other(&mut hands, 2, |hands| {
            let refused =
                hands.tries(|study, cx| lesson::withdraw(study, cx, id, "mine")).unwrap_err();
            assert!(matches!(refused, Refusal::NotTheAuthor { .. }));
            hands.tries(|study, cx| lesson::tell(study, cx, id, "one was ordered")).unwrap();
        });
        hands.tries(|study, cx| lesson::withdraw(study, cx, id, "said twice")).unwrap();
        assert!(hands.study.sheets().all_of(Sort::Lesson).next().is_none());
    }

    #[test]
    fn a_brief_counts_and_quotes_nobody_who_has_not_let_it_go_so_far() {
        let mut hands = Hands::founded();
        let private = hands.captures("Secret words of mine");
        let open = hands.captures("Words for the organisation");
        let team = hands.captures("Words for the team");
        for (id, to) in [(open, Audience::Organisation), (team, Audience::Team)] {
            hands
                .tries(|study, cx| actions::correct(study, cx, id, vec![Fact::Audience(to)]))
                .unwrap();
        }
        let id = begins(&mut hands, "Printers", &[note(private), note(open), note(team)]);
        let page =
            brief(View::of(&hands.study, PersonId(1)), &form(&hands), sheet(&hands, id), hands.now);
        assert!(page.text.contains("Grounded in <5 notes from <5 people."), "{}", page.text);
        assert!(page.text.contains("> Words for the organisation"), "{}", page.text);
        assert!(!page.text.contains("Secret") && !page.text.contains("for the team"));
        assert!(!page.text.contains("wren"), "no pseudonym: {}", page.text);
        assert_eq!((page.quoted, page.held_back), (1, 2));
        assert!(page.text.contains("The printer fails and plans are written by hand"));
        assert_eq!(page.scope, Scope::Organisation);
    }
}

mod answering {
    use super::*;

    #[test]
    fn whoever_noted_it_hears_what_became_of_it_and_nobody_else_does() {
        let mut hands = Hands::founded();
        let theirs = as_other(&mut hands, 2, |hands| hands.captures("Printer down"));
        let id = begins(&mut hands, "A spare printer", &[note(theirs)]);
        let form = form(&hands);
        let of = |hands: &Hands, n: u128| answers(&hands.study, &form, PersonId(n));
        assert_eq!(of(&hands, 2)[0].news[0].what, What::Fed);
        let none = Read::default();
        assert_eq!(unread(&of(&hands, 2), &none), 1);
        let read = Read::parse(&Read::all(&of(&hands, 2)).to_text());
        assert_eq!(unread(&of(&hands, 2), &read), 0);
        moves(&mut hands, id, Moved { status: "trying", ..Moved::default() }).unwrap();
        assert_eq!(unread(&of(&hands, 2), &read), 1);
        let code = theirs.code();
        let said = of(&hands, 2)[0].said();
        assert_eq!(said, format!("your note {code} fed lesson {}, now trying", id.code()));
        let reason = Some("it broke as well");
        moves(&mut hands, id, Moved { status: "declined", reason, by: Some("manager") }).unwrap();
        let news = of(&hands, 2)[0].news.last().unwrap().what.said();
        assert_eq!(news, "declined by the manager, since it broke as well");
        assert!(of(&hands, 1).is_empty(), "wren fed nothing");
        assert!(of(&hands, 9).is_empty(), "a stranger gets nothing");
    }

    #[test]
    fn one_s_own_lesson_is_no_news_until_something_is_decided() {
        let mut hands = Hands::founded();
        let mine = hands.captures("Printer down");
        let id = begins(&mut hands, "A spare printer", &[note(mine)]);
        let form = form(&hands);
        assert!(answers(&hands.study, &form, hands.author).is_empty());
        hands.tries(|study, cx| lesson::tell(study, cx, id, "ordered")).unwrap();
        let all = answers(&hands.study, &form, hands.author);
        assert_eq!(all[0].news.len(), 1);
        hands.tries(|study, cx| actions::withdraw(study, cx, mine, "too plain")).unwrap();
        assert!(answers(&hands.study, &form, hands.author).is_empty(), "nothing is theirs now");
    }

    #[test]
    fn what_was_said_in_a_debrief_is_answered_to_whoever_said_it_under_their_pseudonym() {
        let mut hands = Hands::founded();
        as_other(&mut hands, 2, |_| ());
        let carried = Line::Carried {
            what: "carry".into(),
            text: "a second printer".into(),
            owner: None,
            reply_by: None,
        };
        let lines = vec![said(Some("person2"), "it jams on Mondays"), carried];
        let debrief = puts(&mut hands, Sort::Debrief, 71, Vec::new(), lines);
        let item = sheet(&hands, debrief).lines().last().unwrap().item;
        let outcome = Line::Outcome { of: item, text: "ordered for May".into() };
        let change = Change::Said { sheet: debrief, item: ItemId(5), line: outcome, at: hands.now };
        let deed =
            actions::Deed { changes: vec![change], purpose: Purpose::Do, said: String::new() };
        hands.does(deed);
        let form = form(&hands);
        let theirs = answers(&hands.study, &form, PersonId(2));
        assert_eq!(theirs[0].news[0].what.said(), "\"a second printer\": ordered for May");
        assert_eq!(theirs[0].sort, Sort::Debrief);
        begins(&mut hands, "Printers", &[Subject::Sheet(debrief)]);
        let theirs = answers(&hands.study, &form, PersonId(2));
        let lesson = theirs.iter().find(|answer| answer.sort == Sort::Lesson).unwrap();
        assert!(lesson.said_yours().contains("what you said in debrief"), "{lesson:?}");
    }
}

mod recurring {
    use super::*;

    /// Notes with `tags`, one each so many days, ending today.
    fn every(hands: &mut Hands, days: &[i64], tags: &str) -> Vec<ObservationId> {
        let notes = days.iter().map(|day| {
            let at = hands.now.plus_minutes(-day * 24 * 60).local().format("%Y-%m-%d 09:00");
            hands.captures(&format!("{at} Made do, {day} days ago {tags}"))
        });
        notes.collect()
    }

    #[test]
    fn the_same_answer_to_the_same_trigger_three_times_over_two_weeks_is_listed_until_a_lesson_is_about_it()
     {
        let mut hands = Hands::founded();
        every(&mut hands, &[20, 9], "#t.staff #w.stand-in");
        let form = form(&hands);
        assert!(
            candidates(View::of(&hands.study, PersonId(1)), &form).is_empty(),
            "twice is not again and again"
        );
        let notes = every(&mut hands, &[3], "#t.staff #w.stand-in");
        let found = candidates(View::of(&hands.study, PersonId(1)), &form);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].said(&hands.study), "t.staff is met with w.stand-in");
        assert_eq!(found[0].count.shown(), Some(3));
        assert_eq!(found[0].query, "tag:t.staff tag:w.stand-in");
        assert_eq!(found[0].notes[0], notes[0], "the newest first");
        let (subjects, tags) = (found[0].subjects(), found[0].tags(&hands.study));
        let questions = lesson::questions(&form);
        let filled = [(&questions[0].fill, "Cover on Mondays")];
        hands
            .tries(|study, cx| {
                let paper = lesson::paper(study, cx, &subjects, &tags)?;
                lesson::begin(study, cx, &paper, &filled)
            })
            .unwrap();
        assert!(
            candidates(View::of(&hands.study, PersonId(1)), &form).is_empty(),
            "a lesson is about it"
        );
        let id = hands.study.sheets().all_of(Sort::Lesson).next().unwrap().id();
        let card = Card::of(&form, sheet(&hands, id), today(&hands));
        let query = lessons::since_then(
            &hands.study,
            &card,
            &grounds(View::of(&hands.study, PersonId(1)), card.sheet),
            today(&hands),
        );
        assert_eq!(query, "since:2026-03-03 tag:t.staff or tag:w.stand-in");
    }

    #[test]
    fn what_goes_on_after_a_lesson_was_closed_is_listed_again() {
        let mut hands = Hands::founded();
        let notes = every(&mut hands, &[20, 9, 3], "#t.staff #w.stand-in");
        let all: Vec<_> = notes.into_iter().map(note).collect();
        let id = begins(&mut hands, "Cover", &all);
        moves(&mut hands, id, Moved { status: "adopted", ..Moved::default() }).unwrap();
        let form = form(&hands);
        assert!(candidates(View::of(&hands.study, PersonId(1)), &form).is_empty());
        hands.now = hands.now.plus_minutes(40 * 24 * 60);
        every(&mut hands, &[25, 12, 2], "#t.staff #w.stand-in");
        let found = candidates(View::of(&hands.study, PersonId(1)), &form);
        assert_eq!((found[0].again, found[0].count.shown()), (Some(id), Some(3)));
        assert!(found[0].query.contains("since:2026-03-"), "{}", found[0].query);
    }

    #[test]
    fn a_day_full_of_one_thing_in_one_place_is_not_recurring_but_two_places_are() {
        let mut hands = Hands::founded();
        for _ in 0..3 {
            hands.captures("Made do #t.staff #w.stand-in @\"duty desk\"");
        }
        let form = form(&hands);
        assert!(candidates(View::of(&hands.study, PersonId(1)), &form).is_empty());
        hands.captures("Made do #t.staff #w.stand-in @court");
        assert_eq!(candidates(View::of(&hands.study, PersonId(1)), &form)[0].settings, 2);
    }

    #[test]
    fn triggers_that_met_nothing_and_costs_beside_an_adjustment_are_listed() {
        let mut hands = Hands::founded();
        every(&mut hands, &[20, 9, 3], "#t.staff");
        every(&mut hands, &[19, 8, 2], "#w.stand-in #y.cost");
        let form = form(&hands);
        let found = candidates(View::of(&hands.study, PersonId(1)), &form);
        let said: Vec<_> = found.iter().map(|one| one.said(&hands.study)).collect();
        assert_eq!(said, ["y.cost beside w.stand-in", "t.staff is met with nothing"]);
        assert!(matches!(found[1].finding, Finding::Unmet { .. }));
        assert_eq!(found[1].query, "tag:t.staff -group:WORKAROUND");
    }

    #[test]
    fn nothing_small_is_listed_in_a_team_s_record() {
        let mut hands = Hands::founded();
        every(&mut hands, &[20, 9, 3, 2], "#t.staff #w.stand-in");
        hands.tries(|study, cx| actions::set(study, cx, StudyField::Whose(Whose::Team))).unwrap();
        let form = form(&hands);
        assert!(
            candidates(View::of(&hands.study, PersonId(1)), &form).is_empty(),
            "four is below the threshold"
        );
        every(&mut hands, &[1], "#t.staff #w.stand-in");
        assert_eq!(candidates(View::of(&hands.study, PersonId(1)), &form).len(), 1);
    }
}

mod on_screen {
    use asdone::journal::DraftSlot;
    use asdone::tui::harness::Harness;
    use asdone::tui::msg::{Effect, Msg};

    fn both(name: &str, harness: &mut Harness) {
        for (wide, high) in [(80, 24), (60, 20)] {
            harness.resize(wide, high);
            insta::assert_snapshot!(format!("{name}_{wide}x{high}"), harness.screen());
        }
        harness.resize(80, 24);
    }

    fn with_notes() -> Harness {
        let mut harness = Harness::open();
        for line in [
            "-15m Printer down, wrote the plan by hand #t.tool #w.stand-in #s.check !w @court",
            "-45m Printer jammed, used the blue folder #t.tool #a.share !w @\"duty desk\"",
            "2026-02-24 11:00 Form has no box for two addresses #t.tool #a.share !a @court",
            "2026-02-10 08:30 Shared the one phone out anew #t.tool #a.share !a @\"duty desk\"",
        ] {
            harness.keys(line).keys("<enter>");
            assert!(harness.model.overlays.is_empty(), "{line}\n{}", harness.screen());
        }
        harness
    }

    /// A lesson begun from the two newest notes.
    fn with_lesson() -> Harness {
        let mut harness = with_notes();
        harness.keys("<f3>xxL");
        harness.keys("A spare printer on the duty desk<enter>");
        harness.keys("The printer fails and plans are written by hand<enter>");
        harness.keys("<esc>");
        assert!(harness.model.overlays.is_empty(), "{}", harness.screen());
        harness
    }

    #[test]
    fn an_empty_screen_says_how_to_begin() {
        both("lessons_empty", Harness::open().keys("<f7>"));
    }

    #[test]
    fn marked_notes_become_a_lesson_that_shows_what_it_is_grounded_in() {
        let mut harness = with_notes();
        harness.keys("<f3>xxL");
        both("lessons_asking", &mut harness);
        let mut harness = with_lesson();
        let screen = harness.screen();
        assert!(screen.contains("2 notes from 1 person"), "{screen}");
        both("lessons_card", &mut harness);
        both("lessons_reading", harness.keys("<enter>"));
    }

    #[test]
    fn an_overdue_reply_has_a_sign_and_a_word_and_stands_in_the_header() {
        let mut harness = with_lesson();
        harness.keys("oreply<enter>friday<enter>");
        assert!(harness.said().contains("should be answered by Fri 6 Mar"), "{}", harness.said());
        assert!(!harness.screen().contains("overdue"), "{}", harness.screen());
        harness.wait(5 * 24 * 3_600_000);
        let screen = harness.screen();
        assert!(screen.contains("1 overdue"), "{screen}");
        both("lessons_overdue", &mut harness);
        harness.keys("<f2>");
        assert!(harness.screen().contains("1 overdue"), "{}", harness.screen());
    }

    #[test]
    fn declining_asks_who_and_what_the_reason_is_and_the_answer_comes_back_once() {
        let mut harness = with_lesson();
        harness.keys("sdecl<enter>service manager<enter>");
        both("lessons_reason", &mut harness);
        harness.keys("<enter>");
        assert!(harness.screen().contains("a reason"), "{}", harness.screen());
        harness.keys("no money before April<enter>");
        assert!(harness.said().contains("is declined"), "{}", harness.said());
        assert!(harness.screen().contains("1 new answer"), "{}", harness.screen());
        harness.keys("<greater>");
        let screen = harness.screen();
        assert!(screen.contains("since no money before April"), "{screen}");
        assert!(screen.contains("(new)"), "{screen}");
        both("lessons_answers", &mut harness);
        assert!(!harness.screen().contains("1 new answer"), "{}", harness.screen());
        let slot = DraftSlot::Named("answers-read".into());
        let kept = harness.drafts.get(&slot).cloned().expect("what was read is kept");
        harness.keys("<less><greater>");
        assert!(!harness.screen().contains("(new)"), "{}", harness.screen());
        // Another sitting, on the same device.
        harness.send(Msg::DraftFound(slot, kept));
        assert!(!harness.screen().contains("new answer"), "{}", harness.screen());
    }

    #[test]
    fn a_failing_disk_loses_no_words_of_an_answer() {
        let mut harness = with_lesson();
        harness.keys("aone is ordered");
        let commits = harness.effects.iter().filter(|e| matches!(e, Effect::Commit(..))).count();
        harness.fail_at = Some(commits as u64 + 1);
        harness.keys("<enter>");
        assert!(harness.screen().contains("one is ordered"), "{}", harness.screen());
        assert!(harness.said().contains("not done"), "{}", harness.said());
        harness.keys("<enter>");
        assert!(harness.said().contains("answered those"), "{}", harness.said());
        assert!(harness.model.overlays.is_empty());
    }

    #[test]
    fn what_recurs_becomes_a_lesson_with_its_evidence() {
        let mut harness = with_notes();
        harness.keys("<f7><greater><greater>");
        both("lessons_candidates", &mut harness);
        harness.keys("v");
        assert!(harness.screen().contains("tag:t.tool tag:a.share"), "{}", harness.screen());
        harness.keys("<esc>");
        harness.keys("n");
        harness.keys("Share phones<enter><esc>");
        let screen = harness.screen();
        assert!(screen.contains("3 notes from 1 person"), "{screen}");
        assert!(screen.contains("candidates 0"), "{screen}");
    }

    #[test]
    fn the_brief_is_read_on_the_screen_and_written_to_a_file() {
        let mut harness = with_lesson();
        both("lessons_brief", harness.keys("b"));
        harness.keys("<esc>B<enter>");
        let written = harness.effects.iter().rev().find_map(|effect| match effect {
            Effect::WriteFile(path, text) => Some((path.display().to_string(), text.clone())),
            _ => None,
        });
        let (path, text) = written.expect("a file is written");
        assert!(path.starts_with("lesson-") && path.ends_with(".md"), "{path}");
        assert!(text.contains("Nothing that may be counted here"), "none was raised: {text}");
    }

    #[test]
    fn notes_behind_and_notes_since_are_one_key_away_and_esc_leads_back() {
        let mut harness = with_lesson();
        harness.keys("v");
        assert!(harness.screen().contains("2 of 4"), "{}", harness.screen());
        assert!(harness.screen().contains("fed lesson"), "{}", harness.screen());
        harness.keys("<esc>");
        assert!(harness.screen().contains("[lessons 1]"), "{}", harness.screen());
        harness.keys("f");
        assert!(harness.screen().contains("since:2026-03-03"), "{}", harness.screen());
    }

    #[test]
    fn grounding_and_ungrounding_by_picking() {
        let mut harness = with_lesson();
        harness.keys("gphone<enter>");
        assert!(harness.screen().contains("3 notes"), "{}", harness.screen());
        harness.keys("Gphone<enter>");
        assert!(harness.screen().contains("2 notes"), "{}", harness.screen());
        harness.keys("<f3>xL");
        assert!(harness.screen().contains("a new lesson"), "{}", harness.screen());
    }
}

mod in_the_shell {
    use std::io::Write;
    use std::process::{Command, Stdio};

    struct Desk {
        home: tempfile::TempDir,
    }

    impl Desk {
        fn new() -> Self {
            let desk = Self { home: tempfile::tempdir().unwrap() };
            desk.run(&["init", "--name", "Riverside", "--pseudonym", "wren"], "");
            desk
        }

        fn run(&self, args: &[&str], input: &str) -> (Option<i32>, String, String) {
            let home = self.home.path();
            let mut command = Command::new(env!("CARGO_BIN_EXE_asdone"));
            command
                .env("ASDONE_HOME", home)
                .env("TZ", "UTC")
                .env("NO_COLOR", "1")
                .current_dir(home);
            command.env_remove("COLUMNS").args(args).stdin(Stdio::piped());
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let mut stdin = child.stdin.take().unwrap();
            // A command that refuses early closes its input.
            let _ = stdin.write_all(input.as_bytes());
            drop(stdin);
            let done = child.wait_with_output().unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            (done.status.code(), text(done.stdout), text(done.stderr))
        }

        #[track_caller]
        fn ok(&self, args: &[&str], input: &str) -> String {
            let (code, out, err) = self.run(args, input);
            assert_eq!(code, Some(0), "{args:?}: {out}{err}");
            out
        }
    }

    #[test]
    fn a_lesson_goes_its_whole_way_in_plain_commands() {
        let desk = Desk::new();
        let note = desk.ok(&["add", "Printer down, wrote it by hand #t.tool #w.stand-in"], "");
        let note = note.trim();
        let code = desk.ok(
            &["lesson", "new", "--title", "A spare printer", "--from", note, "--level", "service"],
            "The printer fails\n",
        );
        let code = code.trim();
        assert_eq!(code.len(), 5, "a script is told the code: {code:?}");
        let list = desk.ok(&["lesson", "list"], "");
        assert!(list.contains("proposed") && list.contains("1 note from 1 person"), "{list}");
        desk.ok(&["lesson", "edit", code, "works"], "somebody checks each morning\n");
        desk.ok(&["lesson", "owner", code, "service manager", "--reply-by", "2026-01-05"], "");
        let (_, list, said) = desk.run(&["lesson", "list", "--overdue"], "");
        assert!(list.contains("! overdue since") && said.contains("1 reply is overdue"), "{list}");
        let card = desk.ok(&["lesson", "show", code], "");
        for words in ["somebody checks each morning", "a thin footing", note, "service manager"] {
            assert!(card.contains(words), "{words}: {card}");
        }
        let (exit, _, said) = desk.run(&["lesson", "status", code, "declined"], "");
        assert_eq!(exit, Some(2));
        assert!(said.contains("a reason is needed"), "{said}");
        let (exit, answers, said) = desk.run(&["answers"], "");
        assert_eq!((exit, answers.as_str()), (Some(1), ""), "{said}");
        desk.ok(&["lesson", "status", code, "declined", "--reason", "no money before April"], "");
        desk.ok(&["lesson", "told", code], "we asked again for May\n");
        let new = desk.ok(&["answers", "--new"], "");
        assert!(new.contains("since no money before April (new)"), "{new}");
        assert!(new.contains("answer: we asked again for May"), "{new}");
        assert!(
            new.contains(&format!("your note {note} fed lesson {code}, now declined")),
            "{new}"
        );
        assert_eq!(desk.run(&["answers", "--new"], "").0, Some(1), "they were read");
        let shown = desk.ok(&["answers", "--json"], "");
        let shown: serde_json::Value = serde_json::from_str(shown.trim()).unwrap();
        assert_eq!((&shown["status"], &shown["new"]), (&"declined".into(), &false.into()));
        let drafts = desk.run(&["drafts"], "");
        assert_eq!(drafts.0, Some(1), "what was read is no draft: {drafts:?}");
    }

    #[test]
    fn json_says_what_the_card_says() {
        let desk = Desk::new();
        let note = desk.ok(&["add", "Printer down #t.tool"], "");
        let args = ["lesson", "new", "--from", note.trim(), "--step", "fix", "--look-again", "8w"];
        let code = desk.ok(&args, "The printer fails\nand again");
        let shown = desk.ok(&["lesson", "show", code.trim(), "--json"], "");
        let shown: serde_json::Value = serde_json::from_str(shown.trim()).unwrap();
        assert_eq!(shown["name"], "The printer fails");
        assert_eq!(shown["parts"]["saw"], "The printer fails\nand again");
        assert_eq!(shown["step"], "fix");
        assert_eq!(shown["grounds"]["notes"], 1);
        assert_eq!(shown["grounds"]["evidence"][0]["code"], note.trim());
        assert_eq!(desk.ok(&["lesson", "list", "--json"], "").trim(), shown.to_string());
    }

    #[test]
    fn asking_line_by_line_begins_a_lesson_with_the_first_answer() {
        let desk = Desk::new();
        let (code, _, said) = desk
            .run(&["lesson", "new", "--ask"], "A spare printer\nIt fails\n\n\n\n\nfix\nservice\n");
        assert_eq!(code, Some(0), "{said}");
        let shown = desk.ok(&["lesson", "list", "--json"], "");
        let shown: serde_json::Value = serde_json::from_str(shown.trim()).unwrap();
        assert_eq!((&shown["name"], &shown["step"]), (&"A spare printer".into(), &"fix".into()));
        assert_eq!(shown["level"], "service");
        let (code, _, said) = desk.run(&["lesson", "new", "--ask"], "");
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("no lesson was begun"), "{said}");
    }

    #[test]
    fn a_brief_goes_to_a_new_file_and_never_over_another() {
        let desk = Desk::new();
        desk.ok(&["lesson", "new", "--title", "A spare printer"], "It fails");
        let shown = desk.ok(&["lesson", "list", "--json"], "");
        let shown: serde_json::Value = serde_json::from_str(shown.trim()).unwrap();
        let code = shown["code"].as_str().unwrap();
        let page = desk.ok(&["lesson", "brief", code], "");
        assert!(page.starts_with("# A spare printer\n"), "{page}");
        desk.ok(&["lesson", "brief", code, "--output", "brief.md"], "");
        assert_eq!(std::fs::read_to_string(desk.home.path().join("brief.md")).unwrap(), page);
        let again = desk.run(&["lesson", "brief", code, "--output", "brief.md"], "");
        assert_eq!(again.0, Some(2), "{again:?}");
    }

    #[test]
    fn a_text_that_cannot_be_saved_is_kept() {
        let desk = Desk::new();
        let (code, _, said) = desk.run(&["lesson", "told", "zzzzz"], "one was ordered");
        assert_eq!(code, Some(2));
        assert!(said.contains("there is no lesson \"zzzzz\"") && said.contains("kept"), "{said}");
        assert_eq!(desk.ok(&["drafts", "refused"], "").trim(), "one was ordered");
    }
}

mod letting_out {
    use asdone::analysis::voices::{ASSENT, readable, tally};
    use asdone::analysis::{Count, Exit, Leaves};
    use asdone::forms::Prompt;

    use super::*;

    fn answered(prompt: &Prompt) -> Field {
        let (asked, text) = (prompt.ask.clone(), format!("canary {}", prompt.id));
        Field::Answer { prompt: prompt.id.clone(), asked, text }
    }

    #[test]
    fn no_quiet_answer_of_any_form_leaves_however_far_its_sheet_was_raised() {
        let forms = Forms::of_the_program();
        let mut quiet = 0;
        for sort in [Sort::Reflection, Sort::Voice, Sort::Lesson] {
            let mut hands = Hands::founded();
            let mut fields: Vec<Field> = forms.prompts(sort).iter().map(answered).collect();
            let word = forms.voice.assents[0].clone();
            fields.push(Field::Choice { list: ASSENT.to_owned(), word });
            fields.push(Field::MayShare(true));
            fields.push(Field::Audience(Audience::Academic));
            let id = puts(&mut hands, sort, 90, fields, Vec::new());
            for to in [Audience::Team, Audience::Organisation, Audience::Academic] {
                let exit = Exit::new(&hands.study, to);
                let left: Vec<&str> = exit
                    .answers(sheet(&hands, id))
                    .into_iter()
                    .map(|(prompt, ..)| prompt)
                    .collect();
                for prompt in forms.prompts(sort) {
                    let goes = left.contains(&prompt.id.as_str());
                    assert_eq!(goes, !prompt.quiet, "{sort:?} {} to {to}", prompt.id);
                    quiet += usize::from(prompt.quiet);
                }
            }
        }
        assert!(quiet > 0, "some prompts are quiet");
    }

    #[test]
    fn a_voice_leaves_only_with_both_yeses_and_as_far_as_it_was_raised() {
        let word = Forms::of_the_program().voice.assents[0].clone();
        let assent = Field::Choice { list: ASSENT.to_owned(), word };
        for (agreed, may, raised, leaves) in [
            (true, true, Audience::Organisation, true),
            (false, true, Audience::Organisation, false),
            (true, false, Audience::Organisation, false),
            (true, true, Audience::Team, false),
        ] {
            let mut hands = Hands::founded();
            let mut fields = vec![Field::MayShare(may), Field::Audience(raised)];
            fields.extend(agreed.then(|| assent.clone()));
            let id = as_other(&mut hands, 2, |h| puts(h, Sort::Voice, 91, fields, Vec::new()));
            let exit = Exit::new(&hands.study, Audience::Organisation);
            let words = exit.of(Subject::Sheet(id)) == Leaves::Words;
            assert_eq!(words, leaves, "{agreed} {may} {raised}");
            let seen = View::new(&hands.study, PersonId(1), Scope::Organisation);
            assert_eq!(readable(seen).len(), usize::from(leaves));
            assert_eq!(tally(seen).voices == Count::Shown(0), !leaves);
        }
    }

    #[test]
    fn each_scope_has_what_was_raised_to_it_and_mine_has_what_i_wrote() {
        let mut hands = Hands::founded();
        let private = hands.captures("kept");
        let theirs = as_other(&mut hands, 2, |hands| hands.captures("raised by another"));
        let _hidden = as_other(&mut hands, 2, |hands| hands.captures("kept by another"));
        raises(&mut hands, 2, theirs);
        let has = |scope| -> Vec<ObservationId> {
            let view = View::new(&hands.study, PersonId(1), scope);
            view.standing().map(|(_, record)| record.id()).collect()
        };
        assert_eq!(has(Scope::Mine), [private]);
        assert_eq!(has(Scope::Team), [theirs]);
        assert_eq!(has(Scope::Organisation), []);
    }
}
