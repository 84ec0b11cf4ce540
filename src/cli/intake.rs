//! `asdone jot` and `asdone import`: many observations at once, from a file.

use std::mem;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::RowFormat;
use super::progress::Progress;
use super::session::{self, Session};
use super::{Exit, Failure, Shell, input, kept};
use crate::actions::{Consent, Context};
use crate::files::{self, BadLine, Intake, jot, jsonl};
use crate::journal::Gathered;
use crate::study::{Change, Study};

/// Take in lines jotted on a phone or on paper
///
/// One observation a line: a time such as 14:20, a letter for the kind if you like, the text, #tags, @setting.
/// Lines stand under date headings; those before the first are today's. The same line under the
/// same date is taken in once, however often the file is handed in.
#[derive(Args, Debug)]
#[command(after_help = "\
A file of jotted lines:
  2026-03-03
  09:15 a rang school before the visit #p.anticipate @\"duty desk\"
  11:40 w printer down, wrote the plan by hand #t.tool

Lines that cannot be read are named with their number and reason, and kept in a file that you are
told of; everything else is taken in.
Codes: 0 all lines taken in, 2 some lines were kept aside, 3 the study cannot be used.")]
pub(super) struct Jot {
    /// The file; - reads standard input
    file: PathBuf,
    /// Tags that are new are meant, even where they are one slip from known ones
    #[arg(long)]
    new_tag: bool,
    /// Places that are new are meant, even where they are a slip from known ones
    #[arg(long)]
    new_setting: bool,
    /// Times still to come are meant
    #[arg(long)]
    future: bool,
    /// Only say what would be taken in
    #[arg(long)]
    dry_run: bool,
}

/// Take in observations from a table or from JSON lines
///
/// Only a field "text" is needed in each row; the fields are those that list --json and export
/// write. A row with the id of an observation that is here is taken in once.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone import observations.csv
  asdone import - --format jsonl < observations.jsonl
  echo '{\"text\": \"Rang school before the visit\"}' | asdone import -

Rows that cannot be read are named with their number and reason, and kept in a file that you are
told of; everything else is taken in.
Codes: 0 all rows taken in, 2 some rows were kept aside, 3 the study cannot be used.")]
pub(super) struct Import {
    /// The file; - reads standard input
    file: PathBuf,
    /// How its rows are written; told by the file's name or its first letter where not given
    #[arg(long, value_enum)]
    format: Option<RowFormat>,
    /// Only say what would be taken in
    #[arg(long)]
    dry_run: bool,
}

impl Jot {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let consent =
            Consent { new_tags: self.new_tag, new_settings: self.new_setting, future: self.future };
        let source =
            Source { file: &self.file, noun: "line", extension: "txt", remark: Some("//") };
        take_in(shell, &source, self.dry_run, |text, study, context, each| {
            let mut intake = jot::read(text, study, context, consent);
            let changes = intake.deed.as_mut().map(|deed| mem::take(&mut deed.changes));
            changes.into_iter().flatten().for_each(each);
            intake
        })
    }
}

impl Import {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let named = self.format.or_else(|| row_format(&self.file));
        let extension = match named {
            Some(RowFormat::Csv) => "csv",
            _ => "jsonl",
        };
        let source = Source { file: &self.file, noun: "row", extension, remark: None };
        take_in(shell, &source, self.dry_run, |text, study, context, each| {
            let looks = if text.trim_start().starts_with(['{', '[']) {
                RowFormat::Jsonl
            } else {
                RowFormat::Csv
            };
            match named.unwrap_or(looks) {
                RowFormat::Csv => files::csv::read_each(text, study, context, each),
                RowFormat::Jsonl => jsonl::read_each(text, study, context, each),
            }
        })
    }
}

/// The format that a file's name promises.
pub(super) fn row_format(file: &Path) -> Option<RowFormat> {
    match file.extension()?.to_str()?.to_lowercase().as_str() {
        "csv" | "tsv" | "tab" => Some(RowFormat::Csv),
        "jsonl" | "ndjson" | "json" => Some(RowFormat::Jsonl),
        _ => None,
    }
}

/// Where rows come from, and what they are called.
struct Source<'a> {
    file: &'a Path,
    noun: &'static str,
    extension: &'static str,
    /// What a remark begins with, where the format has any.
    remark: Option<&'static str>,
}

