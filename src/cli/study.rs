//! `asdone study`: what the study as a whole is called and how it is set.

use clap::Args;
use serde_json::json;

use super::args::{self, Word};
use super::session::Session;
use super::{Exit, Failure, Shell};
use crate::actions::{self, Deed, Refusal};
use crate::analysis::View;
use crate::study::{Purpose, Study, StudyField, Whose};

/// Show or set what concerns the study as a whole
#[derive(Args, Debug)]
#[command(
    name = "study",
    after_help = "\
Examples:
  asdone study
  asdone study --add-setting 'contact centre'
  asdone study --whose team --threshold 5

Codes: 0 shown or set, 2 refused, 3 the study cannot be used."
)]
pub(super) struct Command {
    /// What people call it
    #[arg(long)]
    name: Option<Word>,
    /// What you are called in it: a pseudonym, not your name
    #[arg(long, value_name = "NAME")]
    pseudonym: Option<Word>,
    /// The settings to offer, in place of those there are; may be given several times
    #[arg(long = "setting", value_name = "SETTING", conflicts_with_all = ["add", "remove"])]
    settings: Vec<Word>,
    /// A setting to offer as well
    #[arg(long = "add-setting", value_name = "SETTING", id = "add")]
    add: Vec<Word>,
    /// A setting to offer no longer; what was noted in it stays
    #[arg(long = "remove-setting", value_name = "SETTING", id = "remove")]
    remove: Vec<Word>,
    /// Counts below this are masked in a team's or organisation's record
    #[arg(long, value_name = "N")]
    threshold: Option<u32>,
    /// Whose record it is: own, team, organisation
    #[arg(long, value_parser = args::whose())]
    whose: Option<Whose>,
    /// As a line of JSON
    #[arg(long)]
    json: bool,
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let fields = self.fields(&session.study)?;
        let called = self.pseudonym.as_deref();
        if !fields.is_empty() || called.is_some() {
            let (study, context) = (&session.study, session.context());
            let set = fields.into_iter().map(|field| actions::set(study, &context, field));
            let called = called.map(|name| actions::call_me(study, &context, name));
            let deeds = set.chain(called).collect::<Result<Vec<Deed>, _>>()?;
            session.perform_aloud(as_one(deeds), shell)?;
        }
        if self.json {
            shell.out.line(&in_json(session.own_view()).to_string())?;
        } else {
            show(shell, session.own_view())?;
        }
        Ok(Exit::Ok)
    }

    fn fields(&self, study: &Study) -> Result<Vec<StudyField>, Failure> {
        let mut fields = Vec::new();
        fields.extend(self.name.as_deref().map(|name| StudyField::Name(name.to_owned())));
        let settings = |words: &[Word]| words.iter().map(|word| word.to_string()).collect();
        if !self.settings.is_empty() {
            fields.push(StudyField::Settings(settings(&self.settings)));
        } else if !(self.add.is_empty() && self.remove.is_empty()) {
            let mut offered: Vec<String> = study.settings().to_vec();
            for name in &self.remove {
                let place = offered.iter().position(|known| **known == **name);
                let place = place.ok_or_else(|| Refusal::NotAChoice {
                    what: "setting of this study",
                    typed: name.to_string(),
                    choices: study.settings().to_vec(),
                })?;
                offered.remove(place);
            }
            let added: Vec<String> = settings(&self.add);
            offered.extend(added);
            fields.push(StudyField::Settings(offered));
        }
        fields.extend(self.threshold.map(StudyField::Threshold));
        fields.extend(self.whose.map(StudyField::Whose));
        Ok(fields)
    }
}

/// Several deeds that do not touch one another as one act, so that one undo takes all back.
fn as_one(deeds: Vec<Deed>) -> Deed {
    let said: Vec<&str> = deeds.iter().map(|deed| deed.said.as_str()).collect();
    let said = said.join("; ");
    let changes = deeds.into_iter().flat_map(|deed| deed.changes).collect();
    Deed { changes, purpose: Purpose::Do, said }
}

/// "12", or "12, and 40 of colleagues": the two are never added up.
fn observations(view: View<'_>) -> String {
    let written = view.written().count();
    match view.of_colleagues() {
        0 => written.to_string(),
        theirs => format!("{written}, and {theirs} of colleagues"),
    }
}

fn show(shell: &mut Shell, view: View<'_>) -> Result<(), Failure> {
    let study = view.study();
    let people: Vec<&str> =
        study.everyone().iter().map(|person| person.pseudonym.as_str()).collect();
    let codebook = study.codebook();
    let rows = [
        ("name", study.name().to_owned()),
        ("observations", observations(view)),
        ("settings", study.settings().join(", ")),
        ("codebook", format!("version {}, {} tags", codebook.version(), codebook.offered().len())),
        ("whose", study.whose().to_string()),
        ("masked under", study.threshold().to_string()),
        ("people", people.join(", ")),
        ("folder", shell.study().display().to_string()),
    ];
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    shell.out.table(&rows, &[])
}

fn in_json(view: View<'_>) -> serde_json::Value {
    let study = view.study();
    let people: Vec<&str> =
        study.everyone().iter().map(|person| person.pseudonym.as_str()).collect();
    json!({
        "id": study.id().map(|id| id.to_string()),
        "name": study.name(),
        "observations": view.written().count(),
        "of_colleagues": view.of_colleagues(),
        "settings": study.settings(),
        "codebook": {
            "version": study.codebook().version(),
            "hash": study.codebook().content_hash().to_hex().as_str(),
            "tags": study.codebook().offered().len(),
        },
        "whose": study.whose().word(),
        "threshold": study.threshold(),
        "people": people,
    })
}
