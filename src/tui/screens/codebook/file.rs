//! A codebook from a file and to a file.

use std::path::{Path, PathBuf};

use super::reply::Then;
use super::update::ask_line;
use crate::actions::TagCard;
use crate::files::codebook::{self, Table};
use crate::study::Study;
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::{Effect, Failure};
use crate::tui::overlay::{Choice, Handled, Overlay, Question, Then as Any};

/// Asks for the file to take in.
pub(super) fn ask_import(model: &mut Tui) {
    let explains = "A table with a header row (group, tag, definition, include, exclude, source; only \
                    tag is needed), separated by tabs, or by commas where the name ends in .csv.";
    ask_line(model, "take in a codebook", explains, "", Then::ImportFrom);
}

/// Asks for the file to write.
pub(super) fn ask_export(model: &mut Tui) {
    let explains = "Separated by tabs, or by commas where the name ends in .csv. A file of that name is \
                    replaced.";
    ask_line(model, "write the codebook to a file", explains, "codebook.tsv", Then::ExportTo);
}

fn table(path: &Path) -> Table {
    let is_csv = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    if is_csv { Table::Csv } else { Table::Tsv }
}

fn named(path: &str) -> Result<PathBuf, Handled> {
    if path.is_empty() {
        let message = "a file is needed".to_owned();
        let hint = Some("type its name, with the folder if it is not this one".to_owned());
        return Err(Handled::Refused(Failure { message, hint }));
    }
    Ok(PathBuf::from(path))
}

/// Has the named file read.
pub(super) fn read_from(path: &str, turn: &mut Turn<'_>) -> Handled {
    match named(path) {
        Ok(path) => turn.effects.push(Effect::ReadFile(path)),
        Err(refused) => return refused,
    }
    Handled::Done
}

/// Has the codebook written to the named file.
pub(super) fn write_to(model: &Tui, path: &str, turn: &mut Turn<'_>) -> Handled {
    match named(path) {
        Ok(path) => {
            let text = codebook::write(model.study.codebook(), table(&path));
            turn.effects.push(Effect::WriteFile(path, text));
            Handled::Done
        }
        Err(refused) => refused,
    }
}

/// A file was read, or could not be: says what it would change and asks.
pub(in crate::tui) fn file_read(
    model: &mut Tui,
    path: &Path,
    read: Result<String, Failure>,
    _turn: &mut Turn<'_>,
) {
    let text = match read {
        Ok(text) => text,
        Err(failure) => return model.say(Tone::Warn, failure.said()),
    };
    let cards = match codebook::read(&text) {
        Ok(read) => read.over(model.study.codebook()),
        Err(what) => return model.say(Tone::Warn, format!("{}: {what}", path.display())),
    };
    let (new, other) = compared(&model.study, &cards);
    if new + other == 0 {
        let said = format!("{} says what this codebook says already", path.display());
        return model.say(Tone::Note, said);
    }
    let asks = format!("Take in {} tags from {}?", cards.len(), path.display());
    let detail = format!(
        "{new} are new, {other} get other words, {} are the same. Tags that the file does not have \
         stay as they are.",
        cards.len().saturating_sub(new + other)
    );
    let choices = vec![
        Choice::new('t', "take them in", Any::Codebook(Then::ImportSure(cards))),
        Choice::new('l', "leave the codebook as it is", Any::Codebook(Then::Nothing)),
    ];
    model.over(Overlay::Question(Question::new(asks, detail, choices)));
}

/// How many of the cards are new, and how many say something else than the codebook.
fn compared(study: &Study, cards: &[TagCard]) -> (usize, usize) {
    let (mut new, mut other) = (0, 0);
    for card in cards {
        match study.codebook().find(&card.name) {
            None => new += 1,
            Some(tag) => {
                let same = tag.group() == card.group
                    && tag.definition() == card.definition
                    && tag.include() == card.include
                    && tag.exclude() == card.exclude
                    && tag.source() == card.source;
                other += usize::from(!same);
            }
        }
    }
    (new, other)
}
