//! `asdone wording`: reading notes for hindsight, blame and identifiers, and the rules that do it.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::args::QueryWords;
use super::out::Role;
use super::session::Session;
use super::{Exit, Failure, Shell, input, list, text};
use crate::analysis::Order;
use crate::config;
use crate::study::Record;
use crate::wording::{IDENTIFIER_RULES, Layer, Mark, MarkKind, Reader, Rule, check, placeholder};

/// Read notes for words that look back or blame, and for names
///
/// Each line is a note. What is found is shown with a question; nothing is changed, counted or kept.
/// No study is needed.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  asdone wording notes.txt
  asdone wording - --json < notes.txt
  asdone wording notes since:2w
  asdone wording why bl.failed-to
  asdone wording check team-rules.toml

Rules of your own stand in wording.toml in your configuration folder (asdone doctor names it), those
of a study in its form wording. docs/wording.md says how to write one.
Codes: 0 read, 1 wording notes found nothing, 2 a file or rule is not as it should be, 3 the study
cannot be used."
)]
pub(super) struct Command {
    /// A file with a note on each line; - is standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// One note a line, as JSON: text and marks (kind, category, start, end, rule)
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    deed: Option<Deed>,
}

#[derive(Subcommand, Debug)]
enum Deed {
    /// Go over your own notes in the study
    #[command(after_help = "Notes of others are skipped. The study's own rules are used.")]
    Notes {
        #[command(flatten)]
        query: QueryWords,
        /// One note a line, as JSON
        #[arg(long)]
        json: bool,
    },
    /// List the rules
    #[command(after_help = "Example: asdone wording rules --json | jq -r .id")]
    Rules {
        /// One rule a line, as JSON
        #[arg(long)]
        json: bool,
    },
    /// Say what a rule looks for, what it asks, and where the idea comes from
    #[command(after_help = "Example: asdone wording why cf.should-have")]
    Why {
        /// The name of the rule
        rule: String,
    },
    /// Try out every sentence that the rules bring along
    #[command(
        after_help = "Codes: 0 all is as the rules say, 2 something is not: file, line, reason."
    )]
    Check {
        /// A file of rules, to be laid over the others
        file: Option<PathBuf>,
    },
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.deed {
            None => read(shell, self.file.unwrap_or_else(|| "-".into()), self.json),
            Some(Deed::Notes { query, json }) => notes(shell, &query.typed(), json),
            Some(Deed::Rules { json }) => rules(shell, json),
            Some(Deed::Why { rule }) => why(shell, &rule),
            Some(Deed::Check { file }) => try_out(shell, file),
        }
    }
}

/// A note as JSON shows it. The order of the fields is part of the format.
#[derive(Serialize)]
struct ReadLine<'a> {
    text: &'a str,
    marks: Vec<Shown<'a>>,
}

/// A note of the study as JSON shows it.
#[derive(Serialize)]
struct CodedLine<'a> {
    code: &'a str,
    text: &'a str,
    marks: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    kind: &'static str,
    category: &'a str,
    start: usize,
    end: usize,
    rule: &'a str,
}

fn shown(marks: &[Mark]) -> Vec<Shown<'_>> {
    let one = |mark: &'_ Mark| (mark.kind.word(), mark.range.clone());
    marks
        .iter()
        .map(|mark| {
            let (kind, range) = one(mark);
            Shown {
                kind,
                category: &mark.category,
                start: range.start,
                end: range.end,
                rule: &mark.rule,
            }
        })
        .collect()
}

fn json_line(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value)
        .map_err(|error| Failure::Usage { what: error.to_string(), hint: None })
}

/// The reader with the person's own rules, and the study's over them where there is one; what is
/// wrong with a pack is said, and the reader does without it.
pub(super) fn reader(shell: &mut Shell, study: Option<&str>) -> Reader {
    let file = shell.paths.wording.clone();
    let own = config::text_of(&file).unwrap_or_else(|trouble| {
        shell.out.say(&format!("asdone: {trouble}"));
        None
    });
    let name = file.display().to_string();
    let own = own.as_deref().map(|text| Layer { name: &name, text });
    let study = study.map(|text| Layer { name: STUDYS, text });
    let layers: Vec<Layer<'_>> = own.into_iter().chain(study).collect();
    let (reader, wrong) = Reader::of(&layers);
    for error in wrong {
        shell.out.say(&format!("asdone: {error}; these rules are not used"));
    }
    reader
}

