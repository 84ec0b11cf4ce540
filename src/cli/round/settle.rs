//! After a round is closed: the list of differences, settling them, what they ask of the codebook, and
//! what each coder sees of it alone.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{By, named};
use crate::actions::settle::{Outcome, propose, settle};
use crate::analysis::settle::{Difference, Progress, differences, otherwise, progress};
use crate::cli::args::Word;
use crate::cli::ask::line;
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell};
use crate::study::{Ask, ObservationId, Round, Settlement, SheetId, Study, Verdict};

/// Settle where coders differ, or list what is left to settle
///
/// What coders agree on settles itself. Coders are A, B and C, in another order in each note. The first
/// codings stay as they are, and what is settled stands beside them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone round settle ROUND
  asdone round settle ROUND --ask
  asdone round settle ROUND --note kx7qd --tag s.check --to yes --reason 'a sign was checked'
  asdone round settle ROUND --note kx7qd --tag s.speak --to keep

Codes: 0 done or shown, 1 no difference is left, 2 refused as asked, 3 the study cannot be used.")]
pub(super) struct Settle {
    /// The round's code
    round: String,
    /// Ask about one difference after another
    #[arg(long, conflicts_with = "note")]
    ask: bool,
    /// The note of a difference
    #[arg(long, value_name = "CODE", requires = "tag", requires = "to")]
    note: Option<String>,
    /// Its tag
    #[arg(long, value_name = "TAG", requires = "note")]
    tag: Option<Word>,
    /// What was agreed
    #[arg(long, value_name = "WORD", requires = "note")]
    to: Option<To>,
    /// Why
    #[arg(long, value_name = "TEXT", requires = "note")]
    reason: Option<Word>,
    /// List those that are settled as well
    #[arg(long)]
    all: bool,
    /// As lines of JSON
    #[arg(long)]
    json: bool,
}

/// What becomes of a difference.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum To {
    /// The tag applies
    Yes,
    /// It does not
    No,
    /// The difference is kept on purpose
    Keep,
}

impl From<To> for Outcome {
    fn from(to: To) -> Self {
        match to {
            To::Yes => Self::Yes,
            To::No => Self::No,
            To::Keep => Self::Kept,
        }
    }
}

impl Settle {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let (id, round) = named(&session.study, &self.round)?;
        if let (Some(typed), Some(tag), Some(to)) = (&self.note, &self.tag, self.to) {
            let note = session.id(typed)?;
            let reason = self.reason.map(String::from).unwrap_or_default();
            let (about, how) = ((note, &*tag.to_string()), (to.into(), &*reason));
            let deed = settle(&session.study, &session.context(), id, about, how)?;
            return session.perform_aloud(deed, shell);
        }
        is_closed(&session.study, round)?;
        if self.ask {
            drop(session);
            return one_after_another(shell, id);
        }
        let mut found = differences(&session.study, round);
        if !self.all {
            found.retain(|difference| difference.settled.is_none());
        }
        if self.json {
            for difference in &found {
                shell.out.line(&as_json(difference).to_string())?;
            }
        } else {
            list(shell, &session.study, &found)?;
            shell.out.say(&said(progress(&session.study, round)));
        }
        Ok(if found.is_empty() { Exit::NothingFound } else { Exit::Ok })
    }
}

fn is_closed(study: &Study, round: Round<'_>) -> Result<(), Failure> {
    if round.is_closed(study) {
        return Ok(());
    }
    Err(Failure::usage(
        format!("round {} is still open", round.sheet().id().code()),
        "nobody sees what others coded before it is closed (asdone round close)",
    ))
}

/// How far a round is settled, in a sentence.
pub(super) fn said(progress: Progress) -> String {
    let Progress { judgements, agreed, settled, kept, left } = progress;
    format!(
        "{judgements} judgements of two coders or more: {agreed} agree, {settled} settled, {kept} \
         kept on purpose, {left} left"
    )
}

