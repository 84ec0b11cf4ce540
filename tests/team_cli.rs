//! A team as plain commands: two or three laptops side by side over one folder, commands in, text out.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]
#![allow(clippy::too_many_lines, reason = "a day of three laptops is one story")]
#![allow(clippy::print_stderr, reason = "what could not be tried here is said")]

#[path = "team_cli/address.rs"]
mod address;
#[path = "team_cli/as_me.rs"]
mod as_me;
#[path = "team_cli/bring.rs"]
mod bring;
#[path = "team_cli/custodian.rs"]
mod custodian;
#[path = "common/desk.rs"]
mod desk;
#[path = "team_cli/erased.rs"]
mod erased;
#[cfg(target_os = "linux")]
#[path = "common/ground.rs"]
mod ground;
#[path = "team_cli/removed.rs"]
mod removed;
#[path = "team_cli/settle.rs"]
mod settle;
#[cfg(target_os = "linux")]
#[path = "team_cli/stopped.rs"]
mod stopped;
#[cfg(target_os = "linux")]
#[path = "team_cli/trouble.rs"]
mod trouble;

use std::fs;
use std::path::{Path, PathBuf};

use asdone::actions::Deed;
use asdone::journal::Mending;
use asdone::journal::keys::{self, Secret};
use asdone::open::OpenStudy;
use asdone::share::boundary::Terms;
use asdone::share::seal::{Asking, Laptop, Secrets};
use asdone::share::{Home, push, unwatched};
use asdone::study::{
    Audience, Card, Change, DeviceId, Fact, Hybrid, ItemId, Moment, Observation, ObservationId,
    Origin, Purpose, Right, Source, Stance,
};
use desk::{Desk, Done};
use serde_json::Value;

/// A laptop with a sealed study of somebody.
fn laptop(name: &str) -> Desk {
    let desk = Desk::new();
    let args = ["init", "--name", "R", "--pseudonym", name, "--seal", "--codebook", "empty"];
    desk.with("good", &args, "").code(0);
    desk.quick()
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

/// Laptops that are in a team by now and know each other; the first began it.
fn team_of<const N: usize>(folder: &Path, names: [&str; N]) -> [Desk; N] {
    let desks = names.map(laptop);
    let (first, others) = desks.split_first().unwrap();
    begin(first, folder);
    for desk in others {
        join(desk, folder, first);
        sync(desk);
    }
    sync(first);
    desks
}

/// A note of one's own that is raised to the team as it is written.
fn raises(id: ObservationId, at: Moment, text: &str) -> [Change; 2] {
    let (set, was) = (Fact::Audience(Audience::Team), Fact::Audience(Audience::Private));
    let note = Observation {
        id,
        text: text.to_owned(),
        kind: None,
        happened_at: at,
        recorded_at: at,
        setting: None,
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Default::default(),
        tags: vec![],
    };
    [Change::Recorded(Box::new(note)), Change::Corrected { observation: id, set, was }]
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
    on(desk, &["team", "join", path(folder), "--words", &words(owner), "--bring"]).code(0);
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

/// The code of the note with a text in a laptop's list of the team; `None` where it is not there.
fn seen(desk: &Desk, text: &str) -> Option<String> {
    let listed = on(desk, &["list", "--json", "--scope", "team"]);
    assert!(matches!(listed.code, Some(0 | 1)), "{}", listed.err);
    listed.out.lines().find_map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        (line["text"].as_str()? == text).then(|| line["code"].as_str().unwrap().to_owned())
    })
}

fn sync(desk: &Desk) -> Done {
    on(desk, &["team", "sync", "--at-once"]).code(0)
}

fn add(desk: &Desk, text: &str) -> String {
    on(desk, &["add", text]).code(0).out.trim().to_owned()
}

/// Adds a note and raises it.
fn raised(desk: &Desk, text: &str) -> String {
    let code = add(desk, text);
    on(desk, &["audience", &code, "team"]).code(0);
    code
}

