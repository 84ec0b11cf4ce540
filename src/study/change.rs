//! A change is one fact as a value: what a person did, said so that it can be stored, undone,
//! merged with what others did, and read back years later.
//!
//! **These types are the disk format** (with the ones they are made of). Their bytes are pinned by
//! a golden test. A variant or field that has been released is never edited or moved: a new
//! variant is added at the end. A program that is older than a variant keeps it unread
//! ([`super::Content::Unknown`]).
//!
//! A change that overwrites carries what stood there before (`was`), so that its inverse follows
//! from the change alone.

use serde::{Deserialize, Serialize};

use super::{
    Audience, Card, DeviceId, Digest, FairCopy, Field, ItemId, Kind, Line, Moment, Observation,
    ObservationId, Origin, Passed, PersonId, Sampling, SheetId, Sort, Stance, StudyId, Subject,
    TagField, TagKey, Whose,
};

/// One fact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Change {
    /// The study began.
    Founded {
        /// Its name for ever.
        study: StudyId,
        /// What people call it.
        name: String,
    },
    /// A setting of the study as a whole was chosen.
    StudySet {
        /// The new value.
        set: StudyField,
        /// What stood there before.
        was: StudyField,
    },
    /// A person took part, or chose another pseudonym.
    PersonNamed {
        /// Whoever it is about; the name is what may change.
        person: PersonId,
        /// The pseudonym chosen.
        pseudonym: String,
        /// The one before, empty for none.
        was: String,
    },
    /// An observation, as its author first wrote it.
    Recorded(Box<Observation>),
    /// An observation's text was reworded; the first words stay in its history.
    Amended {
        /// The note whose words are replaced.
        observation: ObservationId,
        /// The amendment's own id.
        item: ItemId,
        /// The text from now on.
        text: String,
        /// Why, where the person said.
        why: Option<String>,
        /// When the author reworded it.
        at: Moment,
    },
    /// What came later, kept apart from what was known then.
    LaterNoted {
        /// About which observation.
        observation: ObservationId,
        /// The note's own id.
        item: ItemId,
        /// What is known now.
        text: String,
        /// When it was noted.
        at: Moment,
    },
    /// The author took an observation out of the study, with a reason.
    Withdrawn {
        /// The note that is out of the study from then on.
        observation: ObservationId,
        /// The withdrawal's own id.
        item: ItemId,
        /// The reason given.
        reason: String,
        /// When the author took it out.
        at: Moment,
    },
    /// Something that had been added stands, or stands no longer (undo and redo).
    Stands {
        /// What is undone or done again.
        item: Item,
        /// Whether it stands now.
        stands: bool,
    },
    /// A field of an observation, other than its text, was put right.
    Corrected {
        /// The note that the field belongs to.
        observation: ObservationId,
        /// The new value.
        set: Fact,
        /// What stood there before.
        was: Fact,
    },
    /// A coder said yes or no to a tag on an observation, or took it back.
    Tagged {
        /// The note that is judged.
        observation: ObservationId,
        /// The tag that is judged to fit or not.
        tag: TagKey,
        /// What is said now.
        verdict: Verdict,
        /// What this coder said before.
        was: Verdict,
        /// Version of the codebook the coder had before them.
        codebook: u32,
    },
    /// Fields of a tag in the codebook were set.
    TagSet {
        /// The tag that is new or changed.
        tag: TagKey,
        /// The new values.
        set: Vec<TagField>,
        /// The values of the same fields before; empty for a tag that is new.
        was: Vec<TagField>,
    },
    /// A sheet began: a shift, a reflection, a debrief, a voice, a lesson, a stop.
    Begun {
        /// Its name for ever.
        sheet: SheetId,
        /// What is recorded on it, and so which form it follows.
        sort: Sort,
        /// When it began.
        at: Moment,
    },
    /// A field of a sheet was set.
    Put {
        /// The sheet that the field belongs to.
        sheet: SheetId,
        /// The new value.
        set: Field,
        /// What stood there before.
        was: Field,
    },
    /// A sheet gathered a line.
    Said {
        /// The sheet that gathered it.
        sheet: SheetId,
        /// The line's own id.
        item: ItemId,
        /// What was gathered.
        line: Line,
        /// When it was said.
        at: Moment,
    },
    /// Content was erased for good, for example because a person withdrew consent: a tombstone.
    Erased {
        /// The item whose words are gone.
        what: Item,
        /// The tombstone's own id.
        item: ItemId,
        /// The reason given, which must not repeat the content.
        reason: String,
        /// When they were erased.
        at: Moment,
    },
    /// An observation as its author lets the team see it, whole each time. The last one of each
    /// author stands.
    Shared {
        /// The note whose readers change.
        observation: ObservationId,
        /// The copy; `None` takes back what was shared.
        copy: Option<Box<FairCopy>>,
    },
    /// A laptop came to the team, its right changed, or it was shown out.
    Member {
        /// The laptop, by which its files on the shelf are known.
        device: DeviceId,
        /// Who writes there, and with what right; `None` shows it out.
        card: Option<Card>,
    },
    /// A text was looked over for what must not be given away. The last word of each reviewer on
    /// each text stands.
    Reviewed {
        /// The text, by its digest: reworded, it has to be looked over again.
        words: Digest,
        /// What was decided.
        verdict: Passed,
    },
}

