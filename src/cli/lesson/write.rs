//! What can be done to a lesson.

use clap::Args;

use super::{find, form, subjects};
use crate::actions::lesson::{self, Charge, Moved, Question};
use crate::actions::{self, Fill, Paper, Refusal, when};
use crate::analysis::Order;
use crate::cli::args::{self, Word};
use crate::cli::asking;
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Failure, Shell, ask, input, kept, list};
use crate::study::{Day, Moment, SheetId, Study, Subject, TagKey};

/// Begin a lesson
///
/// What was seen is read from standard input; --ask asks for everything, one question a line.
#[derive(Args, Debug)]
pub(super) struct New {
    /// What it is called
    #[arg(long, value_name = "TEXT")]
    title: Option<Word>,
    /// What it is grounded in: codes of notes, reflections, debriefs or their lines, voices
    #[arg(long = "from", value_name = "CODES")]
    from: Vec<String>,
    /// Ground it in every note that this query finds
    #[arg(long)]
    query: Option<Word>,
    /// Tags that it is about
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<Word>,
    /// What sort of step is proposed: keep, try, fix, ask
    #[arg(long, value_name = "WORD")]
    step: Option<Word>,
    /// Who it should go to: team, service, organisation, partners, academic
    #[arg(long, value_name = "WORD")]
    level: Option<Word>,
    /// The role (not a name) that answers for it
    #[arg(long, value_name = "ROLE")]
    owner: Option<Word>,
    /// By which day a reply is due
    #[arg(long, value_name = "DAY")]
    reply_by: Option<Word>,
    /// The day from which to look at it again
    #[arg(long, value_name = "DAY")]
    look_again: Option<Word>,
    /// Ask for everything, one question a line
    #[arg(long)]
    ask: bool,
}

impl New {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        session::must_be_there(shell)?;
        if self.ask {
            return self.asked(shell);
        }
        let saw = input::words(shell, &[])?;
        let mut save = || {
            let mut session = Session::open(shell)?;
            let questions = lesson::questions(&form(&session.study));
            let paper = self.paper(shell, &session)?;
            let filled = self.filled(&questions, &saw);
            let filled: Vec<(&Fill, &str)> =
                filled.iter().map(|(fill, typed)| (*fill, typed.as_str())).collect();
            let deed = lesson::begin(&session.study, &session.context(), &paper, &filled)?;
            session.perform_aloud(deed, shell)?;
            named(shell, &paper)
        };
        save().map_err(|failure| keep(shell, &saw, failure))
    }

    /// What it begins with.
    fn paper(&self, shell: &Shell, session: &Session) -> Result<Paper, Failure> {
        let study = &session.study;
        let mut all = subjects(study, &self.from)?;
        if let Some(query) = &self.query {
            let (read, found) = list::look(session.own_view(), shell, query, Order::Newest)?;
            if read.is_empty() {
                return Err(Failure::usage(
                    "an empty query would take in every observation",
                    "say which are meant",
                ));
            }
            let records = found.hits.iter().filter_map(|ix| study.record_at(*ix));
            all.extend(records.map(|record| Subject::Observation(record.id())));
        }
        let tags = self.tags.iter().map(|typed| known_tag(study, typed));
        let tags = tags.collect::<Result<Vec<TagKey>, Refusal>>()?;
        Ok(lesson::paper(study, &session.context(), &all, &tags)?)
    }

    /// What the arguments and standard input fill in.
    fn filled<'q>(&self, questions: &'q [Question], saw: &str) -> Vec<(&'q Fill, String)> {
        let mut first_part = true;
        let mut filled = Vec::new();
        for question in questions {
            let typed = match question.name.as_str() {
                "title" => self.title.clone(),
                "step-kind" => self.step.clone(),
                "level" => self.level.clone(),
                "owner" => self.owner.clone(),
                "reply-by" => self.reply_by.clone(),
                "look-again" => self.look_again.clone(),
                _ if std::mem::take(&mut first_part) => {
                    filled.push((&question.fill, saw.to_owned()));
                    None
                }
                _ => None,
            };
            filled.extend(typed.map(|typed| (&question.fill, String::from(typed))));
        }
        filled.retain(|(_, typed)| !typed.trim().is_empty());
        filled
    }

    fn asked(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let (paper, questions, begun) = {
            let mut session = Session::open(shell)?;
            let questions = lesson::questions(&form(&session.study));
            let paper = self.paper(shell, &session)?;
            let filled = self.filled(&questions, "");
            let filled: Vec<(&Fill, &str)> =
                filled.iter().map(|(fill, typed)| (*fill, typed.as_str())).collect();
            let begun = !filled.is_empty();
            if begun {
                let deed = lesson::begin(&session.study, &session.context(), &paper, &filled)?;
                session.perform_aloud(deed, shell)?;
            }
            (paper, questions, begun)
        };
        let answered = walk(shell, &paper, &questions)?;
        if answered == 0 && !begun {
            shell.out.say("nothing was answered, so no lesson was begun");
            return Ok(Exit::NothingFound);
        }
        shell.out.say(&format!("saved in lesson {}", paper.sheet.code()));
        named(shell, &paper)
    }
}

