//! `asdone add`: record an observation.

use std::io::IsTerminal;

use clap::Args;

use super::args::{self, Word};
use super::session::{self, Session};
use super::{Exit, Failure, Shell, ask, input, kept, outcome, unlock};
use crate::actions::{self, Consent, Deed, Draft, Refusal};
use crate::files::jsonl;
use crate::journal::{Identity, Inbox, JournalError, Left, keys};
use crate::open::OpenStudy;
use crate::study::{
    Change, Content, Entry, Extras, Kind, LONGEST_TEXT, ObservationId, Origin, Stance, Study,
};

/// Record an observation
///
/// The text comes from standard input, from the argument, or is asked for with --ask. Most shells
/// keep the words of a command in a history file; what comes on standard input stays out of it.
///
/// The text may hold the same shorthand as on the screen: #tag, @setting or @"home visit", !w for
/// the kind, and a time at the start (-15m, 14:20, yesterday 16:05).
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone add                          write, then Enter and Ctrl-D
  asdone add --ask                    be asked line by line
  asdone add --kind workaround --tag t.tool < note.txt
  asdone add '-15m Rang school before the visit #p.anticipate @\"duty desk\"'

If the study is open in another window, or locked and no passphrase file was named, the note is
left in its inbox, sealed, and taken in when the study is next opened.
The same note a second time within a minute is taken for another try of one that was recorded, and
not recorded twice, also where the first still waits in the inbox; --again records it.
Codes: 0 recorded (or left in the inbox, or there already), 2 the text was refused, 3 the study cannot be used.")]
pub(super) struct Add {
    /// The text; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
    #[command(flatten)]
    fields: Fields,
    /// Ask for each part, one line at a time
    #[arg(long, conflicts_with = "text")]
    ask: bool,
    /// A tag that is new is meant, even where it is one slip from a known one
    #[arg(long)]
    new_tag: bool,
    /// A place that is new is meant, even where it is a slip from a known one
    #[arg(long)]
    new_setting: bool,
    /// A time still to come is meant
    #[arg(long)]
    future: bool,
    /// Record the first part of a text that is too long and attach the rest as later notes
    #[arg(long)]
    split: bool,
    /// Record it though the same note was recorded less than a minute ago
    #[arg(long)]
    again: bool,
    /// Print the observation as a line of JSON
    #[arg(long)]
    json: bool,
}

/// What can be said of an observation beside its text.
#[derive(Args, Debug, Default, Clone)]
struct Fields {
    /// What sort of work: ordinary, adjustment, workaround, surprise, kept-safe
    #[arg(long, value_parser = args::kind())]
    kind: Option<Kind>,
    /// When it happened: -15m, 14:20, "yesterday 16:05", "2026-03-03 09:15"
    #[arg(long, value_name = "TIME")]
    at: Option<Word>,
    /// Where, in the study's own words
    #[arg(long)]
    setting: Option<Word>,
    /// A tag; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<Word>,
    /// Where you stood: own, seen, joint
    #[arg(long, value_parser = args::stance())]
    stance: Option<Stance>,
    /// You were prompted to write this; with the time of the prompt where you know it
    #[arg(long, value_name = "TIME", num_args = 0..=1, require_equals = true)]
    prompted: Option<Option<Word>>,
    #[command(flatten)]
    extras: args::ExtraWords,
}

impl Fields {
    fn draft(self, line: String, shell: &Shell) -> Result<Draft, Refusal> {
        let time = |typed: &Word| actions::when::read(typed, shell.now);
        let origin = match &self.prompted {
            None => Origin::Spontaneous,
            Some(at) => Origin::Prompted(at.as_ref().map(time).transpose()?),
        };
        let mut extras = Extras::NONE;
        self.extras.typed().for_each(|(extra, text)| extras.set(extra, Some(text)));
        Ok(Draft {
            line,
            kind: self.kind,
            happened_at: self.at.as_ref().map(time).transpose()?,
            setting: self.setting.map(String::from),
            stance: self.stance.unwrap_or(Stance::Own),
            origin,
            tags: self.tags.into_iter().map(String::from).collect(),
            extras,
            ..Draft::default()
        })
    }
}

