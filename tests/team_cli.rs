//! A team as plain commands: two or three laptops side by side over one folder, commands in, text out.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "common/desk.rs"]
mod desk;

use std::fs;
use std::path::{Path, PathBuf};

use desk::{Desk, Done};
use serde_json::Value;

/// A laptop with a sealed study of somebody.
fn laptop(name: &str) -> Desk {
    let desk = Desk::new();
    let args = ["init", "--name", "R", "--pseudonym", name, "--seal", "--codebook", "empty"];
    desk.with("good", &args, "").code(0);
    desk
}

/// A command on a laptop, with its passphrase.
fn on(desk: &Desk, args: &[&str]) -> Done {
    desk.with("good", args, "")
}

fn path(of: &Path) -> &str {
    of.to_str().unwrap()
}

fn folder(dir: &tempfile::TempDir) -> PathBuf {
    let folder = dir.path().join("team");
    fs::create_dir(&folder).unwrap();
    folder
}

fn status(desk: &Desk) -> Value {
    serde_json::from_str(on(desk, &["team", "status", "--json"]).code(0).out.trim()).unwrap()
}

/// The six words of the team.
fn words(desk: &Desk) -> String {
    status(desk)["words"].as_str().unwrap().to_owned()
}

/// The six words of a laptop.
fn laptop_words(desk: &Desk) -> String {
    status(desk)["laptop_words"].as_str().unwrap().to_owned()
}

/// Begins a team at one laptop.
fn begin(desk: &Desk, folder: &Path) {
    on(desk, &["team", "begin", path(folder)]).code(0);
}

/// One laptop joins, and the other admits it.
fn join(desk: &Desk, folder: &Path, owner: &Desk) {
    on(desk, &["team", "join", path(folder), "--words", &words(owner)]).code(0);
    on(owner, &["team", "admit", "--words", &laptop_words(desk)]).code(0);
}

/// Everything that lies in the shared folder: path and bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()) {
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push((path.clone(), fs::read(&path).unwrap())),
        }
    }
    found.sort();
    found
}

#[test]
fn a_team_begins_and_nobody_is_admitted_whose_words_were_not_heard() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    on(&wren, &["team", "status"]).code(2).says("this study is in no team");
    on(&heron, &["team", "join", path(&folder), "--words", "a b c d e f"])
        .code(2)
        .says("there is no team in");
    on(&wren, &["team", "begin", path(&dir.path().join("away"))]).code(2).says("cannot find");
    begin(&wren, &folder);
    on(&wren, &["team", "begin", path(&folder)]).code(2).says("in a team already");
    on(&heron, &["team", "begin", path(&folder)]).code(2).says("there is a team in");
    on(&wren, &["team", "admit"]).code(1).says("nobody asks");

    let invite = on(&wren, &["team", "invite"]).code(0);
    assert!(invite.out.contains(path(&folder)) && invite.out.contains(&words(&wren)));
    on(&heron, &["team", "join", path(&folder)]).code(2).says("--words");
    let wrong = words(&wren).replacen(' ', " zoo ", 1);
    on(&heron, &["team", "join", path(&folder), "--words", &wrong])
        .code(2)
        .says("these are not the six words");
    on(&heron, &["team", "members"]).code(2);
    let asked = on(&heron, &["team", "join", path(&folder), "--words", &words(&wren)]).code(0);
    assert!(asked.out.contains(&laptop_words(&heron)));
    on(&heron, &["team", "remove", "wren", "--yes"]).code(2).says("has not been admitted");

    // The list names who asks, and not the words: they are to be heard.
    let listed = on(&wren, &["team", "admit"]).code(0).out;
    assert!(listed.contains("heron asks to be admitted"), "{listed}");
    assert!(!listed.contains(laptop_words(&heron).split(' ').next().unwrap()), "{listed}");
    on(&wren, &["team", "admit", "--words", &words(&wren)]).code(2).says("nobody was admitted");
    assert!(!on(&wren, &["team", "members"]).code(0).out.contains("writer"));
    on(&wren, &["team", "admit", "--words", &laptop_words(&heron)])
        .code(0)
        .says("admitted heron as writer");
    assert!(on(&wren, &["team", "members"]).code(0).out.contains("writer"));
    on(&wren, &["team", "admit"]).code(1);

    // Nothing in the folder says who they are or what their studies are.
    for (path, bytes) in files(&folder) {
        let clear = format!("{}{}", path.display(), String::from_utf8_lossy(&bytes));
        assert!(!clear.contains("wren") && !clear.contains("heron"), "{}", path.display());
    }
}

