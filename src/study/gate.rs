//! The one gate for values that enter a study, and the reading of those that are in it.
//!
//! [`admit`] looks at whatever is about to be written into a journal, from wherever it comes: a line,
//! a form, an import, the inbox. [`Change::cleaned`] is for reading a journal again: what an older
//! version or somebody else wrote there is never refused, since it would be lost; it is shown without
//! what could drive a terminal or stop a calculation. Both walk over every value of a change by one
//! match without a wildcard, so the compiler names this file when a change gets a new field.

use thiserror::Error;

use super::{Card, FairCopy, Passed};
use super::{
    Change, Fact, Field, LONGEST_TEXT, Line, Moment, Observation, StudyField, TagField, TagKey,
    letters, text_fact,
};

/// Why a value does not enter a study.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Unfit {
    /// A control character.
    #[error("a text has a control character (U+{code:04X})")]
    Control {
        /// A character that no text may hold; `code` is its number in Unicode.
        code: u32,
    },
    /// A line break or tab in a name.
    #[error("a name has a line break or a tab in it")]
    Broken,
    /// More than one text holds.
    #[error("a text is {bytes} bytes long and can have {limit}")]
    Long {
        /// Its length.
        bytes: usize,
        /// The most it may have.
        limit: usize,
    },
    /// A name that no line of a screen holds.
    #[error("a name has {characters} characters and can have {LONGEST_NAME}")]
    LongName {
        /// A name of so many characters is no name.
        characters: usize,
    },
    /// Nothing to be seen.
    #[error("a text has no words that can be seen")]
    Blank,
    /// Not the name of a tag.
    #[error("a tag has a name that no tag can have")]
    Tag,
    /// No date that can be.
    #[error("a date is outside the years 1 to 9999")]
    Moment,
    /// The same thing more often than anybody would say it.
    #[error("it has {number} {what} and can have {limit}")]
    Many {
        /// What there is too much of, in the plural.
        what: &'static str,
        /// How often it was there.
        number: usize,
        /// The most it may have.
        limit: usize,
    },
}

/// The longest name, in characters: of a study, a person, a setting, a group, a role, a title.
pub const LONGEST_NAME: usize = 80;

/// The most tags that one observation is given while it is written.
pub const MOST_TAGS: usize = 1000;

/// What a text of a change is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sort {
    /// One line of at most [`LONGEST_NAME`] characters.
    Name,
    /// What a tag is called.
    Tag,
    /// A word or a question of a form, one line.
    Word,
    /// What a person wrote, with something to be seen in it.
    Words,
    Text,
    /// A file's text.
    File,
    /// What stood there before: it has been let in once.
    Former,
}

/// What is done with each value.
trait Visitor<'a, T, M> {
    fn text(&mut self, sort: Sort, text: T);
    fn moment(&mut self, moment: M);
}

