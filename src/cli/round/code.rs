//! Coding one note after another: the text first, then the tags by number or name.

use clap::Args;

use super::{By, named};
use crate::actions::round::{Said, code, pass, take_back};
use crate::analysis::round::{left, queue};
use crate::cli::args::Word;
use crate::cli::ask::line;
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell};
use crate::journal::{DraftSlot, Drafts};
use crate::study::{ObservationId, PersonId, Round, SheetId, Worded};

/// The slots for memos whose note has no answer yet.
const MEMO: &str = "memo";

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
  asdone round code ROUND --as heron --full

Codes: 0 done, 1 nothing left to code, 2 refused as asked, 3 the study cannot be used.")]
pub(super) struct Code {
    /// The round's code
    round: String,
    #[command(flatten)]
    by: By,
    /// Ask about one note after another
    #[arg(long, conflicts_with = "note")]
    ask: bool,
    /// Show with each tag what it includes and excludes
    #[arg(long)]
    full: bool,
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

/// What a coder answers to a note.
enum Answer {
    /// What they say of it.
    Said(Said),
    /// It goes to another coder.
    Pass,
    /// What they said last is taken back.
    Back,
    /// Nothing more today.
    Stop,
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
                Some(note) => show(shell, &session, round, (note, context.author), self.full)
                    .map(|()| Exit::Ok),
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
             Press Enter for none. A line that begins with // is a memo, kept at once. /tag 3 shows all \
             of a tag, /pass hands the note to another coder, /undo takes back your last one. Ctrl-D \
             stops; each note is saved as you go. This is not the case record.",
        );
        loop {
            let session = Session::open(shell)?;
            let (_, round) = named(&session.study, &id.to_string())?;
            let Some(note) = next(&session, round, coder) else { return nothing_left(shell) };
            show(shell, &session, round, (note, coder), self.full)?;
            let tags: Vec<[String; 4]> = round.tags().iter().map(owned).collect();
            drop(session);
            let mut memo = Memo::of(shell, note, coder);
            let answer = asked(shell, &tags, &mut memo)?;
            let mut session = Session::open(shell)?;
            let context = self.by.context(&session)?;
            let deed = match &answer {
                Answer::Stop => {
                    shell.out.say("stopped; the same command goes on from here");
                    return Ok(Exit::Ok);
                }
                Answer::Said(said) => code(&session.study, &context, id, note, said),
                Answer::Pass => pass(&session.study, &context, id, note),
                Answer::Back => take_back(&session.study, &context, id),
            };
            match deed {
                Ok(deed) => {
                    let said = session.perform_by(coder, deed)?;
                    shell.out.say(&said);
                    if !matches!(answer, Answer::Back) {
                        memo.forget();
                    }
                }
                Err(refusal) if matches!(answer, Answer::Back) => {
                    shell.out.say(&refusal.to_string());
                }
                Err(refusal) => return Err(refusal.into()),
            }
        }
    }
}

/// A memo that is kept from the moment it is typed until its note is coded.
struct Memo {
    drafts: Drafts,
    /// The note and the coder, as its first line.
    head: String,
    slot: Option<DraftSlot>,
    text: String,
}

impl Memo {
    fn of(shell: &mut Shell, note: ObservationId, coder: PersonId) -> Self {
        let drafts = Drafts::of(&shell.study()).with_key(shell.key.as_ref());
        let head = format!("{note} {coder}\n");
        let mut memo = Self { drafts, head, slot: None, text: String::new() };
        for slot in memo.drafts.kept(MEMO).unwrap_or_default() {
            let Ok(Some(kept)) = memo.drafts.get(&slot) else { continue };
            if let Some(text) = kept.strip_prefix(&memo.head) {
                memo.text = text.to_owned();
                memo.slot = Some(slot);
                shell.out.say(&format!("your memo from before: {text}"));
                break;
            }
        }
        memo
    }

    fn add(&mut self, shell: &mut Shell, words: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(words.trim());
        let whole = format!("{}{}", self.head, self.text);
        let kept = match &self.slot {
            Some(slot) => self.drafts.put(slot, &whole),
            None => self.drafts.keep(MEMO, &whole).map(|slot| self.slot = Some(slot)),
        };
        if let Err(error) = kept {
            shell.out.say(&format!("the memo could not be kept while you answer: {error}"));
        }
    }

