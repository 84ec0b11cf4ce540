//! Handing in and closing are final on each laptop, whatever a coder's own laptop says of them since: by
//! then everybody has seen what the others said. Here one of three laptops says what no program of ours
//! would, as whoever changes theirs can.

use std::cell::Cell;
use std::collections::BTreeMap;

use asdone::actions::round::{Beginning, Said, begin, close, code, hand_in};
use asdone::actions::{Consent, Context, Deed, Draft, Ids, Refusal, capture, release};
use asdone::analysis::agreement::Draws;
use asdone::analysis::round::compare;
use asdone::journal::{Foreign, Identity, Journal, Mending, handed_out};
use asdone::open::OpenStudy;
use asdone::study::{
    Audience, CLOSED, COUNTED, Change, DeviceId, Digest, Field, HandedIn, Hybrid, Item, ItemId,
    Line, Moment, PersonId, Purpose, Round, SheetId, Sort, Status, Study, StudyId, Subject,
    TagField, TagKey,
};

const WREN: PersonId = PersonId(9);
const HERON: PersonId = PersonId(50);
const DUNNOCK: PersonId = PersonId(51);
const ALL: [PersonId; 3] = [WREN, HERON, DUNNOCK];
const NOW: i64 = 1_767_225_600_000;

struct Counting(Cell<u128>);

impl Ids for Counting {
    fn fresh(&self) -> uuid::Uuid {
        self.0.set(self.0.get() + 1);
        uuid::Uuid::from_u128(self.0.get())
    }
}

/// Wren's laptop, and what the others have handed out so far.
struct Laptop {
    dir: tempfile::TempDir,
    ids: Counting,
    handed_out: BTreeMap<PersonId, u64>,
}

impl Laptop {
    /// Three who coded two notes and handed in.
    fn handed_in() -> Self {
        let mut laptop = Self::begun();
        for (at, who) in (100..).step_by(10).zip(ALL) {
            laptop.codes(who, at, "s.check");
            laptop.hands_in(who, at + 5);
        }
        laptop
    }

    /// The same after heron closed the round, who did not begin it.
    fn closed() -> Self {
        let mut laptop = Self::handed_in();
        laptop.closes(HERON, 200);
        laptop
    }

