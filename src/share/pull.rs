//! Bringing in: what the other laptops of the team have handed out is read from the shelf, checked,
//! and taken into the study.
//!
//! Nothing that lies on the shelf is believed. A segment counts if the laptop under whose name it lies
//! signed it, for this team and this place; which segments of a laptop stand is what its newest one
//! says. One that stands and is not there has not arrived yet; nothing is ever taken for deleted
//! because it is missing. A segment names the one before it, so that two laptops that hand out as one
//! are noticed. How far a laptop was read is worked out from the study's own journal, so whatever
//! stops this, the next time goes on from there; and what is found twice is taken in once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::ahead::Ahead;
use super::door::Door;
use super::own::{NUMBERS, folder_name, number_of, segment_name};
use super::ring::Ring;
use super::segment::{HeadHash, Inside, Segment};
use super::shelf::{Name, Shelf, ShelfError};
use super::team::{Member, Seen, Team};
use super::trouble::{Trouble, Troubles, What};
use super::{Doing, Progress, ShareError, Watch};
use crate::journal::{self, Foreign, Held};
use crate::study::{Card, Change, Content, DeviceId, Entry, Hybrid, Item, Right};

/// About how many entries are taken in at a time.
const PORTION: usize = 8192;

/// What came.
#[derive(Debug, Default)]
pub struct Pulled {
    /// The new entries where somebody else has the fold of the study, to be folded there.
    pub entries: Vec<Entry>,
    /// How many entries are new.
    pub new: u64,
    /// How many of them had a content that no study takes.
    pub refused: u64,
    /// How many of the new ones are observations as they stand.
    pub notes: u64,
    /// How many take back an observation or a sheet.
    pub back: u64,
    /// How many are about tags on observations.
    pub tags: u64,
    /// How many are of sheets.
    pub sheets: u64,
    /// What waits, for what comes before it or for a clock.
    pub held: Vec<Held>,
    /// What lies there and was not taken in.
    pub troubles: Vec<Trouble>,
    /// How many laptops have a folder on the shelf and are not of the team.
    pub strangers: usize,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// What anybody says is erased.
    pub erased: Vec<Item>,
    /// Somebody was removed, as far as can be told, and the key that the team got then is not here.
    pub lacks_key: bool,
}

/// Something that was said of a laptop, and the number of the entry.
type SaidOf = (u64, Hybrid, DeviceId, Option<Card>);

/// What was read of one laptop and waits to be taken in.
struct Stretch {
    device: DeviceId,
    /// How far it will have been read.
    upto: Seen,
    /// Whether everything that stands was there and could be read.
    whole: bool,
    foreign: Vec<Foreign>,
    said: Vec<SaidOf>,
    /// What the entries are about, by their numbers.
    about: Vec<(u64, About)>,
    /// What they say is erased.
    erased: Vec<(u64, Item)>,
}

#[derive(Clone, Copy)]
enum About {
    Note,
    Back,
    Tag,
    Sheet,
    Other,
}

/// Reads what is new on the shelf and takes it in.
///
/// # Errors
/// Where the shared folder is not there or cannot be listed, and where the study cannot be written.
pub fn pull(
    team: &mut Team,
    shelf: &dyn Shelf,
    open: &mut dyn Door,
    now: i64,
    watch: &mut Watch<'_>,
) -> Result<Pulled, ShareError> {
    let mut troubles = Troubles::default();
    let ring = Ring::read(team, shelf, &mut troubles)?;
    let seg = Name::parse("seg").ok_or(ShareError::Sealing)?;
    let folders: BTreeSet<Name> = shelf.list(&seg)?.names.into_iter().collect();
    let (shelf, pulled) = (Ahead::of(shelf), Pulled::default());
    let mut pulling = Pulling { team, shelf, open, now, watch, troubles, ring, pulled };
    let read = pulling.read_everybody(&folders);
    // Once for all that came, and whatever stopped it.
    pulling.open.let_recalled_go()?;
    read?;
    let Pulling { team, mut pulled, mut troubles, ring, .. } = pulling;
    pulled.lacks_key = lacks_key(team, &pulled, &troubles, &ring);
    ring.finish(team, &mut troubles);
    pulled.troubles = troubles.all(team);
    let known =
        |name: &Name| team.devices().iter().any(|id| folder_name(*id).as_ref() == Some(name));
    let own = folder_name(team.device);
    pulled.strangers =
        folders.iter().filter(|name| !known(name) && Some(*name) != own.as_ref()).count();
    Ok(pulled)
}

