//! Reading debriefs: the list, one as data, the record as a page, the lines that were carried.

use clap::Args;
use serde_json::{Value, json};

use super::latest;
use crate::actions::find_sheet;
use crate::analysis::View;
use crate::analysis::debrief::{
    AGENDA, Carried, carried, carried_on, on_show, record, step_of, used,
};
use crate::cli::args::Scoped;
use crate::cli::out::Role;
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell, text};
use crate::forms::{DebriefForm, Forms};
use crate::pages;
use crate::study::{Day, Field, Line, Moment, Sheet, Sort, Study};

/// List the debriefs, newest first
#[derive(Args, Debug)]
pub(super) struct List {
    /// One debrief a line, as JSON
    #[arg(long)]
    json: bool,
}

/// Show one debrief
#[derive(Args, Debug)]
pub(super) struct Show {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// As a line of JSON
    #[arg(long)]
    json: bool,
}

/// Print the one-page record of a debrief, to read back
///
/// Markdown that reads as plain text too. An observation that its author took back since is named by
/// its code alone.
#[derive(Args, Debug)]
pub(super) struct Record {
    /// Which, instead of the one under way or the latest
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// As an HTML page
    #[arg(long)]
    html: bool,
}

/// List the lines that debriefs agreed to keep, try or carry
#[derive(Args, Debug)]
pub(super) struct CarriedLines {
    /// Only those of which nothing is known yet
    #[arg(long)]
    open: bool,
    /// Only those whose answer is overdue
    #[arg(long)]
    overdue: bool,
    #[command(flatten)]
    scoped: Scoped,
    /// One line each, as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let view = session.own_view();
        let mut rows = Vec::new();
        for sheet in view.sheets_open_to_me(Sort::Debrief).rev() {
            if self.json {
                shell.out.line(&in_json(view, sheet, shell.now).to_string())?;
                continue;
            }
            let code = shell.out.paint(sheet.id().code().short(), Role::Strong);
            let at = sheet.at().local().format("%Y-%m-%d %H:%M").to_string();
            let state = if sheet.ended().is_some() { "" } else { "not ended" };
            let shown = counted(on_show(sheet).count(), "note");
            let lines = sheet.lines();
            let lines = lines.filter(|said| matches!(said.line, Line::Carried { .. })).count();
            let here = attendance(sheet).map(|n| format!("{n} here")).unwrap_or_default();
            let carried = counted(lines, "line");
            let level = sheet.audience().word().to_owned();
            let state = state.to_owned();
            let by = view.colleague(sheet.author()).map(|by| format!("by {by}"));
            let by = by.unwrap_or_default();
            rows.push(vec![code, at, here, shown, carried, level, state, by, title(sheet)]);
        }
        shell.out.table(&rows, &[])?;
        if view.sheets_open_to_me(Sort::Debrief).next().is_none() {
            shell.out.say("no debriefs yet; asdone debrief begin");
        }
        Ok(Exit::Ok)
    }
}

fn counted(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

impl Show {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let sheet = find_sheet(&session.study, Sort::Debrief, &self.code)?;
        if self.json {
            shell.out.line(&in_json(session.own_view(), sheet, shell.now).to_string())?;
            return Ok(Exit::Ok);
        }
        page(shell, &session.study, sheet)
    }
}

impl Record {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let context = session.context();
        let sheet = match (&self.code, session.own_view().sheets_written(Sort::Debrief).next()) {
            (None, None) => {
                shell.out.say("no debriefs yet; asdone debrief begin");
                return Ok(Exit::NothingFound);
            }
            (code, _) => latest(&session.study, &context, code.as_deref())?,
        };
        if self.html {
            let form = Forms::of(&session.study).debrief;
            let text = record(&session.study, &form, sheet, shell.now);
            shell.out.data(&pages::printed(&text))?;
            return Ok(Exit::Ok);
        }
        page(shell, &session.study, sheet)
    }
}

fn page(shell: &mut Shell, study: &Study, sheet: &Sheet) -> Result<Exit, Failure> {
    let page = record(study, &Forms::of(study).debrief, sheet, shell.now);
    for line in page.lines() {
        // What hangs under an item of a list stays under it when it is wrapped.
        let hang = line.len() - line.trim_start_matches([' ', '-']).len();
        let columns = shell.out.columns();
        let (start, rest) = line.split_at(hang);
        let room = columns.map(|columns| columns.saturating_sub(hang));
        let rows = text::wrap(rest, room);
        if rows.is_empty() {
            shell.out.line(line.trim_end())?;
        }
        for (at, row) in rows.into_iter().enumerate() {
            let start = if at == 0 { start.to_owned() } else { " ".repeat(hang) };
            shell.out.line(format!("{start}{row}").trim_end())?;
        }
    }
    Ok(Exit::Ok)
}

