//! The palette: every command by name, by the words that other people have for it, and what only a
//! plain command in the shell does.

use super::command;
use super::layer::is_ready;
use super::model::Model;
use super::overlay::{Item, Message, Overlay, Picker, Then};

/// Words that people look for, and the commands that do what they mean.
const ALSO: &[(&str, &[&str])] = &[
    (
        "delete remove get rid of bin",
        &[
            "capture.discard",
            "observations.withdraw",
            "observations.erase",
            "lessons.withdraw",
            "voices.withdraw",
            "reflect.withdraw",
            "codebook.retire",
            "debrief.take-out",
        ],
    ),
    ("exit close leave stop end", &["quit"]),
    ("revert mistake back ctrl-z", &["undo"]),
    ("restore undelete recover deleted", &["taken-back"]),
    ("password pin secret", &["access.passphrase", "access.seal", "lock"]),
    ("encrypt protect security private", &["access.seal", "lock"]),
    ("lost forgotten passphrase recovery", &["access.words", "lock.words"]),
    (
        "search find look for",
        &["observations.filter", "tallies.filter", "codebook.find", "go.observations"],
    ),
    ("statistics numbers totals chart graph", &["go.tallies"]),
    ("code label category keyword", &["capture.tags", "observations.tag", "go.codebook"]),
    ("change correct rewrite fix", &["observations.amend", "observations.edit"]),
    ("update follow-up outcome", &["observations.later"]),
    ("share release permission visible", &["observations.audience", "lessons.audience"]),
    ("place location setting", &["capture.setting"]),
    ("time date when", &["observations.edit"]),
    ("colour dark light appearance look", &["theme"]),
    ("clipboard", &["observations.copy", "tallies.copy", "codebook.copy"]),
    ("shortcut keyboard manual", &["help"]),
    ("meeting session team talk", &["debrief.begin", "go.debrief"]),
    ("feedback child family young person", &["voices.begin", "go.voices"]),
    ("name rename me author", &["pseudonym"]),
    ("log audit changes", &["history", "observations.history"]),
    ("import load codebook tags file", &["codebook.import"]),
    ("export save codebook tags file", &["codebook.export"]),
    ("export print page", &["lessons.write-brief", "voices.write", "debrief.write"]),
    ("safeguarding report concern reportable", &["capture.stop", "observations.stop"]),
    ("work day start finish", &["reflect.shift", "reflect.close"]),
];

/// What is done in the shell: how its row begins in the palette, what it does, what else it is called,
/// and what to type.
const SHELL: &[(&str, &str, &str, &str)] = &[
    (
        "backup",
        "keep a copy of the study in another place",
        "back up copy safe usb stick",
        "asdone backup --always FOLDER",
    ),
    (
        "export",
        "write the notes to a file for a spreadsheet",
        "save download excel csv data",
        "asdone export --format csv --output notes.csv",
    ),
    (
        "report",
        "write a page of the counts, to read or print",
        "print html summary",
        "asdone report --output report.html",
    ),
    ("import", "take in notes from a file", "load open csv", "asdone import FILE"),
    ("restore", "make a study from a copy", "backup recover", "asdone restore COPY"),
    (
        "doctor",
        "check that the study and its copies are whole",
        "health problem verify broken",
        "asdone doctor",
    ),
    (
        "settings",
        "add a place, or take one out of the list",
        "setting location where",
        "asdone study --add-setting \"family centre\"",
    ),
    (
        "release",
        "make a data set for researchers",
        "share academic research anonymous",
        "asdone release --help",
    ),
    (
        "team",
        "work on one study with colleagues",
        "share together sync invite",
        "asdone team --help",
    ),
];

/// Every command that would do something now.
pub(super) fn picker(model: &Model) -> Picker {
    let keymap = &model.keymap;
    let ready = command::all().filter(|info| is_ready(model, info.command));
    let mut seen = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for info in ready {
        if seen.contains(&info.command) {
            continue;
        }
        seen.push(info.command);
        items.push(Item {
            key: info.id.to_owned(),
            name: info.sentence.to_owned(),
            aside: keymap.shown(info),
            detail: format!("in keys.toml: {}", info.id),
            also: also(info.id),
            ..Item::default()
        });
    }
    if model.is_open() {
        items.extend(SHELL.iter().map(|(word, says, also, typed)| Item {
            key: format!("{IN_THE_SHELL}{word}"),
            name: (*says).to_owned(),
            aside: "in the shell".to_owned(),
            detail: format!("Quit, then type: {typed}"),
            also: (*also).to_owned(),
            digit: None,
        }));
    }
    Picker::new("commands", items, Then::RunPicked).detail_below()
}

const IN_THE_SHELL: &str = "asdone ";

/// The other words for a command.
fn also(id: &str) -> String {
    let words = ALSO.iter().filter(|(_, ids)| ids.contains(&id)).map(|(words, _)| *words);
    words.collect::<Vec<_>>().join(" ")
}

/// Says what to type for what is done in the shell; whether `id` was such a row.
pub(super) fn tell(model: &mut Model, id: &str) -> bool {
    let Some(word) = id.strip_prefix(IN_THE_SHELL) else { return false };
    let Some((_, says, _, typed)) = SHELL.iter().find(|(known, ..)| *known == word) else {
        return false;
    };
    let body = format!(
        "To {says}, quit (Ctrl-Q; what you are writing is kept) and type this in the shell:\n\n  \
         {typed}\n\nasdone {word} --help says more."
    );
    model.over(Overlay::Message(Message::new(word, &body)));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_that_has_other_words_is_there() {
        for id in ALSO.iter().flat_map(|(_, ids)| *ids) {
            assert!(command::all().any(|info| info.id == *id), "{id}");
        }
    }
}