/// The differences, each note once.
fn list(shell: &mut Shell, study: &Study, found: &[Difference<'_>]) -> Result<(), Failure> {
    let mut before = None;
    for difference in found {
        if before.is_some() && before != Some(difference.note) {
            shell.out.line("")?;
        }
        show(shell, study, difference, before != Some(difference.note))?;
        before = Some(difference.note);
    }
    Ok(())
}

fn show(
    shell: &mut Shell,
    study: &Study,
    difference: &Difference<'_>,
    with_note: bool,
) -> Result<(), Failure> {
    if with_note {
        shell.out.line(&format!("note {}", difference.note.code()))?;
        if let Some(record) = study.get(difference.note) {
            shell.paragraph(2, record.text())?;
        }
    }
    let colon = if difference.tag.definition.is_empty() { "" } else { ": " };
    shell.out.line(&format!("  {}{colon}{}", difference.tag.name, difference.tag.definition))?;
    for part in &difference.parts {
        let dash = if part.memo.is_empty() { "" } else { "  // " };
        let memo = part.memo.replace('\n', " // ");
        shell.out.line(&format!("    {} {}{dash}{memo}", part.who, part.says.word()))?;
    }
    if let Some(settled) = &difference.settled {
        shell.out.line(&format!("    {}", outcome(settled)))?;
    }
    Ok(())
}

/// What became of a difference, in words.
fn outcome(settled: &Settlement<'_>) -> String {
    let what = match settled.verdict {
        Some(Verdict::Yes) => "settled: yes",
        Some(Verdict::No) => "settled: no",
        Some(Verdict::Unsaid) | None => "kept on purpose",
    };
    match settled.reason.is_empty() {
        true => what.to_owned(),
        false => format!("{what}, {}", settled.reason),
    }
}

fn word(settled: &Settlement<'_>) -> &'static str {
    match settled.verdict {
        Some(Verdict::Yes) => "yes",
        Some(Verdict::No) => "no",
        Some(Verdict::Unsaid) | None => "keep",
    }
}

fn as_json(difference: &Difference<'_>) -> Value {
    let parts: Vec<Value> = difference
        .parts
        .iter()
        .map(|part| {
            json!({"coder": part.who.to_string(), "says": part.says.word(), "memo": part.memo})
        })
        .collect();
    let settled = difference.settled.as_ref();
    json!({
        "note": difference.note.code().short(), "tag": difference.tag.name, "parts": parts,
        "settled": settled.map(word), "reason": settled.map(|settled| settled.reason),
    })
}

/// Asks about one difference after another. The study is closed while people talk.
fn one_after_another(shell: &mut Shell, id: SheetId) -> Result<Exit, Failure> {
    shell.out.say(
        "For each difference type yes, no or keep, and then why. Press Enter to leave it for now. \
         /words TEXT, /split TEXT and /merge TEXT propose that for the codebook. Ctrl-D stops; each is \
         saved as you go.",
    );
    let mut later: Vec<(ObservationId, String)> = Vec::new();
    loop {
        let session = Session::open(shell)?;
        let (_, round) = named(&session.study, &id.to_string())?;
        let found = differences(&session.study, round);
        let open = |d: &&Difference<'_>| {
            let left = (d.note, d.tag.name.to_owned());
            d.settled.is_none() && !later.contains(&left)
        };
        let Some(difference) = found.iter().find(open) else {
            shell.out.say(&said(progress(&session.study, round)));
            return Ok(if later.is_empty() { Exit::NothingFound } else { Exit::Ok });
        };
        show(shell, &session.study, difference, true)?;
        let (note, tag) = (difference.note, difference.tag.name.to_owned());
        drop(session);
        let Some(answer) = line(shell, "settle: ")? else {
            shell.out.say("stopped; the same command goes on from here");
            return Ok(Exit::Ok);
        };
        let typed = answer.trim();
        let proposed =
            typed.strip_prefix('/').map(|typed| typed.split_once(' ').unwrap_or((typed, "")));
        let to = match typed {
            "yes" | "y" => To::Yes,
            "no" | "n" => To::No,
            "keep" | "k" => To::Keep,
            "" => {
                later.push((note, tag));
                continue;
            }
            _ => match proposed.and_then(|(word, text)| Some((Ask::parse(word)?, text))) {
                Some(what) => {
                    ask_the_codebook(shell, id, (note, &tag), what)?;
                    continue;
                }
                None => {
                    shell.out.say("type yes, no or keep, or press Enter to leave it for now");
                    continue;
                }
            },
        };
        let Some(reason) = line(shell, "why: ")? else { return Ok(Exit::Ok) };
        let mut session = Session::open(shell)?;
        let context = session.context();
        match settle(&session.study, &context, id, (note, &tag), (to.into(), &reason)) {
            Ok(deed) => session.perform_aloud(deed, shell).map(|_| ())?,
            Err(refusal) => shell.out.say(&refusal.to_string()),
        }
    }
}

/// Proposes something for the tag of a difference, and says what came of that.
fn ask_the_codebook(
    shell: &mut Shell,
    id: SheetId,
    (note, tag): (ObservationId, &str),
    (ask, text): (Ask, &str),
) -> Result<(), Failure> {
    let mut session = Session::open(shell)?;
    let context = session.context();
    match propose(&session.study, &context, id, (ask, tag), text, Some(note)) {
        Ok(deed) => session.perform_aloud(deed, shell).map(|_| ()),
        Err(refusal) => {
            shell.out.say(&refusal.to_string());
            Ok(())
        }
    }
}

/// Propose something for the codebook that came out of differences
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone round propose ROUND s.check words 'Say that asking a colleague is s.speak' --note kx7qd
  asdone round propose ROUND s.check split 'checking a fact, and checking a person'
  asdone round propose ROUND s.check merge 'nobody told it apart from s.speak'

Codes: 0 proposed, 2 refused as asked, 3 the study cannot be used.")]
pub(super) struct Propose {
    /// The round's code
    round: String,
    /// The tag
    tag: Word,
    /// What is to be done with it: words, split or merge
    what: Word,
    /// In what words
    text: Word,
    /// The note of the difference that it came from
    #[arg(long, value_name = "CODE")]
    note: Option<String>,
}

impl Propose {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let id = named(&session.study, &self.round)?.0;
        let typed = self.what.to_string();
        let ask = Ask::parse(&typed).ok_or_else(|| {
            Failure::usage(format!("\"{typed}\" is no proposal"), "it can be words, split or merge")
        })?;
        let note = self.note.as_deref().map(|typed| session.id(typed)).transpose()?;
        let (tag, text) = (self.tag.to_string(), self.text.to_string());
        let deed = propose(&session.study, &session.context(), id, (ask, &tag), &text, note)?;
        session.perform_aloud(deed, shell)
    }
}

