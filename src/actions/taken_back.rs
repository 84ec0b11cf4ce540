//! Whole notes and sheets that undo took back: they are named, and can be brought back however much
//! was done since.
//!
//! Undo and redo walk along what was done last, and doing something new ends the way forward. What
//! somebody wrote must not go with it, so what was taken back whole stays in a list of its own.

use super::{Context, Deed, Refusal, words};
use crate::analysis::View;
use crate::study::{Change, Field, Item, Moment, PersonId, Record, Sheet, Sort, Study};

/// Something whole that was taken back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TakenBack {
    /// The item, by which it can be brought back.
    pub what: Item,
    /// "note", "lesson", "debrief" and so on.
    pub sort: &'static str,
    /// The short code it had, for example "kx7qd".
    pub code: String,
    /// When it happened or began.
    pub at: Moment,
    /// Its first words; empty where it has none.
    pub words: String,
}

/// What `author` recorded or began and then took back, in the order in which it began, newest first.
/// What was erased is gone, and is not among it.
pub fn taken_back(study: &Study, author: PersonId) -> Vec<TakenBack> {
    let view = View::of(study, author);
    let records = view.written_ever().map(|(_, record)| record).filter(|r| r.is_taken_back());
    let sheets = view.sheets_written_ever().filter(|sheet| {
        let gone = sheet.is_erased() || sheet.is_withdrawn() || sheet.is_standing();
        sheet.sort().is_some_and(Sort::comes_back) && !gone
    });
    let mut all: Vec<TakenBack> = records.map(of_record).chain(sheets.map(of_sheet)).collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.at.millis, one.what)));
    all
}

fn of_record(record: &Record) -> TakenBack {
    TakenBack {
        what: Item::Observation(record.id()),
        sort: "note",
        code: words::code(record),
        at: record.happened_at(),
        words: record.text().to_owned(),
    }
}

fn of_sheet(sheet: &Sheet) -> TakenBack {
    let title = sheet.fields().find_map(|field| match field {
        Field::Title(title) if !title.is_empty() => Some(title.clone()),
        _ => None,
    });
    let answer = sheet.fields().find_map(|field| match field {
        Field::Answer { text, .. } if !text.is_empty() => Some(text.clone()),
        _ => None,
    });
    TakenBack {
        what: Item::Sheet(sheet.id()),
        sort: sheet.sort().map_or("sheet", Sort::word),
        code: sheet.id().code().short().to_owned(),
        at: sheet.at(),
        words: title.or(answer).unwrap_or_default(),
    }
}

/// The whole notes and sheets that stand now and that `deed` would take back: that is asked about first.
pub fn takes_back_whole(study: &Study, deed: &Deed) -> Vec<TakenBack> {
    let whole = deed.changes.iter().filter_map(|change| match change {
        Change::Stands { item: Item::Observation(id), stands: false } => {
            study.get(*id).filter(|record| record.is_standing()).map(of_record)
        }
        Change::Stands { item: Item::Sheet(id), stands: false } => {
            study.sheets().get(*id).filter(|sheet| sheet.is_standing()).map(of_sheet)
        }
        _ => None,
    });
    whole.collect()
}

/// Brings back what was taken back, by its code (or enough of its beginning).
///
/// # Errors
/// [`Refusal::NothingTakenBack`] where none fits, [`Refusal::AmbiguousCode`] where several do.
pub fn bring_back(study: &Study, context: &Context<'_>, typed: &str) -> Result<Deed, Refusal> {
    let wanted = typed.trim().to_lowercase();
    let fits = |one: &TakenBack| match one.what {
        Item::Observation(id) => id.code().begins_with(&wanted),
        Item::Sheet(id) => id.code().begins_with(&wanted),
        _ => false,
    };
    let all = taken_back(study, context.author);
    let fitting: Vec<&TakenBack> =
        all.iter().filter(|one| wanted.chars().count() > 1 && fits(one)).collect();
    match fitting.as_slice() {
        [] => Err(Refusal::NothingTakenBack { typed: typed.trim().to_owned() }),
        [one] => Ok(Deed::done(
            vec![Change::Stands { item: one.what, stands: true }],
            format!("brought back {} {}", one.sort, one.code),
        )),
        several => {
            let codes = several.iter().map(|one| one.code.clone()).collect();
            Err(Refusal::AmbiguousCode { typed: typed.trim().to_owned(), codes })
        }
    }
}
