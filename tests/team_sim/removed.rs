//! Somebody is removed: what leaves from then on their keys do not open, whoever hands it out and however
//! much of the removal has come there; and what their laptop handed out after the last entry that counts
//! says nothing on any laptop, whoever had taken it in.

use asdone::share::segment::Inside;

use super::liar::{last_of, sealed};
use super::*;

/// An owner, two others who stay, and one who is removed, who know each other.
fn four() -> Team0 {
    let mut team = begin(&[0; 4], Memory::sound());
    team.settle();
    team
}

const STAYS: usize = 1;
const OTHER: usize = 2;
const OUT: usize = 3;

impl Team0 {
    fn raises(&mut self, of: usize, id: u128, text: &str) {
        let (id, now) = (ObservationId(id), self.now);
        self.laptops[of].notes.push(id);
        self.laptops[of].write(now, vec![note(id, text.into()), audience(id, Audience::Team)]);
        self.now += 11 * MINUTE;
    }

    /// The files on the shelf that the removed laptop's keys open.
    fn opened_by(&self, of: usize) -> BTreeSet<Name> {
        let team = &self.laptops[of].team;
        let opens = |bytes: &Vec<u8>| {
            let segment = Segment::read(bytes, team.id());
            let keys = KeysFile::read(bytes, team.id());
            let by_key =
                |segment: Segment| team.epochs.iter().any(|key| segment.open(key).is_some());
            let given =
                |file: KeysFile| file.epochs(&team.secrets).is_some_and(|all| !all.is_empty());
            segment.is_some_and(by_key) || keys.is_some_and(given)
        };
        self.shelf
            .files()
            .into_iter()
            .filter(|(_, bytes)| opens(bytes))
            .map(|(name, _)| name)
            .collect()
    }
}

#[test]
fn after_a_removal_the_keys_of_who_was_removed_open_nothing_that_anybody_hands_out() {
    let mut team = four();
    for of in 0..4 {
        team.raises(of, 0x10 + of as u128, &format!("before {of}"));
    }
    team.settle();
    team.removes(OUT);
    team.exchange(0);
    let (before, had) = (team.opened_by(OUT), team.shelf.files());
    // Nobody has heard of it yet: the next exchange of each hears of it before anything leaves.
    for of in 0..3 {
        team.raises(of, 0x20 + of as u128, &format!("after {of}"));
    }
    for of in [STAYS, OTHER, 0] {
        assert!(team.exchange(of).pushed.unwrap().changes > 0, "{of}");
        assert_eq!(team.opened_by(OUT).difference(&before).count(), 0, "{of}");
    }
    let new = team.shelf.files().into_keys().filter(|name| !had.contains_key(name));
    assert!(new.count() >= 3);
    // Whoever was removed takes in what they can, by a program of their own too, and reads nothing of it.
    let hears = team.exchange(OUT);
    assert!(matches!(hears.pushed, Err(ShareError::ShownOut)), "{:?}", hears.pushed);
    assert!(!team.laptops[OUT].from_others().contains("after"));
    assert!(team.laptops[OUT].from_others().contains("before 1"), "what they had, they keep");
    let keys = team.laptops[OUT].team.epochs.clone();
    for epoch in &team.laptops[0].team.epochs[1..] {
        assert!(keys.iter().all(|key| key.id() != epoch.id()));
    }
    for of in [0, STAYS, OTHER] {
        team.exchange(of);
        let shown = team.laptops[of].view();
        assert_eq!(shown.values().filter(|said| said.contains("after")).count(), 3, "{of}");
    }
}

/// A program that copies folders brings the new key or the removal first, and the other later.
#[test]
fn with_half_of_a_removal_here_nothing_leaves_that_who_was_removed_could_read() {
    for half in ["keys", "seg"] {
        let mut team = four();
        team.removes(OUT);
        let had = team.shelf.files();
        team.exchange(0);
        let came = team.shelf.files();
        let new = |under: &str| -> Vec<(Name, Vec<u8>)> {
            let new = came.iter().filter(|(name, _)| !had.contains_key(name));
            let new = new.filter(|(name, _)| name.as_str().starts_with(under));
            new.map(|(name, bytes)| (name.clone(), bytes.clone())).collect()
        };
        let late = new(half);
        assert!(!late.is_empty());
        late.iter().for_each(|(name, _)| drop(team.shelf.steal(name)));
        team.raises(STAYS, 0x30, "after");
        let before = team.opened_by(OUT);
        let done = team.exchange(STAYS);
        match half {
            // What the owner handed out is sealed with a key that is not here: it is waited for.
            "keys" => {
                let error = done.pushed.unwrap_err();
                assert!(matches!(error, ShareError::NewKey), "{error}");
                assert!(error.to_string().contains("was removed") && error.hint().is_some());
            }
            // The owner's key is here, and is sealed with before it is known for what.
            _ => assert!(done.pushed.unwrap().changes > 0),
        }
        assert_eq!(team.opened_by(OUT), before, "{half}");
        late.iter().for_each(|(name, bytes)| team.shelf.plant(name, bytes));
        team.settle();
        assert_eq!(team.opened_by(OUT), before, "{half}");
        assert!(team.laptops[OTHER].view().values().any(|said| said.contains("after")));
    }
}

