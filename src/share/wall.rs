//! The second wall behind the projection: it looks at every change that is about to be sealed, empties
//! what must be empty, and lets nothing through that has no row in it. Its matches name every case, so
//! that a new change, field or line stays here until somebody has decided about it.

use crate::study::{
    Change, FairCopy, Field, Item, ItemId, Line, Moment, Observation, Origin, Source, StudyField,
    TagField, Verdict,
};

/// A change as it may be sealed for the team, with everything emptied that stays here; `None` for one
/// that never leaves.
pub fn passed(change: &Change) -> Option<Change> {
    Some(match change {
        // The study's id would tell which words an observation began with; its name is its owner's.
        Change::Founded { .. }
        // Observations leave as fair copies and in no other way.
        | Change::Recorded(_)
        | Change::Amended { .. }
        | Change::Withdrawn { .. }
        | Change::Corrected { .. }
        // A release says in words of its own what was reviewed.
        | Change::Reviewed { .. } => return None,
        Change::StudySet { set, was: _ } => {
            let set = passed_study_field(set)?;
            // It says the same as before, so that it does not say what was before.
            Change::StudySet { was: set.clone(), set }
        }
        Change::PersonNamed { person, pseudonym, was: _ } => Change::PersonNamed {
            person: *person,
            pseudonym: pseudonym.clone(),
            was: String::new(),
        },
        Change::LaterNoted { observation, item, text, at } => Change::LaterNoted {
            observation: *observation,
            item: *item,
            text: text.clone(),
            at: at.to_the_minute(),
        },
        Change::Stands { item, stands } => {
            may_fall(*item).then_some(Change::Stands { item: *item, stands: *stands })?
        }
        Change::Tagged { observation, tag, verdict, was: _, codebook: _ } => Change::Tagged {
            observation: *observation,
            tag: tag.clone(),
            verdict: *verdict,
            was: Verdict::Unsaid,
            // It would count private edits.
            codebook: 0,
        },
        Change::TagSet { tag, set, was: _ } => {
            let set = set.iter().map(passed_tag_field).collect();
            Change::TagSet { tag: tag.clone(), set, was: Vec::new() }
        }
        Change::Begun { sheet, sort, at } => {
            let at = at.to_the_minute();
            sort.goes_to_the_team().then_some(Change::Begun { sheet: *sheet, sort: *sort, at })?
        }
        Change::Put { sheet, set, was: _ } => {
            let set = passed_field(set)?;
            Change::Put { sheet: *sheet, was: set.emptied(), set }
        }
        Change::Said { sheet, item, line, at } => Change::Said {
            sheet: *sheet,
            item: *item,
            line: passed_line(line)?,
            at: at.to_the_minute(),
        },
        Change::Erased { what, item, reason: _, at } => {
            let (what, item, at) = (*what, *item, at.to_the_minute());
            may_be_erased(what, item).then_some(Change::Erased { what, item, reason: String::new(), at })?
        }
        Change::Shared { observation, copy } => Change::Shared {
            observation: *observation,
            copy: copy.as_deref().map(|copy| Box::new(passed_copy(copy))),
        },
        Change::Member { device, card } => Change::Member { device: *device, card: card.clone() },
    })
}

/// Whether it leaves that something stands no longer. Of an observation the copy is taken back, one
/// and the same whatever the reason.
const fn may_fall(item: Item) -> bool {
    match item {
        Item::Later(..) | Item::Sheet(_) | Item::Line(..) => true,
        Item::Observation(_) | Item::Amendment(..) | Item::Withdrawal(..) => false,
    }
}

/// Whether it leaves that something was erased. That its author erased an observation is told by nothing
/// but that its copy is gone; those who run the team say so of what somebody else shared.
fn may_be_erased(what: Item, tombstone: ItemId) -> bool {
    may_fall(what) || (matches!(what, Item::Observation(_)) && tombstone == what.gone_for_all())
}

fn passed_copy(copy: &FairCopy) -> FairCopy {
    let FairCopy { observation, audience, reworded } = copy;
    let Observation {
        id,
        text,
        kind,
        happened_at,
        recorded_at,
        setting,
        stance,
        origin,
        source,
        extras,
        tags,
    } = observation;
    let observation = Observation {
        id: *id,
        text: text.clone(),
        kind: *kind,
        happened_at: happened_at.to_the_minute(),
        recorded_at: recorded_at.to_the_minute(),
        setting: setting.clone(),
        stance: *stance,
        origin: match origin {
            Origin::Spontaneous => Origin::Spontaneous,
            // When a prompt was shown says when somebody was at work.
            Origin::Prompted(_) => Origin::Prompted(None),
        },
        source: match source {
            // That the study was locked just then is nobody's business.
            Source::Inbox => Source::Typed,
            Source::Typed | Source::Jotted | Source::Imported | Source::Practice => *source,
        },
        extras: extras.clone(),
        tags: tags.clone(),
    };
    FairCopy { observation, audience: *audience, reworded: *reworded }
}

/// What a team counts and asks by, and no other setting.
fn passed_study_field(field: &StudyField) -> Option<StudyField> {
    field.is_in_common().then(|| field.clone())
}

fn passed_tag_field(field: &TagField) -> TagField {
    match field {
        TagField::Name(_)
        | TagField::Group(_)
        | TagField::Definition(_)
        | TagField::Include(_)
        | TagField::Exclude(_)
        | TagField::Source(_)
        | TagField::Status(_)
        | TagField::MergedInto(_)
        | TagField::Order(_) => field.clone(),
    }
}

/// A field of a sheet. Whether an answer is quiet depends on the forms and was asked before.
fn passed_field(field: &Field) -> Option<Field> {
    match field {
        Field::Ended(at) => Some(Field::Ended(at.map(Moment::to_the_minute))),
        Field::Audience(_)
        | Field::Answer { .. }
        | Field::Tag { .. }
        | Field::Link { .. }
        | Field::Choice { .. }
        | Field::Title(_)
        | Field::Setting(_)
        | Field::Attendance(_)
        | Field::Owner(_)
        | Field::ReplyBy(_)
        | Field::LookAgain(_)
        | Field::Placed { .. }
        | Field::MayShare(_)
        | Field::Takes { .. }
        | Field::Draw { .. } => Some(field.clone()),
        Field::Covered(_) | Field::Due(_) | Field::Fate(_) | Field::Plan(_) => None,
    }
}

fn passed_line(line: &Line) -> Option<Line> {
    match line {
        Line::Contribution { .. }
        | Line::Carried { .. }
        | Line::Outcome { .. }
        | Line::Moved { .. }
        | Line::Told { .. }
        | Line::Note { .. }
        | Line::Holds(_)
        | Line::Wording { .. }
        | Line::Coded { .. }
        | Line::HandedIn(_)
        | Line::Settled { .. } => Some(line.clone()),
        Line::Paused
        | Line::Resumed
        | Line::Prompted
        | Line::Met { .. }
        | Line::Withdrawn { .. }
        | Line::Key(_) => None,
    }
}
