//! `asdone reflect`: a fuller reflection on one observation, one question at a time, and what there
//! is to look back on.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::args::Word;
use super::asking::{self, Question};
use super::out::Role;
use super::session::Session;
use super::{Exit, Failure, Shell, text};
use crate::actions::{self, when};
use crate::analysis::reflections::{self, Matter, Stage, ToReflectOn};
use crate::forms::Forms;
use crate::study::{Record, Sheet, Sort, Study, TagKey};

/// Reflect on one observation
///
/// A few questions about how it looked then; what is known now is asked last and dated apart. It
/// stays private until you raise it, and what it did to you stays with you even then.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  asdone reflect kx7qd --ask
  asdone reflect list
  asdone reflect tag m3xa t.staff

Codes: 0 done, 1 there is none, 2 refused, 3 the study cannot be used."
)]
pub(super) struct Command {
    #[command(subcommand)]
    what: Option<What>,
    /// On which observation; the last surprise of yours without a reflection where none is named
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// Ask each question (the default: there is no other way)
    #[arg(long)]
    ask: bool,
}

#[derive(Subcommand, Debug)]
enum What {
    /// List what you have to look back on, unfinished first
    List {
        /// One line of JSON for each
        #[arg(long)]
        json: bool,
    },
    /// Show a reflection
    Show {
        /// Which
        #[arg(value_name = "CODE")]
        code: String,
        /// As one line of JSON
        #[arg(long)]
        json: bool,
    },
    /// Give tags to a reflection
    Tag {
        /// Which
        #[arg(value_name = "CODE")]
        code: String,
        /// The tags
        #[arg(value_name = "TAG", required = true)]
        tags: Vec<Word>,
        /// Take them off instead
        #[arg(long)]
        off: bool,
    },
    /// Say that a reflection is done, whatever is unanswered
    Done {
        /// Which
        #[arg(value_name = "CODE")]
        code: String,
    },
    /// Take a reflection out of the study
    Withdraw {
        /// Which
        #[arg(value_name = "CODE")]
        code: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Word,
    },
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let Some(what) = self.what else { return reflect(shell, self.code.as_deref()) };
        let (code, json) = match &what {
            What::List { json } => return list(shell, *json),
            What::Show { code, json } => (code, *json),
            What::Tag { code, .. } | What::Done { code } | What::Withdraw { code, .. } => {
                (code, false)
            }
        };
        let mut session = Session::open(shell)?;
        let sheet = actions::find_sheet(&session.study, Sort::Reflection, code)?;
        let (id, context, study) = (sheet.id(), session.context(), &session.study);
        let deed = match what {
            What::Show { .. } | What::List { .. } => {
                show(shell, study, sheet, json)?;
                return Ok(Exit::Ok);
            }
            What::Tag { tags, off, .. } => {
                let tags: Vec<&str> = tags.iter().map(|tag| &**tag).collect();
                actions::tag_sheet(study, &context, id, &tags, !off)?
            }
            What::Done { .. } => actions::finish(study, &context, id)?,
            What::Withdraw { reason, .. } => actions::withdraw_sheet(study, &context, id, &reason)?,
        };
        session.perform_aloud(deed, shell)
    }
}

fn reflect(shell: &mut Shell, code: Option<&str>) -> Result<Exit, Failure> {
    let (paper, form, text, on) = {
        let session = Session::open_to_read(shell)?;
        let study = &session.study;
        let forms = Forms::of(study);
        let context = session.context();
        let id = match code {
            Some(code) => session.id(code)?,
            None => {
                let rows = reflections::rows(session.own_view(), &forms, shell.now);
                let surprise = rows.into_iter().find_map(|row| match row.matter {
                    Matter::Surprise(id) => Some(id),
                    Matter::Shift(_) | Matter::Reflection(_) => None,
                });
                surprise.ok_or_else(|| {
                    Failure::usage(
                        "there is no surprise of yours that waits for a reflection",
                        "name the observation: asdone reflect CODE",
                    )
                })?
            }
        };
        let paper = actions::reflect_on(study, &context, id)?;
        let text = study.get(id).map(Record::text).unwrap_or_default().to_owned();
        (paper, forms.reflection, text, id.code())
    };
    shell.out.say(&format!("On: {}", text::one_line(&text)));
    let minutes = form.minutes;
    shell.out.say(&format!("About {minutes} minutes. Only you see what you write."));
    let go_on = format!("asdone reflect {on} --ask");
    let answered = asking::walk(shell, &paper, &Question::of(&form.prompt), &go_on)?;
    let kept = Session::open_to_read(shell)?
        .study
        .sheets()
        .get(paper.sheet)
        .map_or(0, |sheet| sheet.answers().count());
    let (code, of) = (paper.sheet.code(), form.prompt.len());
    shell.out.say(&match (answered, kept) {
        (_, 0) => "You answered nothing, so no reflection was begun".to_owned(),
        (0, kept) => {
            format!("Nothing new. Reflection {code} keeps its {}", answers_of(kept, of))
        }
        (_, kept) => format!("Saved. Reflection {code} has {}", answers_of(kept, of)),
    });
    Ok(Exit::Ok)
}

