//! The one exit: whether something may be shown or given to others, and as what. Everything that is
//! made for others asks here: what is put on show in a debrief, briefs, pages to print, voices that
//! others read. Each match names every case, so that a new sort of sheet, field or line stays with
//! its author until somebody has decided about it.

use super::voices::may_be_shared;
use crate::forms::Forms;
use crate::study::{Audience, Field, Goes, Line, Record, Round, Sheet, Sort, Study, Subject};

/// What of a thing leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaves {
    /// Nothing, not even that there is such a thing.
    Nothing,
    /// It is counted among others, and none of its words or times go along.
    Figures,
    /// Its words as they stand now. How they stood before stays with its author.
    Words,
}

/// The way out of a study to one audience.
#[derive(Clone, Debug)]
pub struct Exit<'s> {
    study: &'s Study,
    forms: Forms,
    to: Audience,
}

impl<'s> Exit<'s> {
    /// The way out of `study` to those whom `to` is made of.
    pub fn new(study: &'s Study, to: Audience) -> Self {
        Self { study, forms: Forms::of(study), to }
    }

    /// To whom it leads.
    pub const fn to(&self) -> Audience {
        self.to
    }

    /// The study that things leave.
    pub const fn study(&self) -> &'s Study {
        self.study
    }

    /// The forms of the study, which say what is quiet.
    pub const fn forms(&self) -> &Forms {
        &self.forms
    }

    /// Whether something that was raised to `audience` may go where this leads. Nothing goes to the
    /// private audience: that is nobody but the author, who has it already.
    fn lets(&self, audience: Audience) -> bool {
        match self.to {
            Audience::Private => false,
            Audience::Team | Audience::Organisation | Audience::Academic => audience >= self.to,
        }
    }

    /// What of an observation, a sheet or a line of one leaves.
    pub fn of(&self, subject: Subject) -> Leaves {
        match subject {
            Subject::Observation(id) => {
                self.study.get(id).map_or(Leaves::Nothing, |record| self.note(record))
            }
            Subject::Sheet(id) => {
                self.study.sheets().get(id).map_or(Leaves::Nothing, |sheet| self.sheet(sheet))
            }
            Subject::Line(id, item) => {
                let Some(sheet) = self.study.sheets().get(id) else { return Leaves::Nothing };
                let said = sheet.lines().find(|said| said.item == item);
                match said {
                    Some(said) if self.line(sheet, &said.line) => Leaves::Words,
                    Some(_) | None => Leaves::Nothing,
                }
            }
        }
    }

    /// What of an observation leaves.
    pub fn note(&self, record: &Record) -> Leaves {
        if record.is_standing() && self.lets(record.audience()) {
            Leaves::Words
        } else {
            Leaves::Nothing
        }
    }

    /// What of a sheet leaves. Which of its fields and lines do is for [`Exit::field`] and
    /// [`Exit::line`] to say.
    pub fn sheet(&self, sheet: &Sheet) -> Leaves {
        if !sheet.is_standing() || !self.lets(sheet.audience()) {
            return Leaves::Nothing;
        }
        match sheet.sort().map(Sort::goes) {
            // Pauses, prompts missed and times due would be a record of how somebody works.
            Some(Goes::AsFigures) => Leaves::Figures,
            Some(Goes::InWords) => Leaves::Words,
            Some(Goes::WithAssent) if may_be_shared(&self.forms.voice, sheet) => Leaves::Words,
            Some(Goes::WithAssent | Goes::Nowhere) | None => Leaves::Nothing,
        }
    }

    /// Whether a field of a sheet leaves with it.
    pub fn field(&self, sheet: &Sheet, field: &Field) -> bool {
        if self.sheet(sheet) != Leaves::Words {
            return false;
        }
        match field {
            Field::Answer { prompt, .. } => {
                sheet.sort().is_some_and(|sort| !self.forms.is_quiet(sort, prompt))
            }
            // That there is something which stays with its author is not told by naming it.
            Field::Link { to, yes } => *yes && self.of(*to) != Leaves::Nothing,
            Field::Audience(_)
            | Field::Tag { .. }
            | Field::Choice { .. }
            | Field::Title(_)
            | Field::Setting(_)
            | Field::Ended(_)
            | Field::Attendance(_)
            | Field::Owner(_)
            | Field::ReplyBy(_)
            | Field::LookAgain(_)
            | Field::Placed { .. }
            | Field::MayShare(_) => true,
            // Who codes which note follows from these, the same on each laptop.
            Field::Takes { .. } | Field::Draw { .. } => sheet.sort() == Some(Sort::Round),
            Field::Covered(_) | Field::Due(_) | Field::Fate(_) | Field::Plan(_) => false,
        }
    }

    /// Whether a line of a sheet leaves with it.
    pub fn line(&self, sheet: &Sheet, line: &Line) -> bool {
        if self.sheet(sheet) != Leaves::Words {
            return false;
        }
        match line {
            Line::Contribution { .. }
            | Line::Carried { .. }
            | Line::Outcome { .. }
            | Line::Moved { .. }
            | Line::Told { .. }
            | Line::Note { .. } => true,
            Line::Paused
            | Line::Resumed
            | Line::Prompted
            | Line::Met { .. }
            | Line::Withdrawn { .. }
            | Line::Key(_) => false,
            Line::Holds(_) | Line::Wording { .. } | Line::HandedIn(_) | Line::Settled { .. } => {
                sheet.sort() == Some(Sort::Round)
            }
            // Every member holds the key of the shelf: what leaves before the close is not blind.
            Line::Coded { .. } => Round::of(sheet).is_some_and(|round| round.is_closed(self.study)),
        }
    }

    /// Prompt, question as put, and answer, of every prompt whose answer leaves with a sheet.
    pub fn answers<'a>(&self, sheet: &'a Sheet) -> Vec<(&'a str, &'a str, &'a str)> {
        if self.sheet(sheet) == Leaves::Words {
            self.forms.answers_to_share(sheet)
        } else {
            Vec::new()
        }
    }

    /// The words of an observation or a voice as they may be quoted; `None` where they may not.
    pub fn quote(&self, subject: Subject) -> Option<String> {
        match subject {
            Subject::Observation(id) => {
                let record = self.study.get(id).filter(|r| self.note(r) == Leaves::Words)?;
                Some(record.text().to_owned())
            }
            Subject::Sheet(id) => {
                let answers = self.answers(self.study.sheets().get(id)?);
                let words: Vec<&str> = answers.into_iter().map(|(.., text)| text).collect();
                (!words.is_empty()).then(|| words.join("\n"))
            }
            Subject::Line(..) => None,
        }
    }
}
