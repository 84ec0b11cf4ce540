//! What this laptop knows of its team: its own secrets, the keys of the team, its members, and how far
//! it has read what each of them handed out. It is kept in one sealed file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::bytes::{Reader, counted};
use super::custody::beginning;
use super::found::Found;
use super::members::Statements;
use super::pace::Pace;
use super::seal::{Epoch, Genesis, Laptop, Secrets, TeamId};
use super::shelf::{Access, Name};
use crate::journal::keys::ExposeSecret;
use crate::study::{Card, DeviceId, Hybrid, PersonId, Right};

const MAGIC: &[u8] = b"asdone team file 3\n";

/// As files begin that end with how a bucket is reached. Of a team in a folder none is written, so that
/// earlier versions go on reading it.
const MAGIC_4: &[u8] = b"asdone team file 4\n";

/// As files began before they said what stands at their end: first all of it, then what was found and
/// who is the custodian.
const MAGIC_1: &[u8] = b"asdone team file 1\n";
const MAGIC_2: &[u8] = b"asdone team file 2\n";

/// What was last said of a laptop of the team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// When it was said: the latest word counts.
    pub said: Hybrid,
    /// By which laptop.
    pub by: DeviceId,
    /// Its card; `None` where it was shown out.
    pub card: Option<Card>,
}

/// How far this laptop has read what another handed out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    /// The number of the newest segment.
    pub segment: u64,
    /// The hash of its head.
    pub head: [u8; 32],
    /// The number of the last entry that was taken in.
    pub last: u64,
    /// The number after the last entry that was there: what stood between was taken back.
    pub end: u64,
}

/// What this laptop is to its team.
#[derive(Clone, Debug)]
pub struct Team {
    /// How the team began.
    pub genesis: Genesis,
    /// The shared folder, or the address of the bucket.
    pub place: PathBuf,
    /// How the bucket is reached; none for a folder.
    pub access: Option<Access>,
    /// This laptop.
    pub device: DeviceId,
    /// Who writes here.
    pub person: PersonId,
    /// What it signs, seals and names its files with.
    pub secrets: Secrets,
    /// The keys of the team, the newest last; empty until it was admitted.
    pub epochs: Vec<Epoch>,
    /// Where the study's own journal stood when the team was begun or joined.
    pub since: Hybrid,
    /// Whether the definitions of the codebook were agreed to leave.
    pub codebook: bool,
    /// Every laptop of the team but the first, by what counts of all that was said.
    pub members: BTreeMap<DeviceId, Member>,
    /// Everything that was said of laptops.
    said: Statements,
    /// The files of keys that have been read.
    pub(super) keys_read: BTreeSet<Name>,
    /// How far each was read.
    pub seen: BTreeMap<DeviceId, Seen>,
    /// The number before the first of what this laptop hands out to this team.
    pub(super) start: u64,
    /// The keys that an owner handed out.
    owners: BTreeSet<u64>,
    /// Those of them that whoever began the team handed out.
    first: BTreeSet<u64>,
    /// How many removals count.
    removals: u64,
    pub(super) pace: Pace,
    /// What the last exchange found that people have to settle, and nothing else tells.
    pub(super) found: Vec<Found>,
    /// Who else can read what is shared, where this laptop began the team: an `age` recipient.
    pub(super) custodian: Option<String>,
}

impl Team {
    /// A new team, begun on this laptop; `None` where the system gives no random bytes.
    pub fn begin(place: &Path, device: DeviceId, person: PersonId, since: Hybrid) -> Option<Self> {
        let secrets = Secrets::fresh()?;
        let genesis = Genesis::begin(secrets.laptop(device, person), &secrets)?;
        let mut team = Self::of(genesis, secrets, place, (device, person), since);
        team.make_epoch(1);
        Some(team)
    }

    /// What a laptop knows that asks to be admitted; `None` where the system gives no random bytes.
    pub fn join(
        genesis: Genesis,
        place: &Path,
        device: DeviceId,
        person: PersonId,
        since: Hybrid,
    ) -> Option<Self> {
        Some(Self::of(genesis, Secrets::fresh()?, place, (device, person), since))
    }

