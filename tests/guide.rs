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
//! ```
//!
//! `ASDONE_GUIDE=write cargo test --test guide` draws every block again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

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
