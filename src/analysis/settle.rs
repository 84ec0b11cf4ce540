//! What a team has to settle by talking: two tags of one name, two people of one pseudonym, a clock
//! that is wrong, a laptop that was copied or restored. Nothing here is settled by the program, and
//! nothing of it counts what anybody did: a person is named only where something of theirs is in the way.

use std::collections::BTreeMap;

use super::text::fold;
use crate::study::{DeviceId, PersonId, Study, Tag};

/// What an exchange found that the study itself does not say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// Entries are held back since they were written by a clock that is a day or more ahead.
    ClockAhead {
        /// Whose clock.
        device: DeviceId,
        /// How many entries wait.
        entries: u64,
        /// How far ahead it is.
        hours: i64,
    },
    /// Two histories of one laptop: its folder was copied, or restored and gone on with.
    Forked {
        /// Which laptop.
        device: DeviceId,
    },
    /// This laptop's own id was written on the shelf by another one.
    OwnLaptopElsewhere,
    /// Files of a laptop cannot be read.
    Unreadable {
        /// Whose.
        device: DeviceId,
        /// How many.
        files: u64,
        /// Why, for example "key of epoch 2 missing".
        why: String,
    },
    /// Somebody asks to be admitted.
    Asks {
        /// From which laptop.
        device: DeviceId,
        /// What they want to go by.
        pseudonym: String,
    },
}

/// One thing to settle, and what settles it: sentences without a full stop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToSettle {
    /// What is the matter.
    pub what: String,
    /// What can be done.
    pub next: String,
}

impl ToSettle {
    fn new(what: String, next: &str) -> Self {
        Self { what, next: next.to_owned() }
    }
}

/// Everything that needs a decision, as `me` sees it: what stands in the way of reading comes first.
pub fn to_settle(study: &Study, me: Option<PersonId>, found: &[Found]) -> Vec<ToSettle> {
    let mut all: Vec<ToSettle> = found.iter().map(|found| said(study, found)).collect();
    all.extend(unread(study));
    all.extend(tags_of_one_name(study));
    all.extend(pseudonyms_alike(study, me));
    all
}

/// What a laptop is called: by the pseudonym of whoever writes there, where that is known.
fn laptop(study: &Study, device: DeviceId) -> String {
    match study.pseudonym_on(device) {
        Some(pseudonym) => format!("the laptop of {pseudonym}"),
        None => format!("laptop {device}"),
    }
}

fn said(study: &Study, found: &Found) -> ToSettle {
    match found {
        Found::ClockAhead { device, entries, hours } => ToSettle::new(
            format!(
                "{} from {} {} held back: they were written by a clock {hours} hours ahead of the \
                 one here",
                counted(*entries, "entry", "entries"),
                laptop(study, *device),
                if *entries == 1 { "is" } else { "are" },
            ),
            "look at the date and time on both laptops; they come in once this clock has reached them",
        ),
        Found::Forked { device } => ToSettle::new(
            format!("{} hands out two histories", laptop(study, *device)),
            "its folder was copied, or put back from a copy and written in again: one of the two \
             goes on, the other leaves and joins again",
        ),
        Found::OwnLaptopElsewhere => ToSettle::new(
            "another laptop hands out under this laptop's name".to_owned(),
            "this folder was copied, or put back from a copy: join again here, so that it has a name \
             of its own",
        ),
        Found::Unreadable { device, files, why } => ToSettle::new(
            format!(
                "{} of {} cannot be read: {why}",
                counted(*files, "file", "files"),
                laptop(study, *device),
            ),
            "exchange once more; if it stays, the owner seals the team's keys again for this laptop",
        ),
        Found::Asks { device, pseudonym } => ToSettle::new(
            format!("{pseudonym} asks to join, from laptop {device}"),
            "compare the six words aloud, then admit them or not",
        ),
    }
}

fn unread(study: &Study) -> Option<ToSettle> {
    let unread = study.unread();
    (unread > 0).then(|| {
        ToSettle::new(
            format!(
                "{} written by a newer version of this program",
                match unread {
                    1 => "1 entry was".to_owned(),
                    many => format!("{many} entries were"),
                }
            ),
            "they are kept and not shown; a newer version reads them",
        )
    })
}

/// Tags in use that people cannot tell apart by name.
fn tags_of_one_name(study: &Study) -> Vec<ToSettle> {
    let codebook = study.codebook();
    let mut by_name: BTreeMap<String, Vec<&Tag>> = BTreeMap::new();
    for tag in codebook.listed().into_iter().filter(|tag| tag.is_offered()) {
        by_name.entry(fold(tag.name())).or_default().push(tag);
    }
    let alike = by_name.into_values().filter(|tags| tags.len() > 1);
    alike
        .map(|tags| {
            let name = tags.first().map_or("", |tag| tag.name());
            let keys: Vec<&str> = tags.iter().map(|tag| tag.key().as_str()).collect();
            ToSettle::new(
                format!("{} tags are called {name}: {}", tags.len(), keys.join(", ")),
                "rename one, or merge them if they mean the same",
            )
        })
        .collect()
}

/// People whose pseudonyms cannot be told apart; what is said under such a name in a debrief is
/// taken for nobody's.
fn pseudonyms_alike(study: &Study, me: Option<PersonId>) -> Vec<ToSettle> {
    let mut by_name: BTreeMap<String, Vec<&crate::study::Person>> = BTreeMap::new();
    for person in study.everyone().into_iter().filter(|person| !person.pseudonym.is_empty()) {
        by_name.entry(fold(&person.pseudonym)).or_default().push(person);
    }
    let alike = by_name.into_values().filter(|people| people.len() > 1);
    alike
        .map(|people| {
            let name = people.first().map_or("", |person| person.pseudonym.as_str());
            let you = people.iter().any(|person| Some(person.id) == me);
            let also = if you { ", and you are one of them" } else { "" };
            ToSettle::new(
                format!("{} people go by {name}{also}", people.len()),
                "one of them takes another pseudonym; until then what is said under it in debriefs \
                 counts as nobody's",
            )
        })
        .collect()
}

fn counted(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
