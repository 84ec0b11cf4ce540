//! Who is of a team: beginning one, asking to be admitted, admitting, giving a right, showing out,
//! and leaving. Each first changes what this laptop knows ([`Team`]), which is saved; what lies on the
//! shelf because of it follows from that ([`ready`]), so that whatever stops it, the next exchange
//! goes on from there.
//!
//! ```text
//! genesis                          how the team began
//! join/<laptop>-<key>              a laptop asks
//! keys/<by>-<to>-<key>             every key of the team so far, for a laptop that was admitted
//! keys/<by>-<key of the team>      a new key, for every laptop that is of the team
//! keys/<by>-<of>-<key>             no key, for a laptop that was shown out
//! keys/<by>-custodian-<key>        every key of the team so far, for its custodian
//! door/<by>-<key of the team>      whom the name of somebody who asks is sealed to
//! ```

use super::boundary::{GRACE, Terms};
use super::custody;
use super::entrance::Entrance;
use super::own::put_own;
use super::ring::Ring;
use super::seal::{Asking, Epoch, Genesis, KeysFile, Laptop};
use super::shelf::{Name, Shelf, ShelfError};
use super::team::{Member, Team};
use super::trouble::Troubles;
use super::{Pushed, ShareError, push};
use crate::study::{Card, Change, DeviceId, Hybrid, ItemId, PersonId, Right, Study};

/// The beginning of a hash of a key, for the name of a file.
pub(super) fn mark(key: &[u8]) -> String {
    blake3::hash(key).to_hex().chars().take(6).collect()
}

fn name(text: &str) -> Result<Name, ShareError> {
    Name::parse(text).ok_or(ShareError::Sealing)
}

/// How the team on a shelf began; `None` where there is none, or none that can be read.
///
/// # Errors
/// What the shelf says.
pub fn genesis_on(shelf: &dyn Shelf) -> Result<Option<Genesis>, ShareError> {
    let bytes = shelf.get(&name("genesis")?)?;
    Ok(bytes.and_then(|bytes| Genesis::read(&bytes)))
}

/// Whether anything has the name under which a team begins.
///
/// # Errors
/// What the shelf says.
pub fn is_taken(shelf: &dyn Shelf) -> Result<bool, ShareError> {
    Ok(shelf.get(&name("genesis")?)?.is_some())
}

/// What was asked for on a shelf.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// The laptops that ask and are not of the team.
    pub asking: Vec<Asking>,
    /// Files that are none of ours, or not signed by the laptop that they name.
    pub unread: usize,
}

/// Who asks to be admitted. What lies there is signed by whoever asks and by nobody else: whose it is
/// is told by the six words alone.
///
/// # Errors
/// What the shelf says.
pub fn asked(team: &Team, shelf: &dyn Shelf) -> Result<Asked, ShareError> {
    let mut asked = Asked::default();
    for name in shelf.list(&name("join")?)?.names {
        match readable(shelf, &name)?.and_then(|bytes| Asking::read(&bytes, team.id())) {
            Some(asking) if team.verify(asking.laptop.device).is_none() => {
                asked.asking.push(asking);
            }
            // Who is of the team already asks no more, and another cannot ask in their name.
            Some(_) => {}
            None => asked.unread += 1,
        }
    }
    Ok(asked)
}

/// Asks to be admitted under a pseudonym: kept here, and put on the shelf.
///
/// # Errors
/// Where it cannot be sealed or written.
pub fn ask(
    team: &Team,
    pseudonym: &str,
    out: &dyn Shelf,
    shelf: &dyn Shelf,
) -> Result<(), ShareError> {
    let laptop = team.laptop();
    let under = name(&asking_name(&laptop))?;
    let bytes = match out.get(&under)? {
        Some(bytes) => bytes,
        None => {
            let door = door(team, shelf)?;
            let also: Vec<&str> = door.iter().map(|door| door.recipient.as_str()).collect();
            Asking::write(&team.genesis, &laptop, (pseudonym, &also), &team.secrets)
                .ok_or(ShareError::Sealing)?
        }
    };
    out.put(&under, &bytes)?;
    put_own(team, shelf, &under, &bytes)
}

