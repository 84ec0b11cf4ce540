//! What a practice sheet says: shifts, reflections, debriefs, voices, lessons and stops are all
//! sheets that begin, have fields, and gather lines.
//!
//! **These types are part of the disk format**, like those of [`super::Change`]. One merge rule
//! serves them all: of each field the last value stands ([`Field::same_place`] says which are one
//! field), lines only grow, and a withdrawal that stands dominates. What people call things
//! (prompts, statuses, scales) is data that a study can edit, so those are words here and not
//! variants.

use serde::{Deserialize, Serialize};

use super::{
    Audience, CLOSED, COUNTED, Digest, ItemId, Moment, NOBODY, ObservationId, PersonId, SheetId,
    TagKey, Verdict,
};

/// Something that can be linked to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Subject {
    /// A note.
    Observation(ObservationId),
    /// A reflection, debrief, voice, lesson or another sheet.
    Sheet(SheetId),
    /// One line of a sheet, such as something to carry upward from a debrief.
    Line(SheetId, ItemId),
}

impl Subject {
    /// The sayable form of its id.
    pub fn code(self) -> super::Code {
        match self {
            Self::Observation(id) => id.code(),
            Self::Sheet(id) => id.code(),
            Self::Line(_, item) => item.code(),
        }
    }

    /// The sheet that it is or belongs to.
    pub const fn sheet(self) -> Option<SheetId> {
        match self {
            Self::Observation(_) => None,
            Self::Sheet(id) | Self::Line(id, _) => Some(id),
        }
    }
}

/// A calendar day, as days since 1 January of year 1 (which is day 1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Day(pub i32);

impl Day {
    /// The day of a date.
    pub fn of(date: chrono::NaiveDate) -> Self {
        Self(chrono::Datelike::num_days_from_ce(&date))
    }

    /// The date of this day; the first day there is for a number that is none.
    pub fn date(self) -> chrono::NaiveDate {
        chrono::NaiveDate::from_num_days_from_ce_opt(self.0).unwrap_or_default()
    }
}

/// A field of a sheet, with a value. An empty value is the same as none.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Field {
    /// How far it may go.
    Audience(Audience),
    /// What was said to one prompt, with the prompt as it was put.
    Answer {
        /// The prompt's name in the study's forms.
        prompt: String,
        /// The words of the question, since a study may edit them later.
        asked: String,
        /// The answer; empty for none.
        text: String,
    },
    /// Whether a tag applies.
    Tag {
        /// The tag in question.
        tag: TagKey,
        /// Whether it applies; `false` takes it off.
        yes: bool,
    },
    /// Whether the sheet is about, or grounded in, something else.
    Link {
        /// What it is about or stands on.
        to: Subject,
        /// Whether the link holds; `false` takes it away.
        yes: bool,
    },
    /// A word chosen from a list of the study's forms: level, step, speaker, manner, assent.
    Choice {
        /// The id of the list in the study's forms.
        list: String,
        /// The word; empty for none.
        word: String,
    },
    /// What the sheet is called.
    Title(String),
    /// Where, in the study's own words.
    Setting(Option<String>),
    /// When it was over.
    Ended(Option<Moment>),
    /// Whether a shift was covered: whoever worked it would have noted what there was to note.
    Covered(bool),
    /// When prompts are to be shown during a shift.
    Due(Vec<Moment>),
    /// How many took part.
    Attendance(Option<u32>),
    /// A role (not a name) that answers for it or leads it.
    Owner(Option<String>),
    /// By which day an answer is due.
    ReplyBy(Option<Day>),
    /// From which day the matter is to be looked at again.
    LookAgain(Option<Day>),
    /// Where a person placed themselves between two or three words.
    Placed {
        /// The scale's name in the study's forms.
        scale: String,
        /// The question as it was put.
        asked: String,
        /// The words at the corners, two or three.
        corners: Vec<String>,
        /// Share of each corner in per mille, adding up to 1,000; empty for none.
        shares: Vec<u16>,
    },
    /// Whether a voice may be shared.
    MayShare(bool),
    /// What was done with a note that left the study.
    Fate(Fate),
    /// Whether a person takes part: a coder of a round, a reviewer of a release.
    Takes {
        /// Whoever takes part, or does no longer.
        person: PersonId,
        /// Whether they do.
        yes: bool,
    },
    /// How the units of a round were drawn.
    Draw {
        /// What the draw began from, so that it can be repeated.
        seed: u64,
        /// How many coders each unit gets.
        per: u8,
    },
    /// The plan of a release, as its file says it; empty for none.
    Plan(String),
}

