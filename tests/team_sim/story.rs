//! A story of a team as a list of steps, which means something whatever came before it: so that of one
//! that ends badly the shortest is looked for, and shown.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;

/// One thing that happens. Which laptop it is, and what of it, is counted round: a step that is about
/// nothing that is there does nothing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Step {
    /// Minutes pass.
    Wait(u16),
    /// Somebody does something at a laptop: what, and to which of what there is.
    Do {
        of: u8,
        what: u8,
        pick: u32,
    },
    /// An exchange; one that is stopped when it has said so often how far it is.
    Exchange {
        of: u8,
        upto: Option<u8>,
    },
    /// Where each laptop has the folder copied to it: about so many of a hundred files are carried.
    Carry {
        of: u8,
        part: u8,
        pick: u32,
    },
    /// A laptop does not reach the folder, or does so again.
    Away {
        of: u8,
        away: bool,
    },
    /// A copy of a laptop's study folder is kept, and put back later by something else than asdone.
    Keep {
        of: u8,
    },
    PutBack {
        of: u8,
    },
    /// A copy of a laptop's study folder is used at the same time.
    Clone {
        of: u8,
    },
    /// A person gets a second laptop: with a backup of the first, or with nothing.
    Restore {
        of: u8,
    },
    Second {
        of: u8,
    },
    /// Somebody new joins.
    Join,
    /// A laptop is lost; the owner removes it, or does not.
    Lose {
        of: u8,
        removed: bool,
    },
    /// The owner removes a laptop at which somebody goes on working.
    Remove {
        of: u8,
    },
}

/// How a team began, and what happened then.
#[derive(Clone, Debug)]
pub(super) struct Story {
    /// How far the clock of each laptop is ahead, in hours.
    pub(super) clocks: Vec<i64>,
    /// One in how many calls to the folder goes wrong; 0 for none.
    pub(super) one_in: u64,
    pub(super) seed: u64,
    /// Whether each laptop has the folder copied to it by a program for that.
    pub(super) copied: bool,
    pub(super) steps: Vec<Step>,
}

impl std::fmt::Display for Story {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { clocks, one_in, seed, copied, .. } = self;
        writeln!(
            f,
            "clocks {clocks:?} hours, one in {one_in} calls fails (seed {seed}), copied: {copied}"
        )?;
        self.steps.iter().try_for_each(|step| writeln!(f, "  {step:?},"))
    }
}

impl Story {
    pub(super) fn told(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let count = 2 + dice.roll(4);
        // Days, and in some stories hours: what comes from a clock that is less than a day ahead is taken in.
        let clock = |dice: &mut Dice| {
            let far = dice.roll(47) as i64 - 23;
            match dice.roll(2) {
                0 if seed.is_multiple_of(3) => far,
                0 => 0,
                _ => 24 * far,
            }
        };
        let clocks = (0..count).map(|_| clock(&mut dice)).collect();
        let copied = dice.roll(3) == 0;
        let one_in = if dice.roll(5) == 0 { 0 } else { 4 + dice.roll(8) as u64 };
        let mut steps = Vec::new();
        for _ in 0..60 {
            steps.push(Step::Wait(20));
            for _ in 0..dice.roll(3) {
                let (what, pick) = (dice.roll(15) as u8, dice.roll(1 << 20) as u32);
                steps.push(Step::Do { of: dice.roll(8) as u8, what, pick });
            }
            let of = dice.roll(8) as u8;
            steps.extend(match dice.roll(60) {
                0 | 1 => Some(Step::Away { of, away: true }),
                2..6 => Some(Step::Away { of, away: false }),
                6 | 7 => Some(Step::Keep { of }),
                8 => Some(Step::PutBack { of }),
                9 => Some(Step::Clone { of }),
                10 => Some(Step::Restore { of }),
                11 => Some(Step::Second { of }),
                12 => Some(Step::Join),
                13 => Some(Step::Lose { of, removed: dice.roll(2) == 0 }),
                14 => Some(Step::Remove { of }),
                _ => None,
            });
            let (of, pick) = (dice.roll(8) as u8, dice.roll(1 << 20) as u32);
            let upto = (dice.roll(4) == 0).then(|| dice.roll(5) as u8);
            let carry = |part: usize| Step::Carry { of, part: part as u8, pick };
            steps.extend(copied.then(|| carry(20 + dice.roll(81))));
            steps.push(Step::Exchange { of, upto });
            steps.extend(copied.then(|| carry(20 + dice.roll(81))));
        }
        Self { clocks, one_in, seed, copied, steps }
    }

