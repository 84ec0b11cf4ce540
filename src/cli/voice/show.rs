//! Reading voices: the list, one of them, and the page that is read back to whoever spoke.

use clap::Args;
use serde_json::{Value, json};

use super::find;
use crate::actions::when;
use crate::analysis::voices::{self, ASSENT, MANNER, SPEAKER, placements, placing};
use crate::cli::args::Scoped;
use crate::cli::out::Role;
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell, text};
use crate::forms::{Forms, VoiceForm};
use crate::pages;
use crate::study::{Field, Line, Sheet, Study, Subject};

/// List the voices, newest first
#[derive(Args, Debug)]
pub(super) struct List {
    #[command(flatten)]
    scoped: Scoped,
    /// One line of JSON each
    #[arg(long)]
    json: bool,
}

/// Show one voice
#[derive(Args, Debug)]
pub(super) struct Show {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// As one line of JSON
    #[arg(long)]
    json: bool,
}

/// Print a page to read back to whoever spoke: what they said, and what was done
#[derive(Args, Debug)]
pub(super) struct Read {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// As an HTML page, in large letters
    #[arg(long)]
    html: bool,
}

impl List {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let view = session.view(self.scoped)?;
        let study = view.study();
        let form = Forms::of(study).voice;
        let mut found = voices::readable(view);
        found.reverse();
        if found.is_empty() {
            shell.out.say("no voice has been heard yet; asdone voice new --ask takes one down");
            return Ok(Exit::NothingFound);
        }
        if self.json {
            for voice in found {
                shell.out.line(&in_json(study, &form, voice).to_string())?;
            }
            return Ok(Exit::Ok);
        }
        let room = shell.out.columns();
        let rows: Vec<Vec<String>> = found
            .into_iter()
            .map(|voice| {
                let code = shell.out.paint(voice.id().code().short(), Role::Strong);
                let speaker = voice.choice(SPEAKER).unwrap_or("not said").to_owned();
                let day = voice.at().local().format("%Y-%m-%d").to_string();
                let shared = shared(&form, voice).to_owned();
                let taken = 5 + text::width(&speaker) + day.len() + shared.len() + 8;
                let words = text::one_line(first_words(voice));
                let left = room.map_or(usize::MAX, |room| room.saturating_sub(taken).max(20));
                vec![code, day, speaker, shared, text::cut(&words, left, shell.out.more())]
            })
            .collect();
        shell.out.table(&rows, &[])?;
        Ok(Exit::Ok)
    }
}

/// Whether it may be shared, in a word or two.
fn shared(form: &VoiceForm, voice: &Sheet) -> &'static str {
    if voices::may_be_shared(form, voice) { "may be shared" } else { "not shared" }
}

/// What they said first.
fn first_words(voice: &Sheet) -> &str {
    voice.answers().next().map_or("", |(.., text)| text)
}

/// The codes of the observations that it is about and that still count.
fn about(study: &Study, voice: &Sheet) -> Vec<String> {
    voice
        .links()
        .filter_map(|to| match to {
            Subject::Observation(id) => study.get(id).filter(|record| record.is_standing()),
            Subject::Sheet(_) | Subject::Line(..) => None,
        })
        .map(|record| record.id().code().short().to_owned())
        .collect()
}

fn told(voice: &Sheet) -> impl Iterator<Item = (crate::study::Moment, &str)> {
    voice.lines().filter_map(|said| match &said.line {
        Line::Told { text } => Some((said.at, text.as_str())),
        _ => None,
    })
}

fn in_json(study: &Study, form: &VoiceForm, voice: &Sheet) -> Value {
    let answers: Vec<Value> = voice
        .answers()
        .map(|(prompt, asked, text)| json!({"prompt": prompt, "asked": asked, "text": text}))
        .collect();
    let placed: Vec<Value> = placements(voice)
        .map(|(scale, asked, corners, shares)| {
            json!({
                "scale": scale,
                "asked": asked,
                "corners": corners,
                "shares": shares,
                "words": placing::words(corners, shares),
                "region": placing::Region::of(shares).map(placing::Region::word),
            })
        })
        .collect();
    let told: Vec<Value> =
        told(voice).map(|(at, text)| json!({"at": at.to_rfc3339(), "text": text})).collect();
    json!({
        "id": voice.id().to_string(),
        "code": voice.id().code().short(),
        "at": voice.at().to_rfc3339(),
        "speaker": voice.choice(SPEAKER),
        "manner": voice.choice(MANNER),
        "assent": voice.choice(ASSENT),
        "may_share": voice.fields().any(|field| matches!(field, Field::MayShare(true))),
        "shared": voices::may_be_shared(form, voice),
        "audience": voice.audience().word(),
        "answers": answers,
        "placed": placed,
        "about": about(study, voice),
        "told": told,
    })
}

impl Show {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let study = &session.study;
        let form = Forms::of(study).voice;
        let voice = find(&session, &self.code)?;
        if self.json {
            shell.out.line(&in_json(study, &form, voice).to_string())?;
            return Ok(Exit::Ok);
        }
        let code = shell.out.paint(voice.id().code().short(), Role::Strong);
        shell.out.line(&code)?;
        for (_, asked, said) in voice.answers() {
            shell.out.line(asked)?;
            shell.paragraph(2, said)?;
        }
        for (_, asked, corners, shares) in placements(voice) {
            shell.out.line(asked)?;
            shell.paragraph(2, &placing::words(corners, shares))?;
        }
        shell.out.line("")?;
        facts(shell, study, &form, voice)?;
        Ok(Exit::Ok)
    }
}

fn facts(shell: &mut Shell, study: &Study, form: &VoiceForm, voice: &Sheet) -> Result<(), Failure> {
    let word = |list: &str| voice.choice(list).unwrap_or("not said").to_owned();
    let mut rows = vec![
        vec!["heard".to_owned(), when::say(voice.at(), shell.now)],
        vec!["speaker".to_owned(), word(SPEAKER)],
        vec!["manner".to_owned(), word(MANNER)],
        vec!["assent".to_owned(), word(ASSENT)],
        vec!["sharing".to_owned(), shared(form, voice).to_owned()],
        vec!["audience".to_owned(), voice.audience().word().to_owned()],
    ];
    let about = about(study, voice);
    if !about.is_empty() {
        rows.push(vec!["about".to_owned(), about.join(" ")]);
    }
    shell.out.table(&rows, &[])?;
    for (at, said) in told(voice) {
        shell.out.line(&format!("we did, {}", at.local().format("%a %-d %b %Y")))?;
        shell.paragraph(2, said)?;
    }
    Ok(())
}

impl Read {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let voice = find(&session, &self.code)?;
        let page = if self.html { pages::read_back(voice) } else { voices::read_back(voice) };
        shell.out.data(&page)?;
        Ok(Exit::Ok)
    }
}