    fn of(
        genesis: Genesis,
        secrets: Secrets,
        place: &Path,
        (device, person): (DeviceId, PersonId),
        since: Hybrid,
    ) -> Self {
        Self {
            genesis,
            place: place.to_path_buf(),
            access: None,
            device,
            person,
            secrets,
            epochs: Vec::new(),
            since,
            codebook: false,
            members: BTreeMap::new(),
            said: Statements::default(),
            keys_read: BTreeSet::new(),
            seen: BTreeMap::new(),
            start: 0,
            owners: BTreeSet::new(),
            first: BTreeSet::new(),
            removals: 0,
            pace: Pace::default(),
            found: Vec::new(),
            custodian: None,
        }
    }

    /// Its id.
    pub fn id(&self) -> TeamId {
        self.genesis.team()
    }

    /// The card of this laptop.
    pub fn laptop(&self) -> Laptop {
        self.secrets.laptop(self.device, self.person)
    }

    /// Whether this laptop began the team.
    pub fn is_owner(&self) -> bool {
        self.genesis.owner.device == self.device
    }

    /// Whether this laptop was admitted and not shown out.
    pub fn is_admitted(&self) -> bool {
        !self.epochs.is_empty() && self.right_of(self.device).is_some()
    }

    /// What the person at a laptop may do; `None` where it is not of the team.
    pub fn right_of(&self, device: DeviceId) -> Option<Right> {
        if device == self.genesis.owner.device {
            return Some(Right::Owner);
        }
        let card = self.members.get(&device)?.card.as_ref()?;
        card.until.is_none().then_some(card.right)
    }

    /// The key that checks what a laptop signed, with the number of its last entry that counts where
    /// it was shown out; `None` where it never was of the team.
    pub fn verify(&self, device: DeviceId) -> Option<([u8; 32], Option<u64>)> {
        if device == self.genesis.owner.device {
            return Some((self.genesis.owner.verify, None));
        }
        let card = self.members.get(&device)?.card.as_ref()?;
        Some((card.verify, card.until))
    }

    /// Who writes at a laptop.
    pub fn person_at(&self, device: DeviceId) -> Option<PersonId> {
        if device == self.genesis.owner.device {
            return Some(self.genesis.owner.person);
        }
        Some(self.members.get(&device)?.card.as_ref()?.person)
    }

    /// Every laptop that ever was of the team, the first one first.
    pub fn devices(&self) -> Vec<DeviceId> {
        let owner = self.genesis.owner.device;
        let others = self.members.keys().copied().filter(|device| *device != owner);
        std::iter::once(owner).chain(others).collect()
    }

    /// The recipients of every laptop that is of the team now.
    pub fn recipients(&self) -> Vec<&str> {
        let cards = self.members.values().filter_map(|member| member.card.as_ref());
        let others = cards.filter(|card| card.until.is_none()).map(|card| card.recipient.as_str());
        std::iter::once(self.genesis.owner.recipient.as_str()).chain(others).collect()
    }

    /// Takes in what was said of a laptop; whether it is what counts of it now.
    pub fn take_member(&mut self, device: DeviceId, member: Member) -> bool {
        self.take_members([(device, member.clone(), 0)]);
        self.members.get(&device) == Some(&member)
    }

    /// Takes in what was said of laptops, in any order, each with its number among what its laptop handed
    /// out. What counts of it says [`Statements`].
    pub(super) fn take_members(&mut self, said: impl IntoIterator<Item = (DeviceId, Member, u64)>) {
        let mut new = false;
        for (device, member, number) in said {
            new |= self.said.take(device, member, number);
        }
        if new {
            self.members = self.said.counting(&self.genesis.owner);
            self.removals = self.said.removals(&self.genesis.owner);
        }
    }

    /// The key that new segments are sealed with. With each removal the team gets one, so none has a
    /// greater number than there were removals: a steward who gives a key any number keeps nobody from
    /// taking the next. Whoever began the team knows of removals that have not come here, so theirs is
    /// sealed with at once. Of two with one number an owner's stands, since only owners remove stewards.
    pub fn newest_epoch(&self) -> Option<&Epoch> {
        let may = self.epochs.iter().filter(|epoch| !self.is_early(epoch));
        may.max_by_key(|epoch| (epoch.number, self.owners.contains(&epoch.id()), epoch.id()))
    }