    /// Plays it to its end, where everybody has exchanged until nobody has anything new; why it does
    /// not end as it should.
    pub(super) fn play(&self) -> Result<Team0, String> {
        let played = catch_unwind(AssertUnwindSafe(|| {
            let shelf = match (self.one_in, self.copied) {
                (0, _) | (_, true) => Memory::sound(),
                (one_in, _) => Memory::faulty(self.seed, one_in),
            };
            let clocks: Vec<i64> = self.clocks.iter().map(|hours| hours * 60 * MINUTE).collect();
            let mut team = begin(&clocks, shelf);
            team.copied = self.copied;
            self.steps.iter().for_each(|step| team.happens(*step));
            team.ends();
            team
        }));
        played.map_err(|why| {
            let said = why.downcast_ref::<String>().cloned();
            said.or_else(|| why.downcast_ref::<&str>().map(|said| (*said).to_owned()))
                .unwrap_or_else(|| "it panicked".to_owned())
        })
    }

    /// The shortest story that still ends as badly: steps are left out, many at a time and then one by
    /// one, and then what else makes it hard.
    pub(super) fn shortest(mut self, fails: &dyn Fn(&Self) -> bool) -> Self {
        let mut size = self.steps.len().div_ceil(2);
        while size > 0 {
            let (mut at, mut shorter) = (0, false);
            while at < self.steps.len() {
                let mut tried = self.clone();
                tried.steps.drain(at..(at + size).min(tried.steps.len()));
                if fails(&tried) {
                    (self, shorter) = (tried, true);
                } else {
                    at += size;
                }
            }
            // At the end once more, while that makes it shorter.
            size = if size == 1 && shorter { 1 } else { size / 2 };
        }
        let simpler: [&dyn Fn(&mut Self); 4] = [
            &|story| story.one_in = 0,
            &|story| story.copied = false,
            &|story| story.clocks.iter_mut().for_each(|clock| *clock = 0),
            &|story| story.clocks.truncate(2),
        ];
        for change in simpler {
            let mut tried = self.clone();
            change(&mut tried);
            if fails(&tried) {
                self = tried;
            }
        }
        self
    }
}

/// Says of a story that ends badly what the shortest one like it is.
pub(super) fn must_end_well(story: Story) -> Team0 {
    match story.play() {
        Ok(team) => team,
        Err(why) => {
            let hook = std::panic::take_hook();
            std::panic::set_hook(Box::new(|_| {}));
            let seed = story.seed;
            let shortest = story.shortest(&|story| story.play().is_err());
            let last = shortest.play().err().unwrap_or_default();
            std::panic::set_hook(hook);
            let mut said = String::new();
            write!(said, "seed {seed}: {why}\n\nThe shortest like it:\n{shortest}\n{last}")
                .unwrap();
            panic!("{said}");
        }
    }
}

impl Team0 {
    fn is_there(&self, of: usize) -> bool {
        !self.laptops[of].lost
    }

    /// The number of a new laptop.
    fn fresh_device(&self) -> DeviceId {
        DeviceId(1 + self.laptops.iter().map(|laptop| laptop.device.0).max().unwrap_or(0))
    }

