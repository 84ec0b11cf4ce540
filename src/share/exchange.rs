//! One exchange with the team, as commands and screens do it: what came is taken in, then what is owed
//! is handed out. Whatever stops it, what was done stands, and the next one goes on from there.

use std::ops::ControlFlow;

use super::boundary::{Terms, raised_before};
use super::door::Door;
use super::found::Found;
use super::membership::ready;
use super::pull::{Pulled, pull};
use super::push::{Pushed, push};
use super::said::as_told;
use super::shelf::Shelf;
use super::trouble::{What, called};
use super::{ShareError, Team};
use crate::study::{DeviceId, Item, ItemId, Study, Subject};

/// What an exchange is at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doing {
    /// Reading what other laptops handed out; counted in laptops.
    Reading,
    /// Taking it into the study; counted in entries.
    TakingIn,
    /// Handing out what is owed.
    HandingOut,
}

/// How far an exchange is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// What it is at.
    pub doing: Doing,
    /// How many are done.
    pub done: usize,
    /// Of how many.
    pub of: usize,
}

/// Is told how far it is, and stops it with [`ControlFlow::Break`].
pub type Watch<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// What came of an exchange.
#[derive(Debug)]
pub struct Exchanged {
    /// What came.
    pub pulled: Pulled,
    /// What was handed out, or why nothing was: what came stands all the same.
    pub pushed: Result<Pushed, ShareError>,
    /// Whether it was stopped; nothing was handed out then.
    pub stopped: bool,
    /// What a person has to settle.
    pub to_decide: Vec<ToDecide>,
    /// What waits, for what comes before it or for a clock, a sentence each.
    pub waiting: Vec<String>,
    /// What was written here and was erased for everybody else since the exchange before.
    pub gone: Vec<Item>,
}

/// Something that a person has to settle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ToDecide {
    /// What was raised before there was a team: may it leave?
    AskAgain(Vec<Subject>),
    /// Two people have one pseudonym.
    SameName {
        /// Which.
        name: String,
    },
    /// Two tags that are in use have one name.
    SameTag {
        /// Which.
        name: String,
    },
    /// Two people hand out one entry as theirs.
    Claimed {
        /// Which.
        code: String,
    },
    /// This laptop hands out as one with another.
    UsedTwice,
    /// Two laptops hand out as the one of somebody else.
    TwoAsOne {
        /// Whose.
        whose: String,
    },
    /// A clock is far ahead of this one, so that what was written by it waits.
    Clock {
        /// Whose.
        whose: String,
        /// How far, in words.
        far: String,
        /// How many entries wait.
        waiting: u64,
    },
}

impl std::fmt::Display for ToDecide {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AskAgain(things) => {
                let what = match things.len() {
                    1 => "1 entry was".to_owned(),
                    count => format!("{count} entries were"),
                };
                write!(f, "{what} raised before there was a team, and stay here until you agree")
            }
            Self::SameName { name } => {
                write!(f, "two people are called *{name}*; one of them takes another name")
            }
            Self::SameTag { name } => {
                write!(f, "two tags are called {name}; rename or merge one of them")
            }
            Self::Claimed { code } => {
                write!(
                    f,
                    "two people hand out {code} as theirs; whoever did not write it lowers it"
                )
            }
            Self::UsedTwice => write!(f, "{}", ShareError::UsedTwice),
            Self::TwoAsOne { whose } => write!(
                f,
                "two laptops hand out as the one of {whose}: its folder was copied, or put back as it \
                 was before"
            ),
            Self::Clock { whose, far, waiting } => {
                let wait = match waiting {
                    1 => "1 entry waits".to_owned(),
                    many => format!("{many} entries wait"),
                };
                write!(f, "the clock of {whose} is {far} ahead of this one, so {wait}")
            }
        }
    }
}

