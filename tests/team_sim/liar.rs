//! A member of the team who lies: in every field of every file that they can put on the shelf, under their
//! own name and under others'. Whatever they say, what others wrote is what it was, on every laptop; who
//! is of the team and with which key it seals stays what it was; and nobody waits.

use std::time::{Duration, Instant};

use asdone::journal::handed_out;
use asdone::share::ToDecide;
use asdone::share::seal::Asking;
use asdone::share::segment::{Inside, Line as Lied};
use asdone::study::{
    Digest, FairCopy, Fate, Kind, Passed, Status, StudyField, TagField, Verdict, Whose,
};

use super::*;

const OWNER: usize = 0;
const VICTIM: usize = 1;
const LIAR: usize = 2;
const NOTE: ObservationId = ObservationId(0x77);
const SHEET: SheetId = SheetId(0x88);
const LATER: ItemId = ItemId(0x99);
const LINE: ItemId = ItemId(0xaa);

/// Three who know each other; one has a note with a later note and a tag, and a lesson with a line.
fn three() -> Team0 {
    let mut team = begin(&[0, 0, 0], Memory::sound());
    team.settle();
    let at = Moment::new(team.now, 0);
    let tag = TagKey::parse("own").unwrap();
    let (verdict, was) = (Verdict::Yes, Verdict::Unsaid);
    let line = Line::Note { text: "what the victim remarked".into() };
    let changes = vec![
        note(NOTE, "what the victim wrote".into()),
        Change::LaterNoted { observation: NOTE, item: LATER, text: "and then noted".into(), at },
        Change::Tagged { observation: NOTE, tag, verdict, was, codebook: 0 },
        audience(NOTE, Audience::Team),
        Change::Begun { sheet: SHEET, sort: Sort::Debrief, at },
        put(SHEET, Field::Title("what the victim called it".into())),
        Change::Said { sheet: SHEET, item: LINE, line, at },
        put(SHEET, Field::Audience(Audience::Team)),
    ];
    team.laptops[VICTIM].notes.push(NOTE);
    team.laptops[VICTIM].sheets.push(SHEET);
    let now = team.now;
    team.laptops[VICTIM].write(now, changes);
    team.now += 20 * MINUTE;
    team.settle();
    team
}

/// What the victim wrote, as a laptop shows it.
fn theirs(laptop: &Laptop) -> String {
    let study = &laptop.open.study;
    let note = study.get(NOTE).unwrap();
    let author = |ix: asdone::study::PersonIx| study.people()[ix.0 as usize].id;
    let victim = PersonId(1 + VICTIM as u128);
    let later: Vec<&str> =
        note.later().filter(|later| later.item == LATER).map(|later| later.text.as_str()).collect();
    let said =
        note.taggings().iter().filter(|said| author(said.coder) == victim).map(|said| said.verdict);
    let sheet = study.sheets().get(SHEET).unwrap();
    let lines: Vec<String> = sheet
        .lines()
        .filter(|said| said.item == LINE)
        .map(|said| format!("{:?}", said.line))
        .collect();
    format!(
        "{} {:?} {:?} {} {} {later:?} {:?} {:?} {} {:?} {:?} {lines:?}",
        note.text(),
        note.audience(),
        note.kind(),
        note.is_standing(),
        author(note.author()),
        said.collect::<Vec<_>>(),
        sheet.field(&Field::Title(String::new())),
        sheet.is_standing(),
        sheet.audience(),
        author(sheet.author()),
    )
}

/// Who is of the team, what they may do, with what it seals, and what is decided for everybody.
fn standing(laptop: &Laptop) -> String {
    let team = &laptop.team;
    let rights: Vec<_> = team.devices().iter().map(|id| (*id, team.right_of(*id))).collect();
    let study = &laptop.open.study;
    let names: Vec<&str> =
        study.people().iter().take(2).map(|person| person.pseudonym.as_str()).collect();
    format!(
        "{rights:?} {} {:?} {names:?} {} {:?} {:?}",
        team.is_admitted(),
        team.newest_epoch().map(Epoch::id),
        study.threshold(),
        study.whose(),
        study.form("debrief"),
    )
}

