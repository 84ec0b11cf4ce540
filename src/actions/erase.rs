//! Erasing for good, when a person withdraws consent.

use super::{Context, Deed, Refusal, told_apart, words};
use crate::analysis::View;
use crate::study::{
    Change, Code, Item, ItemId, ObsIx, ObservationId, PersonIx, Record, Sheet, SheetId, Sort,
    Study, Subject,
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
    /// Whether somebody else shared it, so that it would be erased for everybody by one who runs the
    /// team, and stay with whoever wrote it.
    pub for_all: bool,
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

/// The observations among which [`find_erasable`] finds the one that is meant.
pub fn may_be(study: &Study, typed: &str) -> Vec<ObsIx> {
    let wanted = typed.trim();
    let fits = |id: ObservationId| id.code().begins_with(wanted) || id.to_string() == wanted;
    study.all_recorded().filter(|(_, record)| fits(record.id())).map(|(ix, _)| ix).collect()
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
            let (author, words) = part(record, what).ok_or_else(gone)?;
            (author, words.to_owned())
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
    let mine = study.person_ix(context.author) == Some(author);
    // Here it can be taken out of the study that it was written in; elsewhere, of the team.
    let for_all = study.wrote_here(what).is_none();
    let code = || super::account::item(study, what);
    match (mine, for_all) {
        (true, false) => {}
        (_, true) if study.runs_team() => {}
        (true, true) => return Err(Refusal::OnAnotherLaptop { code: code() }),
        (false, true) => return Err(Refusal::NotYoursToErase { code: code() }),
        (false, false) => return Err(Refusal::NotTheAuthor { code: code() }),
    }
    let begins = begins.lines().next().unwrap_or_default().chars().take(60).collect();
    let stays = if let Item::Observation(id) = what {
        about(View::of(study, context.author), id)
    } else {
        Vec::new()
    };
    Ok(Erasable { what, name: super::account::item(study, what), begins, stays, for_all })
}

/// Erases something for good, with a reason: its author out of their study, and whoever runs a team
/// for everybody what somebody else shared. What is about it in other sheets stays.
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
    let (item, said) = if found.for_all {
        let leaves = "it leaves your colleagues' laptops at their next exchanges";
        (what.gone_for_all(), format!("erased {} for your whole team; {leaves}", found.name))
    } else {
        (ItemId::from(context.ids.fresh()), format!("erased {}", found.name))
    };
    let change = Change::Erased { what, item, reason, at: context.now };
    Ok(Deed::done(vec![change], said))
}

/// Whether a line is one that others build on: that somebody handed in, or closed a round.
fn is_final(study: &Study, id: SheetId, item: ItemId) -> bool {
    let sheet = study.sheets().get(id).filter(|sheet| sheet.sort() == Some(Sort::Round));
    let mut lines = sheet.into_iter().flat_map(Sheet::lines);
    lines.any(|said| said.item == item && said.line.is_final())
}

/// What becomes of something that is erased for everybody, for whoever decides that.
pub const FOR_ALL: &str = "Somebody else shared it. It is erased for your whole team: every laptop drops \
     it at its next exchange, and nobody can bring it back or share it again. Whoever wrote it keeps it \
     in their own study, private for good; they are told that it was erased, and not why.";

/// Who wrote a note or a part of one, and its words.
fn part(record: &Record, what: Item) -> Option<(PersonIx, &str)> {
    match what {
        Item::Amendment(_, item) => {
            let amended = record.amendments().find(|a| a.item == item)?;
            Some((record.author(), amended.text.as_str()))
        }
        Item::Later(_, item) => {
            let mut all = record.later().chain(record.later_taken_back());
            all.find(|l| l.item == item).map(|l| (l.author, l.text.as_str()))
        }
        _ => Some((record.author(), record.text())),
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