    pub(super) fn happens(&mut self, step: Step) {
        let which = |of: u8| usize::from(of) % self.laptops.len();
        match step {
            Step::Wait(minutes) => self.now += i64::from(minutes) * MINUTE,
            Step::Do { of, what, pick } => {
                let mut dice = Dice(u64::from(pick) | 1);
                self.does(which(of), usize::from(what), &mut dice);
            }
            Step::Exchange { of, upto } => self.exchanges(which(of), upto.map(usize::from)),
            Step::Carry { of, part, pick } => self.carry(which(of), part, pick),
            Step::Away { of, away } => {
                let of = which(of);
                self.laptops[of].away = away;
            }
            Step::Keep { of } => {
                let of = which(of);
                let device = self.laptops[of].device;
                self.laptops[of].kept = Some(Box::new(self.laptops[of].copied(device)));
            }
            Step::PutBack { of } => {
                let of = which(of);
                if let Some(kept) = self.laptops[of].kept.take().filter(|_| of > 0) {
                    // What else this laptop is, it stays: its clock, and what lies around it.
                    let before = &self.laptops[of];
                    let fresh = before.fresh + (1 << 32);
                    let (local, removed) = (before.local.clone(), before.removed);
                    let parted = kept.handed_out();
                    let team = &self.laptops[0].team;
                    let said =
                        lines_in(&before.out.files(), &team.epochs, team.id(), before.device);
                    let late = said.into_iter().filter(|(number, _)| *number > parted);
                    self.doubt.extend(late.filter_map(|(_, key)| key));
                    let doubled = before.doubled.into_iter().chain(kept.doubled).chain([parted]);
                    let doubled = doubled.min();
                    self.laptops[of] = Laptop { fresh, doubled, local, removed, ..*kept };
                }
            }
            Step::Clone { of } => {
                let of = which(of);
                if of > 0 && self.is_there(of) && self.laptops.len() < 8 {
                    let device = self.laptops[of].device;
                    let mut twin = self.laptops[of].copied(device);
                    twin.fresh += 1 << 40;
                    let parted = twin.handed_out();
                    twin.doubled = Some(twin.doubled.map_or(parted, |known| known.min(parted)));
                    self.laptops[of].doubled = twin.doubled;
                    self.laptops.push(twin);
                }
            }
            Step::Restore { of } | Step::Second { of } if self.laptops.len() < 8 => {
                let of = which(of);
                let device = self.fresh_device();
                let person = self.laptops[of].team.person;
                let genesis = Genesis::read(self.laptops[0].team.genesis.bytes()).unwrap();
                let now = self.now + self.laptops[of].ahead;
                let since = self.laptops[of].open.study.latest().max(Hybrid::default().next(now));
                let place = Path::new("/nowhere");
                let team = Team::join(genesis, place, device, person, since).unwrap();
                let new = match step {
                    Step::Restore { .. } => {
                        let restored = self.laptops[of].copied(device);
                        let notes = restored.notes.iter().map(|id| format!("note {id}"));
                        let sheets = restored.sheets.iter().map(|id| format!("sheet {id}"));
                        let held = restored.held.iter().cloned().chain(notes).chain(sheets);
                        let held = held.collect();
                        Laptop { team, out: Memory::sound(), held, ..restored }
                    }
                    _ => Laptop::of(team, self.laptops[of].ahead),
                };
                let fresh = u128::from(device.0) << 64;
                let (lost, removed, away, doubled) = (false, false, false, None);
                let new = Laptop { fresh, lost, removed, away, doubled, ..new };
                let new = Laptop { local: Memory::sound(), known: BTreeMap::new(), ..new };
                self.admit(&new);
                self.laptops.push(new);
            }
            Step::Join if self.laptops.len() < 8 => {
                let device = self.fresh_device().0;
                self.join(device, u128::from(device), 0);
            }
            Step::Restore { .. } | Step::Second { .. } | Step::Join => {}
            Step::Lose { of, removed } => {
                let of = which(of);
                if of == 0 || !self.is_there(of) || self.laptops[of].doubled.is_some() {
                    return;
                }
                self.laptops[of].lost = true;
                if removed {
                    self.removes(of);
                }
            }
            Step::Remove { of } => {
                let of = which(of);
                if of > 0 && self.is_there(of) && self.laptops[of].doubled.is_none() {
                    self.removes(of);
                }
            }
        }
    }

    /// The owner removes a laptop, up to what came of it by then.
    pub(super) fn removes(&mut self, of: usize) {
        let device = self.laptops[of].device;
        let now = self.now + self.laptops[0].ahead;
        let owner = &mut self.laptops[0];
        let last = owner.open.study.taken(device);
        // One that was removed before is of the team no longer.
        self.laptops[of].removed |= owner.team.show_out(device, last, now).is_ok();
    }

    fn exchanges(&mut self, of: usize, upto: Option<usize>) {
        let (now, upto) = (self.now, upto.unwrap_or(usize::MAX));
        let laptop = &mut self.laptops[of];
        if laptop.lost || laptop.away {
            return;
        }
        let shelf = if self.copied { laptop.local.clone() } else { self.shelf.clone() };
        let done = laptop.exchange_upto(&shelf, now, upto);
        self.failed += usize::from(done.is_err());
    }

    /// A program that copies folders carries some of what changed, to a laptop and from it.
    fn carry(&mut self, of: usize, part: u8, pick: u32) {
        let laptop = &mut self.laptops[of];
        if !self.copied || laptop.lost || laptop.away {
            return;
        }
        let mut dice = Dice(u64::from(pick) | 1);
        let (here, there) = (laptop.local.files(), self.shelf.files());
        let names: BTreeSet<Name> = here.keys().chain(there.keys()).cloned().collect();
        for name in names {
            if dice.roll(100) >= usize::from(part) {
                continue;
            }
            let (mine, theirs) = (here.get(&name), there.get(&name));
            let known = laptop.known.get(&name);
            let put = |place: &Memory, bytes: Option<&Vec<u8>>| match bytes {
                Some(bytes) => place.plant(&name, bytes),
                None => drop(place.steal(&name)),
            };
            let now = if mine == theirs || mine == known {
                put(&laptop.local, theirs);
                theirs
            } else if theirs == known {
                put(&self.shelf, mine);
                mine
            } else {
                // Both changed: the other one's stays, and beside it a copy with the laptop's name.
                let beside = Name::parse(&format!("{name}-laptop"));
                if let (Some(beside), Some(mine)) = (beside, mine) {
                    laptop.local.plant(&beside, mine);
                }
                put(&laptop.local, theirs);
                theirs
            };
            match now.cloned() {
                Some(bytes) => drop(laptop.known.insert(name, bytes)),
                None => drop(laptop.known.remove(&name)),
            }
        }
    }