/// What can be said about everything there is, none of it true.
fn lies(liar: &Laptop, at: Moment) -> Vec<Change> {
    let (me, victim) = (liar.team.person, PersonId(1 + VICTIM as u128));
    let evil = || "lied \u{1b}[31m\u{202e}\u{7}".to_owned();
    let plain = || "lied".to_owned();
    let tag = || TagKey::parse("own").unwrap();
    let Change::Recorded(own) = note(NOTE, plain()) else { unreachable!() };
    let copy = |id: ObservationId| {
        let observation = Observation { id, ..(*own).clone() };
        Some(Box::new(FairCopy { observation, audience: Audience::Academic, reworded: true }))
    };
    let items = [
        Item::Observation(NOTE),
        Item::Amendment(NOTE, LATER),
        Item::Later(NOTE, LATER),
        Item::Withdrawal(NOTE, LATER),
        Item::Sheet(SHEET),
        Item::Line(SHEET, LINE),
    ];
    let card = |person, right, until| {
        let laptop = liar.team.laptop();
        Some(Card { person, verify: laptop.verify, recipient: laptop.recipient, right, until })
    };
    let study = |set: StudyField| Change::StudySet { was: set.clone(), set };
    let (sheet, item, observation) = (SHEET, LINE, NOTE);
    let mut all = vec![
        Change::Founded { study: StudyId(9), name: plain() },
        study(StudyField::Name(plain())),
        study(StudyField::Settings(vec![plain()])),
        study(StudyField::Threshold(1)),
        study(StudyField::Whose(Whose::Organisation)),
        study(StudyField::Form { name: "debrief".into(), text: "= no form".into() }),
        Change::PersonNamed { person: victim, pseudonym: plain(), was: String::new() },
        Change::PersonNamed { person: me, pseudonym: evil(), was: evil() },
        note(NOTE, plain()),
        Change::Amended { observation, item, text: plain(), why: None, at },
        Change::LaterNoted { observation, item: LATER, text: plain(), at },
        Change::LaterNoted { observation, item: ItemId(5), text: evil(), at },
        Change::Withdrawn { observation, item, reason: plain(), at },
        audience(NOTE, Audience::Private),
        audience(NOTE, Audience::Academic),
        Change::Corrected {
            observation,
            set: Fact::Kind(Some(Kind::Ordinary)),
            was: Fact::Kind(None),
        },
        Change::Tagged {
            observation,
            tag: tag(),
            verdict: Verdict::No,
            was: Verdict::Yes,
            codebook: u32::MAX,
        },
        Change::TagSet {
            tag: tag(),
            set: vec![TagField::Status(Status::Retired), TagField::MergedInto(Some(tag()))],
            was: vec![],
        },
        Change::TagSet { tag: tag(), set: vec![TagField::Name(evil())], was: vec![] },
        Change::Shared { observation, copy: None },
        // Under the id of one thing, another.
        Change::Shared { observation: ObservationId(6), copy: copy(NOTE) },
        Change::Reviewed { words: Digest::of("lied"), verdict: Passed::Out },
        Change::Said { sheet, item, line: Line::Note { text: plain() }, at },
        Change::Said { sheet, item: ItemId(6), line: Line::Withdrawn { reason: plain() }, at },
        Change::Said { sheet, item: ItemId(7), line: Line::Key([7; 32]), at },
        Change::Begun { sheet: SheetId(7), sort: Sort::Stop, at: Moment::new(i64::MAX, i16::MAX) },
        Change::Begun { sheet: SheetId(8), sort: Sort::Round, at: Moment::new(i64::MIN, i16::MIN) },
        put(SheetId(8), Field::Draw { seed: 0, per: 0 }),
        put(SheetId(8), Field::Takes { person: PersonId(u128::MAX), yes: true }),
        Change::Member { device: liar.device, card: card(me, Right::Owner, None) },
        Change::Member { device: DeviceId(1), card: None },
        Change::Member { device: DeviceId(2), card: card(victim, Right::Writer, None) },
        Change::Member { device: DeviceId(2), card: card(victim, Right::Writer, Some(0)) },
        Change::Member { device: DeviceId(66), card: card(victim, Right::Steward, None) },
    ];
    for what in items {
        all.push(Change::Stands { item: what, stands: false });
        all.push(Change::Erased { what, item: ItemId(u128::MAX), reason: plain(), at });
    }
    for field in [
        Field::Audience(Audience::Private),
        Field::Audience(Audience::Academic),
        Field::Title(plain()),
        Field::Setting(Some(evil())),
        Field::Ended(Some(at)),
        Field::Due(vec![at; 40]),
        Field::Attendance(Some(u32::MAX)),
        Field::Placed { scale: plain(), asked: evil(), corners: vec![], shares: vec![u16::MAX; 9] },
        Field::MayShare(true),
        Field::Fate(Fate::Kept),
        Field::Plan(evil()),
    ] {
        all.push(put(SHEET, field));
    }
    all
}