macro_rules! walks {
    ($walk:ident, $card:ident, $passed:ident, $observation:ident, $fact:ident, $study:ident, $tag:ident, $field:ident, $line:ident $(, $mut:tt)?) => {
        fn $walk<'a>(change: &'a $($mut)? Change, v: &mut impl Visitor<'a, &'a $($mut)? String, &'a $($mut)? Moment>) {
            match change {
                Change::Founded { study: _, name } => v.text(Sort::Name, name),
                Change::StudySet { set, was } => {
                    $study(set, false, v);
                    $study(was, true, v);
                }
                Change::PersonNamed { person: _, pseudonym, was } => {
                    v.text(Sort::Name, pseudonym);
                    v.text(Sort::Former, was);
                }
                Change::Recorded(observation) => $observation(observation, v),
                Change::Amended { observation: _, item: _, text, why, at } => {
                    v.text(Sort::Words, text);
                    if let Some(why) = why {
                        v.text(Sort::Text, why);
                    }
                    v.moment(at);
                }
                Change::LaterNoted { observation: _, item: _, text, at } => {
                    v.text(Sort::Words, text);
                    v.moment(at);
                }
                Change::Withdrawn { observation: _, item: _, reason, at }
                | Change::Erased { what: _, item: _, reason, at } => {
                    v.text(Sort::Text, reason);
                    v.moment(at);
                }
                Change::Corrected { observation: _, set, was } => {
                    $fact(set, false, v);
                    $fact(was, true, v);
                }
                Change::TagSet { tag: _, set, was } => {
                    for field in set {
                        $tag(field, false, v);
                    }
                    for field in was {
                        $tag(field, true, v);
                    }
                }
                Change::Begun { sheet: _, sort: _, at } => v.moment(at),
                Change::Put { sheet: _, set, was } => {
                    $field(set, false, v);
                    $field(was, true, v);
                }
                Change::Said { sheet: _, item: _, line, at } => {
                    $line(line, v);
                    v.moment(at);
                }
                Change::Shared { observation: _, copy: Some(copy) } => {
                    let FairCopy { observation, audience: _, reworded: _ } = &$($mut)? **copy;
                    $observation(observation, v);
                }
                Change::Member { device: _, card: Some(card) } => $card(card, v),
                Change::Reviewed { words: _, verdict } => $passed(verdict, v),
                Change::Shared { observation: _, copy: None }
                | Change::Member { device: _, card: None }
                | Change::Stands { item: _, stands: _ }
                | Change::Tagged { observation: _, tag: _, verdict: _, was: _, codebook: _ } => {}
            }
        }

        fn $card<'a>(card: &'a $($mut)? Card, v: &mut impl Visitor<'a, &'a $($mut)? String, &'a $($mut)? Moment>) {
            let Card { person: _, verify: _, recipient, right: _, until: _ } = card;
            v.text(Sort::Word, recipient);
        }

        fn $passed<'a>(verdict: &'a $($mut)? Passed, v: &mut impl Visitor<'a, &'a $($mut)? String, &'a $($mut)? Moment>) {
            match verdict {
                Passed::Redacted(pieces) => {
                    for (_, _, instead) in pieces {
                        v.text(Sort::Text, instead);
                    }
                }
                Passed::Whole | Passed::Out => {}
            }
        }

        fn $observation<'a>(observation: &'a $($mut)? Observation, v: &mut impl Visitor<'a, &'a $($mut)? String, &'a $($mut)? Moment>) {
            let Observation {
                id: _, text, kind: _, happened_at, recorded_at, setting, stance: _, origin,
                source: _, extras, tags: _,
            } = observation;
            v.text(Sort::Words, text);
            v.moment(happened_at);
            v.moment(recorded_at);
            if let Some(setting) = setting {
                v.text(Sort::Name, setting);
            }
            if let super::Origin::Prompted(Some(at)) = origin {
                v.moment(at);
            }
            for text in extras {
                v.text(Sort::Text, text);
            }
        }

        fn $fact<'a>(fact: &'a $($mut)? Fact, former: bool, v: &mut impl Visitor<'a, &'a $($mut)? String, &'a $($mut)? Moment>) {
            match fact {
                Fact::HappenedAt(at) | Fact::Origin(super::Origin::Prompted(Some(at))) => v.moment(at),
                Fact::Setting(Some(name)) => v.text(before(Sort::Name, former), name),
                text_fact!(Some(text)) => v.text(before(Sort::Text, former), text),
                Fact::Setting(None)
                | text_fact!(None)
                | Fact::Kind(_)
                | Fact::Stance(_)
                | Fact::Origin(_)
                | Fact::Audience(_) => {}
            }
        }

        fn $study<'a>(field: &'a $($mut)? StudyField, former: bool, v: &mut impl Visitor<'a, &'a $($mut)? String, &'a $($mut)? Moment>) {
            match field {
                StudyField::Name(name) => v.text(before(Sort::Name, former), name),
                StudyField::Settings(names) => {
                    for name in names {
                        v.text(before(Sort::Name, former), name);
                    }
                }
                StudyField::Form { name, text } => {
                    v.text(before(Sort::Word, former), name);
                    v.text(before(Sort::File, former), text);
                }
                StudyField::Threshold(_) | StudyField::Whose(_) | StudyField::Sampling(_) => {}
            }
        }

        fn $tag<'a>(field: &'a $($mut)? TagField, former: bool, v: &mut impl Visitor<'a, &'a $($mut)? String, &'a $($mut)? Moment>) {
            match field {
                TagField::Name(name) => v.text(before(Sort::Tag, former), name),
                TagField::Group(name) => v.text(before(Sort::Name, former), name),
                TagField::Definition(text)
                | TagField::Include(text)
                | TagField::Exclude(text)
                | TagField::Source(text) => v.text(before(Sort::Text, former), text),
                TagField::Status(_) | TagField::MergedInto(_) | TagField::Order(_) => {}
            }
        }

        fn $field<'a>(field: &'a $($mut)? Field, former: bool, v: &mut impl Visitor<'a, &'a $($mut)? String, &'a $($mut)? Moment>) {
            match field {
                Field::Answer { prompt, asked, text } => {
                    v.text(before(Sort::Word, former), prompt);
                    v.text(before(Sort::Text, former), asked);
                    v.text(before(Sort::Text, former), text);
                }
                Field::Choice { list, word } => {
                    v.text(before(Sort::Word, former), list);
                    v.text(before(Sort::Word, former), word);
                }
                Field::Title(name) | Field::Setting(Some(name)) | Field::Owner(Some(name)) => {
                    v.text(before(Sort::Name, former), name);
                }
                Field::Plan(text) => v.text(before(Sort::Text, former), text),
                Field::Ended(Some(at)) => v.moment(at),
                Field::Due(moments) => {
                    for at in moments {
                        v.moment(at);
                    }
                }
                Field::Placed { scale, asked, corners, shares: _ } => {
                    v.text(before(Sort::Word, former), scale);
                    v.text(before(Sort::Text, former), asked);
                    for corner in corners {
                        v.text(before(Sort::Text, former), corner);
                    }
                }
                Field::Setting(None)
                | Field::Owner(None)
                | Field::Ended(None)
                | Field::Audience(_)
                | Field::Tag { tag: _, yes: _ }
                | Field::Link { to: _, yes: _ }
                | Field::Covered(_)
                | Field::Attendance(_)
                | Field::ReplyBy(_)
                | Field::LookAgain(_)
                | Field::MayShare(_)
                | Field::Fate(_)
                | Field::Takes { person: _, yes: _ }
                | Field::Draw { seed: _, per: _ } => {}
            }
        }

        fn $line<'a>(line: &'a $($mut)? Line, v: &mut impl Visitor<'a, &'a $($mut)? String, &'a $($mut)? Moment>) {
            match line {
                Line::Contribution { step, by, about: _, text } => {
                    v.text(Sort::Word, step);
                    if let Some(by) = by {
                        v.text(Sort::Name, by);
                    }
                    v.text(Sort::Text, text);
                }
                Line::Carried { what, text, owner, reply_by: _ } => {
                    v.text(Sort::Word, what);
                    v.text(Sort::Text, text);
                    if let Some(owner) = owner {
                        v.text(Sort::Name, owner);
                    }
                }
                Line::Outcome { of: _, text } | Line::Told { text } | Line::Note { text } => {
                    v.text(Sort::Text, text);
                }
                Line::Moved { status, by, reason } => {
                    v.text(Sort::Word, status);
                    if let Some(by) = by {
                        v.text(Sort::Name, by);
                    }
                    if let Some(reason) = reason {
                        v.text(Sort::Text, reason);
                    }
                }
                Line::Withdrawn { reason } => v.text(Sort::Text, reason),
                Line::Wording { tag: _, name, definition, include, exclude } => {
                    v.text(Sort::Tag, name);
                    for text in [definition, include, exclude] {
                        v.text(Sort::Text, text);
                    }
                }
                Line::Coded { of: _, words: _, yes: _, unsure: _, memo: text }
                | Line::Settled { of: _, tag: _, verdict: _, reason: text } => {
                    v.text(Sort::Text, text);
                }
                Line::Met { prompt: _, how: super::Met::Postponed(at) } => v.moment(at),
                Line::Met { prompt: _, how: super::Met::Answered(_) | super::Met::Missed }
                | Line::Paused
                | Line::Resumed
                | Line::Prompted
                | Line::Holds(_)
                | Line::HandedIn(_)
                | Line::Key(_) => {}
            }
        }
    };
}

