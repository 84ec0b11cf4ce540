//! Erasure: content that is gone for good because a person withdrew consent. A tombstone stays
//! ([`Change::Erased`]) and dominates: whatever is about what was erased says nothing any more,
//! whichever of the two arrives first.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    Change, Extra, Fact, Field, Hybrid, Item, ItemId, Line, Moment, Observation, PersonIx, Stamp,
    StudyField, Subject, record,
};

/// One tombstone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Erasure {
    /// What was erased.
    pub what: Item,
    /// The tombstone's own id.
    pub item: ItemId,
    /// The reason given; never the content.
    pub reason: String,
    /// When the words were erased.
    pub at: Moment,
    /// Whose doing it was. No screen groups by this.
    pub author: PersonIx,
    stamp: Stamp,
}

impl Erasure {
    /// Whether those who run a team erased it for everybody, and not its author in their own study.
    pub fn is_for_all(&self) -> bool {
        self.item == self.what.gone_for_all()
    }

    /// When it was erased, among everything else that was said.
    pub const fn time(&self) -> Hybrid {
        self.stamp.time
    }
}

impl Item {
    /// The id of the tombstone by which those who run a team erase this for everybody. It follows from
    /// what is erased, so that it is told from the tombstones of what was written in a study itself, of
    /// which the team learns nothing, and is one and the same whoever of them erases it.
    pub fn gone_for_all(self) -> ItemId {
        let mut hasher = blake3::Hasher::new_derive_key("asdone 2026 erased for a team v1");
        let (sort, whole, part) = match self {
            Self::Observation(id) => (0u8, id.0, 0),
            Self::Amendment(id, item) => (1, id.0, item.0),
            Self::Later(id, item) => (2, id.0, item.0),
            Self::Withdrawal(id, item) => (3, id.0, item.0),
            Self::Sheet(id) => (4, id.0, 0),
            Self::Line(id, item) => (5, id.0, item.0),
        };
        hasher.update(&[sort]);
        hasher.update(&whole.to_be_bytes());
        hasher.update(&part.to_be_bytes());
        let mut bytes = [0u8; 16];
        hasher.finalize_xof().fill(&mut bytes);
        uuid::Builder::from_custom_bytes(bytes).into_uuid().into()
    }
}

impl Change {
    /// The observation or sheet that this change is of, if it is of one.
    pub const fn subject(&self) -> Option<Subject> {
        match self {
            Self::Founded { .. }
            | Self::StudySet { .. }
            | Self::PersonNamed { .. }
            | Self::TagSet { .. }
            | Self::Member { .. }
            | Self::Reviewed { .. } => None,
            Self::Recorded(observation) => Some(Subject::Observation(observation.id)),
            Self::Amended { observation, .. }
            | Self::LaterNoted { observation, .. }
            | Self::Withdrawn { observation, .. }
            | Self::Corrected { observation, .. }
            | Self::Tagged { observation, .. }
            | Self::Shared { observation, .. } => Some(Subject::Observation(*observation)),
            Self::Begun { sheet, .. } | Self::Put { sheet, .. } | Self::Said { sheet, .. } => {
                Some(Subject::Sheet(*sheet))
            }
            Self::Stands { item, .. } => Some(item.subject()),
            Self::Erased { what, .. } => Some(what.subject()),
        }
    }

    /// The observation besides [`Change::subject`] with which this change goes when it is erased.
    pub const fn goes_along_with(&self) -> Option<Subject> {
        match self {
            Self::Said { line, .. } => match line.goes_with() {
                Some(of) => Some(Subject::Observation(of)),
                None => None,
            },
            _ => None,
        }
    }