/// Where the liar stands: what they have handed out up to now.
pub(super) fn last_of(liar: &Laptop) -> (u64, [u8; 32], u64, Vec<u64>) {
    let files = liar.out.files();
    let mut segments: Vec<Segment> =
        files.values().filter_map(|bytes| Segment::read(bytes, liar.team.id())).collect();
    segments.sort_by_key(|segment| segment.number);
    let newest = segments.last().unwrap();
    let inside = newest.open(liar.team.epoch(newest.epoch).unwrap()).unwrap();
    let ends =
        segments.iter().map(|one| one.open(liar.team.epoch(one.epoch).unwrap()).unwrap().end());
    (newest.number, newest.hash(), ends.max().unwrap(), inside.live().collect())
}

/// Seals what the liar says, as segment `number` of a laptop.
pub(super) fn sealed(
    liar: &Laptop,
    device: DeviceId,
    number: u64,
    epoch: &Epoch,
    inside: &Inside,
) -> Vec<u8> {
    let by = (device, &liar.team.secrets);
    Segment::seal(liar.team.id(), by, number, epoch, inside).unwrap().bytes()
}

/// Everybody but the liar exchanges: it ends, and what stood stands.
#[track_caller]
fn holds(team: &mut Team0, before: &[(String, String)], what: &str) {
    let began = Instant::now();
    for of in [OWNER, VICTIM, OWNER, VICTIM] {
        team.now += MINUTE;
        let done = team.exchange(of);
        done.pushed.unwrap_or_else(|e| panic!("{what}: {of}: {e}"));
    }
    assert!(began.elapsed() < Duration::from_secs(60), "{what}: {:?}", began.elapsed());
    for of in [OWNER, VICTIM] {
        let laptop = &team.laptops[of];
        assert_eq!(theirs(laptop), before[of].0, "{what}: at {of}");
        assert_eq!(standing(laptop), before[of].1, "{what}: at {of}");
        let came = laptop.from_others();
        assert!(!came.contains('\u{1b}') && !came.contains("u{1b}"), "{what}: {came}");
        assert_eq!(laptop.open.journal().verify().unwrap().problems, Vec::<String>::new());
    }
}

fn before(team: &Team0) -> Vec<(String, String)> {
    team.laptops.iter().map(|laptop| (theirs(laptop), standing(laptop))).collect()
}

/// Each lie by itself and all of them at once, dated before and after everything.
#[test]
fn whatever_a_member_says_of_anything_it_stands_as_whoever_wrote_it_has_it() {
    let told = three();
    let at = Moment::new(told.now, 0);
    let all = lies(&told.laptops[LIAR], at);
    let now = Hybrid::default().next(told.now);
    let ahead = Hybrid::default().next(told.now + 23 * 60 * MINUTE);
    let slow = std::env::var_os("ASDONE_SLOW").is_some();
    let each: Vec<Vec<Change>> = all.iter().map(|lie| vec![lie.clone()]).collect();
    let each = each.into_iter().step_by(if slow { 1 } else { 9 }).chain([all]);
    for (nth, said) in each.enumerate() {
        for time in [Hybrid(0), Hybrid(1), now, ahead] {
            let what = format!("{nth}: {:?}… at {time:?}", said[0]);
            let mut team = three_again(&told);
            let known = before(&team);
            let liar = &team.laptops[LIAR];
            let (number, prev, first, mut live) = last_of(liar);
            live.push(number + 1);
            let live = live.into_iter().map(|number| (number, number)).collect();
            // Of one laptop no two have one time.
            let lines = said.iter().zip(0u64..).map(|(change, nth)| Lied {
                time: Hybrid(time.0 + nth),
                body: handed_out(change).unwrap(),
            });
            let inside = Inside { first, prev, live, lines: lines.collect() };
            let epoch = liar.team.newest_epoch().unwrap();
            let bytes = sealed(liar, liar.device, number + 1, epoch, &inside);
            team.shelf.plant(&name(&format!("seg/{}/{:08}", liar.device, number + 1)), &bytes);
            holds(&mut team, &known, &what);
        }
    }
}

