//! Taking a voice down: in one go, or question by question with `--ask`.

use clap::Args;

use crate::actions::{self, Refusal, Spoken};
use crate::analysis::voices::placing;
use crate::cli::args::{self, Word};
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Failure, Shell, ask, input, kept};
use crate::forms::{Forms, Scale, VoiceForm};
use crate::study::{ObservationId, SheetId};

/// Take a voice down
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
    #[arg(long, conflicts_with = "text")]
    ask: bool,
    /// Which question the text answers, by its name in the form
    #[arg(long, value_name = "QUESTION", conflicts_with = "ask")]
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
        let about = self.about.iter().map(|code| session.id(code)).collect::<Result<_, _>>()?;
        let form = Forms::of(&session.into_study()).voice;
        let mut walk = Walk { shell, sheet: None, first: self.spoken(about) };
        if !form.about.is_empty() {
            walk.shell.out.say(&form.about);
        }
        walk.shell
            .out
            .say("Enter alone passes over a question; Ctrl-D ends and keeps what is there.");
        // Who stops half-way has said enough.
        let whole = walk.who(&form)? && walk.questions(&form)? && walk.scales(&form)?;
        if whole {
            walk.sharing(&form)?;
        }
        let Walk { sheet: Some(sheet), .. } = walk else {
            return Err(Refusal::NoText.into());
        };
        shell.out.say(&format!("noted voice {}", sheet.code()));
        Ok(Exit::Ok)
    }
}

/// A voice on its way through the form; every step says whether there is anyone left to ask.
struct Walk<'a> {
    shell: &'a mut Shell,
    sheet: Option<SheetId>,
    /// What was given before anything was saved.
    first: Spoken,
}

impl Walk<'_> {
    /// Saves what was just said.
    fn save(&mut self, said: Spoken) -> Result<(), Failure> {
        let mut session = Session::open(self.shell)?;
        let (study, context) = (&session.study, session.context());
        let deed = match self.sheet {
            Some(sheet) => actions::voice(study, &context, sheet, &said)?,
            None => {
                let begun = with(&self.first, said);
                let (sheet, deed) = actions::begin_voice(study, &context, &begun)?;
                self.sheet = Some(sheet);
                deed
            }
        };
        session.perform(deed)?;
        Ok(())
    }

    /// Puts a question and saves what `spoken` makes of the answer; what cannot be saved is said,
    /// and asked again.
    fn ask(
        &mut self,
        question: &str,
        spoken: impl Fn(&str) -> Option<Spoken>,
    ) -> Result<bool, Failure> {
        loop {
            let Some(answer) = ask::line(self.shell, question)? else { return Ok(false) };
            if answer.trim().is_empty() {
                return Ok(true);
            }
            let Some(said) = spoken(&answer) else {
                let words = format!("\"{}\" is none of these", answer.trim());
                self.shell.out.say(&words);
                continue;
            };
            match self.save(said) {
                Ok(()) => return Ok(true),
                Err(Failure::Refusal(refusal)) => self.shell.out.say(&refusal.to_string()),
                Err(failure) => return Err(kept::text(self.shell, &answer, failure)),
            }
        }
    }

    fn who(&mut self, form: &VoiceForm) -> Result<bool, Failure> {
        let agreed: Vec<String> = form.assents.iter().chain(&form.unasked).cloned().collect();
        let question = |asks: &str, words: &[String]| format!("{asks} {}: ", numbered(words));
        let speaker = |answer: &str| {
            let speaker = chosen(&form.speakers, answer)?;
            Some(Spoken { speaker: Some(speaker), ..Spoken::default() })
        };
        let manner = |answer: &str| {
            let manner = chosen(&form.manners, answer)?;
            Some(Spoken { manner: Some(manner), ..Spoken::default() })
        };
        let assent = |answer: &str| {
            let assent = chosen(&agreed, answer)?;
            Some(Spoken { assent: Some(assent), ..Spoken::default() })
        };
        Ok(self.ask(&question("Who is speaking?", &form.speakers), speaker)?
            && self.ask(&question("How?", &form.manners), manner)?
            && self.ask(&question("How did they agree to this being noted?", &agreed), assent)?)
    }

    fn questions(&mut self, form: &VoiceForm) -> Result<bool, Failure> {
        for prompt in &form.prompt {
            let answered = |answer: &str| {
                let answers = vec![(prompt.id.clone(), answer.to_owned())];
                Some(Spoken { answers, ..Spoken::default() })
            };
            if !self.ask(&format!("{}\n> ", prompt.ask), answered)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn scales(&mut self, form: &VoiceForm) -> Result<bool, Failure> {
        for Scale { id, ask, corners } in &form.scale {
            let question = format!(
                "{ask} {}. One number, or several for between (12), 0 for the middle: ",
                numbered(corners)
            );
            let placed = |answer: &str| {
                let shares = placing::read(corners, answer)?;
                let placed = vec![(id.clone(), shares)];
                Some(Spoken { placed, ..Spoken::default() })
            };
            if !self.ask(&question, placed)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Sharing is asked for last, when they know what there is to share, and only after a yes.
    fn sharing(&mut self, form: &VoiceForm) -> Result<(), Failure> {
        let Some(sheet) = self.sheet else { return Ok(()) };
        let session = Session::open(self.shell)?;
        let assent = session
            .study
            .sheets()
            .get(sheet)
            .and_then(|voice| voice.choice(crate::analysis::voices::ASSENT))
            .is_some_and(|word| form.assents.iter().any(|assent| assent == word));
        drop(session);
        if assent && ask::yes(self.shell, "May it be shared, so that others learn from it?")? {
            self.save(Spoken { may_share: Some(true), ..Spoken::default() })?;
        }
        Ok(())
    }
}

/// What was given at first with what was said since.
fn with(first: &Spoken, said: Spoken) -> Spoken {
    let mut both = first.clone();
    both.answers.extend(said.answers);
    both.placed.extend(said.placed);
    both.speaker = said.speaker.or(both.speaker);
    both.manner = said.manner.or(both.manner);
    both.assent = said.assent.or(both.assent);
    both
}

fn numbered(words: &[String]) -> String {
    let numbered: Vec<String> = (1..).zip(words).map(|(n, word)| format!("{n} {word}")).collect();
    numbered.join(", ")
}

/// The word that is meant by its number or its beginning.
fn chosen(words: &[String], answer: &str) -> Option<String> {
    let answer = answer.trim().to_lowercase();
    if let Ok(number) = answer.parse::<usize>() {
        return words.get(number.checked_sub(1)?).cloned();
    }
    words.iter().find(|word| word.to_lowercase().starts_with(&answer)).cloned()
}