    fn forget(&self) {
        if let Some(slot) = &self.slot {
            // One that outlives its note is offered with no other; that is a nuisance and no loss.
            let _ = self.drafts.put(slot, "");
        }
    }
}

/// A tag in question: name, definition, what it includes and excludes.
fn owned(tag: &Worded<'_>) -> [String; 4] {
    [tag.name, tag.definition, tag.include, tag.exclude].map(str::to_owned)
}

fn asked(shell: &mut Shell, tags: &[[String; 4]], memo: &mut Memo) -> Result<Answer, Failure> {
    loop {
        let Some(answer) = line(shell, "tags: ")? else { return Ok(Answer::Stop) };
        let typed = answer.trim();
        if let Some(words) = typed.strip_prefix("//") {
            memo.add(shell, words);
            continue;
        }
        match typed.split_once(' ').unwrap_or((typed, "")) {
            ("/pass", _) => return Ok(Answer::Pass),
            ("/undo", _) => return Ok(Answer::Back),
            ("/tag", which) => match by_name(which.trim(), tags) {
                Some(at) => whole(shell, at, tags)?,
                None => shell.out.say(&no_such(which.trim())),
            },
            _ => match read(typed, tags) {
                Ok((yes, unsure)) => {
                    return Ok(Answer::Said(Said { yes, unsure, memo: memo.text.clone() }));
                }
                Err(what) => shell.out.say(&what),
            },
        }
    }
}

fn no_such(word: &str) -> String {
    format!("there is no tag \"{word}\"; type its number or its name")
}

/// The place of the tag that a number or a name means.
fn by_name(word: &str, tags: &[[String; 4]]) -> Option<usize> {
    let by_number = word.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let by_number = by_number.filter(|at| *at < tags.len());
    by_number.or_else(|| tags.iter().position(|[name, ..]| name == word))
}

/// Numbers or names, each with or without a question mark.
fn read(answer: &str, tags: &[[String; 4]]) -> Result<(Vec<String>, Vec<String>), String> {
    let (mut yes, mut unsure) = (Vec::new(), Vec::new());
    for word in answer.split([' ', ',']).filter(|word| !word.is_empty()) {
        let (word, is_unsure) = match word.strip_suffix('?') {
            Some(word) => (word, true),
            None => (word, false),
        };
        let found = by_name(word, tags).and_then(|at| tags.get(at));
        let Some([name, ..]) = found else { return Err(no_such(word)) };
        if is_unsure { &mut unsure } else { &mut yes }.push(name.clone());
    }
    Ok((yes, unsure))
}

/// The note that a coder codes next.
pub(super) fn next(session: &Session, round: Round<'_>, coder: PersonId) -> Option<ObservationId> {
    left(&session.study, round, coder).into_iter().next()
}

pub(super) fn nothing_left(shell: &mut Shell) -> Result<Exit, Failure> {
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
    full: bool,
) -> Result<(), Failure> {
    let Some(record) = session.study.get(note) else { return Ok(()) };
    let all = queue(&session.study, round, coder).len();
    let done = all - left(&session.study, round, coder).len();
    shell.out.line(&format!("note {} ({} of {all})", note.code(), done + 1))?;
    shell.out.line("")?;
    shell.paragraph(2, record.text())?;
    shell.out.line("")?;
    let tags: Vec<[String; 4]> = round.tags().iter().map(owned).collect();
    for (at, [name, definition, ..]) in tags.iter().enumerate() {
        if full {
            whole(shell, at, &tags)?;
            continue;
        }
        let colon = if definition.is_empty() { "" } else { ": " };
        shell.out.line(&format!("{:>3}  {name}{colon}{definition}", at + 1))?;
    }
    Ok(())
}

/// A tag with everything that the round says of it.
fn whole(shell: &mut Shell, at: usize, tags: &[[String; 4]]) -> Result<(), Failure> {
    let Some([name, definition, include, exclude]) = tags.get(at) else { return Ok(()) };
    let colon = if definition.is_empty() { "" } else { ": " };
    shell.out.line(&format!("{:>3}  {name}{colon}{definition}", at + 1))?;
    for (what, text) in [("includes", include), ("excludes", exclude)] {
        if !text.is_empty() {
            shell.out.line(&format!("       {what}: {text}"))?;
        }
    }
    Ok(())
}
