//! Beginning a round, and saying beforehand how much work it is.

use clap::Args;

use super::named;
use crate::actions::round::{Beginning, begin, drawn};
use crate::analysis::Order;
use crate::analysis::round::readable;
use crate::analysis::strata::{Strata, strata};
use crate::cli::args::{QueryWords, Scoped, Word};
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell, list};
use crate::study::{ObservationId, Record};

/// Begin a round: draw its notes, and fix the wording of its tags
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone round begin --coders wren,heron,dunnock --sample 40 --dry-run
  asdone round begin --coders wren,heron --group POTENTIAL --sample 40 since:4w
  asdone round begin --coders wren,heron,dunnock --per 2 --tag s.check,s.speak
  asdone round begin --coders wren,heron --sample 40 --stratify setting
  asdone round begin --coders wren --again ROUND

Codes: 0 begun, 2 refused as asked, 3 the study cannot be used.")]
pub(super) struct Begin {
    #[command(flatten)]
    query: QueryWords,
    /// Pseudonyms of the coders, separated by commas; a new one makes a person of the study
    #[arg(long, value_name = "NAMES", value_delimiter = ',', required = true)]
    coders: Vec<Word>,
    /// Tags in question, separated by commas; every tag where none is named
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    tag: Vec<Word>,
    /// Groups of tags in question, separated by commas
    #[arg(long, value_name = "GROUPS", value_delimiter = ',')]
    group: Vec<Word>,
    /// How many notes to draw at random; all that are found where it is left out
    #[arg(long, value_name = "NUMBER")]
    sample: Option<usize>,
    /// Draw from each kind, setting or week in proportion
    #[arg(long, value_name = "WORD", value_parser = by)]
    stratify: Option<Strata>,
    /// The notes of another round, for coding them a second time
    #[arg(long, value_name = "ROUND")]
    again: Option<String>,
    /// What the draw begins from, so that it can be repeated
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// How many coders each note gets; all of them where it is left out
    #[arg(long, value_name = "NUMBER")]
    per: Option<usize>,
    /// Keep it at this laptop, where the coders take turns, though there is a team
    #[arg(long)]
    here: bool,
    /// What to call it
    #[arg(long, default_value = "")]
    title: Word,
    /// Only say how much work it would be, and how near the figures could get
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    scoped: Scoped,
}

impl Begin {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let view = session.view(self.scoped)?;
        let found = list::look(view, shell, &self.query.typed(), Order::Newest)?.1.hits;
        let again = self.again.as_deref().map(|typed| named(&session.study, typed)).transpose()?;
        let again = again.map(|(_, round)| round.units());
        let records = found.iter().filter_map(|ix| session.study.record_at(*ix));
        let mut from: Vec<ObservationId> = records.map(Record::id).collect();
        from.retain(|note| again.as_ref().is_none_or(|again| again.contains(note)));
        let names = |words: &[Word]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
        let mut tags = names(&self.tag);
        tags.extend(names(&self.group));
        let beginning = Beginning {
            title: self.title.to_string(),
            from,
            sample: self.sample,
            strata: self.stratify,
            here: self.here,
            seed: self.seed,
            per: self.per,
            tags,
            coders: names(&self.coders),
        };
        if let (Some(by), true) = (self.stratify, self.dry_run) {
            shares(shell, &session, &beginning, by)?;
        }
        let deed = begin(&session.study, &session.context(), &beginning)?;
        if self.dry_run {
            let notes = drawn(&session.study, &beginning)?.len();
            let coders = beginning.coders.len();
            return work(shell, notes, coders, self.per.unwrap_or(coders));
        }
        session.perform_aloud(deed, shell)
    }
}

fn by(typed: &str) -> Result<Strata, String> {
    let found = Strata::ALL.into_iter().find(|by| by.word() == typed);
    found.ok_or_else(|| "it can be kind, setting or week".to_owned())
}

/// How many notes each kind, setting or week gives.
fn shares(
    shell: &mut Shell,
    session: &Session,
    beginning: &Beginning,
    by: Strata,
) -> Result<(), Failure> {
    let from = readable(&session.study, beginning.from.clone());
    let rows = strata(&session.study, &from, by, beginning.sample).into_iter().map(|one| {
        let name = if one.name.is_empty() { format!("no {}", by.word()) } else { one.name };
        vec![name, format!("{} of {}", one.drawn, one.notes.len())]
    });
    shell.out.table(&rows.collect::<Vec<_>>(), &[])
}

/// How much work a round is, and how near a share of agreement of 80 in 100 could be told by so many
/// notes (a normal interval; the figures of a round have their own).
fn work(shell: &mut Shell, notes: usize, coders: usize, per: usize) -> Result<Exit, Failure> {
    let codings = notes * per;
    let each = codings.div_ceil(coders.max(1));
    shell.out.line(&format!("{notes} notes, {coders} coders, {per} for each note"))?;
    shell.out.line(&format!("{codings} codings; up to {each} for each coder"))?;
    if per < 2 {
        shell.out.line("one coder for each note leaves nothing to compare")?;
    } else if notes > 0 {
        let points = 196.0 * (0.8 * 0.2 / notes as f64).sqrt();
        let sentence = format!(
            "where coders agree on 80 of 100 notes, {notes} notes tell that to within {points:.0} points"
        );
        shell.out.line(&sentence)?;
    }
    shell.out.say("nothing was begun");
    Ok(Exit::Ok)
}