/// A script is told the code of the new lesson.
fn named(shell: &mut Shell, paper: &Paper) -> Result<Exit, Failure> {
    if shell.out.columns().is_none() {
        shell.out.line(paper.sheet.code().short())?;
    }
    Ok(Exit::Ok)
}

fn walk(shell: &mut Shell, paper: &Paper, questions: &[Question]) -> Result<usize, Failure> {
    let asked: Vec<asking::Question> = questions
        .iter()
        .map(|one| {
            let hint = if one.hint.is_empty() { String::new() } else { format!(" ({})", one.hint) };
            asking::Question::new(&format!("{}{hint}", one.says), one.fill.clone())
        })
        .collect();
    let go_on = format!("asdone lesson edit {} --ask", paper.sheet.code());
    asking::walk(shell, paper, &asked, &go_on)
}

fn known_tag(study: &Study, typed: &str) -> Result<TagKey, Refusal> {
    let none = || Refusal::NoSuchTag { typed: typed.to_owned() };
    study.codebook().find(typed).map(|tag| tag.key().clone()).ok_or_else(none)
}

/// Reword a part of a lesson
///
/// The words are read from standard input, or stand after the part; --ask asks for everything.
#[derive(Args, Debug)]
pub(super) struct Edit {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// Which part: title, saw, works, costs, limits, step, step-kind, level, owner, reply-by,
    /// look-again
    #[arg(value_name = "PART", required_unless_present = "ask")]
    part: Option<String>,
    /// The words from now on; - or nothing reads standard input, "" empties it
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
    /// Ask for everything, one question a line
    #[arg(long)]
    ask: bool,
}

impl Edit {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        session::must_be_there(shell)?;
        let (paper, questions) = {
            let session = Session::open(shell)?;
            let sheet =
                actions::find_sheet(&session.study, crate::study::Sort::Lesson, &self.code)?;
            (Paper::of(sheet, crate::study::Sort::Lesson), lesson::questions(&form(&session.study)))
        };
        let Some(part) = self.part.filter(|_| !self.ask) else {
            walk(shell, &paper, &questions)?;
            shell.out.say(&format!("saved in lesson {}", paper.sheet.code()));
            return Ok(Exit::Ok);
        };
        let question = questions.iter().find(|question| question.name == part);
        let question = question.ok_or_else(|| Refusal::NotAChoice {
            what: "part",
            typed: part.clone(),
            choices: questions.iter().map(|question| question.name.clone()).collect(),
        })?;
        let text = input::words(shell, &args::text(&self.text)?)?;
        let mut save = || {
            let mut session = Session::open(shell)?;
            let context = session.context();
            let deed = actions::fill(&session.study, &context, &paper, &[(&question.fill, &text)]);
            session.perform_aloud(deed.map_err(|(_, refusal)| refusal)?, shell)
        };
        save().map_err(|failure| keep(shell, &text, failure))
    }
}

/// Name more that a lesson is grounded in
#[derive(Args, Debug)]
pub(super) struct Ground {
    /// Which lesson
    #[arg(value_name = "CODE")]
    code: String,
    /// Codes of notes, reflections, debriefs or lines of them, voices
    #[arg(value_name = "CODES", required = true)]
    from: Vec<String>,
}

/// Take back what a lesson is grounded in
#[derive(Args, Debug)]
pub(super) struct Unground {
    #[command(flatten)]
    which: Ground,
}

impl Ground {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        self.set(shell, true)
    }

    fn set(self, shell: &mut Shell, yes: bool) -> Result<Exit, Failure> {
        change(shell, &self.code, |session, id| {
            let subjects = subjects(&session.study, &self.from)?;
            Ok(lesson::ground(&session.study, &session.context(), id, &subjects, yes)?)
        })
    }
}

