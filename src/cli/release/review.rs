//! `asdone release review`: every text that would leave, looked over one by one.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::super::session::Session;
use super::super::{Exit, Failure, Shell, ask, input, out};
use super::{find, not_as_planned, plan_of, second};
use crate::actions;
use crate::release::review::{self, Item, Names, Outcome, Pieces, Trace};
use crate::release::{Plan, kept, pick};
use crate::study::{Digest, Passed, Study};
use crate::wording::Reader;

/// Look over each text that would leave: approve it, replace pieces of it, or leave it out
///
/// Likely names and numbers are marked, and every capitalised word that no list knows. A decision is
/// of the words: a text that is reworded is asked about again.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone release review r4k2m --list
  asdone release review r4k2m --ask --names people-and-places.txt
  asdone release review r4k2m --approve 3f0a91c2
  asdone release review r4k2m --redact 3f0a91c2 --with Prosser='the mother'
  asdone release review r4k2m --leave-out 3f0a91c2
  asdone release review r4k2m --second robin --ask

With --redact and no --with, whatever is marked is replaced by what is suggested.
Codes: 0 done, 1 nothing waits, 2 refused.")]
pub(super) struct Review {
    /// The release; the only one where none is named
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// List what waits, with what is marked
    #[arg(long)]
    list: bool,
    /// List every text and what was decided, one a line, as JSON
    #[arg(long)]
    json: bool,
    /// Go through what waits, one by one
    #[arg(long)]
    pub(super) ask: bool,
    /// Let these texts leave as they are
    #[arg(long, value_name = "NAME")]
    pub(super) approve: Vec<String>,
    /// Replace pieces of this text
    #[arg(long, value_name = "NAME")]
    redact: Option<String>,
    /// Words to replace wherever they stand in it, and what to write instead
    #[arg(long, value_name = "WORDS=INSTEAD", requires = "redact")]
    with: Vec<String>,
    /// People and places to point out beside the study's list (asdone forms edit names), one a line
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Let these texts stay
    #[arg(long, value_name = "NAME")]
    pub(super) leave_out: Vec<String>,
    /// Somebody else, by a pseudonym, looks at the words as they would leave and agrees
    #[arg(long, value_name = "PSEUDONYM", conflicts_with_all = ["redact", "names", "json"])]
    second: Option<String>,
}

impl Review {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let own = self.names.as_deref().map(|file| input::file(shell, file)).transpose()?;
        let mut session = Session::open(shell)?;
        let sheet = find(&session, self.code.as_deref())?;
        let plan = plan_of(sheet)?;
        let view = pick::view(&session.study, session.identity().person);
        let picked = pick::pick(view, &plan, sheet.at()).map_err(|error| not_as_planned(&error))?;
        let items = review::items(&session.study, &plan, &picked);
        let names = Names::of(&session.study).and(&own.unwrap_or_default());
        let look = Look { reader: Reader::built_in(), names };
        if let Some(by) = &self.second {
            let id = sheet.id();
            let waiting = kept::for_second_look(&session.study, &plan, items);
            return second::look(shell, &mut session, (id, by), &waiting, &self);
        }
        if self.json {
            for item in &items {
                shell.out.line(&in_json(&session.study, &plan, &look, item).to_string())?;
            }
            return Ok(Exit::Ok);
        }
        let me = session.identity().person;
        let waits = |item: &&Item| kept::waits(&session.study, me, &plan, item);
        let waiting: Vec<Item> = items.iter().filter(waits).cloned().collect();
        let mut decided: Vec<(Digest, Passed)> = Vec::new();
        for name in &self.approve {
            decided.push((named(&items, name)?.words(), Passed::Whole));
        }
        for name in &self.leave_out {
            decided.push((named(&items, name)?.words(), Passed::Out));
        }
        if let Some(name) = &self.redact {
            let item = named(&items, name)?;
            let pieces = pieces(&look, &item.text, &self.with)?;
            decided.push((item.words(), Passed::Redacted(pieces)));
        }
        if !decided.is_empty() {
            let deed = actions::review(decided)?;
            return session.perform_aloud(deed, shell);
        }
        if waiting.is_empty() {
            shell.out.say("no text waits to be reviewed");
            return Ok(Exit::NothingFound);
        }
        if self.ask {
            return one_by_one(shell, &mut session, &look, &waiting);
        }
        for item in &waiting {
            show(shell, &look, item)?;
        }
        let texts = if waiting.len() == 1 { "text waits" } else { "texts wait" };
        shell.out.say(&format!("{} {texts} to be reviewed; go on with --ask", waiting.len()));
        Ok(Exit::Ok)
    }
}

