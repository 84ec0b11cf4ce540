//! Two laptops of one person, the second of which began with nothing but words.

use std::fs;

use super::desk::Desk;
use super::{
    add, begin, folder, home, join, laptop, laptop_words, on, path, raised, seen, status, sync,
    words,
};
use serde_json::Value;

/// What a second laptop needs, as the first one shows it.
fn invited(desk: &Desk) -> Value {
    let line = on(desk, &["team", "invite", "--as-me", "--json"]).code(0).out;
    serde_json::from_str(line.trim()).unwrap()
}

#[test]
fn two_laptops_of_one_person_are_one_person_in_every_figure() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron, second) = (laptop("wren"), laptop("heron"), Desk::new());
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    sync(&wren);
    let shown = on(&heron, &["team", "invite", "--as-me"]).code(0);
    let invited = invited(&heron);
    let (team, mine) =
        (invited["words"].as_str().unwrap(), invited["my_words"].as_str().unwrap().to_owned());
    assert!(shown.out.contains(&mine) && shown.out.contains(team), "{}", shown.out);
    assert_eq!(mine.split(' ').count(), 15);

    // Wrong words make nothing.
    let study = second.path("study");
    let ask = |words: &str, me: &str| {
        let place = path(&folder);
        let args = ["team", "join", place, "--as-me", "--words", words, "--me", me];
        on(&second, &[&args[..], &["--name", "On the road", "--pseudonym", "heron"]].concat())
    };
    ask("a b c d e f", &mine).code(2).says("these are not the six words");
    let (first, rest) = mine.split_once(' ').unwrap();
    let wrong = if first == "zoo" { "abandon" } else { "zoo" };
    ask(team, &format!("{wrong} {rest}")).code(2).says("nothing was made");
    ask(team, rest).code(2).says("these are not fifteen words");
    assert!(!study.exists(), "there is no study before the words are right");

    let made = ask(team, &mine).code(0);
    let words = made.out.lines().filter(|line| line.trim_start().starts_with(char::is_numeric));
    assert_eq!(words.count(), 6, "its own 24 words are shown: {}", made.out);
    assert_eq!(home(&second).team.person, home(&heron).team.person);
    assert_ne!(home(&second).team.device, home(&heron).team.device);
    // Once more, it is as it was.
    ask(team, &mine).code(0).says("you have asked already");

    // Admitted as any laptop, and whoever admits it is told to ask.
    let listed = on(&wren, &["team", "admit"]).code(0).out;
    assert!(listed.contains("as a second laptop of a member"), "{listed}");
    let admit = ["team", "admit", "--words", &laptop_words(&second)];
    on(&wren, &admit).code(2).says("second one of heron");
    on(&wren, &[&admit[..], &["--second-laptop"]].concat()).code(0);
    let all = [&wren, &heron, &second, &wren, &heron];
    all.iter().for_each(|desk| drop(sync(desk)));

    // What is raised on either is one's own on both; what is private stays.
    let at_home = raised(&heron, "Swapped desks #s.check");
    raised(&second, "Rang school first #s.check");
    add(&second, "This is for me alone");
    raised(&wren, "Held the door #s.check");
    all.iter().for_each(|desk| drop(sync(desk)));
    for (desk, text) in [(&heron, "Rang school first"), (&second, "Swapped desks")] {
        let own = on(desk, &["list", "--scope", "mine"]).code(0).out;
        assert!(own.contains(text), "{own}");
    }
    assert!(!heron.opened().contains("for me alone"));
    assert_eq!(seen(&wren, "This is for me alone"), None);

    // Three notes from two people are masked on every laptop; from three they are shown.
    let count = |desk: &Desk| {
        let said = on(desk, &["tally", "--by", "tag", "--scope", "team", "--json"]).code(0).out;
        let said: Value = serde_json::from_str(said.trim()).unwrap();
        let rows = said["rows"].as_array().unwrap();
        rows.iter().find(|row| row["name"] == "s.check").unwrap()["count"].as_u64()
    };
    on(&wren, &["study", "--threshold", "2"]).code(0);
    all.iter().for_each(|desk| drop(sync(desk)));
    assert_eq!([&wren, &heron, &second].map(count), [None; 3]);
    let robin = laptop("robin");
    join(&robin, &folder, &wren);
    sync(&robin);
    raised(&robin, "Asked twice #s.check");
    sync(&robin);
    all.iter().for_each(|desk| drop(sync(desk)));
    assert_eq!([&wren, &heron, &second].map(count), [Some(4); 3]);
    on(&wren, &["tally", "--by", "tag", "--scope", "team"])
        .code(0)
        .says("only what people chose to raise to team")
        .says("from fewer than 3 people");

    // Lowered on the laptop that wrote it, it is gone on all; a lost laptop is removed by itself.
    on(&heron, &["audience", &at_home, "private"]).code(0);
    all.iter().for_each(|desk| drop(sync(desk)));
    assert_eq!(seen(&second, "Swapped desks"), None);
    let members = on(&wren, &["team", "members"]).code(0).out;
    assert_eq!(members.matches("heron").count(), 2, "{members}");
    assert_eq!(status(&second)["left"]["observations"], 1);
}

#[test]
fn a_study_of_somebody_else_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, other) = (laptop("wren"), laptop("robin"));
    begin(&wren, &folder);
    add(&other, "Written before");
    let mine = invited(&wren)["my_words"].as_str().unwrap().to_owned();
    let before = fs::read(other.path("study").join("study")).unwrap();
    let args = ["team", "join", path(&folder), "--as-me", "--words", &words(&wren), "--me", &mine];
    on(&other, &args).code(2).says("not one of yours by these words").says("--study FOLDER");
    assert_eq!(fs::read(other.path("study").join("study")).unwrap(), before);
    on(&other, &["team", "status"]).code(2).says("in no team");
    on(&other, &[&args[..], &["--bring"]].concat()).code(2);
    // In another folder it is made, and both stand beside one another.
    let away = other.path("second");
    let more = ["--name", "R", "--pseudonym", "wren", "--study", path(&away)];
    on(&other, &[&args[..], &more].concat()).code(0).says("as a second laptop of yours");
    assert_eq!(other.texts("good"), ["Written before"]);
}