/// Whether those who run the team use a key that this laptop was not given, or gave it one for a removal
/// of which their word has not come. Whoever can remove somebody makes a key of their own, and does not
/// wait: else a steward who lies would keep the owner from removing them.
fn lacks_key(team: &Team, pulled: &Pulled, troubles: &Troubles, ring: &Ring) -> bool {
    if team.may_admit() {
        return false;
    }
    let runs = |device: &DeviceId| team.right_of(*device).is_some_and(|it| it <= Right::Steward);
    let mut those = team.devices().into_iter().filter(runs);
    if those.any(|device| troubles.has_no_key(device)) {
        return true;
    }
    let is_here = |device: &DeviceId| {
        !troubles.is_of(*device) && !pulled.held.iter().any(|held| held.device == *device)
    };
    !ring.untaken(team).iter().all(is_here)
}

struct Pulling<'a, 'w> {
    team: &'a mut Team,
    shelf: Ahead<'a>,
    open: &'a mut dyn Door,
    now: i64,
    watch: &'a mut Watch<'w>,
    troubles: Troubles,
    ring: Ring,
    pulled: Pulled,
}

impl Pulling<'_, '_> {
    /// Reads every laptop; what owners and stewards handed out may say of some that nobody knew before.
    fn read_everybody(&mut self, folders: &BTreeSet<Name>) -> Result<(), ShareError> {
        let mut done: BTreeMap<DeviceId, Option<u64>> = BTreeMap::new();
        loop {
            self.ring.trust(self.team);
            let mut due: Vec<DeviceId> = self.due(folders, &done);
            // First those who run the team, by whom others may be removed: of what these handed out since
            // nothing is taken in.
            let runs =
                |id: &DeviceId| self.team.right_of(*id).is_some_and(|it| it <= Right::Steward);
            if due.iter().any(runs) {
                due.retain(runs);
            }
            if due.is_empty() || self.pulled.stopped {
                return Ok(());
            }
            for device in &due {
                done.insert(*device, self.team.verify(*device).and_then(|(_, until)| until));
            }
            self.read_all(&due)?;
        }
    }

    /// The laptops to be read now: all that are of the team, and not read as they stand.
    fn due(
        &self,
        folders: &BTreeSet<Name>,
        done: &BTreeMap<DeviceId, Option<u64>>,
    ) -> Vec<DeviceId> {
        let there = |id: &DeviceId| folder_name(*id).is_some_and(|name| folders.contains(&name));
        let new = |id: &DeviceId| match self.team.verify(*id) {
            Some((_, until)) => done.get(id) != Some(&until),
            None => false,
        };
        let others = self.team.devices().into_iter().filter(|id| *id != self.team.device);
        others.filter(there).filter(new).collect()
    }

    fn read_all(&mut self, due: &[DeviceId]) -> Result<(), ShareError> {
        self.look_ahead(due)?;
        let (mut waiting, mut entries) = (Vec::new(), 0);
        for (nth, device) in due.iter().enumerate() {
            if self.is_stopped(Progress { doing: Doing::Reading, done: nth, of: due.len() }) {
                break;
            }
            let Some(stretch) = self.stretch(*device)? else { continue };
            entries += stretch.foreign.len();
            waiting.push(stretch);
            if entries >= PORTION {
                self.take_in(&mut waiting)?;
                entries = 0;
            }
        }
        self.take_in(&mut waiting)
    }

