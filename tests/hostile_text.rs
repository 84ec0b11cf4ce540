//! Every command over names, texts, paths and files made to act on a terminal: nothing that could
//! drive one or turn a line round reaches standard output or standard error, whatever the command
//! makes of it. The commands are read from the program itself, so a new one fails here until it is
//! listed.
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

use std::collections::BTreeSet;
use std::fs;
use std::process::Output;

use asdone::study::letters;
use desk::Desk;

/// Control characters of both sets, an escape sequence that writes a clipboard, and every way to
/// turn a line.
const HOSTILE: &str =
    "h\u{1b}[31mo\u{1b}]52;c;QUJD\u{7}s\u{202e}t\u{9b}2Ji\u{2066}l\u{8}e\u{7f}\u{85}";

/// What the gate lets into a text, and no terminal may get.
const LET_IN: &str = "turned \u{202e}round\u{202c} and \u{2067}apart\u{2069}";

/// Commands that are shown at work on a hostile study, by the name of their page. Every other leaf
/// is run with hostile arguments only, in [`LEAVES`].
const VIEWS: &[(&str, &[&[&str]])] = &[
    ("answers", &[&["answers"], &["answers", "--json"]]),
    ("audit", &[&["audit"], &["audit", "--json"], &["audit", "--csv"]]),
    ("backup", &[&["backup"]]),
    ("codebook-export", &[&["codebook", "export"], &["codebook", "export", "--format", "csv"]]),
    ("codebook-list", &[&["codebook", "list"], &["codebook", "list", "--json"]]),
    ("codebook-show", &[&["codebook", "show", "x.tag"]]),
    ("coverage", &[&["coverage"], &["coverage", "--json"]]),
    ("debrief-carried", &[&["debrief", "carried"]]),
    ("debrief-list", &[&["debrief", "list"], &["debrief", "list", "--json"]]),
    ("debrief-record", &[&["debrief", "record"]]),
    ("debrief-show", &[&["debrief", "show"]]),
    ("doctor", &[&["doctor"], &["doctor", "--json"]]),
    ("drafts", &[&["drafts"], &["drafts", "refused"]]),
    ("export", &[&["export"], &["export", "--format", "csv"]]),
    ("forms-list", &[&["forms", "list"]]),
    ("forms-show", &[&["forms", "show", "stop"]]),
    ("lesson-brief", &[&["lesson", "brief"]]),
    ("lesson-candidates", &[&["lesson", "candidates"], &["lesson", "candidates", "--json"]]),
    ("lesson-list", &[&["lesson", "list"], &["lesson", "list", "--json"]]),
    (
        "list",
        &[&["list"], &["list", "--json"], &["--plain", "list"], &["--color", "always", "list"]],
    ),
    ("reflect-list", &[&["reflect", "list"]]),
    ("report", &[&["report"], &["report", "--scope", "team"]]),
    ("search", &[&["search", "turned"], &["search", "turned", "--json"]]),
    ("shift-list", &[&["shift", "list"], &["shift", "list", "--json"]]),
    ("stop-list", &[&["stop", "list"], &["stop", "list", "--json"]]),
    ("stop-route", &[&["stop", "route"]]),
    ("study", &[&["study"], &["study", "--json"]]),
    (
        "tally",
        &[
            &["tally", "--by", "setting"],
            &["tally", "--by", "tag"],
            &["tally", "--by", "group", "--json"],
        ],
    ),
    ("voice-list", &[&["voice", "list"], &["voice", "list", "--json"]]),
    ("voice-tally", &[&["voice", "tally"], &["voice", "tally", "--json"]]),
    ("wording-notes", &[&["wording", "notes"]]),
    ("wording-rules", &[&["wording", "rules"]]),
];