/// "3 of 8 answers".
fn answers_of(kept: usize, of: usize) -> String {
    format!("{kept} of {of} answer{}", if of == 1 { "" } else { "s" })
}

const fn stage_word(row: &ToReflectOn) -> &'static str {
    match (row.stage, row.matter) {
        (Stage::On, _) => "on now",
        (Stage::Unfinished, _) => "unfinished",
        (Stage::Offered, Matter::Shift(_)) => "to close",
        (Stage::Offered, Matter::Surprise(_) | Matter::Reflection(_)) => "offered",
        (Stage::Done, _) => "done",
    }
}

fn list(shell: &mut Shell, as_json: bool) -> Result<Exit, Failure> {
    let session = Session::open(shell)?;
    let study = &session.study;
    let rows = reflections::rows(session.own_view(), &Forms::of(study), shell.now);
    if rows.is_empty() {
        shell
            .out
            .say("there is nothing to look back on yet; asdone reflect CODE begins a reflection");
        return Ok(Exit::NothingFound);
    }
    let mut table = Vec::new();
    for row in &rows {
        let (sort, code, says) = described(study, row);
        if as_json {
            let (answered, of) = row.answered;
            let line = json!({
                "sort": sort, "code": code, "stage": stage_word(row),
                "at": row.at.to_rfc3339(), "answered": answered, "questions": of, "text": says,
            });
            shell.out.line(&line.to_string())?;
            continue;
        }
        table.push(vec![
            shell.out.paint(&code, Role::Strong),
            sort.to_owned(),
            stage_word(row).to_owned(),
            format!("{}/{}", row.answered.0, row.answered.1),
            when::say(row.at, shell.now),
            text::one_line(&says).chars().take(60).collect(),
        ]);
    }
    shell.out.table(&table, &[])?;
    Ok(Exit::Ok)
}

fn described(study: &Study, row: &ToReflectOn) -> (&'static str, String, String) {
    let text = |record: &Record| record.text().to_owned();
    match row.matter {
        Matter::Shift(id) => {
            let setting = study
                .sheets()
                .get(id)
                .and_then(|sheet| crate::analysis::Shift { sheet }.setting().map(str::to_owned));
            ("shift", id.code().to_string(), setting.unwrap_or_default())
        }
        Matter::Reflection(id) => {
            let about = study.sheets().get(id).and_then(reflections::observation_of);
            let says = about.and_then(|id| study.get(id)).map(text).unwrap_or_default();
            ("reflection", id.code().to_string(), says)
        }
        Matter::Surprise(id) => {
            ("surprise", id.code().to_string(), study.get(id).map(text).unwrap_or_default())
        }
    }
}

fn show(shell: &mut Shell, study: &Study, sheet: &Sheet, as_json: bool) -> Result<(), Failure> {
    let about = reflections::observation_of(sheet);
    let tags: Vec<&str> = sheet.tags().map(TagKey::as_str).collect();
    if as_json {
        let line = json!({
            "id": sheet.id().to_string(),
            "code": sheet.id().code().short(),
            "observation": about.map(|id| id.code().short().to_owned()),
            "at": sheet.at().to_rfc3339(),
            "done": sheet.ended().is_some(),
            "audience": sheet.audience().word(),
            "tags": tags,
            "answers": answers_json(sheet),
        });
        return shell.out.line(&line.to_string());
    }
    let code = shell.out.paint(sheet.id().code().short(), Role::Strong);
    shell.out.line(&format!("{code}  reflection, {}", sheet.audience().word()))?;
    if let Some(record) = about.and_then(|id| study.get(id)) {
        shell.paragraph(2, &format!("on {}: {}", record.id().code(), record.text()))?;
    }
    if !tags.is_empty() {
        shell.paragraph(2, &format!("tags {}", tags.join(" ")))?;
    }
    answers(shell, sheet)
}

/// What was answered on a sheet, each with its question and when.
pub(super) fn answers(shell: &mut Shell, sheet: &Sheet) -> Result<(), Failure> {
    for (prompt, asked, said) in sheet.answers() {
        let at = sheet.answered_at(prompt).map(|at| at.local().format("%-d %b %H:%M").to_string());
        shell.out.line("")?;
        shell.paragraph(0, &format!("{asked} ({})", at.unwrap_or_default()))?;
        shell.paragraph(2, said)?;
    }
    Ok(())
}

/// The same for a script.
pub(super) fn answers_json(sheet: &Sheet) -> Vec<Value> {
    let answer = |(prompt, asked, text): (&str, &str, &str)| {
        let at = sheet.answered_at(prompt).map(crate::study::Moment::to_rfc3339);
        json!({ "prompt": prompt, "asked": asked, "text": text, "at": at })
    };
    sheet.answers().map(answer).collect()
}
