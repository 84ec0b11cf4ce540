//! Somebody is removed: every command that hands something out, and every file that lies in the folder
//! afterwards, tried with the keys of the laptop that was removed.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use asdone::share::Team;
use asdone::share::seal::KeysFile;
use asdone::share::segment::Segment;

use super::{
    add, files, folder, home, join, laptop, laptop_words, on, path, raised, seen, sync, team_of,
    words,
};

/// What the keys of a laptop open of these bytes: words of a segment, or a key of the team.
fn opens(team: &Team, bytes: &[u8]) -> bool {
    let segment = Segment::read(bytes, team.id());
    let by_key = |segment: Segment| team.epochs.iter().any(|key| segment.open(key).is_some());
    let keys = KeysFile::read(bytes, team.id()).and_then(|file| file.epochs(&team.secrets));
    segment.is_some_and(by_key) || keys.is_some_and(|keys| !keys.is_empty())
}

#[test]
fn no_command_of_anybody_hands_out_what_a_removed_laptop_can_open() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let [wren, heron, robin, kite] = team_of(&folder, ["wren", "heron", "robin", "kite"]);
    on(&wren, &["team", "rights", "kite", "steward"]).code(0);
    raised(&heron, "Before heron was removed");
    for desk in [&heron, &wren, &robin, &kite] {
        sync(desk);
    }
    // Owed by each, and not exchanged yet when heron is removed.
    let old = raised(&robin, "Owed by robin");
    raised(&kite, "Owed by kite");
    raised(&wren, "Owed by wren");
    let lies: BTreeMap<PathBuf, Vec<u8>> = files(&folder).into_iter().collect();
    let team = home(&heron).team;
    on(&wren, &["team", "remove", "heron", "--yes"]).code(0);
    let new = |what: &str| {
        for (path, bytes) in files(&folder) {
            let is_new = lies.get(&path) != Some(&bytes);
            assert!(!is_new || !opens(&team, &bytes), "{what}: {}", path.display());
        }
    };
    new("remove");
    // Whoever has not heard of it, and hands something out by another command than an exchange.
    let late = laptop("late");
    on(&late, &["team", "join", path(&folder), "--words", &words(&wren)]).code(0);
    on(&kite, &["team", "admit", "--words", &laptop_words(&late)])
        .says("the others do not have it yet")
        .says("asdone team sync");
    new("admit");
    on(&kite, &["team", "rights", "robin", "coder"]).says("asdone team sync");
    new("rights");
    on(&robin, &["team", "leave", "--take-back", "--yes"]).code(3).says("new key");
    new("leave");
    on(&robin, &["audience", &old, "team"]);
    for desk in [&robin, &kite, &wren, &robin] {
        sync(desk);
        new("sync");
    }
    raised(&robin, "Said after that");
    sync(&robin);
    sync(&wren);
    new("after that");
    for text in ["Owed by robin", "Owed by kite", "Said after that"] {
        assert!(seen(&wren, text).is_some(), "{text}");
    }
    // What heron's laptop takes in with what it has: nothing of it.
    on(&heron, &["team", "sync"]).code(2);
    let opened = heron.opened();
    for text in ["Owed by", "Said after that"] {
        assert!(!opened.contains(text), "{text}");
    }
    sync(&late).says("you have been admitted");
    assert!(seen(&late, "Said after that").is_some());
    assert!(seen(&late, "Before heron was removed").is_some(), "what counted stands");
}

/// Removing somebody takes in what they handed out until then, and lets nothing leave that they can read.
#[test]
fn who_removes_somebody_hears_them_first_and_hands_nothing_out_before_the_new_key() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let [wren, heron, robin] = team_of(&folder, ["wren", "heron", "robin"]);
    raised(&heron, "Handed out a moment before");
    sync(&heron);
    sync(&robin);
    raised(&wren, "Due at the owner's next exchange");
    on(&wren, &["team", "remove", "heron", "--yes"]).code(0);
    let text = "Handed out a moment before";
    assert!(seen(&wren, text).is_some());
    sync(&robin);
    assert!(seen(&robin, text).is_some(), "all of them have the same");
    // With the folder away they are removed all the same, and the others hear of it later.
    let other = laptop("other");
    join(&other, &folder, &wren);
    sync(&other);
    sync(&wren);
    let away = dir.path().join("away");
    fs::rename(&folder, &away).unwrap();
    on(&wren, &["team", "remove", "other", "--yes"]).says("the others do not have it yet");
    assert!(on(&wren, &["team", "members"]).code(0).out.contains("removed"));
    fs::rename(&away, &folder).unwrap();
    sync(&wren);
    on(&other, &["team", "sync"]).code(2).says("was removed from the team");
    add(&other, "Goes on alone");
}
