//! Taking a voice down: in one go, or question by question with `--ask`.

use clap::Args;

use crate::actions::{self, Fill, Paper, Refusal, Spoken};
use crate::analysis::voices::{ASSENT, MANNER, SPEAKER};
use crate::cli::args::{self, Word};
use crate::cli::asking::{self, Question};
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Failure, Shell, input, kept};
use crate::forms::{Forms, VoiceForm};
use crate::study::{Field, ObservationId, Sort, Subject};

/// Record what a child, young person, parent or other person says
///
/// The text is what they said to the first question; --ask walks through all of them, and each
/// answer is saved as it is given.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone voice new --ask
  asdone voice new --speaker parent --manner said --about kx7qd < their-words.txt
  asdone voice new --speaker child --assent 'said yes' --may-share < their-words.txt")]
pub(super) struct New {
    /// Their words; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
    /// Ask question by question
    #[arg(long, conflicts_with_all = ["text", "prompt", "speaker", "manner", "assent", "may_share"])]
    ask: bool,
    /// Which question the text answers, by its name in the form
    #[arg(long, value_name = "QUESTION")]
    prompt: Option<String>,
    /// Who speaks, for example child
    #[arg(long, value_name = "WORD")]
    speaker: Option<Word>,
    /// How it was given, for example drew
    #[arg(long, value_name = "WORD")]
    manner: Option<Word>,
    /// How they agreed, for example 'said yes'
    #[arg(long, value_name = "WORD")]
    assent: Option<Word>,
    /// They said that it may be shared
    #[arg(long)]
    may_share: bool,
    /// An observation that it is about; may be given several times
    #[arg(long, value_name = "OBSERVATION")]
    about: Vec<String>,
}

impl New {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        session::must_be_there(shell)?;
        if self.ask { self.walk(shell) } else { self.at_once(shell) }
    }

    fn spoken(&self, about: Vec<ObservationId>) -> Spoken {
        Spoken {
            speaker: self.speaker.clone().map(String::from),
            manner: self.manner.clone().map(String::from),
            assent: self.assent.clone().map(String::from),
            may_share: self.may_share.then_some(true),
            about,
            ..Spoken::default()
        }
    }

    fn at_once(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let text = input::words(shell, &args::text(&self.text)?)?;
        if text.trim().is_empty() {
            return Err(Refusal::NoText.into());
        }
        let mut save = || {
            let mut session = Session::open(shell)?;
            let about = self.about.iter().map(|code| session.id(code)).collect::<Result<_, _>>()?;
            let mut spoken = self.spoken(about);
            let form = Forms::of(&session.study).voice;
            let prompt = self.prompt.clone().or(form.prompt.first().map(|p| p.id.clone()));
            spoken.answers.extend(prompt.map(|prompt| (prompt, text.clone())));
            let (_, deed) = actions::begin_voice(&session.study, &session.context(), &spoken)?;
            session.perform_aloud(deed, shell)
        };
        save().map_err(|failure| kept::text(shell, &text, failure))
    }

    /// Walks through the form. Each answer is durable before the next question is put, and the
    /// study is closed while a person thinks.
    fn walk(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open(shell)?;
        let about: Vec<ObservationId> =
            self.about.iter().map(|code| session.id(code)).collect::<Result<_, _>>()?;
        let link = |id| Field::Link { to: Subject::Observation(id), yes: true };
        let first = about.into_iter().map(link).collect();
        let paper = Paper::new(&session.context(), Sort::Voice, first);
        let form = Forms::of(&session.into_study()).voice;
        if !form.about.is_empty() {
            shell.out.say(&form.about);
        }
        let go_on = format!("asdone voice say {}", paper.sheet.code());
        if asking::walk(shell, &paper, &questions(&form), &go_on)? == 0 {
            return Err(Refusal::NoText.into());
        }
        shell.out.say(&format!("noted voice {}", paper.sheet.code()));
        Ok(Exit::Ok)
    }
}

/// The questions of the form; whether it may be shared comes last, when they know what there is to
/// share.
fn questions(form: &VoiceForm) -> Vec<Question> {
    let choice = |says: &str, list: &str, words: Vec<String>| {
        Question::new(says, Fill::Choice { list: list.to_owned(), words })
    };
    let agreed = form.assents.iter().chain(&form.unasked).cloned().collect();
    let mut questions = vec![
        choice("Who is speaking?", SPEAKER, form.speakers.clone()),
        choice("How is it given?", MANNER, form.manners.clone()),
        choice("How did they agree to this being noted?", ASSENT, agreed),
    ];
    questions.extend(Question::of(&form.prompt));
    questions.extend(form.scale.iter().map(|scale| {
        let (scale, asked, corners) = (scale.id.clone(), scale.ask.clone(), scale.corners.clone());
        Question::new(&asked.clone(), Fill::Placed { scale, asked, corners })
    }));
    let says = "May others read this, so that they can learn from it?";
    questions.push(Question::new(says, Fill::MayShare));
    questions
}
