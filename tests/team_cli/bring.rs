//! A study that somebody had before there was a team, brought along as their own.

use std::fs;

use super::{add, begin, folder, join, laptop, laptop_words, on, path, seen, status, sync, words};

#[test]
fn a_study_with_notes_comes_along_when_that_is_said_and_every_note_stays_private() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    let private = add(&heron, "Before the team, in private");
    let raised = add(&heron, "Before the team, and raised");
    let other = add(&heron, "Before the team, raised as well");
    for code in [&raised, &other] {
        on(&heron, &["audience", code, "team"]).code(0);
    }
    let (copies, file) = (dir.path().join("copies"), heron.path("study").join("study"));
    on(&heron, &["backup", path(&copies), "--always"]).code(0);
    let stands = fs::read_to_string(&file).unwrap();
    begin(&wren, &folder);

    // Nobody said that it is to come along: nothing is asked, and nothing lies in the folder.
    let ask = ["team", "join", path(&folder), "--words", &words(&wren)];
    on(&heron, &ask).code(2).says("this study holds").says("--bring takes them along");
    on(&heron, &["team", "status"]).code(2).says("in no team");
    on(&wren, &["team", "admit"]).code(1).says("nobody asks");
    // The words come first: who hears others is not asked about their notes.
    let other_words = ["team", "join", path(&folder), "--words", "a b c d e f", "--bring"];
    on(&heron, &other_words).code(2).says("these are not the six words");

    on(&heron, &[&ask[..], &["--bring"]].concat())
        .code(0)
        .says("came along and stay private")
        .says("2 entries were raised to the team or wider before");
    on(&heron, &ask).code(0).says("you have asked already");
    on(&wren, &["team", "admit", "--words", &laptop_words(&heron)]).code(0);
    sync(&heron);
    sync(&wren);
    for text in ["Before the team, in private", "Before the team, and raised"] {
        assert_eq!(seen(&wren, text), None, "{text}");
        assert!(!wren.opened().contains(text), "{text}");
    }
    // The study is the one that it was: its id, its laptop, its person, its copies.
    let now = fs::read_to_string(&file).unwrap();
    let of = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.starts_with(['f', 'v', 'c']));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(of(&stands), of(&now));
    on(&heron, &["doctor"]).code(0);
    on(&heron, &["verify", path(&copies)]).code(0);
    add(&heron, "And goes on");
    let own = on(&heron, &["list", "--scope", "mine"]).code(0).out;
    assert!(own.contains("in private") && own.contains("And goes on"), "{own}");

    // One by one, or all.
    on(&heron, &["team", "share", &raised]).code(0);
    sync(&heron);
    sync(&wren);
    assert!(seen(&wren, "Before the team, and raised").is_some());
    assert_eq!(seen(&wren, "Before the team, raised as well"), None);
    on(&heron, &["team", "share", "--all"]).code(0);
    on(&heron, &["audience", &private, "team"]).code(0);
    sync(&heron);
    sync(&wren);
    for text in ["Before the team, raised as well", "Before the team, in private"] {
        assert!(seen(&wren, text).is_some(), "{text}");
    }
    assert_eq!(status(&heron)["left"]["observations"], 3);
    // A study that holds nothing yet needs no word for it.
    join(&laptop("robin"), &folder, &wren);
}
