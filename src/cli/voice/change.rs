//! What can be done to a voice that is there.

use clap::Args;

use super::id;
use crate::actions::{self, Deed, Refusal, Spoken};
use crate::analysis::voices::placing;
use crate::cli::args::{self, Word};
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Failure, Shell, ask, input, kept, out};
use crate::forms::Forms;
use crate::study::SheetId;

/// Note what they said to one question, or put it right
#[derive(Args, Debug)]
pub(super) struct Say {
    /// Which voice
    #[arg(value_name = "CODE")]
    code: String,
    /// Which question, by its name in the form: happened, helped, harder, change
    #[arg(value_name = "QUESTION")]
    prompt: String,
    /// Their words; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
}

/// Note where they placed themselves on a scale
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone voice place kx7qd treated 'listened to'
  asdone voice place kx7qd treated 113
  asdone voice place kx7qd treated 60,10,30
  asdone voice place kx7qd known middle

A place is a corner's words, `middle`, the corners' numbers as often as they are meant (113 is twice
as near the first as the third), or weights with commas. `nowhere` takes it back.")]
pub(super) struct Place {
    /// Which voice
    #[arg(value_name = "CODE")]
    code: String,
    /// Which scale, by its name in the form: treated, known
    #[arg(value_name = "SCALE")]
    scale: String,
    /// Where
    #[arg(value_name = "PLACE")]
    place: Vec<Word>,
}

/// Note who speaks and how it was given
#[derive(Args, Debug)]
pub(super) struct Who {
    /// Which voice
    #[arg(value_name = "CODE")]
    code: String,
    /// Who speaks, for example child
    #[arg(long, value_name = "WORD")]
    speaker: Option<Word>,
    /// How it was given, for example drew
    #[arg(long, value_name = "WORD")]
    manner: Option<Word>,
}

/// Note how they agreed
#[derive(Args, Debug)]
pub(super) struct Assent {
    /// Which voice
    #[arg(value_name = "CODE")]
    code: String,
    /// How, for example 'said yes'; the form has the words
    #[arg(value_name = "WORD", required = true)]
    word: Vec<Word>,
}

/// Note that it may be shared, or no longer
#[derive(Args, Debug)]
pub(super) struct Share {
    /// Which voice
    #[arg(value_name = "CODE")]
    code: String,
    /// It may not
    #[arg(long)]
    no: bool,
}

/// Say which observations it is about
#[derive(Args, Debug)]
pub(super) struct Link {
    /// Which voice
    #[arg(value_name = "CODE")]
    code: String,
    /// Which observations
    #[arg(value_name = "OBSERVATION", required = true)]
    about: Vec<String>,
}

/// Say which observations it is not about after all
#[derive(Args, Debug)]
pub(super) struct Unlink {
    /// Which voice
    #[arg(value_name = "CODE")]
    code: String,
    /// Which observations
    #[arg(value_name = "OBSERVATION", required = true)]
    about: Vec<String>,
}

/// Answer back: what was done with what they said
#[derive(Args, Debug)]
pub(super) struct Did {
    /// Which voice
    #[arg(value_name = "CODE")]
    code: String,
    /// What was done, in words for them; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
}

/// Take a voice out of the study, because they say so
///
/// It counts no longer, is listed no longer and is found no longer. Where you took it down yourself,
/// what was said is erased for good: undo does not bring it back.
#[derive(Args, Debug)]
pub(super) struct Withdraw {
    /// Which voice
    #[arg(value_name = "CODE")]
    code: String,
    /// Why, where they said; they need not
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: Word,
    /// Do not ask back
    #[arg(long)]
    yes: bool,
}

/// Does something to one voice and says what was done.
fn to_one(
    shell: &mut Shell,
    code: &str,
    act: impl FnOnce(&Session, SheetId) -> Result<Deed, Failure>,
) -> Result<Exit, Failure> {
    let mut session = Session::open(shell)?;
    let sheet = id(&session, code)?;
    let deed = act(&session, sheet)?;
    session.perform_aloud(deed, shell)
}