/// Pulls, then hands out what is owed where this laptop is of the team; what was raised less than
/// `grace` milliseconds ago waits. What the laptop knows of its
/// team is to be kept afterwards, also where it failed.
///
/// # Errors
/// Where the shared folder is not there, or the study cannot be read or written.
pub fn exchange(
    (team, out, shelf): (&mut Team, &dyn Shelf, &dyn Shelf),
    open: &mut dyn Door,
    (now, grace): (i64, i64),
    fresh: &mut dyn FnMut() -> ItemId,
    watch: &mut Watch<'_>,
) -> Result<Exchanged, ShareError> {
    let pulled = pull(team, shelf, open, now, watch)?;
    note_members(team, open, now)?;
    open.let_recalled_go()?;
    let study = open.whole()?;
    team.pace.tell(study.latest(), now);
    let stopped =
        pulled.stopped || watch(Progress { doing: Doing::HandingOut, done: 0, of: 1 }).is_break();
    let pushed = if stopped {
        Ok(Pushed::default())
    } else if team.is_admitted() && pulled.lacks_key {
        Err(ShareError::NewKey)
    } else if team.is_admitted() {
        // With the keys that came just now, for those whom this laptop admitted.
        ready(team, out)?;
        push((team, out, shelf), &study, &Terms { grace, ..team.terms(now) }, fresh)
    } else if team.is_shown_out() {
        Err(ShareError::ShownOut)
    } else {
        Err(ShareError::NotAdmitted)
    };
    if !stopped {
        team.found = found(team, &pulled, matches!(pushed, Err(ShareError::UsedTwice)));
    }
    let to_decide = to_decide(team, &study);
    let whose = |device: DeviceId| called(&study, team.person_at(device), device);
    let waiting = pulled.held.iter().map(|held| held.said(&whose(held.device))).collect();
    let mut gone = study.gone_for_others(team.person);
    gone.retain(|what| pulled.erased.contains(what));
    Ok(Exchanged { pulled, pushed, stopped, to_decide, waiting, gone })
}

/// What an exchange found that people have to settle, and that is said until another finds otherwise.
fn found(team: &Team, pulled: &Pulled, used_twice: bool) -> Vec<Found> {
    let mut found = Vec::new();
    found.extend(used_twice.then_some(Found::UsedTwice));
    let twice = pulled.troubles.iter().filter(|trouble| trouble.what == What::Twice);
    // Once the laptop is removed, it is settled.
    let twice =
        twice.filter_map(|trouble| trouble.device.filter(|id| team.right_of(*id).is_some()));
    found.extend(twice.map(|device| Found::Twice { device }));
    found.extend(pulled.held.iter().filter_map(|held| {
        let (device, waiting) = (held.device, held.count);
        held.why.ahead().map(|far| Found::Clock { device, far, waiting })
    }));
    found
}

/// Writes into the study's own journal what this laptop knows of its team from other sources than what
/// was handed out: before any of it leaves, so that it has one time everywhere.
///
/// # Errors
/// Where the study cannot be read or written.
pub fn note_members(team: &mut Team, open: &mut dyn Door, now: i64) -> Result<(), ShareError> {
    let unsaid = team.unsaid(&*open.whole()?);
    if !unsaid.is_empty() {
        open.note_members(&unsaid, now)?;
        team.said_there(&*open.whole()?);
    }
    Ok(())
}

/// What a person has to settle: as the last exchange found, and as the study stands.
pub fn to_decide(team: &Team, study: &Study) -> Vec<ToDecide> {
    let whose = |device: DeviceId| called(study, team.person_at(device), device);
    let found = team.found.iter().cloned().map(|found| match found {
        Found::UsedTwice => ToDecide::UsedTwice,
        Found::Twice { device } => ToDecide::TwoAsOne { whose: whose(device) },
        Found::Clock { device, far, waiting } => {
            ToDecide::Clock { whose: whose(device), far, waiting }
        }
    });
    let mut all: Vec<ToDecide> = found.collect();
    let before = raised_before(study, team.person, team.since);
    if !before.is_empty() {
        all.push(ToDecide::AskAgain(before));
    }
    let names = study.people().iter().map(|person| person.pseudonym.as_str());
    for name in twice(names.filter(|name| !name.is_empty())) {
        all.push(ToDecide::SameName { name });
    }
    let code = |of: Subject| of.code().short().to_owned();
    all.extend(study.claimed_twice().into_iter().map(|of| ToDecide::Claimed { code: code(of) }));
    for tags in study.codebook().namesakes() {
        if let Some(tag) = tags.first() {
            all.push(ToDecide::SameTag { name: tag.name().to_owned() });
        }
    }
    all
}

/// The names that are there twice, as far as a person can tell them apart.
fn twice<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut met = std::collections::BTreeMap::<String, (usize, &str)>::new();
    for name in names {
        met.entry(as_told(name)).or_insert((0, name)).0 += 1;
    }
    met.into_values().filter(|(count, _)| *count > 1).map(|(_, name)| name.to_owned()).collect()
}