    /// Everybody reaches the folder again, and exchanges until nobody has anything new: all of them show
    /// the same.
    pub(super) fn ends(&mut self) {
        self.shelf.calm();
        // The clocks are put right, and what was written ahead of time has come to pass.
        self.now += 60 * DAY;
        for laptop in &mut self.laptops {
            (laptop.ahead, laptop.away) = (0, false);
        }
        // What came along with a backup is agreed to, so that it is shared as it stands there.
        for laptop in self.laptops.iter_mut().filter(|laptop| !laptop.lost) {
            laptop.agrees(self.now);
        }
        self.settle();
        self.assert_agree();
        self.assert_private();
        for laptop in self.laptops.iter().filter(|laptop| !laptop.lost) {
            assert_eq!(laptop.open.journal().verify().unwrap().problems, Vec::<String>::new());
            // Opened anew, it shows the same.
            assert_eq!(laptop.copied(laptop.device).view(), laptop.view(), "{}", laptop.device);
        }
    }

    /// All of them exchange until nobody has anything new.
    pub(super) fn settle(&mut self) {
        let (mut quiet, mut last) = (0, Vec::new());
        for round in 0.. {
            assert!(round < 12, "it does not come to an end: {last:?}");
            let mut new = 0;
            last.clear();
            for of in 0..self.laptops.len() {
                if self.laptops[of].lost {
                    continue;
                }
                self.now += MINUTE;
                self.carry(of, 100, 1);
                let shelf =
                    if self.copied { self.laptops[of].local.clone() } else { self.shelf.clone() };
                let done = self.laptops[of].exchange(&shelf, self.now).unwrap();
                self.carry(of, 100, 1);
                let pushed = match done.pushed {
                    // It hands out nothing any more, and whoever sits there is told so.
                    Err(ShareError::UsedTwice) if self.laptops[of].doubled.is_some() => {
                        self.laptops[of].lost = true;
                        continue;
                    }
                    // So is whoever was removed, and has nothing to do with it any more.
                    Err(ShareError::ShownOut) if self.laptops[of].removed => continue,
                    // The key comes with what the program carries next.
                    Err(ShareError::NewKey) if self.copied => {
                        new += 1;
                        continue;
                    }
                    pushed => pushed.unwrap_or_else(|e| panic!("laptop {of}: {e}")),
                };
                // What a laptop that is lost had not yet seen carried away comes to nobody, and that is said
                // for ever; what one that is there has not carried yet comes in another round.
                let is_there = |l: &Laptop| !l.lost && !l.removed;
                let comes = |device| self.laptops.iter().any(|l| l.device == device && is_there(l));
                let held = done.pulled.held.iter().filter(|held| comes(held.device)).count();
                assert!(self.copied || held == 0, "laptop {of}: {:?}", done.pulled.held);
                let troubles = done.pulled.troubles.iter();
                let troubles = troubles.filter(|trouble| trouble.device.is_none_or(comes));
                new += troubles.map(|trouble| trouble.files).sum::<u64>() + held as u64;
                new += done.pulled.new + pushed.changes as u64 + pushed.rewritten as u64;
                last.push((of, done.pulled.new, pushed, done.pulled.troubles));
            }
            quiet = if new == 0 { quiet + 1 } else { 0 };
            if quiet > 1 {
                return;
            }
        }
    }
}

/// The shortest story is found, and a step that matters is not left out.
#[test]
fn of_a_story_that_ends_badly_the_shortest_is_shown() {
    let bad = |story: &Story| {
        let at = |wanted: Step| story.steps.iter().position(|step| *step == wanted);
        let (join, lost) = (at(Step::Join), at(Step::Lose { of: 1, removed: true }));
        story.clocks.len() > 2 && join.is_some() && join < lost
    };
    let mut story = Story::told(3);
    let middle = story.steps.len() / 2;
    story.steps.insert(middle, Step::Join);
    story.steps.push(Step::Lose { of: 1, removed: true });
    story.clocks = vec![7, 0, -3];
    assert!(bad(&story));
    let shortest = story.shortest(&bad);
    assert_eq!(shortest.steps, [Step::Join, Step::Lose { of: 1, removed: true }]);
    assert_eq!((shortest.clocks.as_slice(), shortest.one_in), ([0; 3].as_slice(), 0));
}
