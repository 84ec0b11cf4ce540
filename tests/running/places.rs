//! Every place to which a person can come with keys, each with something in it: what is typed there and
//! what Enter does there is tried on all of them.

use asdone::actions::round::{Beginning, begin, close};
use asdone::share::ToDecide;
use asdone::share::sight::{Decision, Sight};
use asdone::study::{Audience, SheetId, Sort, Subject};
use asdone::tui::harness::Harness;
use asdone::tui::msg::{Effect, Msg};
use asdone::tui::screens::team::News;

use super::teams::{a_team, asked};
use super::with_a_note;

pub(crate) fn after(keys: &str) -> Harness {
    let mut harness = with_a_note();
    harness.keys(keys);
    harness
}

pub(crate) fn of_a_team(decisions: fn(&Harness) -> Vec<Decision>, keys: &str) -> Harness {
    let mut harness = Harness::sealed("correct horse battery staple");
    harness.keys("Rang ahead !a<enter>");
    let sight = Sight { decisions: decisions(&harness), ..a_team() };
    harness.send(Msg::Team(News::Seen(Some(Box::new(sight)))));
    harness.keys("<f3><alt-t>").keys(keys);
    harness
}

pub(crate) fn file_read(harness: &mut Harness, text: &str) {
    let path = harness.effects.iter().rev().find_map(|effect| match effect {
        Effect::ReadFile(path) => Some(path.clone()),
        _ => None,
    });
    harness.send(Msg::FileRead(path.expect("a file was asked for"), Ok(text.to_owned())));
}

pub(crate) fn planned() -> Harness {
    let mut harness = with_a_note();
    let note = Subject::Observation(harness.model.study.records()[0].id());
    harness.does(|study, cx| asdone::actions::release(study, cx, &[note], Audience::Academic));
    harness.keys("<alt-e>n<enter>");
    file_read(&mut harness, &plan());
    harness
}

pub(crate) fn plan() -> String {
    let line = |line: &str| match line {
        line if line.starts_with("tables = ") => "tables = []".to_owned(),
        line if line.starts_with("fields = ") => "fields = [\"period\", \"text\"]".to_owned(),
        line => {
            line.replace("= \"\" # needed", "= \"Riverside\"").replace("2026-01-01", "2027-11-30")
        }
    };
    asdone::release::plan::TEMPLATE.lines().map(|said| line(said) + "\n").collect()
}

pub(crate) fn in_a_round() -> Harness {
    let mut harness = with_a_note();
    let from: Vec<_> = harness.model.study.all_standing().map(|(_, note)| note.id()).collect();
    let subject = Subject::Observation(from[0]);
    harness.does(|study, cx| asdone::actions::release(study, cx, &[subject], Audience::Team));
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let beginning = Beginning {
        title: "Checks in March".to_owned(),
        from,
        seed: 1,
        tags: names(&["s.check"]),
        coders: names(&["heron", "wren"]),
        ..Beginning::default()
    };
    harness.does(|study, cx| begin(study, cx, &beginning));
    harness.keys("<alt-c>");
    harness
}

pub(crate) fn retired() -> Harness {
    let mut harness = with_a_note();
    harness.keys("<f9>/a.share<enter>r<f2>");
    harness
}

pub(crate) fn on_a_shift() -> Harness {
    let mut harness = with_a_note();
    harness.does(|study, cx| asdone::actions::shift::start(study, cx, Some("duty desk")));
    harness
}

pub(crate) fn prompted() -> Harness {
    use asdone::analysis::Shift;
    use asdone::study::{Plan, Sampling};
    let mut harness = Harness::open();
    let plan = Plan::Random { most: 2, shift: 480 };
    let sampling = Sampling { plan, quiet: None, bell: false };
    harness.does(|study, cx| asdone::actions::shift::plan(study, cx, sampling));
    harness.does(|study, cx| asdone::actions::shift::start(study, cx, Some("duty desk")));
    let study = &harness.model.study;
    let mine = asdone::analysis::View::of(study, study.people()[0].id);
    let due = Shift::each(mine).next().unwrap().due()[0].millis;
    harness.wait(due - harness.now.millis);
    harness.keys("Went back for the file<enter>");
    harness
}

pub(crate) fn debriefing() -> Harness {
    let mut harness = with_a_note();
    harness.keys("<f3>vteam<enter><f6>n<enter>");
    harness
}

/// A note with a tag, so that undo has something smaller than a note to take back, and a second one.
pub(crate) fn tagged() -> Harness {
    let mut harness = after("Swapped bays with the other team<enter><f3>ts.check<enter>");
    harness.keys("<f2>");
    harness
}

/// The same with keys after it.
pub(crate) fn then(keys: &str) -> Harness {
    let mut harness = tagged();
    harness.keys(keys);
    harness
}

fn reflecting() -> Harness {
    let mut harness = on_a_shift();
    harness.keys("<f3>rTo get there in time<enter><esc><f5>");
    harness
}

fn held_with_a_line() -> Harness {
    let mut harness = debriefing();
    harness.keys("iNobody had the key<enter><esc>");
    harness
}

fn a_lesson(keys: &str) -> Harness {
    let mut harness = then("<f7>nTwo printers<enter>It is down twice a week<enter><esc>");
    harness.keys(keys);
    harness
}

fn a_voice(keys: &str) -> Harness {
    let mut harness = then("<f8>n1<enter>1<enter>1<enter>She rang first<enter><esc>");
    harness.keys(keys);
    harness
}

fn no_team() -> Harness {
    let mut harness = Harness::sealed("correct horse battery staple");
    harness.keys("Rang ahead !a<enter>");
    harness.send(Msg::Team(News::Seen(None)));
    harness.keys("<f3><alt-t>");
    harness
}

