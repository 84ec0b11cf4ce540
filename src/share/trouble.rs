//! What lies on the shelf and was not taken in, in words.

use std::collections::BTreeMap;
use std::fmt;

use super::team::Team;
use crate::study::{DeviceId, PersonId, Study};

/// Why something on the shelf was not taken in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    /// Its laptop says that it stands, and it is not there: it has not arrived yet.
    NotYet,
    /// It is not whole: it is still on its way, or somebody changed it.
    NotWhole,
    /// It is sealed with a key of the team that this laptop has not been given; it has this many.
    NoKey {
        /// How many keys of the team this laptop has.
        of: usize,
    },
    /// It is not signed by the laptop that it says it is from.
    Forged,
    /// It is a file of another place, put there again.
    Misplaced,
    /// It opens, and there is nothing in it that this version reads.
    Unread,
    /// It does not follow what the laptop handed out before: two laptops hand out as one.
    Twice,
    /// The system did not let it be read.
    Refused(String),
}

impl What {
    /// Whether it is to be waited for, and nobody has done anything wrong.
    pub const fn is_waiting(&self) -> bool {
        matches!(self, Self::NotYet | Self::NotWhole)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYet => f.write_str("not there yet"),
            Self::NotWhole => f.write_str("not whole; perhaps still on the way"),
            Self::NoKey { of } => {
                let has = if *of == 1 { "1 key".to_owned() } else { format!("{of} keys") };
                write!(
                    f,
                    "sealed with a key of the team that this laptop was not given (it has {has}); if \
                     that stays so, ask the owner: it may have been removed"
                )
            }
            Self::Forged => f.write_str("not signed by that laptop, so it is left out"),
            Self::Misplaced => f.write_str("a file from another place, so it is left out"),
            Self::Unread => f.write_str("nothing in it that this version of asdone reads"),
            Self::Twice => f.write_str(
                "it does not follow what came before, as if two laptops handed out as one; \
                 what was here stays",
            ),
            Self::Refused(why) => f.write_str(why),
        }
    }
}

/// Files on the shelf that were not taken in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// The laptop under whose name they lie; none for the keys of the team.
    pub device: Option<DeviceId>,
    /// Who writes there.
    pub person: Option<PersonId>,
    /// How many files that is.
    pub files: u64,
    /// Why they were not taken in.
    pub what: What,
}

impl Trouble {
    /// The same in words, with the pseudonym of whoever writes there.
    pub fn said(&self, study: &Study) -> String {
        let count =
            if self.files == 1 { "1 file".to_owned() } else { format!("{} files", self.files) };
        let whose = match self.device {
            None => "of the team's keys".to_owned(),
            Some(device) => format!("of {}", called(study, self.person, device)),
        };
        match &self.what {
            What::NotYet => {
                let is = if self.files == 1 { "is" } else { "are" };
                format!("{count} {whose} {is} not there yet")
            }
            what => format!("{count} {whose} cannot be read: {what}"),
        }
    }
}

/// What somebody is called, or their laptop where nobody knows.
pub(super) fn called(study: &Study, person: Option<PersonId>, device: DeviceId) -> String {
    let person = person.and_then(|id| study.people().iter().find(|known| known.id == id));
    match person.filter(|person| !person.pseudonym.is_empty()) {
        Some(person) => format!("*{}*", person.pseudonym),
        None => format!("laptop {device}"),
    }
}

/// Troubles as they are met, those of one kind together.
#[derive(Debug, Default)]
pub(super) struct Troubles(BTreeMap<(Option<DeviceId>, What), u64>);

impl Troubles {
    pub(super) fn add(&mut self, device: Option<DeviceId>, what: What, files: u64) {
        if files > 0 {
            let count = self.0.entry((device, what)).or_default();
            *count = count.saturating_add(files);
        }
    }

    /// Forgets what was met of a laptop: it is read again.
    pub(super) fn forget(&mut self, device: DeviceId) {
        self.0.retain(|(of, _), _| *of != Some(device));
    }

    /// Whether something of a laptop is sealed with a key that is not here.
    pub(super) fn has_no_key(&self, device: DeviceId) -> bool {
        let what = |(of, what): &(Option<DeviceId>, What)| {
            *of == Some(device) && matches!(what, What::NoKey { .. })
        };
        self.0.keys().any(what)
    }

    /// Whether anything was met of a laptop.
    pub(super) fn is_of(&self, device: DeviceId) -> bool {
        self.0.keys().any(|(of, _)| *of == Some(device))
    }

    pub(super) fn all(self, team: &Team) -> Vec<Trouble> {
        let one = |((device, what), files): ((Option<DeviceId>, What), u64)| Trouble {
            device,
            person: device.and_then(|device| team.person_at(device)),
            files,
            what,
        };
        self.0.into_iter().map(one).collect()
    }
}
