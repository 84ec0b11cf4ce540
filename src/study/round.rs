//! Reading a coding round from its sheet: which notes, which tags, who codes, and what they said.

use std::collections::BTreeMap;

use super::{
    Digest, Field, Line, ObservationId, PersonId, PersonIx, Said, Sheet, Sort, Study, Subject,
    TagKey,
};

/// A coding round.
#[derive(Clone, Copy, Debug)]
pub struct Round<'s> {
    sheet: &'s Sheet,
}

/// What one coder said of one note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coding {
    /// The text that was read, by its digest.
    pub words: Digest,
    /// The tags that apply.
    pub yes: Vec<TagKey>,
    /// The tags of which the coder is unsure.
    pub unsure: Vec<TagKey>,
    /// What the coder noted along with it.
    pub memo: String,
}

/// A tag in question, as it was worded when the round began.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Worded<'s> {
    /// Which.
    pub tag: &'s TagKey,
    /// What it was called.
    pub name: &'s str,
    /// What it means.
    pub definition: &'s str,
    /// What it includes.
    pub include: &'s str,
    /// What it excludes.
    pub exclude: &'s str,
}

/// Whether what a coder handed in is still what stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HandedIn {
    /// Nothing was handed in.
    NotYet,
    /// It is what stands.
    Fits,
    /// A note was erased since, and the coding with it, so that it cannot be checked.
    CannotBeChecked,
    /// It is something else.
    DoesNotFit,
}

impl<'s> Round<'s> {
    /// The round that a sheet is, if it is one.
    pub fn of(sheet: &'s Sheet) -> Option<Self> {
        (sheet.sort() == Some(Sort::Round)).then_some(Self { sheet })
    }

    /// Its sheet.
    pub const fn sheet(self) -> &'s Sheet {
        self.sheet
    }

    /// Whether it is closed.
    pub fn is_closed(self) -> bool {
        self.sheet.ended().is_some()
    }

    /// The notes that were drawn, in the order in which they were drawn. Only what whoever began the
    /// round drew counts, and the same for its tags.
    pub fn units(self) -> Vec<ObservationId> {
        let held = self.sheet.lines().filter(|said| said.author == self.sheet.author());
        let held = held.filter_map(|said| match &said.line {
            Line::Holds(held) => Some(held),
            _ => None,
        });
        let note = |subject: &Subject| match subject {
            Subject::Observation(id) => Some(*id),
            Subject::Sheet(_) | Subject::Line(..) => None,
        };
        held.flatten().filter_map(note).collect()
    }

    /// The tags in question, as the coders have them before them.
    pub fn tags(self) -> Vec<Worded<'s>> {
        let worded = self.sheet.lines().filter(|said| said.author == self.sheet.author());
        let worded = worded.filter_map(|said| match &said.line {
            Line::Wording { tag, name, definition, include, exclude } => {
                Some(Worded { tag, name, definition, include, exclude })
            }
            _ => None,
        });
        worded.collect()
    }

    /// Who codes, in the order in which they were named.
    pub fn coders(self) -> Vec<PersonId> {
        let takes = self.sheet.fields().filter_map(|field| match field {
            Field::Takes { person, yes: true } => Some(*person),
            _ => None,
        });
        takes.collect()
    }

    /// What the draw began from, and how many coders each note gets.
    pub fn draw(self) -> (u64, usize) {
        let draw = self.sheet.fields().find_map(|field| match field {
            Field::Draw { seed, per } => Some((*seed, usize::from(*per))),
            _ => None,
        });
        draw.unwrap_or((0, 0))
    }

    fn said_by(self, coder: PersonIx) -> impl Iterator<Item = &'s Said> {
        self.sheet.lines().filter(move |said| said.author == coder)
    }

    /// The line with what a coder said of a note, where it stands.
    pub fn coding_of(self, coder: PersonIx, note: ObservationId) -> Option<&'s Said> {
        let is_it = |said: &&Said| matches!(&said.line, Line::Coded { of, .. } if *of == note);
        self.said_by(coder).filter(is_it).last()
    }

    /// What a coder said, by note.
    pub fn codings(self, coder: PersonIx) -> BTreeMap<ObservationId, Coding> {
        let coded = self.said_by(coder).filter_map(|said| match said.line.clone() {
            Line::Coded { of, words, yes, unsure, memo } => {
                Some((of, Coding { words, yes, unsure, memo }))
            }
            _ => None,
        });
        coded.collect()
    }

    /// Whether a coder has handed in, and whether that still fits.
    pub fn handed_in(self, study: &Study, coder: PersonIx) -> HandedIn {
        let digest = self.said_by(coder).find_map(|said| match &said.line {
            Line::HandedIn(digest) => Some(*digest),
            _ => None,
        });
        let Some(digest) = digest else { return HandedIn::NotYet };
        if digest == digest_of(&self.codings(coder)) {
            return HandedIn::Fits;
        }
        let erased = |id: &ObservationId| study.is_erased(super::Item::Observation(*id));
        if self.units().iter().any(erased) {
            return HandedIn::CannotBeChecked;
        }
        HandedIn::DoesNotFit
    }
}

/// A digest of everything that a coder said, whatever the order in which it was said.
pub fn digest_of(codings: &BTreeMap<ObservationId, Coding>) -> Digest {
    let mut hasher = blake3::Hasher::new_derive_key("asdone 2026 codings handed in v1");
    let mut put = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    for (note, coding) in codings {
        put(&note.0.to_be_bytes());
        put(&coding.words.0);
        for tags in [&coding.yes, &coding.unsure] {
            let mut tags: Vec<&str> = tags.iter().map(TagKey::as_str).collect();
            tags.sort_unstable();
            put(tags.join(" ").as_bytes());
        }
        put(coding.memo.as_bytes());
    }
    Digest(hasher.finalize().into())
}
