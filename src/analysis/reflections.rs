//! What one person has to look back on: the close of shifts, reflections begun and done, and
//! surprises that nothing was written about yet. Reflection starts from surprises and not from what
//! turned out badly (Schön 1983, "The Reflective Practitioner").

use std::collections::HashSet;

use super::scope::View;
use crate::forms::{Forms, Prompt};
use crate::study::{
    Kind, Moment, ObservationId, PersonId, Record, Sheet, SheetId, Sort, Study, Subject,
};

/// How many surprises are offered at once.
const OFFERED: usize = 5;

/// For how many days a shift's close is offered.
const CLOSE_DAYS: i64 = 2;

/// Something to look back on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Matter {
    /// A shift, with the questions of its close.
    Shift(SheetId),
    /// A sheet that was begun.
    Reflection(SheetId),
    /// An observation of a surprise, without a reflection so far.
    Surprise(ObservationId),
}

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// The shift is on.
    On,
    /// It was begun, and questions are open.
    Unfinished,
    /// A prompt offers it; nothing has been written.
    Offered,
    /// Answered, as far as the person wants to.
    Done,
}

/// One row of what there is to look back on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ToReflectOn {
    /// The note or sheet that would be looked back on.
    pub matter: Matter,
    /// How far it is.
    pub stage: Stage,
    /// When it began or happened.
    pub at: Moment,
    /// How many questions were answered, and how many there are.
    pub answered: (usize, usize),
}

/// Everything that a person has to look back on: what is on first, then what is unfinished, what is
/// offered, and what is done, each newest first.
pub fn rows(view: View<'_>, forms: &Forms, now: Moment) -> Vec<ToReflectOn> {
    let mut rows = Vec::new();
    for sheet in view.sheets_written(Sort::Shift) {
        let answered = answered(sheet, &forms.shift.close);
        let recent = |end: Moment| now.millis - end.millis < CLOSE_DAYS * 24 * 3_600_000;
        let stage = match sheet.ended() {
            None => Stage::On,
            Some(_) if answered.0 >= answered.1 => Stage::Done,
            Some(end) if answered.0 > 0 && recent(end) => Stage::Unfinished,
            Some(end) if recent(end) => Stage::Offered,
            Some(_) => Stage::Done,
        };
        rows.push(ToReflectOn {
            matter: Matter::Shift(sheet.id()),
            stage,
            at: sheet.at(),
            answered,
        });
    }
    let mut reflected: HashSet<ObservationId> = HashSet::new();
    for sheet in view.sheets_written(Sort::Reflection) {
        reflected.extend(observation_of(sheet));
        let answered = answered(sheet, &forms.reflection.prompt);
        let done = sheet.ended().is_some() || answered.0 >= answered.1;
        let stage = if done { Stage::Done } else { Stage::Unfinished };
        rows.push(ToReflectOn {
            matter: Matter::Reflection(sheet.id()),
            stage,
            at: sheet.at(),
            answered,
        });
    }
    let surprise = |record: &&Record| {
        record.kind() == Some(Kind::Surprise) && !reflected.contains(&record.id())
    };
    let written = view.written().map(|(_, record)| record);
    let mut surprises: Vec<&Record> = written.filter(surprise).collect();
    surprises.sort_by_key(|record| std::cmp::Reverse(record.happened_at().millis));
    let questions = (0, forms.reflection.prompt.len());
    rows.extend(surprises.into_iter().take(OFFERED).map(|record| ToReflectOn {
        matter: Matter::Surprise(record.id()),
        stage: Stage::Offered,
        at: record.happened_at(),
        answered: questions,
    }));
    rows.sort_by_key(|row| (row.stage, std::cmp::Reverse(row.at.millis)));
    rows
}

/// How many prompts of a form were answered on a sheet, and how many there are.
pub fn answered(sheet: &Sheet, prompts: &[Prompt]) -> (usize, usize) {
    let done = prompts.iter().filter(|prompt| sheet.answer(&prompt.id).is_some()).count();
    (done, prompts.len())
}

/// The observation that a reflection is about.
pub fn observation_of(sheet: &Sheet) -> Option<ObservationId> {
    sheet.links().find_map(|to| match to {
        Subject::Observation(id) => Some(id),
        Subject::Sheet(_) | Subject::Line(..) => None,
    })
}

/// The reflection of this person on an observation that can be gone on with.
pub fn open_on(study: &Study, author: PersonId, id: ObservationId) -> Option<&Sheet> {
    let about = View::of(study, author).sheets_about(Subject::Observation(id), Sort::Reflection);
    let own = study.person_ix(author);
    about.filter(|sheet| Some(sheet.author()) == own && sheet.ended().is_none()).last()
}