#[test]
fn three_laptops_from_the_first_day_to_the_last() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron, second) = (laptop("wren"), laptop("heron"), laptop("wren"));
    begin(&wren, &folder);
    on(&heron, &["team", "join", path(&folder), "--words", &words(&wren)]).code(0);
    on(&heron, &["team", "sync"]).code(2).says("has not been admitted");
    on(&wren, &["team", "admit", "--words", &laptop_words(&heron)]).code(0);
    sync(&heron).says("you have been admitted");
    assert!(on(&heron, &["team", "members"]).code(0).out.contains("wren"));

    // Two people of one pseudonym: the second one takes another before they are let in.
    on(&second, &["team", "join", path(&folder), "--words", &words(&wren)]).code(0);
    on(&wren, &["team", "admit", "--words", &laptop_words(&second)])
        .code(2)
        .says("somebody in the team is called wren already");
    on(&second, &["team", "name", "robin"]).code(0);
    on(&wren, &["team", "admit", "--words", &laptop_words(&second)])
        .code(0)
        .says("admitted robin as writer");
    let robin = second;
    sync(&robin);

    // Raised, it waits ten minutes; nothing private goes along.
    let text = "Rang school before the visit since the file had two addresses";
    let code = raised(&heron, text);
    add(&heron, "This stays with me");
    on(&heron, &["team", "sync"]).code(0).says("nothing of yours");
    sync(&wren);
    assert_eq!(seen(&wren, text), None);
    sync(&heron).says("left");
    sync(&wren).says("came: 1 observation");
    sync(&robin);
    for desk in [&wren, &robin] {
        assert_eq!(seen(desk, text).as_deref(), Some(code.as_str()));
        assert_eq!(seen(desk, "This stays with me"), None);
    }
    assert_eq!(status(&heron)["left"]["observations"], 1);

    // Each counts what is the team's apart from what is theirs.
    let tally = on(&wren, &["tally", "--by", "kind", "--scope", "team", "--json"]).code(0).out;
    assert!(tally.contains("\"scope\":\"team\""), "{tally}");

    // A colleague tags it as themselves, and cannot change or lower it.
    on(&wren, &["tag", &code, "s.check"]).code(0);
    on(&wren, &["later", &code, "Held until Friday"]).code(0);
    on(&wren, &["amend", &code, "My words"]).code(2).says("only its author");
    on(&wren, &["audience", &code, "private"]).code(2);
    sync(&wren);
    sync(&heron);
    let shown = on(&heron, &["show", &code]).code(0).out;
    assert!(shown.contains("s.check") && shown.contains("Held until Friday"), "{shown}");
    assert!(shown.contains(text), "{shown}");

    // Amended: the colleagues have the words as they are now, and not the first ones.
    let amended = "Rang school before the visit";
    on(&heron, &["amend", &code, amended]).code(0);
    sync(&heron);
    sync(&robin);
    assert_eq!(seen(&robin, amended).as_deref(), Some(code.as_str()));
    let history = on(&robin, &["show", &code, "--history"]).code(0).out;
    assert!(!history.contains("two addresses"), "{history}");

    // Lowered: gone at their next exchange, and out of the files on the disk.
    on(&heron, &["audience", &code, "private"]).code(0);
    sync(&heron);
    for desk in [&wren, &robin] {
        sync(desk).says("taken back: 1 entry");
        assert_eq!(seen(desk, amended), None);
        assert!(!desk.opened().contains("Rang school"), "the bytes are gone too");
    }
    assert!(heron.opened().contains("two addresses"), "the author has everything");

    // Erased by its author.
    let secret = raised(&robin, "A note about a child");
    sync(&robin);
    sync(&wren);
    assert!(seen(&wren, "A note about a child").is_some());
    on(&robin, &["erase", &secret, "--reason", "consent withdrawn", "--yes"]).code(0);
    sync(&robin);
    sync(&wren);
    assert_eq!(seen(&wren, "A note about a child"), None);
    assert!(!wren.opened().contains("about a child"));

    // Rights and leaving.
    on(&heron, &["team", "rights", "robin", "coder"]).code(2).says("only the owner");
    on(&wren, &["team", "rights", "robin", "steward"]).code(0);
    sync(&robin);
    assert!(on(&robin, &["team", "members"]).code(0).out.contains("steward"));
    let stays = raised(&heron, "Mine and then not");
    sync(&heron);
    sync(&wren);
    assert_eq!(seen(&wren, "Mine and then not").as_deref(), Some(stays.as_str()));
    on(&heron, &["team", "leave"]).code(2).says("what should happen to");
    on(&heron, &["team", "leave", "--take-back", "--yes"]).code(0).says("taken back");
    on(&heron, &["team", "status"]).code(2).says("in no team");
    sync(&wren);
    assert_eq!(seen(&wren, "Mine and then not"), None);
    assert!(!wren.opened().contains("Mine and then not"));
    assert!(heron.opened().contains("Mine and then not"));
}