/// What points out names and numbers.
struct Look {
    reader: Arc<Reader>,
    names: Names,
}

impl Look {
    fn places(&self, text: &str) -> Vec<Trace> {
        review::places(&self.reader, &self.names, text)
    }
}

fn named<'i>(items: &'i [Item], name: &str) -> Result<&'i Item, Failure> {
    items.iter().find(|item| item.name() == name).ok_or_else(|| {
        Failure::usage(
            format!("no text of this release is called {name}"),
            "asdone release review --list gives their names",
        )
    })
}

/// The pieces of a text to replace: those that a person names, or whatever is marked.
fn pieces(look: &Look, text: &str, with: &[String]) -> Result<Pieces, Failure> {
    if with.is_empty() {
        return Ok(review::marked(look.places(text)));
    }
    review::named(text, with).map_err(|error| Failure::usage(error.what, error.instead))
}

fn in_json(study: &Study, plan: &Plan, look: &Look, item: &Item) -> serde_json::Value {
    let decided = match review::outcome(study, &item.text, plan) {
        Outcome::Leaves(_, 0) => "whole",
        Outcome::Leaves(..) => "redacted",
        Outcome::Out => "out",
        Outcome::Waits => "waits",
    };
    let marked: Vec<_> = look
        .places(&item.text)
        .into_iter()
        .map(|place| {
            let words = item.text.get(place.range.clone()).unwrap_or_default();
            json!({ "words": words, "what": place.what, "instead": place.instead })
        })
        .collect();
    json!({
        "name": item.name(), "part": item.part, "code": item.code.map(|code| code.short().to_owned()),
        "text": item.text, "marked": marked, "decided": decided,
    })
}

fn show(shell: &mut Shell, look: &Look, item: &Item) -> Result<(), Failure> {
    let of = item.code.map_or(String::new(), |code| format!(" of {}", code.short()));
    shell.out.line(&format!("{}  {}{of}", item.name(), item.part))?;
    shell.paragraph(2, &item.text)?;
    for Trace { range, what, instead } in look.places(&item.text) {
        let words = item.text.get(range).unwrap_or_default();
        shell.paragraph(4, &format!("{words}: {what}; instead: {instead}"))?;
    }
    Ok(())
}

/// Goes through the texts that wait. Each decision is saved at once, so that stopping loses nothing.
fn one_by_one(
    shell: &mut Shell,
    session: &mut Session,
    look: &Look,
    waiting: &[Item],
) -> Result<Exit, Failure> {
    if !out::can_ask() {
        return Err(Failure::usage("there is nobody to ask", "use --list, --approve and --redact"));
    }
    for (nth, item) in waiting.iter().enumerate() {
        shell.out.say(&format!("text {} of {}", nth + 1, waiting.len()));
        show(shell, look, item)?;
        let verdict = loop {
            let question = "a approve, r replace what is marked, o leave out, s skip, q stop: ";
            match ask::line(shell, question)?.as_deref().map(str::trim) {
                Some("a") => break Some(Passed::Whole),
                Some("r") => break Some(Passed::Redacted(pieces(look, &item.text, &[])?)),
                Some("o") => break Some(Passed::Out),
                Some("s") => break None,
                Some("q") | None => return Ok(Exit::Ok),
                Some(_) => {}
            }
        };
        if let Some(verdict) = verdict {
            session.perform(actions::review(vec![(item.words(), verdict)])?)?;
        }
    }
    shell.out.say("every text that waited was shown");
    Ok(Exit::Ok)
}
