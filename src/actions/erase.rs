//! Erasing for good, when a person withdraws consent.

use super::{Context, Deed, Refusal, told_apart, words};
use crate::analysis::View;
use crate::study::{
    Change, Code, Item, ItemId, ObservationId, PersonIx, Record, Sheet, SheetId, Sort, Study,
    Subject,
};

/// Something that can be erased, as a question about it needs to know it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Erasable {
    /// The item whose words would go.
    pub what: Item,
    /// What it is called: "kx7qd", "voice kx7qd".
    pub name: String,
    /// Its beginning, so that the right one is meant.
    pub begins: String,
    /// What is about it and stays unless it is erased too: "a reflection", "2 lines of debriefs".
    pub stays: Vec<String>,
}

/// Finds what a person wants to erase by its code (any beginning that fits only one) or whole id:
/// an observation or a sheet, whether it stands, was withdrawn or was taken back by undo.
///
/// # Errors
/// [`Refusal::NoSuchObservation`] or [`Refusal::AmbiguousCode`].
pub fn find_erasable(study: &Study, typed: &str) -> Result<Item, Refusal> {
    let wanted = typed.trim();
    let none = || Refusal::NoSuchObservation { typed: wanted.to_owned() };
    if wanted.chars().count() < 2 {
        return Err(none());
    }
    let records = study.all_recorded().map(|(_, record)| {
        let id = record.id();
        (Item::Observation(id), id.code(), id.to_string())
    });
    let sheets = study.sheets().all_begun();
    let sheets = sheets.filter(|sheet| sheet.sort().is_some() && !sheet.is_erased());
    let sheets = sheets.map(|sheet| {
        let id = sheet.id();
        (Item::Sheet(id), id.code(), id.to_string())
    });
    let fits = |(_, code, id): &(Item, Code, String)| code.begins_with(wanted) || id == wanted;
    let fitting: Vec<(Item, Code, String)> = records.chain(sheets).filter(fits).collect();
    match fitting.as_slice() {
        [] => Err(none()),
        [(what, ..)] => Ok(*what),
        several => {
            let codes: Vec<Code> = several.iter().map(|(_, code, _)| *code).collect();
            Err(Refusal::AmbiguousCode { typed: wanted.to_owned(), codes: told_apart(&codes) })
        }
    }
}

/// What a question about erasing `what` should say.
///
/// # Errors
/// Refused for what is not there, or another's.
pub fn erasable(study: &Study, context: &Context<'_>, what: Item) -> Result<Erasable, Refusal> {
    let gone = || Refusal::NoSuchObservation { typed: super::account::item(study, what) };
    let (author, begins) = match what {
        Item::Observation(id) | Item::Amendment(id, _) | Item::Later(id, _) => {
            let record = study.get(id).filter(|record| record.is_here()).ok_or_else(gone)?;
            (record.author(), part(record, what).ok_or_else(gone)?.to_owned())
        }
        Item::Sheet(id) | Item::Line(id, _) => {
            let sheet = study.sheets().get(id).filter(|sheet| !sheet.is_erased());
            let sheet = sheet.filter(|sheet| sheet.sort().is_some()).ok_or_else(gone)?;
            written(sheet, what).ok_or_else(gone)?
        }
        // Without its withdrawal a thing would count again.
        Item::Withdrawal(..) => return Err(gone()),
    };
    if let Item::Line(id, item) = what
        && is_final(study, id, item)
    {
        return Err(Refusal::HandedInAlready { code: id.code().short().to_owned() });
    }
    if study.person_ix(context.author) != Some(author) {
        return Err(Refusal::NotTheAuthor { code: super::account::item(study, what) });
    }
    if let Item::Observation(id) = what
        && study.get(id).is_some_and(Record::is_foreign)
    {
        return Err(Refusal::OnAnotherLaptop { code: super::account::item(study, what) });
    }
    let begins = begins.lines().next().unwrap_or_default().chars().take(60).collect();
    let stays = if let Item::Observation(id) = what {
        about(View::of(study, context.author), id)
    } else {
        Vec::new()
    };
    Ok(Erasable { what, name: super::account::item(study, what), begins, stays })
}

/// Erases something for good, with a reason; only its author may. What is about it in other sheets
/// stays.
///
/// # Errors
/// Refused without a reason, for what is not there, or another's.
pub fn erase(
    study: &Study,
    context: &Context<'_>,
    what: Item,
    reason: &str,
) -> Result<Deed, Refusal> {
    let found = erasable(study, context, what)?;
    let reason = words::optional(reason)?.ok_or(Refusal::Missing { what: "a reason" })?;
    words::within_limit(reason.len())?;
    let item = ItemId::from(context.ids.fresh());
    let change = Change::Erased { what, item, reason, at: context.now };
    Ok(Deed::done(vec![change], format!("erased {}", found.name)))
}

/// Whether a line is one that others build on: that somebody handed in, or closed a round.
fn is_final(study: &Study, id: SheetId, item: ItemId) -> bool {
    let sheet = study.sheets().get(id).filter(|sheet| sheet.sort() == Some(Sort::Round));
    let mut lines = sheet.into_iter().flat_map(Sheet::lines);
    lines.any(|said| said.item == item && said.line.is_final())
}

fn part(record: &Record, what: Item) -> Option<&str> {
    match what {
        Item::Amendment(_, item) => {
            record.amendments().find(|a| a.item == item).map(|a| a.text.as_str())
        }
        Item::Later(_, item) => {
            let mut all = record.later().chain(record.later_taken_back());
            all.find(|l| l.item == item).map(|l| l.text.as_str())
        }
        _ => Some(record.text()),
    }
}

/// Who wrote a sheet or a line of it, and its first words.
fn written(sheet: &Sheet, what: Item) -> Option<(PersonIx, String)> {
    let words = |line: &crate::study::Line| {
        let change =
            Change::Said { sheet: sheet.id(), item: ItemId(0), line: line.clone(), at: sheet.at() };
        change.words().first().map(|text| (*text).to_owned())
    };
    match what {
        Item::Line(_, item) => {
            let said = sheet.lines().find(|said| said.item == item)?;
            Some((said.author, words(&said.line).unwrap_or_default()))
        }
        _ => {
            let answer = sheet.answers().map(|(_, _, text)| text.to_owned()).next();
            let first = answer.or_else(|| sheet.lines().find_map(|said| words(&said.line)));
            Some((sheet.author(), first.unwrap_or_default()))
        }
    }
}

/// What other sheets say about an observation: it is not part of it, and stays.
fn about(view: View<'_>, id: ObservationId) -> Vec<String> {
    let subject = Subject::Observation(id);
    let mut about = Vec::new();
    for sort in Sort::ALL {
        let links = |sheet: &&Sheet| sheet.links().any(|to| to == subject);
        let count = view.sheets_open_to_me(sort).filter(links).count();
        if count > 0 {
            about.push(words::count(count, sort.word()));
        }
    }
    let lines = view.sheets_open_to_me(Sort::Debrief).flat_map(Sheet::lines);
    let said = |line: &crate::study::Line| matches!(line, crate::study::Line::Contribution { about: Some(to), .. } if *to == subject);
    let said = lines.filter(|line| said(&line.line)).count();
    if said > 0 {
        about.push(format!("{} in debriefs", words::count(said, "line")));
    }
    about
}
