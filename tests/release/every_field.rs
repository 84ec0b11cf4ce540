//! Whatever words a study can hold, in whichever field: none of them is in a release unless a person
//! reviewed them. The compiler names each new place for words.

use asdone::forms::{Forms, NAMES};
use asdone::release::{self, Key, Plan, pick};
use asdone::study::{
    Audience, Card, Change, Content, DeviceId, Digest, Entry, Extras, Fact, FairCopy, Field,
    Header, Hybrid, Item, ItemId, Line, Moment, Observation, ObservationId, Origin, Passed,
    PersonId, Purpose, Right, SheetId, Sort, Source, Stance, Status, Study, StudyField, StudyId,
    Subject, TagField, TagKey, Verdict, Way,
};

const AT: Moment = Moment::new(1_780_000_000_000, 60);
const ACADEMIC: ObservationId = ObservationId(500);
const SHEET: SheetId = SheetId(900);

fn canary(what: &str) -> String {
    format!("zq{what}qz")
}

/// How many times every field is written: enough for a table of each sort of sheet.
pub(crate) const TIMES: u128 = 6;

/// A study with a hundred plain notes by four people, and `changes` after them, each with who wrote it.
pub(crate) fn study(changes: Vec<(u128, Change)>) -> Study {
    of(changes, None)
}

/// The same, one note of which was lowered again.
pub(crate) fn lowered(changes: Vec<(u128, Change)>, id: ObservationId) -> Study {
    of(changes, Some(id))
}

fn of(changes: Vec<(u128, Change)>, lowered: Option<ObservationId>) -> Study {
    let mut study = Study::new(DeviceId(1));
    let (mut seq, mut from_outside) = (0, 0);
    let mut add = |author: u128, change: Change| {
        // What a colleague let others see comes from their laptop.
        let is_shared = matches!(change, Change::Shared { .. });
        let counted = if is_shared { &mut from_outside } else { &mut seq };
        *counted += 1;
        let seq = *counted;
        let author = if is_shared { 9 } else { author };
        let time = Hybrid::default().next(AT.millis + seq as i64);
        let header = Header {
            device: DeviceId(1 + u64::from(is_shared)),
            way: if is_shared { Way::Shelf } else { Way::Here },
            seq,
            time,
            author: PersonId(author),
            act: seq,
            purpose: Purpose::Do,
        };
        study.apply(Entry { header, content: Content::Known(change) });
    };
    for nth in 0..100u128 {
        let note = plain(ObservationId(1_000 + nth));
        let id = note.id;
        add(1 + nth % 4, Change::Recorded(Box::new(note)));
        add(1 + nth % 4, raised(id));
    }
    let (mut written, mut there) = (Vec::new(), changes.into_iter());
    for (author, change) in there.by_ref() {
        if let Change::Recorded(note) = &change {
            written.push((author, note.id));
        }
        add(author, change);
    }
    written.into_iter().for_each(|(author, id)| add(author, raised(id)));
    if let Some(observation) = lowered {
        let (set, was) = (Fact::Audience(Audience::Private), Fact::Audience(Audience::Academic));
        add(1 + (observation.0 - 1_000) % 4, Change::Corrected { observation, set, was });
    }
    study
}

fn raised(observation: ObservationId) -> Change {
    let (set, was) = (Fact::Audience(Audience::Academic), Fact::Audience(Audience::Private));
    Change::Corrected { observation, set, was }
}

fn plain(id: ObservationId) -> Observation {
    Observation {
        id,
        text: format!("someone kept it going {}", super::spelt(id.0 as usize)),
        kind: None,
        happened_at: AT,
        recorded_at: AT,
        setting: Some("duty desk".into()),
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Extras::NONE,
        tags: Vec::new(),
    }
}

/// Every change with words of a person in it, each with a canary of its own, written several times by
/// four people.
pub(crate) fn changes(canary: &dyn Fn(&str) -> String) -> Vec<(u128, Change)> {
    let each =
        |nth: u128| changes_of(canary, nth).into_iter().map(move |change| (1 + nth % 4, change));
    (0..TIMES).flat_map(each).collect()
}