#[test]
fn who_is_removed_reads_nothing_that_leaves_from_then_on() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let [wren, heron, robin] = team_of(&folder, ["wren", "heron", "robin"]);
    raised(&heron, "Before I was removed");
    sync(&heron);
    sync(&wren);
    on(&wren, &["team", "remove", "heron"]).code(2).says("nobody agreed");
    on(&wren, &["team", "remove", "wren", "--yes"]).code(2).says("that is you");
    on(&wren, &["team", "remove", "nobody", "--yes"]).code(2).says("nobody in the team");
    on(&wren, &["team", "remove", "heron", "--yes"]).code(0).says("new key");
    raised(&wren, "After heron was removed");
    sync(&wren);
    sync(&robin);
    raised(&robin, "Robin has the new key");
    sync(&robin);
    sync(&wren);
    assert!(seen(&robin, "After heron was removed").is_some());
    assert!(seen(&wren, "Robin has the new key").is_some());

    // The laptop is told so, and what its person may do with what is theirs.
    on(&heron, &["team", "sync", "--at-once"])
        .code(2)
        .says("this laptop was removed from the team")
        .says("your own notes stay yours");
    assert!(on(&heron, &["team", "status"]).code(0).out.contains("removed"));
    on(&heron, &["team", "admit"]).code(2).says("was removed from the team");
    assert_eq!(seen(&heron, "After heron was removed"), None);
    let opened = heron.opened();
    assert!(!opened.contains("After heron") && !opened.contains("Robin has"), "{opened}");
    let members = on(&wren, &["team", "members", "--json"]).code(0).out;
    assert!(members.contains("\"removed\""), "{members}");
    // What counted before stands with the others; what the laptop says after that does not.
    assert!(seen(&wren, "Before I was removed").is_some());
    raised(&heron, "Said after I was removed");
    on(&heron, &["team", "sync", "--at-once"]).code(2);
    sync(&wren);
    assert_eq!(seen(&wren, "Said after I was removed"), None);
    on(&heron, &["team", "leave", "--let-stand", "--yes"]).code(0);
    assert!(heron.opened().contains("Said after I was removed"), "their own study is as it was");
}

/// What a laptop knows of its team, opened with its passphrase.
fn home(desk: &Desk) -> Home {
    let study = desk.path("study");
    let key = keys::unlock(&study, &Secret::passphrase(desk::GOOD.to_owned())).unwrap();
    Home::at(&study, &key).unwrap().unwrap()
}

/// The study of a laptop, opened with its passphrase and read.
fn open(desk: &Desk) -> OpenStudy {
    let study = desk.path("study");
    let key = keys::unlock(&study, &Secret::passphrase(desk::GOOD.to_owned())).unwrap();
    let (mut open, _) = OpenStudy::open(&study, Some(&key), Mending::Ask).unwrap();
    open.read_past(None).unwrap();
    open
}

/// Hands out as a laptop does, with terms of its own making.
fn hand_out_lying(desk: &Desk, members: Vec<(DeviceId, Hybrid, Option<Card>)>) {
    let (home, open) = (home(desk), open(desk));
    let now = asdone::config::clock::now().millis;
    let terms = Terms { members, ..home.team.terms(now) };
    let mut number = 0xfeed_0000;
    let mut fresh = || {
        number += 1;
        ItemId(number)
    };
    let (out, shelf) = (home.out().unwrap(), home.shelf());
    push((&home.team, &out, &shelf), &open.study, &terms, &mut fresh).unwrap();
}

#[test]
fn a_member_who_lies_about_rights_is_not_believed_and_a_forged_card_has_other_words() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron, robin) = (laptop("wren"), laptop("heron"), laptop("robin"));
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    sync(&wren);

    // Heron says of itself that it owns the team, of the owner that they are out, and of robin, who
    // asks, that they are in.
    on(&robin, &["team", "join", path(&folder), "--words", &words(&wren)]).code(0);
    let (mine, theirs) = (home(&heron).team.laptop(), home(&robin).team.laptop());
    let card = |of: &Laptop, right| {
        let Laptop { person, verify, recipient, .. } = of.clone();
        Some(Card { person, verify, recipient, right, until: None })
    };
    let owner = home(&wren).team.device;
    let now = Hybrid::default().next(asdone::config::clock::now().millis);
    let lies = vec![
        (mine.device, now, card(&mine, Right::Owner)),
        (theirs.device, now, card(&theirs, Right::Writer)),
        (owner, now, None),
    ];
    hand_out_lying(&heron, lies);
    sync(&wren);
    let members = on(&wren, &["team", "members"]).code(0).out;
    assert!(members.contains("owner") && members.contains("heron"), "{members}");
    assert_eq!(members.matches("owner").count(), 1, "{members}");
    assert_eq!(members.lines().count(), 2, "robin is not in by heron's word: {members}");
    on(&heron, &["team", "rights", "heron", "steward"]).code(2).says("only the owner");
    on(&heron, &["team", "admit"]).code(2).says("only the owner");

    // Whoever can write to the folder puts a card with keys of their own in robin's place.
    let forger = Secrets::fresh().unwrap();
    let forged = forger.laptop(theirs.device, theirs.person);
    let genesis = home(&wren).team.genesis;
    let bytes = Asking::write(&genesis, &forged, ("robin", &[]), &forger).unwrap();
    for (path, _) in files(&folder.join("join")) {
        fs::write(path, &bytes).unwrap();
    }
    on(&wren, &["team", "admit", "--words", &laptop_words(&robin)])
        .code(2)
        .says("nobody who asks has these six words");
    assert_eq!(on(&wren, &["team", "members"]).code(0).out.lines().count(), 2);
}