walks!(
    walk,
    walk_card,
    walk_passed,
    walk_observation,
    walk_fact,
    walk_study,
    walk_tag,
    walk_field,
    walk_line
);
walks!(
    change_all,
    change_card,
    change_passed,
    change_observation,
    change_fact,
    change_study,
    change_tag,
    change_field,
    change_line,
    mut
);

const fn before(sort: Sort, former: bool) -> Sort {
    if former { Sort::Former } else { sort }
}

/// Whether a change may be written into a study.
///
/// # Errors
/// What is wrong with the first value that does not fit.
pub fn admit(change: &Change) -> Result<(), Unfit> {
    let observation = change.observation();
    let mut looking = Looking { observation: observation.is_some(), bytes: 0, found: Ok(()) };
    walk(change, &mut looking);
    looking.found?;
    if let Some(observation) = observation {
        let number = observation.tags.len();
        if number > MOST_TAGS {
            return Err(Unfit::Many { what: "tags", number, limit: MOST_TAGS });
        }
    }
    Ok(())
}

/// A change that came through the inbox, where anybody can say anything: that a note was written down
/// before the study began or is yet to be written is not believed. It is then dated at the nearer
/// end of what can be, `began` to `now` in milliseconds since 1970.
pub fn received(change: &Change, began: Option<i64>, now: i64) -> Option<Change> {
    let Change::Recorded(observation) = change else { return None };
    let at = observation.recorded_at.millis;
    let dated = at.max(began.unwrap_or(i64::MIN)).min(now);
    if observation.source != super::Source::Inbox || dated == at {
        return None;
    }
    let mut observation = observation.clone();
    observation.recorded_at.millis = dated;
    Some(Change::Recorded(observation))
}