const STUDYS: &str = "the study's form wording";

fn read(shell: &mut Shell, file: PathBuf, json: bool) -> Result<Exit, Failure> {
    let lines = input::lines(shell, &file)?;
    let reader = reader(shell, None);
    let mut found = 0;
    for (at, line) in lines.iter().enumerate() {
        let marks = reader.read(line);
        found += marks.len();
        if json {
            shell.out.line(&json_line(&ReadLine { text: line, marks: shown(&marks) })?)?;
        } else {
            passages(shell, &reader, &(at + 1).to_string(), line, &marks, at)?;
        }
    }
    if found == 0 && !json {
        let many =
            if lines.len() == 1 { "1 line".to_owned() } else { format!("{} lines", lines.len()) };
        shell.out.say(&format!("nothing to look at again in {many}"));
    }
    Ok(Exit::Ok)
}

/// What was found in one note: the words, the question, the rule.
fn passages(
    shell: &mut Shell,
    reader: &Reader,
    place: &str,
    note: &str,
    marks: &[Mark],
    turn: usize,
) -> Result<(), Failure> {
    if marks.is_empty() {
        return Ok(());
    }
    let columns = shell.out.columns().unwrap_or(usize::MAX).saturating_sub(place.len() + 2);
    let cut = text::cut(&text::one_line(note), columns, shell.out.more());
    let place = shell.out.paint(place, Role::Strong);
    shell.out.line(&format!("{place}  {cut}"))?;
    for (at, mark) in marks.iter().enumerate() {
        let words = text::one_line(mark.words(note));
        let instead = match mark.kind {
            MarkKind::Wording => String::new(),
            MarkKind::Identifier => format!(" could be {}", placeholder(mark, note)),
        };
        let kind = mark.category.replace('_', " ");
        shell.out.line(&format!("    \"{words}\"{instead} ({kind}, {})", mark.rule))?;
        if mark.kind == MarkKind::Wording {
            shell.paragraph(4, reader.question(mark, turn + at))?;
        }
    }
    Ok(())
}

fn notes(shell: &mut Shell, typed: &str, json: bool) -> Result<Exit, Failure> {
    let session = Session::open(shell)?;
    let study = &session.study;
    let reader = reader(shell, study.form("wording"));
    let (_, found) = list::look(session.own_view(), shell, typed, Order::Newest)?;
    let author = study.person_ix(session.context().author);
    let own = |record: &&Record| Some(record.author()) == author;
    let own: Vec<&Record> =
        found.hits.iter().filter_map(|&ix| study.record_at(ix)).filter(own).collect();
    let mut marked = 0;
    for (turn, record) in own.iter().enumerate() {
        let marks = reader.read(record.text());
        if marks.is_empty() {
            continue;
        }
        marked += 1;
        let code = record.id().code();
        if json {
            let line = CodedLine { code: code.short(), text: record.text(), marks: shown(&marks) };
            shell.out.line(&json_line(&line)?)?;
        } else {
            passages(shell, &reader, code.short(), record.text(), &marks, turn)?;
        }
    }
    if marked == 0 {
        shell.out.say("nothing to look at again in your own notes");
        return Ok(Exit::NothingFound);
    }
    if !json {
        shell.out.say("asdone amend CODE rewords a note; the original is kept");
    }
    Ok(Exit::Ok)
}

#[derive(Serialize)]
struct RuleLine<'a> {
    id: &'a str,
    kind: &'static str,
    category: &'a str,
    on: bool,
    pack: &'a str,
}

