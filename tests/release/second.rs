//! A second pair of eyes, where a plan asks for one.

use std::fs;

use asdone::release::plan::TEMPLATE;

use super::{Home, names, ordinary, plan, rows};

fn with_two() -> String {
    assert!(TEMPLATE.contains("two_reviewers = false"));
    plan().replace("two_reviewers = false", "two_reviewers = true")
}

#[test]
fn a_text_leaves_once_somebody_else_agrees_to_the_words_as_they_would_leave() {
    let home = Home::begun();
    let mut notes = ordinary(30);
    notes[0].text = "Rang Zorvek before the visit".to_owned();
    home.notes(&notes);
    let code = home.planned(&with_two());
    let all = names(&home, &code);
    let (name, _) = all.iter().find(|(_, text)| text.contains("Zorvek")).unwrap();
    home.does(&["release", "review", &code, "--redact", name, "--with", "Zorvek=the school"]);
    let others: Vec<&String> = all.iter().map(|(other, _)| other).filter(|o| *o != name).collect();
    let mut args = vec!["release", "review", &code];
    others.iter().for_each(|other| args.extend(["--approve", other.as_str()]));
    home.does(&args);
    // One has looked: nothing waits for them, and nothing leaves.
    assert!(home.refuses(&["release", "review", &code, "--list"], 1).contains("no text waits"));
    let once = home.built(&code, "once");
    assert!(rows(&once, "observations").iter().all(|row| row["text"].is_empty()));

    // The second sees the words as they would leave, and is not the first.
    let shown = home.does(&["release", "review", &code, "--second", "robin", "--list"]);
    assert!(shown.contains("Rang the school before") && !shown.contains("Zorvek"), "{shown}");
    let second = ["release", "review", &code, "--second"];
    let refused = home.refuses(&[&second[..], &["Wren", "--approve", name]].concat(), 2);
    assert!(refused.contains("your own pseudonym"), "{refused}");
    let said = home.run(&[&second[..], &["robin", "--approve", name]].concat());
    assert!(super::said(&said).contains("robin agreed to 1 text"), "{}", super::said(&said));
    let twice = home.built(&code, "twice");
    let texts: Vec<String> =
        rows(&twice, "observations").into_iter().map(|row| row["text"].clone()).collect();
    assert_eq!(texts.iter().filter(|text| !text.is_empty()).count(), 1, "{texts:?}");
    assert!(texts.contains(&"Rang the school before the visit".to_owned()));

    // Replaced by other words, it has to be looked at again.
    home.does(&["release", "review", &code, "--redact", name, "--with", "Zorvek=a colleague"]);
    let again = home.built(&code, "again");
    assert!(rows(&again, "observations").iter().all(|row| row["text"].is_empty()));
    let shown = home.does(&["release", "review", &code, "--second", "robin", "--list"]);
    assert!(shown.contains("Rang a colleague before"), "{shown}");
    // And what they leave out stays.
    home.does(&["release", "review", &code, "--second", "robin", "--leave-out", name]);
    let shown = home.does(&["release", "review", &code, "--second", "robin", "--list"]);
    assert!(!shown.contains("before the visit"), "{shown}");
    // No file says who looked.
    for file in fs::read_dir(home.path("twice")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("robin"));
    }
}