/// List what was proposed for the codebook, with the differences that show why
#[derive(Args, Debug)]
#[command(after_help = "Codes: 0 shown, 1 there is none, 2 refused as asked.")]
pub(super) struct Proposals {
    /// The round's code
    round: String,
    /// As lines of JSON
    #[arg(long)]
    json: bool,
}

impl Proposals {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let study = &session.study;
        let (_, round) = named(study, &self.round)?;
        let (found, differences) = (round.proposals(), differences(study, round));
        for proposal in &found {
            // The one it came from first, then the others on the same tag.
            let mut examples: Vec<&Difference<'_>> =
                differences.iter().filter(|d| *d.tag.tag == proposal.tag).collect();
            examples.sort_by_key(|d| Some(d.note) != proposal.about);
            let named = round.tags().iter().find(|t| *t.tag == proposal.tag).map(|t| t.name);
            let tag = named.unwrap_or(proposal.tag.as_str());
            if self.json {
                let examples: Vec<Value> = examples.into_iter().map(as_json).collect();
                let object = json!({
                    "tag": tag, "what": proposal.ask.word(), "text": proposal.text,
                    "examples": examples,
                });
                shell.out.line(&object.to_string())?;
                continue;
            }
            shell.out.line(&format!("{tag}: {}", meaning(proposal.ask)))?;
            shell.paragraph(2, proposal.text)?;
            for example in examples {
                let text = study.get(example.note).map_or("", |record| record.text());
                let parts: Vec<String> = example
                    .parts
                    .iter()
                    .map(|part| format!("{} {}", part.who, part.says.word()))
                    .collect();
                shell.out.line(&format!("  note {}: {}", example.note.code(), parts.join(", ")))?;
                shell.paragraph(4, text)?;
            }
            shell.out.line(&format!("  to do it: {}", how(proposal.ask, tag)))?;
            shell.out.line("")?;
        }
        if found.is_empty() {
            shell.out.say("nothing was proposed; asdone round propose does");
        }
        Ok(if found.is_empty() { Exit::NothingFound } else { Exit::Ok })
    }
}

const fn meaning(ask: Ask) -> &'static str {
    match ask {
        Ask::Words => "better words",
        Ask::Split => "make two tags of it",
        Ask::Merge => "make one tag of it and another",
    }
}

/// The command that does what is proposed.
fn how(ask: Ask, tag: &str) -> String {
    match ask {
        Ask::Words => format!("asdone codebook edit {tag} --definition TEXT"),
        Ask::Split => format!("asdone codebook add NAME --definition TEXT, and reword {tag}"),
        Ask::Merge => format!("asdone codebook merge {tag} OTHER"),
    }
}

/// Show where the settlement differs from what you said, to you alone
#[derive(Args, Debug)]
#[command(after_help = "Codes: 0 shown, 1 nowhere, 2 refused as asked.")]
pub(super) struct Mine {
    /// The round's code
    round: String,
    #[command(flatten)]
    by: By,
}

impl Mine {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let context = self.by.context(&session)?;
        let (_, round) = named(&session.study, &self.round)?;
        is_closed(&session.study, round)?;
        let own = session.study.person_ix(context.author);
        let found = own.map(|own| otherwise(&session.study, round, own)).unwrap_or_default();
        for one in &found {
            shell.out.line(&format!("note {}  {}", one.note.code(), one.tag.name))?;
            if let Some(record) = session.study.get(one.note) {
                shell.paragraph(2, record.text())?;
            }
            shell.out.line(&format!("  you said {}", one.own.word()))?;
            shell.out.line(&format!("  {}", outcome(&one.settled)))?;
        }
        if found.is_empty() {
            shell.out.say("nothing was settled otherwise than you said");
            return Ok(Exit::NothingFound);
        }
        shell.out.say("your codings stay as they are; this is shown to you alone");
        Ok(Exit::Ok)
    }
}
