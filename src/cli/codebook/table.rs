//! The codebook as a table, in and out.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::actions;
use crate::cli::args::TableFormat;
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell, export, input};
use crate::files::codebook::{self, Table};
use crate::release::refi;

/// Take in a table: new tags are defined, known ones get its wording, others stay as they are
#[derive(Args, Debug)]
pub(super) struct Import {
    /// The table, with a header row (only the column "tag" is needed); - reads standard input
    file: PathBuf,
    /// How its cells are parted; told by its header, so this is never needed
    #[arg(long, value_enum, hide = true)]
    format: Option<TableFormat>,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
}

/// Write the codebook as a table
#[derive(Args, Debug)]
pub(super) struct Export {
    /// How its cells are parted; tabs unless the file's name says otherwise
    #[arg(long, value_enum)]
    format: Option<TableFormat>,
    /// Where to, instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A codebook for QualCoder, NVivo, ATLAS.ti or MAXQDA instead (REFI-QDA), into this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "output"])]
    qdc: Option<PathBuf>,
    /// Take the place of a file that is there
    #[arg(long)]
    force: bool,
}

impl Import {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let text = input::file(shell, &self.file)?;
        let read = read_cards(&text, &self.file)?;
        for note in &read.notes {
            shell.out.say(note);
        }
        let mut session = Session::open(shell)?;
        let cards = read.over(session.study.codebook());
        let deed = actions::load(&session.study, &session.context(), &cards)?;
        if self.dry_run {
            let words = format!("{} tags read; would be done: {}", cards.len(), deed.said);
            shell.out.say(&words);
            return Ok(Exit::Ok);
        }
        session.perform_aloud(deed, shell)
    }
}

impl Export {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        if let Some(output) = &self.qdc {
            let codes = refi::codes_of(&session.study);
            let made = refi::codebook(&codes, concat!("asdone ", env!("CARGO_PKG_VERSION")));
            let Some(made) = made.map_err(|error| Failure::file("write", output, error))? else {
                shell.out.say("this codebook has no tags, so nothing is written");
                return Ok(Exit::NothingFound);
            };
            export::deliver_file(&made, output, self.force)?;
            shell.out.say(&format!("wrote {} tags to {}", codes.len(), output.display()));
            return Ok(Exit::Ok);
        }
        let table = self.output.as_deref().and_then(named).unwrap_or(Table::Tsv);
        let table = self.format.map_or(table, Table::from);
        let text = codebook::write(session.study.codebook(), table);
        export::deliver(shell, &text, self.output.as_deref(), self.force)
    }
}

impl From<TableFormat> for Table {
    fn from(format: TableFormat) -> Self {
        match format {
            TableFormat::Tsv => Self::Tsv,
            TableFormat::Csv => Self::Csv,
        }
    }
}

fn named(file: &Path) -> Option<Table> {
    let extension = file.extension()?.to_str()?;
    match extension.to_lowercase().as_str() {
        "tsv" => Some(Table::Tsv),
        "csv" => Some(Table::Csv),
        _ => None,
    }
}

/// The tags of a table, whatever parts its cells.
pub(crate) fn read_cards(text: &str, file: &Path) -> Result<codebook::Cards, Failure> {
    codebook::read(text).map_err(|what| {
        Failure::usage(
            format!("{}: {what}", file.display()),
            "the first row names the columns: group, tag, definition, include, exclude, source",
        )
    })
}