/// Notes more of one voice.
fn note(shell: &mut Shell, code: &str, spoken: &Spoken) -> Result<Exit, Failure> {
    to_one(shell, code, |session, sheet| {
        Ok(actions::voice(&session.study, &session.context(), sheet, spoken)?)
    })
}

/// Reads a text and does something with it to one voice; the text is kept if that fails.
fn with_text(
    shell: &mut Shell,
    code: &str,
    words: &[Word],
    act: impl FnOnce(&Session, SheetId, &str) -> Result<Deed, Failure>,
) -> Result<Exit, Failure> {
    session::must_be_there(shell)?;
    let words = args::text(words)?;
    let text = input::words(shell, &words)?;
    let done = to_one(shell, code, |session, sheet| act(session, sheet, &text));
    done.map_err(|failure| kept::text(shell, &text, failure))
}

impl Say {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        with_text(shell, &self.code, &self.text, |session, sheet, text| {
            let answers = vec![(self.prompt.clone(), text.to_owned())];
            let spoken = Spoken { answers, ..Spoken::default() };
            Ok(actions::voice(&session.study, &session.context(), sheet, &spoken)?)
        })
    }
}

impl Place {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let typed = args::text(&self.place)?.join(" ");
        to_one(shell, &self.code, |session, sheet| {
            let form = Forms::of(&session.study).voice;
            let scale = form.scale.iter().find(|scale| scale.id == self.scale);
            let corners = scale.map(|scale| scale.corners.clone()).unwrap_or_default();
            let shares = match typed.trim() {
                "nowhere" => Vec::new(),
                typed => placing::read(&corners, typed).unwrap_or_default(),
            };
            if shares.is_empty() && typed.trim() != "nowhere" && scale.is_some() {
                let choices = [corners, vec!["middle".to_owned(), "nowhere".to_owned()]].concat();
                return Err(
                    Refusal::NotAChoice { what: "place on this scale", typed, choices }.into()
                );
            }
            let placed = vec![(self.scale.clone(), shares)];
            let spoken = Spoken { placed, ..Spoken::default() };
            Ok(actions::voice(&session.study, &session.context(), sheet, &spoken)?)
        })
    }
}

impl Who {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        if self.speaker.is_none() && self.manner.is_none() {
            let hint = "asdone voice who CODE --speaker child --manner drew";
            return Err(Failure::usage("nothing is said of who speaks or how", hint));
        }
        let spoken = Spoken {
            speaker: self.speaker.map(String::from),
            manner: self.manner.map(String::from),
            ..Spoken::default()
        };
        note(shell, &self.code, &spoken)
    }
}

impl Assent {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let assent = Some(args::text(&self.word)?.join(" "));
        note(shell, &self.code, &Spoken { assent, ..Spoken::default() })
    }
}

impl Share {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        note(shell, &self.code, &Spoken { may_share: Some(!self.no), ..Spoken::default() })
    }
}

impl Link {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        to_one(shell, &self.code, |session, sheet| {
            let about = self.about.iter().map(|code| session.id(code)).collect::<Result<_, _>>()?;
            let spoken = Spoken { about, ..Spoken::default() };
            Ok(actions::voice(&session.study, &session.context(), sheet, &spoken)?)
        })
    }
}

impl Unlink {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        to_one(shell, &self.code, |session, sheet| {
            let not_about =
                self.about.iter().map(|code| session.id(code)).collect::<Result<_, _>>()?;
            let spoken = Spoken { not_about, ..Spoken::default() };
            Ok(actions::voice(&session.study, &session.context(), sheet, &spoken)?)
        })
    }
}

impl Did {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        with_text(shell, &self.code, &self.text, |session, sheet, text| {
            Ok(actions::tell_voice(&session.study, &session.context(), sheet, text)?)
        })
    }
}

impl Withdraw {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        if !self.yes && out::can_ask() {
            let code = &self.code;
            let asked = format!("Take voice {code} out of the study, and out of every tally?");
            if !ask::yes(shell, &asked)? {
                shell.out.say("nothing is changed");
                return Ok(Exit::Ok);
            }
        }
        to_one(shell, &self.code, |session, sheet| {
            Ok(actions::withdraw_voice(&session.study, &session.context(), sheet, &self.reason)?)
        })
    }
}