/// Every other command, by the name of its page.
const LEAVES: &[&str] = &[
    "add",
    "agreement",
    "amend",
    "audience",
    "codebook-add",
    "codebook-edit",
    "codebook-import",
    "codebook-merge",
    "codebook-move",
    "codebook-restore",
    "codebook-retire",
    "codebook-version",
    "completions",
    "custodian-remove",
    "custodian-set",
    "debrief-attend",
    "debrief-begin",
    "debrief-carry",
    "debrief-end",
    "debrief-outcome",
    "debrief-reword",
    "debrief-say",
    "debrief-show-note",
    "debrief-step",
    "debrief-strike",
    "debrief-told",
    "demo",
    "erase",
    "forms-check",
    "forms-edit",
    "forms-reset",
    "forms-set",
    "import",
    "init",
    "jot",
    "later",
    "lesson-edit",
    "lesson-ground",
    "lesson-new",
    "lesson-owner",
    "lesson-show",
    "lesson-status",
    "lesson-told",
    "lesson-unground",
    "lesson-withdraw",
    "man",
    "passphrase",
    "practice",
    "recover",
    "redo",
    "reflect-done",
    "reflect-show",
    "reflect-tag",
    "reflect-withdraw",
    "release-build",
    "release-burn",
    "release-compare",
    "release-letter",
    "release-list",
    "release-plan",
    "release-review",
    "release-verify",
    "repair",
    "restore",
    "round-begin",
    "round-close",
    "round-code",
    "round-hand-in",
    "round-list",
    "round-mine",
    "round-pass",
    "round-proposals",
    "round-propose",
    "round-settle",
    "round-status",
    "round-undo",
    "seal",
    "set",
    "shift-add",
    "shift-close",
    "shift-covered",
    "shift-end",
    "shift-pause",
    "shift-plan",
    "shift-prompt",
    "shift-resume",
    "shift-show",
    "shift-start",
    "shift-withdraw",
    "show",
    "stop-delete",
    "stop-show",
    "tag",
    "team-admit",
    "team-begin",
    "team-folder",
    "team-invite",
    "team-join",
    "team-leave",
    "team-members",
    "team-name",
    "team-recover",
    "team-remove",
    "team-rights",
    "team-share",
    "team-status",
    "team-sync",
    "undo",
    "untag",
    "verify",
    "voice-assent",
    "voice-did",
    "voice-link",
    "voice-new",
    "voice-place",
    "voice-read",
    "voice-say",
    "voice-share",
    "voice-show",
    "voice-unlink",
    "voice-who",
    "voice-withdraw",
    "wording-check",
    "wording-why",
    "withdraw",
];

/// Commands that only hold others, or do something of their own without one.
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

