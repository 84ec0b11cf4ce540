//! Filling in a sheet: what was said to a prompt, a word chosen, a number, a role, a day. A sheet
//! that does not stand yet begins with the first thing that is filled in, so that looking at the
//! questions leaves nothing behind.

use serde::{Deserialize, Serialize};

use super::sheet::{Writing, kept_text, own_sheet};
use super::{Context, Deed, Refusal, when, words};
use crate::analysis::voices::placing;
use crate::forms::Prompt;
use crate::study::{Day, Field, Sheet, SheetId, Sort, Study, Subject, TagKey};

/// The sheet that is being filled in, which may not have begun.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Paper {
    /// Its name for ever, chosen before it begins.
    pub sheet: SheetId,
    /// Which sort of sheet, and so which form asks the questions.
    pub sort: Sort,
    /// What is set when it begins (a link to what it is about, a status).
    pub first: Vec<Field>,
}

impl Paper {
    /// A sheet of a sort that has not begun.
    pub fn new(context: &Context<'_>, sort: Sort, first: Vec<Field>) -> Self {
        Self { sheet: SheetId::from(context.ids.fresh()), sort, first }
    }

    /// A sheet that is there already.
    pub fn of(sheet: &Sheet, sort: Sort) -> Self {
        Self { sheet: sheet.id(), sort, first: Vec::new() }
    }
}

/// What an answer fills in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Fill {
    /// What was said to a prompt.
    Answer {
        /// The prompt's name in the study's forms.
        prompt: String,
        /// The words of the question.
        asked: String,
    },
    /// One word of a list.
    Choice {
        /// The list's name.
        list: String,
        /// The words that it can be.
        words: Vec<String>,
    },
    /// The sheet's title; for a shift or a debrief what it is called.
    Title,
    /// Where it took place.
    Setting,
    /// How many took part.
    Attendance,
    /// The role that answers for it.
    Owner,
    /// By which day an answer is due.
    ReplyBy,
    /// From which day the matter is looked at again.
    LookAgain,
    /// Whether it may be shared: yes or no.
    MayShare,
    /// Where a person placed themselves.
    Placed {
        /// The scale's name in the study's forms.
        scale: String,
        /// The question as it was worded then.
        asked: String,
        /// The words at the corners, two or three.
        corners: Vec<String>,
    },
}

impl Fill {
    /// What a prompt fills in.
    pub fn of(prompt: &Prompt) -> Self {
        Self::Answer { prompt: prompt.id.clone(), asked: prompt.ask.clone() }
    }

    /// What stands there now, as it would be typed; empty for nothing.
    pub fn stands(&self, sheet: Option<&Sheet>) -> String {
        let Some(sheet) = sheet else { return String::new() };
        let day = |day: Option<Day>| day.map(|day| day.date().format("%Y-%m-%d").to_string());
        let said = match sheet.field(&self.empty()) {
            Field::Answer { text, .. } | Field::Title(text) => Some(text),
            Field::Choice { word, .. } => Some(word),
            Field::Setting(text) | Field::Owner(text) => text,
            Field::Attendance(number) => number.map(|number| number.to_string()),
            Field::ReplyBy(at) | Field::LookAgain(at) => day(at),
            Field::MayShare(yes) => yes.then(|| "yes".to_owned()),
            Field::Placed { shares, .. } => Some(placing::typed(&shares)),
            Field::Audience(_)
            | Field::Tag { .. }
            | Field::Link { .. }
            | Field::Ended(_)
            | Field::Covered(_)
            | Field::Due(_)
            | Field::Fate(_)
            | Field::Takes { .. }
            | Field::Draw { .. }
            | Field::Plan(_) => None,
        };
        said.unwrap_or_default()
    }

    fn empty(&self) -> Field {
        match self {
            Self::Answer { prompt, asked } => {
                Field::Answer { prompt: prompt.clone(), asked: asked.clone(), text: String::new() }
            }
            Self::Choice { list, .. } => Field::Choice { list: list.clone(), word: String::new() },
            Self::Title => Field::Title(String::new()),
            Self::Setting => Field::Setting(None),
            Self::Attendance => Field::Attendance(None),
            Self::Owner => Field::Owner(None),
            Self::ReplyBy => Field::ReplyBy(None),
            Self::LookAgain => Field::LookAgain(None),
            Self::MayShare => Field::MayShare(false),
            Self::Placed { scale, asked, corners } => Field::Placed {
                scale: scale.clone(),
                asked: asked.clone(),
                corners: corners.clone(),
                shares: Vec::new(),
            },
        }
    }

    /// The field with what was typed in it.
    fn read(&self, study: &Study, context: &Context<'_>, typed: &str) -> Result<Field, Refusal> {
        let blank = typed.trim().is_empty();
        Ok(match self {
            _ if blank => self.empty(),
            Self::Answer { prompt, asked } => {
                let text = kept_text(typed)?;
                Field::Answer { prompt: prompt.clone(), asked: asked.clone(), text }
            }
            Self::Choice { list, words } => {
                Field::Choice { list: list.clone(), word: one_of(list, words, typed)? }
            }
            Self::Title => Field::Title(words::name("a title", typed)?.unwrap_or_default()),
            Self::Setting => {
                let name = words::name("a setting", typed)?;
                Field::Setting(name.map(|name| words::spelled(study, &name)))
            }
            Self::Attendance => Field::Attendance(Some(number(typed)?)),
            Self::Owner => Field::Owner(words::name("a role", typed)?),
            Self::ReplyBy => Field::ReplyBy(Some(when::day(typed, context.now)?)),
            Self::LookAgain => Field::LookAgain(Some(when::day(typed, context.now)?)),
            Self::MayShare => Field::MayShare(yes_or_no(typed)?),
            Self::Placed { scale, asked, corners } => Field::Placed {
                scale: scale.clone(),
                asked: asked.clone(),
                corners: corners.clone(),
                shares: place(corners, typed)?,
            },
        })
    }
}