/// Reads all of it before anything is written: what is new is gathered, and not held as it is folded,
/// of which a million rows would take four times as much.
fn take_in(
    shell: &mut Shell,
    source: &Source<'_>,
    dry_run: bool,
    read: impl Fn(&str, &Study, &Context<'_>, &mut dyn FnMut(Change)) -> Intake,
) -> Result<Exit, Failure> {
    session::must_be_there(shell)?;
    let mut text = input::file(shell, source.file)?;
    let handed_in = source.file == Path::new("-");
    let done = (|| {
        let mut session = Session::open(shell)?;
        let mut new = session.gather();
        let context = session.context();
        let intake = read(&text, &session.study, &context, &mut |change| new.take(&change));
        // What is needed no more is let go of before it is all written: a file may be large.
        if !handed_in && intake.bad.is_empty() {
            text = String::new();
        }
        if dry_run {
            return Ok((intake, Some(new)));
        }
        if intake.deed.is_some() {
            let _far = Progress::watch(
                "what was taken in so far is in the study",
                "the same command takes in the rest, and nothing twice",
            );
            session.perform_gathered(new)?;
        }
        Ok((intake, None))
    })();
    // What came on standard input is nowhere else.
    let (intake, would_come) = done.map_err(|failure| match handed_in {
        true => kept::text(shell, &text, failure),
        false => failure,
    })?;
    report(shell, source, &text, &intake, would_come.as_ref())
}

fn report(
    shell: &mut Shell,
    source: &Source<'_>,
    text: &str,
    intake: &Intake,
    would: Option<&Gathered>,
) -> Result<Exit, Failure> {
    let verb = if would.is_some() { "would be taken in" } else { "taken in" };
    let mut words = format!("{} {verb}", counted(intake.new, source.noun));
    if intake.already > 0 {
        words.push_str(&format!(", {} here already", intake.already));
    }
    if !intake.bad.is_empty() {
        words.push_str(&format!(", {} not", intake.bad.len()));
    }
    shell.out.say(&words);
    for more in &intake.notes {
        shell.out.say(&format!("  {more}"));
    }
    if let Some(new) = would {
        would_come(shell, new);
    }
    if intake.bad.is_empty() {
        return Ok(Exit::Ok);
    }
    for bad in &intake.bad {
        shell.out.say(&format!("{} {}: {}", source.noun, bad.number, bad.reason));
        if !bad.line.trim().is_empty() && !bad.erased {
            shell.out.say(&format!("  {}", super::text::one_line(&bad.line)));
        }
    }
    if would.is_some() {
        return Ok(Exit::Usage);
    }
    let kept: Vec<BadLine> = intake.bad.iter().filter(|bad| !bad.erased).cloned().collect();
    if kept.len() < intake.bad.len() {
        shell
            .out
            .say("what was erased is kept nowhere; the file that was handed in may hold it still");
    }
    if !kept.is_empty() {
        let text = without_erased(text, &intake.bad);
        let kept = keep(shell, source, &text, &kept)?;
        shell.out.say(&kept);
    }
    Ok(Exit::Usage)
}

/// Says each observation that would be taken in, as it was understood.
fn would_come(shell: &mut Shell, new: &Gathered) {
    for change in new.changes() {
        let Change::Recorded(observation) = change else { continue };
        let at = observation.happened_at;
        let zone = at.zoned().format("%:z");
        let mut words = format!("  {} {zone}", at.local().format("%a %-d %b %Y %H:%M"));
        if let Some(kind) = observation.kind {
            words.push_str(&format!("  {kind}"));
        }
        words.push_str(&format!("  {}", super::text::one_line(&observation.text)));
        for tag in &observation.tags {
            words.push_str(&format!(" #{tag}"));
        }
        if let Some(setting) = &observation.setting {
            words.push_str(&format!(" @{setting}"));
        }
        shell.out.say(&words);
    }
}

/// What was handed in without the rows that say again what was erased.
fn without_erased(text: &str, bad: &[BadLine]) -> String {
    let mut left = text.to_owned();
    for row in bad.iter().filter(|bad| bad.erased && !bad.line.is_empty()) {
        left = left.replacen(&row.line, "", 1);
    }
    left
}

fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// Keeps what was not taken in, and says where and how to go on.
///
/// Rows of a file are kept beside it. What came on standard input is nowhere else, and its lines
/// may need the headings above them: it is kept whole, which does no harm, since a row that is here
/// already is not taken in twice.
fn keep(
    shell: &Shell,
    source: &Source<'_>,
    text: &str,
    bad: &[BadLine],
) -> Result<String, Failure> {
    let noun = source.noun;
    // A pipe is nobody's file: what came through it is nowhere else.
    if source.file == Path::new("-") || !source.file.is_file() {
        let kept = kept::bytes(shell, "handed-in", source.extension, text.as_bytes())?;
        return Ok(format!(
            "nothing is lost: all that was handed in is kept in {}; put the {noun}s right there \
             and hand that in: a {noun} that is here already is not taken in twice",
            kept.display()
        ));
    }
    let rows: String = bad.iter().map(|bad| source.with_reason(bad)).collect();
    let kept = beside(source, &rows);
    let kept = match kept {
        Some(path) => path,
        None => kept::bytes(shell, "not-taken-in", source.extension, rows.as_bytes())?,
    };
    Ok(format!(
        "nothing is lost: what was not taken in is kept in {} as well; put it right in your own \
         file and hand that in again: a {noun} that is here already is not taken in twice",
        kept.display()
    ))
}

impl Source<'_> {
    /// A row as it stood, under its reason where the format has remarks.
    fn with_reason(&self, bad: &BadLine) -> String {
        match self.remark {
            Some(mark) => {
                let reason = super::text::one_line(&bad.reason);
                format!("{mark} line {}: {reason}\n{}\n", bad.number, bad.line)
            }
            None => format!("{}\n", bad.line),
        }
    }
}

/// Writes a file beside the one that rows came from, where that folder can be written.
fn beside(source: &Source<'_>, rows: &str) -> Option<PathBuf> {
    let stem = source.file.file_stem()?.to_str()?;
    let folder = source.file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let stem = format!("{stem}.not-taken-in");
    let folder = folder.unwrap_or(Path::new("."));
    kept::write_new(folder, &stem, source.extension, rows.as_bytes()).ok()
}