/// The same three once more.
fn three_again(of: &Team0) -> Team0 {
    let shelf = Memory::sound();
    of.shelf.files().iter().for_each(|(name, bytes)| shelf.plant(name, bytes));
    let laptops = of.laptops.iter().map(|laptop| laptop.copied(laptop.device)).collect();
    Team0 { laptops, shelf, now: of.now, copied: false, failed: 0, doubt: BTreeSet::new() }
}

/// Files that say of themselves what they are not: of another laptop, of another place, of any number.
#[test]
fn whatever_file_a_member_puts_in_anybodys_place_nothing_of_it_counts() {
    let told = three();
    let liar = &told.laptops[LIAR];
    let (number, prev, first, live) = last_of(liar);
    let (owner, victim) = (told.laptops[OWNER].device, told.laptops[VICTIM].device);
    let epoch = liar.team.newest_epoch().unwrap();
    let at = Moment::new(told.now, 0);
    let lines: Vec<Lied> = lies(liar, at)
        .iter()
        .map(|change| Lied {
            time: Hybrid::default().next(told.now),
            body: handed_out(change).unwrap(),
        })
        .collect();
    let ranges: Vec<(u64, u64)> = live.iter().map(|number| (*number, *number)).collect();
    let honest =
        Inside { first, prev, live: [&ranges[..], &[(number + 1, number + 1)]].concat(), lines };
    let seg = |of: DeviceId, number: u64| name(&format!("seg/{of}/{number:08}"));
    let as_it_is = |inside: &Inside, number| sealed(liar, liar.device, number, epoch, inside);
    let any = |of: DeviceId| {
        let files = told.shelf.files();
        let found = files.iter().find(|(name, _)| name.as_str().starts_with(&format!("seg/{of}/")));
        found.map(|(_, bytes)| bytes.clone()).unwrap()
    };
    let outside = Epoch::fresh(1);
    let everything = vec![(1, u64::MAX)];
    let planted: Vec<(&str, Name, Vec<u8>)> = vec![
        ("signed by another", seg(victim, 99), sealed(liar, victim, 99, epoch, &honest)),
        ("signed by another", seg(owner, 99), sealed(liar, owner, 99, epoch, &honest)),
        ("the liar's in another's place", seg(victim, 98), as_it_is(&honest, 98)),
        ("another's in the liar's place", seg(liar.device, 97), any(victim)),
        ("another's under another number", seg(victim, 97), any(victim)),
        ("an owner's in another's place", seg(victim, 96), any(owner)),
        (
            "a number that is not reached",
            seg(liar.device, 99_999_999),
            as_it_is(&Inside { live: everything.clone(), ..honest.clone() }, 99_999_999),
        ),
        (
            "entries from the last number there is",
            seg(liar.device, number + 1),
            as_it_is(
                &Inside { first: u64::MAX - 1, live: everything, ..honest.clone() },
                number + 1,
            ),
        ),
        (
            "entries of a team to come",
            seg(liar.device, number + 1),
            as_it_is(&Inside { first: (1 << 40) + 1, ..honest.clone() }, number + 1),
        ),
        (
            "what was handed out already, in other words",
            seg(liar.device, number + 1),
            as_it_is(&Inside { first: 1, ..honest.clone() }, number + 1),
        ),
        (
            "nothing before it",
            seg(liar.device, number + 1),
            as_it_is(&Inside { prev: [0; 32], ..honest.clone() }, number + 1),
        ),
        (
            "a key that nobody has",
            seg(liar.device, number + 1),
            sealed(liar, liar.device, number + 1, &outside, &honest),
        ),
        (
            "a time that never comes",
            seg(liar.device, number + 1),
            as_it_is(
                &Inside {
                    lines: vec![Lied {
                        time: Hybrid(u64::MAX),
                        body: handed_out(&note(NOTE, "x".into())).unwrap(),
                    }],
                    ..honest.clone()
                },
                number + 1,
            ),
        ),
    ];
    for (what, place, bytes) in planted {
        let mut team = three_again(&told);
        let known = before(&team);
        team.shelf.plant(&place, &bytes);
        holds(&mut team, &known, what);
        // And so it is once it is gone again.
        team.shelf.steal(&place);
        holds(&mut team, &known, what);
    }
}