#[test]
fn a_folder_that_is_gone_keeps_nobody_from_working() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    let away = dir.path().join("away");
    fs::rename(&folder, &away).unwrap();
    raised(&wren, "Written while the folder was away");
    on(&wren, &["team", "sync", "--at-once"]).code(3).says("is not there");
    on(&wren, &["team", "leave", "--take-back", "--yes"]).code(3).says("is not there");
    on(&wren, &["team", "status"]).code(0);
    assert!(!folder.exists(), "a folder that is away is not made");
    fs::rename(&away, &folder).unwrap();
    sync(&wren);
    sync(&heron);
    assert!(seen(&heron, "Written while the folder was away").is_some());

    // What other programs leave in a shared folder is in nobody's way.
    for (path, bytes) in files(&folder) {
        let name = path.file_name().unwrap().to_str().unwrap();
        fs::write(path.with_file_name(format!("{name} (1)")), bytes).unwrap();
        fs::write(path.with_file_name("desktop.ini"), "junk").unwrap();
        fs::write(path.with_file_name("00009999"), "junk").unwrap();
    }
    raised(&heron, "Written among junk");
    sync(&heron);
    sync(&wren);
    assert!(seen(&wren, "Written among junk").is_some());
}

#[test]
fn two_exchanges_at_once_and_one_that_is_killed_come_to_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    let path = wren.path("good");
    let args = ["--passphrase-file", path.to_str().unwrap(), "team", "sync", "--at-once"];
    let began = std::time::Instant::now();
    sync(&wren);
    let whole = began.elapsed();
    raised(&wren, "Sent by one of two");
    let both: Vec<_> = (0..2).map(|_| wren.command(&args).spawn().unwrap()).collect();
    let codes: Vec<_> = both.into_iter().map(|child| Done::of(child, "").code).collect();
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 75))), "{codes:?}");

    let slow = std::env::var("ASDONE_SLOW").ok();
    let kills: u32 = slow.map_or(24, |how| if how == "2" { 200 } else { 80 });
    let mut texts = vec!["Sent by one of two".to_owned()];
    let key = heron.path("good");
    let theirs = ["--passphrase-file", key.to_str().unwrap(), "team", "sync", "--at-once"];
    for round in 0..kills {
        if round % 6 == 0 {
            let text = format!("Before kill {round}");
            raised(&wren, &text);
            texts.push(text);
        }
        for (desk, args) in [(&wren, &args), (&heron, &theirs)] {
            let mut child = desk.command(args).spawn().unwrap();
            // From before it has begun to after it has ended, at moments that do not repeat.
            std::thread::sleep(whole.mul_f64((f64::from(round) * 0.618_033_988_75).fract() * 1.3));
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
    sync(&wren);
    sync(&heron);
    for text in &texts {
        assert!(seen(&heron, text).is_some(), "{text}");
    }
    on(&wren, &["team", "sync", "--at-once"]).code(0).says("nothing of yours");
    wren.opened();
    heron.opened();
}

#[test]
fn a_second_laptop_of_one_person_is_said_to_be_one() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let wren = laptop("wren");
    let note = raised(&wren, "Raised on the first laptop");
    let copy = dir.path().join("copy");
    on(&wren, &["backup", path(&copy)]).code(0);
    begin(&wren, &folder);
    on(&wren, &["team", "share", &note]).code(0);
    let second = Desk::new();
    on(&second, &["restore", path(&copy), path(&second.path("study"))]).code(0);
    on(&second, &["team", "status"]).code(2).says("in no team");
    on(&second, &["team", "join", path(&folder), "--words", &words(&wren), "--bring"]).code(0);
    let listed = on(&wren, &["team", "admit"]).code(0).out;
    assert!(listed.contains("as a second laptop of a member"), "{listed}");
    let admit = ["team", "admit", "--words", &laptop_words(&second)];
    on(&wren, &admit).code(2).says("second one of wren");
    on(&wren, &[&admit[..], &["--second-laptop"]].concat()).code(0);
    sync(&wren);
    sync(&second);
    // What the first laptop shares is not shared a second time by the other.
    assert_eq!(status(&second)["left"]["observations"], 0);
    assert_eq!(on(&wren, &["team", "members"]).code(0).out.lines().count(), 2);

    // What is raised on either is seen on the other as one's own.
    raised(&second, "Raised on the second laptop");
    sync(&second);
    sync(&wren);
    let there = seen(&wren, "Raised on the second laptop").unwrap();
    let own = on(&wren, &["list", "--json", "--scope", "mine"]).code(0).out;
    assert!(own.contains("Raised on the second laptop"), "{own}");
    on(&wren, &["amend", &there, "Other words"]).code(2).says("another laptop");

    // Put in other words on the first, it is not put back by the copy that the other was made from;
    // and lowered on the other, it is private on the first too, and leaves the colleagues.
    let heron = laptop("heron");
    join(&heron, &folder, &wren);
    on(&wren, &["amend", &note, "Other words on the first laptop"]).code(0);
    sync(&wren);
    sync(&second);
    on(&second, &["team", "share", &note]).code(0);
    sync(&second);
    sync(&heron);
    assert!(seen(&heron, "Other words on the first laptop").is_some());
    assert_eq!(seen(&heron, "Raised on the first laptop"), None);
    on(&second, &["audience", &note, "private"]).code(0);
    sync(&second);
    sync(&heron);
    assert_eq!(seen(&heron, "Other words on the first laptop"), None);
    assert!(!heron.opened().contains("Other words on the first laptop"));
    sync(&wren);
    assert_eq!(seen(&wren, "Other words on the first laptop"), None);
    let shown = on(&wren, &["show", &note]).code(0).out;
    assert!(shown.contains("Other words on the first laptop"), "{shown}");
    assert_eq!(status(&wren)["left"]["observations"], 0, "{}", status(&wren));
}

