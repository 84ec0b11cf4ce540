//! The screens in the guide are what the program draws. `docs/guide.md` says before each screen, in
//! a comment, which keys lead there:
//!
//! ```text
//! <!-- begin -->             a new day: an open study and nothing in it
//! <!-- wait: 20 -->          minutes pass
//! <!-- keys: <f8>n1 -->      keys are pressed, and nothing is shown
//! <!-- screen: <enter> -->   keys are pressed, and the block below is the screen after them
//! <!-- sealed -->            a new day: a study with a passphrase, in no team yet
//! <!-- team: begun -->       what is known of the team now: begun, asked, admitted
//! <!-- theirs -->            a colleague's note comes
//! <!-- keystrokes -->        the table below is that of the commonest jobs
//! ```
//!
//! `ASDONE_GUIDE=write cargo test --test guide` draws every block again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "common/keystrokes.rs"]
mod keystrokes;
#[path = "common/teams.rs"]
mod teams;

use std::path::Path;

use asdone::tui::harness::Harness;
use asdone::tui::msg::Msg;
use asdone::tui::screens::team::{Came, News};

/// What stands between `<!-- name:` and `-->` on a line of its own.
fn told<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let inside = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    let rest = inside.strip_prefix(name)?;
    Some(rest.strip_prefix(": ").unwrap_or(rest)).filter(|rest| rest.len() < inside.len())
}

/// The guide with every screen drawn again, and how many there were.
fn drawn(guide: &str) -> (String, usize) {
    let mut harness = Harness::open();
    let (mut page, mut screens) = (String::new(), 0);
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        page.push_str(line);
        page.push('\n');
        if told(line, "begin").is_some() {
            harness = Harness::open();
        } else if let Some(minutes) = told(line, "wait") {
            let minutes: i64 = minutes.parse().unwrap_or_else(|_| panic!("not minutes: {line}"));
            harness.wait(minutes * 60_000);
        } else if told(line, "sealed").is_some() {
            harness = Harness::sealed("lantern otter gravel seventeen");
            harness.send(Msg::Team(News::Seen(None)));
        } else if let Some(which) = told(line, "team") {
            let sight = match which {
                "begun" => teams::begun(),
                "asked" => teams::asked(),
                "admitted" => teams::admitted(),
                _ => panic!("no such team: {line}"),
            };
            harness.send(Msg::Team(News::Done(String::new())));
            harness.send(Msg::Team(News::Seen(Some(Box::new(sight)))));
        } else if told(line, "theirs").is_some() {
            let entries = teams::theirs(harness.now);
            harness.send(Msg::ShelfTaken(entries));
            let came = Came {
                came: "came: 1 observation".to_owned(),
                is_new: true,
                left: "1 change left".to_owned(),
                ..Came::default()
            };
            harness.send(Msg::Team(News::Exchanged { came, asked: false }));
        } else if told(line, "keystrokes").is_some() {
            assert!(lines.by_ref().any(str::is_empty), "a blank line stands below the table");
            page.push_str(&format!("{}\n", keystrokes::table()));
        } else if let Some(keys) = told(line, "keys") {
            harness.keys(keys);
        } else if let Some(keys) = told(line, "screen") {
            harness.keys(keys);
            screens += 1;
            assert_eq!(lines.next(), Some("```text"), "a block stands below {line}");
            assert!(lines.by_ref().any(|line| line == "```"), "the block below {line} ends");
            page.push_str(&format!("```text\n{}\n```\n", harness.screen().trim_end()));
        }
    }
    (page, screens)
}

#[test]
fn the_screens_in_the_guide_are_what_the_program_draws() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide.md");
    let guide = std::fs::read_to_string(&path).expect("the guide");
    let (page, screens) = drawn(&guide);
    assert!(screens >= 8, "the guide shows {screens} screens");
    if std::env::var_os("ASDONE_GUIDE").is_some_and(|value| value == "write") {
        std::fs::write(&path, page).expect("the guide is written");
        return;
    }
    let differs = guide.lines().zip(page.lines()).find(|(was, is)| was != is);
    assert!(
        differs.is_none() && guide.lines().count() == page.lines().count(),
        "docs/guide.md shows what the program no longer draws; if that is meant, draw it again: \
         ASDONE_GUIDE=write cargo test --test guide\n{differs:#?}"
    );
}