impl CarriedLines {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let form = Forms::of(&session.study).debrief;
        let today = Day::of(shell.now.local().date());
        let all = carried(session.view(self.scoped)?);
        let wanted = |line: &&Carried<'_>| {
            (!self.open || line.is_open()) && (!self.overdue || line.is_overdue(today))
        };
        let found: Vec<&Carried<'_>> = all.iter().filter(wanted).collect();
        if found.is_empty() {
            shell.out.say("no such lines");
            return Ok(if self.open || self.overdue { Exit::NothingFound } else { Exit::Ok });
        }
        for line in found {
            if self.json {
                shell.out.line(&line_in_json(line, today).to_string())?;
            } else {
                said(shell, &form, line, today)?;
            }
        }
        Ok(Exit::Ok)
    }
}

fn said(
    shell: &mut Shell,
    form: &DebriefForm,
    line: &Carried<'_>,
    today: Day,
) -> Result<(), Failure> {
    let mut facts = vec![line.name(form).to_owned()];
    match line.owner {
        Some(owner) => facts.push(format!("answers: {owner}")),
        None if line.lacks_owner(form) => facts.push("nobody answers for it yet".to_owned()),
        None => {}
    }
    facts.extend(line.reply_by.map(|due| format!("by {}", due.date().format("%a %-d %b %Y"))));
    if line.is_overdue(today) {
        facts.push("overdue".to_owned());
    }
    let code = shell.out.paint(line.item.code().short(), Role::Strong);
    shell.out.line(&format!("{code}  {}", facts.join(", ")))?;
    shell.paragraph(7, line.text)?;
    for (text, at) in &line.outcomes {
        let at = at.local().format("%-d %b %Y");
        shell.paragraph(7, &format!("{at}: {text}"))?;
    }
    Ok(())
}

pub(super) fn title(sheet: &Sheet) -> String {
    let title = sheet.fields().find_map(|field| match field {
        Field::Title(title) => Some(title.clone()),
        _ => None,
    });
    title.unwrap_or_default()
}

fn attendance(sheet: &Sheet) -> Option<u32> {
    sheet.fields().find_map(|field| match field {
        Field::Attendance(number) => *number,
        _ => None,
    })
}

fn line_in_json(line: &Carried<'_>, today: Day) -> Value {
    let outcomes = line.outcomes.iter();
    json!({
        "code": line.item.code().short(),
        "debrief": line.sheet.code().short(),
        "at": line.at.to_rfc3339(),
        "what": line.what,
        "text": line.text,
        "owner": line.owner,
        "reply_by": line.reply_by.map(|due| due.date().to_string()),
        "overdue": line.is_overdue(today),
        "outcomes": outcomes
            .map(|(text, at)| json!({ "at": at.to_rfc3339(), "text": text }))
            .collect::<Vec<_>>(),
    })
}

/// A debrief as one line of JSON; see docs/json.md.
fn in_json(view: View<'_>, sheet: &Sheet, now: Moment) -> Value {
    let today = Day::of(now.local().date());
    let lines = |wanted: &dyn Fn(&crate::study::Said) -> Option<Value>| -> Vec<Value> {
        sheet.lines().filter_map(wanted).collect()
    };
    let contributions = lines(&|said| match &said.line {
        Line::Contribution { step, by, about, text } => Some(json!({
            "code": said.item.code().short(), "at": said.at.to_rfc3339(), "step": step, "by": by,
            "about": about.map(|about| about.code().short().to_owned()), "text": text,
        })),
        _ => None,
    });
    let told = lines(&|said| match &said.line {
        Line::Told { text } => Some(json!({ "at": said.at.to_rfc3339(), "text": text })),
        _ => None,
    });
    let own = carried_on(sheet);
    json!({
        "colleague": view.colleague(sheet.author()),
        "id": sheet.id().to_string(),
        "code": sheet.id().code().short(),
        "at": sheet.at().to_rfc3339(),
        "ended": sheet.ended().map(|at| at.to_rfc3339()),
        "minutes": used(sheet, now.millis).total / 60_000,
        "agenda": sheet.choice(AGENDA),
        "step": step_of(sheet),
        "title": Some(title(sheet)).filter(|title| !title.is_empty()),
        "audience": sheet.audience().word(),
        "attendance": attendance(sheet),
        "on_show": on_show(sheet).map(|id| id.code().short().to_owned()).collect::<Vec<_>>(),
        "contributions": contributions,
        "carried": own.iter().map(|line| line_in_json(line, today)).collect::<Vec<_>>(),
        "told": told,
    })
}
