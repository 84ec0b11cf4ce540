//! Keeping the codebook: add, edit, move, retire, restore, merge.

use clap::Args;

use crate::actions::{self, Refusal, TagCard};
use crate::cli::args::Word;
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell};
use crate::study::{TagField, TagKey};

/// Add a tag, or define one that is provisional
#[derive(Args, Debug)]
pub(super) struct Add {
    /// Its name
    #[arg(value_name = "TAG")]
    tag: String,
    /// What it means
    #[arg(long, value_name = "TEXT")]
    definition: Word,
    /// The group it stands in
    #[arg(long, default_value = "")]
    group: Word,
    /// What it takes in
    #[arg(long, value_name = "TEXT", default_value = "")]
    include: Word,
    /// What it leaves out, and where that belongs
    #[arg(long, value_name = "TEXT", default_value = "")]
    exclude: Word,
    /// Where the idea comes from
    #[arg(long, value_name = "TEXT", default_value = "")]
    source: Word,
}

/// Change what is said of a tag
#[derive(Args, Debug)]
pub(super) struct Edit {
    /// Which
    #[arg(value_name = "TAG")]
    tag: String,
    /// A new name; what was tagged with it stays tagged
    #[arg(long)]
    name: Option<Word>,
    /// The group it stands in
    #[arg(long)]
    group: Option<Word>,
    /// What it means
    #[arg(long, value_name = "TEXT")]
    definition: Option<Word>,
    /// What it takes in
    #[arg(long, value_name = "TEXT")]
    include: Option<Word>,
    /// What it leaves out, and where that belongs
    #[arg(long, value_name = "TEXT")]
    exclude: Option<Word>,
    /// Where the idea comes from
    #[arg(long, value_name = "TEXT")]
    source: Option<Word>,
}

/// Move a tag to another group
#[derive(Args, Debug)]
pub(super) struct Move {
    /// Which
    #[arg(value_name = "TAG")]
    tag: String,
    /// Where to
    group: Word,
}

/// Take a tag out of use; what was tagged with it stays tagged
#[derive(Args, Debug)]
pub(super) struct Retire {
    /// Which
    #[arg(value_name = "TAG")]
    tag: String,
}

/// Bring a retired or merged tag back into use on its own
#[derive(Args, Debug)]
pub(super) struct Restore {
    /// Which
    #[arg(value_name = "TAG")]
    tag: String,
}

/// Merge one tag into another; past taggings follow
#[derive(Args, Debug)]
pub(super) struct Merge {
    /// The tag that goes
    from: String,
    /// The tag that stays
    into: String,
}

impl Add {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let card = TagCard {
            name: self.tag,
            group: self.group.into(),
            definition: self.definition.into(),
            include: self.include.into(),
            exclude: self.exclude.into(),
            source: self.source.into(),
        };
        let deed = actions::define(&session.study, &session.context(), &card)?;
        session.perform_aloud(deed, shell)
    }
}

/// Makes a field of a tag of what was typed.
type MakeField = fn(String) -> TagField;

impl Edit {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let fields: [(Option<Word>, MakeField); 6] = [
            (self.name, TagField::Name),
            (self.group, TagField::Group),
            (self.definition, TagField::Definition),
            (self.include, TagField::Include),
            (self.exclude, TagField::Exclude),
            (self.source, TagField::Source),
        ];
        let fields = fields.into_iter().filter_map(|(typed, field)| Some(field(typed?.into())));
        let fields: Vec<TagField> = fields.collect();
        if fields.is_empty() {
            return Err(Failure::usage(
                "nothing to change is named",
                "asdone help codebook edit lists what can be changed",
            ));
        }
        edit(shell, &self.tag, fields)
    }
}

impl Move {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        edit(shell, &self.tag, vec![TagField::Group(self.group.into())])
    }
}

fn edit(shell: &mut Shell, tag: &str, fields: Vec<TagField>) -> Result<Exit, Failure> {
    let mut session = Session::open(shell)?;
    let key = key(&session, tag)?;
    let deed = actions::edit(&session.study, &session.context(), &key, fields)?;
    session.perform_aloud(deed, shell)
}

impl Retire {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let key = key(&session, &self.tag)?;
        let deed = actions::retire(&session.study, &session.context(), &key)?;
        session.perform_aloud(deed, shell)
    }
}

impl Restore {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let key = key(&session, &self.tag)?;
        let deed = actions::restore(&session.study, &session.context(), &key)?;
        session.perform_aloud(deed, shell)
    }
}

impl Merge {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let (from, into) = (key(&session, &self.from)?, key(&session, &self.into)?);
        let deed = actions::merge(&session.study, &session.context(), &from, &into)?;
        session.perform_aloud(deed, shell)
    }
}

/// The key of the tag that a person means.
fn key(session: &Session, typed: &str) -> Result<TagKey, Refusal> {
    let tag = session.study.codebook().find(typed);
    tag.map(|tag| tag.key().clone()).ok_or_else(|| Refusal::NoSuchTag { typed: typed.to_owned() })
}
