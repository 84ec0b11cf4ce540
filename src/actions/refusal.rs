//! Why something was not done: what happened, to what, and what to do next.

mod hint;

use thiserror::Error;

/// A refusal in words: lower case, no full stop. Nothing has been changed when one is given.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Refusal {
    /// A note without a letter or a digit in it.
    #[error("there is no text to save")]
    NoText,
    /// Nobody is on shift.
    #[error("you are not on a shift")]
    NoShift,
    /// A person is on one shift at a time.
    #[error("you are on shift {code} since {since}")]
    OnShift {
        /// The shift's code.
        code: String,
        /// Since when, as a person would say it.
        since: String,
    },
    /// Two shifts of one person at one time.
    #[error("it overlaps shift {code}")]
    ShiftsOverlap {
        /// The code of the one that is there.
        code: String,
    },
    /// No prompt is on show.
    #[error("no prompt waits for an answer")]
    NoPrompt,
    /// Past the limit.
    #[error("the text is {bytes} bytes long and one text holds 32 KiB ({limit} bytes)", limit = crate::study::LONGEST_TEXT)]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Each text fits, and all of them together do not.
    #[error("the text and what is said beside it take {bytes} bytes together, and one note holds 32 KiB ({limit} bytes)", limit = crate::study::LONGEST_TEXT)]
    TooMuch {
        /// All together.
        bytes: usize,
    },
    /// What the study does not let in.
    #[error("{0}")]
    Unfit(#[from] crate::study::gate::Unfit),
    /// NUL or another control character that is not a line break or tab.
    #[error("the text has a control character (U+{code:04X}) at character {at}")]
    ControlCharacter {
        /// The character's number in Unicode.
        code: u32,
        /// Where, counted in characters from 1.
        at: usize,
    },
    /// Not the name of a tag.
    #[error("\"{typed}\" cannot be the name of a tag")]
    BadTag {
        /// What was written, without its `#`.
        typed: String,
    },
    /// A question, not a failure: one slip away from a tag that is known.
    #[error("there is no tag \"{typed}\"; did you mean {}?", .near.join(" or "))]
    NearTag {
        /// What was written, without its `#`.
        typed: String,
        /// The names it may have been meant for, nearest first.
        near: Vec<String>,
    },
    /// A question: the tag is known and out of use.
    #[error("the tag \"{name}\" is out of use")]
    OutOfUse {
        /// Its name.
        name: String,
    },
    /// A question: a slip or two away from a setting that is known.
    #[error("there is no place \"{typed}\"; did you mean {}?", .near.join(" or "))]
    NearSetting {
        /// As typed.
        typed: String,
        /// The names it may have been meant for, nearest first.
        near: Vec<String>,
    },
    /// No such tag.
    #[error("there is no tag \"{typed}\" in this codebook")]
    NoSuchTag {
        /// What was written, without its `#`.
        typed: String,
    },
    /// A tag of that name is there already.
    #[error("there is a tag \"{name}\" already")]
    TagExists {
        /// The name of the tag that is there.
        name: String,
    },
    /// A tag cannot be merged into itself.
    #[error("\"{name}\" cannot be merged into itself")]
    MergeIntoItself {
        /// The name of the tag.
        name: String,
    },
    /// A question: the time is still to come.
    #[error("that would be in the future: {at}")]
    Future {
        /// As a person would say it.
        at: String,
    },
    /// Not a time that can be.
    #[error("\"{typed}\" is not a time: {why}")]
    BadTime {
        /// What was written for the time.
        typed: String,
        /// What is wrong with it.
        why: String,
    },
    /// A line begins like a time, and which it is has to be said.
    #[error("\"{typed}\" at the beginning is not clear: {why}")]
    UnclearTime {
        /// The beginning of the line, as it was written.
        typed: String,
        /// What has to be said.
        why: String,
    },
    /// Not a day that can be.
    #[error("\"{typed}\" is not a day: {why}")]
    BadDay {
        /// What was written for the day.
        typed: String,
        /// What is wrong with it.
        why: String,
    },
    /// Not one of the words it could be.
    #[error("\"{typed}\" is not {} {what}; it can be {}", article(.what), .choices.join(", "))]
    NotAChoice {
        /// What is being chosen, for example "kind".
        what: &'static str,
        /// What was written for the choice.
        typed: String,
        /// The words that can be chosen, as they are typed.
        choices: Vec<String>,
    },
    /// Not a coder of the round.
    #[error("that person does not code in round {code}")]
    NotACoder {
        /// The round's code.
        code: String,
    },
    /// A coder's codings are final.
    #[error("these codings were handed in to round {code}, and are final")]
    HandedInAlready {
        /// The round's code.
        code: String,
    },
    /// A round in which people still code.
    #[error("round {code} is still open")]
    StillOpen {
        /// The round's code.
        code: String,
    },
    /// A note that the person codes in an open round, so that its tags are hidden from them.
    #[error("you code {code} in a round that is open, so its tags are hidden from you until then")]
    Hidden {
        /// The note's code.
        code: String,
    },
    /// Another coder's note, or none of the round's.
    #[error("note {code} is not one that this coder codes in the round")]
    NotInRound {
        /// The note's code.
        code: String,
    },
    /// Not one of the words of a list that the study's forms name.
    #[error("\"{typed}\" is not in the list {list}; it can be {}", .choices.join(", "))]
    NotInList {
        /// The list's name.
        list: String,
        /// What was written for the choice.
        typed: String,
        /// The words of the list, as the study's forms have them.
        choices: Vec<String>,
    },
    /// Not a number that can be.
    #[error("\"{typed}\" is not a number from 0 to {most}")]
    NotANumber {
        /// What was written for the number.
        typed: String,
        /// The greatest that can be.
        most: u32,
    },
    /// No observation has that code or id.
    #[error("there is no observation \"{typed}\" in this study")]
    NoSuchObservation {
        /// The code or id that was asked for.
        typed: String,
    },
    /// No sheet of that sort has that code or id.
    #[error("there is no {sort} \"{typed}\" in this study")]
    NoSuchSheet {
        /// The sort, as people say it.
        sort: &'static str,
        /// The code or id that was asked for.
        typed: String,
    },
    /// More than one observation, sheet or line has a code that begins so.
    #[error("\"{typed}\" is how {} codes begin: {}", .codes.len(), some(.codes))]
    AmbiguousCode {
        /// The beginning of a code that several share.
        typed: String,
        /// Their codes, long enough to be told apart.
        codes: Vec<String>,
    },
    /// The observation was taken out of the study, so nothing is added to it.
    #[error("{code} was withdrawn")]
    Withdrawn {
        /// The observation's code.
        code: String,
    },
    /// Only its author may.
    #[error("only its author can do that to {code}")]
    NotTheAuthor {
        /// The observation's code.
        code: String,
    },
    /// A colleague shared it.
    #[error("only its author, or whoever runs the team, can erase {code}")]
    NotYoursToErase {
        /// The code of what a colleague shared.
        code: String,
    },
    /// Whoever runs the team has erased it for everybody.
    #[error("{code} was erased for everybody by whoever runs the team, so it stays with you")]
    GoneForAll {
        /// The code of what was erased for everybody else.
        code: String,
    },
    /// It was written on another laptop of the same person.
    #[error("{code} was written on another laptop of yours")]
    OnAnotherLaptop {
        /// The observation's code.
        code: String,
    },
    /// A lesson cannot be grounded in that.
    #[error("a lesson is not grounded in a {sort}, and {code} is one")]
    NoGround {
        /// The code of what was given.
        code: String,
        /// What it is, as people call it.
        sort: &'static str,
    },
    /// A sheet that never leaves the study.
    #[error("{code} stays in this study, whatever else goes")]
    StaysHere {
        /// The code of the sheet.
        code: String,
    },
    /// Whoever spoke has not agreed that it be shared.
    #[error("{code} may not be shared: the person who spoke has not said that it may")]
    MayNotBeShared {
        /// The voice's code.
        code: String,
    },
    /// A debrief of the author's is not finished.
    #[error("debrief {code} is not finished")]
    DebriefOpen {
        /// The code of the debrief under way.
        code: String,
    },
    /// A debrief is over.
    #[error("debrief {code} has ended")]
    HasEnded {
        /// The code of the debrief.
        code: String,
    },
    /// Its author has not released it to the team.
    #[error("{code} is private; only what its author released to the team is put on show")]
    NotReleased {
        /// The observation's code.
        code: String,
    },
    /// Not one of the observations on show.
    #[error("{code} is not on show in this debrief")]
    NotOnShow {
        /// The code of the observation.
        code: String,
    },
    /// No line has that code.
    #[error("there is no line \"{typed}\" in the debriefs of this study")]
    NoSuchLine {
        /// The code that was asked for.
        typed: String,
    },
    /// No form has that name.
    #[error("there is no form \"{typed}\"; there are {}", .names.join(", "))]
    NoSuchForm {
        /// The name that was asked for.
        typed: String,
        /// The names of the forms.
        names: Vec<String>,
    },
    /// Something is wrong in a form.
    #[error("{0}")]
    BadForm(crate::forms::FormError),
    /// It is so already.
    #[error("nothing to change: {what}")]
    NothingToChange {
        /// How it stands.
        what: String,
    },
    /// Nothing to undo or redo.
    #[error("nothing to {verb}")]
    NothingTo {
        /// "undo" or "redo".
        verb: &'static str,
    },
    /// Nothing of that code was taken back by the person who asks.
    #[error("no note or sheet of yours with the code \"{typed}\" was taken back")]
    NothingTakenBack {
        /// The code or id that was asked for.
        typed: String,
    },
    /// Merging these two would make a ring.
    #[error("\"{into}\" counts for \"{from}\" already, so \"{from}\" cannot be merged into it")]
    MergeRing {
        /// The name of the tag to be merged.
        from: String,
        /// The name of the tag that was to take it over.
        into: String,
    },
    /// A name past its limit.
    #[error("{what} can be at most {longest} characters long")]
    LongName {
        /// Which, for example "a setting".
        what: &'static str,
        /// The limit, in characters.
        longest: usize,
    },
    /// Something is wrong in one row of a table.
    #[error("row {row} of the table: {refusal}")]
    InRow {
        /// Its number, the header being row 1.
        row: usize,
        /// What is wrong there.
        refusal: Box<Refusal>,
    },
    /// To take back one's own value would take back somebody else's.
    #[error("{what} was changed again on another laptop after that, so it stays as it is now")]
    SetSince {
        /// What was changed, in a few words.
        what: String,
    },
    /// Two people of one pseudonym.
    #[error("somebody in this study is called {name} already")]
    NameTaken {
        /// The pseudonym.
        name: String,
    },
    /// What those who run a team decide for everybody.
    #[error("that is for the owner and the stewards of your team, and they have decided it")]
    DecidedForAll,
    /// A field was left empty that is needed.
    #[error("{what} is needed")]
    Missing {
        /// What has to be said first, as the question names it.
        what: &'static str,
    },
}

impl Refusal {
    /// Whether this is a question that consent answers, rather than a failure.
    pub fn is_question(&self) -> bool {
        matches!(
            self,
            Self::NearTag { .. }
                | Self::OutOfUse { .. }
                | Self::NearSetting { .. }
                | Self::Future { .. }
        )
    }
}

/// A few of many codes, so that the sentence stays one.
fn some(codes: &[String]) -> String {
    const FEW: usize = 8;
    let shown = codes.get(..FEW).unwrap_or(codes).join(", ");
    let rest = codes.len().saturating_sub(FEW);
    if rest == 0 { shown } else { format!("{shown} and {rest} more") }
}

fn article(what: &str) -> &'static str {
    if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
