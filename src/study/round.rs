//! Reading a coding round from its sheet: which notes, which tags, who codes, and what they said.

use std::collections::BTreeMap;

use super::{
    Digest, Field, ItemId, Line, ObservationId, PersonId, PersonIx, Said, Sheet, Sort, Study,
    Subject, TagKey, Verdict,
};

/// The word by which a line says that its author passes on the note that it is about.
pub const PASSED: &str = "passed";

/// The word by which a coder closes a round in which everybody has handed in.
pub const CLOSED: &str = "closed";

/// The word by which whoever closes a round says whose hand-in was there by then. The line is about the
/// hand-in, and its text is the digest.
pub const COUNTED: &str = "counted";

/// The text of such a line where nobody had handed in.
pub const NOBODY: &str = "nobody";

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
    /// A note was erased or taken back since, and the coding with it, so that it cannot be checked.
    CannotBeChecked,
    /// It is something else.
    DoesNotFit,
    /// It came after the round was closed, or is another than the one that was there by then.
    TooLate,
    /// The round is closed, and the codings have not come from the coder's laptop yet.
    OnItsWay,
}

impl HandedIn {
    /// Whether something was handed in that counts, or will once it has come.
    pub const fn is_in(self) -> bool {
        !matches!(self, Self::NotYet | Self::TooLate)
    }
}

/// How a difference between coders was settled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settlement<'s> {
    /// The line that says so.
    pub item: ItemId,
    /// What was agreed; `None` where the difference is kept on purpose.
    pub verdict: Option<Verdict>,
    /// Why.
    pub reason: &'s str,
}

/// What a difference asks of the codebook.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ask {
    /// One tag is to become two.
    Split,
    /// Two tags are to become one.
    Merge,
    /// The definition is to say it better.
    Words,
}

impl Ask {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Words, Self::Split, Self::Merge];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Merge => "merge",
            Self::Words => "words",
        }
    }

    /// The one that a word means.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        Self::ALL.into_iter().find(|ask| ask.word() == typed)
    }
}

/// A proposal for the codebook that came out of differences.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal<'s> {
    /// The line that says so.
    pub item: ItemId,
    /// What is to be done.
    pub ask: Ask,
    /// With which tag.
    pub tag: TagKey,
    /// In what words.
    pub text: &'s str,
    /// The difference that it came from.
    pub about: Option<ObservationId>,
}

