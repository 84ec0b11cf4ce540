//! `asdone show`: everything about one observation.

use clap::Args;

use super::out::Role;
use super::session::Session;
use super::{Exit, Failure, Shell, list, text};
use crate::actions::when;
use crate::analysis::lessons::{Card, fed_by};
use crate::analysis::{View, voices};
use crate::files::jsonl;
use crate::forms::Forms;
use crate::study::{Day, Item, Moment, Origin, Record, Source, Subject};

/// Show one observation
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone show kx7qd
  asdone show kx7qd --history

Any beginning of a code will do that fits only one observation.
Codes: 0 shown, 2 no such observation, 3 the study cannot be used.")]
pub(super) struct Show {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// Its first words, how they were amended, and when
    #[arg(long)]
    history: bool,
    /// As a line of JSON; with --history, as export writes it
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let study = &session.study;
        let (ix, record) = session.find(&self.code)?;
        if self.json && self.history {
            let whole = jsonl::write(study, &[ix]);
            shell.out.line(whole.lines().nth(1).unwrap_or_default())?;
        } else if self.json {
            shell.out.line(&jsonl::line(study, record))?;
        } else {
            sheet(shell, session.own_view(), record)?;
            if self.history {
                history(shell, record)?;
            }
        }
        Ok(Exit::Ok)
    }
}

fn sheet(shell: &mut Shell, view: View<'_>, record: &Record) -> Result<(), Failure> {
    let study = view.study();
    let code = record.id().code();
    let code = shell.out.paint(code.short(), Role::Strong);
    let state = if record.is_withdrawn() { "  withdrawn" } else { "" };
    shell.out.line(&format!("{code}{state}"))?;
    shell.paragraph(2, record.text())?;
    shell.out.line("")?;
    for (name, value) in facts(shell, view, record) {
        fact(shell, &name, &value)?;
    }
    for voice in voices::about(view, Subject::Observation(record.id())) {
        if voices::may_be_shared(&Forms::of(study).voice, voice) {
            let speaker = voice.choice(voices::SPEAKER).unwrap_or("someone");
            let words: Vec<&str> = voice.answers().map(|(.., said)| said).collect();
            let name = format!("{speaker}, voice {}", voice.id().code());
            fact(shell, &name, &words.join(" / "))?;
        }
    }
    if record.is_hidden() {
        let until = "hidden, since you code this note in a round, until the round is closed";
        fact(shell, "tags, later", until)?;
    }
    for note in record.later() {
        let by = view.colleague(note.author).map(|by| format!("{by}, "));
        let name = format!("later, {}{}", by.unwrap_or_default(), date(note.at));
        fact(shell, &name, &note.text)?;
    }
    for withdrawal in record.withdrawals() {
        fact(shell, &format!("withdrawn, {}", date(withdrawal.at)), &withdrawal.reason)?;
    }
    let form = Forms::of(study).lesson;
    for lesson in fed_by(view, Subject::Observation(record.id())) {
        let card = Card::of(&form, lesson, Day::of(shell.now.local().date()));
        let said = format!("lesson {}, now {}", lesson.id().code(), card.status);
        fact(shell, "fed", &said)?;
    }
    Ok(())
}

fn facts(shell: &Shell, view: View<'_>, record: &Record) -> Vec<(String, String)> {
    let study = view.study();
    let mut facts = Vec::new();
    let mut put = |name: &str, value: String| {
        if !value.is_empty() {
            facts.push((name.to_owned(), value));
        }
    };
    if let Some(colleague) = view.colleague(record.author()) {
        put("by", format!("{colleague}; what you add to it goes to the team"));
    }
    put("happened", when::say(record.happened_at(), shell.now));
    put("recorded", when::say(record.recorded_at(), shell.now));
    put("kind", record.kind().map(|kind| kind.to_string()).unwrap_or_default());
    put("setting", record.setting().map_or("", |ix| study.setting_name(ix)).to_owned());
    put("tags", list::tags(study, record));
    put("stance", record.stance().to_string());
    put(
        "origin",
        match record.origin() {
            Origin::Prompted(Some(at)) => format!("prompted, {}", when::say(at, shell.now)),
            origin => origin.word().to_owned(),
        },
    );
    if record.source() == Source::Inbox {
        put("came", "by the inbox, left while the study was locked or open elsewhere".to_owned());
    }
    let gone = study.is_gone_for_all(Item::Observation(record.id()));
    let says = if gone { ", erased for everybody else by whoever runs the team" } else { "" };
    put("audience", format!("{}{says}", record.audience()));
    if record.is_reworded() {
        put("reworded", "by its author, who keeps the first words".to_owned());
    }
    record.extra_texts().for_each(|(extra, text)| put(extra.word(), text.to_owned()));
    facts
}

/// How wide the names of the facts stand.
const NAMES: usize = 12;

/// One fact of a sheet: its name, then its value.
pub(super) fn fact(shell: &mut Shell, name: &str, value: &str) -> Result<(), Failure> {
    if shell.out.is_plain() {
        return shell.out.line(&format!("{name}: {}", text::one_line(value)));
    }
    let long = text::width(name) >= NAMES;
    if long {
        shell.out.line(name)?;
    }
    let columns = shell.out.columns().map(|columns| columns.saturating_sub(NAMES));
    for (place, line) in text::wrap(value, columns).into_iter().enumerate() {
        let name = if place == 0 && !long { name } else { "" };
        shell.out.line(format!("{}{line}", text::pad(name, NAMES)).trim_end())?;
    }
    Ok(())
}

fn history(shell: &mut Shell, record: &Record) -> Result<(), Failure> {
    shell.out.line("")?;
    let first = format!("first words, {}", date(record.recorded_at()));
    fact(shell, &first, record.first_text())?;
    for amendment in record.amendments() {
        let name = format!("amended, {}", date(amendment.at));
        fact(shell, &name, &amendment.text)?;
        if let Some(why) = &amendment.why {
            fact(shell, "because", why)?;
        }
    }
    Ok(())
}

fn date(at: Moment) -> String {
    at.local().format("%a %-d %b %Y %H:%M").to_string()
}
