//! `asdone report`: what the record adds up to, as one page for people who have no asdone.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{QueryWords, Scoped};
use super::session::Session;
use super::{Exit, Failure, Shell, export, list, scope};
use crate::analysis::Order;
use crate::pages::{Asked, report};
use crate::study::ObsIx;

/// Write a report: one HTML page for people who have no asdone
///
/// Method, coverage, tallies with pictures, what occurs together, lessons and what became of them.
/// The page needs no network and runs no script. In a wider scope than your own it has what people
/// chose to share and nothing else, and small counts are masked.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone report --output march.html
  asdone report --scope team --output team.html
  asdone report --scope organisation since:12w --output quarter.html

asdone help list shows what a query can say.
Codes: 0 written, 1 the query found nothing, 2 the file is there already, 3 it cannot be written.")]
pub(super) struct Report {
    #[command(flatten)]
    query: QueryWords,
    #[command(flatten)]
    scoped: Scoped,
    /// Where to, instead of standard output; - is standard output
    #[arg(long, alias = "out", value_name = "FILE")]
    output: Option<PathBuf>,
    /// Take the place of a file that is there
    #[arg(long, requires = "output")]
    force: bool,
}

impl Report {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let output = self.output.as_deref().filter(|output| *output != Path::new("-"));
        export::refuse_taken(output, self.force)?;
        let session = Session::open_to_read(shell)?;
        let view = session.view(self.scoped)?;
        let typed = self.query.typed();
        let query = Some(typed.trim()).filter(|typed| !typed.is_empty());
        let among: Vec<ObsIx> = match query {
            Some(query) => list::look(view, shell, query, Order::Oldest)?.1.hits,
            None => view.standing().map(|(ix, _)| ix).collect(),
        };
        if query.is_some() && among.is_empty() {
            shell.out.say("nothing found, so nothing is written");
            return Ok(Exit::NothingFound);
        }
        let page = report(&Asked { view, among: &among, query, now: shell.now });
        export::deliver(shell, &page, output, self.force)?;
        if let Some(output) = output {
            shell.out.say(&format!("wrote {}", output.display()));
        }
        scope::said(&mut shell.out, view);
        shell
            .out
            .say("read it through before it goes: lessons and answers are in people's own words");
        Ok(Exit::Ok)
    }
}
