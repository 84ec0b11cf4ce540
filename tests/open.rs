//! One open study: what may be recorded without its past, and what becomes of notes that wait.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "common/desk.rs"]
mod desk;
#[path = "hands/mod.rs"]
mod hands;

use std::fs;

use asdone::actions::{self, Consent, Context, Deed, Draft, Founding, Refusal, prompting, shift};
use asdone::analysis::Shift;
use asdone::analysis::shift::State;
use asdone::config::clock::{self, SystemIds};
use asdone::journal::{Identity, Mending};
use asdone::open::OpenStudy;
use asdone::study::{DeviceId, Moment, Origin, PersonId, Plan, Sampling, Study, StudyId, Whose};
use desk::Desk;
use hands::Hands;
use proptest::prelude::*;

const WHO: Identity = Identity { study: StudyId(1), device: DeviceId(2), person: PersonId(3) };

fn does(
    open: &mut OpenStudy,
    now: Moment,
    act: impl FnOnce(&Study, &Context<'_>) -> Result<Deed, Refusal>,
) {
    let deed = act(&open.study, &open.context(now, &SystemIds)).unwrap();
    open.perform(&deed, now.millis).unwrap();
}

/// A desk with a study in clear: on a shift for eleven minutes, and a prompt on show for one.
fn prompted() -> (Desk, OpenStudy, Moment) {
    let desk = Desk::new();
    let began = clock::now().plus_minutes(-11);
    let at = began.plus_minutes(10);
    let ids = SystemIds;
    let founding = Founding {
        name: "Riverside".to_owned(),
        pseudonym: "wren".to_owned(),
        settings: vec!["duty desk".to_owned()],
        codebook: Vec::new(),
        whose: Whose::Own,
    };
    let context = Context { now: began, author: WHO.person, ids: &ids };
    let mut open = OpenStudy::create(&desk.path("study"), WHO, None).unwrap();
    let deed = actions::found(&context, &founding).unwrap();
    open.perform(&deed, began.millis).unwrap();
    let every = Sampling { plan: Plan::Every { minutes: 10 }, quiet: None, bell: false };
    does(&mut open, began, |study, cx| shift::plan(study, cx, every));
    does(&mut open, began, |study, cx| shift::start(study, cx, None));
    does(&mut open, at, |study, cx| Ok(prompting::due(study, cx).unwrap()));
    (desk, open, at)
}

fn states(study: &Study) -> Vec<State> {
    let shift =
        Shift::each(asdone::analysis::View::of(study, study.people()[0].id)).next().unwrap();
    shift.prompts(study).iter().map(|prompt| prompt.state).collect()
}

fn reopened(desk: &Desk) -> OpenStudy {
    let (mut open, _) = OpenStudy::open(&desk.path("study"), None, Mending::Ask).unwrap();
    open.read_past(None).unwrap();
    open
}

#[test]
fn a_plain_note_from_the_command_line_answers_the_prompt_on_show() {
    let (desk, open, at) = prompted();
    drop(open);
    let done = desk.run(&["add", "--prompted", "--json"], "Handover took ten minutes").code(0);
    let line: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(line["origin"], "prompted");
    assert!(line["prompted_at"].is_string(), "{line}");
    // A second try of the same note finds no prompt any more, and is the same note all the same.
    let again = desk.run(&["add", "--prompted"], "Handover took ten minutes").code(0);
    again.says("not recorded twice");
    let open = reopened(&desk);
    let record = open.study.records().last().unwrap();
    assert_eq!(open.study.records().len(), 1);
    assert_eq!(record.origin(), Origin::Prompted(Some(at)));
    assert_eq!(states(&open.study), [State::Answered(record.id())]);
}

#[test]
fn a_note_that_waited_in_the_inbox_answers_the_prompt_that_was_on_show() {
    for hands_over in [false, true] {
        let (desk, mut open, at) = prompted();
        desk.run(&["add", "--prompted"], "Rang ahead").code(0).says("inbox");
        let mut study = if hands_over { open.hand_over() } else { Study::new(WHO.device) };
        let context = open.context(clock::now(), &SystemIds);
        let taken = open.take_in(&context);
        assert_eq!((taken.notes, taken.kept.len(), taken.failed.is_none()), (1, 0, true));
        assert_eq!(taken.entries.is_empty(), !hands_over);
        taken.entries.into_iter().for_each(|entry| study.apply(entry));
        let study = if hands_over { &study } else { &open.study };
        let record = study.records().last().unwrap();
        assert_eq!(record.origin(), Origin::Prompted(Some(at)), "handed over: {hands_over}");
        assert_eq!(states(study), [State::Answered(record.id())]);
    }
}

#[test]
fn a_note_whose_file_comes_back_is_taken_in_once_wherever_the_study_is() {
    for hands_over in [false, true] {
        let (desk, mut open, _) = prompted();
        desk.run(&["add"], "Printer down").code(0).says("inbox");
        let file = desk.path("study/inbox/0000000001.note");
        let bytes = fs::read(&file).unwrap();
        let context = open.context(clock::now(), &SystemIds);
        assert_eq!(open.take_in(&context).notes, 1);
        assert!(!file.exists());
        if hands_over {
            drop(open.hand_over());
        }
        for name in ["0000000001.note", "0000000001 (1).note"] {
            fs::write(desk.path("study/inbox").join(name), &bytes).unwrap();
        }
        let before = open.journal().entries();
        assert_eq!(open.take_in(&context).notes, 0);
        assert_eq!(open.journal().entries(), before);
        assert_eq!(fs::read_dir(desk.path("study/inbox")).unwrap().count(), 0);
    }
}

#[test]
fn nothing_is_taken_in_while_the_past_is_unread() {
    let (desk, open, _) = prompted();
    desk.run(&["add"], "Printer down").code(0).says("inbox");
    drop(open);
    let (mut open, _) = OpenStudy::open(&desk.path("study"), None, Mending::Ask).unwrap();
    let plain = Draft { line: "Plain words".to_owned(), ..Draft::default() };
    open.read_past(Some(&plain)).unwrap();
    assert!(open.study.sheets().all_of(asdone::study::Sort::Shift).next().is_none());
    let context = open.context(clock::now(), &SystemIds);
    assert_eq!(open.take_in(&context).notes, 0);
    let prompted = Draft { origin: Origin::Prompted(None), ..plain };
    open.read_past(Some(&prompted)).unwrap();
    assert!(open.study.sheets().all_of(asdone::study::Sort::Shift).next().is_some());
    assert_eq!(open.take_in(&context).notes, 1);
}

/// A study with something of everything that recording a note can ask about.
fn full() -> Hands {
    let mut hands = Hands::founded();
    let every = Sampling { plan: Plan::Every { minutes: 10 }, quiet: None, bell: true };
    hands.tries(|study, cx| shift::plan(study, cx, every)).unwrap();
    hands.tries(|study, cx| shift::start(study, cx, Some("court"))).unwrap();
    hands.captures("Swapped bays #s.check @\"duty desk\" #t.night");
    hands.now = hands.now.plus_minutes(11);
    hands.tries(|study, cx| Ok(prompting::due(study, cx).unwrap())).unwrap();
    hands
}

proptest! {
    /// What may be recorded without the past is recorded the same with it.
    #[test]
    fn a_note_that_does_not_need_the_past_is_the_same_with_it(
        line in "(-15m |14:20 |yesterday 9:05 )?(!w |!a )?[a-z #@!.\"\u{ff03}\u{ff20}-]{1,40}",
        tags in prop::collection::vec("s\\.check|s\\.chek|new", 0..2),
        setting in prop::option::of("duty desk|Duty Desk|elsewhere"),
        origin in prop::sample::select(vec![
            Origin::Spontaneous,
            Origin::Prompted(None),
            Origin::Prompted(Some(hands::tuesday())),
        ]),
    ) {
        let hands = full();
        let draft = Draft { line, tags, setting, origin, ..Draft::default() };
        let consent = Consent { future: true, ..Consent::default() };
        let empty = Study::new(hands.device);
        let [without, with] = [&empty, &hands.study].map(|study| {
            hands.ids.0.set(7);
            actions::capture(study, &hands.context(), &draft, consent)
        });
        if !actions::needs_the_past(&draft) {
            prop_assert_eq!(without, with);
        }
    }
}
