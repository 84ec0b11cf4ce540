//! What happened in an exchange, and who is who, in words. Never by person: what one has shared is
//! nobody's measure.

use std::fmt;

use super::{Doing, Out, Progress, Pulled, Pushed};
use crate::analysis::text::fold;
use crate::study::letters::is_invisible;
use crate::study::{DeviceId, Item, PersonId, Study};

/// The pseudonym of a person, where it has arrived.
pub fn name_of(study: &Study, person: PersonId) -> Option<&str> {
    let person = study.people().get(study.person_ix(person)?.0 as usize)?;
    (!person.pseudonym.is_empty()).then_some(person.pseudonym.as_str())
}

/// The pseudonym of a person, or which laptop it is.
pub fn called(study: &Study, person: PersonId, device: DeviceId) -> String {
    name_of(study, person).map_or_else(|| format!("laptop {}", laptop_code(device)), str::to_owned)
}

/// A pseudonym as people tell it from another: without case, accents, blanks and what nobody sees. Of two
/// that are the same so, one could pass for the other.
pub(super) fn as_told(name: &str) -> String {
    fold(&name.chars().filter(|c| !is_invisible(*c)).collect::<String>())
}

/// The beginning of a laptop's id, by which people name it.
pub fn laptop_code(device: DeviceId) -> String {
    device.to_string().chars().take(6).collect()
}

/// "12 observations", "1 tag"; nothing where there is none.
fn count(count: u64, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    }
}

/// "12 observations, 40 tags and 3 other lines"; nothing where there is none.
fn listed(parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        [first @ .., last] => Some(format!("{} and {last}", first.join(", "))),
    }
}

/// What everybody in a team is told that has a custodian.
pub const CUSTODIAN: &str = "the owner named one, who can read everything that is shared here if the \
                             passphrases are lost; nobody's private notes";

/// What whoever wrote something is told where those who run the team erased it for everybody.
pub fn gone_said(what: Item) -> String {
    format!(
        "{}: whoever runs the team has erased it for everybody else. It stays in your study as you wrote \
         it, private for good. You need do nothing; ask them if you want to know why",
        super::parts::item(what)
    )
}

impl Pulled {
    /// "came: 12 observations, 40 tags and 3 other lines; taken back: 1 entry"
    pub fn said(&self) -> String {
        let came = listed([
            count(self.notes, "observation", "observations"),
            count(self.tags, "tag", "tags"),
            count(self.sheets, "other line", "other lines"),
        ]);
        let back = count(self.back, "entry", "entries").map(|back| format!("taken back: {back}"));
        let came = came.map(|came| format!("came: {came}"));
        let said: Vec<String> = came.into_iter().chain(back).collect();
        if said.is_empty() { "nothing new came".to_owned() } else { said.join("; ") }
    }

    /// Whether anything came that a person would see.
    pub const fn is_empty(&self) -> bool {
        self.notes == 0 && self.tags == 0 && self.sheets == 0 && self.back == 0
    }

    /// That laptops which nobody admitted have left files in the folder.
    pub fn strangers_said(&self) -> Option<String> {
        let laptops = count(self.strangers as u64, "laptop", "laptops")?;
        Some(format!(
            "{laptops} left files in the folder and cannot be told to be of the team; nothing of that \
             was taken in"
        ))
    }
}

impl Pushed {
    /// "2 changes left"
    pub fn said(&self) -> String {
        count(self.changes as u64, "change left", "changes left")
            .unwrap_or_else(|| "nothing of yours was due to leave".to_owned())
    }
}

impl Out {
    /// "12 observations and 1 other entry", or "nothing"
    pub fn left_said(&self) -> String {
        let (notes, sheets) = self.shared;
        let said = listed([
            count(notes as u64, "observation", "observations"),
            count(sheets as u64, "other entry", "other entries"),
        ]);
        said.unwrap_or_else(|| "nothing".to_owned())
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { doing, done, of } = self;
        match doing {
            Doing::Reading => write!(f, "reading: {done} of {of} laptops"),
            Doing::TakingIn => write!(f, "taking in: {done} of {of}"),
            Doing::HandingOut => f.write_str("handing out"),
        }
    }
}