fn changes_of(canary: &dyn Fn(&str) -> String, nth_time: u128) -> Vec<Change> {
    let some = |what: &str| Some(canary(what));
    let own = |id: u128| ItemId(id + 100_000 * nth_time);
    let id = ObservationId(ACADEMIC.0 + nth_time);
    let (observation, item, at) = (id, own(7), AT);
    let mut written = plain(id);
    written.text = canary("first");
    written.setting = some("place");
    written.extras = Extras::of(|extra| some(extra.word()));
    written.tags = vec![TagKey::parse(&as_key(&canary("tag"))).unwrap()];
    let tag = TagKey::parse("known").unwrap();
    let mut changes = vec![
        Change::Founded { study: StudyId(1), name: canary("founded") },
        Change::PersonNamed {
            person: PersonId(1),
            pseudonym: canary("pseudonym"),
            was: String::new(),
        },
        Change::Recorded(Box::new(written)),
        Change::Amended { observation, item, text: canary("amended"), why: some("why"), at },
        Change::LaterNoted { observation, item: own(8), text: canary("later"), at },
        Change::Withdrawn {
            observation: ObservationId(1_000),
            item: own(9),
            reason: canary("withdrawn"),
            at,
        },
        Change::Erased {
            what: Item::Observation(ObservationId(1_001)),
            item: own(10),
            reason: canary("erased"),
            at,
        },
        Change::Tagged {
            observation,
            tag: tag.clone(),
            verdict: Verdict::Yes,
            was: Verdict::Unsaid,
            codebook: 0,
        },
        Change::Tagged {
            observation,
            tag: TagKey::parse(&as_key(&canary("tag"))).unwrap(),
            verdict: Verdict::Yes,
            was: Verdict::Unsaid,
            codebook: 0,
        },
        Change::Reviewed {
            words: Digest::of("something else"),
            verdict: Passed::Redacted(vec![(0, 1, canary("reviewed"))]),
        },
    ];
    let set = [
        StudyField::Name(canary("name")),
        StudyField::Settings(vec![canary("settings")]),
        StudyField::Form { name: "stop".into(), text: canary("form") },
    ];
    changes.extend(set.map(|set| Change::StudySet { was: set.clone(), set }));
    changes.extend(forms_of_the_study(canary));
    changes.extend(corrected(canary, nth_time));
    changes.extend(from_outside(canary, nth_time));
    changes.push(Change::TagSet {
        tag: tag.clone(),
        set: vec![
            TagField::Name(canary("tagname")),
            TagField::Group(canary("group")),
            TagField::Definition(canary("definition")),
            TagField::Include(canary("include")),
            TagField::Exclude(canary("exclude")),
            TagField::Source(canary("source")),
            TagField::Status(Status::Defined),
        ],
        was: vec![],
    });
    for (nth, sort) in Sort::ALL.into_iter().enumerate() {
        let sheet = SheetId(SHEET.0 + nth as u128 + 100 * nth_time);
        changes.push(Change::Begun { sheet, sort, at });
        let fields = [
            Field::Audience(Audience::Academic),
            Field::Answer { prompt: "one".into(), asked: canary("asked"), text: canary("answer") },
            // What the forms of the program ask on a reflection, a voice and a lesson; the last is quiet.
            answer("aim", canary),
            answer("happened", canary),
            answer("saw", canary),
            answer("felt", canary),
            Field::Choice { list: "assent".into(), word: "said yes".into() },
            Field::Choice { list: "step".into(), word: canary("step") },
            Field::Choice { list: "speaker".into(), word: canary("speaker") },
            Field::Link { to: Subject::Observation(id), yes: true },
            Field::Choice { list: "level".into(), word: canary("choice") },
            Field::Title(canary("title")),
            Field::Setting(some("sheetplace")),
            Field::Owner(some("owner")),
            Field::Placed {
                scale: "scale".into(),
                asked: canary("scale"),
                corners: vec![canary("corner")],
                shares: vec![1_000],
            },
            Field::MayShare(true),
            Field::Plan(canary("plan")),
        ];
        changes.extend(fields.map(|set| Change::Put { sheet, was: set.emptied(), set }));
        let lines = [
            Line::Contribution {
                step: "tell".into(),
                by: some("by"),
                about: None,
                text: canary("contribution"),
            },
            Line::Carried {
                what: "keep".into(),
                text: canary("carried"),
                owner: some("carrier"),
                reply_by: None,
            },
            Line::Outcome { of: ItemId(1), text: canary("outcome") },
            Line::Moved { status: "trying".into(), by: some("mover"), reason: some("moved") },
            Line::Told { text: canary("told") },
            Line::Note { text: canary("note") },
            Line::Holds(vec![Subject::Observation(id)]),
            Line::Wording {
                tag: tag.clone(),
                name: canary("wordingname"),
                definition: canary("wordingdefinition"),
                include: canary("wordinginclude"),
                exclude: canary("wordingexclude"),
            },
            Line::Coded {
                of: id,
                words: Digest::of("x"),
                yes: vec![],
                unsure: vec![],
                memo: canary("memo"),
            },
            Line::Settled { of: id, tag: tag.clone(), verdict: None, reason: canary("settled") },
        ];
        // Of what leaves the study, which a stop tells of.
        let gone = Line::Withdrawn { reason: canary("linewithdrawn") };
        let gone = Some(gone).filter(|_| sort == Sort::Stop);
        for (at_line, line) in lines.into_iter().chain(gone).enumerate() {
            let item = own(10_000 + (nth * 100 + at_line) as u128);
            changes.push(Change::Said { sheet, item, line, at });
        }
    }
    changes
}