    /// Says which files will be read of these laptops, in the order in which [`Self::stretch`] does.
    fn look_ahead(&mut self, due: &[DeviceId]) -> Result<(), ShareError> {
        let (mut after, is_worth_it) = (Vec::new(), self.shelf.is_worth_it());
        for device in due.iter().filter(|_| is_worth_it) {
            let seen = self.seen(*device)?.0.segment;
            after.extend(folder_name(*device).map(|folder| (folder, seen)));
        }
        self.shelf.foresee(after);
        Ok(())
    }

    /// How far a laptop was read, and the number of the last entry that was taken in of it.
    fn seen(&mut self, device: DeviceId) -> Result<(Seen, u64), ShareError> {
        let taken = self.open.taken(device)?;
        let seen = self.team.seen.get(&device).copied().filter(|seen| seen.last <= taken);
        Ok((seen.unwrap_or_default(), taken))
    }

    fn is_stopped(&mut self, progress: Progress) -> bool {
        self.pulled.stopped = self.pulled.stopped || (self.watch)(progress).is_break();
        self.pulled.stopped
    }

    /// Takes in what was read, of several laptops at once; what was said of laptops counts once it is in
    /// the journal.
    fn take_in(&mut self, waiting: &mut Vec<Stretch>) -> Result<(), ShareError> {
        let mut foreign = Vec::new();
        let mut stretches = Vec::with_capacity(waiting.len());
        for mut stretch in waiting.drain(..) {
            foreign.append(&mut stretch.foreign);
            stretches.push((self.open.taken(stretch.device)?, stretch));
        }
        let behind = self.take_in_portions(&foreign)?;
        let mut said = Vec::new();
        for (before, stretch) in stretches {
            let device = stretch.device;
            let last = self.open.taken(device)?;
            self.count(&stretch, before, last);
            let in_now = stretch.said.into_iter().filter(|(number, ..)| *number <= last);
            said.extend(
                in_now.map(|(at, said, of, card)| (of, Member { said, by: device, card }, at)),
            );
            if stretch.whole && !behind.contains(&device) {
                self.team.seen.insert(device, Seen { last, ..stretch.upto });
            }
        }
        self.team.take_members(said);
        Ok(())
    }

    /// Takes entries in; of which laptops not everything came in.
    fn take_in_portions(&mut self, foreign: &[Foreign]) -> Result<BTreeSet<DeviceId>, ShareError> {
        let mut behind = BTreeSet::new();
        let mut done = 0;
        for portion in foreign.chunks(PORTION) {
            let far = Progress { doing: Doing::TakingIn, done, of: foreign.len() };
            if self.is_stopped(far) {
                behind.extend(portion.iter().map(|entry| entry.device));
                continue;
            }
            let taken = self.open.take_in(portion, self.now)?;
            done += portion.len();
            self.pulled.new += taken.new;
            self.pulled.refused += taken.refused;
            self.pulled.entries.extend(taken.entries);
            behind.extend(taken.held.iter().map(|held| held.device));
            self.hold(taken.held);
        }
        Ok(behind)
    }

    fn hold(&mut self, held: Vec<Held>) {
        for new in held {
            match self.pulled.held.iter_mut().find(|known| known.device == new.device) {
                Some(known) => known.count = known.count.saturating_add(new.count),
                None => self.pulled.held.push(new),
            }
        }
    }

    fn count(&mut self, stretch: &Stretch, before: u64, last: u64) {
        let new = stretch.erased.iter().filter(|(at, _)| before < *at && *at <= last);
        self.pulled.erased.extend(new.map(|(_, what)| *what));
        for (_, about) in stretch.about.iter().filter(|(at, _)| before < *at && *at <= last) {
            match about {
                About::Note => self.pulled.notes += 1,
                About::Back => self.pulled.back += 1,
                About::Tag => self.pulled.tags += 1,
                About::Sheet => self.pulled.sheets += 1,
                About::Other => {}
            }
        }
    }

