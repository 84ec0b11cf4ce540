//! Reading the codebook: its list, one tag, its version.

use clap::Args;
use serde_json::json;

use crate::actions::Refusal;
use crate::analysis::View;
use crate::analysis::{By, Count, Row, tally};
use crate::cli::out::Role;
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell};
use crate::study::{ObsIx, Tag};

/// List the tags by group
#[derive(Args, Debug)]
pub(super) struct List {
    /// Only this group
    #[arg(long)]
    group: Option<String>,
    /// Retired and merged tags as well
    #[arg(long)]
    all: bool,
    /// One tag a line, as JSON
    #[arg(long)]
    json: bool,
}

/// Show one tag with all that is said of it
#[derive(Args, Debug)]
pub(super) struct Show {
    /// Which
    #[arg(value_name = "TAG")]
    tag: String,
    /// As a line of JSON
    #[arg(long)]
    json: bool,
}

/// Say which version of the codebook this is
#[derive(Args, Debug)]
pub(super) struct Version {
    /// As a line of JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let codebook = session.study.codebook();
        let tags = if self.all { codebook.listed() } else { codebook.offered() };
        let wanted = |tag: &&Tag| match &self.group {
            Some(group) => tag.group().eq_ignore_ascii_case(group),
            None => true,
        };
        let tags: Vec<&Tag> = tags.into_iter().filter(wanted).collect();
        if self.json {
            let used = Used::of(session.own_view());
            for tag in &tags {
                shell.out.line(&in_json(tag, &used).to_string())?;
            }
        } else {
            listed(shell, &tags)?;
        }
        for tags in codebook.namesakes() {
            shell.out.say(&to_settle(&tags));
        }
        if tags.is_empty() {
            shell.out.say("no tags");
            return Ok(if self.group.is_some() { Exit::NothingFound } else { Exit::Ok });
        }
        Ok(Exit::Ok)
    }
}

/// What to do about tags that have come to one name.
fn to_settle(tags: &[&Tag]) -> String {
    let name = tags.first().map_or("", |tag| tag.name());
    let keys: Vec<&str> = tags.iter().map(|tag| tag.key().as_str()).collect();
    format!(
        "{} tags are called {name}; they began as {}. Rename one, or merge one into the other, \
         naming it by the name it began with",
        tags.len(),
        keys.join(" and "),
    )
}

fn listed(shell: &mut Shell, tags: &[&Tag]) -> Result<(), Failure> {
    let mut group = None;
    for tag in tags {
        if group != Some(tag.group()) {
            if group.is_some() {
                shell.out.line("")?;
            }
            let name = if tag.group().is_empty() { "no group" } else { tag.group() };
            let name = shell.out.paint(name, Role::Strong);
            shell.out.line(&name)?;
            group = Some(tag.group());
        }
        let state = state(tag);
        let name = if state.is_empty() {
            tag.name().to_owned()
        } else {
            format!("{} ({state})", tag.name())
        };
        shell.out.line(&format!("  {name}"))?;
        if !tag.definition().is_empty() {
            shell.paragraph(6, tag.definition())?;
        }
    }
    Ok(())
}

/// How a tag stands, where there is something to say.
fn state(tag: &Tag) -> String {
    match (tag.merged_into(), tag.status()) {
        (Some(into), _) => format!("merged into {into}"),
        (None, crate::study::Status::Defined) => String::new(),
        (None, status) => status.word().to_owned(),
    }
}

fn in_json(tag: &Tag, used: &Used) -> serde_json::Value {
    json!({
        "tag": tag.name(),
        "group": tag.group(),
        "definition": tag.definition(),
        "include": tag.include(),
        "exclude": tag.exclude(),
        "source": tag.source(),
        "status": tag.status().word(),
        "merged_into": tag.merged_into().map(crate::study::TagKey::as_str),
        "used": used.times(tag).shown(),
    })
}

/// How many observations have each tag, masked as a tally masks them.
struct Used(Vec<Row>);

impl Used {
    fn of(view: View<'_>) -> Self {
        let all: Vec<ObsIx> = view.standing().map(|(ix, _)| ix).collect();
        Self(tally(view, &all, By::Tag).rows)
    }

    fn times(&self, tag: &Tag) -> Count {
        // The row of observations without any tag has a term of another sort.
        let is_tag = |row: &&Row| row.term.as_ref().is_some_and(|term| term.starts_with("tag:"));
        let row = self.0.iter().filter(is_tag).find(|row| row.name == tag.name());
        row.map_or(Count::Shown(0), |row| row.count)
    }
}

impl Show {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let study = &session.study;
        let gone = || Refusal::NoSuchTag { typed: self.tag.clone() };
        let tag = study.codebook().find(&self.tag).ok_or_else(gone)?;
        if self.json {
            shell.out.line(&in_json(tag, &Used::of(session.own_view())).to_string())?;
            return Ok(Exit::Ok);
        }
        let name = shell.out.paint(tag.name(), Role::Strong);
        let state = state(tag);
        shell.out.line(format!("{name}  {state}").trim_end())?;
        let used = match Used::of(session.own_view()).times(tag) {
            Count::Shown(1) => "on 1 observation".to_owned(),
            count => format!("on {count} observations"),
        };
        let facts = [
            ("group", tag.group()),
            ("definition", tag.definition()),
            ("takes in", tag.include()),
            ("leaves out", tag.exclude()),
            ("source", tag.source()),
            ("used", &used),
        ];
        for (name, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
            shell.out.line(name)?;
            shell.paragraph(4, value)?;
        }
        Ok(Exit::Ok)
    }
}

impl Version {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let codebook = session.study.codebook();
        let (version, hash) = (codebook.version(), codebook.content_hash().to_hex());
        let tags = codebook.offered().len();
        if self.json {
            let line = json!({ "version": version, "hash": hash.as_str(), "tags": tags });
            shell.out.line(&line.to_string())?;
        } else {
            shell.out.line(&format!("version {version}, {tags} tags, content {hash}"))?;
        }
        Ok(Exit::Ok)
    }
}