/// Whoever runs a team seals with a key that they gave nobody, or says that somebody is out and not who.
#[test]
fn a_key_that_was_given_to_nobody_stops_nobody_for_good_and_never_the_owner() {
    let mut team = four();
    let device = team.laptops[OTHER].device;
    team.laptops[0].team.give(device, Right::Steward, BEGAN).unwrap();
    team.settle();
    // The steward's own program seals with a key of its own.
    let steward = &team.laptops[OTHER];
    let (number, prev, first, mut live) = last_of(steward);
    live.push(number + 1);
    let live = live.into_iter().map(|number| (number, number)).collect();
    let inside = Inside { first, prev, live, lines: Vec::new() };
    let bytes = sealed(steward, device, number + 1, &Epoch::fresh(1), &inside);
    team.shelf.plant(&name(&format!("seg/{device}/{:08}", number + 1)), &bytes);
    team.raises(STAYS, 0x41, "from a writer");
    team.raises(0, 0x42, "from the owner");
    assert!(matches!(team.exchange(STAYS).pushed, Err(ShareError::NewKey)));
    assert!(team.exchange(0).pushed.unwrap().changes > 0, "who can remove them waits for nobody");
    team.removes(OTHER);
    team.exchange(0);
    assert!(team.exchange(STAYS).pushed.unwrap().changes > 0);
    team.exchange(0);
    assert!(team.laptops[0].view().values().any(|said| said.contains("from a writer")));
}

/// Each of three has heard another part of what the laptop handed out by the time it was removed.
#[test]
fn what_a_removed_laptop_said_after_the_last_that_counts_says_nothing_to_anybody() {
    let mut team = four();
    let theirs = ObservationId(0x50);
    team.raises(OUT, 0x50, "stands");
    team.raises(OUT, 0x51, "reworded after");
    team.raises(STAYS, 0x52, "of a colleague");
    team.settle();
    // The owner has heard it up to here. One colleague hears what comes now, too.
    let (now, at) = (team.now, Moment::new(team.now, 0));
    let item = ItemId(7);
    let said = vec![
        Change::Amended {
            observation: ObservationId(0x51),
            item,
            text: "in other words".into(),
            why: None,
            at,
        },
        Change::LaterNoted {
            observation: ObservationId(0x52),
            item: ItemId(8),
            text: "said after".into(),
            at,
        },
        Change::PersonNamed {
            person: team.laptops[OUT].team.person,
            pseudonym: "renamed after".into(),
            was: String::new(),
        },
    ];
    team.laptops[OUT].write(now, said);
    team.raises(OUT, 0x53, "new after");
    team.exchange(OUT);
    team.exchange(STAYS);
    let shown = |team: &Team0, of: usize, words: &str| {
        team.laptops[of].view().values().any(|said| said.contains(words))
    };
    for words in ["new after", "in other words", "said after"] {
        assert!(shown(&team, STAYS, words), "{words}");
    }
    team.removes(OUT);
    team.settle();
    for of in [0, STAYS, OTHER] {
        for words in ["new after", "in other words", "said after"] {
            assert!(!shown(&team, of, words), "{of}: {words}");
        }
        assert!(shown(&team, of, "stands") && shown(&team, of, "of a colleague"), "{of}");
        let study = &team.laptops[of].open.study;
        assert!(study.people().iter().all(|person| person.pseudonym != "renamed after"), "{of}");
    }
    // What differs, and nothing else does: who heard the other words has the words before no longer.
    assert_eq!([0, STAYS, OTHER].map(|of| shown(&team, of, "reworded after")), [true, false, true]);
    let doubt = team.in_doubt();
    assert!(
        doubt.contains(&format!("note {}", ObservationId(0x51)))
            && !doubt.contains(&format!("note {theirs}"))
    );
    team.assert_agree();
}