/// A note that two laptops of one person have since a backup, and that was raised on one of them: nothing
/// that comes from outside raises anything, so it is private on the other, where it can be taken back.
#[test]
fn what_one_laptop_raised_the_other_does_not_and_takes_back_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron, again) = (laptop("wren"), laptop("heron"), Desk::new());
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    let text = "On both since the backup";
    let note = add(&heron, text);
    let copy = dir.path().join("copy");
    on(&heron, &["backup", path(&copy)]).code(0);
    on(&again, &["restore", path(&copy), path(&again.path("study"))]).code(0);
    on(&again, &["team", "join", path(&folder), "--words", &words(&wren), "--bring"]).code(0);
    let words = laptop_words(&again);
    on(&wren, &["team", "admit", "--words", &words, "--second-laptop"]).code(0);
    on(&heron, &["audience", &note, "team"]).code(0);
    for desk in [&heron, &again, &wren] {
        sync(desk);
    }
    assert!(seen(&wren, text).is_some());
    assert_eq!(seen(&again, text), None, "it was raised on the other");
    assert_eq!(status(&again)["left"]["observations"], 0);
    // As where the other was lost: it is taken back from here.
    on(&again, &["audience", &note, "private"]).code(0);
    for desk in [&again, &wren, &heron] {
        sync(desk);
    }
    assert_eq!(seen(&wren, text), None);
    assert!(!wren.opened().contains(text));
    assert_eq!(seen(&heron, text), None, "private on the one that raised it, too");
    assert!(heron.opened().contains(text));
}

#[test]
fn a_folder_that_was_put_back_or_copied_hands_nothing_out() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    let note = raised(&wren, "As it was first");
    sync(&wren);
    let (study, kept) = (wren.path("study"), dir.path().join("kept"));
    let copy = |from: &Path, to: &Path| {
        let done = std::process::Command::new("cp").arg("-a").args([from, to]).status().unwrap();
        assert!(done.success());
    };
    copy(&study, &kept);
    on(&wren, &["amend", &note, "As it is now"]).code(0);
    sync(&wren);
    sync(&heron);
    assert!(seen(&heron, "As it is now").is_some());
    // The laptop is put back as it was before, by something other than asdone.
    fs::remove_dir_all(&study).unwrap();
    copy(&kept, &study);
    let before = files(&folder);
    on(&wren, &["team", "sync", "--at-once"]).code(3).says("put back as it was before");
    assert_eq!(files(&folder), before, "nothing was handed out");
    sync(&heron);
    assert!(seen(&heron, "As it is now").is_some());
    // The way out: a study of its own, which joins as a second laptop.
    let (backup, again) = (dir.path().join("backup"), Desk::new());
    on(&wren, &["backup", path(&backup)]).code(0);
    on(&again, &["restore", path(&backup), path(&again.path("study"))]).code(0);
    on(&again, &["team", "join", path(&folder), "--words", &words(&wren), "--bring"]).code(0);
    assert_ne!(home(&again).team.device, home(&wren).team.device);
}

