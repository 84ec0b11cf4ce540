//! Which place a change is about: of two changes with one key, the later stands for the team.

use crate::study::{
    Change, DeviceId, Field, Item, ItemId, ObservationId, PersonId, SheetId, StudyField, Subject,
    TagKey,
};

/// The place that a change is about. Their order is the order in which things leave.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Key {
    /// A laptop of the team.
    Member(DeviceId),
    /// A person's pseudonym.
    Name(PersonId),
    /// Something that those who run the team decide for everybody, by its name.
    Chosen(String),
    /// One field of a tag.
    Tag(TagKey, usize),
    /// An observation, as its author lets others see it.
    Note(ObservationId),
    /// That a sheet began.
    Sheet(SheetId),
    /// One field of a sheet.
    Field(SheetId, String),
    /// One line of a sheet.
    Line(SheetId, ItemId),
    /// A later note on an observation.
    Later(ObservationId, ItemId),
    /// What one coder says of one tag on another's observation.
    Verdict(ObservationId, TagKey),
    /// What was decided about a text.
    Reviewed([u8; 32]),
    /// Whether something that was added stands.
    Stood(Item),
    /// Something that was erased.
    Gone(Item),
}

impl Key {
    /// The place of a change; `None` for one that never leaves.
    pub fn of(change: &Change) -> Option<Self> {
        match change {
            Change::StudySet { set: StudyField::Threshold(_), .. } => {
                Some(Self::Chosen("threshold".into()))
            }
            Change::StudySet { set: set @ StudyField::Form { name, .. }, .. }
                if set.is_in_common() =>
            {
                Some(Self::Chosen(format!("form {name}")))
            }
            Change::Founded { .. }
            | Change::StudySet { .. }
            | Change::Recorded(_)
            | Change::Amended { .. }
            | Change::Withdrawn { .. }
            | Change::Corrected { .. } => None,
            Change::PersonNamed { person, .. } => Some(Self::Name(*person)),
            Change::LaterNoted { observation, item, .. } => Some(Self::Later(*observation, *item)),
            Change::Stands { item, .. } => Some(Self::Stood(*item)),
            Change::Tagged { observation, tag, .. } => {
                Some(Self::Verdict(*observation, tag.clone()))
            }
            // One field at a time, so that each keeps the time at which it was set.
            Change::TagSet { tag, set, .. } => {
                let [field] = set.as_slice() else { return None };
                Some(Self::Tag(tag.clone(), field.slot()))
            }
            Change::Begun { sheet, .. } => Some(Self::Sheet(*sheet)),
            Change::Put { sheet, set, .. } => Some(Self::Field(*sheet, place(set))),
            Change::Said { sheet, item, .. } => Some(Self::Line(*sheet, *item)),
            Change::Erased { what, .. } => Some(Self::Gone(*what)),
            Change::Shared { observation, .. } => Some(Self::Note(*observation)),
            Change::Member { device, .. } => Some(Self::Member(*device)),
            Change::Reviewed { words, .. } => Some(Self::Reviewed(words.0)),
        }
    }

    /// What it belongs to, where it goes with something.
    pub const fn subject(&self) -> Option<Subject> {
        match self {
            Self::Member(_)
            | Self::Name(_)
            | Self::Chosen(_)
            | Self::Tag(..)
            | Self::Reviewed(_) => None,
            Self::Note(id) | Self::Later(id, _) | Self::Verdict(id, _) => {
                Some(Subject::Observation(*id))
            }
            Self::Sheet(id) | Self::Field(id, _) | Self::Line(id, _) => Some(Subject::Sheet(*id)),
            Self::Stood(item) | Self::Gone(item) => Some(item.subject()),
        }
    }

    /// The thing that was added, where it is one that can stand or fall.
    pub const fn item(&self) -> Option<Item> {
        match self {
            Self::Sheet(id) => Some(Item::Sheet(*id)),
            Self::Line(id, item) => Some(Item::Line(*id, *item)),
            Self::Later(id, item) => Some(Item::Later(*id, *item)),
            Self::Member(_)
            | Self::Name(_)
            | Self::Chosen(_)
            | Self::Tag(..)
            | Self::Note(_)
            | Self::Field(..)
            | Self::Verdict(..)
            | Self::Reviewed(_)
            | Self::Stood(_)
            | Self::Gone(_) => None,
        }
    }
}

/// Names the place of a field on its sheet: equal exactly for fields of one place
/// ([`Field::same_place`]).
fn place(field: &Field) -> String {
    match field {
        Field::Audience(_) => "audience".into(),
        Field::Answer { prompt, .. } => format!("answer {prompt}"),
        Field::Tag { tag, .. } => format!("tag {tag}"),
        Field::Link { to, .. } => match to {
            Subject::Observation(id) => format!("link observation {id}"),
            Subject::Sheet(id) => format!("link sheet {id}"),
            Subject::Line(id, item) => format!("link line {id} {item}"),
        },
        Field::Choice { list, .. } => format!("choice {list}"),
        Field::Title(_) => "title".into(),
        Field::Setting(_) => "setting".into(),
        Field::Ended(_) => "ended".into(),
        Field::Covered(_) => "covered".into(),
        Field::Due(_) => "due".into(),
        Field::Attendance(_) => "attendance".into(),
        Field::Owner(_) => "owner".into(),
        Field::ReplyBy(_) => "reply-by".into(),
        Field::LookAgain(_) => "look-again".into(),
        Field::Placed { scale, .. } => format!("placed {scale}"),
        Field::MayShare(_) => "may-share".into(),
        Field::Fate(_) => "fate".into(),
        Field::Takes { person, .. } => format!("takes {person}"),
        Field::Draw { .. } => "draw".into(),
        Field::Plan(_) => "plan".into(),
    }
}