impl Proposal<'_> {
    /// The words by which a line says what is proposed for which tag.
    pub fn step(ask: Ask, tag: &TagKey) -> String {
        format!("{} {}", ask.word(), tag.as_str())
    }
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

    /// Whether it is closed: by whoever began it, or by one of its coders, which counts once each of them
    /// has handed in. Then nothing is left that could be seen too early, and whoever began it may be gone.
    /// It stays closed, for from then on everybody sees what the others said.
    pub fn is_closed(self, study: &Study) -> bool {
        self.is_closed_by_its_author() || !self.closers(study).is_empty()
    }

    fn is_closed_by_its_author(self) -> bool {
        self.sheet.ended().is_some() || !self.counted_by(self.sheet.author()).is_empty()
    }

    /// The coders who closed it, once each of them has handed in.
    fn closers(self, study: &Study) -> Vec<PersonIx> {
        let coders = self.coders().into_iter().map(|coder| study.person_ix(coder));
        let coders: Option<Vec<PersonIx>> = coders.collect();
        let mut coders = coders.unwrap_or_default();
        if coders.iter().any(|coder| self.digest_by(*coder).is_none()) {
            return Vec::new();
        }
        let closes = |said: &Said| matches!(&said.line, Line::Contribution { step, about: None, .. } if step == CLOSED);
        coders.retain(|coder| self.said_by(*coder).any(closes));
        coders
    }

    /// The notes that were drawn, in the order in which they were drawn. Only what whoever began the
    /// round drew counts, and the same for its tags.
    pub fn units(self) -> Vec<ObservationId> {
        let held = self.sheet.lines().filter(|said| said.author == self.sheet.author());
        let held = held.filter_map(|said| match &said.line {
            Line::Holds(held) => Some((said.item, held)),
            _ => None,
        });
        // Lines arrive on other laptops in another order; who codes which note must not hang on that.
        let held: BTreeMap<ItemId, &Vec<Subject>> = held.collect();
        let note = |subject: &Subject| match subject {
            Subject::Observation(id) => Some(*id),
            Subject::Sheet(_) | Subject::Line(..) => None,
        };
        held.into_values().flatten().filter_map(note).collect()
    }

    /// The tags in question, as the coders have them before them, in the order of their names: the same
    /// on each laptop.
    pub fn tags(self) -> Vec<Worded<'s>> {
        let worded = self.sheet.lines().filter(|said| said.author == self.sheet.author());
        let worded = worded.filter_map(|said| match &said.line {
            Line::Wording { tag, name, definition, include, exclude } => {
                Some(Worded { tag, name, definition, include, exclude })
            }
            _ => None,
        });
        let mut tags: Vec<Worded<'s>> = worded.collect();
        tags.sort_by_key(|worded| (worded.name, worded.tag));
        tags
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

    /// The coder's coding or pass that came last, and what it is about.
    pub fn last_of(self, coder: PersonIx) -> Option<(ItemId, ObservationId)> {
        let said = self.said_by(coder).filter_map(|said| Some((said.item, about(&said.line)?)));
        said.last()
    }

    /// Who passed on which note, and by which line.
    pub fn passes(self) -> Vec<(ObservationId, PersonIx, ItemId)> {
        let passed = self.sheet.lines().filter_map(|said| match &said.line {
            Line::Contribution { step, about: Some(Subject::Observation(note)), .. }
                if step == PASSED =>
            {
                Some((*note, said.author, said.item))
            }
            _ => None,
        });
        passed.collect()
    }

    /// What a coder handed in, and the line that says so. It is final: the first one is it.
    pub fn digest_by(self, coder: PersonIx) -> Option<(ItemId, Digest)> {
        self.hand_ins(coder).next()
    }

    fn hand_ins(self, coder: PersonIx) -> impl Iterator<Item = (ItemId, Digest)> {
        self.said_by(coder).filter_map(|said| match &said.line {
            Line::HandedIn(digest) => Some((said.item, *digest)),
            _ => None,
        })
    }

    /// The hand-ins of which somebody who closed it wrote down that they were there by then.
    fn counted_by(self, who: PersonIx) -> Vec<(Option<ItemId>, Option<Digest>)> {
        let counted = self.said_by(who).filter_map(|said| match &said.line {
            Line::Contribution { step, about, text, .. } if step == COUNTED => {
                let of = match about {
                    Some(Subject::Line(_, of)) => Some(*of),
                    _ => None,
                };
                Some((of, Digest::read(text)))
            }
            _ => None,
        });
        counted.collect()
    }

    /// Whether what a coder handed in was there when the round was closed. Rounds closed before this was
    /// written down count each.
    fn is_counted(self, study: &Study, coder: PersonIx, (item, digest): (ItemId, Digest)) -> bool {
        let is_it =
            |counted: &(Option<ItemId>, Option<Digest>)| *counted == (Some(item), Some(digest));
        if self.is_closed_by_its_author() {
            let counted = self.counted_by(self.sheet.author());
            return counted.is_empty() || counted.iter().any(is_it);
        }
        // What a coder handed in another says, where another closed it too: nobody vouches for themselves.
        let mut closers = self.closers(study);
        if closers.iter().any(|closer| *closer != coder) {
            closers.retain(|closer| *closer != coder);
        }
        let own: Vec<ItemId> = self.hand_ins(coder).map(|(item, _)| item).collect();
        let said = closers.into_iter().flat_map(|closer| self.counted_by(closer));
        let about = said.filter(|(of, _)| of.is_some_and(|of| own.contains(&of)));
        let said: Vec<bool> = about.map(|counted| is_it(&counted)).collect();
        said.is_empty() || said.contains(&true)
    }

    /// How differences were settled by whoever began the round; the last word stands.
    pub fn settlements(self) -> BTreeMap<(ObservationId, TagKey), Settlement<'s>> {
        let said = self.sheet.lines().filter(|said| said.author == self.sheet.author());
        let settled = said.filter_map(|said| match &said.line {
            Line::Settled { of, tag, verdict, reason } => {
                let settlement = Settlement { item: said.item, verdict: *verdict, reason };
                Some(((*of, tag.clone()), settlement))
            }
            _ => None,
        });
        settled.collect()
    }

    /// What is proposed for the codebook, in the order in which it was.
    pub fn proposals(self) -> Vec<Proposal<'s>> {
        let said = self.sheet.lines().filter_map(|said| {
            let Line::Contribution { step, about, text, .. } = &said.line else { return None };
            let (ask, tag) = step.split_once(' ')?;
            let about = match about {
                Some(Subject::Observation(note)) => Some(*note),
                _ => None,
            };
            let (ask, tag) = (Ask::parse(ask)?, TagKey::parse(tag)?);
            Some(Proposal { item: said.item, ask, tag, text, about })
        });
        said.collect()
    }

    /// Whether a coder has handed in, and whether that still fits.
    pub fn handed_in(self, study: &Study, coder: PersonIx) -> HandedIn {
        let Some((item, digest)) = self.digest_by(coder) else { return HandedIn::NotYet };
        if !self.is_counted(study, coder, (item, digest)) {
            return HandedIn::TooLate;
        }
        let codings = self.codings(coder);
        if digest == digest_of(&codings) {
            return HandedIn::Fits;
        }
        // With a note that was erased or taken back its codings go too.
        let gone = |id: &ObservationId| study.get(*id).is_none_or(|record| !record.is_standing());
        match (self.units().iter().any(gone), codings.is_empty()) {
            (true, _) => HandedIn::CannotBeChecked,
            // Somebody handed in at least one coding: it is still on another laptop.
            (false, true) => HandedIn::OnItsWay,
            (false, false) => HandedIn::DoesNotFit,
        }
    }
}

/// The note that a coding or a pass is about.
fn about(line: &Line) -> Option<ObservationId> {
    match line {
        Line::Coded { of, .. } => Some(*of),
        Line::Contribution { step, about: Some(Subject::Observation(note)), .. }
            if step == PASSED =>
        {
            Some(*note)
        }
        _ => None,
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