/// What was done with a note that left the study because it may be reportable.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Fate {
    /// Kept sealed and apart from the study.
    Kept,
    /// Printed once, and then gone.
    Printed,
    /// Nothing of it was kept anywhere.
    Discarded,
}

impl Field {
    /// Whether both are values of one field, so that the later one stands.
    pub fn same_place(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Answer { prompt: a, .. }, Self::Answer { prompt: b, .. }) => a == b,
            (Self::Tag { tag: a, .. }, Self::Tag { tag: b, .. }) => a == b,
            (Self::Link { to: a, .. }, Self::Link { to: b, .. }) => a == b,
            (Self::Choice { list: a, .. }, Self::Choice { list: b, .. }) => a == b,
            (Self::Placed { scale: a, .. }, Self::Placed { scale: b, .. }) => a == b,
            (Self::Takes { person: a, .. }, Self::Takes { person: b, .. }) => a == b,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }

    /// The same field with nothing in it.
    pub fn emptied(&self) -> Self {
        match self {
            Self::Audience(_) => Self::Audience(Audience::Private),
            Self::Answer { prompt, asked, .. } => {
                Self::Answer { prompt: prompt.clone(), asked: asked.clone(), text: String::new() }
            }
            Self::Tag { tag, .. } => Self::Tag { tag: tag.clone(), yes: false },
            Self::Link { to, .. } => Self::Link { to: *to, yes: false },
            Self::Choice { list, .. } => Self::Choice { list: list.clone(), word: String::new() },
            Self::Title(_) => Self::Title(String::new()),
            Self::Setting(_) => Self::Setting(None),
            Self::Ended(_) => Self::Ended(None),
            Self::Covered(_) => Self::Covered(false),
            Self::Due(_) => Self::Due(Vec::new()),
            Self::Attendance(_) => Self::Attendance(None),
            Self::Owner(_) => Self::Owner(None),
            Self::ReplyBy(_) => Self::ReplyBy(None),
            Self::LookAgain(_) => Self::LookAgain(None),
            Self::Placed { scale, asked, corners, .. } => Self::Placed {
                scale: scale.clone(),
                asked: asked.clone(),
                corners: corners.clone(),
                shares: Vec::new(),
            },
            Self::MayShare(_) => Self::MayShare(false),
            Self::Fate(_) => Self::Fate(Fate::Discarded),
            Self::Takes { person, .. } => Self::Takes { person: *person, yes: false },
            Self::Draw { .. } => Self::Draw { seed: 0, per: 0 },
            Self::Plan(_) => Self::Plan(String::new()),
        }
    }
}