    /// What is new of a laptop; `None` where nothing is.
    fn stretch(&mut self, device: DeviceId) -> Result<Option<Stretch>, ShareError> {
        self.troubles.forget(device);
        let Some((verify, until)) = self.team.verify(device) else { return Ok(None) };
        let folder = folder_name(device).ok_or(ShareError::Sealing)?;
        let listed = match self.shelf.list(&folder) {
            Ok(listed) => listed.names,
            Err(e) => return self.refused(device, e).map(|()| None),
        };
        let named = |name: &Name| {
            number_of(name).filter(|number| segment_name(device, *number).as_ref() == Some(name))
        };
        let there: BTreeSet<u64> = listed.iter().filter_map(named).collect();
        let (seen, taken) = self.seen(device)?;
        let mut read: BTreeMap<u64, (HeadHash, Inside)> = BTreeMap::new();
        let mut whole = true;
        for number in there.iter().rev().take_while(|number| **number > seen.segment) {
            match self.segment(device, *number, &verify)? {
                Some(segment) => {
                    read.insert(*number, segment);
                    break;
                }
                None => whole = false,
            }
        }
        let Some((head, (hash, newest))) = read.last_key_value() else {
            // What was there when it was read last may be missing for a while.
            let gone = there.last().is_none_or(|last| *last < seen.segment) && seen.segment > 0;
            self.troubles.add(Some(device), What::NotYet, u64::from(gone));
            return Ok(None);
        };
        let (head, hash) = (*head, *hash);
        let lacking = standing_after(newest, seen.segment);
        let stand: Vec<u64> = (there.iter().copied())
            .filter(|number| seen.segment < *number && newest.has_live(*number))
            .collect();
        let lacking = lacking.saturating_sub(stand.len() as u64);
        self.troubles.add(Some(device), What::NotYet, lacking);
        whole &= lacking == 0;
        for number in stand.into_iter().filter(|number| *number != head) {
            match self.segment(device, number, &verify)? {
                Some(segment) => drop(read.insert(number, segment)),
                None => whole = false,
            }
        }
        if let Some(from) = breaks_at(&read, seen) {
            let off = read.split_off(&from);
            self.troubles.add(Some(device), What::Twice, off.len() as u64);
            whole = false;
        }
        let upto = Seen { segment: head, head: hash, ..seen };
        let mut stretch = Self::begun(device, upto, whole);
        let mut parts: Vec<Inside> = read.into_values().map(|(_, inside)| inside).collect();
        parts.sort_by_key(|inside| inside.first);
        let blank = self.blank(device)?;
        stretch.fill(parts, &blank, taken, seen, until);
        Ok(Some(stretch))
    }

    /// A stretch with nothing in it yet, of what a laptop handed out up to there.
    fn begun(device: DeviceId, upto: Seen, whole: bool) -> Stretch {
        let (foreign, said, about, erased) = Default::default();
        Stretch { device, upto, whole, foreign, said, about, erased }
    }

    /// What all records of a laptop have in common.
    fn blank(&self, device: DeviceId) -> Result<Foreign, ShareError> {
        let author = self.team.person_at(device).ok_or(ShareError::Sealing)?;
        Ok(Foreign { device, number: 0, after: 0, time: Hybrid(0), author, body: Vec::new() })
    }

    /// Reads one segment and checks that it is what its place says.
    fn segment(
        &mut self,
        device: DeviceId,
        number: u64,
        verify: &[u8; 32],
    ) -> Result<Option<(HeadHash, Inside)>, ShareError> {
        let name = segment_name(device, number).ok_or(ShareError::Sealing)?;
        let what = match self.shelf.get(&name) {
            Err(e) => return self.refused(device, e).map(|()| None),
            Ok(None) => What::NotYet,
            Ok(Some(bytes)) => match Segment::read(&bytes, self.team.id()) {
                None => What::NotWhole,
                Some(segment) if segment.device != device || segment.number != number => {
                    What::Misplaced
                }
                Some(segment) if !segment.is_by(verify) => What::Forged,
                Some(segment) => match self.ring.key(self.team, segment.epoch) {
                    None => What::NoKey { of: self.team.epochs.len() },
                    Some(key) => match segment.open(key) {
                        None => What::Unread,
                        Some(inside) => return Ok(Some((segment.hash(), inside))),
                    },
                },
            },
        };
        self.troubles.add(Some(device), what, 1);
        Ok(None)
    }