    fn begun() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let who = Identity { study: StudyId(7), device: DeviceId(8), person: WREN };
        drop(Journal::create(&dir.path().join("study"), who, None).unwrap());
        let mut laptop =
            Self { dir, ids: Counting(Cell::new(1 << 90)), handed_out: BTreeMap::new() };
        let named = |person, pseudonym: &str| Change::PersonNamed {
            person,
            pseudonym: pseudonym.to_owned(),
            was: String::new(),
        };
        let tag = |name: &str| Change::TagSet {
            tag: TagKey::parse(name).unwrap(),
            set: vec![TagField::Name(name.to_owned()), TagField::Status(Status::Defined)],
            was: vec![],
        };
        laptop.says(WREN, 1, vec![named(WREN, "wren"), tag("s.check"), tag("s.speak")]);
        laptop.says(HERON, 2, vec![named(HERON, "heron")]);
        laptop.says(DUNNOCK, 2, vec![named(DUNNOCK, "dunnock")]);
        for text in ["Rang school before the visit", "Read the plan back to the mother"] {
            let draft = Draft { line: text.to_owned(), ..Draft::default() };
            laptop.does(WREN, 3, |study, cx| capture(study, cx, &draft, Consent::default()));
        }
        laptop.does(WREN, 4, |study, cx| {
            let notes = study.all_standing().map(|(_, note)| Subject::Observation(note.id()));
            release(study, cx, &notes.collect::<Vec<_>>(), Audience::Team)
        });
        laptop.does(WREN, 5, |study, cx| {
            let names = |all: &[&str]| all.iter().map(|name| (*name).to_owned()).collect();
            let beginning = Beginning {
                from: study.all_standing().map(|(_, note)| note.id()).collect(),
                seed: 1,
                tags: names(&["s.check", "s.speak"]),
                coders: names(&["wren", "heron", "dunnock"]),
                ..Beginning::default()
            };
            begin(study, cx, &beginning)
        });
        laptop
    }

    /// Opens the study anew, so that what is asked of it comes from its files.
    fn opened<T>(&self, act: impl FnOnce(&mut OpenStudy) -> T) -> T {
        let study = self.dir.path().join("study");
        let (mut open, opening) = OpenStudy::open(&study, None, Mending::Ask).unwrap();
        assert_eq!(opening.losses, Vec::<String>::new());
        open.read_past(None).unwrap();
        act(&mut open)
    }

    fn sheet(&self) -> SheetId {
        self.opened(|open| open.study.sheets().all_of(Sort::Round).next().unwrap().id())
    }

    /// What somebody says, at a time by their own clock: wren here, the others on laptops of theirs.
    fn says(&mut self, who: PersonId, at: i64, changes: Vec<Change>) {
        if who == WREN {
            let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
            self.opened(|open| drop(open.perform(&deed, NOW + at).unwrap()));
            return;
        }
        let from = self.handed_out.entry(who).or_default();
        let first = *from + 1;
        *from += changes.len() as u64;
        let one = |(number, change): (u64, Change)| Foreign {
            device: DeviceId(who.0 as u64),
            number,
            after: number - 1,
            time: Hybrid(0).next(NOW + at),
            author: who,
            body: handed_out(&change).unwrap(),
        };
        let foreign: Vec<Foreign> = (first..).zip(changes).map(one).collect();
        self.opened(|open| {
            let taken = open.take_in_shelf(&foreign, NOW + 1_000_000).unwrap();
            assert_eq!((taken.new as usize, taken.refused), (foreign.len(), 0), "{taken:?}");
            open.let_recalled_go().unwrap();
        });
    }

    /// What the program does when somebody asks for it.
    fn does(
        &mut self,
        who: PersonId,
        at: i64,
        act: impl FnOnce(&Study, &Context<'_>) -> Result<Deed, Refusal>,
    ) {
        let now = Moment::new(NOW + at, 0);
        let deed = self.opened(|open| {
            act(&open.study, &Context { now, author: who, ids: &self.ids }).unwrap()
        });
        self.says(who, at, deed.changes);
    }

    fn hands_in(&mut self, who: PersonId, at: i64) {
        let sheet = self.sheet();
        self.does(who, at, |study, cx| hand_in(study, cx, sheet));
    }

    fn closes(&mut self, who: PersonId, at: i64) {
        let sheet = self.sheet();
        self.does(who, at, |study, cx| close(study, cx, sheet));
    }

    fn codes(&mut self, who: PersonId, at: i64, tag: &str) {
        let sheet = self.sheet();
        let notes = self.opened(|open| {
            open.study.all_standing().map(|(_, note)| note.id()).collect::<Vec<_>>()
        });
        for note in notes {
            let said = Said { yes: vec![tag.to_owned()], ..Said::default() };
            self.does(who, at, |study, cx| code(study, cx, sheet, note, &said));
        }
    }

    /// The lines of somebody of which something holds, with their ids.
    fn lines(&self, who: PersonId, which: impl Fn(&Line) -> bool) -> Vec<(ItemId, Line)> {
        self.opened(|open| {
            let ix = open.study.person_ix(who).unwrap();
            let sheet = open.study.sheets().all_of(Sort::Round).next().unwrap();
            let own = sheet.lines().filter(|said| said.author == ix && which(&said.line));
            own.map(|said| (said.item, said.line.clone())).collect()
        })
    }

    /// Whether it is closed, and what each coder handed in.
    fn stands(&self) -> (bool, [HandedIn; 3]) {
        self.opened(|open| {
            let round = Round::of(open.study.sheets().all_of(Sort::Round).next().unwrap()).unwrap();
            let of = |who| round.handed_in(&open.study, open.study.person_ix(who).unwrap());
            let states = ALL.map(of);
            let counted = compare(&open.study, round, Draws { samples: 0, seed: 1 });
            let fit = states.iter().filter(|state| **state == HandedIn::Fits).count();
            let is_closed = round.is_closed(&open.study);
            assert_eq!(counted.map(|found| found.handed_in), is_closed.then_some(fit));
            (is_closed, states)
        })
    }

    /// What dunnock said, taken back and said otherwise, as somebody would who has seen the others' codings.
    fn otherwise(&self) -> Vec<Change> {
        let sheet = self.sheet();
        let at = Moment::new(NOW, 0);
        let coded = self.lines(DUNNOCK, |line| matches!(line, Line::Coded { .. }));
        let mut changes = Vec::new();
        for (item, mut line) in coded {
            changes.push(Change::Stands { item: Item::Line(sheet, item), stands: false });
            if let Line::Coded { yes, .. } = &mut line {
                *yes = vec![TagKey::parse("s.speak").unwrap()];
            }
            let item = ItemId(item.0 + 1_000_000);
            changes.push(Change::Said { sheet, item, line, at });
        }
        changes
    }

    /// The digest of what dunnock says now.
    fn digest(&self) -> Digest {
        self.opened(|open| {
            let ix = open.study.person_ix(DUNNOCK).unwrap();
            let sheet = open.study.sheets().all_of(Sort::Round).next().unwrap();
            asdone::study::digest_of(&Round::of(sheet).unwrap().codings(ix))
        })
    }
}

