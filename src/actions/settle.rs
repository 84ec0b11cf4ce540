//! After a round is closed: settling differences, and what they ask of the codebook. The first codings
//! stay as they are; what is agreed stands beside them, with the reason.

use super::round::tag_of;
use super::sheet::{Writing, own_sheet, standing_sheet};
use super::{Context, Deed, Refusal, standing, words};
use crate::analysis::settle::differences;
use crate::study::{
    Ask, Line, ObservationId, Proposal, Round, SheetId, Study, Subject, TagKey, Verdict,
};

/// What becomes of a difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The tag applies.
    Yes,
    /// It does not.
    No,
    /// The note can be read both ways, and stays so.
    Kept,
}

impl Outcome {
    const fn verdict(self) -> Option<Verdict> {
        match self {
            Self::Yes => Some(Verdict::Yes),
            Self::No => Some(Verdict::No),
            Self::Kept => None,
        }
    }
}

/// Settles a difference with a reason, or keeps it on purpose. What was settled before does not stand
/// any more.
///
/// # Errors
/// Refused for anybody but whoever began the round, while it is open, where the coders do not differ,
/// and for an agreement without a reason.
pub fn settle(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    (note, tag): (ObservationId, &str),
    (outcome, reason): (Outcome, &str),
) -> Result<Deed, Refusal> {
    own_sheet(study, context, sheet)?;
    let round = closed(study, sheet)?;
    let record = standing(study, note)?;
    let tag = tag_of(round, tag)?;
    let code = words::code(record);
    let found = differences(study, round).into_iter().find(|d| d.note == note && *d.tag.tag == tag);
    let found = found.ok_or_else(|| Refusal::NothingToChange {
        what: format!("no two coders differ on {tag} in {code}"),
    })?;
    let reason = words::optional(reason)?.unwrap_or_default();
    if reason.is_empty() && outcome != Outcome::Kept {
        return Err(Refusal::Missing { what: "a reason" });
    }
    let mut writing = Writing::new(study, context);
    if let Some(before) = &found.settled {
        writing.strike(sheet, before.item);
    }
    let said = match outcome {
        Outcome::Yes => format!("settled {code}: {} applies", found.tag.name),
        Outcome::No => format!("settled {code}: {} does not apply", found.tag.name),
        Outcome::Kept => format!("kept the difference on {} in {code}", found.tag.name),
    };
    writing.say(sheet, Line::Settled { of: note, tag, verdict: outcome.verdict(), reason });
    writing.done(said)
}

/// Proposes something for the codebook that came out of the differences of a round.
///
/// # Errors
/// Refused while the round is open, for a tag that was not in question, and without words.
pub fn propose(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    (ask, tag): (Ask, &str),
    text: &str,
    about: Option<ObservationId>,
) -> Result<Deed, Refusal> {
    let round = closed(study, sheet)?;
    let tag: TagKey = tag_of(round, tag)?;
    let text = words::optional(text)?.ok_or(Refusal::Missing { what: "what is proposed" })?;
    let mut writing = Writing::new(study, context);
    let step = Proposal::step(ask, &tag);
    let about = about.map(Subject::Observation);
    writing.say(sheet, Line::Contribution { step, by: None, about, text });
    writing.done(format!("proposed for {tag}: {}", ask.word()))
}

fn closed(study: &Study, sheet: SheetId) -> Result<Round<'_>, Refusal> {
    let none = || Refusal::NoSuchSheet { sort: "round", typed: sheet.code().short().to_owned() };
    let round = Round::of(standing_sheet(study, sheet)?).ok_or_else(none)?;
    if !round.is_closed(study) {
        return Err(Refusal::StillOpen { code: sheet.code().short().to_owned() });
    }
    Ok(round)
}
