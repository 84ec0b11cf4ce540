//! A note that is saved twice: somebody was not told that the first time worked, and tries again.

use super::Context;
use crate::study::{Change, Content, Entry, Item, Observation, ObservationId, Origin, Source};

/// How long after a note the same one is taken for a second try, in milliseconds.
const WITHIN: i64 = 60_000;

/// The note among the newest entries that `changes` would record once more: by the same person, not
/// a minute ago, and the same in everything but the moment at which it was written.
pub fn said_before(
    lately: &[Entry],
    context: &Context<'_>,
    changes: &[Change],
) -> Option<ObservationId> {
    let new = changes.iter().find_map(recorded)?;
    let known = lately.iter().filter(|entry| entry.header.author == context.author);
    let mut before = known.filter_map(|entry| match &entry.content {
        Content::Known(change) => recorded(change),
        Content::Unknown(_) | Content::Erased => None,
    });
    let before = before.rfind(|old| is_same(old, new))?;
    let item = Item::Observation(before.id);
    let stands = |entry: &Entry| match entry.content {
        Content::Known(Change::Stands { item: its, stands }) if its == item => Some(stands),
        _ => None,
    };
    // One that was taken back is meant when it is said again.
    lately.iter().rev().find_map(stands).unwrap_or(true).then_some(before.id)
}

fn recorded(change: &Change) -> Option<&Observation> {
    match change {
        Change::Recorded(observation) => Some(observation),
        _ => None,
    }
}

fn is_same(old: &Observation, new: &Observation) -> bool {
    let since = new.recorded_at.millis.saturating_sub(old.recorded_at.millis);
    let now = |observation: &Observation| observation.happened_at == observation.recorded_at;
    let at_once = old.happened_at == new.happened_at || (now(old) && now(new));
    // The first try answered the prompt that was on show, so the second finds none to answer.
    let origin = match (old.origin, new.origin) {
        (Origin::Prompted(Some(_)), Origin::Prompted(None)) => new.origin,
        (origin, _) => origin,
    };
    let same = Observation {
        origin,
        // The first may have waited in the inbox.
        source: if old.source == Source::Inbox { new.source } else { old.source },
        id: new.id,
        happened_at: new.happened_at,
        recorded_at: new.recorded_at,
        ..old.clone()
    };
    (0..WITHIN).contains(&since) && at_once && same == *new
}