impl Add {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        if let Err(failure) = session::must_be_there(shell) {
            return Err(self.keep_words(shell, failure));
        }
        let mut consent =
            Consent { new_tags: self.new_tag, new_settings: self.new_setting, future: self.future };
        let mut rest = Vec::new();
        let mut asked = None;
        let draft = if self.ask {
            let given = ask::draft(shell)?;
            consent.new_tags |= given.new_tag;
            let draft = given.draft.clone();
            asked = Some(given);
            draft
        } else {
            let words = args::text(&self.text)?;
            let mut line = input::words(shell, &words)?;
            if self.split && line.len() > PART {
                let mut parts = parts(&line);
                line = parts.remove(0);
                rest = parts;
            }
            self.fields
                .draft(line.clone(), shell)
                .map_err(|r| kept::text(shell, &line, r.into()))?
        };
        if unlock::is_the_passphrase(shell, &draft.line) {
            return Err(Failure::usage(
                "that is the passphrase of this study, so it is not recorded".to_owned(),
                "asdone add takes no passphrase: type the note; it waits, sealed",
            ));
        }
        let exit =
            save(shell, &draft, consent, &rest, (self.json, self.again)).map_err(|failure| {
                let whole: Vec<&str> =
                    std::iter::once(&draft.line).chain(&rest).map(String::as_str).collect();
                kept::text(shell, &whole.concat(), failure)
            })?;
        if let Some(asked) = asked {
            asked.forget(shell);
        }
        Ok(exit)
    }

    /// Where there is a study that cannot be read, words that have been handed in already are kept.
    fn keep_words(&self, shell: &mut Shell, failure: Failure) -> Failure {
        let nowhere = matches!(&failure, Failure::Journal(JournalError::NotAStudy { .. }));
        let handed_in = !self.text.is_empty() || !std::io::stdin().is_terminal();
        if nowhere || self.ask || !handed_in {
            return failure;
        }
        match args::text(&self.text).and_then(|w| input::words(shell, &w)) {
            Ok(line) => kept::text(shell, &line, failure),
            Err(_) => failure,
        }
    }
}

fn save(
    shell: &mut Shell,
    draft: &Draft,
    consent: Consent,
    rest: &[String],
    (json, again): (bool, bool),
) -> Result<Exit, Failure> {
    // A note is never kept waiting by a question, nor lost by a wrong answer to one.
    let locked = match unlock::without_asking(shell) {
        Ok(None) if keys::is_sealed(&shell.study())? => Some("the study is locked".to_owned()),
        Ok(_) => None,
        Err(failure) => Some(format!("the study stays locked ({failure})")),
    };
    if let Some(locked) = locked {
        return leave_in_inbox(shell, draft, consent, rest, (json, again), &locked);
    }
    let mut session = match Session::open_for(shell, Some(draft)) {
        Err(Failure::Journal(JournalError::Locked { .. })) => {
            let elsewhere = "the study is open elsewhere";
            return leave_in_inbox(shell, draft, consent, rest, (json, again), elsewhere);
        }
        opened => opened?,
    };
    let deed = ask::agreed(shell, consent, |consent| {
        actions::capture(&session.study, &session.context(), draft, consent)
    })?;
    if !again
        && let Some(entry) = session.said_before(&deed)
        && let Some(exit) = not_twice(shell, entry, json)?
    {
        return Ok(exit);
    }
    // One that was left while the study could not be opened waits still: for one note the past, and
    // the inbox, stay unread.
    if !again
        && Inbox::of(&shell.study()).count().unwrap_or_default() > 0
        && let Some(left) = Left::look(&shell.study(), &deed.changes, shell.now.millis)?
        && let Some(before) = left.before()
        && let Some(exit) = not_left_twice(shell, (&deed, before), session.identity(), json)?
    {
        return Ok(exit);
    }
    let id = deed.recorded().map(|observation| observation.id);
    let said = session.perform(deed)?;
    shell.out.say(&said);
    attach(shell, &mut session, id, rest)?;
    show(shell, &session.study, id, json)?;
    Ok(Exit::Ok)
}

/// Asks about a note that was recorded not a minute ago, word for word. Where nobody can be asked it
/// is taken for a second try and not recorded twice: whoever tries again wants it to be there once.
fn not_twice(shell: &mut Shell, entry: Entry, json: bool) -> Result<Option<Exit>, Failure> {
    let mut study = Study::new(entry.header.device);
    let id = match &entry.content {
        Content::Known(Change::Recorded(observation)) => observation.id,
        _ => return Ok(None),
    };
    study.apply(entry);
    let code = id.code();
    if super::out::can_ask() {
        let asks = format!("You recorded the same note less than a minute ago ({code}). Again?");
        if ask::yes(shell, &asks)? {
            return Ok(None);
        }
    }
    outcome::done();
    shell.out.say(&format!(
        "this note was recorded less than a minute ago as {code}, so it is not recorded twice; \
         --again records it once more"
    ));
    show(shell, &study, Some(id), json)?;
    Ok(Some(Exit::Ok))
}

/// The same for a note that was left in the inbox not a minute ago, as `before`.
fn not_left_twice(
    shell: &mut Shell,
    (deed, before): (&Deed, ObservationId),
    identity: Identity,
    json: bool,
) -> Result<Option<Exit>, Failure> {
    let code = before.code();
    if super::out::can_ask() {
        let asks = format!("You left the same note less than a minute ago ({code}). Again?");
        if ask::yes(shell, &asks)? {
            return Ok(None);
        }
    }
    outcome::done();
    shell.out.say(&format!(
        "this note was left in the inbox less than a minute ago as {code}, so it is not recorded \
         twice; --again records it once more"
    ));
    let mut there = deed.clone();
    for change in &mut there.changes {
        if let Change::Recorded(observation) = change {
            observation.id = before;
        }
    }
    let mut left = OpenStudy::in_memory(identity, None);
    left.perform(&there, shell.now.millis)?;
    show(shell, &left.study, Some(before), json)?;
    Ok(Some(Exit::Ok))
}

