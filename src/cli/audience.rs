//! `asdone audience`: how far observations, reflections, voices and other entries may go.

use clap::Args;
use serde_json::json;

use super::args::Word;
use super::out::Role;
use super::session::Session;
use super::{Exit, Failure, Shell, list, team, text};
use crate::actions::{self, Refusal};
use crate::analysis::{Order, View};
use crate::study::{Audience, Sheet, Subject};

/// Say who may see an entry: you, the team, or others
///
/// Everything is private until its author decides. Without arguments this says what the four levels
/// mean and how much of yours is at each.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone audience
  asdone audience kx7qd m4pqz team
  asdone audience --query 'tag:s.check since:2w' team
  asdone audience kx7qd private
  asdone audience list team

A level is raised or lowered by the author alone. Once taken back it is left out of
tallies and pages for others; what they saw or were given before stays with them. undo takes a slip
back. An export holds what you wrote yourself at every level, and is not made for giving away.
Codes: 0 done, 1 nothing found, 2 refused, 3 the study cannot be used.")]
pub(super) struct Command {
    /// The codes, then the level; or list and the level from which on
    #[arg(value_name = "CODE LEVEL")]
    words: Vec<Word>,
    /// Every observation that this query finds
    #[arg(long)]
    query: Option<Word>,
    /// With list: one entry a line, as JSON
    #[arg(long)]
    json: bool,
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut words: Vec<String> = self.words.iter().map(|word| word.to_string()).collect();
        match words.first().map(String::as_str) {
            None if self.query.is_none() => return levels(shell, self.json),
            Some("list") => {
                let from = words.get(1).map_or(Ok(Audience::Team), |word| level(word))?;
                return listed(shell, from, self.json);
            }
            _ => {}
        }
        let needs = || Failure::usage("no level is named", "asdone audience CODE team");
        let to = level(&words.pop().ok_or_else(needs)?)?;
        let mut session = Session::open(shell)?;
        let mut subjects = Vec::new();
        if let Some(query) = &self.query {
            let (read, found) = list::look(session.own_view(), shell, query, Order::Oldest)?;
            if read.is_empty() {
                return Err(Failure::usage(
                    "an empty query would take in every observation",
                    "say which are meant",
                ));
            }
            let hits = found.hits.iter().filter_map(|&ix| session.study.record_at(ix));
            subjects.extend(hits.map(|record| Subject::Observation(record.id())));
            if subjects.is_empty() && words.is_empty() {
                shell.out.say("nothing found, so nothing is changed");
                return Ok(Exit::NothingFound);
            }
        }
        for code in words.iter().flat_map(|word| word.split(',')).filter(|code| !code.is_empty()) {
            subjects.push(actions::find_any(&session.study, code)?);
        }
        let deed = actions::release(&session.study, &session.context(), &subjects, to)?;
        session.perform_aloud(deed, shell)?;
        team::going(shell, &session, &subjects, to)?;
        Ok(Exit::Ok)
    }
}

fn level(word: &str) -> Result<Audience, Refusal> {
    Audience::parse(word).ok_or_else(|| Refusal::NotAChoice {
        what: "audience",
        typed: word.to_owned(),
        choices: Audience::ALL.iter().map(Audience::to_string).collect(),
    })
}

/// Everything of one's own that stands and is at a level or wider: what, when, level and words.
fn at_least(view: View<'_>, from: Audience) -> Vec<(Subject, Audience, String, String)> {
    let mut rows = Vec::new();
    for (_, record) in view.written().filter(|(_, record)| record.audience() >= from) {
        let (at, subject) = (record.happened_at(), Subject::Observation(record.id()));
        rows.push((at, subject, record.audience(), text::one_line(record.text()), "observation"));
    }
    let sheets = view.sheets_written_ever().filter(|sheet| sheet.is_standing());
    for sheet in sheets.filter(|sheet| sheet.audience() >= from) {
        let sort = sheet.sort().map_or("sheet", crate::study::Sort::word);
        let subject = Subject::Sheet(sheet.id());
        rows.push((sheet.at(), subject, sheet.audience(), title(sheet), sort));
    }
    rows.sort_by_key(|(at, ..)| std::cmp::Reverse(at.millis));
    let row = |(_, subject, level, words, sort): (_, _, _, _, &str)| {
        (subject, level, sort.to_owned(), words)
    };
    rows.into_iter().map(row).collect()
}

fn title(sheet: &Sheet) -> String {
    let titled = sheet.fields().find_map(|field| match field {
        crate::study::Field::Title(title) if !title.is_empty() => Some(title.clone()),
        _ => None,
    });
    titled.unwrap_or_else(|| sheet.at().local().format("of %a %-d %b %Y %H:%M").to_string())
}

fn listed(shell: &mut Shell, from: Audience, as_json: bool) -> Result<Exit, Failure> {
    let session = Session::open_to_read(shell)?;
    let rows = at_least(session.own_view(), from);
    if rows.is_empty() {
        shell.out.say(&format!("nothing goes as far as {from}"));
        return Ok(Exit::NothingFound);
    }
    if as_json {
        for (subject, level, sort, words) in rows {
            let line = json!({
                "code": subject.code().short(), "sort": sort, "audience": level.word(), "text": words,
            });
            shell.out.line(&line.to_string())?;
        }
        return Ok(Exit::Ok);
    }
    let row = |(subject, level, sort, words): (Subject, Audience, String, String)| {
        let room = shell.out.columns().map_or(usize::MAX, |columns| columns.saturating_sub(36));
        let words = text::cut(&words, room, shell.out.more());
        let code = shell.out.paint(subject.code().short(), Role::Strong);
        vec![code, level.word().to_owned(), sort, words]
    };
    let rows: Vec<Vec<String>> = rows.into_iter().map(row).collect();
    shell.out.table(&rows, &[])?;
    Ok(Exit::Ok)
}

fn levels(shell: &mut Shell, as_json: bool) -> Result<Exit, Failure> {
    let session = Session::open_to_read(shell)?;
    let all = at_least(session.own_view(), Audience::Private);
    let count = |level: Audience| all.iter().filter(|(_, at, ..)| *at == level).count();
    if as_json {
        let counts: serde_json::Map<String, serde_json::Value> = Audience::ALL
            .iter()
            .map(|level| (level.word().to_owned(), count(*level).into()))
            .collect();
        shell.out.line(&serde_json::Value::Object(counts).to_string())?;
        return Ok(Exit::Ok);
    }
    for level in Audience::ALL {
        let name = shell.out.paint(level.word(), Role::Strong);
        shell.out.line(&format!("{name}  {}", count(*level)))?;
        shell.paragraph(4, actions::audience::meaning(*level))?;
    }
    Ok(Exit::Ok)
}
