//! What a person does about who is in their team: beginning one, joining, admitting, giving a right,
//! removing, moving the folder, leaving. Commands and screens both do it here, so that what is refused
//! is refused in both.
//!
//! Each first changes what this laptop knows, which is kept; what the others are to have of it is handed
//! out after that, and where the folder is away it waits for the next exchange.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::boundary::Terms;
use super::membership::{self, MayNot, genesis_on, hand_out, is_taken};
use super::own::NUMBERS;
use super::said::{as_told, name_of};
use super::seal::{Asking, Genesis};
use super::shelf::{NoPlace, Reach, Site, address_in};
use super::{Home, ShareError, Team};
use crate::analysis::View;
use crate::journal::Identity;
use crate::journal::keys::{self, Key};
use crate::study::{DeviceId, Hybrid, ItemId, PersonId, Right, Sort, Study};

/// Why something is not done.
#[derive(Debug, Error)]
pub enum Refused {
    /// The folder cannot be a team's.
    #[error(transparent)]
    Place(#[from] NoPlace),
    /// Somebody began a team there.
    #[error("there is a team in {} already", .0.display())]
    ATeamIsThere(PathBuf),
    /// Nobody began one there.
    #[error("there is no team in {}", .0.display())]
    NoTeamThere(PathBuf),
    /// What lies there is no team that can be read.
    #[error("what lies in {} cannot be read as a team", .0.display())]
    Unreadable(PathBuf),
    /// The study is in a team.
    #[error("this study is in a team already, in {}", .0.display())]
    InATeam(PathBuf),
    /// It is another team's folder.
    #[error("{} does not hold your team", .0.display())]
    AnotherTeam(PathBuf),
    /// The study has entries, and nobody said that they are to come along.
    #[error("{}", has_entries(.0))]
    HasEntries(usize),
    /// What was typed is not what the team's words are.
    #[error("these are not the six words of the team in that folder")]
    NotTheWords,
    /// Nobody who asks has these words.
    #[error("nobody who asks has these six words, so nobody was admitted")]
    NobodyHas,
    /// Two people of a team are not called the same.
    #[error("somebody in the team is called {0} already, so they were not admitted")]
    NameTaken(String),
    /// A laptop says that it is of somebody who is in the team, and nobody has confirmed it.
    #[error("that laptop says it is a second one of {0}, so it was not admitted")]
    Second(String),
    /// This laptop has no say in it.
    #[error("{}", may_not(.0))]
    MayNot(MayNot),
    /// This laptop was of that team, and has left it or was removed.
    #[error("this laptop was in the team in {} before, and does not come back as the same", .0.display())]
    WasInIt(PathBuf),
    /// Nobody removes themselves.
    #[error("that is you")]
    You,
}

const fn may_not(why: &MayNot) -> &'static str {
    match why {
        MayNot::NotYou => "only the owner and stewards of the team say who is in it",
        MayNot::OwnerAlone => "only the owner says who is a steward, and what a steward may do",
        MayNot::SecondByOwner => {
            "it says that it is of somebody whom the team knows by another laptop: the owner admits it"
        }
        MayNot::Owner => "the laptop that began the team stays its owner",
        MayNot::NotOfTheTeam => "that laptop is not of the team",
    }
}

fn has_entries(count: &usize) -> String {
    let them = if *count == 1 { "it is" } else { "they are" };
    format!(
        "this study holds {} of yours, and nobody said that {them} to come along",
        entries(*count)
    )
}

/// "1 entry", "12 entries"
pub fn entries(count: usize) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

/// Why something is not done, or could not be.
#[derive(Debug, Error)]
pub enum NotDone {
    /// It is refused.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It failed.
    #[error(transparent)]
    Failed(#[from] ShareError),
}

impl From<MayNot> for NotDone {
    fn from(why: MayNot) -> Self {
        Self::Refused(Refused::MayNot(why))
    }
}

impl From<NoPlace> for NotDone {
    fn from(why: NoPlace) -> Self {
        Self::Refused(Refused::Place(why))
    }
}

impl From<super::shelf::ShelfError> for NotDone {
    fn from(error: super::shelf::ShelfError) -> Self {
        Self::Failed(error.into())
    }
}

/// A sealed study on this laptop.
pub struct Here<'a> {
    /// Its folder.
    pub dir: &'a Path,
    /// What it is sealed with.
    pub key: &'a Key,
    /// Who writes here.
    pub identity: Identity,
    /// The study as it stands.
    pub study: &'a Study,
    /// The time.
    pub now: i64,
    /// How a place is reached that is a bucket.
    pub reach: Reach,
}