/// A setting of the study as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum StudyField {
    /// What people call it.
    Name(String),
    /// The settings (places, sorts of work) that are offered.
    Settings(Vec<String>),
    /// Counts below this are masked in a team's or organisation's record.
    Threshold(u32),
    /// Whose record it is.
    Whose(Whose),
    /// How moments are sampled during a shift.
    Sampling(Sampling),
    /// A form of the study's own (prompts, agenda, statuses, statutory text), as its file says it.
    Form {
        /// Which form.
        name: String,
        /// The file's text; empty for the form that comes with the program.
        text: String,
    },
}

/// A field of an observation, with a value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Fact {
    /// What sort of work.
    Kind(Option<Kind>),
    /// When it happened, as the author says.
    HappenedAt(Moment),
    /// Where it happened; `None` takes the setting away.
    Setting(Option<String>),
    /// Where the author stood.
    Stance(Stance),
    /// Prompted or spontaneous.
    Origin(Origin),
    /// How far it may go.
    Audience(Audience),
    /// Aim, as it looked then.
    Aim(Option<String>),
    /// Cues, as they looked then.
    Cues(Option<String>),
    /// Expectation, as it looked then.
    Expectation(Option<String>),
    /// Options, as they looked then.
    Options(Option<String>),
    /// What was pressing.
    Pressure(Option<String>),
    /// The written or agreed way.
    Prescribed(Option<String>),
    /// The way it was done.
    Done(Option<String>),
    /// Whether the person was told that this is being noted.
    Told(Option<String>),
    /// Whether noticing it changed what was done.
    Noticing(Option<String>),
}

impl Fact {
    /// The word for the field, as queries, files and messages use it.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Kind(_) => "kind",
            Self::HappenedAt(_) => "happened_at",
            Self::Setting(_) => "setting",
            Self::Stance(_) => "stance",
            Self::Origin(_) => "origin",
            Self::Audience(_) => "audience",
            Self::Aim(_) => "aim",
            Self::Cues(_) => "cues",
            Self::Expectation(_) => "expectation",
            Self::Options(_) => "options",
            Self::Pressure(_) => "pressure",
            Self::Prescribed(_) => "prescribed",
            Self::Done(_) => "done",
            Self::Told(_) => "told",
            Self::Noticing(_) => "noticing",
        }
    }
}

/// What one coder says of one tag on one observation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Verdict {
    /// The coder has said nothing, or took it back.
    Unsaid,
    /// It applies.
    Yes,
    /// It does not apply.
    No,
}

/// Something that was added and can be taken back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Item {
    /// The observation itself.
    Observation(ObservationId),
    /// Rewording of a note: `Amendment(note, own id)`.
    Amendment(ObservationId, ItemId),
    /// One of its later notes.
    Later(ObservationId, ItemId),
    /// Taking a note out of the study: `Withdrawal(note, own id)`.
    Withdrawal(ObservationId, ItemId),
    /// A sheet itself.
    Sheet(SheetId),
    /// What a sheet gathered: `Line(sheet, own id)`.
    Line(SheetId, ItemId),
}