/// A line that a sheet gathered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Line {
    /// The shift was paused.
    Paused,
    /// The shift went on.
    Resumed,
    /// A prompt was shown.
    Prompted,
    /// What became of a prompt that was shown.
    Met {
        /// The line that showed it.
        prompt: ItemId,
        /// What became of it.
        how: Met,
    },
    /// What someone said in a debrief, as said.
    Contribution {
        /// The step of the agenda, by its name in the study's forms.
        step: String,
        /// The pseudonym they wished to be noted by.
        by: Option<String>,
        /// About what on show.
        about: Option<Subject>,
        /// Their words.
        text: String,
    },
    /// Something to keep, try or carry upward.
    Carried {
        /// Which of the three, by its name in the study's forms.
        what: String,
        /// What was agreed.
        text: String,
        /// The role that answers for it.
        owner: Option<String>,
        /// By when an answer is asked for.
        reply_by: Option<Day>,
    },
    /// What became of a line to keep, try or carry.
    Outcome {
        /// That line.
        of: ItemId,
        /// What became of it.
        text: String,
    },
    /// A lesson got another status, or a debrief came to another step of its agenda.
    Moved {
        /// The status or step, by its name in the study's forms.
        status: String,
        /// The role that decided.
        by: Option<String>,
        /// Why, where anything was said.
        reason: Option<String>,
    },
    /// An answer back to those who contributed: "you said, we did".
    Told {
        /// The answer, for those who contributed.
        text: String,
    },
    /// A remark.
    Note {
        /// The remark's own words.
        text: String,
    },
    /// It was taken out of the study.
    Withdrawn {
        /// Why, where a reason was given.
        reason: String,
    },
    /// Units of a round, or contents of a release; several lines add up.
    Holds(Vec<Subject>),
    /// A tag as the coders of a round had it before them, whatever the codebook says later.
    Wording {
        /// Which tag it is.
        tag: TagKey,
        /// What it was called.
        name: String,
        /// What it means.
        definition: String,
        /// When it applies.
        include: String,
        /// When it does not, though one might think so.
        exclude: String,
    },
    /// What one coder said of one unit. A tag in question that is in neither list is a no.
    Coded {
        /// The unit.
        of: ObservationId,
        /// The text that was read, by its digest.
        words: Digest,
        /// The tags that apply.
        yes: Vec<TagKey>,
        /// The tags of which the coder is unsure.
        unsure: Vec<TagKey>,
        /// What the coder noted along with it; empty for nothing.
        memo: String,
    },
    /// A coder handed in: the digest of all their codings, which are final from then on.
    HandedIn(Digest),
    /// A difference between coders was talked through.
    Settled {
        /// The unit.
        of: ObservationId,
        /// The tag that they differed about.
        tag: TagKey,
        /// What was agreed; `None` where the difference is kept on purpose.
        verdict: Option<Verdict>,
        /// Why; empty for no reason given.
        reason: String,
    },
    /// The key from which a release makes its pseudonyms. It never leaves; erasing it makes them
    /// unlinkable for good.
    Key([u8; 32]),
}

impl Line {
    /// The observation that this line is about so closely that it goes when that is erased: codings
    /// and how they were settled, whose memos quote it.
    pub const fn goes_with(&self) -> Option<ObservationId> {
        match self {
            Self::Coded { of, .. } | Self::Settled { of, .. } => Some(*of),
            Self::Paused
            | Self::Resumed
            | Self::Prompted
            | Self::Met { .. }
            | Self::Contribution { .. }
            | Self::Carried { .. }
            | Self::Outcome { .. }
            | Self::Moved { .. }
            | Self::Told { .. }
            | Self::Note { .. }
            | Self::Withdrawn { .. }
            | Self::Holds(_)
            | Self::Wording { .. }
            | Self::HandedIn(_)
            | Self::Key(_) => None,
        }
    }

    /// Whether it is final: that somebody handed in, that a coder closed a round, and which hand-ins were
    /// there by then. The codings of others are open to see because of it, so nobody takes it back,
    /// whoever said it and by whatever way. It holds nobody's words.
    pub fn is_final(&self) -> bool {
        match self {
            Self::HandedIn(_) => true,
            Self::Contribution { step, by: None, about: _, text } => {
                let says_which = || text == NOBODY || Digest::read(text).is_some();
                (step == CLOSED && text == CLOSED) || (step == COUNTED && says_which())
            }
            _ => false,
        }
    }
}

/// What became of a prompt that was shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Met {
    /// It was answered, with this observation.
    Answered(ObservationId),
    /// It was put off until then.
    Postponed(Moment),
    /// Shown, and neither answered nor put off in its time.
    Missed,
}

/// How moments are sampled during a shift.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Sampling {
    /// Whether and how prompts are shown.
    pub plan: Plan,
    /// No prompt is shown from the first to the second, in minutes since midnight on the wall
    /// clock; the second may be the smaller, for a night.
    pub quiet: Option<(u16, u16)>,
    /// Whether the terminal's bell goes with a prompt.
    pub bell: bool,
}

impl Sampling {
    /// No prompts: what a study has that chose nothing.
    pub const NONE: Self = Self { plan: Plan::None, quiet: None, bell: false };
}

/// Whether and how prompts are shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Plan {
    /// No prompts are shown.
    None,
    /// Up to so many a shift, at random moments.
    Random {
        /// The most in one shift.
        most: u8,
        /// How long a shift is taken to be, in minutes.
        shift: u16,
    },
    /// One each so many minutes.
    Every {
        /// Minutes from one to the next.
        minutes: u16,
    },
}