/// Attaches the later parts of a text that was too long. Where one cannot be, those that are still
/// missing are kept, and how to go on is said: the note itself is recorded.
fn attach(
    shell: &mut Shell,
    session: &mut Session,
    id: Option<ObservationId>,
    rest: &[String],
) -> Result<(), Failure> {
    let Some(id) = id else { return Ok(()) };
    for (at, part) in rest.iter().enumerate() {
        let deed = actions::later(&session.study, &session.context(), id, part);
        let done = deed.map_err(Failure::from).and_then(|deed| session.perform(deed));
        let Err(failure) = done else { continue };
        let missing = rest.get(at..).unwrap_or_default().concat();
        let code = id.code();
        let hint = match kept::keep(shell, kept::REFUSED, &missing) {
            Some(kept::KeptAs::Draft(slot)) => format!(
                "the beginning is recorded as {code}; attach the rest, which is kept: asdone drafts \
                 {slot} | asdone later {code}"
            ),
            Some(kept::KeptAs::File(path)) => format!(
                "the beginning is recorded as {code}; the rest is kept in {}",
                path.display()
            ),
            None => format!("the beginning is recorded as {code}; copy the rest from above"),
        };
        return Err(Failure::Kept { failure: Box::new(failure), hint });
    }
    Ok(())
}

/// Leaves the note, sealed where the study is, for whoever has the study open or opens it next;
/// `why` says why. The past cannot be read meanwhile, so the question about a tag one slip from a
/// known one is not asked.
fn leave_in_inbox(
    shell: &mut Shell,
    draft: &Draft,
    consent: Consent,
    rest: &[String],
    (json, again): (bool, bool),
    why: &str,
) -> Result<Exit, Failure> {
    if !rest.is_empty() {
        return Err(Failure::usage(
            format!(
                "{why}, and the later parts of a text this long have nothing to be attached to"
            ),
            "record it when the study can be opened",
        ));
    }
    let identity = session::must_be_there(shell)?;
    let context = session::context_of(identity.person);
    let deed =
        ask::agreed(shell, consent, |consent| actions::capture_unread(&context, draft, consent))?;
    let before = Left::look(&shell.study(), &deed.changes, shell.now.millis)?;
    if !again
        && let Some(before) = before.as_ref().and_then(Left::before)
        && let Some(exit) = not_left_twice(shell, (&deed, before), identity, json)?
    {
        return Ok(exit);
    }
    let id = deed.recorded().map(|observation| observation.id);
    let code = id.map(|id| id.code().to_string()).unwrap_or_default();
    Inbox::of(&shell.study()).drop_note(&deed.changes)?;
    outcome::done();
    if let (Some(before), Some(id)) = (before, id) {
        before.remember(id, shell.now.millis);
    }
    let mut left = OpenStudy::in_memory(identity, None);
    left.perform(&deed, shell.now.millis)?;
    let there = if keys::is_sealed(&shell.study())? { "waits, sealed," } else { "waits" };
    shell.out.say(&format!(
        "recorded {code}; {why}, so it {there} in the inbox and is taken in when the study is open"
    ));
    show(shell, &left.study, id, json)?;
    Ok(Exit::Ok)
}

/// Hands a script what it needs: the observation as JSON where asked, or else its code where
/// standard output is no terminal (a person has just been told the code).
fn show(
    shell: &mut Shell,
    study: &Study,
    id: Option<ObservationId>,
    json: bool,
) -> Result<(), Failure> {
    match id.and_then(|id| study.get(id)) {
        Some(record) if json => shell.out.line(&jsonl::line(study, record)),
        Some(record) if shell.out.columns().is_none() => shell.out.line(record.id().code().short()),
        _ => Ok(()),
    }
}

/// How long a part of a text that was too long is at most: what is said beside the first part has
/// to fit with it.
const PART: usize = LONGEST_TEXT - 2048;

/// A text in parts that each fit, broken after a paragraph, a line or a word where there is one in
/// the second half of the part.
fn parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.len() > PART {
        let mut end = PART;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let part = rest.get(..end).unwrap_or_default();
        let late = |at: &usize| *at > end / 2;
        let cut = ["\n\n", "\n", " "]
            .into_iter()
            .find_map(|gap| part.rfind(gap).map(|at| at + gap.len()).filter(late));
        let cut = cut.unwrap_or(end);
        parts.push(rest.get(..cut).unwrap_or_default().to_owned());
        rest = rest.get(cut..).unwrap_or_default();
    }
    parts.push(rest.to_owned());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_parted_at_words_and_nothing_of_it_is_lost() {
        let text = "rang the school ".repeat(5000);
        let parts = parts(&text);
        assert!(parts.len() > 1);
        assert!(parts.iter().all(|part| part.len() <= LONGEST_TEXT && part.ends_with(' ')));
        assert_eq!(parts.concat(), text);
    }

    #[test]
    fn a_long_text_without_blanks_is_parted_between_letters() {
        let text = "é".repeat(LONGEST_TEXT);
        let parts = parts(&text);
        assert!(parts.iter().all(|part| part.len() <= LONGEST_TEXT && !part.is_empty()));
        assert_eq!(parts.concat(), text);
    }
}