/// Every form as the study has worded it: each question and heading has words of its own, and the list of
/// people and places is all of them.
fn forms_of_the_study(canary: &dyn Fn(&str) -> String) -> Vec<Change> {
    let own = |name: &&str| {
        let said = serde_json::to_string(&canary("ownform")).unwrap();
        let said = said.trim_matches('"');
        let words = |line: &str| {
            let is_said = ["ask = ", "source = ", "name = ", "title = ", "moment = "];
            let one_line = line.ends_with('"') && !line.ends_with("\"\"\"");
            match is_said.iter().any(|key| line.starts_with(key)) && one_line {
                true => format!("{} {said}\"", &line[..line.len() - 1]),
                false => line.to_owned(),
            }
        };
        let text = match *name {
            "names" => format!("people = [\"{said}\"]"),
            "wording" => format!("allow = [\"{said}\"]"),
            name => {
                let lines = Forms::built_in(name).unwrap().lines().map(words);
                lines.collect::<Vec<String>>().join("\n")
            }
        };
        assert_eq!(Forms::check(name, name, &text), Ok(()), "{text}");
        assert!(text.contains(said), "{name} says nothing: {text}");
        let set = StudyField::Form { name: (*name).to_owned(), text };
        Change::StudySet { was: set.clone(), set }
    };
    NAMES.iter().map(own).collect()
}

/// Facts that were put right, of a note of their own, so that those of the first stand too.
fn corrected(canary: &dyn Fn(&str) -> String, nth: u128) -> Vec<Change> {
    let some = |what: &str| Some(canary(what));
    let observation = ObservationId(600 + nth);
    let facts = [
        Fact::Setting(some("factplace")),
        Fact::Aim(some("factaim")),
        Fact::Cues(some("factcues")),
        Fact::Expectation(some("factexpectation")),
        Fact::Options(some("factoptions")),
        Fact::Pressure(some("factpressure")),
        Fact::Prescribed(some("factprescribed")),
        Fact::Done(some("factdone")),
        Fact::Told(some("facttold")),
        Fact::Noticing(some("factnoticing")),
    ];
    let put_right =
        |set: Fact| Change::Corrected { observation, set, was: Fact::Aim(some("factbefore")) };
    let note = Observation { text: canary("other"), ..plain(observation) };
    [Change::Recorded(Box::new(note))].into_iter().chain(facts.map(put_right)).collect()
}