/// The bytes under a name; none where the system does not let it be read, as where something else than
/// a file stands there: whoever can write to the folder could put that in anybody's way.
fn readable(shelf: &dyn Shelf, name: &Name) -> Result<Option<Vec<u8>>, ShareError> {
    match shelf.get(name) {
        Err(ShelfError::Io { .. }) => Ok(None),
        read => Ok(read?),
    }
}

/// Whom, besides whoever began the team, the name of somebody who asks is sealed to, so that stewards
/// can read it: the newest that they signed who began it, for others are not known yet.
fn door(team: &Team, shelf: &dyn Shelf) -> Result<Option<Entrance>, ShareError> {
    const MOST: usize = 64;
    let owner = &team.genesis.owner;
    let mut newest: Option<Entrance> = None;
    let listed = shelf.list(&name("door")?)?.names.into_iter();
    let theirs = format!("door/{}-", owner.device);
    for name in listed.filter(|name| name.as_str().starts_with(&theirs)).take(MOST) {
        let door = readable(shelf, &name)?
            .and_then(|bytes| Entrance::read(&bytes, team.id(), &owner.verify));
        newest = [newest, door].into_iter().flatten().max_by_key(|door| door.number);
    }
    Ok(newest)
}

fn asking_name(laptop: &Laptop) -> String {
    format!("join/{}-{}", laptop.device, mark(&laptop.verify))
}

/// Takes away that this laptop asks: it was admitted, or leaves.
///
/// # Errors
/// What the shelves say.
pub fn ask_no_more(team: &Team, out: &dyn Shelf, shelf: &dyn Shelf) -> Result<(), ShareError> {
    let under = name(&asking_name(&team.laptop()))?;
    out.delete(&under)?;
    shelf.delete(&under)?;
    Ok(())
}

/// Makes sure that what is to lie on the shelf because of who is of the team is kept here, from where
/// [`push()`] puts it there.
///
/// # Errors
/// Where something cannot be sealed or written.
pub fn ready(team: &Team, out: &dyn Shelf) -> Result<(), ShareError> {
    if team.is_owner() {
        out.put(&name("genesis")?, team.genesis.bytes())?;
    }
    let by = (team.device, &team.secrets);
    let put = |under: Name, epochs: &[Epoch], to: &[&str]| -> Result<(), ShareError> {
        if out.get(&under)?.is_none() {
            let bytes = KeysFile::write(team.id(), by, epochs, to).ok_or(ShareError::Sealing)?;
            out.put(&under, &bytes)?;
        }
        Ok(())
    };
    for (device, member) in team.members.iter().filter(|(_, member)| member.by == team.device) {
        let Some(card) = member.card.as_ref() else { continue };
        let (key, epochs) = match card.until {
            None => (mark(&card.verify), team.keys_to_give()),
            Some(_) => (mark(&[card.verify.as_slice(), b"out"].concat()), Vec::new()),
        };
        let under = name(&format!("keys/{}-{device}-{key}", team.device))?;
        put(under, &epochs, &[&card.recipient])?;
    }
    if let Some(newest) = team.newest_epoch().filter(|_| team.is_owner()) {
        let under = name(&format!("door/{}-{:016x}", team.device, newest.id()))?;
        if out.get(&under)?.is_none() {
            out.put(&under, &Entrance::write(team.id(), &team.secrets, newest))?;
        }
    }
    let newest = team.newest_epoch().filter(|epoch| epoch.number > 1);
    if let Some(newest) = newest.filter(|_| team.may_admit()) {
        let under = name(&format!("keys/{}-{:016x}", team.device, newest.id()))?;
        put(under, std::slice::from_ref(newest), &team.recipients())?;
    }
    custody::ready(team, out)
}

/// Hands out what is owed, as [`push()`], with what lies on the shelf because of who is of the team.
///
/// # Errors
/// As [`push()`]; and [`ShareError::NewKey`] where those who run the team have given this laptop a key
/// that it has not taken in: with the one that it has, somebody who was removed could read what leaves.
pub fn hand_out(
    (team, out, shelf): (&Team, &dyn Shelf, &dyn Shelf),
    study: &Study,
    terms: &Terms,
    fresh: &mut dyn FnMut() -> ItemId,
) -> Result<Pushed, ShareError> {
    // What cannot be read there an exchange names.
    let lying = Ring::read(team, shelf, &mut Troubles::default())?;
    if !lying.untaken(team).is_empty() {
        return Err(ShareError::NewKey);
    }
    ready(team, out)?;
    let pushed = push((team, out, shelf), study, terms, fresh)?;
    custody::clear(team, out, shelf)?;
    Ok(pushed)
}

