//! Filling in a sheet by answering questions one line at a time: the linear way of reflections,
//! shift closes, voices and lessons. Each answer is saved as it is given, and the study is closed
//! again while the person thinks, so that nobody is locked out.

use super::session::Session;
use super::{Failure, Shell, ask, interrupt, kept};
use crate::actions::{self, Fill, Paper};
use crate::forms::Prompt;

/// One question and what its answer fills in.
pub(super) struct Question {
    /// The question.
    pub(super) says: String,
    /// What the answer fills in.
    pub(super) fill: Fill,
}

impl Question {
    /// A question.
    pub(super) fn new(says: &str, fill: Fill) -> Self {
        Self { says: says.to_owned(), fill }
    }

    /// The prompts of a form, those that open last at the end.
    pub(super) fn of(prompts: &[Prompt]) -> Vec<Self> {
        let (last, first): (Vec<&Prompt>, Vec<&Prompt>) = prompts.iter().partition(|p| p.last);
        let quiet = |prompt: &Prompt| if prompt.quiet { " (only you see this)" } else { "" };
        let apart = |prompt: &Prompt| if prompt.last { " (saved with its own date)" } else { "" };
        let says = |prompt: &Prompt| format!("{}{}{}", prompt.ask, quiet(prompt), apart(prompt));
        let prompts = first.into_iter().chain(last);
        prompts.map(|prompt| Self { says: says(prompt), fill: Fill::of(prompt) }).collect()
    }
}

/// Asks the questions in turn; Enter alone skips one, and the end of input ends it. `go_on` is the
/// command that goes on with it. Returns how many were answered.
pub(super) fn walk(
    shell: &mut Shell,
    paper: &Paper,
    questions: &[Question],
    go_on: &str,
) -> Result<usize, Failure> {
    shell.out.say("Press Enter to skip a question. Ctrl-D stops; your answers are kept.");
    interrupt::saying(
        "each answer was saved when you pressed Enter",
        &format!("to go on with it: {go_on}"),
    );
    let stands: Vec<String> = {
        let session = Session::open(shell)?;
        let sheet = session.study.sheets().get(paper.sheet);
        questions.iter().map(|question| question.fill.stands(sheet)).collect()
    };
    let mut answered = 0;
    for (question, stands) in questions.iter().zip(&stands) {
        match one(shell, paper, question, stands)? {
            Some(true) => answered += 1,
            Some(false) => {}
            None => break,
        }
    }
    Ok(answered)
}

/// Asks until the answer can be saved: whether it was answered; `None` at the end of input.
fn one(
    shell: &mut Shell,
    paper: &Paper,
    question: &Question,
    stands: &str,
) -> Result<Option<bool>, Failure> {
    let words = match &question.fill {
        Fill::Choice { words, .. } => numbered(words),
        Fill::MayShare => "\n  yes\n  no".to_owned(),
        Fill::Placed { corners, .. } => {
            format!("{}\n  12  between the first two\n  0  in the middle", numbered(corners))
        }
        Fill::Answer { .. }
        | Fill::Title
        | Fill::Setting
        | Fill::Attendance
        | Fill::Owner
        | Fill::ReplyBy
        | Fill::LookAgain => String::new(),
    };
    let now = if stands.is_empty() { String::new() } else { format!("\n  now: {stands}") };
    loop {
        let Some(typed) = ask::line(shell, &format!("{}{words}{now}\n> ", question.says))? else {
            return Ok(None);
        };
        if typed.trim().is_empty() {
            return Ok(Some(false));
        }
        match save(shell, paper, &question.fill, &typed) {
            Ok(()) => return Ok(Some(true)),
            Err(Failure::Refusal(actions::Refusal::NothingToChange { .. })) => {
                return Ok(Some(true));
            }
            Err(Failure::Refusal(refusal)) => {
                let hint = refusal.hint().map_or(String::new(), |hint| format!("; {hint}"));
                shell.out.say(&format!("not saved: {refusal}{hint}"));
            }
            Err(failure) => return Err(kept::text(shell, &typed, failure)),
        }
    }
}

/// Saves one answer, as one act.
pub(super) fn save(
    shell: &mut Shell,
    paper: &Paper,
    fill: &Fill,
    typed: &str,
) -> Result<(), Failure> {
    let mut session = Session::open(shell)?;
    let context = session.context();
    let deed = actions::fill(&session.study, &context, paper, &[(fill, typed)]);
    session.perform(deed.map_err(|(_, refusal)| refusal)?).map(drop)
}

/// The words one a line, each after its number.
fn numbered(words: &[String]) -> String {
    let one = |(number, word): (usize, &String)| format!("\n  {number}  {word}");
    (1..).zip(words).map(one).collect()
}
