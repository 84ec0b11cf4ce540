//! Saying of which scope a list or a count is, the same everywhere.

use super::out::Out;
use crate::analysis::{Scope, View};

/// An object with the scope that it is of.
pub(super) fn in_json(view: View<'_>, mut object: serde_json::Value) -> serde_json::Value {
    if let Some(fields) = object.as_object_mut() {
        fields.insert("scope".to_owned(), view.scope().word().into());
    }
    object
}

/// Says of which scope something is, and what is masked in it. For one's own record in its own scope
/// there is nothing to say.
pub(super) fn said(out: &mut Out, view: View<'_>) {
    if let Some(sentence) = sentence(view) {
        out.say(&sentence);
    }
    blindfold(out, view);
}

/// Says of how many notes the tags are left out, where somebody asks who codes them in a round.
pub(super) fn blindfold(out: &mut Out, view: View<'_>) {
    let whose = match view.blindfold() {
        0 => return,
        1 => "1 note that you code in a round: its".to_owned(),
        notes => format!("{notes} notes that you code in a round: their"),
    };
    out.say(&format!(
        "{whose} tags and later notes are hidden and count nowhere until the round is closed"
    ));
}

/// Of which scope something is and what is masked in it, as a sentence without a full stop.
fn sentence(view: View<'_>) -> Option<String> {
    let whose = match view.scope() {
        Scope::Mine => return None,
        _ if view.is_own() => format!("scope {}: everything in this record", view.scope()),
        scope => format!("scope {scope}: only what people chose to raise to {scope} or wider"),
    };
    let masked = view.policy().said()?;
    // One laptop that a whole team writes on cannot tell who wrote what.
    let people = match view.is_of_one() {
        true => "; only one person has written here, so counts are masked by size alone",
        false => "",
    };
    Some(format!(
        "{whose}; {masked}, and others withheld (*) where they would give one away{people}"
    ))
}