/// Why somebody cannot be made what they were to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MayNot {
    /// This laptop says nothing of members.
    NotYou,
    /// A steward makes no stewards, and says nothing of them.
    OwnerAlone,
    /// A steward admits no second laptop of somebody, and none with other keys than it had.
    SecondByOwner,
    /// The laptop that began the team stays.
    Owner,
    /// It is not of the team.
    NotOfTheTeam,
}

impl Team {
    /// Whether this laptop was of the team and was shown out.
    pub fn is_shown_out(&self) -> bool {
        let card = self.members.get(&self.device).and_then(|member| member.card.as_ref());
        card.is_some_and(|card| card.until.is_some())
    }

    /// Somebody who may tells this laptop that it was shown out.
    pub(super) fn hear_it_is_out(&mut self, by: DeviceId) {
        let known = self.members.get(&self.device);
        let said = known.map_or(Hybrid::default(), |member| member.said).next(0);
        let card = known.and_then(|member| member.card.clone()).unwrap_or_else(|| {
            let Laptop { person, verify, recipient, .. } = self.laptop();
            Card { person, verify, recipient, right: Right::Writer, until: None }
        });
        if card.until.is_none() {
            let card = Some(Card { until: Some(u64::MAX - 1), ..card });
            self.take_member(self.device, Member { said, by, card });
        }
    }

    /// Whether this laptop may say who is of the team.
    pub fn may_admit(&self) -> bool {
        matches!(self.right_of(self.device), Some(Right::Owner | Right::Steward))
    }

    /// What this laptop itself said of others, and when.
    pub fn said_here(&self) -> Vec<(DeviceId, Hybrid, Option<Card>)> {
        let here = self.members.iter().filter(|(_, member)| member.by == self.device);
        here.map(|(device, member)| (*device, member.said, member.card.clone())).collect()
    }

    /// What is to be written into the study's own journal of what this laptop knows of its team, and is
    /// not there yet: which laptop began it, by the six words that were heard, and what this one says
    /// of others. By that the study tells whose word counts for everybody.
    pub(super) fn unsaid(&self, study: &Study) -> Vec<Change> {
        let members = study.members();
        let first = &self.genesis.owner;
        let mut unsaid = Vec::new();
        // Whoever began a team that this study was in before decides nothing in this one.
        let began = members.began();
        let former = began.keys().copied().filter(|device| *device != first.device);
        unsaid.extend(former.map(|device| Change::Member { device, card: None }));
        if began.get(&first.device).is_none_or(|card| card.verify != first.verify) {
            let Laptop { device, person, verify, recipient } = first.clone();
            let card = Card { person, verify, recipient, right: Right::Owner, until: None };
            unsaid.push(Change::Member { device, card: Some(card) });
        }
        let here = members.said_here(self.device);
        for (device, _, card) in self.said_here() {
            if here.get(&device).is_none_or(|(_, known)| *known != card.as_ref()) {
                unsaid.push(Change::Member { device, card });
            }
        }
        unsaid
    }

    /// Takes the times over at which it was written there.
    pub(super) fn said_there(&mut self, study: &Study) {
        let by = self.device;
        let here = study.members().said_here(by).into_iter();
        let said: Vec<(DeviceId, Member, u64)> = here
            .filter(|(of, _)| *of != self.genesis.owner.device)
            .map(|(of, (said, card))| (of, Member { said, by, card: card.cloned() }, 0))
            .collect();
        self.take_members(said);
    }

    /// What decides what may leave now.
    pub fn terms(&self, now: i64) -> Terms {
        Terms {
            me: self.person,
            since: self.since,
            now,
            grace: GRACE,
            codebook: self.codebook,
            members: self.said_here(),
            settled: self.pace.settled(now),
        }
    }

