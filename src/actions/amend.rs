//! What can be done to an observation that is there.

use super::offered::offered_from_now_on;
use super::{Context, Deed, Refusal, own, seen_by_team, standing, when, words};
use crate::study::{Change, Extra, Fact, ItemId, ObservationId, Record, Study, text_fact};

/// Puts an observation's text another way. The original is kept in its history.
///
/// # Errors
/// Refused for text that cannot be saved, another's observation, one that was withdrawn, or the
/// same text again.
pub fn amend(
    study: &Study,
    context: &Context<'_>,
    id: ObservationId,
    text: &str,
    why: Option<&str>,
) -> Result<Deed, Refusal> {
    let record = own(study, context, id)?;
    let text = words::text(text)?;
    let why = why.map_or(Ok(None), words::optional)?;
    words::within_limit(text.len() + why.as_ref().map_or(0, String::len))?;
    if text == record.text() {
        let what = format!("{} says that already", words::code(record));
        return Err(Refusal::NothingToChange { what });
    }
    let item = ItemId::from(context.ids.fresh());
    let change = Change::Amended { observation: id, item, text, why, at: context.now };
    Ok(Deed::done(vec![change], format!("amended {}", words::code(record))))
}

/// Adds what came later, as a note with a date of its own.
///
/// # Errors
/// Refused for text that cannot be saved or an observation that was withdrawn.
pub fn later(
    study: &Study,
    context: &Context<'_>,
    id: ObservationId,
    text: &str,
) -> Result<Deed, Refusal> {
    let record = standing(study, id)?;
    let text = words::text(text)?;
    let item = ItemId::from(context.ids.fresh());
    let change = Change::LaterNoted { observation: id, item, text, at: context.now };
    Ok(Deed::done(
        vec![change],
        format!(
            "noted what came later on {}{}",
            words::code(record),
            seen_by_team(study, context, &[record])
        ),
    ))
}

/// Takes an observation out of the study, with a reason.
///
/// # Errors
/// Refused without a reason, for another's observation, or one that was withdrawn.
pub fn withdraw(
    study: &Study,
    context: &Context<'_>,
    id: ObservationId,
    reason: &str,
) -> Result<Deed, Refusal> {
    let record = own(study, context, id)?;
    let reason = words::optional(reason)?.ok_or(Refusal::Missing { what: "a reason" })?;
    words::within_limit(reason.len())?;
    let item = ItemId::from(context.ids.fresh());
    let change = Change::Withdrawn { observation: id, item, reason, at: context.now };
    Ok(Deed::done(vec![change], format!("withdrew {}", words::code(record))))
}

/// Puts fields other than the text right, as one act; fields that are so already are passed over.
///
/// # Errors
/// Refused for another's observation, one that was withdrawn, or where nothing would change.
pub fn correct(
    study: &Study,
    context: &Context<'_>,
    id: ObservationId,
    facts: Vec<Fact>,
) -> Result<Deed, Refusal> {
    let record = own(study, context, id)?;
    let mut changes: Vec<Change> = Vec::new();
    let mut fields: Vec<&str> = Vec::new();
    for fact in last_of_each(facts) {
        let set = checked(study, context, fact)?;
        let was = present(study, record, &set);
        if set != was {
            fields.push(said_of(&set));
            changes.push(Change::Corrected { observation: id, set, was });
        }
    }
    if changes.is_empty() {
        let what = format!("{} has that already", words::code(record));
        return Err(Refusal::NothingToChange { what });
    }
    let said = format!("put the {} of {} right", words::list(&fields), words::code(record));
    let place = changes.iter().find_map(|change| match change {
        Change::Corrected { set: Fact::Setting(name), .. } => name.clone(),
        _ => None,
    });
    changes.extend(offered_from_now_on(study, place.as_deref()));
    Ok(Deed::done(changes, said))
}

/// Where a field is set twice, the last value.
fn last_of_each(facts: Vec<Fact>) -> Vec<Fact> {
    let mut kept: Vec<Fact> = Vec::with_capacity(facts.len());
    for fact in facts {
        kept.retain(|known| known.field() != fact.field());
        kept.push(fact);
    }
    kept
}

/// The fact as it can be saved.
fn checked(study: &Study, context: &Context<'_>, fact: Fact) -> Result<Fact, Refusal> {
    let text = |typed: Option<&str>| -> Result<Option<String>, Refusal> {
        let text = typed.map_or(Ok(None), words::optional)?;
        words::within_limit(text.as_ref().map_or(0, String::len))?;
        Ok(text)
    };
    Ok(match fact {
        Fact::Kind(_) | Fact::Stance(_) | Fact::Origin(_) | Fact::Audience(_) => fact,
        Fact::HappenedAt(at) if at.millis > context.now.plus_minutes(2).millis => {
            let why = "it is still to come".to_owned();
            return Err(Refusal::BadTime { typed: when::say(at, context.now), why });
        }
        Fact::HappenedAt(at) => Fact::HappenedAt(at),
        Fact::Setting(name) => {
            let name = words::name("a setting", name.as_deref().unwrap_or_default())?;
            Fact::Setting(name.map(|name| words::spelled(study, &name)))
        }
        text_fact!(_) => match Extra::of_fact(&fact) {
            Some((extra, typed)) => extra.fact(text(typed)?),
            None => fact,
        },
    })
}

/// The present value of the field that `like` is a value of.
pub(super) fn present(study: &Study, record: &Record, like: &Fact) -> Fact {
    match like {
        Fact::Kind(_) => Fact::Kind(record.kind()),
        Fact::HappenedAt(_) => Fact::HappenedAt(record.happened_at()),
        Fact::Setting(_) => {
            Fact::Setting(record.setting().map(|ix| study.setting_name(ix).to_owned()))
        }
        Fact::Stance(_) => Fact::Stance(record.stance()),
        Fact::Origin(_) => Fact::Origin(record.origin()),
        Fact::Audience(_) => Fact::Audience(record.audience()),
        text_fact!(_) => match Extra::of_fact(like) {
            Some((extra, _)) => extra.fact(record.extra(extra).map(str::to_owned)),
            None => like.clone(),
        },
    }
}

/// The field as a sentence names it.
pub(super) fn said_of(fact: &Fact) -> &'static str {
    match (fact, Extra::of_fact(fact)) {
        (Fact::HappenedAt(_), _) => "time",
        (_, Some((extra, _))) => extra.name(),
        (other, None) => other.field(),
    }
}
