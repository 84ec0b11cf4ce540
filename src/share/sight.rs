//! What there is to see of a team on one laptop: who is in it, what has left, what leaves next, and what
//! waits for a decision. The plain commands and the Team screen both show this.

use std::fmt;
use std::path::PathBuf;

use super::membership::{self, Asked};
use super::myself::words_of;
use super::said::{laptop_code, name_of};
use super::shelf::ShelfError;
use super::{Home, Out, ShareError, Team, ToDecide, leaving, to_decide};
use crate::study::{DeviceId, PersonId, Right, Status, Study, StudyField, Tag};

/// What this laptop is to its team.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It has asked to be admitted.
    Waits,
    /// It is in it, with this right.
    In(Right),
    /// It was removed, or has left.
    Removed,
}

/// A laptop that is, or was, of the team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Laptop {
    /// Which.
    pub device: DeviceId,
    /// Who writes there.
    pub person: PersonId,
    /// What they are called, where that has arrived.
    pub name: Option<String>,
    /// What they may do; none where it was removed.
    pub right: Option<Right>,
    /// Whether it is this one.
    pub here: bool,
}

impl Laptop {
    /// The pseudonym, or which laptop it is.
    pub fn called(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("laptop {}", laptop_code(self.device)))
    }
}

/// Somebody who asks to be admitted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asks {
    /// Their laptop.
    pub device: DeviceId,
    /// The name under which they ask, as far as it can be read here.
    pub name: Option<String>,
    /// Whether they say that it is a second laptop of somebody who is in the team.
    pub second: bool,
}

/// Something that waits for a decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// As an exchange finds it.
    Settle(ToDecide),
    /// The definitions of the codebook stay here.
    Codebook,
    /// What whoever runs the team had chosen before there was one stays here: the threshold, forms.
    Forms(Vec<StudyField>),
    /// Somebody asks to be admitted.
    Admit(Asks),
    /// Files that say nothing that can be read lie where one asks.
    Unread(usize),
    /// Who asks cannot be seen now, and why.
    Unseen(String),
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settle(one) => one.fmt(f),
            Self::Codebook => f.write_str("the definitions of your tags stay here"),
            Self::Forms(chosen) => match chosen.as_slice() {
                [StudyField::Threshold(_)] => {
                    f.write_str("the threshold that you had chosen stays here")
                }
                [_] => f.write_str("a form that you had chosen stays here"),
                _ => write!(f, "{} settings that you had chosen stay here", chosen.len()),
            },
            Self::Admit(Asks { name, .. }) => {
                write!(f, "{} asks to be admitted", name.as_deref().unwrap_or("somebody"))
            }
            Self::Unread(files) => {
                let what = if *files == 1 { "1 file".into() } else { format!("{files} files") };
                write!(
                    f,
                    "{what} in the folder's join cannot be read, and nobody is admitted by it"
                )
            }
            Self::Unseen(why) => write!(f, "who asks to be admitted cannot be seen: {why}"),
        }
    }
}

/// What there is to see of a team.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The shared folder.
    pub place: PathBuf,
    /// The six words of the team.
    pub words: String,
    /// The six words of this laptop.
    pub laptop_words: String,
    /// The fifteen words by which whoever writes here is the same person on a second laptop.
    pub my_words: String,
    /// What this laptop is to its team.
    pub standing: Standing,
    /// Whether this laptop admits and removes others.
    pub may_admit: bool,
    /// Whether it began the team.
    pub is_owner: bool,
    /// Every laptop that is or was of the team.
    pub laptops: Vec<Laptop>,
    /// Whether a custodian can read what is shared.
    pub has_custodian: bool,
    /// What has left, and what leaves next.
    pub out: Out,
    /// What waits for a decision.
    pub decisions: Vec<Decision>,
}

/// Looks at the team as it stands. Nothing is sealed, sent or fetched; of the shared folder only who
/// asks to be admitted is read.
///
/// # Errors
/// Where what was handed out cannot be read.
pub fn sight(home: &Home, study: &Study, now: i64) -> Result<Sight, ShareError> {
    let team = &home.team;
    let standing = match team.right_of(team.device) {
        Some(right) if team.is_admitted() => Standing::In(right),
        _ if team.members.contains_key(&team.device) => Standing::Removed,
        _ => Standing::Waits,
    };
    let laptop = |device: DeviceId| {
        let person = team.person_at(device)?;
        let name = name_of(study, person).map(str::to_owned);
        let right = team.right_of(device);
        Some(Laptop { device, person, name, right, here: device == team.device })
    };
    let asked = team.may_admit().then(|| membership::asked(team, &home.shelf()));
    Ok(Sight {
        place: team.place.clone(),
        words: team.genesis.words().to_string(),
        laptop_words: team.laptop().words(team.id()).to_string(),
        my_words: words_of(team.person),
        standing,
        may_admit: team.may_admit(),
        is_owner: team.is_owner(),
        laptops: team.devices().into_iter().filter_map(laptop).collect(),
        has_custodian: team.has_custodian(),
        out: leaving(team, &home.out()?, study, &team.terms(now))?,
        decisions: decisions(team, study, asked),
    })
}

/// What waits for a decision, with who asked where this laptop admits.
pub fn decisions(
    team: &Team,
    study: &Study,
    asked: Option<Result<Asked, ShareError>>,
) -> Vec<Decision> {
    let mut all: Vec<Decision> = to_decide(team, study).into_iter().map(Decision::Settle).collect();
    let defined = |tag: &Tag| tag.status() != Status::Provisional;
    if team.is_admitted() && !team.codebook && study.codebook().all().iter().any(defined) {
        all.push(Decision::Codebook);
    }
    let chosen = chosen_before(team, study);
    all.extend((!chosen.is_empty()).then_some(Decision::Forms(chosen)));
    match asked {
        None => {}
        Some(Ok(asked)) => {
            all.extend((asked.unread > 0).then_some(Decision::Unread(asked.unread)));
            all.extend(asked.asking.iter().map(|asking| {
                Decision::Admit(Asks {
                    device: asking.laptop.device,
                    name: asking.pseudonym(&team.secrets, &team.epochs),
                    second: team.knows(asking.laptop.person, asking.laptop.device),
                })
            }));
        }
        Some(Err(error)) => all.push(Decision::Unseen(error.to_string())),
    }
    all
}

/// What whoever runs the team had chosen before there was one and has not agreed to since: the
/// threshold and forms of their study.
pub fn chosen_before(team: &Team, study: &Study) -> Vec<StudyField> {
    if !team.is_admitted() || !study.runs_team() {
        return Vec::new();
    }
    let chosen = study.chosen_here().into_iter();
    chosen.filter(|(at, _)| at.time <= team.since).map(|(_, set)| set).collect()
}

impl Team {
    /// Whether another laptop of a person is of the team.
    pub fn knows(&self, person: PersonId, device: DeviceId) -> bool {
        let others = self.devices().into_iter().filter(|known| *known != device);
        others
            .filter(|known| self.right_of(*known).is_some())
            .any(|known| self.person_at(known) == Some(person))
    }
}

/// Whether a failure is that the folder is not there now: nothing that anybody has to mend.
pub const fn is_away(error: &ShareError) -> bool {
    match error {
        ShareError::Shelf(ShelfError::Bucket { why, .. }) => why.is_away(),
        error => matches!(error, ShareError::Shelf(ShelfError::Away { .. })),
    }
}
