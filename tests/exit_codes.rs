//! What each command ends with, in one table over all that there are: the code tells what became of
//! what was asked for, whatever becomes of the output. A script that is told "it failed" tries again;
//! so nothing that is recorded may end in a failure, and nothing that was not may end well.
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

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use desk::Desk;

/// A command that changes something: the name of its page, what it is given, what it reads. Words in
/// braces are codes of the desk below.
type Row = (&'static str, &'static [&'static str], &'static str);

const CHANGES: &[Row] = &[
    ("add", &["add", "one more"], ""),
    ("add", &["add", "--json", "one more"], ""),
    ("amend", &["amend", "{note}", "other words"], ""),
    ("audience", &["audience", "{other}", "team"], ""),
    ("codebook-add", &["codebook", "add", "z.tag", "--definition", "one"], ""),
    ("codebook-edit", &["codebook", "edit", "x.tag", "--definition", "two"], ""),
    ("codebook-import", &["codebook", "import", "{home}/tags.csv"], ""),
    ("codebook-merge", &["codebook", "merge", "x.tag", "s.check"], ""),
    ("codebook-move", &["codebook", "move", "x.tag", "Group"], ""),
    ("codebook-restore", &["codebook", "restore", "old.tag"], ""),
    ("codebook-retire", &["codebook", "retire", "x.tag"], ""),
    ("debrief-attend", &["debrief", "attend", "5"], ""),
    ("debrief-carry", &["debrief", "carry", "keep", "calling ahead"], ""),
    ("debrief-end", &["debrief", "end"], ""),
    ("debrief-outcome", &["debrief", "outcome", "{line}", "it held"], ""),
    ("debrief-reword", &["debrief", "reword", "{line}", "better words"], ""),
    ("debrief-say", &["debrief", "say", "a thing", "--by", "wren"], ""),
    ("debrief-show-note", &["debrief", "show-note", "{team}"], ""),
    ("debrief-step", &["debrief", "step", "next"], ""),
    ("debrief-strike", &["debrief", "strike", "{line}"], ""),
    ("debrief-told", &["debrief", "told", "what came of it"], ""),
    ("drafts", &["drafts", "refused", "--drop"], ""),
    ("erase", &["erase", "{note}", "--reason", "asked to", "--yes"], ""),
    ("forms-reset", &["forms", "reset", "stop"], ""),
    ("forms-set", &["forms", "set", "shift", "{home}/shift.toml"], ""),
    ("import", &["import", "-"], "{\"text\":\"a row\"}\n"),
    ("jot", &["jot", "-"], "2026-03-03\n09:15 rang school\n"),
    ("later", &["later", "{note}", "it held"], ""),
    ("lesson-edit", &["lesson", "edit", "{lesson}", "title", "other"], ""),
    ("lesson-ground", &["lesson", "ground", "{lesson}", "{other}"], ""),
    ("lesson-new", &["lesson", "new", "--title", "T", "--from", "{note}"], "what was seen"),
    ("lesson-owner", &["lesson", "owner", "{lesson}", "wren"], ""),
    ("lesson-status", &["lesson", "status", "{lesson}", "shared"], ""),
    ("lesson-told", &["lesson", "told", "{lesson}", "what came of it"], ""),
    ("lesson-unground", &["lesson", "unground", "{lesson}", "{note}"], ""),
    ("lesson-withdraw", &["lesson", "withdraw", "{lesson}", "--reason", "no"], ""),
    ("redo", &["redo"], ""),
    ("round-begin", &["round", "begin", "--coders", "wren,heron", "--tag", "s.check"], ""),
    ("set", &["set", "{note}", "--kind", "w"], ""),
    (
        "shift-add",
        &["shift", "add", "--from", "2026-03-02 09:00", "--to", "2026-03-02 17:00", "--covered"],
        "",
    ),
    ("shift-covered", &["shift", "covered", "{shift}"], ""),
    ("shift-end", &["shift", "end", "--covered"], ""),
    ("shift-pause", &["shift", "pause"], ""),
    ("shift-withdraw", &["shift", "withdraw", "{shift}", "--reason", "no"], ""),
    ("stop", &["stop", "{other}", "--discard"], ""),
    ("stop", &["stop", "{other}", "--print"], ""),
    ("stop-delete", &["stop", "delete", "{apart}", "--yes"], ""),
    ("study", &["study", "--add-setting", "court"], ""),
    ("tag", &["tag", "{other}", "s.check"], ""),
    ("undo", &["undo"], ""),
    ("untag", &["untag", "{note}", "x.tag"], ""),
    ("voice-assent", &["voice", "assent", "{voice}", "not asked"], ""),
    ("voice-link", &["voice", "link", "{voice}", "{note}"], ""),
    ("voice-unlink", &["voice", "unlink", "{voice}", "{other}"], ""),
    ("voice-place", &["voice", "place", "{voice}", "treated", "113"], ""),
    ("voice-say", &["voice", "say", "{voice}", "helped", "they rang"], ""),
    ("voice-share", &["voice", "share", "{voice}"], ""),
    ("voice-who", &["voice", "who", "{voice}", "--manner", "drew"], ""),
    ("voice-withdraw", &["voice", "withdraw", "{voice}", "--yes"], ""),
    ("shift-plan", &["shift", "plan", "--every", "45"], ""),
    ("voice-did", &["voice", "did", "{voice}", "we rang"], ""),
    ("voice-new", &["voice", "new", "said so", "--speaker", "child", "--assent", "said yes"], ""),
    ("withdraw", &["withdraw", "{note}", "--reason", "no"], ""),
    ("backup", &["backup", "{home}/copy"], ""),
    ("restore", &["restore", "{home}/stick", "{home}/again"], ""),
];

/// The same for what needs a study that is sealed.
const OF_KEYS: &[Row] = &[
    ("custodian-set", &["custodian", "set", CUSTODIAN], ""),
    ("passphrase", &["passphrase", "--new", "{home}/other"], ""),
    ("add", &["add", "one more"], ""),
];

/// A public half of an `age` key.
const CUSTODIAN: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";

/// What only shows something, and what it ends with where somebody reads it.
const SHOWS: &[(&[&str], i32)] = &[
    (&["answers"], 1),
    (&["audit"], 0),
    (&["codebook", "export"], 0),
    (&["codebook", "list"], 0),
    (&["codebook", "show", "x.tag"], 0),
    (&["coverage"], 0),
    (&["debrief", "carried"], 0),
    (&["debrief", "list"], 0),
    (&["debrief", "record"], 0),
    (&["debrief", "show", "{debrief}"], 0),
    (&["doctor"], 0),
    (&["drafts"], 0),
    (&["export"], 0),
    (&["forms", "list"], 0),
    (&["forms", "show", "stop"], 0),
    (&["lesson", "brief", "{lesson}"], 0),
    (&["lesson", "candidates", "--json"], 1),
    (&["lesson", "list"], 0),
    (&["lesson", "show", "{lesson}"], 0),
    (&["list"], 0),
    (&["report"], 0),
    (&["search", "printer"], 0),
    (&["shift", "list"], 0),
    (&["shift", "show", "{shift}"], 0),
    (&["show", "{note}"], 0),
    (&["stop", "list"], 0),
    (&["stop", "route"], 0),
    (&["stop", "show", "{apart}"], 0),
    (&["study", "--json"], 0),
    (&["tally", "--by", "tag"], 0),
    (&["verify"], 0),
    (&["voice", "list"], 0),
    (&["voice", "read", "{voice}"], 0),
    (&["voice", "show", "{voice}"], 0),
    (&["voice", "tally"], 0),
    (&["wording", "notes"], 1),
    (&["wording", "rules"], 0),
    (&["wording", "why", "cf.should-have"], 0),
    (&["man"], 0),
    (&["completions", "bash"], 0),
    (&["codebook", "version", "--json"], 0),
];

/// What is asked for line by line, takes several laptops, or a state that other tests bring about;
/// each with the test file that looks at what it ends with.
const ELSEWHERE: &[(&str, &str)] = &[
    ("agreement", "rounds.rs"),
    ("debrief-begin", "debrief/asked.rs"),
    ("demo", "cli.rs"),
    ("forms-check", "cli/forms.trycmd"),
    ("forms-edit", "debrief/own_forms.rs"),
    ("init", "nothing_lost.rs"),
    ("recover", "nothing_lost.rs"),
    ("reflect-done", "hostile_text.rs"),
    ("reflect-list", "hostile_text.rs"),
    ("reflect-show", "hostile_text.rs"),
    ("reflect-tag", "hostile_text.rs"),
    ("reflect-withdraw", "hostile_text.rs"),
    ("release-build", "release.rs"),
    ("release-burn", "release.rs"),
    ("practice", "rounds.rs"),
    ("release-compare", "release.rs"),
    ("release-letter", "release.rs"),
    ("release-list", "release.rs"),
    ("release-plan", "release.rs"),
    ("release-review", "release.rs"),
    ("release-verify", "release.rs"),
    ("repair", "taken_away.rs"),
    ("custodian-remove", "sealed.rs"),
    ("round-close", "rounds.rs"),
    ("round-code", "rounds.rs"),
    ("round-hand-in", "rounds.rs"),
    ("round-list", "rounds.rs"),
    ("round-mine", "rounds.rs"),
    ("round-pass", "rounds.rs"),
    ("round-proposals", "rounds.rs"),
    ("round-propose", "rounds.rs"),
    ("round-settle", "rounds.rs"),
    ("round-status", "rounds.rs"),
    ("round-undo", "rounds.rs"),
    ("seal", "nothing_lost.rs"),
    ("shift-close", "cli/shift.trycmd"),
    ("shift-prompt", "cli/shift.trycmd"),
    ("shift-resume", "cli/shift.trycmd"),
    ("shift-start", "cli/shift.trycmd"),
    ("team-admit", "team_cli.rs"),
    ("team-begin", "team_cli.rs"),
    ("team-folder", "team_cli.rs"),
    ("team-invite", "team_cli.rs"),
    ("team-join", "team_cli.rs"),
    ("team-leave", "team_cli.rs"),
    ("team-members", "team_cli.rs"),
    ("team-name", "team_cli.rs"),
    ("team-recover", "team_cli/custodian.rs"),
    ("team-remove", "team_cli.rs"),
    ("team-rights", "team_cli.rs"),
    ("team-share", "team_cli.rs"),
    ("team-status", "team_cli.rs"),
    ("team-sync", "team_cli.rs"),
    ("wording-check", "wording.rs"),
];

/// Commands that only hold others, or show what stands there without one.
const PARENTS: &[&str] = &[
    "codebook",
    "custodian",
    "debrief",
    "forms",
    "lesson",
    "reflect",
    "release",
    "round",
    "shift",
    "stop",
    "team",
    "voice",
    "wording",
];

/// A study in which everything of the table above can be done once, and the codes in it.
fn desk() -> (Desk, BTreeMap<&'static str, String>) {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    let does = |args: &[&str], input: &str| {
        let done = desk.run(args, input);
        assert_eq!(done.code, Some(0), "{args:?}: {}", done.err);
        done.out.trim().to_owned()
    };
    let mut codes = BTreeMap::new();
    codes.insert("home", desk.path("").to_str().unwrap().trim_end_matches('/').to_owned());
    codes.insert("team", does(&["add", "shared with the team"], ""));
    does(&["audience", &codes["team"], "team"], "");
    for tag in ["x.tag", "old.tag"] {
        does(&["codebook", "add", tag, "--definition", "a tag"], "");
    }
    does(&["codebook", "retire", "old.tag"], "");
    codes.insert("note", does(&["add", "--tag", "x.tag", "printer down"], ""));
    codes.insert("other", does(&["add", "rang ahead of the visit"], ""));
    does(&["lesson", "new", "--title", "Ring ahead", "--from", &codes["note"]], "seen twice");
    does(&["voice", "new", "said so", "--speaker", "child", "--assent", "said yes"], "");
    let listed = does(&["voice", "list", "--json"], "");
    let voice: serde_json::Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
    does(&["voice", "link", voice["code"].as_str().unwrap(), &codes["other"]], "");
    does(&["debrief", "begin", "--title", "Friday"], "");
    does(&["debrief", "say", "it held", "--by", "wren"], "");
    does(&["debrief", "carry", "carry", "a second printer", "--owner", "wren"], "");
    does(&["shift", "start", "--setting", "duty desk"], "");
    does(&["stop", "--keep"], "a note that is no part of it\n");
    does(&["backup", &format!("{}/stick", codes["home"])], "");
    let shown = |args: &[&str], name: &str| {
        let listed = does(args, "");
        let line: serde_json::Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
        line[name].as_str().unwrap_or_else(|| panic!("{args:?} has no {name}: {line}")).to_owned()
    };
    for list in ["lesson", "voice", "shift", "debrief", "stop"] {
        let code = shown(&[list, "list", "--json"], "code");
        codes.insert(if list == "stop" { "apart" } else { list }, code);
    }
    codes.insert("line", shown(&["debrief", "carried", "--json"], "code"));
    assert_eq!(desk.run(&["add", "turned \u{1b} round"], "").code, Some(2));
    let stop = does(&["forms", "show", "stop"], "");
    fs::write(desk.path("stop.toml"), stop.replacen("title = \"", "title = \"Own: ", 1)).unwrap();
    does(&["forms", "set", "stop", desk.path("stop.toml").to_str().unwrap()], "");
    let shift = does(&["forms", "show", "shift"], "");
    fs::write(desk.path("shift.toml"), shift.replacen("moment = \"", "moment = \"Own: ", 1))
        .unwrap();
    // For redo.
    does(&["add", "taken back"], "");
    does(&["undo"], "");
    fs::write(desk.path("tags.csv"), "tag,definition\nnew.tag,one more\n").unwrap();
    (desk, codes)
}

