//! Many exchanges: what one laptop handed out in small files is written together into few, whatever goes
//! wrong in between, and nobody loses anything that they have not read yet.
#![cfg(unix)]

use std::sync::atomic::AtomicUsize;

use asdone::share::shelf::Folder;
use asdone::share::{MANY, WORTH};

use super::places::{Failing, How, Prepared};
use super::*;

/// How many segments of a laptop lie on a shelf.
fn segments(files: &BTreeMap<Name, Vec<u8>>, device: DeviceId) -> usize {
    let own = format!("seg/{device}/");
    files.keys().filter(|name| name.as_str().starts_with(&own)).count()
}

impl Team0 {
    /// A note is written and raised, and leaves once it is no longer of a moment ago.
    fn hands_out(&mut self, of: usize, id: u128, words: &str) -> Exchanged {
        let id = ObservationId(id);
        self.laptops[of].write(self.now, vec![note(id, words.into())]);
        self.laptops[of].write(self.now, vec![audience(id, Audience::Team)]);
        self.now += 11 * MINUTE;
        self.exchange(of)
    }
}

#[test]
fn after_many_exchanges_few_files_stand_and_whoever_comes_late_reads_all_of_it() {
    let mut team = begin(&[0, 0, 0], Memory::sound());
    team.settle();
    let device = team.laptops[0].device;
    let (mut rewritten, mut most) = (0, 0);
    for nth in 0..130_u128 {
        let done = team.hands_out(0, 1_000 + nth, &format!("said-{nth}")).pushed.unwrap();
        assert_eq!(done.changes, 1, "{nth}");
        rewritten += done.rewritten;
        let stand = segments(&team.shelf.files(), device);
        assert!(stand <= MANY, "{nth}: {stand}");
        most = most.max(stand);
        // One colleague reads now and then, in the midst of it; the other only in the end.
        if nth % 17 == 3 {
            let came = team.exchange(1).pulled;
            assert_eq!((came.troubles, came.held), (vec![], vec![]), "{nth}");
        }
    }
    assert!(most >= MANY && rewritten > 2 * WORTH, "{most} {rewritten}");
    assert!(
        rewritten < 4 * 130,
        "what was written together is not written again each time: {rewritten}"
    );
    for of in [1, 2] {
        let came = team.exchange(of).pulled;
        assert_eq!((came.troubles, came.held), (vec![], vec![]), "{of}");
        assert_eq!(team.laptops[of].view().len(), 130, "{of}");
    }
    team.assert_agree();
    // What is taken back leaves the one file that it came to stand in with others.
    team.laptops[0].write(team.now, vec![audience(ObservationId(1_007), Audience::Private)]);
    team.exchange(0);
    assert!(team.on_shelf().contains("said-8\"") && !team.on_shelf().contains("said-7\""));
    team.settle();
    assert!(!team.laptops[2].from_others().contains("said-7\""));
    assert_eq!(team.laptops[2].view().len(), 129);
}

