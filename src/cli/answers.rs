//! `asdone answers`: what became of what you noted. Only one's own, and what was read is kept on
//! this device alone.

use clap::Args;
use serde_json::{Value, json};

use super::out::Role;
use super::session::Session;
use super::{Exit, Failure, Shell, lesson, text, unlock};
use crate::actions::lesson::code_of;
use crate::actions::when;
use crate::analysis::lessons::answers::{Answer, Read, What, answers};
use crate::journal::{DraftSlot, Drafts};

/// Show what became of what you noted
///
/// Lessons that your notes, reflections and words in debriefs fed, and what was decided about them.
/// Nobody else sees yours. Looking marks them as read, on this device only.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone answers
  asdone answers --new

Codes: 0 shown, 1 there are none, 3 the study cannot be used.")]
pub(super) struct Answers {
    /// Only what you have not read yet
    #[arg(long)]
    new: bool,
    /// Leave them marked as they are
    #[arg(long)]
    keep: bool,
    /// One a line, as JSON (which marks nothing as read)
    #[arg(long)]
    json: bool,
}

impl Answers {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let study = &session.study;
        let person = session.context().author;
        let all = answers(study, &lesson::form(study), person);
        let key = unlock::key(shell)?;
        let drafts = Drafts::of(&shell.study()).with_key(key.as_ref());
        let read = Read::parse(&drafts.get(&slot())?.unwrap_or_default());
        let shown: Vec<&Answer> =
            all.iter().filter(|answer| !self.new || answer.has_news(&read)).collect();
        for answer in &shown {
            if self.json {
                shell.out.line(&of(answer, &read).to_string())?;
            } else {
                one(shell, answer, &read)?;
            }
        }
        if shown.is_empty() {
            shell.out.say(match all.len() {
                0 => "no answers yet; they come when a lesson is grounded in what you noted",
                _ => "nothing new; asdone answers shows all of them",
            });
            return Ok(Exit::NothingFound);
        }
        if !self.keep && !self.json {
            drafts.put(&slot(), &Read::all(&all).to_text())?;
        }
        Ok(Exit::Ok)
    }
}

/// Where it is kept what was read: beside the drafts, so that it never enters the journal.
pub(super) fn slot() -> DraftSlot {
    DraftSlot::Named("answers-read".to_owned())
}

fn one(shell: &mut Shell, answer: &Answer, read: &Read) -> Result<(), Failure> {
    let mark = if answer.has_news(read) { "* " } else { "  " };
    let said = text::one_line(&answer.said());
    let line = format!("{mark}{}", shell.out.paint(&said, Role::Strong));
    shell.out.line(&line)?;
    shell.paragraph(4, &answer.name)?;
    for news in &answer.news {
        let new = if read.is_new(news) { " (new)" } else { "" };
        let at = when::say(news.at, shell.now);
        shell.paragraph(4, &format!("{at}: {}{new}", news.what.said()))?;
    }
    Ok(())
}

fn of(answer: &Answer, read: &Read) -> Value {
    let news: Vec<Value> = answer
        .news
        .iter()
        .map(|news| {
            let kind = match news.what {
                What::Fed => "fed",
                What::Moved { .. } => "status",
                What::Told(_) => "told",
                What::Outcome { .. } => "outcome",
                What::Withdrawn { .. } => "withdrawn",
            };
            json!({
                "at": news.at.to_rfc3339(),
                "what": kind,
                "says": news.what.said(),
                "new": read.is_new(news),
            })
        })
        .collect();
    let yours: Vec<String> = answer.yours.iter().map(|subject| code_of(*subject)).collect();
    json!({
        "sort": answer.sort.word(),
        "code": answer.sheet.code().short(),
        "name": answer.name,
        "yours": yours,
        "status": answer.stands.as_ref().map(|(status, _)| status),
        "since": answer.stands.as_ref().map(|(_, since)| since.to_rfc3339()),
        "level": answer.level,
        "new": answer.has_news(read),
        "news": news,
    })
}
