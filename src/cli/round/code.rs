//! Coding one note after another: the text first, then the tags by number or name.

use clap::Args;

use super::{By, named};
use crate::actions::round::{Said, code};
use crate::analysis::round::{left, queue};
use crate::cli::args::Word;
use crate::cli::ask::line;
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell};
use crate::study::{ObservationId, PersonId, Round, SheetId};

/// Code the notes of a round, or show the next one
///
/// Each coding is saved at once; stop whenever you like, and go on another day. Until you hand in,
/// coding a note again replaces what you said of it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone round code ROUND --ask
  asdone round code ROUND --as heron --ask
  asdone round code ROUND --as heron --note kx7qd --yes s.check,s.speak --unsure p.monitor
  asdone round code ROUND --as heron

Codes: 0 done, 1 nothing left to code, 2 refused as asked, 3 the study cannot be used.")]
pub(super) struct Code {
    /// The round's code
    round: String,
    #[command(flatten)]
    by: By,
    /// Ask about one note after another
    #[arg(long, conflicts_with = "note")]
    ask: bool,
    /// The note to code
    #[arg(long, value_name = "CODE")]
    note: Option<String>,
    /// Tags that apply, separated by commas; none where it is left out
    #[arg(long, value_name = "TAGS", value_delimiter = ',', requires = "note")]
    yes: Vec<Word>,
    /// Tags of which you are unsure
    #[arg(long, value_name = "TAGS", value_delimiter = ',', requires = "note")]
    unsure: Vec<Word>,
    /// A remark for when differences are talked through
    #[arg(long, value_name = "TEXT", requires = "note")]
    memo: Option<Word>,
}

impl Code {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let context = self.by.context(&session)?;
        let (id, round) = named(&session.study, &self.round)?;
        if let Some(typed) = &self.note {
            let note = session.id(typed)?;
            let names = |words: &[Word]| words.iter().map(|word| word.to_string()).collect();
            let said = Said {
                yes: names(&self.yes),
                unsure: names(&self.unsure),
                memo: self.memo.map(String::from).unwrap_or_default(),
            };
            let deed = code(&session.study, &context, id, note, &said)?;
            let said = session.perform_by(context.author, deed)?;
            shell.out.say(&said);
            return Ok(Exit::Ok);
        }
        if !self.ask {
            let next = next(&session, round, context.author);
            return match next {
                Some(note) => {
                    show(shell, &session, round, (note, context.author)).map(|()| Exit::Ok)
                }
                None => nothing_left(shell),
            };
        }
        drop(session);
        self.one_after_another(shell, id, context.author)
    }

    /// Asks about one note after another. The study is closed while a person thinks.
    fn one_after_another(
        &self,
        shell: &mut Shell,
        id: SheetId,
        coder: PersonId,
    ) -> Result<Exit, Failure> {
        shell.out.say(
            "Type the numbers of the tags that apply, with spaces between; a number with ? is unsure. \
             Press Enter for none. A line that begins with // is a memo. Ctrl-D stops; each note is \
             saved as you go. This is not the case record.",
        );
        loop {
            let session = Session::open(shell)?;
            let (_, round) = named(&session.study, &id.to_string())?;
            let Some(note) = next(&session, round, coder) else { return nothing_left(shell) };
            show(shell, &session, round, (note, coder))?;
            let names: Vec<String> = round.tags().iter().map(|tag| tag.name.to_owned()).collect();
            drop(session);
            let mut memo = String::new();
            let said = loop {
                let Some(answer) = line(shell, "tags: ")? else {
                    if !memo.is_empty() {
                        shell.out.say(&format!("not saved, since its note has no answer: {memo}"));
                    }
                    shell.out.say("stopped; the same command goes on from here");
                    return Ok(Exit::Ok);
                };
                if let Some(words) = answer.trim().strip_prefix("//") {
                    if !memo.is_empty() {
                        memo.push('\n');
                    }
                    memo.push_str(words.trim());
                    continue;
                }
                match read(&answer, &names) {
                    Ok((yes, unsure)) => break Said { yes, unsure, memo },
                    Err(what) => shell.out.say(&what),
                }
            };
            let mut session = Session::open(shell)?;
            let context = self.by.context(&session)?;
            let deed = code(&session.study, &context, id, note, &said)?;
            let said = session.perform_by(coder, deed)?;
            shell.out.say(&said);
        }
    }
}

/// Numbers or names, each with or without a question mark.
fn read(answer: &str, names: &[String]) -> Result<(Vec<String>, Vec<String>), String> {
    let (mut yes, mut unsure) = (Vec::new(), Vec::new());
    for word in answer.split([' ', ',']).filter(|word| !word.is_empty()) {
        let (word, is_unsure) = match word.strip_suffix('?') {
            Some(word) => (word, true),
            None => (word, false),
        };
        let by_number = word.parse::<usize>().ok().and_then(|n| names.get(n.checked_sub(1)?));
        let name = by_number.or_else(|| names.iter().find(|name| name.as_str() == word));
        let Some(name) = name else {
            return Err(format!("there is no tag \"{word}\"; type its number or its name"));
        };
        if is_unsure { &mut unsure } else { &mut yes }.push(name.clone());
    }
    Ok((yes, unsure))
}

fn next(session: &Session, round: Round<'_>, coder: PersonId) -> Option<ObservationId> {
    left(&session.study, round, coder).into_iter().next()
}

fn nothing_left(shell: &mut Shell) -> Result<Exit, Failure> {
    shell.out.say("nothing left to code here; asdone round hand-in ROUND hands it in");
    Ok(Exit::NothingFound)
}

/// The text of a note, and the tags in question as the round words them. Nothing else of the note is
/// shown: not who wrote it, how it was tagged, or what came later.
fn show(
    shell: &mut Shell,
    session: &Session,
    round: Round<'_>,
    (note, coder): (ObservationId, PersonId),
) -> Result<(), Failure> {
    let Some(record) = session.study.get(note) else { return Ok(()) };
    let all = queue(&session.study, round, coder).len();
    let done = all - left(&session.study, round, coder).len();
    shell.out.line(&format!("note {} ({} of {all})", note.code(), done + 1))?;
    shell.out.line("")?;
    shell.paragraph(2, record.text())?;
    shell.out.line("")?;
    for (number, tag) in round.tags().iter().enumerate() {
        let meaning = if tag.definition.is_empty() { "" } else { ": " };
        let line = format!("{:>3}  {}{meaning}{}", number + 1, tag.name, tag.definition);
        shell.out.line(&line)?;
    }
    Ok(())
}
