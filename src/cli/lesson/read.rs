//! Looking at lessons: the list, one card, the brief, what could become one.

use std::path::PathBuf;

use clap::Args;

use super::{find, form, json, page};
use crate::analysis::lessons::{self, Due, brief, candidates};
use crate::cli::args::Scoped;
use crate::cli::out::Role;
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell, kept, scope, text};
use crate::pages;
use crate::study::{Day, SheetId, Study};

/// List the lessons: overdue replies first
#[derive(Args, Debug)]
pub(super) struct List {
    /// Only those with this status
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// Only those whose reply is overdue
    #[arg(long)]
    overdue: bool,
    #[command(flatten)]
    scoped: Scoped,
    /// One lesson a line, as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let view = session.view(self.scoped)?;
        let form = form(view.study());
        let today = Day::of(shell.now.local().date());
        let mut cards = lessons::cards(view, &form, today);
        let all = cards.len();
        let late = cards.iter().filter(|card| card.due == Due::Overdue).count();
        cards.retain(|card| {
            self.status.as_ref().is_none_or(|status| card.status.eq_ignore_ascii_case(status))
                && (!self.overdue || card.due == Due::Overdue)
        });
        if self.json {
            for card in &cards {
                shell
                    .out
                    .line(&scope::in_json(view, json::lesson(view, &form, card)).to_string())?;
            }
        } else {
            let rows: Vec<Vec<String>> =
                cards.iter().map(|card| page::row(shell, view, &form, card)).collect();
            shell.out.table(&rows, &[])?;
        }
        if cards.is_empty() {
            shell.out.say(match all {
                0 => "no lessons yet; asdone lesson candidates shows what could become one",
                _ => "no lesson is like that",
            });
            return Ok(if all == 0 { Exit::Ok } else { Exit::NothingFound });
        }
        if late > 0 && !self.json {
            let replies = if late == 1 { "reply is" } else { "replies are" };
            shell.out.say(&format!("{late} {replies} overdue"));
        }
        Ok(Exit::Ok)
    }
}

/// Show a lesson with what it is grounded in
#[derive(Args, Debug)]
pub(super) struct Show {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// As a line of JSON
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let id = find(&session, &self.code)?;
        let view = session.own_view();
        let form = form(view.study());
        let today = Day::of(shell.now.local().date());
        let Some(sheet) = view.study().sheets().get(id) else { return Ok(Exit::NothingFound) };
        let card = &lessons::Card::of(&form, sheet, today);
        if self.json {
            shell.out.line(&scope::in_json(view, json::lesson(view, &form, card)).to_string())?;
        } else {
            page::card(shell, view, &form, card)?;
        }
        Ok(Exit::Ok)
    }
}

/// Print the page that carries a lesson upward
///
/// Counts and the lesson's own words. A note or a voice is quoted only where it may go so far, and
/// nobody is named.
#[derive(Args, Debug)]
pub(super) struct Brief {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// Write it to this new file instead
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// As an HTML page
    #[arg(long)]
    html: bool,
}

impl Brief {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let id = find(&session, &self.code)?;
        let view = session.own_view();
        let Some(sheet) = view.study().sheets().get(id) else { return Ok(Exit::NothingFound) };
        let page = brief::brief(view, &form(view.study()), sheet, shell.now);
        let text = if self.html { pages::printed(&page.text) } else { page.text.clone() };
        match &self.output {
            None => shell.out.data(&text)?,
            Some(path) => {
                write(path, &text)?;
                shell.out.say(&format!("wrote {}", path.display()));
            }
        }
        if let Some(said) = page.said_held_back() {
            shell.out.say(&said);
        }
        shell.out.say("read it through before it goes: the words are yours, and may name somebody");
        Ok(Exit::Ok)
    }
}

/// Writes a file that was not there before, readable by this person only.
fn write(path: &std::path::Path, page: &str) -> Result<(), Failure> {
    if path.exists() {
        return Err(Failure::usage(
            format!("{} is there already", path.display()),
            "choose another name, or take it away first",
        ));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| std::path::Path::new("."));
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = path.extension().map_or("md".into(), |ending| ending.to_string_lossy());
    kept::write_new(folder, &stem, &ending, page.as_bytes())
        .map(drop)
        .map_err(|error| Failure::file("write", path, error))
}

/// Show what could become a lesson
///
/// The same adjustment for the same trigger, again and again; costs that staff carry beside an
/// adjustment; triggers that are met with nothing.
#[derive(Args, Debug)]
pub(super) struct Candidates {
    #[command(flatten)]
    scoped: Scoped,
    /// One a line, as JSON
    #[arg(long)]
    json: bool,
}

impl Candidates {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let view = session.view(self.scoped)?;
        let study = view.study();
        let found = candidates::candidates(view, &form(study));
        if found.is_empty() {
            shell.out.say(
                "nothing recurs yet: a trigger has to meet the same adjustment in three notes, over \
                 two weeks or in two settings",
            );
            return Ok(Exit::NothingFound);
        }
        if self.json {
            for one in &found {
                shell.out.line(&scope::in_json(view, json::candidate(study, one)).to_string())?;
            }
            return Ok(Exit::Ok);
        }
        let rows: Vec<Vec<String>> = found.iter().map(|one| row(shell, study, one)).collect();
        shell.out.table(&rows, &[1])?;
        if let Some(first) = found.first() {
            let tags =
                first.tags(study).iter().map(|tag| format!(" --tag {tag}")).collect::<String>();
            shell.out.say(&format!(
                "the notes of the first:      asdone list '{0}'\na lesson made from the first: asdone \
                 lesson new --ask --query '{0}'{tags}",
                first.query
            ));
        }
        Ok(Exit::Ok)
    }
}

fn row(shell: &Shell, study: &Study, one: &candidates::Candidate) -> Vec<String> {
    let day = |at: crate::study::Moment| at.local().format("%-d %b %Y").to_string();
    let span = match (day(one.span.0), day(one.span.1)) {
        (first, last) if first == last => first,
        (first, last) => format!("{first} to {last}"),
    };
    let settings = match one.settings {
        0 => String::new(),
        1 => "1 setting".to_owned(),
        many => format!("{many} settings"),
    };
    let again = |id: SheetId| format!("again since lesson {}", id.code());
    vec![
        shell.out.paint(one.word(), Role::Faint),
        one.count.to_string(),
        text::one_line(&one.said(study)),
        span,
        settings,
        one.again.map(again).unwrap_or_default(),
    ]
}