/// Words that read as translated, or that say in a riddle what has a plain name. What stands beside
/// each is what to write instead.
const NOT_ENGLISH: &[(&str, &str)] = &[
    ("parted by", "separated by"),
    ("blanks between", "separated by spaces"),
    ("what right in", "what do you want to correct"),
    ("another way; the first words", "reword it; the original is kept"),
    ("put another way", "reworded"),
    ("passes over", "press Enter to skip"),
    ("be passed over", "can be skipped"),
    ("took in a note", "added a note from the inbox"),
    ("undone: ", "took back"),
    ("step back from", "you are at the top level"),
    ("is to be carried", "who should this go to?"),
    ("grounded in nothing", "not linked to any notes yet"),
    ("nobody named", "speaker not named"),
    ("nothing in particular", "no note linked"),
    ("the short cut", "the short version"),
    ("ten-minute cut", "10-minute version"),
    ("the people served", "families and young people"),
    ("themself", "themselves"),
    ("made you write", "were you prompted to write this?"),
    ("is it meant?", "is that right?"),
    ("hard to tell from", "could be mistaken for"),
    ("is to become of", "what should happen to"),
    ("take it away from them", "run chmod 600"),
    ("cancelled, and nothing", "cancelled"),
    ("first its words", "write these words down first"),
    ("the notes speak for", "are covered"),
    ("prompts were answered", "prompts answered"),
    ("not placed;", "use the arrow keys to place the dot"),
    ("is left alone", "name the state"),
    ("was left alone", "name the state"),
    ("were it not", "without"),
    ("wherefrom", "from where"),
    ("passphrase of then", "the passphrase it had then"),
    ("of one's own", "your own"),
    ("too dear just now", "declined: too dear just now"),
    ("known here;", "I can't read this"),
];

/// The texts in quotes of a source file, its tests and comments left out, continued lines joined.
fn texts(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut texts = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['"', '/', '\'']) {
        let here = &rest[at..];
        if here.starts_with("//") {
            rest = here.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some(after) = here.strip_prefix('\'') {
            // A character, or a lifetime.
            let quote = after.starts_with('"') || after.starts_with("\\\"");
            rest = if quote { after.split_once("'").map_or("", |(_, after)| after) } else { after };
        } else if let Some(after) = here.strip_prefix('"') {
            let mut escaped = false;
            let end = after.find(|c: char| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            let end = end.unwrap_or(after.len());
            let joined = after[..end].split("\\\n").map(str::trim_start).collect::<String>();
            texts.push(joined);
            rest = after.get(end + 1..).unwrap_or_default();
        } else {
            rest = &here[1..];
        }
    }
    texts
}

#[test]
fn what_people_read_is_plain_english() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut found = Vec::new();
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for path in
            std::fs::read_dir(folder).expect("a folder").map(|item| item.expect("it").path())
        {
            // The rules of wording name such words since they look for them.
            if path.ends_with("wording/data") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let ending = path.extension().and_then(|ending| ending.to_str());
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let said = match ending {
                Some("rs") => texts(&text),
                Some("toml") => {
                    text.lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect()
                }
                _ => continue,
            };
            read += said.len();
            for said in said {
                let small = said.to_lowercase();
                let bad = NOT_ENGLISH.iter().filter(|(words, _)| small.contains(words));
                found.extend(bad.map(|(words, plain)| {
                    format!("{}: \"{words}\" in {said:?}; write: {plain}", path.display())
                }));
            }
        }
    }
    assert!(read > 3_000, "the texts were found: {read}");
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
    // The pages that are printed for people have the same words.
    let guide =
        std::fs::read_to_string(root.join("docs/guide.md")).expect("the guide").to_lowercase();
    for (words, plain) in NOT_ENGLISH {
        assert!(!guide.contains(words), "docs/guide.md says \"{words}\"; write: {plain}");
    }
}
