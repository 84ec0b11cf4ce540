//! Taking back what this device did last, and doing it again. `said` names what was undone, for
//! example "took back: tag s.check on kx7qd".
//!
//! A value goes back to what it was before only while this device had the last word on it: where a
//! colleague, or the same person on another laptop, has set it since, that is not taken back by the
//! way, and undo says so.

use super::account::{described, one_change};
use super::taken_back::takes_back_whole;
use super::{Context, Deed, Refusal, amend};
use crate::study::{Act, Change, Item, Line, Purpose, Round, Study, StudyField, TagField};

/// Takes back the last act that still stands.
///
/// # Errors
/// [`Refusal::NothingTo`], or [`Refusal::SetSince`] where a value was set on another device since.
pub fn undo(study: &Study, context: &Context<'_>) -> Result<Deed, Refusal> {
    let act = study.acts().undoable().ok_or(Refusal::NothingTo { verb: "undo" })?;
    let said = format!("took back: {}", described(study, &again(act)));
    let mut changes = act.inverses();
    not_handed_in(study, &changes)?;
    // The last change first.
    changes.reverse();
    let changes = not_set_since(study, context, changes, true)?;
    let mut deed = Deed { changes, purpose: Purpose::Undo(act.seq), said };
    if let [whole] = takes_back_whole(study, &deed).as_slice() {
        deed.said = format!("took back {} {}", whole.sort, whole.code);
    }
    Ok(deed)
}

/// Does again what the last undo took back.
///
/// # Errors
/// [`Refusal::NothingTo`], or [`Refusal::SetSince`] where a value was set on another device since.
pub fn redo(study: &Study, context: &Context<'_>) -> Result<Deed, Refusal> {
    let act = study.acts().redoable().ok_or(Refusal::NothingTo { verb: "redo" })?;
    let changes = not_set_since(study, context, again(act), false)?;
    let said = format!("done again: {}", described(study, &changes));
    Ok(Deed { changes, purpose: Purpose::Redo(act.seq), said })
}

/// Refuses to take back by the way what a coder has handed in, or what a closed round counts.
fn not_handed_in(study: &Study, changes: &[Change]) -> Result<(), Refusal> {
    for change in changes {
        let Change::Stands { item: Item::Line(id, item), .. } = change else { continue };
        let Some(round) = study.sheets().get(*id).and_then(Round::of) else { continue };
        let said = round.sheet().lines().find(|said| said.item == *item);
        let final_now = said.is_some_and(|said| match said.line {
            Line::Coded { .. } => round.is_closed(study) || round.digest_by(said.author).is_some(),
            _ => false,
        });
        if final_now {
            return Err(Refusal::HandedInAlready { code: id.code().short().to_owned() });
        }
    }
    Ok(())
}

/// What an act did, as changes that do it again.
fn again(act: &Act) -> Vec<Change> {
    act.inverses().iter().filter_map(Change::inverse).collect()
}

/// The changes, where nobody set on another device what they would set. `exactly` asks that the
/// values are still those that the act gave them: they are not where a later act, undone meanwhile,
/// has put a colleague's value back.
fn not_set_since(
    study: &Study,
    context: &Context<'_>,
    changes: Vec<Change>,
    exactly: bool,
) -> Result<Vec<Change>, Refusal> {
    let since = |at: usize, change: &Change| {
        let earlier = changes.get(..at).unwrap_or_default();
        study.is_set_elsewhere(context.author, change)
            || (exactly
                && !earlier.iter().any(|before| sets_the_same(before, change))
                && !is_as_set(study, context, change))
    };
    let overtaken: Vec<bool> =
        changes.iter().enumerate().map(|(at, change)| since(at, change)).collect();
    // That a note's new setting is offered came with the note; it stays, and the note can go.
    let by_the_way = |change: &Change| {
        matches!(change, Change::StudySet { set: StudyField::Settings(_), .. }) && changes.len() > 1
    };
    let refused =
        changes.iter().zip(&overtaken).find(|(change, since)| **since && !by_the_way(change));
    if let Some((change, _)) = refused {
        return Err(Refusal::SetSince { what: one_change(study, change) });
    }
    let kept = changes.into_iter().zip(overtaken).filter(|(_, overtaken)| !overtaken);
    Ok(kept.map(|(change, _)| change).collect())
}

/// Whether both set one value, so that the second finds what the first put there.
fn sets_the_same(a: &Change, b: &Change) -> bool {
    match (a, b) {
        (Change::StudySet { set: a, .. }, Change::StudySet { set: b, .. }) => match (a, b) {
            (StudyField::Form { name: a, .. }, StudyField::Form { name: b, .. }) => a == b,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        },
        (Change::PersonNamed { person: a, .. }, Change::PersonNamed { person: b, .. }) => a == b,
        (
            Change::Corrected { observation: a, set: of_a, .. },
            Change::Corrected { observation: b, set: of_b, .. },
        ) => a == b && of_a.field() == of_b.field(),
        (
            Change::Tagged { observation: a, tag: of_a, .. },
            Change::Tagged { observation: b, tag: of_b, .. },
        ) => a == b && of_a == of_b,
        (Change::TagSet { tag: a, .. }, Change::TagSet { tag: b, .. }) => a == b,
        (Change::Put { sheet: a, set: of_a, .. }, Change::Put { sheet: b, set: of_b, .. }) => {
            a == b && of_a.same_place(of_b)
        }
        _ => false,
    }
}

/// Whether a value is still what the act, of which `inverse` is the way back, made of it.
fn is_as_set(study: &Study, context: &Context<'_>, inverse: &Change) -> bool {
    match inverse {
        Change::StudySet { was, .. } => super::found::present(study, was) == *was,
        Change::PersonNamed { person, was, .. } => {
            study.people().iter().any(|known| known.id == *person && known.pseudonym == *was)
        }
        Change::Corrected { observation, was, .. } => {
            study.get(*observation).is_none_or(|record| amend::present(study, record, was) == *was)
        }
        Change::Tagged { observation, tag, was, .. } => study
            .get(*observation)
            .is_none_or(|record| study.verdict(record, context.author, tag) == *was),
        Change::TagSet { tag, was, .. } => {
            let tag = study.codebook().ix(tag).and_then(|ix| study.codebook().get(ix));
            let same = |field: &TagField| tag.is_none_or(|tag| tag.field(field) == *field);
            was.iter().all(same)
        }
        Change::Put { sheet, was, .. } => {
            study.sheets().get(*sheet).is_none_or(|sheet| sheet.field(was) == *was)
        }
        _ => true,
    }
}