/// A team that was tried out, and then the real one: by the same laptops, in another folder.
#[test]
fn laptops_that_were_in_a_team_before_share_in_the_next_from_its_first_day() {
    let dir = tempfile::tempdir().unwrap();
    let first = folder(&dir);
    let next = dir.path().join("next");
    fs::create_dir(&next).unwrap();
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    begin(&wren, &first);
    join(&heron, &first, &wren);
    sync(&heron);
    let tried = raised(&wren, "Tried out by wren");
    for n in 0..5 {
        raised(&heron, &format!("Tried out by heron, {n}"));
    }
    on(&wren, &["study", "--threshold", "7"]).code(0);
    for desk in [&wren, &heron, &wren] {
        sync(desk);
    }
    assert!(seen(&heron, "Tried out by wren").is_some());
    on(&wren, &["team", "leave", "--let-stand", "--yes"]).code(0);
    on(&heron, &["team", "leave", "--take-back", "--yes"]).code(0);
    // As it was, nobody comes back to the one that they left.
    on(&heron, &["team", "join", path(&first), "--words", "a b c d e f"]).code(2);
    let old = asdone::share::membership::genesis_on(&asdone::share::shelf::Folder::at(&first));
    let old = old.unwrap().unwrap().words().to_string();
    on(&heron, &["team", "join", path(&first), "--words", &old])
        .code(2)
        .says("was in the team in")
        .says("asdone restore");
    on(&heron, &["team", "status"]).code(2);

    // In the next one the other begins.
    begin(&heron, &next);
    join(&wren, &next, &heron);
    sync(&wren);
    let text = "Shared in the next team";
    let note = raised(&wren, text);
    sync(&wren).says("left");
    sync(&heron).says("came: 1 observation");
    assert_eq!(seen(&heron, text).as_deref(), Some(note.as_str()));
    assert_eq!(status(&wren)["raised_before"][0], Value::from(tried.as_str()));
    raised(&heron, "From who began it");
    sync(&heron);
    sync(&wren);
    assert!(seen(&wren, "From who began it").is_some());
    // Who began the one before decides nothing here, and what they said of others counts no more.
    let threshold = |desk: &Desk| -> Value {
        let said = on(desk, &["study", "--json"]).code(0).out;
        serde_json::from_str::<Value>(said.trim()).unwrap()["threshold"].clone()
    };
    assert_eq!(threshold(&heron), Value::from(5), "what counted in the one before is past");
    on(&wren, &["study", "--threshold", "3"]).code(0);
    sync(&wren);
    sync(&heron);
    assert_eq!((threshold(&wren), threshold(&heron)), (Value::from(3), Value::from(5)));
    on(&wren, &["team", "rights", "heron", "steward"]).code(2);
    assert_eq!(on(&heron, &["team", "members"]).code(0).out.lines().count(), 2);
    // Taken back, it goes; and with nothing new nothing is written down.
    on(&wren, &["audience", &note, "private"]).code(0);
    sync(&wren);
    sync(&heron);
    assert_eq!(seen(&heron, text), None);
    assert!(!heron.opened().contains(text));
    for desk in [&wren, &heron] {
        sync(desk);
        let before = desk.opened();
        sync(desk).says("nothing of yours");
        assert_eq!(desk.opened(), before);
    }
}

/// A clock that is half a day ahead, as one set to the wrong half of the day is, takes nobody else's time.
#[test]
fn a_colleagues_clock_that_is_hours_ahead_keeps_nobodys_notes_waiting() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    let late = asdone::config::clock::now().millis + 12 * 3_600_000;
    ahead(&heron, late, "By a clock that is ahead");
    sync(&wren);
    assert!(seen(&wren, "By a clock that is ahead").is_some());
    let text = "Raised after that";
    let code = raised(&wren, text);
    on(&wren, &["team", "sync"]).code(0).says("nothing of yours");
    assert_eq!(status(&wren)["waiting"][0], Value::from(code.as_str()), "undo takes it back");
    // Ten minutes later by wren's own clock.
    let (mut home, key) = (home(&wren), key_of(&wren));
    let (mut open, _) = OpenStudy::open(&wren.path("study"), Some(&key), Mending::Ask).unwrap();
    open.read_past(None).unwrap();
    let now = asdone::config::clock::now().millis;
    let mut fresh = || ItemId(0xfee1);
    for (minutes, leaves) in [(9, 0), (11, 1), (22, 0)] {
        let at = (now + minutes * 60_000, false);
        let done = home.exchange(&mut open, at, &mut fresh, &mut unwatched).unwrap();
        assert_eq!(done.pushed.unwrap().changes, leaves, "after {minutes} minutes");
    }
    drop(open);
    sync(&heron);
    assert!(seen(&heron, text).is_some());
    // And what is to leave at once does.
    raised(&wren, "At once");
    sync(&wren).says("1 change left");
}