/// Keys, removals, doors and requests in anybody's name.
#[test]
fn no_key_or_removal_that_a_member_without_the_right_hands_out_is_believed() {
    let told = three();
    let liar = &told.laptops[LIAR];
    let (owner, victim) = (&told.laptops[OWNER], &told.laptops[VICTIM]);
    let id = liar.team.id();
    let to = [owner.team.laptop().recipient, victim.team.laptop().recipient];
    let to = to.each_ref().map(String::as_str);
    let keys = |by: DeviceId, epochs: &[Epoch]| {
        KeysFile::write(id, (by, &liar.team.secrets), epochs, &to).unwrap()
    };
    let many = [1, 2, u32::MAX].map(Epoch::fresh);
    let theirs_in_mine = Asking::write(
        &liar.team.genesis,
        &liar.team.secrets.laptop(DeviceId(77), victim.team.person),
        ("person 2", &[]),
        &liar.team.secrets,
    );
    for (what, place, bytes) in [
        (
            "keys of its own",
            format!("keys/{}-{}-abcdef", liar.device, victim.device),
            keys(liar.device, &many),
        ),
        (
            "keys as the owner's",
            format!("keys/{}-{}-abcdef", owner.device, victim.device),
            keys(owner.device, &many),
        ),
        (
            "that all are out",
            format!("keys/{}-{}-fedcba", liar.device, victim.device),
            keys(liar.device, &[]),
        ),
        (
            "that all are out, as the owner",
            format!("keys/{}-fedcba", owner.device),
            keys(owner.device, &[]),
        ),
        ("another beginning", "genesis".to_owned(), liar.team.genesis.bytes()[1..].to_vec()),
        ("a door", format!("door/{}-ffffffffffffffff", owner.device), keys(owner.device, &many)),
        (
            "a request as another's second laptop",
            "join/000000000000004d-abcdef".to_owned(),
            theirs_in_mine.unwrap(),
        ),
    ] {
        let mut team = three_again(&told);
        let known = before(&team);
        team.shelf.plant(&name(&place), &bytes);
        holds(&mut team, &known, what);
        assert!(!team.laptops[VICTIM].team.is_shown_out(), "{what}");
    }
}

/// A colleague's note as one's own, from before it was written: nobody can tell by the files whose it is, so
/// everybody is told that two say so.
#[test]
fn whoever_claims_a_colleagues_note_or_sheet_is_found_out_by_everybody() {
    let told = three();
    let at = Moment::new(told.now, 0);
    for thing in 0..2 {
        let mut team = three_again(&told);
        let liar = &team.laptops[LIAR];
        let Change::Recorded(mut own) = note(NOTE, "claimed".into()) else { unreachable!() };
        own.id = NOTE;
        let copy = FairCopy { observation: *own, audience: Audience::Team, reworded: false };
        let claim = match thing {
            0 => vec![Change::Shared { observation: NOTE, copy: Some(Box::new(copy)) }],
            _ => vec![
                Change::Begun { sheet: SHEET, sort: Sort::Debrief, at },
                put(SHEET, Field::Title("claimed".into())),
                put(SHEET, Field::Audience(Audience::Team)),
            ],
        };
        let (number, prev, first, mut live) = last_of(liar);
        live.push(number + 1);
        let live = live.into_iter().map(|number| (number, number)).collect();
        let lines = claim
            .iter()
            .zip(1u64..)
            .map(|(change, nth)| Lied { time: Hybrid(nth), body: handed_out(change).unwrap() });
        let inside = Inside { first, prev, live, lines: lines.collect() };
        let bytes =
            sealed(liar, liar.device, number + 1, liar.team.newest_epoch().unwrap(), &inside);
        let place = name(&format!("seg/{}/{:08}", liar.device, number + 1));
        team.shelf.plant(&place, &bytes);
        let at_home = theirs(&team.laptops[VICTIM]);
        for of in [OWNER, VICTIM] {
            let done = team.exchange(of);
            let told = done.to_decide.iter().any(|one| matches!(one, ToDecide::Claimed { .. }));
            assert!(told, "{thing}: {of}: {:?}", done.to_decide);
        }
        assert_eq!(theirs(&team.laptops[VICTIM]), at_home, "at home it is what it was");
    }
}
