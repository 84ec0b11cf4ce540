//! `asdone release list`, `compare`, `letter` and `burn`: what was given out, and what came after.

use clap::Args;
use serde_json::json;

use super::super::session::Session;
use super::super::{Exit, Failure, Shell, ask, out};
use super::{find, plan_of};
use crate::actions;
use crate::release::compare::{self, Difference, Kept};
use crate::release::kept::{self, Held, key as key_of, title};
use crate::release::letter;
use crate::study::{Item, Sort};

/// List the releases that were planned and built
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone release list
  asdone release list --json

Codes: 0 listed, 1 there is none.")]
pub(super) struct List {
    /// One release a line, as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let all: Vec<Kept<'_>> =
            session.own_view().sheets_written(Sort::Release).map(Kept::of).collect();
        if all.is_empty() {
            shell.out.say("no release is planned");
            return Ok(Exit::NothingFound);
        }
        let mut rows = Vec::new();
        for one in &all {
            let code = one.sheet.id().code();
            let notes = kept::builds(one.sheet);
            let notes: Vec<(String, &str)> =
                notes.map(|(at, what)| (at.local().date().to_string(), what)).collect();
            let gone = compare::taken_back(&session.study, &one.holds).len();
            if self.json {
                let built: Vec<_> =
                    notes.iter().map(|(on, what)| json!({ "on": on, "what": what })).collect();
                let line = json!({
                    "code": code.short(), "title": title(one.sheet), "built": built,
                    "observations": one.holds.len(), "taken_back": gone,
                    "key": key_of(one.sheet).is_some(),
                });
                shell.out.line(&line.to_string())?;
                continue;
            }
            let state = match (notes.last(), key_of(one.sheet)) {
                (_, None) => "key destroyed".to_owned(),
                (None, _) => "planned".to_owned(),
                (Some((on, _)), _) => format!("built {on}"),
            };
            let gone =
                if gone > 0 { format!("{gone} taken back since: letter") } else { String::new() };
            rows.push(vec![code.short().to_owned(), state, title(one.sheet).to_owned(), gone]);
        }
        shell.out.table(&rows, &[])?;
        Ok(Exit::Ok)
    }
}

/// Hold a release against the others: what do both say together?
///
/// Counted are what is in one of them only, and the rows that whoever has both can put together: by
/// their words, or by values that no other row has.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone release compare r4k2m

Codes: 0 nothing is given away, 1 both together say what neither says, 2 refused.")]
pub(super) struct Compare {
    /// The release; the only one where none is named
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Compare {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let sheet = find(&session, self.code.as_deref())?;
        let plan = plan_of(sheet)?;
        let me = session.identity().person;
        let of = (Some(sheet.id()), &plan, sheet.at());
        let watching = super::Watching::new(shell);
        let found = kept::held(&session.study, me, of, &|step| watching.goes_on(step));
        let found = found.map_err(|error| super::unbuilt(&error))?;
        let k = plan.thresholds.k;
        for Held { code, difference, joined } in &found {
            let Difference { gone, new, .. } = *difference;
            let few = match difference.tells(k) {
                true => ": few enough that both together tell of them",
                false => "",
            };
            shell.out.line(&format!("{code}: {gone} only there, {new} only here{few}"))?;
            let said = match joined {
                Ok(joined) => joined.said(k),
                Err(error) => Some(format!("its rows cannot be put together with these: {error}")),
            };
            if let Some(said) = said {
                shell.out.line(&format!("{code}: {said}"))?;
            }
        }
        if found.iter().any(|held| held.tells(k)) {
            return Ok(Exit::NothingFound);
        }
        shell.out.say("together with another release it says nothing that neither says");
        Ok(Exit::Ok)
    }
}

/// Draft what to tell the recipients when something in a release was taken back
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone release letter r4k2m > letter.txt

Codes: 0 drafted, 1 nothing was taken back, 2 refused.")]
pub(super) struct Letter {
    /// The release; the only one where none is named
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Letter {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let sheet = find(&session, self.code.as_deref())?;
        let plan = plan_of(sheet)?;
        let gone = compare::taken_back(&session.study, &Kept::of(sheet).holds);
        if gone.is_empty() {
            shell.out.say("nothing in this release was taken back");
            return Ok(Exit::NothingFound);
        }
        let key = key_of(sheet).map(|(_, key)| key);
        shell.out.data(&letter::to_recipients(&plan, sheet.id(), key, &gone))?;
        Ok(Exit::Ok)
    }
}

/// Destroy the key of a release, so that nobody can tell any more what its ids stand for
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone release burn r4k2m --reason 'the project is over'

What was pseudonymous is anonymous then, here too: the release cannot be built again, and a letter
can no longer name rows. Codes: 0 destroyed, 2 refused.")]
pub(super) struct Burn {
    /// The release
    #[arg(value_name = "CODE")]
    code: String,
    /// Why
    #[arg(long)]
    reason: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Burn {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let sheet = find(&session, Some(&self.code))?;
        let id = sheet.id();
        let Some((item, _)) = key_of(sheet) else {
            shell.out.say("the key of this release was destroyed before");
            return Ok(Exit::NothingFound);
        };
        if !self.yes {
            if !out::can_ask() {
                return Err(Failure::usage("this cannot be undone", "say --yes if it is meant"));
            }
            let question = "Destroy the key? It cannot be undone, and the release can never be built \
                            again.";
            if !ask::yes(shell, question)? {
                return Err(Failure::Cancelled);
            }
        }
        let what = Item::Line(id, item);
        let deed = actions::erase(&session.study, &session.context(), what, &self.reason)?;
        session.erase(&deed)?;
        shell.out.say(&format!("destroyed the key of release {}", id.code()));
        Ok(Exit::Ok)
    }
}