    /// Whether erasing `what` takes the content of this change.
    ///
    /// With an observation goes everything said of it, its codings in a round among that; with a sheet its fields and lines, and with
    /// a line what became of it. That a sheet began, that something stands or not, and tombstones
    /// have no content and stay. So does a withdrawal of what is not erased itself: with it gone
    /// the thing would count again.
    pub fn is_content_of(&self, what: Item) -> bool {
        match (what, self) {
            (_, Self::Begun { .. } | Self::Stands { .. } | Self::Erased { .. }) => false,
            (Item::Observation(_) | Item::Sheet(_), change) => {
                change.subject() == Some(what.subject())
                    || change.goes_along_with() == Some(what.subject())
            }
            (Item::Amendment(id, item), Self::Amended { observation, item: its, .. })
            | (Item::Later(id, item), Self::LaterNoted { observation, item: its, .. }) => {
                (id, item) == (*observation, *its)
            }
            (Item::Line(id, item), Self::Said { sheet, item: its, line, .. }) => {
                id == *sheet && is_lines_own(item, *its, line)
            }
            (Item::Amendment(..) | Item::Later(..) | Item::Withdrawal(..) | Item::Line(..), _) => {
                false
            }
        }
    }

    /// The texts that a person wrote in this change, those it replaced among them.
    pub fn words(&self) -> Vec<&str> {
        match self {
            Self::Recorded(observation) => words_of_observation(observation),
            Self::Shared { copy: Some(copy), .. } => words_of_observation(&copy.observation),
            Self::Amended { text, why, .. } => {
                why.as_deref().into_iter().chain([text.as_str()]).collect()
            }
            Self::LaterNoted { text, .. } => vec![text],
            Self::Withdrawn { reason, .. } => vec![reason],
            Self::Corrected { set, was, .. } => {
                [set, was].into_iter().filter_map(words_of_fact).collect()
            }
            Self::Put { set, was, .. } => {
                [set, was].into_iter().filter_map(words_of_field).collect()
            }
            Self::Said { line, .. } => words_of_line(line),
            Self::Founded { .. }
            | Self::StudySet { .. }
            | Self::PersonNamed { .. }
            | Self::Stands { .. }
            | Self::Tagged { .. }
            | Self::TagSet { .. }
            | Self::Begun { .. }
            | Self::Erased { .. }
            | Self::Shared { copy: None, .. }
            | Self::Member { .. }
            | Self::Reviewed { .. } => Vec::new(),
        }
    }

    /// The settings that are left once names that came with erased content have been let go of. It is a
    /// change that sets the settings to what they are: nobody does that, so it can say this, and it
    /// does not say which names went.
    pub fn settings_left(&self) -> Option<&[String]> {
        match self {
            Self::StudySet { set: StudyField::Settings(set), was: StudyField::Settings(was) }
                if set == was =>
            {
                Some(set)
            }
            _ => None,
        }
    }

    /// The names of settings that this change brings into the list or takes out of it, beyond those
    /// in `left`.
    pub fn settings_beyond<'a>(&'a self, left: &'a [String]) -> impl Iterator<Item = &'a String> {
        let (set, was): (&[String], &[String]) = match self {
            Self::StudySet { set: StudyField::Settings(set), was: StudyField::Settings(was) } => {
                (set, was)
            }
            _ => (&[], &[]),
        };
        set.iter().chain(was).filter(move |name| !left.contains(name))
    }

    /// The setting that this change says something was in.
    pub fn names_setting(&self) -> Option<&str> {
        match self {
            Self::Recorded(observation) => observation.setting.as_deref(),
            Self::Shared { copy, .. } => copy.as_ref()?.observation.setting.as_deref(),
            Self::Corrected { set: Fact::Setting(name), .. }
            | Self::Put { set: Field::Setting(name), .. } => name.as_deref(),
            _ => None,
        }
    }

    /// Whether nothing is left to undo of this change once `what` is erased.
    pub(super) fn goes_with(&self, what: Item) -> bool {
        let whole = matches!(what, Item::Observation(_) | Item::Sheet(_));
        match self {
            Self::Stands { item, .. } => {
                *item == what || (whole && item.subject() == what.subject())
            }
            Self::Begun { .. } => whole && self.subject() == Some(what.subject()),
            change => change.is_content_of(what),
        }
    }
}