    /// Whether a key came before the removal that it is for, so that nothing is sealed with it yet.
    pub(super) fn is_early(&self, epoch: &Epoch) -> bool {
        let most = self.removals.saturating_add(1);
        u64::from(epoch.number) > most && !self.first.contains(&epoch.id())
    }

    /// A new key, made here.
    fn make_epoch(&mut self, number: u32) {
        let epoch = Epoch::fresh(number);
        if self.right_of(self.device) == Some(Right::Owner) {
            self.vouch(&epoch, self.device);
        }
        self.take_epoch(epoch);
    }

    /// Takes note that an owner hands out a key.
    pub(super) fn vouch(&mut self, epoch: &Epoch, by: DeviceId) {
        self.owners.insert(epoch.id());
        if by == self.genesis.owner.device {
            self.first.insert(epoch.id());
        }
    }

    /// Whether somebody besides the laptops of the team can read what is shared there.
    pub fn has_custodian(&self) -> bool {
        let begins = beginning(self.genesis.owner.device);
        self.custodian.is_some()
            || self.keys_read.iter().any(|name| name.as_str().starts_with(&begins))
    }

    /// Somebody was just removed here: a key that they are not given.
    pub(super) fn key_after_removal(&mut self) {
        let due = self.removals.saturating_add(1);
        self.make_epoch(u32::try_from(due).unwrap_or(u32::MAX));
    }

    /// Where more were removed than the team has got keys since, as when two people removed somebody each
    /// at one time, the newest key was given to one of them, and the team gets another. Whether it did.
    pub(super) fn renew(&mut self) -> bool {
        let newest = self.newest_epoch().map(|epoch| u64::from(epoch.number));
        let late = newest.is_some_and(|newest| newest <= self.removals) && self.may_admit();
        if late {
            self.key_after_removal();
        }
        late
    }

    /// The keys as they are given to a laptop that is admitted: for it too none is newer than the newest.
    pub(super) fn keys_to_give(&self) -> Vec<Epoch> {
        let Some(newest) = self.newest_epoch() else { return Vec::new() };
        let given = |epoch: &Epoch| match epoch.id() == newest.id() {
            true => epoch.clone(),
            false => epoch.numbered(epoch.number.min(newest.number.saturating_sub(1))),
        };
        self.epochs.iter().map(given).collect()
    }

    /// The key with an id.
    pub fn epoch(&self, id: u64) -> Option<&Epoch> {
        self.epochs.iter().find(|epoch| epoch.id() == id)
    }