fn rules(shell: &mut Shell, json: bool) -> Result<Exit, Failure> {
    let reader = reader(shell, None);
    let wording = reader.rules().iter().map(|rule| RuleLine {
        id: &rule.id,
        kind: MarkKind::Wording.word(),
        category: rule.categories.first().map_or("", |first| first),
        on: rule.on,
        pack: &rule.pack,
    });
    let identifiers = IDENTIFIER_RULES.iter().map(|(id, _)| RuleLine {
        id,
        kind: MarkKind::Identifier.word(),
        category: id.trim_start_matches("id."),
        on: reader.is_on(id),
        pack: crate::wording::BUILT_IN_NAME,
    });
    let all: Vec<RuleLine<'_>> = wording.chain(identifiers).collect();
    if json {
        for rule in &all {
            shell.out.line(&json_line(rule)?)?;
        }
        return Ok(Exit::Ok);
    }
    let row = |rule: &RuleLine<'_>| {
        let on = if rule.on { "" } else { "off" };
        vec![
            rule.id.to_owned(),
            rule.category.replace('_', " "),
            rule.pack.to_owned(),
            on.to_owned(),
        ]
    };
    shell.out.table(&all.iter().map(row).collect::<Vec<_>>(), &[])?;
    Ok(Exit::Ok)
}

fn why(shell: &mut Shell, id: &str) -> Result<Exit, Failure> {
    let reader = reader(shell, None);
    if let Some((id, says)) = IDENTIFIER_RULES.iter().find(|(known, _)| *known == id) {
        shell.out.line(&format!("{id}: looks for {says}"))?;
        shell.paragraph(0, "Someone could be known by it, and a role would do instead.")?;
        return Ok(Exit::Ok);
    }
    let Some(rule) = reader.rule(id) else {
        return Err(Failure::usage(
            format!("there is no rule \"{id}\""),
            "asdone wording rules lists them",
        ));
    };
    explain(shell, &reader, rule)?;
    Ok(Exit::Ok)
}

fn explain(shell: &mut Shell, reader: &Reader, rule: &Rule) -> Result<(), Failure> {
    let category = rule.categories.first().and_then(|category| reader.category(category));
    let name = category.map_or(String::new(), |category| format!(": {}", category.name));
    let off = if rule.on { "" } else { " (off)" };
    let id = shell.out.paint(&rule.id, Role::Strong);
    shell.out.line(&format!("{id}{off}{name}"))?;
    shell.paragraph(0, &rule.why)?;
    let mut section = |heading: &str, lines: &[String]| -> Result<(), Failure> {
        if lines.is_empty() {
            return Ok(());
        }
        shell.out.line(heading)?;
        lines.iter().try_for_each(|line| shell.paragraph(2, line))
    };
    section("asks", &rule.asks)?;
    section("marks", &rule.marks)?;
    section("leaves", &rule.leaves)?;
    if !rule.source.is_empty() {
        section("source", std::slice::from_ref(&rule.source))?;
    }
    section("from", &[rule.pack.to_string()])
}

fn try_out(shell: &mut Shell, file: Option<PathBuf>) -> Result<Exit, Failure> {
    let own = config::text_of(&shell.paths.wording).ok().flatten();
    let own_name = shell.paths.wording.display().to_string();
    let named = match &file {
        Some(file) => Some((file.display().to_string(), input::file(shell, file)?)),
        None => None,
    };
    let mut layers: Vec<Layer<'_>> = Vec::new();
    layers.extend(own.as_deref().map(|text| Layer { name: &own_name, text }));
    layers.extend(named.as_ref().map(|(name, text)| Layer { name, text }));
    let checked = check(&layers);
    if checked.wrong.is_empty() {
        let (rules, sentences) = (checked.rules, checked.sentences);
        shell
            .out
            .line(&format!("{rules} rules mark and leave {sentences} sentences as they say"))?;
        return Ok(Exit::Ok);
    }
    for wrong in &checked.wrong {
        shell.out.line(&wrong.to_string())?;
    }
    let many = match checked.wrong.len() {
        1 => "1 thing is".to_owned(),
        many => format!("{many} things are"),
    };
    Err(Failure::usage(
        format!("{many} wrong with the rules"),
        "mend the line and run asdone wording check again; docs/wording.md says how rules are written",
    ))
}
