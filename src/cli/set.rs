//! `asdone set`: put fields of an observation right, other than its text.

use clap::Args;

use super::args::{self, Word};
use super::session::Session;
use super::{Exit, Failure, Shell, ask};
use crate::actions::{self, Refusal, when};
use crate::study::{Fact, Kind, Origin, Stance};

/// Put fields of an observation right
///
/// An empty text ('') clears a field. What stood there before stays in the record.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone set kx7qd --kind workaround
  asdone set kx7qd --at 'yesterday 16:05' --setting 'home visit'
  asdone set kx7qd --setting ''

Codes: 0 set, 2 refused, 3 the study cannot be used.")]
pub(super) struct Set {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// What sort of work
    #[arg(long, value_parser = args::kind())]
    kind: Option<Kind>,
    /// No kind
    #[arg(long, conflicts_with = "kind")]
    no_kind: bool,
    /// When it happened
    #[arg(long, value_name = "TIME")]
    at: Option<Word>,
    /// Where
    #[arg(long)]
    setting: Option<Word>,
    /// Where you stood
    #[arg(long, value_parser = args::stance())]
    stance: Option<Stance>,
    /// You were prompted to write this; with the time of the prompt where you know it
    #[arg(long, value_name = "TIME", num_args = 0..=1, require_equals = true)]
    prompted: Option<Option<Word>>,
    /// You wrote it without a prompt
    #[arg(long, conflicts_with = "prompted")]
    spontaneous: bool,
    #[command(flatten)]
    extras: args::ExtraWords,
    /// A time still to come is meant
    #[arg(long)]
    future: bool,
}

impl Set {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let id = session.id(&self.code)?;
        let consent = actions::Consent { future: self.future, ..Default::default() };
        let facts = self.facts(shell)?;
        if facts.is_empty() {
            return Err(Failure::usage(
                "nothing to set is named",
                "asdone help set lists what can be set; asdone amend rewords the text",
            ));
        }
        let deed = ask::agreed(shell, consent, |consent| {
            let now = session.context().now;
            let to_come = facts.iter().find_map(|fact| match fact {
                // Clocks differ by a minute or two.
                Fact::HappenedAt(at) if at.millis > now.plus_minutes(2).millis => Some(*at),
                _ => None,
            });
            match to_come {
                Some(at) if !consent.future => Err(Refusal::Future { at: when::say(at, now) }),
                _ => actions::correct(&session.study, &session.context(), id, facts.clone()),
            }
        })?;
        session.perform_aloud(deed, shell)
    }

    fn facts(self, shell: &Shell) -> Result<Vec<Fact>, Refusal> {
        let time = |typed: &Word| when::read(typed, shell.now);
        let mut facts = Vec::new();
        if self.kind.is_some() || self.no_kind {
            facts.push(Fact::Kind(self.kind));
        }
        facts.extend(self.at.as_ref().map(time).transpose()?.map(Fact::HappenedAt));
        facts.extend(self.stance.map(Fact::Stance));
        if let Some(at) = &self.prompted {
            facts.push(Fact::Origin(Origin::Prompted(at.as_ref().map(time).transpose()?)));
        }
        if self.spontaneous {
            facts.push(Fact::Origin(Origin::Spontaneous));
        }
        let filled = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        facts.extend(self.setting.map(|name| Fact::Setting(filled(name.into()))));
        facts.extend(self.extras.typed().map(|(extra, text)| extra.fact(filled(text))));
        Ok(facts)
    }
}