fn is_hand_in(line: &Line) -> bool {
    matches!(line, Line::HandedIn(_))
}

fn contribution(step: &str, about: Option<Subject>, text: String) -> Line {
    Line::Contribution { step: step.to_owned(), by: None, about, text }
}

const FIT: [HandedIn; 3] = [HandedIn::Fits; 3];

#[test]
#[allow(clippy::too_many_lines, reason = "a table of ten ways")]
fn a_closed_round_stays_closed_and_counts_what_it_counted_whatever_a_coder_says_since() {
    use HandedIn::{DoesNotFit, Fits, OnItsWay, TooLate};
    let at = Moment::new(NOW, 0);
    let said = |sheet, item, line| Change::Said { sheet, item: ItemId(item), line, at };
    let play = |name: &str, expected: HandedIn, act: &dyn Fn(&mut Laptop, SheetId, ItemId)| {
        let mut laptop = Laptop::closed();
        assert_eq!(laptop.stands(), (true, FIT), "{name}");
        let sheet = laptop.sheet();
        let (item, _) = laptop.lines(DUNNOCK, is_hand_in).pop().unwrap();
        act(&mut laptop, sheet, item);
        assert_eq!(laptop.stands(), (true, [Fits, Fits, expected]), "{name}");
    };
    let erased = |what| Change::Erased { what, item: ItemId(3), reason: String::new(), at };
    play("the hand-in is taken back", Fits, &|laptop, sheet, item| {
        let gone = Change::Stands { item: Item::Line(sheet, item), stands: false };
        laptop.says(DUNNOCK, 300, vec![gone]);
    });
    play("the hand-in is erased", Fits, &|laptop, sheet, item| {
        laptop.says(DUNNOCK, 300, vec![erased(Item::Line(sheet, item))]);
    });
    // What is left of a coder who takes everything back is that they handed in.
    play("everything is taken back", OnItsWay, &|laptop, sheet, _| {
        let gone = Change::Stands { item: Item::Sheet(sheet), stands: false };
        laptop.says(DUNNOCK, 300, vec![gone]);
    });
    play("everything is erased", OnItsWay, &|laptop, sheet, _| {
        laptop.says(DUNNOCK, 300, vec![erased(Item::Sheet(sheet))]);
    });
    play("something else is handed in", DoesNotFit, &|laptop, sheet, item| {
        let gone = Change::Stands { item: Item::Line(sheet, item), stands: false };
        laptop.says(DUNNOCK, 300, laptop.otherwise().into_iter().chain([gone]).collect());
        let digest = laptop.digest();
        laptop.says(DUNNOCK, 310, vec![said(sheet, 5, Line::HandedIn(digest))]);
    });
    play("something else is handed in with an earlier time", TooLate, &|laptop, sheet, _| {
        laptop.says(DUNNOCK, 300, laptop.otherwise());
        let digest = laptop.digest();
        laptop.says(DUNNOCK, 50, vec![said(sheet, 5, Line::HandedIn(digest))]);
    });
    play("the hand-in is said again, earlier and otherwise", TooLate, &|laptop, sheet, item| {
        laptop.says(DUNNOCK, 300, laptop.otherwise());
        let digest = laptop.digest();
        laptop.says(DUNNOCK, 50, vec![said(sheet, item.0, Line::HandedIn(digest))]);
    });
    play("and dunnock vouches for it", TooLate, &|laptop, sheet, _| {
        laptop.says(DUNNOCK, 300, laptop.otherwise());
        let digest = laptop.digest();
        let about = Some(Subject::Line(sheet, ItemId(5)));
        let lines = [
            Line::HandedIn(digest),
            contribution(COUNTED, about, digest.hex()),
            contribution(CLOSED, None, CLOSED.to_owned()),
        ];
        let lines = (5..).zip(lines).map(|(item, line)| said(sheet, item, line));
        laptop.says(DUNNOCK, 50, lines.collect());
    });
    play("dunnock says that wren handed in something else", Fits, &|laptop, sheet, _| {
        let (wrens, _) = laptop.lines(WREN, is_hand_in).pop().unwrap();
        let about = Some(Subject::Line(sheet, wrens));
        let lines = [
            contribution(COUNTED, about, Digest([1; 32]).hex()),
            contribution(CLOSED, None, CLOSED.to_owned()),
        ];
        let lines = (5..).zip(lines).map(|(item, line)| said(sheet, item, line));
        laptop.says(DUNNOCK, 50, lines.collect());
    });
    play("whoever closed it takes that back", Fits, &|laptop, sheet, _| {
        let own = laptop.lines(HERON, |line| matches!(line, Line::Contribution { .. }));
        assert_eq!(own.len(), 4, "three hand-ins and the close: {own:?}");
        let gone = |(item, _)| Change::Stands { item: Item::Line(sheet, item), stands: false };
        laptop.says(HERON, 300, own.into_iter().map(gone).collect());
    });
}