fn words_of_observation(observation: &Observation) -> Vec<&str> {
    let extras = observation.extras().map(|(_, text)| text);
    extras.chain([observation.text.as_str()]).collect()
}

fn words_of_fact(fact: &Fact) -> Option<&str> {
    Extra::of_fact(fact).and_then(|(_, text)| text)
}

fn words_of_field(field: &Field) -> Option<&str> {
    match field {
        Field::Answer { text, .. } | Field::Title(text) | Field::Plan(text) => Some(text),
        Field::Audience(_)
        | Field::Tag { .. }
        | Field::Link { .. }
        | Field::Choice { .. }
        | Field::Setting(_)
        | Field::Ended(_)
        | Field::Covered(_)
        | Field::Due(_)
        | Field::Attendance(_)
        | Field::Owner(_)
        | Field::ReplyBy(_)
        | Field::LookAgain(_)
        | Field::Placed { .. }
        | Field::MayShare(_)
        | Field::Fate(_)
        | Field::Takes { .. }
        | Field::Draw { .. } => None,
    }
}

fn words_of_line(line: &Line) -> Vec<&str> {
    match line {
        Line::Contribution { text, .. }
        | Line::Carried { text, .. }
        | Line::Outcome { text, .. }
        | Line::Told { text }
        | Line::Note { text } => vec![text],
        Line::Moved { reason, .. } => reason.as_deref().into_iter().collect(),
        Line::Withdrawn { reason } | Line::Settled { reason, .. } => vec![reason],
        Line::Coded { memo, .. } => vec![memo],
        Line::Wording { definition, include, exclude, .. } => vec![definition, include, exclude],
        Line::Paused
        | Line::Resumed
        | Line::Prompted
        | Line::Met { .. }
        | Line::Holds(_)
        | Line::HandedIn(_)
        | Line::Key(_) => Vec::new(),
    }
}

/// Whether a line is the one erased, or says what became of it. What is final goes with its sheet alone.
pub(super) fn is_lines_own(erased: ItemId, item: ItemId, line: &Line) -> bool {
    match line {
        Line::Withdrawn { .. } => false,
        line if line.is_final() => false,
        Line::Outcome { of, .. } => item == erased || *of == erased,
        _ => item == erased,
    }
}

/// Every tombstone of a study.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Erasures {
    all: Vec<Erasure>,
    by_subject: HashMap<Subject, Vec<Item>>,
}

impl Erasures {
    pub(super) fn all(&self) -> &[Erasure] {
        &self.all
    }

    /// Takes in a tombstone.
    pub(super) fn take(
        &mut self,
        (what, item, reason, at): (Item, ItemId, String, Moment),
        (author, stamp): (PersonIx, Stamp),
    ) {
        let new = Erasure { what, item, reason, at, author, stamp };
        record::keep_first(&mut self.all, new, |erasure| (erasure.item, erasure.stamp));
        let items = self.by_subject.entry(what.subject()).or_default();
        if !items.contains(&what) {
            items.push(what);
        }
    }

    /// What was erased of a subject.
    pub(super) fn of(&self, subject: Subject) -> &[Item] {
        if self.by_subject.is_empty() {
            return &[];
        }
        self.by_subject.get(&subject).map_or(&[], Vec::as_slice)
    }

    /// Whether `change` says nothing any more.
    pub(super) fn take_with_them(&self, change: &Change) -> bool {
        let subjects = [change.subject(), change.goes_along_with()];
        let items = subjects.into_iter().flatten().flat_map(|subject| self.of(subject));
        items.into_iter().any(|what| change.goes_with(*what))
    }

    /// Whether `item` was erased, by itself or with what it belongs to.
    pub(super) fn has(&self, item: Item) -> bool {
        let whole = |what: &Item| matches!(what, Item::Observation(_) | Item::Sheet(_));
        self.of(item.subject()).iter().any(|what| *what == item || whole(what))
    }
}
