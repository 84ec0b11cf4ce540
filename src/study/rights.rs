//! Who may write what, in one table.
//!
//! What this study's own journal says counts: it was checked when it was written. An entry that came
//! from somebody else's laptop counts only as far as this table lets it, whatever it claims:
//!
//! - nothing from outside touches an observation that was recorded here: not its words, its facts,
//!   its audience, and not whether it stands; one that was not is shown as its author hands it out
//!   (`Change::Shared`), and goes when they take it back;
//! - a thing belongs to the person who began it, on whichever of their laptops, and a line or a later
//!   note to the laptop that added it. In whose name an entry is, the team's card of its laptop says,
//!   not the entry;
//! - where two people claim one id, whoever writes in this journal comes first, then the one with the
//!   smaller stamp;
//! - what a team counts and asks by, and which tags are out of use, is for its owner and stewards, while
//!   they are that;
//! - what somebody takes back on another laptop of theirs is private here, and nothing else of what
//!   was recorded here changes;
//! - what was shared, those who run the team may erase for everybody: it is private for good where it
//!   was recorded, and nowhere else any more.

use super::{Change, Field, Item, Line, Sort, Status, StudyField, TagField};

/// Whose entries count, of all that come from outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// Nobody's.
    Nobody,
    /// Those of the person who began the sheet, or of the laptop that added the line or later note.
    Author,
    /// Anybody's, as their own.
    Anyone,
    /// Those of an owner or a steward of the team, by what it says of its laptops
    /// ([`super::Members`]).
    Steward,
    /// Those of the author, as they take back what is theirs, and those of an owner or a steward.
    AuthorOrSteward,
}

/// Whose entries with this change count, of all that come from outside. `sort` is the sort of the
/// sheet that the change is of, where it is of one that has begun.
pub fn who_may(change: &Change, sort: Option<Sort>) -> Who {
    match change {
        Change::Founded { .. }
        | Change::Recorded(_)
        | Change::Amended { .. }
        | Change::Withdrawn { .. }
        | Change::Corrected { .. } => Who::Nobody,
        // It is kept, and nothing follows from it yet.
        Change::Reviewed { .. } => Who::Nobody,
        Change::StudySet { set, .. } => who_may_choose(set),
        // Which of them count is what they say of one another.
        Change::Member { .. } => Who::Steward,
        Change::Shared { .. } | Change::PersonNamed { .. } => Who::Author,
        Change::LaterNoted { .. } | Change::Tagged { .. } => Who::Anyone,
        Change::TagSet { set, .. } => match set.as_slice() {
            [field] => who_may_set(field),
            // Each field is asked about by itself.
            [] | [_, _, ..] => Who::Nobody,
        },
        Change::Begun { .. } => Who::Anyone,
        Change::Stands { item, .. } => who_may_take_back(*item),
        Change::Erased { what, .. } => who_may_erase(*what),
        Change::Put { set, .. } => who_may_put(set, sort),
        Change::Said { line, .. } => who_may_say(line, sort),
    }
}

const fn who_may_take_back(item: Item) -> Who {
    match item {
        Item::Observation(_) | Item::Amendment(..) | Item::Withdrawal(..) => Who::Nobody,
        Item::Later(..) | Item::Sheet(_) | Item::Line(..) => Who::Author,
    }
}

/// Of a note its rewordings and withdrawals never leave.
const fn who_may_erase(item: Item) -> Who {
    match item {
        Item::Amendment(..) | Item::Withdrawal(..) => Who::Nobody,
        Item::Observation(_) | Item::Later(..) | Item::Sheet(_) | Item::Line(..) => {
            Who::AuthorOrSteward
        }
    }
}

/// A lesson is agreed with others: anyone may name what it is grounded in, who answers for it and
/// by when. Everything else is for whoever began the sheet, its audience first of all.
const fn who_may_put(set: &Field, sort: Option<Sort>) -> Who {
    match (sort, set) {
        (
            Some(Sort::Lesson),
            Field::Link { .. } | Field::Owner(_) | Field::ReplyBy(_) | Field::LookAgain(_),
        ) => Who::Anyone,
        // Who codes in a round, and how its notes were drawn, is for whoever began it.
        (Some(Sort::Round), Field::Takes { .. } | Field::Draw { .. }) => Who::Author,
        // Who takes part in a release, and by which plan, has no effect from outside yet.
        (_, Field::Takes { .. } | Field::Draw { .. } | Field::Plan(_)) => Who::Nobody,
        (
            _,
            Field::Audience(_)
            | Field::Answer { .. }
            | Field::Tag { .. }
            | Field::Link { .. }
            | Field::Choice { .. }
            | Field::Title(_)
            | Field::Setting(_)
            | Field::Ended(_)
            | Field::Covered(_)
            | Field::Due(_)
            | Field::Attendance(_)
            | Field::Owner(_)
            | Field::ReplyBy(_)
            | Field::LookAgain(_)
            | Field::Placed { .. }
            | Field::Fate(_)
            | Field::MayShare(_),
        ) => Who::Author,
    }
}

/// Anyone may say what became of something, remark on it, answer back, and give a lesson another
/// status. A voice is withdrawn for the person who spoke, by whomever they ask. How a shift went, what
/// was said in a debrief and that any other sheet is withdrawn is for whoever began it.
const fn who_may_say(line: &Line, sort: Option<Sort>) -> Who {
    match (sort, line) {
        (_, Line::Outcome { .. } | Line::Note { .. } | Line::Told { .. })
        | (Some(Sort::Lesson), Line::Moved { .. })
        | (Some(Sort::Voice), Line::Withdrawn { .. }) => Who::Anyone,
        // What a coder says in a round is theirs, whoever began it.
        (Some(Sort::Round), Line::Coded { .. } | Line::HandedIn(_) | Line::Contribution { .. }) => {
            Who::Anyone
        }
        // Its notes, its tags, and how differences were settled, are for whoever began it.
        (Some(Sort::Round), Line::Holds(_) | Line::Wording { .. } | Line::Settled { .. }) => {
            Who::Author
        }
        // The other lines of rounds and releases have no effect from outside yet.
        (
            _,
            Line::Holds(_)
            | Line::Wording { .. }
            | Line::Coded { .. }
            | Line::HandedIn(_)
            | Line::Settled { .. }
            | Line::Key(_),
        ) => Who::Nobody,
        (
            _,
            Line::Paused
            | Line::Resumed
            | Line::Prompted
            | Line::Met { .. }
            | Line::Contribution { .. }
            | Line::Carried { .. }
            | Line::Moved { .. }
            | Line::Withdrawn { .. },
        ) => Who::Author,
    }
}

/// What a team counts and asks by is for those who run it. What a study is called, where its author
/// works and when they are asked stays everybody's own.
fn who_may_choose(field: &StudyField) -> Who {
    if field.is_in_common() { Who::Steward } else { Who::Nobody }
}

/// Wording is anybody's. What takes a tag out of use for everybody, or lets it count for another, is
/// for those who run the team.
const fn who_may_set(field: &TagField) -> Who {
    match field {
        TagField::Name(_)
        | TagField::Group(_)
        | TagField::Definition(_)
        | TagField::Include(_)
        | TagField::Exclude(_)
        | TagField::Source(_)
        | TagField::Order(_) => Who::Anyone,
        TagField::Status(Status::Provisional | Status::Defined) => Who::Anyone,
        TagField::Status(Status::Retired) | TagField::MergedInto(_) => Who::Steward,
    }
}