/// The exchange in which many files become few, with a call that goes wrong: at every call in turn where
/// `ASDONE_SLOW` is set, at some of them by default.
#[test]
fn whichever_call_goes_wrong_while_many_become_few_nothing_is_lost() {
    let mut team = begin(&[0, 0, 0], Memory::sound());
    team.settle();
    let device = team.laptops[0].device;
    let mut shown = 0;
    while segments(&team.shelf.files(), device) < MANY {
        team.hands_out(0, 1_000 + shown as u128, &format!("said-{shown}")).pushed.unwrap();
        shown += 1;
    }
    team.exchange(1);
    // The next exchange takes one back, hands another out, and writes all together.
    team.laptops[0].write(team.now, vec![audience(ObservationId(1_003), Audience::Private)]);
    team.laptops[0].write(team.now, vec![note(ObservationId(2_000), "raised".into())]);
    team.laptops[0].write(team.now, vec![audience(ObservationId(2_000), Audience::Team)]);
    let now = team.now + 20 * MINUTE;
    let prepared = Prepared { files: team.shelf.files(), laptops: team.laptops, now, shown };
    let step = if std::env::var_os("ASDONE_SLOW").is_some() { 1 } else { 9 };
    let (mut tried, mut refused) = (0, 0);
    for how in [How::Fails(5), How::Refuses(28), How::Torn] {
        for at in (1..).step_by(step) {
            let what = format!("{how:?} from call {at}");
            let (mut laptops, _dir, root) = prepared.again();
            let calls = AtomicUsize::new(0);
            let failing = Failing { inner: Folder::at(&root), root: &root, at, how, calls };
            let done = laptops[0].exchange(&failing, prepared.now);
            refused += usize::from(!matches!(&done, Ok(Exchanged { pushed: Ok(_), .. })));
            let calls = failing.calls.into_inner();
            tried += 1;
            // Whoever comes upon it as it is waits for what is missing, and takes nothing for deleted.
            let before = laptops[2].view();
            let came = laptops[2].exchange(&Folder::at(&root), prepared.now).unwrap();
            assert!(came.pulled.back <= 1, "{what}: {:?}", came.pulled);
            assert!(laptops[2].view().len() >= before.len(), "{what}");
            prepared.heals(&mut laptops, &root, &what);
            let own = root.join(format!("seg/{device}"));
            let stand = std::fs::read_dir(own).unwrap().count();
            assert!(stand <= MANY - WORTH, "{what}: {stand}");
            if calls < at {
                break;
            }
        }
    }
    println!("{tried} exchanges in which a call went wrong, {refused} refused, 0 lost");
    assert!(refused > 10, "{refused} of {tried}");
}

/// Everybody writes, takes back and exchanges so often that all of them write together, on a shelf on
/// which one call in so many goes wrong.
#[test]
fn however_it_goes_wrong_while_everybody_hands_out_much_they_end_up_with_the_same() {
    let seeds = match std::env::var("ASDONE_SLOW").as_deref() {
        Ok("2") => 40,
        Ok(_) => 10,
        Err(_) => 2,
    };
    let mut in_all = 0;
    for seed in 1..=seeds {
        let mut team = begin(&[0, 3_600_000, -7_200_000], Memory::faulty(seed, 90));
        let mut dice = Dice(seed);
        let (mut failed, mut rewritten) = (0, 0);
        let mut id = 10_000_u128;
        for _ in 0..300 {
            let of = dice.roll(3);
            id += 1;
            let (now, own) = (team.now, ObservationId(id));
            team.laptops[of].notes.push(own);
            team.laptops[of].write(now, vec![note(own, format!("said-{id}"))]);
            team.laptops[of].write(now, vec![audience(own, Audience::Team)]);
            if dice.roll(4) == 0 {
                let notes = &team.laptops[of].notes;
                let back = notes[dice.roll(notes.len())];
                team.laptops[of].write(now, vec![audience(back, Audience::Private)]);
            }
            team.now += 11 * MINUTE;
            let shelf = team.shelf.clone();
            match team.laptops[of].exchange(&shelf, team.now) {
                Ok(Exchanged { pushed: Ok(pushed), .. }) => rewritten += pushed.rewritten,
                Ok(_) | Err(_) => failed += 1,
            }
        }
        team.shelf.calm();
        // Where an exchange failed at its beginning, what is raised waits from the next one on.
        (0..3).for_each(|of| drop(team.exchange(of)));
        team.now += 11 * MINUTE;
        team.settle();
        team.assert_agree();
        team.assert_private();
        assert!(failed > 3 && rewritten > WORTH, "seed {seed}: {failed} {rewritten}");
        in_all += rewritten;
        for laptop in &team.laptops {
            let stand = segments(&team.shelf.files(), laptop.device);
            assert!(stand <= MANY, "seed {seed}: {stand}");
        }
    }
    assert!(in_all > usize::try_from(seeds).unwrap() * 2 * WORTH, "{in_all} in {seeds} stories");
}