/// What comes from a colleague's laptop: a note, and the card of a laptop.
fn from_outside(canary: &dyn Fn(&str) -> String, nth: u128) -> Vec<Change> {
    let observation = ObservationId(700 + nth);
    let mut note = Observation { text: canary("shared"), ..plain(observation) };
    note.setting = Some(canary("sharedplace"));
    note.extras = Extras::of(|extra| Some(canary(&format!("shared{}", extra.word()))));
    let copy = FairCopy { observation: note, audience: Audience::Academic, reworded: false };
    let card = Card {
        person: PersonId(9),
        verify: [0; 32],
        recipient: canary("recipient"),
        right: Right::Writer,
        until: None,
    };
    vec![
        Change::Shared { observation, copy: Some(Box::new(copy)) },
        Change::Member { device: DeviceId(9), card: Some(card) },
    ]
}

/// A text as a tag that somebody typed.
pub(crate) fn as_key(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

fn answer(prompt: &str, canary: &dyn Fn(&str) -> String) -> Field {
    Field::Answer { prompt: prompt.into(), asked: canary("asked"), text: canary("answer") }
}

/// Makes of a list of patterns, with a name for each, the list of names and what gives a change its
/// name.
macro_rules! places {
    ($($pattern:pat => $name:literal,)+) => {
        /// Every place in which words can stand.
        const PLACES: &[&str] = &[$($name),+];

        /// In which place the words of a change stand; [`NO_WORDS`] where it has none.
        fn place(change: &Change) -> &'static str {
            match change {
                $($pattern => $name,)+
            }
        }
    };
}

/// What has no words of a person in it.
const NO_WORDS: &str = "";

// The compiler asks for each new place: whoever adds one gives it a name here, and the test below
// then asks for words in it.
places! {
    Change::Founded { .. } => "founded",
    Change::StudySet { set: StudyField::Name(_), .. } => "study name",
    Change::StudySet { set: StudyField::Settings(_), .. } => "study settings",
    Change::StudySet { set: StudyField::Form { .. }, .. } => "study form",
    Change::StudySet {
        set: StudyField::Threshold(_) | StudyField::Whose(_) | StudyField::Sampling(_),
        ..
    } => "",
    Change::PersonNamed { .. } => "pseudonym",
    Change::Recorded(_) => "recorded",
    Change::Amended { .. } => "amended",
    Change::LaterNoted { .. } => "later noted",
    Change::Withdrawn { .. } => "withdrawn",
    Change::Erased { .. } => "erased",
    Change::Tagged { .. } => "tagged",
    Change::TagSet { .. } => "tag",
    Change::Shared { .. } => "shared",
    Change::Member { .. } => "member",
    Change::Reviewed { .. } => "reviewed",
    Change::Corrected { set: Fact::Setting(_), .. } => "fact setting",
    Change::Corrected { set: Fact::Aim(_), .. } => "fact aim",
    Change::Corrected { set: Fact::Cues(_), .. } => "fact cues",
    Change::Corrected { set: Fact::Expectation(_), .. } => "fact expectation",
    Change::Corrected { set: Fact::Options(_), .. } => "fact options",
    Change::Corrected { set: Fact::Pressure(_), .. } => "fact pressure",
    Change::Corrected { set: Fact::Prescribed(_), .. } => "fact prescribed",
    Change::Corrected { set: Fact::Done(_), .. } => "fact done",
    Change::Corrected { set: Fact::Told(_), .. } => "fact told",
    Change::Corrected { set: Fact::Noticing(_), .. } => "fact noticing",
    Change::Corrected {
        set: Fact::Kind(_)
            | Fact::HappenedAt(_)
            | Fact::Stance(_)
            | Fact::Origin(_)
            | Fact::Audience(_),
        ..
    } => "",
    Change::Put { set: Field::Answer { .. }, .. } => "answer",
    Change::Put { set: Field::Choice { .. }, .. } => "choice",
    Change::Put { set: Field::Title(_), .. } => "title",
    Change::Put { set: Field::Setting(_), .. } => "sheet setting",
    Change::Put { set: Field::Owner(_), .. } => "owner",
    Change::Put { set: Field::Placed { .. }, .. } => "placed",
    Change::Put { set: Field::Plan(_), .. } => "plan",
    Change::Put {
        set: Field::Audience(_)
            | Field::Tag { .. }
            | Field::Link { .. }
            | Field::Ended(_)
            | Field::Covered(_)
            | Field::Due(_)
            | Field::Attendance(_)
            | Field::ReplyBy(_)
            | Field::LookAgain(_)
            | Field::MayShare(_)
            | Field::Fate(_)
            | Field::Takes { .. }
            | Field::Draw { .. },
        ..
    } => "",
    Change::Said { line: Line::Contribution { .. }, .. } => "contribution",
    Change::Said { line: Line::Carried { .. }, .. } => "carried",
    Change::Said { line: Line::Outcome { .. }, .. } => "outcome",
    Change::Said { line: Line::Moved { .. }, .. } => "moved",
    Change::Said { line: Line::Told { .. }, .. } => "told",
    Change::Said { line: Line::Note { .. }, .. } => "note",
    Change::Said { line: Line::Withdrawn { .. }, .. } => "line withdrawn",
    Change::Said { line: Line::Wording { .. }, .. } => "wording",
    Change::Said { line: Line::Coded { .. }, .. } => "coded",
    Change::Said { line: Line::Settled { .. }, .. } => "settled",
    Change::Said {
        line: Line::Paused
            | Line::Resumed
            | Line::Prompted
            | Line::Met { .. }
            | Line::Holds(_)
            | Line::HandedIn(_)
            | Line::Key(_),
        ..
    } => "",
    Change::Stands { .. } | Change::Begun { .. } => "",
}

