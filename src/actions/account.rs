//! Naming a change in a few words, for undo and for the audit trail: "tag s.check on kx7qd". Never
//! the content: a line of the trail can be shown to anybody who may know that something happened.

use std::collections::HashSet;

use super::amend::said_of;
use super::words;
use crate::study::{
    Change, Fact, Field, Item, ObservationId, Sheet, SheetId, Sort, Study, StudyField, TagKey,
    Verdict,
};

/// What an act did, in a few words, from its changes.
pub(super) fn described(study: &Study, changes: &[Change]) -> String {
    let mut recorded = Vec::new();
    let mut tagged = Vec::new();
    for change in changes {
        match change {
            Change::Recorded(observation) => recorded.push(observation.id),
            Change::Stands { item: Item::Observation(id), .. } => recorded.push(*id),
            Change::Tagged { observation, .. } => tagged.push(*observation),
            _ => {}
        }
    }
    // Recording is the heart of the act it is in; what came with it goes without saying.
    if !recorded.is_empty() {
        return format!("recording {}", several(&recorded));
    }
    if tagged.len() > 1 && tagged.len() == changes.len() {
        return format!("{} on {}", tags(study, changes), several(&tagged));
    }
    let raised = changes.iter().filter(|change| is_audience(change)).count();
    if raised > 1 && raised == changes.len() {
        return format!("the audience of {raised} entries");
    }
    match changes {
        [] => "what was done last".to_owned(),
        [one] => one_change(study, one),
        [one, rest @ ..] => {
            format!("{} and {}", one_change(study, one), words::count(rest.len(), "more change"))
        }
    }
}

fn is_audience(change: &Change) -> bool {
    matches!(
        change,
        Change::Corrected { set: Fact::Audience(_), .. }
            | Change::Put { set: Field::Audience(_), .. }
    )
}

/// "kx7qd", or "3 observations".
fn several(ids: &[ObservationId]) -> String {
    let different: HashSet<&ObservationId> = ids.iter().collect();
    match ids.first() {
        Some(one) if different.len() == 1 => one.code().short().to_owned(),
        _ => words::count(different.len(), "observation"),
    }
}

fn tags(study: &Study, changes: &[Change]) -> String {
    let mut names: Vec<String> = Vec::new();
    for change in changes {
        if let Change::Tagged { observation, tag, .. } = change {
            let name = named(study, *observation, tag);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    format!("{} {}", if names.len() == 1 { "tag" } else { "tags" }, words::list(&names))
}

/// A tag on a note; which, is not said to somebody who codes the note in an open round.
fn named(study: &Study, note: ObservationId, key: &TagKey) -> String {
    if study.is_hidden(note) { "(hidden)".to_owned() } else { name(study, key) }
}

fn name(study: &Study, key: &TagKey) -> String {
    let codebook = study.codebook();
    let tag = codebook.ix(key).and_then(|ix| codebook.get(ix));
    tag.map_or_else(|| key.to_string(), |tag| tag.name().to_owned())
}

/// One change in a few words.
pub(super) fn one_change(study: &Study, change: &Change) -> String {
    let code = |id: &ObservationId| id.code().short().to_owned();
    match change {
        Change::Founded { .. } => "beginning the study".to_owned(),
        Change::StudySet { set, .. } => match set {
            StudyField::Name(_) => "the name of the study".to_owned(),
            StudyField::Settings(_) => "the settings that are offered".to_owned(),
            StudyField::Threshold(_) => "the threshold for small counts".to_owned(),
            StudyField::Whose(_) => "whose record it is".to_owned(),
            StudyField::Sampling(_) => "the sampling plan".to_owned(),
            StudyField::Form { name, .. } => format!("the form {name}"),
        },
        Change::PersonNamed { .. } => "the pseudonym".to_owned(),
        Change::Recorded(observation) => format!("recording {}", code(&observation.id)),
        Change::Amended { observation, .. } => format!("amending {}", code(observation)),
        Change::LaterNoted { observation, .. } => format!("later note on {}", code(observation)),
        Change::Withdrawn { observation, .. } => format!("withdrawing {}", code(observation)),
        Change::Stands { item, .. } => match item {
            Item::Observation(id) => format!("recording {}", code(id)),
            Item::Amendment(id, _) => format!("amending {}", code(id)),
            Item::Later(id, _) => format!("later note on {}", code(id)),
            Item::Withdrawal(id, _) => format!("withdrawing {}", code(id)),
            Item::Sheet(id) => sheet(study, *id),
            Item::Line(id, _) => format!("a line of {}", sheet(study, *id)),
        },
        Change::Corrected { observation, set, .. } => {
            format!("{} of {}", said_of(set), code(observation))
        }
        Change::Tagged { observation, tag, verdict: Verdict::Unsaid, .. } => {
            format!("taking tag {} off {}", named(study, *observation, tag), code(observation))
        }
        Change::Tagged { observation, tag, .. } => {
            format!("tag {} on {}", named(study, *observation, tag), code(observation))
        }
        Change::TagSet { tag, was, .. } if was.is_empty() => {
            format!("adding tag {} to the codebook", name(study, tag))
        }
        Change::TagSet { tag, .. } => format!("the change to tag {}", name(study, tag)),
        Change::Begun { sheet, sort, .. } => format!("{} {}", sort.word(), sheet.code()),
        Change::Put { sheet: id, set: Field::Audience(_), .. } => {
            format!("the audience of {}", sheet(study, *id))
        }
        Change::Put { sheet: id, .. } => format!("a change to {}", sheet(study, *id)),
        Change::Said { sheet: id, .. } => format!("a line of {}", sheet(study, *id)),
        Change::Erased { what, .. } => format!("erasing {}", item(study, *what)),
        Change::Shared { observation, copy: Some(_) } => {
            format!("sharing {} with the team", code(observation))
        }
        Change::Shared { observation, copy: None } => {
            format!("taking {} back from the team", code(observation))
        }
        Change::Member { card: Some(_), .. } => "a laptop of the team".to_owned(),
        Change::Member { card: None, .. } => "removing a laptop from the team".to_owned(),
        Change::Reviewed { .. } => "the review of a text".to_owned(),
    }
}

/// "kx7qd", "a later note on kx7qd", "voice kx7qd".
pub(super) fn item(study: &Study, what: Item) -> String {
    match what {
        Item::Observation(id) => id.code().to_string(),
        Item::Amendment(id, _) => format!("an amendment of {}", id.code()),
        Item::Later(id, _) => format!("a later note on {}", id.code()),
        Item::Withdrawal(id, _) => format!("the withdrawal of {}", id.code()),
        Item::Sheet(id) => sheet(study, id),
        Item::Line(id, _) => format!("a line of {}", sheet(study, id)),
    }
}

/// "lesson kx7qd"
fn sheet(study: &Study, id: SheetId) -> String {
    let sort = study.sheets().get(id).and_then(Sheet::sort).map_or("sheet", Sort::word);
    format!("{sort} {}", id.code())
}
