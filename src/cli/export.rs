//! `asdone export`: one's own observations as a table or as JSON lines.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{QueryWords, RowFormat};
use super::session::Session;
use super::{Exit, Failure, Shell, intake, list, scope};
use crate::analysis::Order;
use crate::files::{self, jsonl};
use crate::release::refi;
use crate::study::ObsIx;

/// Write observations as a table or as JSON lines
///
/// JSON lines hold every observation with its history, and the codebook, for another asdone of your
/// own. A table is for a spreadsheet. Neither holds shifts, reflections, debriefs, voices or lessons:
/// a backup does. Neither is made for giving away: the words are as you wrote them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone export --output notes.jsonl
  asdone export since:4w --format csv --output march.csv
  asdone export --qdpx mine.qdpx
  asdone export | asdone --study ~/copy import - --format jsonl

Codes: 0 written, 1 the query found nothing, 2 the file is there already, 3 it cannot be written.")]
pub(super) struct Export {
    #[command(flatten)]
    query: QueryWords,
    /// csv or jsonl; told by the file's name (.csv, .tsv, .jsonl), and jsonl where it has no ending
    #[arg(long, value_enum)]
    format: Option<RowFormat>,
    /// Where to, instead of standard output; - is standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A project for QualCoder, NVivo, ATLAS.ti or MAXQDA instead (REFI-QDA), into this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "output"])]
    qdpx: Option<PathBuf>,
    /// Take the place of a file that is there
    #[arg(long)]
    force: bool,
}

impl Export {
    pub(super) fn run(mut self, shell: &mut Shell) -> Result<Exit, Failure> {
        self.output = self.output.filter(|output| output != Path::new("-"));
        let named = self.output.as_deref().and_then(promised);
        refuse_taken(self.output.as_deref().or(self.qdpx.as_deref()), self.force)?;
        let session = Session::open_to_read(shell)?;
        let view = session.own_view();
        let study = view.study();
        let typed = self.query.typed();
        let asked = !typed.trim().is_empty();
        let format = format_of(self.format, named.as_ref())?;
        let parted = match named {
            Some(Promised::Table(mark)) => mark,
            _ => b',',
        };
        let among: Vec<ObsIx> = match (asked, format) {
            (true, _) => list::look(view, shell, &typed, Order::Oldest)?.1.hits,
            (false, _) if self.qdpx.is_some() => view.standing().map(|(ix, _)| ix).collect(),
            (false, RowFormat::Csv) => view.standing().map(|(ix, _)| ix).collect(),
            // A full copy keeps what was withdrawn, with the reason.
            (false, RowFormat::Jsonl) => {
                let kept = view.written_ever().filter(|(_, record)| !record.is_taken_back());
                kept.map(|(ix, _)| ix).collect()
            }
        };
        // What others wrote is never given away in clear, not even by those who may read it.
        let own = |ix: &ObsIx| study.record_at(*ix).is_some_and(|r| view.owns(r.author()));
        let among: Vec<ObsIx> = among.into_iter().filter(own).collect();
        scope::blindfold(&mut shell.out, view);
        if asked && among.is_empty() {
            shell.out.say("nothing found, so nothing is written");
            return Ok(Exit::NothingFound);
        }
        if let Some(output) = &self.qdpx {
            let made = refi::project(&refi::project_of(view, &among, shell.now));
            let made = made.map_err(|error| Failure::file("write", output, error))?;
            deliver_file(&made, output, self.force)?;
            shell.out.say(&format!(
                "wrote {} to {}, as written and with who tagged them: keep the file to yourself",
                counted(among.len()),
                output.display()
            ));
            return Ok(Exit::Ok);
        }
        let text = match format {
            RowFormat::Csv => files::csv::write_parted(study, &among, parted),
            RowFormat::Jsonl => jsonl::write(study, &among),
        };
        let text = marked(text, self.output.is_some(), format);
        deliver(shell, &text, self.output.as_deref(), self.force)?;
        if let Some(output) = &self.output {
            let words = format!("wrote {} to {}", counted(among.len()), output.display());
            shell.out.say(&words);
        }
        Ok(Exit::Ok)
    }
}

/// How it is written: as asked for, or as the name of the file promises.
fn format_of(asked: Option<RowFormat>, named: Option<&Promised>) -> Result<RowFormat, Failure> {
    match (asked, named) {
        (Some(format), _) => Ok(format),
        (None, Some(Promised::Jsonl) | None) => Ok(RowFormat::Jsonl),
        (None, Some(Promised::Table(_))) => Ok(RowFormat::Csv),
        (None, Some(Promised::Another(ending))) => Err(Failure::usage(
            format!("observations are not written as .{ending}"),
            "name the file .csv, .tsv or .jsonl; or say --format csv or --format jsonl",
        )),
    }
}

/// A table in a file begins with a byte order mark: without it a spreadsheet takes its letters for
/// others. What goes through a pipe has none.
fn marked(text: String, is_file: bool, format: RowFormat) -> String {
    match format {
        RowFormat::Csv if is_file => format!("\u{feff}{text}"),
        RowFormat::Csv | RowFormat::Jsonl => text,
    }
}

fn counted(observations: usize) -> String {
    match observations {
        1 => "1 observation".to_owned(),
        number => format!("{number} observations"),
    }
}

/// What the ending of a file's name promises.
enum Promised {
    /// A table, its cells parted by this.
    Table(u8),
    /// JSON lines.
    Jsonl,
    /// Something that is not written here.
    Another(String),
}

/// `None` where the name has no ending.
fn promised(output: &Path) -> Option<Promised> {
    let ending = output.extension()?.to_string_lossy().to_lowercase();
    Some(match (ending.as_str(), intake::row_format(output)) {
        ("tsv" | "tab", _) => Promised::Table(b'\t'),
        (_, Some(RowFormat::Csv)) => Promised::Table(b','),
        (_, Some(RowFormat::Jsonl)) => Promised::Jsonl,
        (_, None) => Promised::Another(ending),
    })
}

/// Hands text over: on standard output, or as a file that appears whole or not at all and takes the
/// place of another only where that is meant.
pub(super) fn deliver(
    shell: &mut Shell,
    text: &str,
    output: Option<&Path>,
    force: bool,
) -> Result<Exit, Failure> {
    let Some(output) = output else {
        shell.out.data(text)?;
        return Ok(Exit::Ok);
    };
    deliver_file(text.as_bytes(), output, force)?;
    Ok(Exit::Ok)
}

/// Writes a file that only this person can read and that appears whole or not at all.
pub(super) fn deliver_file(bytes: &[u8], output: &Path, force: bool) -> Result<(), Failure> {
    refuse_taken(Some(output), force)?;
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
    let written = (|| -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        if force {
            file.persist(output)?;
        } else {
            file.persist_noclobber(output)?;
        }
        Ok(())
    })();
    written.map_err(|error| Failure::file("write", output, error))
}

pub(super) fn refuse_taken(output: Option<&Path>, force: bool) -> Result<(), Failure> {
    match output {
        Some(output) if !force && fs::symlink_metadata(output).is_ok() => Err(Failure::usage(
            format!("{} is there already", output.display()),
            "choose another name, or let it take that one's place with --force",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_not_written_over_unless_that_is_meant() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("march.csv");
        assert!(refuse_taken(Some(&file), false).is_ok());
        fs::write(&file, "old").unwrap();
        assert!(refuse_taken(Some(&file), false).is_err());
        assert!(refuse_taken(Some(&file), true).is_ok());
        assert!(refuse_taken(None, false).is_ok());
    }
}