    /// Admits a laptop.
    ///
    /// # Errors
    /// Where this laptop may not.
    pub fn admit(&mut self, laptop: &Laptop, right: Right, now: i64) -> Result<(), MayNot> {
        let Laptop { device, person, verify, recipient } = laptop.clone();
        self.say(device, Card { person, verify, recipient, right, until: None }, now)
    }

    /// Gives a laptop another right.
    ///
    /// # Errors
    /// Where this laptop may not, or that one is not of the team.
    pub fn give(&mut self, device: DeviceId, right: Right, now: i64) -> Result<(), MayNot> {
        let card = self.card_of(device)?;
        self.say(device, Card { right, ..card }, now)
    }

    /// Shows a laptop out: of what it hands out, what follows the entry `last` counts no more. The
    /// team gets a new key, which the laptop is not given.
    ///
    /// # Errors
    /// As [`Team::give`].
    pub fn show_out(&mut self, device: DeviceId, last: u64, now: i64) -> Result<(), MayNot> {
        let card = self.card_of(device)?;
        // The number that stands for "never" in the file.
        let until = Some(last.min(u64::MAX - 1));
        self.say(device, Card { until, ..card }, now)?;
        self.key_after_removal();
        Ok(())
    }

    fn card_of(&self, device: DeviceId) -> Result<Card, MayNot> {
        if device == self.genesis.owner.device {
            return Err(MayNot::Owner);
        }
        let card = self.members.get(&device).and_then(|member| member.card.clone());
        card.filter(|card| card.until.is_none()).ok_or(MayNot::NotOfTheTeam)
    }

    /// Whether somebody was ever in the team with another laptop.
    fn was_known(&self, person: PersonId, device: DeviceId) -> bool {
        let others = self.devices().into_iter().filter(|known| *known != device);
        others.filter_map(|known| self.person_at(known)).any(|known| known == person)
    }