impl Here<'_> {
    /// Where the study's own journal stands: what was raised until now is asked about once more.
    fn stands_at(&self) -> Hybrid {
        self.study.latest().max(Hybrid::default().next(self.now))
    }

    /// The number before the first of what it hands out to a team that it comes to now: none where it
    /// was in no other, and otherwise by the quarters of a second since 2026 began.
    fn start(&self) -> u64 {
        const BEGAN: i64 = 1_767_225_600_000;
        if self.study.members().all().is_empty() {
            return 0;
        }
        let quarters = self.now.saturating_sub(BEGAN).max(0) / 250;
        u64::try_from(quarters).unwrap_or(0).saturating_add(1).saturating_mul(NUMBERS)
    }

    /// Whether this laptop was admitted to the team that began so.
    fn was_in(&self, genesis: &Genesis) -> bool {
        let (members, first) = (self.study.members(), &genesis.owner);
        let heard =
            members.began().get(&first.device).is_some_and(|card| card.verify == first.verify);
        let own = self.identity.device;
        heard && (own == first.device || members.all().contains_key(&own))
    }

    fn site(&self, typed: &Path) -> Result<Site, NotDone> {
        let home = self.home()?;
        let reach = home.map(|home| as_kept(&self.reach, &home.team, typed));
        Ok(Site::named(typed, self.dir, reach.as_ref().unwrap_or(&self.reach))?)
    }

    fn home(&self) -> Result<Option<Home>, ShareError> {
        Ok(Home::at(self.dir, self.key)?.map(|home| home.around(self.reach.look)))
    }

    /// Makes the study belong to a team in a place.
    fn settle(&self, mut team: Team, site: Site) -> Result<Home, ShareError> {
        (team.place, team.access) = (site.place, site.access);
        Ok(Home::settle(self.dir, self.key, team)?.around(self.reach.look))
    }

    fn not_yet(&self) -> Result<(), NotDone> {
        match self.home()? {
            None => Ok(()),
            Some(home) => Err(Refused::InATeam(home.team.place).into()),
        }
    }

    /// How many notes and sheets of their own the person has here, which come along where they join.
    pub fn entries(&self) -> usize {
        written(self.study, self.identity.person)
    }

    fn name(&self) -> &str {
        name_of(self.study, self.identity.person).unwrap_or_default()
    }
}

/// How many notes and sheets of a person a study holds.
pub fn written(study: &Study, person: PersonId) -> usize {
    let view = View::of(study, person);
    let sheets = Sort::ALL.into_iter().map(|sort| view.sheets_written(sort).count());
    view.written().count() + sheets.sum::<usize>()
}

/// Where a team can be begun: the absolute path of a folder, or the address of a bucket.
///
/// # Errors
/// Refused where there is one already, here or there, and where the place is none.
pub fn may_begin(here: &Here<'_>, folder: &Path) -> Result<Site, NotDone> {
    here.not_yet()?;
    let site = here.site(folder)?;
    if is_taken(&*site.shelf(here.reach.look))? {
        return Err(Refused::ATeamIsThere(site.place).into());
    }
    Ok(site)
}

/// Begins a team in a folder.
///
/// # Errors
/// As [`may_begin`], and where the folder cannot be written.
pub fn begin(
    here: &Here<'_>,
    folder: &Path,
    fresh: &mut dyn FnMut() -> ItemId,
) -> Result<Home, NotDone> {
    let site = may_begin(here, folder)?;
    let Identity { device, person, .. } = here.identity;
    let mut team =
        Team::begin(&site.place, device, person, here.stands_at()).ok_or(ShareError::Sealing)?;
    team.start = here.start();
    team.custodian = keys::about(here.dir).map_err(ShareError::from)?.0;
    let home = here.settle(team, site)?;
    if let Err(error) = owed(&home, here.study, &home.team.terms(here.now), fresh) {
        // With nothing in the folder there is no team that anybody could have seen.
        if !matches!(is_taken(&home.shelf()), Ok(true)) {
            home.forget()?;
        }
        return Err(error.into());
    }
    Ok(home)
}

