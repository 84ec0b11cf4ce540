//! `asdone audit`: what changed, when, on which device, by which pseudonym, and why.

use clap::Args;
use serde_json::json;

use super::args::Word;
use super::session::Session;
use super::{Exit, Failure, Shell};
use crate::actions::{self, AuditRow, Trail, when};
use crate::files::table::Writer;
use crate::study::Moment;

/// Show what changed, when, on which device, by whom and why
///
/// One line for each change, oldest first; never the content. Whether the chain of hashes holds is
/// said at the end.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone audit
  asdone audit kx7qd
  asdone audit --since 2026-03-01 --csv > audit.csv

Codes: 0 shown, 1 nothing found, 2 refused, 3 the study cannot be used or the chain does not hold.")]
pub(super) struct Audit {
    /// Only what concerns this observation or sheet
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// Only what was done at or after this time
    #[arg(long, value_name = "TIME")]
    since: Option<Word>,
    /// As lines of JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// As a table with commas
    #[arg(long)]
    csv: bool,
}

impl Audit {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open(shell)?;
        let code = self.code.as_deref().map(|typed| code_of(&session, typed)).transpose()?;
        let since = self.since.as_ref().map(|typed| when::read(typed, shell.now)).transpose()?;
        let (mut rows, mut trail): (Vec<AuditRow>, _) = (Vec::new(), Trail::default());
        session.journal().replay(|entry| {
            rows.push(actions::audit(&session.study, &entry));
            trail.take(&entry);
        })?;
        for (row, at) in rows.iter_mut().zip(trail.times()) {
            row.at = at;
        }
        rows.retain(|row| {
            let wanted = code.is_none() || row.code == code;
            wanted && since.is_none_or(|since: Moment| row.at >= since.millis)
        });
        if self.csv {
            shell.out.data(&table(&rows))?;
        } else {
            for row in &rows {
                let line = if self.json { as_json(row) } else { row.line(shell.now) };
                shell.out.line(&line)?;
            }
        }
        let checked = session.verify_with_checkpoint()?;
        let broken: Vec<&String> = checked.problems.iter().chain(&checked.missing).collect();
        if broken.is_empty() {
            shell.out.say(&format!("the chain of all {} entries holds", checked.entries));
        }
        for trouble in &broken {
            shell.out.say(&format!("asdone: {trouble}"));
        }
        Ok(match (broken.is_empty(), rows.is_empty()) {
            (false, _) => Exit::Data,
            (true, true) => Exit::NothingFound,
            (true, false) => Exit::Ok,
        })
    }
}

/// The code as the trail has it: of something that is there, or was erased.
fn code_of(session: &Session, typed: &str) -> Result<String, Failure> {
    let code = |item: crate::study::Item| match item.subject() {
        crate::study::Subject::Observation(id) => id.code(),
        crate::study::Subject::Sheet(id) | crate::study::Subject::Line(id, _) => id.code(),
    };
    let erased = session.study.erasures().iter().map(|erasure| code(erasure.what));
    if let Some(found) = erased.rev().find(|code| code.begins_with(typed.trim())) {
        return Ok(found.to_string());
    }
    Ok(code(actions::find_erasable(&session.study, typed)?).to_string())
}

fn as_json(row: &AuditRow) -> String {
    json!({
        "at": row.at, "device": row.device.to_string(), "seq": row.seq, "act": row.act,
        "who": row.who, "kind": row.kind, "what": row.what, "code": row.code, "why": row.why,
        "purpose": row.purpose,
    })
    .to_string()
}

fn table(rows: &[AuditRow]) -> String {
    const HEAD: [&str; 10] =
        ["at", "device", "seq", "act", "who", "kind", "what", "code", "why", "purpose"];
    let mut table = Writer::new(b',', &HEAD);
    for row in rows {
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        table.row([
            Moment::new(row.at, 0).to_rfc3339(),
            row.device.to_string(),
            row.seq.to_string(),
            row.act.to_string(),
            row.who.clone(),
            row.kind.to_owned(),
            row.what.clone(),
            optional(&row.code),
            optional(&row.why),
            row.purpose.unwrap_or_default().to_owned(),
        ]);
    }
    table.finish()
}