#[test]
fn no_coder_closes_a_round_before_each_has_handed_in_whatever_they_say() {
    let mut laptop = Laptop::begun();
    for (at, who) in [(100, WREN), (110, HERON)] {
        laptop.codes(who, at, "s.check");
        laptop.hands_in(who, at + 5);
    }
    let sheet = laptop.sheet();
    let about = Some(Subject::Line(sheet, ItemId(77)));
    let lines = [
        contribution(COUNTED, about, Digest([7; 32]).hex()),
        contribution(CLOSED, None, CLOSED.to_owned()),
    ];
    let at = Moment::new(NOW, 0);
    let lines = (5u128..).zip(lines).map(|(item, line)| Change::Said {
        sheet,
        item: ItemId(item),
        line,
        at,
    });
    laptop.says(HERON, 120, lines.collect());
    assert!(!laptop.stands().0);
    // By then the close that was said too early is one.
    laptop.codes(DUNNOCK, 130, "s.check");
    laptop.hands_in(DUNNOCK, 135);
    assert_eq!(laptop.stands(), (true, FIT));
}

#[test]
fn whoever_began_a_round_cannot_open_it_again_and_a_late_hand_in_is_out_though_nobody_was_in_time()
{
    let mut laptop = Laptop::begun();
    laptop.closes(WREN, 100);
    let sheet = laptop.sheet();
    let (set, was) = (Field::Ended(None), Field::Ended(Some(Moment::new(NOW + 100, 0))));
    laptop.says(WREN, 110, vec![Change::Put { sheet, set, was }]);
    assert_eq!(laptop.stands(), (true, [HandedIn::NotYet; 3]));
    // A laptop that has not heard of it hands in, with a time before the close.
    let note = laptop.opened(|open| open.study.all_standing().next().unwrap().1.id());
    let at = Moment::new(NOW, 0);
    let coded = Line::Coded {
        of: note,
        words: Digest([0; 32]),
        yes: vec![],
        unsure: vec![],
        memo: String::new(),
    };
    let said = |item, line| Change::Said { sheet, item: ItemId(item), line, at };
    laptop.says(DUNNOCK, 40, vec![said(5, coded)]);
    let digest = laptop.digest();
    laptop.says(DUNNOCK, 50, vec![said(6, Line::HandedIn(digest))]);
    let late = [HandedIn::NotYet, HandedIn::NotYet, HandedIn::TooLate];
    assert_eq!(laptop.stands(), (true, late));
}