fn run(desk: &Desk, args: &[&str], input: &str) -> Output {
    use std::io::Write;
    // In a folder of its own: some commands make what they are told to.
    let mut child = desk.command(args).current_dir(desk.home.path()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Runs a command and looks at every character of both streams.
#[track_caller]
fn shown(desk: &Desk, args: &[&str], input: &str) -> String {
    let done = run(desk, args, input);
    let codes = ["\u{1b}[1;4m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"];
    let mut both = String::new();
    for bytes in [done.stdout, done.stderr] {
        let mut text = String::from_utf8(bytes).unwrap_or_else(|_| panic!("{args:?}: not text"));
        if args.contains(&"always") {
            codes.iter().for_each(|code| text = text.replace(code, ""));
        }
        if let Some(at) = text.find(letters::is_hidden) {
            panic!(
                "{args:?} lets U+{:04X} through: {text:?}",
                u32::from(text[at..].chars().next().unwrap())
            );
        }
        assert!(!text.contains("a fault in the program"), "{args:?}: {text}");
        both.push_str(&text);
    }
    both
}

#[track_caller]
fn does(desk: &Desk, args: &[&str], input: &str) -> String {
    let done = run(desk, args, input);
    assert_eq!(done.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    shown(desk, &["list"], "");
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

/// The first code that a list has.
fn code(desk: &Desk, args: &[&str]) -> String {
    let out = run(desk, args, "").stdout;
    let line: serde_json::Value =
        serde_json::from_slice(out.split(|b| *b == b'\n').next().unwrap())
            .unwrap_or_else(|_| panic!("{args:?} lists nothing"));
    line["code"].as_str().unwrap().to_owned()
}

/// A study in which everything that can be typed was typed by somebody who means harm.
fn hostile() -> Desk {
    let desk = Desk::new();
    does(&desk, &["init", "--name", LET_IN, "--pseudonym", LET_IN], "");
    let add = |args: &[&str]| {
        let mut all = vec!["add", "--new-tag"];
        all.extend_from_slice(args);
        does(&desk, &all, "")
    };
    let first =
        add(&["--kind", "s", "--setting", LET_IN, "--aim", LET_IN, "--tag", "x.tag", LET_IN]);
    let second = add(&["--done", LET_IN, LET_IN]);
    let third = add(&[LET_IN]);
    does(&desk, &["amend", &first, "--why", LET_IN, "again", LET_IN], "");
    does(&desk, &["later", &first, LET_IN], "");
    does(&desk, &["withdraw", &second, "--reason", LET_IN], "");
    does(&desk, &["erase", &third, "--reason", LET_IN, "--yes"], "");
    let tag = [
        "codebook",
        "add",
        "y.tag",
        "--definition",
        LET_IN,
        "--group",
        LET_IN,
        "--include",
        LET_IN,
    ];
    does(&desk, &tag, "");
    does(&desk, &["audience", &first, "team"], "");
    does(&desk, &["lesson", "new", "--title", LET_IN, "--from", &first, "--owner", LET_IN], "");
    does(
        &desk,
        &["voice", "new", LET_IN, "--speaker", "child", "--assent", "said yes", "--may-share"],
        "",
    );
    does(&desk, &["debrief", "begin", "--title", LET_IN], "");
    does(&desk, &["debrief", "say", LET_IN, "--by", LET_IN], "");
    does(&desk, &["debrief", "carry", "carry", LET_IN, "--owner", LET_IN], "");
    does(&desk, &["shift", "start", "--setting", LET_IN], "");
    // Refused, and kept with everything that it was refused for.
    assert_eq!(run(&desk, &["add", HOSTILE], "").status.code(), Some(2));
    let inbox = desk.path("study/inbox");
    fs::write(inbox.join(format!("{}.note", HOSTILE.replace('\u{85}', ""))), "junk").unwrap();
    desk
}

#[test]
fn every_command_there_is_stands_in_the_lists_above() {
    let desk = Desk::new();
    let pages = desk.path("pages");
    does_quietly(&desk, &["man", "--dir", pages.to_str().unwrap()]);
    let pages: BTreeSet<String> = fs::read_dir(pages)
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_prefix("asdone-")?.strip_suffix(".1")?.to_owned()))
        .collect();
    let listed = VIEWS.iter().map(|(name, _)| *name).chain(LEAVES.iter().chain(PARENTS).copied());
    let listed: BTreeSet<String> = listed.map(str::to_owned).collect();
    assert_eq!(pages, listed, "list a new command here, with what it shows of a hostile study");
}

#[track_caller]
fn does_quietly(desk: &Desk, args: &[&str]) {
    assert_eq!(run(desk, args, "").status.code(), Some(0), "{args:?}");
}

#[test]
fn what_is_shown_of_a_hostile_study_acts_on_no_terminal() {
    let desk = hostile();
    for (_, views) in VIEWS {
        for args in *views {
            shown(&desk, args, "");
        }
    }
    let note = code(&desk, &["list", "--json"]);
    shown(&desk, &["show", &note], "");
    shown(&desk, &["show", &note, "--json"], "");
    for list in ["lesson", "voice", "debrief", "shift"] {
        let sheet = code(&desk, &[list, "list", "--json"]);
        shown(&desk, &[list, "show", &sheet], "");
    }
    let listed = shown(&desk, &["list", "--json"], "");
    let line: serde_json::Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
    assert!(line["text"].as_str().unwrap().contains(LET_IN), "JSON says what was written: {line}");
    assert!(shown(&desk, &["list"], "").contains("\\u202e"), "and a list shows that it is there");
}

/// The options of a command that take a value, and whether it takes words without one.
fn options(desk: &Desk, words: &[&str]) -> Vec<String> {
    let help: Vec<&str> = ["help"].into_iter().chain(words.iter().copied()).collect();
    let page = String::from_utf8(run(desk, &help, "").stdout).unwrap();
    let option = |line: &str| {
        let (name, rest) = line.trim().strip_prefix("--")?.split_once(' ')?;
        rest.trim_start().starts_with('<').then(|| format!("--{name}"))
    };
    page.lines().filter_map(option).collect()
}

#[test]
fn no_argument_comes_back_as_it_was_whatever_a_command_makes_of_it() {
    let desk = hostile();
    let note = code(&desk, &["list", "--json"]);
    let all = VIEWS.iter().map(|(name, _)| *name).chain(LEAVES.iter().chain(PARENTS).copied());
    for name in all {
        // `voice-new` is two words, `debrief-show-note` is two as well.
        let (parent, rest) = name.split_once('-').unwrap_or((name, ""));
        let words: Vec<&str> = [parent, rest].into_iter().filter(|word| !word.is_empty()).collect();
        let with = |more: &[&str]| {
            words.iter().chain(more).map(|word| (*word).to_owned()).collect::<Vec<_>>()
        };
        let mut tried = vec![
            with(&[HOSTILE]),
            with(&[&note, HOSTILE]),
            with(&[HOSTILE, HOSTILE, HOSTILE]),
            with(&[&format!("--{HOSTILE}")]),
        ];
        for option in options(&desk, &words) {
            tried.push(with(&[&option, HOSTILE]));
        }
        for args in tried {
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            shown(&desk, &args, HOSTILE);
        }
    }
}

#[test]
fn no_file_or_folder_acts_by_its_name_or_by_what_is_in_it() {
    let desk = Desk::new();
    let name = HOSTILE.replace('\u{85}', "");
    let study = desk.path(&format!("study {name}"));
    let study = study.to_str().unwrap();
    shown(&desk, &["--study", study, "list"], "");
    shown(&desk, &["--study", study, "init", "--name", "R", "--pseudonym", "wren"], "");
    shown(&desk, &["--study", study, "init", "--name", "R", "--pseudonym", "wren"], "");
    shown(&desk, &["--study", study, "doctor"], "");
    let csv = format!(
        "text,tags,happened_at,id,{HOSTILE}\nx,{HOSTILE},{HOSTILE},{HOSTILE},y\n{HOSTILE}\n"
    );
    let jsonl =
        format!("{{\"text\": \"{LET_IN}\", \"{LET_IN}\": 1, \"kind\": \"{LET_IN}\"}}\n{HOSTILE}\n");
    let toml = format!("{HOSTILE} = 1\nx = \"{HOSTILE}\"\n");
    for (ending, content) in [("csv", &csv), ("jsonl", &jsonl), ("txt", &csv), ("toml", &toml)] {
        let file = desk.path(&format!("{name}.{ending}"));
        fs::write(&file, content).unwrap();
        let file = file.to_str().unwrap();
        for args in [
            &["import", file][..],
            &["jot", file],
            &["codebook", "import", file],
            &["forms", "check", file, "--name", "stop"],
            &["forms", "set", "stop", file],
            &["wording", "check", file],
            &["export", "--output", file],
            &["backup", file],
            &["verify", file],
            &["restore", file],
            &["recover", "--words", file],
            &["drafts", "--kept", file],
        ] {
            let all: Vec<&str> =
                ["--study", study].into_iter().chain(args.iter().copied()).collect();
            shown(&desk, &all, "");
            let missing = format!("{file}.none");
            let all: Vec<&str> = all
                .into_iter()
                .map(|arg| if arg == file { missing.as_str() } else { arg })
                .collect();
            shown(&desk, &all, "");
        }
        for own in ["settings.toml", "wording.toml", "keys.toml"] {
            fs::write(desk.path(own), content).unwrap();
            shown(&desk, &["--study", study, "doctor"], "");
            shown(&desk, &["--study", study, "wording", "rules"], "");
            fs::remove_file(desk.path(own)).unwrap();
        }
    }
    let backup = desk.path(&format!("copies {name}"));
    shown(&desk, &["--study", study, "backup", backup.to_str().unwrap()], "");
    shown(&desk, &["--study", study, "doctor"], "");
    fs::remove_dir_all(backup).unwrap();
    shown(&desk, &["--study", study, "add", "one more"], "");
    shown(&desk, &["--study", study, "doctor"], "");
}