fn key_of(desk: &Desk) -> asdone::journal::keys::Key {
    keys::unlock(&desk.path("study"), &Secret::passphrase(desk::GOOD.to_owned())).unwrap()
}

/// Records a note, raises it and hands it out, all of it by a clock that says `now`.
fn ahead(desk: &Desk, now: i64, text: &str) {
    let (mut home, key) = (home(desk), key_of(desk));
    let (mut open, _) = OpenStudy::open(&desk.path("study"), Some(&key), Mending::Ask).unwrap();
    open.read_past(None).unwrap();
    let changes = raises(ObservationId(0xa4ead), Moment::new(now, 0), text).to_vec();
    let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
    open.perform(&deed, now).unwrap();
    let mut fresh = || ItemId(0xfeed);
    let done = home.exchange(&mut open, (now, true), &mut fresh, &mut unwatched).unwrap();
    assert_eq!(done.pushed.unwrap().changes, 1);
}

/// Whoever says that a colleague's note is theirs, and that it was so before, is found out.
#[test]
fn two_who_hand_out_one_note_as_theirs_are_told_so() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let [wren, heron, robin] = team_of(&folder, ["wren", "heron", "robin"]);
    let code = raised(&heron, "Written by heron");
    sync(&heron);
    sync(&robin);
    // Robin's study has it as their own, with other words and an earlier date.
    let (mut home, key) = (home(&robin), key_of(&robin));
    let (mut open, _) = OpenStudy::open(&robin.path("study"), Some(&key), Mending::Ask).unwrap();
    open.read_past(None).unwrap();
    let theirs = open.study.all_standing().map(|(_, note)| note.id());
    let id = theirs.into_iter().find(|id| id.code().short().starts_with(&code)).unwrap();
    let now = asdone::config::clock::now();
    let changes = raises(id, now, "Claimed by robin").to_vec();
    let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
    open.perform(&deed, now.millis).unwrap();
    let mut fresh = || ItemId(0xfeed);
    let at = (now.millis, true);
    home.exchange(&mut open, at, &mut fresh, &mut unwatched).unwrap().pushed.unwrap();
    drop((home, open));
    let says = format!("two people hand out {code} as theirs");
    for desk in [&wren, &heron] {
        sync(desk).says(&says);
        let told = on(desk, &["team", "status"]).code(0).out;
        assert!(told.contains(&says), "{told}");
    }
    // It is heron's at heron's, whatever anybody says.
    let shown = on(&heron, &["show", &code]).code(0).out;
    assert!(shown.contains("Written by heron") && !shown.contains("Claimed"), "{shown}");
    on(&robin, &["audience", &code, "private"]).code(0);
    sync(&robin);
    let told = sync(&wren);
    assert!(!told.err.contains("two people"), "{}", told.err);
    assert_eq!(seen(&wren, "Written by heron").as_deref(), Some(code.as_str()));
}

#[test]
fn what_is_replaced_or_lowered_leaves_the_files_of_colleagues_too() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    let note = raised(&wren, "The yellow house");
    on(&wren, &["later", &note, "It was the green door"]).code(0);
    on(&wren, &["lesson", "new", "--title", "Ring before noon", "--from", &note]).code(0);
    let lesson = on(&wren, &["lesson", "list", "--json"]).code(0).out;
    let lesson: Value = serde_json::from_str(lesson.lines().next().unwrap()).unwrap();
    let lesson = lesson["code"].as_str().unwrap().to_owned();
    on(&wren, &["audience", &lesson, "team"]).code(0);
    sync(&wren);
    sync(&heron);
    let has = |words: &str| heron.opened().contains(words);
    assert!(has("The yellow house") && has("green door") && has("Ring before noon"));
    on(&wren, &["amend", &note, "The house"]).code(0);
    sync(&wren);
    sync(&heron);
    assert!(!has("yellow house") && has("The house"), "replaced words are gone");
    on(&wren, &["audience", &lesson, "private"]).code(0);
    sync(&wren);
    sync(&heron);
    assert!(!has("Ring before noon"), "the words of a lowered lesson are gone");
    on(&wren, &["audience", &lesson, "team"]).code(0);
    sync(&wren);
    sync(&heron);
    assert!(has("Ring before noon"), "raised again, it comes again");
    assert!(wren.opened().contains("The yellow house"), "its author has everything");
}