/// The team in a folder, and what this study knows of it where it has asked there before.
///
/// # Errors
/// Refused where there is no team, and where the study is in another one.
pub fn invited(here: &Here<'_>, folder: &Path) -> Result<(Site, Genesis, Option<Home>), NotDone> {
    let site = here.site(folder)?;
    let shelf = site.shelf(here.reach.look);
    let Some(genesis) = genesis_on(&shelf)? else {
        return Err(match is_taken(&shelf)? {
            true => Refused::Unreadable(site.place).into(),
            false => Refused::NoTeamThere(site.place).into(),
        });
    };
    let known = here.home()?.filter(|home| home.team.id() == genesis.team());
    if known.is_none() {
        here.not_yet()?;
    }
    Ok((site, genesis, known))
}

/// That the six words of the team in a folder were heard, before there is a study to join it with.
///
/// # Errors
/// Refused where there is no team, and where the words are others.
pub fn heard(folder: &Path, study_dir: &Path, reach: &Reach, typed: &str) -> Result<(), NotDone> {
    let site = Site::named(folder, study_dir, reach)?;
    match genesis_on(&site.shelf(reach.look))? {
        None => Err(Refused::NoTeamThere(site.place).into()),
        Some(genesis) if !genesis.words().are(typed) => Err(Refused::NotTheWords.into()),
        Some(_) => Ok(()),
    }
}

/// Asks to be admitted to the team in a folder, whose six words were heard and typed. Who has asked
/// there already asks once more, and need not hear them again. With `bring` the study's own entries
/// come along: they stay private, and what was raised before is asked about once more.
///
/// # Errors
/// As [`invited`]; refused where the words are others, and where the study has entries and they are
/// not to come along; and where the folder cannot be written.
pub fn join(here: &Here<'_>, folder: &Path, (typed, bring): (&str, bool)) -> Result<Home, NotDone> {
    let (site, genesis, known) = invited(here, folder)?;
    if let Some(home) = known {
        if !home.team.is_admitted() {
            let shelf = site.shelf(here.reach.look);
            membership::ask(&home.team, here.name(), &home.out()?, &shelf)?;
        }
        return Ok(home);
    }
    if !genesis.words().are(typed) {
        return Err(Refused::NotTheWords.into());
    }
    if here.was_in(&genesis) {
        return Err(Refused::WasInIt(site.place).into());
    }
    match here.entries() {
        0 => {}
        _ if bring => {}
        entries => return Err(Refused::HasEntries(entries).into()),
    }
    let Identity { device, person, .. } = here.identity;
    let team = Team::join(genesis, &site.place, device, person, here.stands_at());
    let mut team = team.ok_or(ShareError::Sealing)?;
    team.start = here.start();
    let home = here.settle(team, site)?;
    if let Err(error) = membership::ask(&home.team, here.name(), &home.out()?, &home.shelf()) {
        home.forget()?;
        return Err(error.into());
    }
    Ok(home)
}

/// Admits whoever's laptop has the six words that were heard; whether it may be a `second` one of
/// somebody who is in the team. Gives what they are called, where that can be read.
///
/// # Errors
/// Refused where nobody has the words, where this laptop may not, where the name is taken, and for a
/// second laptop that nobody has confirmed.
pub fn admit(
    home: &mut Home,
    study: &Study,
    (typed, right, second): (&str, Right, bool),
    now: i64,
) -> Result<(DeviceId, Option<String>), NotDone> {
    if !home.team.may_admit() {
        return Err(MayNot::NotYou.into());
    }
    let asked = membership::asked(&home.team, &home.shelf())?;
    let id = home.team.id();
    let has = |asking: &Asking| asking.laptop.words(id).are(typed);
    let asking = asked.asking.into_iter().find(has).ok_or(Refused::NobodyHas)?;
    let laptop = &asking.laptop;
    let name = asking.pseudonym(&home.team.secrets, &home.team.epochs);
    if home.team.knows(laptop.person, laptop.device) {
        if !second {
            let whose = name_of(study, laptop.person).unwrap_or("a member").to_owned();
            return Err(Refused::Second(whose).into());
        }
    } else if let Some(taken) = name.as_ref().filter(|name| is_taken_by(study, laptop, name)) {
        return Err(Refused::NameTaken(taken.clone()).into());
    }
    home.team.admit(laptop, right, now)?;
    home.save()?;
    Ok((laptop.device, name))
}