/// The word of a list that is meant: whole, by a beginning that fits only one, or by its number
/// from 1.
fn one_of(list: &str, words: &[String], typed: &str) -> Result<String, Refusal> {
    let wanted = words::fold(typed.trim());
    let number = wanted.parse::<usize>().ok().and_then(|n| words.get(n.checked_sub(1)?));
    let whole = || words.iter().find(|word| words::fold(word) == wanted);
    let beginning = || {
        let mut fitting = words.iter().filter(|word| words::fold(word).starts_with(&wanted));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let found = number.or_else(whole).or_else(beginning);
    found.cloned().ok_or_else(|| Refusal::NotInList {
        list: list.to_owned(),
        typed: typed.trim().to_owned(),
        choices: words.to_vec(),
    })
}

fn place(corners: &[String], typed: &str) -> Result<Vec<u16>, Refusal> {
    placing::read(corners, typed).ok_or_else(|| Refusal::NotAChoice {
        what: "place on this scale",
        typed: typed.trim().to_owned(),
        choices: corners.iter().cloned().chain(["middle".to_owned()]).collect(),
    })
}

fn number(typed: &str) -> Result<u32, Refusal> {
    /// More people than fit a room are a slip.
    const MOST: u32 = 500;
    let read = typed.trim().parse::<u32>().ok().filter(|number| *number <= MOST);
    read.ok_or_else(|| Refusal::NotANumber { typed: typed.trim().to_owned(), most: MOST })
}

fn yes_or_no(typed: &str) -> Result<bool, Refusal> {
    match words::fold(typed.trim()).as_str() {
        "y" | "yes" => Ok(true),
        "n" | "no" => Ok(false),
        _ => Err(Refusal::NotAChoice {
            what: "answer",
            typed: typed.trim().to_owned(),
            choices: ["yes", "no"].map(str::to_owned).to_vec(),
        }),
    }
}

/// Fills in a sheet, as one act: each thing with what was typed, blank for nothing. Only the
/// author of a sheet may, and what is so already is left alone.
///
/// # Errors
/// The first thing that cannot be saved as typed, with its place in `filled`;
/// [`Refusal::NotTheAuthor`]; [`Refusal::NothingToChange`].
pub fn fill(
    study: &Study,
    context: &Context<'_>,
    paper: &Paper,
    filled: &[(&Fill, &str)],
) -> Result<Deed, (usize, Refusal)> {
    let first = |refusal: Refusal| (0, refusal);
    let mut writing = Writing::new(study, context);
    let there = study.sheets().get(paper.sheet).is_some_and(|sheet| sheet.sort().is_some());
    if there {
        own_sheet(study, context, paper.sheet).map_err(first)?;
    }
    let mut fields = Vec::new();
    for (at, (fill, typed)) in filled.iter().enumerate() {
        fields.push(fill.read(study, context, typed).map_err(|refusal| (at, refusal))?);
    }
    // What is blank begins nothing.
    let anything = fields.iter().any(|field| *field != field.emptied());
    if !there && anything {
        writing.begin_as(paper.sheet, paper.sort);
        paper.first.iter().for_each(|field| writing.put(paper.sheet, field.clone()));
    }
    if there || anything {
        fields.into_iter().for_each(|field| writing.put(paper.sheet, field));
    }
    let (sort, code) = (paper.sort.word(), paper.sheet.code());
    writing.done(format!("saved in {sort} {code}")).map_err(first)
}

/// Links a sheet to something it is about or grounded in, or takes the link back.
///
/// # Errors
/// [`Refusal::NotTheAuthor`], [`Refusal::NothingToChange`].
pub fn link(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    to: Subject,
    yes: bool,
) -> Result<Deed, Refusal> {
    own_sheet(study, context, sheet)?;
    let code = match to {
        Subject::Observation(id) => id.code(),
        Subject::Sheet(id) | Subject::Line(id, _) => id.code(),
    };
    let mut writing = Writing::new(study, context);
    writing.put(sheet, Field::Link { to, yes });
    let verb = if yes { "linked to" } else { "no longer linked to" };
    writing.done(format!("{} is {verb} {code}", sheet.code()))
}

/// Says that tags apply to a sheet, or no longer do.
///
/// # Errors
/// [`Refusal::BadTag`], [`Refusal::NoSuchTag`], [`Refusal::NotTheAuthor`],
/// [`Refusal::NothingToChange`].
pub fn tag_sheet(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    tags: &[&str],
    yes: bool,
) -> Result<Deed, Refusal> {
    own_sheet(study, context, sheet)?;
    let mut writing = Writing::new(study, context);
    let mut named = Vec::new();
    for typed in tags {
        let tag =
            TagKey::parse(typed).ok_or_else(|| Refusal::BadTag { typed: (*typed).to_owned() })?;
        let known = study.codebook().find(tag.as_str()).is_some();
        if yes && !known {
            return Err(Refusal::NoSuchTag { typed: (*typed).to_owned() });
        }
        named.push(tag.as_str().to_owned());
        writing.put(sheet, Field::Tag { tag, yes });
    }
    let verb = if yes { "tagged" } else { "took off" };
    writing.done(format!("{verb} {} {}", sheet.code(), words::list(&named)))
}
