//! `asdone drafts`: texts that were begun or refused and wait to be dealt with.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;

use super::{Exit, Failure, Shell, kept, outcome, session, text, unlock};
use crate::journal::keys::Key;
use crate::journal::{DraftSlot, Drafts, regular};
use crate::study::Extra;

/// Show texts that wait: half-typed, or refused and kept
#[derive(Args, Debug)]
#[command(
    name = "drafts",
    after_help = "\
Examples:
  asdone drafts                              which there are
  asdone drafts refused | asdone add --new-tag
  asdone drafts too-long | asdone add --split
  asdone drafts refused --drop

Codes: 0 there is one, 1 there is none, 3 the study cannot be used."
)]
pub(super) struct Command {
    /// Which: capture, too-long, refused, ask or debrief, or one that the list has (refused-2); all
    /// are named where none is
    #[arg(value_parser = Which::read)]
    which: Option<Which>,
    /// Throw it away
    #[arg(long, requires = "which")]
    drop: bool,
    /// The bytes of a file that a sealed study kept because they were no text
    #[arg(long, value_name = "FILE", conflicts_with = "which")]
    kept: Option<PathBuf>,
}

/// A text that waits, by the name that the list gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Which(DraftSlot);

impl Which {
    /// Half-typed on the screen; refused for its length; refused for another reason, or not saved;
    /// half-way through `add --ask`; half a line of a debrief.
    const NAMES: [&str; 5] = ["capture", kept::TOO_LONG, kept::REFUSED, kept::ASKED, "debrief"];

    /// Those of which there can be several, numbered.
    const SEVERAL: [&str; 3] = [kept::TOO_LONG, kept::REFUSED, kept::ASKED];

    fn read(typed: &str) -> Result<Self, String> {
        if DraftSlot::Named(typed.to_owned()).is_of_a_window() {
            return Ok(Self(Self::slot(typed)));
        }
        let (name, number) = match typed.rsplit_once('-') {
            Some((name, digits)) if digits.parse::<u32>().is_ok() => (name, true),
            _ => (typed, false),
        };
        let several = Self::SEVERAL.contains(&name);
        if !Self::NAMES.contains(&name) || (number && !several) {
            return Err(format!("there is no such draft; it can be {}", Self::NAMES.join(", ")));
        }
        Ok(Self(Self::slot(typed)))
    }

    fn slot(name: &str) -> DraftSlot {
        match name {
            "capture" => DraftSlot::Capture,
            kept::TOO_LONG => DraftSlot::TooLong,
            name => DraftSlot::Named(name.to_owned()),
        }
    }

    /// Every slot in which something may be.
    fn all(drafts: &Drafts) -> Result<Vec<DraftSlot>, Failure> {
        let mut all = Vec::new();
        for name in Self::NAMES {
            match name {
                name if Self::SEVERAL.contains(&name) => all.extend(drafts.kept(name)?),
                name => all.push(Self::slot(name)),
            }
        }
        all.extend(drafts.of_windows());
        Ok(all)
    }
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        session::must_be_there(shell)?;
        let key = unlock::key(shell)?;
        if let Some(file) = &self.kept {
            return kept_bytes(shell, key.as_ref(), file);
        }
        let drafts = Drafts::of(&shell.study()).with_key(key.as_ref());
        let Some(Which(slot)) = self.which else { return named(shell, &drafts) };
        let Some(draft) = drafts.get(&slot)? else {
            shell.out.say("there is no such draft");
            return Ok(Exit::NothingFound);
        };
        if self.drop {
            drafts.put(&slot, "")?;
            outcome::done();
            shell.out.say("Thrown away");
        } else {
            shell.out.line(&words(&draft))?;
        }
        Ok(Exit::Ok)
    }
}

fn kept_bytes(shell: &mut Shell, key: Option<&Key>, file: &Path) -> Result<Exit, Failure> {
    let bytes = regular::given(file).map_err(|error| Failure::file("read", file, error))?;
    let opened = key.and_then(|key| key.open(&bytes)).ok_or_else(|| {
        let what = format!("{} is not sealed to this study", file.display());
        Failure::usage(what, "such files stand in the folder kept of a sealed study")
    })?;
    shell.out.bytes(&opened)?;
    Ok(Exit::Ok)
}

/// The words of a draft, in the order in which they are typed: what the screens keep is a form.
fn words(draft: &str) -> String {
    let mut words = Vec::new();
    match serde_json::from_str(draft) {
        Ok(form @ Value::Object(_)) => typed(&form, &mut words),
        _ => return draft.to_owned(),
    }
    words.join("\n")
}

fn typed(part: &Value, words: &mut Vec<String>) {
    /// The parts of a form in which people type, and those that hold forms.
    const TYPED: [&str; 6] = ["current", "line", "when", "extras", "fields", "aside"];
    match part {
        Value::String(text) if !text.trim().is_empty() => words.push(text.clone()),
        Value::Array(parts) => parts.iter().for_each(|part| typed(part, words)),
        Value::Object(form) if form.keys().any(|name| Extra::parse(name).is_some()) => {
            // The optional texts of a note, by name.
            let known = Extra::ALL.into_iter().filter_map(|extra| form.get(extra.word()));
            let others = form.iter().filter(|(name, _)| Extra::parse(name).is_none());
            known.chain(others.map(|(_, text)| text)).for_each(|part| typed(part, words));
        }
        Value::Object(form) => {
            TYPED.iter().filter_map(|name| form.get(*name)).for_each(|part| typed(part, words));
        }
        _ => {}
    }
}

fn named(shell: &mut Shell, drafts: &Drafts) -> Result<Exit, Failure> {
    let mut rows = Vec::new();
    for slot in Which::all(drafts)? {
        if let Some(draft) = drafts.get(&slot)? {
            let words = words(&draft);
            let start = text::cut(&text::one_line(&words), 50, shell.out.more());
            rows.push(vec![slot.name().to_owned(), format!("{} bytes", words.len()), start]);
        }
    }
    shell.out.table(&rows, &[1])?;
    if rows.is_empty() {
        shell.out.say("no drafts");
        return Ok(Exit::NothingFound);
    }
    Ok(Exit::Ok)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_form_gives_its_words_and_anything_else_itself() {
        let form = r#"{"version":1,"current":{"line":"Printer down","when":"-5m","kind":"workaround",
            "stance":"own","tags":["t.tool"],"extras":["","by hand"]},
            "aside":[{"line":"Another","extras":[]}]}"#;
        assert_eq!(words(form), "Printer down\n-5m\nby hand\nAnother");
        assert_eq!(
            words(r#"{"version":1,"sheet":"x","fields":["A second printer",""]}"#),
            "A second printer"
        );
        let by_name = r#"{"version":2,"current":{"line":"Printer down","extras":{
            "done":"by hand","aim":"print it","zeal":"some"}}}"#;
        assert_eq!(words(by_name), "Printer down\nprint it\nby hand\nsome");
        assert_eq!(words("{half a note"), "{half a note");
        assert_eq!(words("12"), "12");
    }
}