impl Unground {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        self.which.set(shell, false)
    }
}

/// Give a lesson another status
///
/// Some, such as declined, are given with a reason only.
#[derive(Args, Debug)]
pub(super) struct Status {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// proposed, shared, accepted, trying, adopted, declined, or what the study's form has
    #[arg(value_name = "STATUS")]
    status: Word,
    /// The role (not a name) that decided
    #[arg(long, value_name = "ROLE")]
    by: Option<Word>,
    /// The reason
    #[arg(long, value_name = "TEXT")]
    reason: Option<Word>,
    /// Ask who decided, and the reason
    #[arg(long)]
    ask: bool,
}

impl Status {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let (mut by, mut reason) = (self.by.map(String::from), self.reason.map(String::from));
        if self.ask {
            session::must_be_there(shell)?;
            by = ask::line(shell, "Which role decided? ")?.or(by);
            reason = ask::line(shell, "What is the reason? ")?.or(reason);
        }
        let moved = |status| Moved { status, by: by.as_deref(), reason: reason.as_deref() };
        let done = change(shell, &self.code, |session, id| {
            let form = form(&session.study);
            let moved = moved(&self.status);
            Ok(lesson::move_to(&session.study, &session.context(), &form, id, moved)?)
        });
        done.map_err(|failure| keep(shell, reason.as_deref().unwrap_or_default(), failure))
    }
}

/// Say who answers for a lesson, and by when
#[derive(Args, Debug)]
pub(super) struct Owner {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// The role (not a name); none for nobody
    #[arg(value_name = "ROLE")]
    role: Option<Word>,
    /// By which day a reply is due (friday, 2w, 17 March); none for no day
    #[arg(long, value_name = "DAY")]
    reply_by: Option<Word>,
    /// The day from which to look at it again; none for no day
    #[arg(long, value_name = "DAY")]
    look_again: Option<Word>,
}

impl Owner {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let now = shell.now;
        let day = |typed: Option<Word>| typed.map(|typed| day(&typed, now)).transpose();
        let charge = Charge {
            owner: self.role.map(|role| if is_none(&role) { String::new() } else { role.into() }),
            reply_by: day(self.reply_by)?,
            look_again: day(self.look_again)?,
        };
        if charge == Charge::default() {
            return Err(Failure::usage(
                "nothing is said of who answers or by when",
                "asdone lesson owner CODE ROLE --reply-by DAY",
            ));
        }
        change(shell, &self.code, |session, id| {
            Ok(lesson::charge(&session.study, &session.context(), id, &charge)?)
        })
    }
}

fn is_none(typed: &str) -> bool {
    typed.trim().is_empty() || typed.trim().eq_ignore_ascii_case("none")
}

fn day(typed: &str, now: Moment) -> Result<Option<Day>, Refusal> {
    if is_none(typed) { Ok(None) } else { when::day(typed, now).map(Some) }
}

/// Answer those who contributed: you said, we did
///
/// The answer is read from standard input, or stands after the code.
#[derive(Args, Debug)]
pub(super) struct Told {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// The answer; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
}

impl Told {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        session::must_be_there(shell)?;
        let text = input::words(shell, &args::text(&self.text)?)?;
        let done = change(shell, &self.code, |session, id| {
            Ok(lesson::tell(&session.study, &session.context(), id, &text)?)
        });
        done.map_err(|failure| keep(shell, &text, failure))
    }
}

/// Take a lesson out of the study
///
/// A record that it existed, and why, is kept. undo brings it back.
#[derive(Args, Debug)]
pub(super) struct Withdraw {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// The reason
    #[arg(long, value_name = "TEXT")]
    reason: Word,
}

impl Withdraw {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        change(shell, &self.code, |session, id| {
            Ok(lesson::withdraw(&session.study, &session.context(), id, &self.reason)?)
        })
    }
}

/// Keeps the words that were not saved, where there are any.
fn keep(shell: &mut Shell, words: &str, failure: Failure) -> Failure {
    if words.trim().is_empty() { failure } else { kept::text(shell, words, failure) }
}

/// Does something to the lesson that a person names, and says so.
fn change(
    shell: &mut Shell,
    code: &str,
    act: impl FnOnce(&Session, SheetId) -> Result<actions::Deed, Failure>,
) -> Result<Exit, Failure> {
    let mut session = Session::open(shell)?;
    let id = find(&session, code)?;
    let deed = act(&session, id)?;
    session.perform_aloud(deed, shell)
}