/// Whether somebody else is called so, or so alike that nobody hears the difference.
fn is_taken_by(study: &Study, laptop: &super::seal::Laptop, name: &str) -> bool {
    let told = as_told(name);
    let same = |id: PersonId, known: &str| id != laptop.person && as_told(known) == told;
    study.people().iter().any(|known| same(known.id, &known.pseudonym))
}

/// Gives laptops of a person another right.
///
/// # Errors
/// Refused where this laptop may not.
pub fn give(home: &mut Home, laptops: &[DeviceId], right: Right, now: i64) -> Result<(), NotDone> {
    for device in laptops {
        home.team.give(*device, right, now)?;
    }
    Ok(home.save()?)
}

/// Removes laptops: the team gets a new key, which they are not given.
///
/// # Errors
/// Refused where this laptop may not, and for this laptop.
pub fn remove(
    home: &mut Home,
    study: &Study,
    laptops: &[DeviceId],
    now: i64,
) -> Result<(), NotDone> {
    if laptops.contains(&home.team.device) {
        return Err(Refused::You.into());
    }
    for device in laptops {
        home.team.show_out(*device, study.taken(*device), now)?;
    }
    Ok(home.save()?)
}

/// How a place is reached: of the bucket that a team is in, what is not said anew goes on as it is kept.
fn as_kept(reach: &Reach, team: &Team, typed: &Path) -> Reach {
    let mut reach = reach.clone();
    let same = address_in(typed)
        .and_then(Result::ok)
        .is_some_and(|address| team.place == Path::new(&address.to_string()));
    if let Some(access) = team.access.as_ref().filter(|_| same) {
        reach.typed = reach.typed.or_else(|| access.keys.clone());
        reach.plain |= access.plain && reach.endpoint.is_none();
        reach.endpoint = reach.endpoint.or_else(|| access.endpoint.clone());
    }
    reach
}

/// Says where the team's folder is now.
///
/// # Errors
/// Refused where it holds another team or none.
pub fn move_to(
    home: &mut Home,
    study_dir: &Path,
    reach: &Reach,
    folder: &Path,
) -> Result<(), NotDone> {
    let reach = as_kept(reach, &home.team, folder);
    let site = Site::named(folder, study_dir, &reach)?;
    let there = genesis_on(&site.shelf(reach.look))?;
    if there.is_none_or(|genesis| genesis.team() != home.team.id()) {
        return Err(Refused::AnotherTeam(site.place).into());
    }
    home.settle_at(site);
    Ok(home.save()?)
}

/// Asks under another name, where this laptop still waits to be admitted.
///
/// # Errors
/// Where the folder cannot be written.
pub fn ask_under(home: &Home, name: &str) -> Result<(), NotDone> {
    if home.team.is_admitted() {
        return Ok(());
    }
    let (out, shelf) = (home.out()?, home.shelf());
    membership::ask_no_more(&home.team, &out, &shelf)?;
    Ok(membership::ask(&home.team, name, &out, &shelf)?)
}

/// Leaves the team; what was shared is taken back, or stands with the others as it is now.
///
/// # Errors
/// Where what is to be taken back cannot be: nothing is left then.
pub fn leave(
    home: Home,
    study: &Study,
    (take_back, now): (bool, i64),
    fresh: &mut dyn FnMut() -> ItemId,
) -> Result<(), NotDone> {
    if take_back && home.team.is_admitted() {
        // Whatever was raised, it was before this.
        let terms = home.team.terms(now);
        let terms = Terms { since: Hybrid(u64::MAX), codebook: false, ..terms };
        owed(&home, study, &terms, fresh)?;
    }
    let asked = membership::ask_no_more(&home.team, &home.out()?, &home.shelf());
    if !home.team.is_admitted() && take_back {
        asked?;
    }
    Ok(home.forget()?)
}

/// Hands out what is owed now.
///
/// # Errors
/// Where the folder cannot be written; it is handed out at the next exchange then.
pub fn owed(
    home: &Home,
    study: &Study,
    terms: &Terms,
    fresh: &mut dyn FnMut() -> ItemId,
) -> Result<super::Pushed, ShareError> {
    let (out, shelf) = (home.out()?, home.shelf());
    hand_out((&home.team, &out, &shelf), study, terms, fresh)
}