#[test]
fn a_study_in_clear_is_in_no_team_and_a_folder_that_cannot_be_used_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let clear = Desk::new();
    clear.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    clear.run(&["team", "begin", path(&folder)], "").code(2).says("not locked with a passphrase");
    let wren = laptop("wren");
    on(&wren, &["team", "begin", path(&wren.path("study"))]).code(2).says("lie in one another");
    fs::write(dir.path().join("file"), "x").unwrap();
    on(&wren, &["team", "begin", path(&dir.path().join("file"))]).code(2).says("is not a folder");
    // Whoever may write anywhere cannot be refused.
    let set = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    set(0o500);
    if fs::write(folder.join("probe"), "x").is_err() {
        on(&wren, &["team", "begin", path(&folder)]).code(3).says("right to write");
        on(&wren, &["team", "status"]).code(2).says("in no team");
    }
    set(0o700);
    fs::remove_file(folder.join("probe")).ok();
    begin(&wren, &folder);
    fs::rename(&folder, dir.path().join("moved")).unwrap();
    on(&wren, &["team", "admit"]).code(3).says("is not there");
    on(&wren, &["team", "folder", path(dir.path())]).code(2).says("does not hold your team");
    on(&wren, &["team", "folder", path(&dir.path().join("moved"))]).code(0);
    on(&wren, &["team", "admit"]).code(1);
}

#[test]
fn what_leaves_is_shown_word_for_word_and_what_was_raised_before_is_asked_again() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let wren = laptop("wren");
    let add = |text: &str| on(&wren, &["add", text]).code(0).out.trim().to_owned();
    let before = add("Rang Mrs Patel again");
    on(&wren, &["audience", &before, "team"]).code(0);
    let stays = add("This stays here");
    on(&wren, &["team", "begin", path(&folder)]).code(0).says("1 entry was raised");
    let told = on(&wren, &["team", "status"]).code(0).out;
    assert!(told.contains("1 entry was raised before"), "{told}");
    assert!(!told.contains("Patel"), "what was raised before does not leave by itself: {told}");
    on(&wren, &["team", "share", &stays]).code(2).says("does not wait");
    let shown = on(&wren, &["team", "share"]).code(2).says("nothing leaves").out;
    assert!(shown.contains("Rang Mrs Patel again"), "{shown}");
    on(&wren, &["team", "share", &before]).code(0).says("after 10 minutes");
    on(&wren, &["team", "share"]).code(1);
    assert_eq!(status(&wren)["waiting"][0], Value::from(before.as_str()));

    let fresh = add("Swapped visits with Anna Smith, 07700 900123");
    on(&wren, &["later", &fresh, "It held until Friday"]).code(0);
    let raised = on(&wren, &["audience", &fresh, "team"]).code(0).says("this leaves");
    for part in ["Swapped visits", "It held until Friday", "look again: \"07700 900123\""] {
        assert!(raised.out.contains(part), "{part}: {}", raised.out);
    }
    on(&wren, &["undo"]).code(0);
    assert_eq!(status(&wren)["waiting"].as_array().unwrap().len(), 1);
    on(&wren, &["undo"]).code(0);
    on(&wren, &["audience", &before, "private"]).code(0).says("next exchange");
    assert_eq!(status(&wren)["waiting"].as_array().unwrap().len(), 0);
}