impl Item {
    /// The observation or sheet that it is or belongs to.
    pub const fn subject(self) -> Subject {
        match self {
            Self::Observation(id)
            | Self::Amendment(id, _)
            | Self::Later(id, _)
            | Self::Withdrawal(id, _) => Subject::Observation(id),
            Self::Sheet(id) | Self::Line(id, _) => Subject::Sheet(id),
        }
    }
}

impl Change {
    /// The observation that this change brings along: recorded, or handed out.
    pub fn observation(&self) -> Option<&Observation> {
        match self {
            Self::Recorded(observation) => Some(observation),
            Self::Shared { copy: Some(copy), .. } => Some(&copy.observation),
            _ => None,
        }
    }

    /// The same, to be put right.
    pub fn observation_mut(&mut self) -> Option<&mut Observation> {
        match self {
            Self::Recorded(observation) => Some(observation),
            Self::Shared { copy: Some(copy), .. } => Some(&mut copy.observation),
            _ => None,
        }
    }

    /// The change that takes this one back, or `None` for what cannot be taken back.
    pub fn inverse(&self) -> Option<Change> {
        let falls = |item| Some(Change::Stands { item, stands: false });
        match self {
            Self::Founded { .. } | Self::Erased { .. } => None,
            // Each says the whole of what stands from now on and not what stood before. It is not
            // taken back by the way, but by saying what should stand instead.
            Self::Shared { .. } | Self::Member { .. } | Self::Reviewed { .. } => None,
            Self::StudySet { set, was } => {
                Some(Self::StudySet { set: was.clone(), was: set.clone() })
            }
            Self::PersonNamed { was, .. } if was.is_empty() => None,
            Self::PersonNamed { person, pseudonym, was } => Some(Self::PersonNamed {
                person: *person,
                pseudonym: was.clone(),
                was: pseudonym.clone(),
            }),
            Self::Recorded(observation) => falls(Item::Observation(observation.id)),
            Self::Amended { observation, item, .. } => falls(Item::Amendment(*observation, *item)),
            Self::LaterNoted { observation, item, .. } => falls(Item::Later(*observation, *item)),
            Self::Withdrawn { observation, item, .. } => {
                falls(Item::Withdrawal(*observation, *item))
            }
            Self::Stands { item, stands } => Some(Self::Stands { item: *item, stands: !stands }),
            Self::Corrected { observation, set, was } => Some(Self::Corrected {
                observation: *observation,
                set: was.clone(),
                was: set.clone(),
            }),
            Self::Tagged { observation, tag, verdict, was, codebook } => Some(Self::Tagged {
                observation: *observation,
                tag: tag.clone(),
                verdict: *was,
                was: *verdict,
                codebook: *codebook,
            }),
            Self::TagSet { tag, set, was } => Some(inverse_of_tag_set(tag, set, was)),
            Self::Begun { sheet, .. } => falls(Item::Sheet(*sheet)),
            Self::Put { sheet, set, was } => {
                Some(Self::Put { sheet: *sheet, set: was.clone(), was: set.clone() })
            }
            // The plan's own doing, and no act of a person's that could be taken back.
            Self::Said { line: Line::Prompted | Line::Met { .. }, .. } => None,
            // What is final is not taken back, for others build on it.
            Self::Said { line, .. } if line.is_final() => None,
            Self::Said { sheet, item, .. } => falls(Item::Line(*sheet, *item)),
        }
    }
}

/// A tag that was new is retired by its inverse, since it may have been used meanwhile; any other
/// gets its fields back.
fn inverse_of_tag_set(tag: &TagKey, set: &[TagField], was: &[TagField]) -> Change {
    if was.is_empty() {
        let status = set.iter().find_map(|field| match field {
            TagField::Status(status) => Some(*status),
            _ => None,
        });
        let was = status.unwrap_or(super::Status::Provisional);
        return Change::TagSet {
            tag: tag.clone(),
            set: vec![TagField::Status(super::Status::Retired)],
            was: vec![TagField::Status(was)],
        };
    }
    Change::TagSet { tag: tag.clone(), set: was.to_vec(), was: set.to_vec() }
}