    /// Takes in a key of the team; whether it is new.
    pub fn take_epoch(&mut self, epoch: Epoch) -> bool {
        let new = self.epoch(epoch.id()).is_none();
        if new {
            self.epochs.push(epoch);
        }
        new
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Zeroizing<Vec<u8>> {
        let magic = if self.access.is_some() { MAGIC_4 } else { MAGIC };
        let mut out = Zeroizing::new(magic.to_vec());
        counted(&mut out, self.genesis.bytes());
        counted(&mut out, self.place.as_os_str().as_encoded_bytes());
        out.extend_from_slice(&self.device.0.to_be_bytes());
        out.extend_from_slice(&self.person.0.to_be_bytes());
        let (sign, open) = self.secrets.text();
        out.extend_from_slice(sign.as_slice());
        counted(&mut out, open.expose_secret().as_bytes());
        out.extend_from_slice(&self.since.0.to_be_bytes());
        out.push(u8::from(self.codebook));
        out.extend_from_slice(&(self.epochs.len() as u32).to_be_bytes());
        for epoch in &self.epochs {
            out.extend_from_slice(&epoch.number.to_be_bytes());
            counted(&mut out, epoch.secret().expose_secret().as_bytes());
        }
        self.said.write(&mut out);
        out.extend_from_slice(&(self.seen.len() as u32).to_be_bytes());
        for (device, seen) in &self.seen {
            out.extend_from_slice(&device.0.to_be_bytes());
            out.extend_from_slice(&seen.segment.to_be_bytes());
            out.extend_from_slice(&seen.head);
            out.extend_from_slice(&seen.last.to_be_bytes());
            out.extend_from_slice(&seen.end.to_be_bytes());
        }
        out.extend_from_slice(&(self.keys_read.len() as u32).to_be_bytes());
        for name in &self.keys_read {
            counted(&mut out, name.as_str().as_bytes());
        }
        out.extend_from_slice(&self.start.to_be_bytes());
        out.extend_from_slice(&(self.owners.len() as u32).to_be_bytes());
        for id in &self.owners {
            out.extend_from_slice(&id.to_be_bytes());
        }
        self.pace.write(&mut out);
        out.extend_from_slice(&(self.first.len() as u32).to_be_bytes());
        for id in &self.first {
            out.extend_from_slice(&id.to_be_bytes());
        }
        Found::write_all(&self.found, &mut out);
        counted(&mut out, self.custodian.as_deref().unwrap_or_default().as_bytes());
        if let Some(access) = &self.access {
            access.write(&mut out);
        }
        out
    }

    /// Reads the file; `None` where the bytes are none of ours.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut from = Reader(bytes);
        let older = bytes.starts_with(MAGIC_1);
        let reached = bytes.starts_with(MAGIC_4);
        let newest = !older && !bytes.starts_with(MAGIC_2);
        from.magic(match (older, newest, reached) {
            (true, ..) => MAGIC_1,
            (_, false, _) => MAGIC_2,
            (.., true) => MAGIC_4,
            (.., false) => MAGIC,
        })?;
        let genesis = Genesis::read(from.counted()?)?;
        let place = PathBuf::from(from.text()?);
        let device = DeviceId(from.u64()?);
        let person = PersonId(from.u128()?);
        let sign = Zeroizing::new(from.array()?);
        let secrets = Secrets::of(&sign, from.text()?)?;
        let since = Hybrid(from.u64()?);
        let codebook = from.array::<1>()? == [1];
        let epochs = read_epochs(&mut from)?;
        let said = Statements::read(&mut from, older)?;
        let (seen, keys_read) = read_far(&mut from)?;
        let (mut start, mut owners, mut pace) = (0, BTreeSet::new(), Pace::default());
        if !older {
            (start, owners, pace) = (from.u64()?, read_ids(&mut from)?, Pace::read(&mut from)?);
        }
        let (mut first, mut found, mut custodian) = (BTreeSet::new(), Vec::new(), None);
        if newest {
            (first, found) = (read_ids(&mut from)?, Found::read_all(&mut from)?);
            custodian = Some(from.text()?.to_owned()).filter(|text| !text.is_empty());
        }
        let access = if reached { Some(Access::read(&mut from)?) } else { None };
        from.end()?;
        Some(Self {
            members: said.counting(&genesis.owner),
            removals: said.removals(&genesis.owner),
            said,
            keys_read,
            genesis,
            place,
            access,
            device,
            person,
            secrets,
            epochs,
            since,
            codebook,
            seen,
            start,
            owners,
            first,
            pace,
            found,
            custodian,
        })
    }
}

/// How far each was read, and the files of keys that were.
fn read_far(from: &mut Reader<'_>) -> Option<(BTreeMap<DeviceId, Seen>, BTreeSet<Name>)> {
    let mut seen = BTreeMap::new();
    for _ in 0..from.u32()? {
        let device = DeviceId(from.u64()?);
        let (segment, head) = (from.u64()?, from.array()?);
        seen.insert(device, Seen { segment, head, last: from.u64()?, end: from.u64()? });
    }
    let mut keys_read = BTreeSet::new();
    for _ in 0..from.u32()? {
        keys_read.insert(Name::parse(from.text()?)?);
    }
    Some((seen, keys_read))
}

fn read_ids(from: &mut Reader<'_>) -> Option<BTreeSet<u64>> {
    let count = from.u32()?;
    (0..count).map(|_| from.u64()).collect()
}

