//! `asdone tag` and `asdone untag`: say yes to tags, and take it back.

use clap::Args;

use super::args::Word;
use super::session::Session;
use super::{Exit, Failure, Shell, ask, list};
use crate::actions::{self, Consent};
use crate::analysis::Order;
use crate::study::ObservationId;

/// Tag observations
///
/// A tag that is not in the codebook becomes a provisional one.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone tag kx7qd s.check t.staff
  asdone tag kx7qd,m4pqz s.check
  asdone tag --query 'since:1w printer' t.tool

Codes: 0 tagged, 1 the query found nothing, 2 refused (a tag one slip from a known one is asked
about, or needs --new-tag), 3 the study cannot be used.")]
pub(super) struct Tag {
    #[command(flatten)]
    which: Which,
    /// A tag that is new is meant, even where it is one slip from a known one
    #[arg(long)]
    new_tag: bool,
}

/// Take tags off observations
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone untag kx7qd s.check
  asdone untag --query tag:t.tool t.tool

Codes: 0 done, 1 the query found nothing, 2 refused, 3 the study cannot be used.")]
pub(super) struct Untag {
    #[command(flatten)]
    which: Which,
}

/// Which observations and which tags.
#[derive(Args, Debug)]
struct Which {
    /// The observation's code (several with commas between), then the tags; with --query, tags only
    #[arg(value_name = "CODE TAG", required = true, num_args = 1..)]
    words: Vec<Word>,
    /// Every observation that this query finds
    #[arg(long)]
    query: Option<Word>,
}

impl Which {
    fn find(
        &self,
        shell: &Shell,
        session: &Session,
    ) -> Result<(Vec<ObservationId>, Vec<String>), Failure> {
        let names = |words: &[Word]| words.iter().map(|word| word.to_string()).collect();
        if let Some(query) = &self.query {
            let (read, found) = list::look(session.own_view(), shell, query, Order::Oldest)?;
            if read.is_empty() {
                return Err(Failure::usage(
                    "an empty query would take in every observation",
                    "say which are meant",
                ));
            }
            let hits = found.hits.iter().filter_map(|&ix| session.study.record_at(ix));
            return Ok((hits.map(|record| record.id()).collect(), names(&self.words)));
        }
        match self.words.split_first() {
            Some((codes, tags)) if !tags.is_empty() => {
                let codes = codes.split(',').filter(|code| !code.is_empty());
                let ids = codes.map(|code| session.id(code)).collect::<Result<_, _>>()?;
                Ok((ids, names(tags)))
            }
            _ => Err(Failure::usage("no tag is named", "asdone tag CODE TAG")),
        }
    }
}

impl Tag {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let (ids, names) = self.which.find(shell, &session)?;
        if ids.is_empty() {
            shell.out.say("nothing found, so nothing is tagged");
            return Ok(Exit::NothingFound);
        }
        let consent = Consent { new_tags: self.new_tag, ..Consent::default() };
        let deed = ask::agreed(shell, consent, |consent| {
            actions::tag(&session.study, &session.context(), &ids, &names, consent)
        })?;
        session.perform_aloud(deed, shell)
    }
}

impl Untag {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let (ids, names) = self.which.find(shell, &session)?;
        if ids.is_empty() {
            shell.out.say("nothing found, so nothing is changed");
            return Ok(Exit::NothingFound);
        }
        let deed = actions::untag(&session.study, &session.context(), &ids, &names)?;
        session.perform_aloud(deed, shell)
    }
}