    fn say(&mut self, device: DeviceId, card: Card, now: i64) -> Result<(), MayNot> {
        if !self.may_admit() {
            return Err(MayNot::NotYou);
        }
        if device == self.genesis.owner.device {
            return Err(MayNot::Owner);
        }
        let before = self.members.get(&device).map_or(Hybrid::default(), |member| member.said);
        let member = Member { said: before.next(now), by: self.device, card: Some(card) };
        // What does not count is not said: it would go to the others as a statement of this laptop.
        let mut tried = self.clone();
        let known = member.card.as_ref().is_some_and(|card| self.was_known(card.person, device));
        if !tried.take_member(device, member) {
            return Err(if known { MayNot::SecondByOwner } else { MayNot::OwnerAlone });
        }
        *self = tried;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::seal::Secrets;
    use super::super::shelf::memory::Memory;
    use super::*;
    use crate::study::PersonId;

    fn begun() -> (Team, Memory, Memory) {
        let place = Path::new("/shared");
        let team = Team::begin(place, DeviceId(1), PersonId(1), Hybrid(0)).unwrap();
        (team, Memory::sound(), Memory::sound())
    }

    fn joiner(team: &Team, device: u64) -> Team {
        let genesis = Genesis::read(team.genesis.bytes()).unwrap();
        let person = PersonId(u128::from(device));
        Team::join(genesis, Path::new("/shared"), DeviceId(device), person, Hybrid(0)).unwrap()
    }

    /// Every key of the team that a laptop can open on a shelf.
    fn keys_for(files: &Memory, team: TeamOf, secrets: &Secrets) -> Vec<u64> {
        let names = files.list(&Name::parse("keys").unwrap()).unwrap().names;
        let mut ids: Vec<u64> = names
            .iter()
            .filter_map(|name| KeysFile::read(&files.get(name).unwrap().unwrap(), team.0))
            .filter(|file| file.is_by(&team.1))
            .filter_map(|file| file.epochs(secrets))
            .flatten()
            .map(|epoch| epoch.id())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    type TeamOf = (super::super::seal::TeamId, [u8; 32]);

    #[test]
    fn who_is_admitted_gets_every_key_and_who_was_shown_out_not_the_next() {
        let (mut team, out, shelf) = begun();
        let of: TeamOf = (team.id(), team.genesis.owner.verify);
        let (wren, heron) = (joiner(&team, 2), joiner(&team, 3));
        for asks in [&wren, &heron] {
            ask(asks, "wren", &Memory::sound(), &shelf).unwrap();
        }
        let asking = asked(&team, &shelf).unwrap();
        assert_eq!((asking.asking.len(), asking.unread), (2, 0));
        for asks in &asking.asking {
            team.admit(&asks.laptop, Right::Writer, 5).unwrap();
        }
        assert_eq!(asked(&team, &shelf).unwrap(), Asked::default(), "who is in asks no more");
        ready(&team, &out).unwrap();
        let first = team.newest_epoch().unwrap().id();
        assert_eq!(keys_for(&out, of, &wren.secrets), [first]);
        team.show_out(DeviceId(2), 7, 6).unwrap();
        ready(&team, &out).unwrap();
        let newest = team.newest_epoch().unwrap().id();
        assert_eq!(keys_for(&out, of, &wren.secrets), [first], "no new key for who was shown out");
        assert!(keys_for(&out, of, &heron.secrets).contains(&newest));
        assert_eq!(team.verify(DeviceId(2)).unwrap().1, Some(7));
        assert_eq!(team.right_of(DeviceId(2)), None);
        let files = out.files();
        let told = files.values().filter_map(|bytes| KeysFile::read(bytes, team.id()));
        let told: Vec<KeysFile> = told
            .filter(|file| file.epochs(&wren.secrets).is_some_and(|all| all.is_empty()))
            .collect();
        assert_eq!(told.len(), 1, "it is told that it is out");
        assert!(told.iter().all(|file| file.is_by(&of.1) && file.epochs(&heron.secrets).is_none()));
        assert_eq!(team.give(DeviceId(2), Right::Coder, 7), Err(MayNot::NotOfTheTeam));
        let before = out.files();
        ready(&team, &out).unwrap();
        assert_eq!(out.files(), before, "what is there is not sealed again");
    }

    #[test]
    fn a_steward_makes_no_steward_and_a_writer_admits_nobody() {
        let (mut team, ..) = begun();
        let (wren, heron) = (joiner(&team, 2), joiner(&team, 3));
        team.admit(&wren.laptop(), Right::Steward, 5).unwrap();
        let mut steward = wren;
        for (device, member) in team.members.clone() {
            steward.take_member(device, member);
        }
        assert_eq!(steward.admit(&heron.laptop(), Right::Steward, 6), Err(MayNot::OwnerAlone));
        assert_eq!(steward.admit(&team.laptop(), Right::Writer, 6), Err(MayNot::Owner));
        steward.admit(&heron.laptop(), Right::Writer, 6).unwrap();
        assert_eq!(steward.show_out(DeviceId(1), 0, 7), Err(MayNot::Owner));
        let mut writer = heron;
        for (device, member) in steward.members.clone() {
            writer.take_member(device, member);
        }
        assert_eq!(writer.admit(&joiner(&team, 4).laptop(), Right::Writer, 8), Err(MayNot::NotYou));
        assert_eq!(writer.show_out(DeviceId(2), 0, 9), Err(MayNot::NotYou));
    }

    /// Two people who may remove one colleague each at one time: whichever key is the newest then, one of
    /// the two that were removed was given it, so the team gets another.
    #[test]
    fn who_is_removed_while_another_removes_somebody_else_is_given_no_key_that_stays() {
        let (mut team, out, _) = begun();
        let joiners: Vec<Team> = (2..5).map(|device| joiner(&team, device)).collect();
        team.admit(&joiners[0].laptop(), Right::Steward, 5).unwrap();
        for writer in &joiners[1..] {
            team.admit(&writer.laptop(), Right::Writer, 5).unwrap();
        }
        let mut steward = joiners[0].clone();
        for (device, member) in team.members.clone() {
            steward.take_member(device, member);
        }
        for epoch in team.epochs.clone() {
            steward.vouch(&epoch, DeviceId(1));
            steward.take_epoch(epoch);
        }
        let theirs = Memory::sound();
        team.show_out(DeviceId(3), 7, 6).unwrap();
        ready(&team, &out).unwrap();
        steward.show_out(DeviceId(4), 7, 6).unwrap();
        ready(&steward, &theirs).unwrap();
        // Each hears of the other's, and of its key.
        let (one, other) =
            (team.newest_epoch().unwrap().clone(), steward.newest_epoch().unwrap().clone());
        let (by, there) = (team.members.clone(), steward.members.clone());
        for (device, member) in there {
            team.take_member(device, member);
        }
        for (device, member) in by {
            steward.take_member(device, member);
        }
        team.take_epoch(other);
        steward.vouch(&one, DeviceId(1));
        steward.take_epoch(one);
        let both = [team.newest_epoch().unwrap().id(), steward.newest_epoch().unwrap().id()];
        assert_eq!(both[0], both[1], "they seal with one key, the owner's");
        assert!(team.renew() && !team.renew());
        ready(&team, &out).unwrap();
        let newest = team.newest_epoch().unwrap().id();
        assert!(!both.contains(&newest));
        let of: TeamOf = (team.id(), team.genesis.owner.verify);
        for removed in &joiners[1..] {
            assert!(!keys_for(&out, of, &removed.secrets).contains(&newest));
        }
        assert!(keys_for(&out, of, &joiners[0].secrets).contains(&newest));
    }

    /// A steward who is to be removed gives the team a key of any number before that, and says of laptops
    /// that never were that they are out: what is sealed after it, they cannot open.
    #[test]
    fn no_key_that_a_removed_steward_made_is_sealed_with() {
        let (mut team, ..) = begun();
        let (bad, reads) = (joiner(&team, 2), joiner(&team, 3));
        team.admit(&bad.laptop(), Right::Steward, 5).unwrap();
        team.admit(&reads.laptop(), Right::Writer, 5).unwrap();
        let mut reads = reads;
        let hears = |reads: &mut Team, team: &Team| {
            for (device, member) in team.members.clone() {
                reads.take_member(device, member);
            }
            // Of the keys the newest is from the owner; the others lie there.
            reads.vouch(team.newest_epoch().unwrap(), DeviceId(1));
            for epoch in team.epochs.clone() {
                reads.take_epoch(epoch);
            }
        };
        hears(&mut reads, &team);
        for number in [2, 3, 1_000, u32::MAX - 1, u32::MAX] {
            for one in [&mut team, &mut reads] {
                one.take_epoch(Epoch::fresh(number));
            }
            assert_eq!(reads.newest_epoch().unwrap().number, 1, "{number}: nobody was removed");
        }
        // Somebody that nobody else heard of is out, by the steward's word.
        let ghost = joiner(&team, 9).laptop();
        let card = |until| {
            let Laptop { person, verify, recipient, .. } = ghost.clone();
            Some(Card { person, verify, recipient, right: Right::Writer, until })
        };
        for (time, number, until) in [(7, 40, None), (8, 41, Some(0))] {
            let member = Member { said: Hybrid(time), by: DeviceId(2), card: card(until) };
            reads.take_members([(DeviceId(9), member, number)]);
        }
        let fake = reads.newest_epoch().unwrap().clone();
        assert_eq!(fake.number, 2, "by now a key of the steward's is the newest");
        // The owner removes them, up to what they had said by then.
        team.show_out(DeviceId(2), 39, 9).unwrap();
        hears(&mut reads, &team);
        let (owners, theirs) = (team.newest_epoch().unwrap(), reads.newest_epoch().unwrap());
        assert_eq!((owners.number, owners.id()), (theirs.number, theirs.id()));
        assert_ne!(theirs.id(), fake.id());
        // And for whoever is admitted after that it is the newest, too.
        let given = team.keys_to_give();
        let newest = given.iter().max_by_key(|epoch| epoch.number).unwrap();
        assert_eq!(newest.id(), owners.id());
        assert_eq!(given.iter().filter(|epoch| epoch.number == newest.number).count(), 1);
    }

    #[test]
    fn nobody_asks_in_the_name_of_a_laptop_that_is_of_the_team() {
        let (mut team, _, shelf) = begun();
        let wren = joiner(&team, 2);
        team.admit(&wren.laptop(), Right::Writer, 5).unwrap();
        let other = joiner(&team, 2);
        ask(&other, "wren", &Memory::sound(), &shelf).unwrap();
        assert_eq!(asked(&team, &shelf).unwrap(), Asked::default());
        shelf.put(&Name::parse("join/junk").unwrap(), b"junk").unwrap();
        assert_eq!(asked(&team, &shelf).unwrap().unread, 1);
    }
}