#[test]
fn words_that_nobody_reviewed_are_in_no_file_whatever_field_they_stand_in() {
    let changes = changes(&canary);
    let of = |name: &&&str| changes.iter().filter(|(_, change)| place(change) == **name).count();
    let bare: Vec<&&str> =
        PLACES.iter().filter(|name| **name != NO_WORDS && of(name) < TIMES as usize).collect();
    assert!(bare.is_empty(), "no words are written in {bare:?}");
    let study = study(changes);
    let text = super::plan().replace("\"Canal Row\"", "\"duty desk\"");
    let plan = Plan::read(&text).unwrap();
    let from = release::From {
        view: pick::view(&study, PersonId(1)),
        plan: &plan,
        plan_text: &text,
        at: AT,
        id: SHEET.0,
        program: "asdone",
    };
    let made = release::build(from, Key::new([7; 32])).unwrap();
    let notes = 100 + 3 * TIMES as usize - 2;
    let sheets = 4 * TIMES as usize;
    assert_eq!(made.holds.len(), notes + sheets, "the withdrawn and the erased one are out");
    for (name, bytes) in &made.files {
        let text = String::from_utf8_lossy(bytes);
        if let Some(at) = text.find("zq") {
            let rest = &text[at..];
            let end = rest.find("qz").map_or(rest.len().min(40), |end| end + 2);
            panic!("{name} has {}", &rest[..end]);
        }
    }
    // Several people wrote, so the limits on people hold.
    let risk = String::from_utf8_lossy(&made.files["residual-risk.md"]);
    assert!(risk.contains("At least 5 people"), "{risk}");
}

#[test]
fn a_release_that_too_few_people_are_behind_is_none() {
    let study = study(Vec::new());
    let text = super::plan().replace("\"Canal Row\"", "\"duty desk\"");
    let too_many = text.replace("people = 3", "people = 5");
    let build = |text: &str| {
        let plan = Plan::read(text).unwrap();
        let from = release::From {
            view: pick::view(&study, PersonId(1)),
            plan: &plan,
            plan_text: text,
            at: AT,
            id: 1,
            program: "asdone",
        };
        release::build(from, Key::new([7; 32])).map(|made| made.holds.len())
    };
    assert_eq!(build(&text), Ok(100));
    assert!(build(&too_many).unwrap_err().what.contains("5 people"));
}