/// Everything that lasts: what stands in every file of the home, but for those that an opening alone
/// may write again.
fn lasting(home: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(dir: &Path, home: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for path in fs::read_dir(dir).unwrap().map(|item| item.unwrap().path()) {
            let name = path.strip_prefix(home).unwrap().to_str().unwrap().to_owned();
            let passing = ["study/store", "known", "study/lock", "study/windows", "study/copies"];
            if passing.iter().any(|passing| name == *passing) {
                continue;
            }
            if path.is_dir() {
                walk(&path, home, found);
            } else {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(home, home, &mut found);
    found
}

fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").args(["-a", "--"]).arg(from).arg(to).status().unwrap();
    assert!(done.success());
}

/// Where the output of a command goes.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Output {
    /// Somebody reads it.
    Read,
    /// The disk that it goes to is full.
    Full,
    /// Whoever read it is gone.
    Closed,
    /// Nobody reads what is said about it either.
    Deaf,
}

struct Ran {
    code: Option<i32>,
    err: String,
    changed: bool,
}

/// Runs a command in a copy of the desk.
fn run(desk: &Desk, codes: &BTreeMap<&str, String>, args: &[&str], input: &str, to: Output) -> Ran {
    use std::io::Write;
    let place = tempfile::tempdir().unwrap();
    let home = place.path().join("home");
    copy(desk.home.path(), &home);
    let there = |word: &str| {
        let mut word = word.to_owned();
        for (name, code) in codes {
            let code = if *name == "home" { home.to_str().unwrap() } else { code };
            word = word.replace(&format!("{{{name}}}"), code);
        }
        word
    };
    let args: Vec<String> = args.iter().map(|word| there(word)).collect();
    let how = match to {
        Output::Read => "exec \"$0\" \"$@\"",
        Output::Full => "exec \"$0\" \"$@\" > /dev/full",
        Output::Closed => "exec 3>&1; { \"$0\" \"$@\" 3>&-; echo $? >&3; } | true",
        Output::Deaf => "exec \"$0\" \"$@\" > /dev/full 2> /dev/full",
    };
    let mut command = Command::new("sh");
    command.arg("-c").arg(how).arg(env!("CARGO_BIN_EXE_asdone"));
    if home.join("study/keys").exists() {
        command.arg("--passphrase-file").arg(home.join("good"));
    }
    command.args(&args);
    command.env("ASDONE_HOME", &home).env("TZ", "UTC").current_dir(place.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let before = lasting(&home);
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let done = child.wait_with_output().unwrap();
    let code = match to {
        Output::Closed => String::from_utf8_lossy(&done.stdout).trim().parse().ok(),
        _ => done.status.code(),
    };
    let err = String::from_utf8_lossy(&done.stderr).into_owned();
    Ran { code, err, changed: lasting(&home) != before }
}

/// Runs `each` over rows in two threads and gathers what is wrong.
fn over<T: Sync>(rows: &[T], each: impl Fn(&T) -> Vec<String> + Sync) {
    let (next, wrong) = (Mutex::new(rows.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(row) = next.lock().unwrap().next() else { break };
                    let found = each(row);
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_code_of_a_command_that_changes_something_tells_whether_it_did() {
    let (desk, codes) = desk();
    tells_whether_it_did(&desk, &codes, CHANGES);
}

#[test]
fn the_code_of_a_command_about_keys_tells_whether_it_did() {
    let (desk, _) = Desk::sealed();
    let home = desk.path("").to_str().unwrap().trim_end_matches('/').to_owned();
    tells_whether_it_did(&desk, &BTreeMap::from([("home", home)]), OF_KEYS);
}

fn tells_whether_it_did(desk: &Desk, codes: &BTreeMap<&str, String>, rows: &[Row]) {
    over(rows, |(_, args, input)| {
        let mut wrong = Vec::new();
        let done = run(desk, codes, args, input, Output::Read);
        if done.code != Some(0) || !done.changed {
            wrong
                .push(format!("{args:?}: {:?}, changed {}: {}", done.code, done.changed, done.err));
            return wrong;
        }
        for to in [Output::Full, Output::Closed, Output::Deaf] {
            let done = run(desk, codes, args, input, to);
            if done.code.is_none() || (done.code == Some(0)) != done.changed {
                let (code, changed) = (done.code, done.changed);
                wrong.push(format!(
                    "{args:?} with {to:?}: {code:?}, changed {changed}: {}",
                    done.err
                ));
            }
        }
        wrong
    });
}

#[test]
fn what_only_shows_something_changes_nothing_and_says_when_it_could_not_be_shown() {
    let (desk, codes) = desk();
    over(SHOWS, |(args, code)| {
        let mut wrong = Vec::new();
        let full = if *code == 0 { 3 } else { *code };
        for (to, wanted) in [(Output::Read, *code), (Output::Full, full), (Output::Closed, *code)] {
            let done = run(&desk, &codes, args, "", to);
            if done.code != Some(wanted) || done.changed {
                let (code, changed) = (done.code, done.changed);
                wrong.push(format!(
                    "{args:?} with {to:?}: {code:?}, changed {changed}: {}",
                    done.err
                ));
            }
        }
        wrong
    });
}

#[test]
fn every_command_there_is_stands_in_the_table() {
    let desk = Desk::new();
    let pages = desk.path("pages");
    desk.run(&["man", "--dir", pages.to_str().unwrap()], "").code(0);
    let pages: BTreeSet<String> = fs::read_dir(pages)
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_prefix("asdone-")?.strip_suffix(".1")?.to_owned()))
        .collect();
    let page = |args: &[&str]| {
        let two = args[..args.len().min(2)].join("-");
        if pages.contains(&two) { two } else { args[0].to_owned() }
    };
    let mut listed: BTreeSet<String> = SHOWS.iter().map(|(args, _)| page(args)).collect();
    listed.extend(CHANGES.iter().chain(OF_KEYS).map(|(name, ..)| (*name).to_owned()));
    listed.extend(ELSEWHERE.iter().map(|(name, _)| (*name).to_owned()));
    listed.extend(PARENTS.iter().map(|name| (*name).to_owned()));
    assert_eq!(pages, listed, "list a new command here, with what it ends with");
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for (name, file) in ELSEWHERE {
        let text = fs::read_to_string(tests.join(file)).unwrap();
        let (parent, last) = name.split_once('-').unwrap_or((name, name));
        let quoted = text.contains(&format!("\"{last}\"")) && text.contains(parent);
        let there =
            quoted || text.contains(&format!("asdone {parent} {last}")) || text.contains(name);
        assert!(there, "{name} is not run in {file}");
    }
}