fn somebody_asks() -> Harness {
    let mut harness = no_team();
    harness.send(Msg::Team(News::Seen(Some(Box::new(asked())))));
    harness
}

fn coding() -> Harness {
    let mut harness = in_a_round();
    harness.keys("<enter>");
    harness
}

/// A closed round with one difference: what the other coder says is what this one does not.
pub(crate) fn settling() -> Harness {
    let mut harness = in_a_round();
    let round = harness.model.study.sheets().all_of(Sort::Round).next_back().unwrap().id();
    other_says_yes(&mut harness, round);
    harness.keys("<enter><enter><esc>hh");
    harness.does(|study, cx| close(study, cx, round));
    harness.keys("<enter>");
    harness
}

/// What the other coder of the round says, who sits elsewhere.
fn other_says_yes(harness: &mut Harness, round: SheetId) {
    use asdone::actions::round::{Said, called, code, hand_in};
    use asdone::actions::{Context, Deed, Ids};
    use asdone::study::{Content, DeviceId, Entry, Header, Hybrid, Purpose, Way};
    struct Counting(std::cell::Cell<u128>);
    impl Ids for Counting {
        fn fresh(&self) -> uuid::Uuid {
            self.0.set(self.0.get() + 1);
            uuid::Uuid::from_u128(self.0.get())
        }
    }
    let ids = Counting(std::cell::Cell::new(1 << 100));
    let author = called(&harness.model.study, "wren").unwrap();
    let note = harness.model.study.records()[0].id();
    let mut seq = 0;
    let mut send = |harness: &mut Harness, deed: Deed| {
        let entries = deed.changes.iter().map(|change| {
            seq += 1;
            let time = Hybrid(Hybrid::default().next(harness.now.millis).0 + seq);
            let (device, way, act) = (DeviceId(2), Way::Here, seq);
            let purpose = Purpose::Do;
            let header = Header { device, way, seq, time, author, act, purpose };
            Entry { header, content: Content::Known(change.clone()) }
        });
        let entries: Vec<Entry> = entries.collect();
        harness.send(Msg::Committed { ticket: 0, entries });
    };
    let said = Said { yes: vec!["s.check".to_owned()], ..Said::default() };
    let cx = Context { now: harness.now, author, ids: &ids };
    let deed = code(&harness.model.study, &cx, round, note, &said).unwrap();
    send(harness, deed);
    let cx = Context { now: harness.now, author, ids: &ids };
    let deed = hand_in(&harness.model.study, &cx, round).unwrap();
    send(harness, deed);
}

fn a_release(keys: &str) -> Harness {
    let mut harness = planned();
    harness.keys("k").keys(keys);
    harness
}

/// A place: what it is called here, and how a person comes to it.
pub(crate) type At = (&'static str, fn() -> Harness);

/// Places where letters are commands, or the rows below the line.
pub(crate) const LISTS: &[At] = &[
    ("Write, on the kind", || then("<tab>")),
    ("Write, on the place", || then("<tab><tab><tab>")),
    ("Write, on the tags", || then("<tab><tab><tab><tab>")),
    ("Write, on who", || then("<tab><tab><tab><tab><tab>")),
    ("Write, on why", || then("<tab><tab><tab><tab><tab><tab>")),
    ("Notes", || then("<f3>")),
    ("Notes, two marked", || then("<f3>xx")),
    ("Notes, reading", || then("<f3><enter>")),
    ("Counts", || then("<f4>")),
    ("Reflect", || then("<f5>")),
    ("Reflect, on a shift", reflecting),
    ("Reflect, with no places", no_places),
    ("Debrief", || then("<f6>")),
    ("Debrief, held", held_with_a_line),
    ("Debrief, ended", || {
        let mut harness = held_with_a_line();
        harness.keys("fe");
        harness
    }),
    ("Lessons", || a_lesson("")),
    ("Lessons, reading", || a_lesson("<enter>")),
    ("Lessons, answers", || a_lesson("<tab>")),
    ("Lessons, candidates", || a_lesson("<tab><tab>")),
    ("Voices", || a_voice("")),
    ("Voices, counted", || a_voice("t")),
    ("Tags", || then("<f9>")),
    ("Tags, on one out of use", || {
        let mut harness = retired();
        harness.keys("<f9>v<home><down><down>");
        harness
    }),
    ("Team, none", no_team),
    ("Team", || of_a_team(|_| Vec::new(), "")),
    ("Team, on a colleague", || of_a_team(|_| Vec::new(), "<end>")),
    ("Team, somebody asks", somebody_asks),
    ("Team, codebooks differ", || of_a_team(|_| vec![Decision::Codebook], "")),
    ("Team, raised before", || {
        let again = |harness: &Harness| {
            let first = Subject::Observation(harness.model.study.records()[0].id());
            vec![Decision::Settle(ToDecide::AskAgain(vec![first]))]
        };
        of_a_team(again, "")
    }),
    ("Round, none", || then("<alt-c>")),
    ("Round", in_a_round),
    ("Round, coding", coding),
    ("Round, settling", settling),
    ("Release, none", || then("<alt-e>")),
    ("Release", || a_release("")),
    ("Release, on its texts", || a_release("<enter>")),
];

/// On no shift, in a study that offers no place, so that a shift begins without a question.
fn no_places() -> Harness {
    let mut harness = tagged();
    let none = asdone::study::StudyField::Settings(Vec::new());
    harness.does(|study, cx| asdone::actions::set(study, cx, none));
    harness.keys("<f5>");
    harness
}