fn read_epochs(from: &mut Reader<'_>) -> Option<Vec<Epoch>> {
    let mut epochs = Vec::new();
    for _ in 0..from.u32()? {
        let number = from.u32()?;
        epochs.push(Epoch::of(number, from.text()?)?);
    }
    Some(epochs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(right: Right) -> Card {
        let secrets = Secrets::fresh().unwrap();
        let laptop = secrets.laptop(DeviceId(1), PersonId(1));
        let Laptop { person, verify, recipient, .. } = laptop;
        Card { person, verify, recipient, right, until: None }
    }

    fn said(by: u64, time: u64, card: Option<Card>) -> Member {
        Member { said: Hybrid(time), by: DeviceId(by), card }
    }

    #[test]
    fn how_a_bucket_is_reached_is_kept_and_of_a_folder_nothing_more_is_written() {
        use crate::share::shelf::Keys;
        let begun = |place: &str| {
            Team::begin(Path::new(place), DeviceId(1), PersonId(2), Hybrid(9)).unwrap()
        };
        let folder = begun("/shared");
        assert!(folder.bytes().starts_with(MAGIC), "an earlier version reads it");
        let mut team = begun("s3://team-bucket/a");
        let keys = Keys::typed("AKIA", "canary-secret");
        team.access = Some(Access { keys, ..Access::default() });
        assert!(!format!("{team:?}").contains("canary"));
        let bytes = team.bytes();
        assert!(bytes.starts_with(MAGIC_4));
        let read = Team::read(&bytes).unwrap();
        assert_eq!(read.access, team.access);
        assert_eq!(read.bytes(), bytes);
        for end in 0..bytes.len() {
            assert!(Team::read(&bytes[..end]).is_none(), "cut at {end}");
        }
    }

    #[test]
    fn what_a_laptop_knows_comes_back_as_it_was() {
        let mut team =
            Team::begin(Path::new("/shared"), DeviceId(1), PersonId(2), Hybrid(9)).unwrap();
        assert!(team.take_member(DeviceId(5), said(1, 3, Some(card(Right::Writer)))));
        assert!(team.take_member(DeviceId(6), said(1, 4, None)));
        team.codebook = true;
        team.seen.insert(DeviceId(5), Seen { segment: 7, head: [3; 32], last: 5, end: 9 });
        let out = Card { until: Some(3), ..card(Right::Writer) };
        team.take_members([(DeviceId(5), said(1, 5, Some(out)), 9)]);
        assert!(team.renew() && !team.renew());
        team.start = 7 << 30;
        team.pace.tell(Hybrid::default().next(8_000_000_000), 5);
        let (device, far) = (DeviceId(5), "3 days".to_owned());
        team.found = vec![Found::UsedTwice, Found::Twice { device }];
        team.found.push(Found::Clock { device, far, waiting: 7 });
        team.custodian = Some("age1".to_owned());
        let read = Team::read(&team.bytes()).unwrap();
        assert_eq!(read.bytes(), team.bytes());
        assert_eq!(
            (read.members.clone(), read.seen.clone()),
            (team.members.clone(), team.seen.clone())
        );
        assert_eq!((&read.found, &read.custodian), (&team.found, &team.custodian));
        assert_eq!(read.newest_epoch().unwrap().id(), team.newest_epoch().unwrap().id());
        assert_eq!(read.newest_epoch().unwrap().number, 2);
        for cut in 0..team.bytes().len() {
            assert!(Team::read(&team.bytes()[..cut]).is_none());
        }
    }

    #[test]
    fn only_who_may_says_who_is_of_the_team() {
        let mut team =
            Team::begin(Path::new("/shared"), DeviceId(1), PersonId(2), Hybrid(9)).unwrap();
        let mut people = 100;
        let mut writer = || {
            people += 1;
            Some(Card { person: PersonId(people), ..card(Right::Writer) })
        };
        assert!(!team.take_member(DeviceId(5), said(9, 1, writer())), "a stranger");
        assert!(!team.take_member(DeviceId(1), said(1, 1, None)), "the owner stays");
        assert!(team.take_member(DeviceId(5), said(1, 1, writer())));
        assert!(!team.take_member(DeviceId(6), said(5, 2, writer())), "a writer admits nobody");
        assert!(team.take_member(DeviceId(7), said(1, 2, Some(card(Right::Steward)))));
        assert!(team.take_member(DeviceId(6), said(7, 3, writer())));
        assert!(!team.take_member(DeviceId(8), said(7, 3, Some(card(Right::Steward)))));
        assert!(team.take_member(DeviceId(9), said(1, 3, Some(card(Right::Steward)))));
        assert!(!team.take_member(DeviceId(9), said(7, 9, None)), "no steward shows another out");
        assert!(!team.take_member(DeviceId(6), said(1, 2, None)), "it is older");
        assert!(team.take_member(DeviceId(6), said(7, 8, None)));
        assert_eq!(team.right_of(DeviceId(6)), None);
        assert_eq!(team.recipients().len(), 4);
    }
}