struct Looking {
    /// The texts of an observation are stored in one piece and share one limit.
    observation: bool,
    bytes: usize,
    found: Result<(), Unfit>,
}

impl<'a> Visitor<'a, &'a String, &'a Moment> for Looking {
    fn text(&mut self, sort: Sort, text: &'a String) {
        if self.found.is_err() || sort == Sort::Former {
            return;
        }
        self.bytes += text.len();
        let bytes = if self.observation { self.bytes } else { text.len() };
        self.found = fits(sort, text, bytes);
    }

    fn moment(&mut self, moment: &'a Moment) {
        if self.found.is_ok() && !moment.can_be() {
            self.found = Err(Unfit::Moment);
        }
    }
}

fn fits(sort: Sort, text: &str, bytes: usize) -> Result<(), Unfit> {
    if let Some(c) = text.chars().find(|c| letters::drives(*c)) {
        return Err(Unfit::Control { code: u32::from(c) });
    }
    if sort == Sort::Tag && TagKey::parse(text).is_none() {
        return Err(Unfit::Tag);
    }
    let one_line = matches!(sort, Sort::Name | Sort::Word);
    if one_line && text.contains(['\n', '\t']) {
        return Err(Unfit::Broken);
    }
    if sort == Sort::Words && letters::is_blank(text) {
        return Err(Unfit::Blank);
    }
    match sort {
        Sort::Name if text.chars().count() > LONGEST_NAME => {
            Err(Unfit::LongName { characters: text.chars().count() })
        }
        // How much a file may be is the journal's limit for one change.
        Sort::File => Ok(()),
        _ if bytes > LONGEST_TEXT => Err(Unfit::Long { bytes, limit: LONGEST_TEXT }),
        _ => Ok(()),
    }
}

struct Cleaning;

impl<'a> Visitor<'a, &'a mut String, &'a mut Moment> for Cleaning {
    fn text(&mut self, sort: Sort, text: &'a mut String) {
        letters::clean(text, matches!(sort, Sort::Name | Sort::Tag | Sort::Word));
    }

    fn moment(&mut self, moment: &'a mut Moment) {
        if !moment.can_be() {
            *moment = moment.nearest();
        }
    }
}

impl Change {
    /// The change as it is read from a journal: nothing in it can drive a terminal or is outside the
    /// calendar, and nothing of it is left out.
    #[must_use]
    pub fn cleaned(mut self) -> Self {
        change_all(&mut self, &mut Cleaning);
        self
    }
}

#[cfg(test)]
mod tests;
