//! Every passphrase of a team is lost, and its custodian has their own `age` key: with the owner's laptop
//! they go on with the team, with the folder alone they read what was shared.

use std::path::PathBuf;

use super::desk::Desk;
use super::{
    add, files, folder, join, laptop, laptop_words, on, path, raised, seen, status, sync, words,
};

/// An age key as a custodian has it: its public half, and the file that age-keygen wrote.
fn custodian(desk: &Desk) -> (String, PathBuf) {
    let own = age::x25519::Identity::generate();
    let text = age::secrecy::ExposeSecret::expose_secret(&own.to_string()).to_owned();
    let recipient = own.to_public().to_string();
    let file = desk.secret("custodian.key", &format!("# public key: {recipient}\n{text}\n"));
    (recipient, file)
}

/// A team of two with something shared, something private and something erased.
fn team(folder: &std::path::Path, recipient: &str) -> [Desk; 2] {
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    on(&wren, &["team", "begin", path(folder), "--custodian", recipient]).code(0);
    let said = on(&heron, &["team", "join", path(folder), "--words", &words(&wren), "--bring"]);
    said.code(0).says("the team has a custodian").says("nobody's private notes");
    on(&wren, &["team", "admit", "--words", &laptop_words(&heron)]).code(0);
    sync(&heron);
    for desk in [&wren, &heron] {
        assert_eq!(status(desk)["custodian"], true);
        assert!(on(desk, &["team", "status"]).code(0).out.contains("custodian"));
    }
    raised(&wren, "Shared by wren");
    raised(&heron, "Shared by heron");
    add(&heron, "Private to heron");
    let gone = raised(&heron, "A child was named");
    for desk in [&heron, &wren, &heron] {
        sync(desk);
    }
    on(&wren, &["erase", &gone, "--reason", "named", "--yes"]).code(0);
    sync(&wren);
    [wren, heron]
}

#[test]
fn with_the_folder_alone_a_custodian_reads_what_was_shared_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let office = Desk::new();
    let (recipient, key) = custodian(&office);
    let [wren, heron] = team(&folder, &recipient);
    let six = words(&wren);
    // Somebody is removed, so that the team has another key; what leaves after that is read too.
    let robin = laptop("robin");
    join(&robin, &folder, &wren);
    sync(&robin);
    sync(&wren);
    on(&wren, &["team", "remove", "robin", "--yes"]).code(0);
    raised(&wren, "Shared under the second key");
    sync(&wren);
    sync(&heron);
    let before = files(&folder);
    let own = before.iter().filter(|(path, _)| path.display().to_string().contains("-custodian-"));
    assert_eq!(own.count(), 1, "what was sealed with fewer keys is gone");

    // Nobody opens a laptop any more; the office has the folder and its own key.
    drop((wren, heron, robin));
    let recover = ["team", "recover", path(&folder), "--custodian-key", path(&key)];
    let empty = office.secret("empty.key", "no key");
    let wrong = |key: &PathBuf| {
        on(&office, &["team", "recover", path(&folder), "--custodian-key", path(key)]).code(2)
    };
    wrong(&empty).says("holds no age key");
    let elsewhere = Desk::new();
    wrong(&custodian(&elsewhere).1).says("is sealed to this key");
    on(&office, &[&recover[..], &["--words", "a b c d e f"]].concat()).code(2);
    assert!(!office.path("study").exists(), "nothing was made");
    let done = on(&office, &[&recover[..], &["--words", &six]].concat()).code(0);
    let done = done.says("came: 3 observations").says(&six);
    assert!(done.out.contains("1 "), "its own 24 words are shown: {}", done.out);
    for text in ["Shared by wren", "Shared by heron", "Shared under the second key"] {
        assert!(seen(&office, text).is_some(), "{text}");
    }
    let opened = office.opened();
    assert!(
        !opened.contains("Private to heron") && !opened.contains("A child was named"),
        "{opened}"
    );
    assert!(on(&office, &["list", "--scope", "team"]).code(0).out.contains("heron"), "whose it is");
    on(&office, &["team", "status"]).code(2).says("in no team");
    on(&office, &recover).code(2).says("there is a study in");
    assert_eq!(files(&folder), before, "nothing in the folder changes");
}

#[test]
fn with_the_owners_laptop_a_custodian_goes_on_with_the_team() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let office = Desk::new();
    let (recipient, key) = custodian(&office);
    let [wren, heron] = team(&folder, &recipient);
    // Both passphrases are lost. At the owner's laptop:
    let new = wren.path("other");
    let recover = ["recover", "--custodian-key", path(&key), "--new", path(&new)];
    wren.run(&recover, "").code(0).says("changed the passphrase");
    wren.with("good", &["list"], "").code(2).says("the passphrase is not right");
    let owner = |args: &[&str]| wren.with("other", args, "");
    let shared = owner(&["list", "--scope", "team"]).code(0).out;
    assert!(shared.contains("Shared by heron") && shared.contains("Shared by wren"), "{shared}");
    owner(&["team", "sync"]).code(0);
    // Whoever lost theirs begins anew, and is admitted; the lost laptop is removed.
    let again = laptop("heron-again");
    on(&again, &["team", "join", path(&folder), "--words", &words_by(&wren)]).code(0);
    owner(&["team", "admit", "--words", &laptop_words(&again)])
        .code(0)
        .says("admitted heron-again");
    owner(&["team", "remove", "heron", "--yes"]).code(0);
    sync(&again).says("you have been admitted");
    assert!(seen(&again, "Shared by heron").is_some());
    drop(heron);
}

/// The six words of the team, read with the passphrase that the custodian set.
fn words_by(desk: &Desk) -> String {
    let line = desk.with("other", &["team", "status", "--json"], "").code(0).out;
    let line: serde_json::Value = serde_json::from_str(line.trim()).unwrap();
    line["words"].as_str().unwrap().to_owned()
}

#[test]
fn another_custodian_takes_the_place_of_the_one_before_and_a_member_names_none() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    super::begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    assert_eq!(status(&heron)["custodian"], false);
    let theirs = || {
        let all = files(&folder).into_iter();
        all.filter(|(path, _)| path.display().to_string().contains("-custodian-"))
            .collect::<Vec<_>>()
    };
    let (one, other) = (custodian(&wren).0, custodian(&wren).0);
    on(&heron, &["custodian", "set", &one]).code(0);
    sync(&heron);
    assert!(theirs().is_empty(), "a member's custodian is of their own study alone");
    on(&wren, &["custodian", "set", &one]).code(0).says("what is shared in your team");
    sync(&wren);
    let first = theirs();
    assert_eq!(first.len(), 1);
    on(&wren, &["custodian", "set", &other]).code(0);
    sync(&wren);
    sync(&heron);
    let second = theirs();
    assert!(second.len() == 1 && second != first);
    assert_eq!(status(&heron)["custodian"], true);
    on(&wren, &["custodian", "remove"]).code(0).says("keep what they copied");
    sync(&wren);
    assert!(theirs().is_empty());
    sync(&heron);
    assert_eq!(status(&heron)["custodian"], false);
}