    /// One file or folder that cannot be read stands in nobody's way; a shelf that is not there does.
    fn refused(&mut self, device: DeviceId, error: ShelfError) -> Result<(), ShareError> {
        match error {
            ShelfError::Away { .. } | ShelfError::Bucket { .. } => Err(error.into()),
            ShelfError::Io { source, .. } => {
                self.troubles.add(Some(device), What::Refused(source.to_string()), 1);
                Ok(())
            }
            ShelfError::Taken { .. } => Ok(()),
        }
    }
}

impl Stretch {
    /// Puts the entries in order. Every number stands in some segment that stands, emptied where it
    /// was taken back: where numbers are missing, a segment is, and what follows waits for it.
    fn fill(
        &mut self,
        parts: Vec<Inside>,
        blank: &Foreign,
        taken: u64,
        seen: Seen,
        until: Option<u64>,
    ) {
        let mut covered = taken.max(seen.end.saturating_sub(1));
        let mut last = taken;
        for inside in parts {
            // What it handed out to a team before this one comes no more.
            covered = covered.max(inside.first.saturating_sub(1) / NUMBERS * NUMBERS);
            if inside.first > covered.saturating_add(1) {
                last = inside.first - 1;
            }
            covered = covered.max(inside.end().saturating_sub(1));
            for (number, line) in (inside.first..).zip(inside.lines) {
                if line.body.is_empty() || until.is_some_and(|until| number > until) {
                    continue;
                }
                let said = journal::said_in(&line.body);
                if let Content::Known(Change::Erased { what, .. }) = said {
                    self.erased.push((number, what));
                }
                let about = match said {
                    Content::Known(Change::Member { device, card }) => {
                        self.said.push((number, line.time, device, card));
                        About::Other
                    }
                    Content::Known(
                        Change::Shared { copy: None, .. }
                        | Change::Stands { item: Item::Sheet(_), stands: false }
                        | Change::Erased { what: Item::Observation(_) | Item::Sheet(_), .. },
                    ) => About::Back,
                    Content::Known(Change::Shared { .. }) => About::Note,
                    Content::Known(Change::Tagged { .. }) => About::Tag,
                    Content::Known(
                        Change::Begun { .. } | Change::Put { .. } | Change::Said { .. },
                    ) => About::Sheet,
                    Content::Known(_) | Content::Unknown(_) | Content::Erased => About::Other,
                };
                if number > taken {
                    let (after, time, body) = (last, line.time, line.body);
                    self.foreign.push(Foreign { number, after, time, body, ..blank.clone() });
                    self.about.push((number, about));
                    last = number;
                }
            }
        }
        self.upto.end = covered.saturating_add(1);
    }
}

/// How many segments stand after one.
fn standing_after(newest: &Inside, after: u64) -> u64 {
    let count = |(from, to): &(u64, u64)| {
        let from = (*from).max(after.saturating_add(1));
        to.checked_sub(from).map_or(0, |more| more.saturating_add(1))
    };
    newest.live.iter().map(count).fold(0, u64::saturating_add)
}

/// The first segment that does not name the one before it, where that one is known.
fn breaks_at(read: &BTreeMap<u64, (HeadHash, Inside)>, seen: Seen) -> Option<u64> {
    let mut before = (seen.segment, seen.head);
    for (number, (hash, inside)) in read {
        let follows = before.0 > 0 && before.0.checked_add(1) == Some(*number);
        // The first of a laptop follows nothing.
        let starts = *number == 1 && inside.prev != [0; 32];
        if starts || (follows && inside.prev != before.1) {
            return Some(*number);
        }
        before = (*number, *hash);
    }
    None
}

/// Goes on whatever happens: for whoever does not look.
pub fn unwatched(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