#[test]
fn a_steward_reads_who_asks() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron, robin) = (laptop("wren"), laptop("heron"), laptop("robin"));
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    sync(&wren);
    on(&wren, &["team", "rights", "heron", "steward"]).code(0);
    sync(&wren);
    sync(&heron);
    on(&robin, &["team", "join", path(&folder), "--words", &words(&wren)]).code(0);
    assert!(on(&heron, &["team", "admit"]).code(0).out.contains("robin asks to be admitted"));
    on(&heron, &["team", "admit", "--words", &laptop_words(&robin)])
        .code(0)
        .says("admitted robin as writer");
    sync(&robin).says("you have been admitted");
    // What the steward said of robin has one time wherever it is read.
    sync(&wren);
    sync(&heron);
    let said = |desk: &Desk| home(desk).team.members[&home(&robin).team.device].said;
    assert_eq!(said(&wren), said(&heron));
    assert_eq!(said(&robin), said(&heron));
}

#[test]
fn what_those_who_run_a_team_decide_counts_on_every_laptop_and_nothing_of_others_does() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron, robin) = (laptop("wren"), laptop("heron"), laptop("robin"));
    let threshold = |desk: &Desk| -> u64 {
        let said = on(desk, &["study", "--json"]).code(0).out;
        let said: Value = serde_json::from_str(said.trim()).unwrap();
        said["threshold"].as_u64().unwrap()
    };
    let ours = format!("# ours\n{}", on(&wren, &["forms", "show", "debrief"]).code(0).out);
    let form =
        |desk: &Desk| on(desk, &["forms", "show", "debrief"]).code(0).out.starts_with("# ours");
    on(&wren, &["study", "--threshold", "7"]).code(0);
    on(&robin, &["study", "--threshold", "2"]).code(0);
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    join(&robin, &folder, &wren);
    sync(&heron);
    sync(&wren);
    on(&wren, &["team", "rights", "heron", "steward"]).code(0);
    sync(&heron);
    sync(&robin);
    // What was chosen before there was a team stays until it is agreed to.
    sync(&wren);
    sync(&robin);
    assert_eq!(threshold(&robin), 2);
    let waits = on(&wren, &["team", "status"]).code(0).out;
    assert!(waits.contains("asdone team share --forms"), "{waits}");
    assert!(!on(&robin, &["team", "status"]).code(0).out.contains("--forms"));
    on(&robin, &["team", "share", "--forms"]).code(2).says("for the owner and the stewards");
    on(&wren, &["team", "share", "--forms"]).code(0).says("for your whole team");
    on(&wren, &["team", "sync"]).code(0).says("nothing of yours");
    sync(&wren);
    sync(&robin);
    assert_eq!((threshold(&wren), threshold(&robin)), (7, 7));
    assert!(!on(&wren, &["team", "status"]).code(0).out.contains("--forms"), "it is decided");
    on(&robin, &["study", "--threshold", "2"]).code(2).says("they have decided it");

    // A steward's form and tags count too; a member's retired tag is retired for them alone.
    heron
        .with("good", &["forms", "set", "debrief", "-"], &ours)
        .code(0)
        .says("for your whole team");
    for desk in [&heron, &robin] {
        for tag in ["check", "s.check"] {
            let define = ["codebook", "add", tag, "--definition", "What it means."];
            on(desk, &define).code(0);
        }
    }
    on(&heron, &["codebook", "merge", "check", "s.check"]).code(0);
    on(&robin, &["codebook", "retire", "s.check"]).code(0);
    for desk in [&heron, &robin] {
        on(desk, &["team", "share", "--codebook"]).code(0);
    }
    for desk in [&robin, &heron, &wren, &robin] {
        sync(desk);
    }
    assert!(form(&wren) && form(&robin));
    for desk in [&wren, &robin] {
        let shown = on(desk, &["codebook", "show", "check"]).code(0).out;
        assert!(shown.contains("s.check"), "{shown}");
    }
    on(&robin, &["codebook", "restore", "check"]).code(2).says("they have decided it");
    let shown = on(&wren, &["codebook", "list"]).code(0).out;
    assert!(shown.contains("s.check"), "a member retires nothing for others: {shown}");

    // Removed, what they decided until then stands; the owner decides otherwise, and that counts.
    on(&wren, &["team", "remove", "heron", "--yes"]).code(0);
    sync(&robin);
    assert!(form(&robin));
    on(&wren, &["forms", "reset", "debrief"]).code(0);
    sync(&wren);
    sync(&robin);
    assert!(!form(&wren) && !form(&robin));
    // Who comes later can tell who had which right when.
    let late = laptop("kite");
    join(&late, &folder, &wren);
    sync(&late);
    let shown = on(&late, &["codebook", "show", "check"]).code(0).out;
    assert!(shown.contains("s.check"), "{shown}");
    assert_eq!(threshold(&late), 7);
}
