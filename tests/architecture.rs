//! The rules between the rooms of the house, read from the source itself: which way imports go,
//! which room may name which library, who may print, how long a file may get.
//!
//! It reads tokens and not lines, so that a comment, a string or a test module breaks no rule.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the ground up, with what each may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("study", &[]),
    ("wording", &[]),
    ("forms", &["study", "wording"]),
    ("analysis", &["study", "forms"]),
    ("pages", &["study", "forms", "analysis"]),
    ("actions", &["study", "wording", "analysis", "forms"]),
    ("journal", &["study"]),
    ("files", &["study", "forms", "analysis", "actions", "journal"]),
    ("release", &["study", "wording", "forms", "analysis", "pages", "actions", "files"]),
    ("config", &["study", "wording", "forms", "analysis", "actions", "journal", "files"]),
    ("open", &["study", "actions", "journal"]),
    ("share", &["study", "forms", "analysis", "journal", "open"]),
    (
        "tui",
        &[
            "study", "wording", "forms", "analysis", "actions", "journal", "files", "config",
            "open", "release", "share",
        ],
    ),
    (
        "cli",
        &[
            "study", "wording", "forms", "analysis", "actions", "journal", "files", "config",
            "open", "pages", "release", "share",
        ],
    ),
];

/// Libraries, and calls of them, that only these places may name.
const KEPT_APART: &[(&[&str], &[&str])] = &[
    (&["sled"], &["journal"]),
    (&["bincode"], &["journal"]),
    (&["snap"], &["journal/shrunk.rs"]),
    (&["flate2"], &["journal/shrunk.rs"]),
    (&["csv"], &["files/table.rs"]),
    (&["serde_json"], &["cli", "files", "release", "tui", "journal/erasing/texts.rs"]),
    (&["maud"], &["pages"]),
    (&["quick_xml"], &["release", "files/qdc.rs"]),
    (&["zip"], &["release"]),
    // Whoever packs says in one place how, so that every system packs the same bytes.
    (&["zip", "write"], &["release/package.rs"]),
    (&["clap"], &["cli"]),
    (&["clap_complete"], &["cli"]),
    (&["clap_mangen"], &["cli"]),
    (&["rpassword"], &["cli/unlock.rs"]),
    (&["anyhow"], &["cli", "main.rs"]),
    (&["ratatui"], &["tui"]),
    (&["ratatui_textarea"], &["tui"]),
    (&["crossterm", "terminal"], &["tui/runtime"]),
    (&["crossterm", "execute"], &["tui/runtime"]),
    (&["crossterm", "queue"], &["tui/runtime"]),
    (&["crossterm", "cursor"], &["tui/runtime"]),
    (&["crossterm", "clipboard"], &["tui/runtime"]),
    (
        &["std", "fs"],
        &["journal", "config", "cli", "tui/runtime", "release/package.rs", "share/shelf/folder.rs"],
    ),
    (&["parquet"], &["release/table"]),
    (&["object_store"], &["share/shelf/cloud.rs", "share/shelf/cloud"]),
    (&["tokio"], &["share/shelf/cloud.rs"]),
    (&["rustls"], &["share/shelf/cloud.rs"]),
    (&["reqwest"], &[]),
    (&["hmac"], &["release"]),
    (&["ed25519_dalek"], &["share/seal.rs"]),
    (&["age"], &["journal/keys", "share/seal.rs"]),
    // Files are opened in one place, which takes nothing but a regular file and never waits.
    (&["fs", "read"], &["journal/regular.rs", "journal/store/contract.rs"]),
    (&["fs", "read_to_string"], &["journal/regular.rs"]),
    (&["std", "fs", "read"], &["journal/regular.rs", "journal/store/contract.rs"]),
    (&["std", "fs", "read_to_string"], &["journal/regular.rs"]),
    (&["File", "open"], &["journal/regular.rs", "cli/unlock.rs"]),
    (&["fs", "File", "open"], &["journal/regular.rs"]),
    (&["fs", "OpenOptions"], &["journal/regular.rs"]),
    (&["OpenOptions", "new"], &["journal/regular.rs"]),
    (&["std", "env"], &["config", "tui/runtime", "main.rs"]),
    // Folding a long record in two halves waits for both and shares nothing, so it stays pure.
    (
        &["std", "thread"],
        &[
            "journal",
            "open",
            "tui/runtime",
            "analysis/corpus/two.rs",
            "cli/interrupt.rs",
            "cli/progress.rs",
        ],
    ),
    (
        &["std", "process"],
        &["tui/runtime", "cli/editor.rs", "cli/exit.rs", "main.rs", "journal/lock.rs"],
    ),
];

const PRINTS: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

const COLOURS: &[&str] = &[
    "Black",
    "Red",
    "Green",
    "Yellow",
    "Blue",
    "Magenta",
    "Cyan",
    "Gray",
    "DarkGray",
    "LightRed",
    "LightGreen",
    "LightYellow",
    "LightBlue",
    "LightMagenta",
    "LightCyan",
    "White",
    "Rgb",
    "Indexed",
];

/// The most lines of a file, its tests left out.
const LONGEST_FILE: usize = 500;

#[test]
fn the_house_keeps_its_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&root);
    assert!(files.len() > 20, "the source should be found: {files:?}");
    let broken: Vec<String> = files
        .iter()
        .flat_map(|path| {
            let place = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            broken_rules(&place, &fs::read_to_string(path).unwrap())
        })
        .collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// Who may name an optional text of an observation by itself: its table, the facts on disk, and the
/// order in which drafts once kept them.
const NAMES_EXTRAS: &[&str] =
    &["study/extra.rs", "study/change.rs", "tui/screens/capture/draft.rs"];

#[test]
fn every_other_place_reads_the_table_of_the_optional_texts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut naming = Vec::new();
    for path in sources(&root) {
        let place = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let tokens = without_tests(tokens(&fs::read_to_string(&path).unwrap()));
        let names = |token: &Token| matches!(&*token.text, "pressure" | "Pressure" | "prescribed");
        if tokens.iter().any(names) {
            naming.push(place);
        }
    }
    assert!(naming.len() == NAMES_EXTRAS.len(), "the table itself should be found: {naming:?}");
    naming.retain(|place| !NAMES_EXTRAS.contains(&place.as_str()));
    assert!(naming.is_empty(), "these list the optional texts; read Extra::ALL: {naming:?}");
}

/// What gives everybody's things, whoever wrote them. Whoever lists, counts or changes something asks a
/// `View` instead, which knows who asks.
const EVERYBODYS: &[&str] =
    &["all_standing", "all_recorded", "all_begun", "all_of", "all_about", "records"];

/// Who may look at everybody's things, and why: each asks about every one of them by itself.
const LOOKS_AT_ALL: &[(&str, &str)] = &[
    ("analysis/scope.rs", "it is where one asks whose a thing is"),
    ("analysis/corpus/mod.rs", "the text of everything; what is found in it passes a view"),
    ("analysis/corpus/order.rs", "ids of everything, for an order; what is listed passes a view"),
    ("analysis/query/run.rs", "rows of the corpus, which have passed a view"),
    ("analysis/debrief/mod.rs", "what may be put on show, which the one exit says"),
    ("analysis/lessons/answers.rs", "each is asked what one person contributed to it"),
    ("analysis/lessons/grounds.rs", "whether anybody reflected on a note"),
    ("journal/checkpoint/wanted.rs", "hands records to whoever asks a view, and on; it shows none"),
    ("actions/mod.rs", "finds what a person names by its code"),
    ("actions/audience.rs", "finds what a person names by its code"),
    ("actions/sheet.rs", "finds what a person names by its code"),
    ("actions/lesson.rs", "finds what a person names by its code"),
    ("actions/erase.rs", "finds what a person names by its code"),
    ("actions/debrief/lines.rs", "finds what a person names by its code"),
    ("release/sheets/mod.rs", "what may go into a release, which the one exit says"),
    ("release/compare.rs", "a release is compared with every one before it"),
    ("share/boundary.rs", "asks of each whether its author is the one who hands it out"),
    ("pages/report/mod.rs", "closed rounds, whoever began them; their notes are asked of the view"),
    ("release/agreement.rs", "closed rounds, whoever began them; their notes are those released"),
    ("tui/model.rs", "how large the study is"),
    ("open/here.rs", "which ids are taken by what was recorded here"),
];

/// Where a file outside the study names what gives everybody's things.
fn looks_at_all(source: &str) -> bool {
    let tokens = without_tests(tokens(source));
    let words: Vec<&str> =
        tokens.iter().map(|token| token.text.as_str()).filter(|text| *text != "\n").collect();
    words.windows(3).any(|w| w[0] == "." && EVERYBODYS.contains(&w[1]) && w[2] == "(")
        || words.windows(2).any(|w| w[0] == "::" && EVERYBODYS[..5].contains(&w[1]))
}

#[test]
fn only_places_that_say_why_look_at_what_everybody_wrote() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut looking = Vec::new();
    for path in sources(&root) {
        let place = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        if !place.starts_with("study/") && looks_at_all(&fs::read_to_string(&path).unwrap()) {
            looking.push(place);
        }
    }
    let known = |place: &str| LOOKS_AT_ALL.iter().any(|(known, _)| *known == place);
    let new: Vec<&String> = looking.iter().filter(|place| !known(place)).collect();
    assert!(new.is_empty(), "these do not ask whose a thing is; ask a View: {new:?}");
    let gone = LOOKS_AT_ALL.iter().filter(|(place, _)| !looking.iter().any(|known| known == place));
    let gone: Vec<_> = gone.collect();
    assert!(gone.is_empty(), "these do not look at everything any more: {gone:?}");
    assert!(looks_at_all("fn f() { study\n.all_standing().count(); }"));
    assert!(looks_at_all("fn f() { map(Study::all_standing); }"));
    assert!(!looks_at_all("fn f() { view.standing().count(); } // study.all_standing()"));
}

/// Where it is decided what may leave, and whose word counts. A match there names every case, so that
/// what is added stays here until somebody has decided about it.
const LETS_OUT: &[&str] = &[
    "study/sort.rs",
    "study/rights.rs",
    "forms/quiet.rs",
    "analysis/exit.rs",
    "actions/audience.rs",
    "share/wall.rs",
    "share/boundary.rs",
    "release/pick.rs",
];

fn has_default_arm(source: &str) -> bool {
    let tokens = without_tests(tokens(source));
    let words: Vec<&str> =
        tokens.iter().map(|token| token.text.as_str()).filter(|text| *text != "\n").collect();
    words.windows(3).any(|three| three == ["_", "=", ">"])
        || words.windows(2).any(|two| two == ["_", "if"])
}

#[test]
fn nothing_leaves_by_a_default_arm() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for place in LETS_OUT {
        let source = fs::read_to_string(root.join(place)).unwrap();
        assert!(!has_default_arm(&source), "{place}: name every case in place of `_`");
    }
    assert!(has_default_arm("match sort {\n Sort::Stop => no(),\n _ => yes(),\n}"));
    assert!(has_default_arm("match sort { _ if late => yes(), Sort::Stop => no() }"));
    assert!(!has_default_arm("match (sort, field) { (_, Field::Plan(_)) => no() } // _ => yes()"));
}

/// What is built in with the features that are on by default: the names of all crates that the lock file
/// leads to from this one, but for those that stand in the feature `cloud`, and for tests.
fn built_in(lock: &str, manifest: &str) -> std::collections::BTreeSet<String> {
    let section = |name: &str| {
        let all = manifest.split(&format!("[{name}]\n")).nth(1).unwrap();
        all.split("\n[").next().unwrap().to_owned()
    };
    let cloud =
        section("features").lines().find(|line| line.starts_with("cloud = ")).unwrap().to_owned();
    let named = |of: &str| -> Vec<String> {
        let rows = section(of);
        rows.lines().filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
    };
    let mut queue = named("dependencies");
    queue.extend(named("target.'cfg(unix)'.dependencies"));
    queue.retain(|name| !name.starts_with('#') && !cloud.contains(&format!("\"dep:{name}\"")));
    let mut found = std::collections::BTreeSet::new();
    while let Some(next) = queue.pop() {
        if !found.insert(next.clone()) {
            continue;
        }
        let (name, version) = next.split_once(' ').unwrap_or((&next, ""));
        for package in lock.split("[[package]]\n").skip(1) {
            let says = |key: &str, value: &str| package.contains(&format!("{key} = \"{value}\"\n"));
            if says("name", name) && (version.is_empty() || says("version", version)) {
                let needs = package.split("dependencies = [\n").nth(1).unwrap_or_default();
                let needs = needs.lines().take_while(|line| *line != "]");
                queue.extend(needs.map(|line| line.trim_matches([' ', '"', ',']).to_owned()));
            }
        }
    }
    found.into_iter().map(|name| name.split(' ').next().unwrap().to_owned()).collect()
}

/// A laptop that was promised that nothing leaves by itself: no source names a way over the network, and
/// nothing that is built in brings one. What can is kept in a feature that is off.
#[test]
fn nothing_in_the_program_opens_a_connection_over_a_network() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ways = |source: &str| -> Vec<String> {
        let tokens = without_tests(tokens(source));
        let named = paths(&tokens).into_iter().filter(|path| {
            let two = |a: &str, b: &str| path.windows(2).any(|at| at[0] == a && at[1] == b);
            two("std", "net") || two("unix", "net") || two("rustix", "net")
        });
        named.map(|path| path.join("::")).collect()
    };
    assert_eq!(ways("use std::net::TcpStream;").len(), 1);
    assert_eq!(ways("fn a() { std::os::unix::net::UnixStream::connect(b); }").len(), 1);
    for path in sources(&root.join("src")) {
        let found = ways(&fs::read_to_string(&path).unwrap());
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("\ndefault = [\"parquet\"]\n"), "buckets are not on by default");
    let crates = built_in(&lock, &manifest);
    assert!(
        crates.len() > 100 && crates.contains("age") && crates.contains("zeroize"),
        "{crates:?}"
    );
    // The way by which they are found is one that finds them.
    let with = built_in(&lock, &manifest.replace("\"dep:object_store\", ", ""));
    assert!(with.contains("reqwest") && with.contains("hyper"), "{with:?}");
    for brings in [
        "reqwest",
        "hyper",
        "ureq",
        "tokio",
        "socket2",
        "rustls",
        "native-tls",
        "openssl",
        "curl",
        "async-std",
        "smol",
        "isahc",
        "attohttpc",
        "quinn",
        "h2",
        "tungstenite",
    ] {
        assert!(!crates.contains(brings), "{brings} is built in");
    }
}

#[test]
fn every_folder_of_the_house_is_a_room_with_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(root).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let known = matches!(name.as_str(), "lib.rs" | "main.rs")
            || ROOMS.iter().any(|(room, _)| *room == name);
        assert!(known, "src/{name} is no room that the rules know");
    }
}

#[test]
fn a_planted_violation_is_caught() {
    let planted = [
        ("study/fold.rs", "use crate::analysis::Query;", "imports analysis"),
        ("analysis/tally.rs", "use crate::{study::Study, actions::Deed};", "imports actions"),
        ("study/id.rs", "fn f() { crate::config::clock::now(); }", "imports config"),
        ("cli/list.rs", "use crate::tui::Model;", "imports tui"),
        ("tui/update.rs", "use crate::cli::Exit;", "imports cli"),
        (
            "actions/mod.rs",
            "use crate::{\n    study::{Kind, Study},\n    journal::Journal,\n};",
            "imports journal",
        ),
        ("study/mod.rs", "use asdone::cli;", "imports cli"),
        ("actions/tag.rs", "use super::super::cli::Exit;", "climbs out of its room"),
        ("cli/add.rs", "use sled::Db;", "names sled"),
        ("cli/audit.rs", "fn f() { ::csv::Writer::from_writer(v); }", "names csv"),
        ("files/csv.rs", "fn f() { bincode::encode(); }", "names bincode"),
        ("actions/mod.rs", "use clap::Args;", "names clap"),
        ("study/entry.rs", "fn f() { std::fs::read(p); }", "names std::fs"),
        ("analysis/text.rs", "use std::{env, ops::Range};", "names std::env"),
        ("tui/view.rs", "use ratatui::crossterm::terminal;", "names crossterm::terminal"),
        ("tui/view.rs", "use crossterm::{event::Key, execute};", "names crossterm::execute"),
        ("config/settings.rs", "fn f() { fs::read_to_string(p); }", "names fs::read_to_string"),
        ("cli/add.rs", "fn f() { println!(\"x\"); }", "prints"),
        ("tui/screens/tally.rs", "fn f() { x.fg(Color::Red); }", "names a colour"),
    ];
    for (place, source, what) in planted {
        let broken = broken_rules(place, source);
        assert!(broken.iter().any(|rule| rule.contains(what)), "{place}: {source}: {broken:?}");
    }
    let long = "fn f() {}\n".repeat(LONGEST_FILE + 1);
    assert!(broken_rules("study/id.rs", &long).iter().any(|rule| rule.contains("lines")));
}

#[test]
fn what_is_allowed_is_let_through() {
    let fine = [
        ("cli/add.rs", "use crate::actions::Draft;\nuse clap::Args;"),
        ("journal/store.rs", "use sled::Db; fn f() { std::fs::remove_file(p); }"),
        ("study/mod.rs", "//! See crate::cli, and println!, and sled.\nmod id;"),
        ("study/id.rs", "const WORDS: &str = \"use crate::cli; println!()\";"),
        ("cli/out.rs", "fn f() { println!(\"x\"); }"),
        ("tui/theme.rs", "fn f() { Color::Red }"),
        (
            "study/id.rs",
            "fn f() {}\n#[cfg(test)]\nmod tests { use crate::cli::Exit; fn g() { println!(); } }",
        ),
        ("cli/codebook/keep.rs", "use super::super::out::Out;"),
        (
            "study/fold.rs",
            "fn sledge() { let r = r#\"clap \"#; let q = '\"'; let s: &'static str; }",
        ),
    ];
    for (place, source) in fine {
        assert_eq!(broken_rules(place, source), Vec::<String>::new(), "{place}: {source}");
    }
    let tests = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{}}}\n", "\n".repeat(900));
    assert_eq!(broken_rules("study/id.rs", &tests), Vec::<String>::new());
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every rule that the file at `place` (below `src/`) breaks, one sentence each.
fn broken_rules(place: &str, source: &str) -> Vec<String> {
    if place.ends_with("/tests.rs") || place.contains("/tests/") {
        return Vec::new();
    }
    let tokens = without_tests(tokens(source));
    let mut broken = Vec::new();
    for path in paths(&tokens) {
        broken.extend(upward(place, &path));
        broken.extend(kept_apart(place, &path));
    }
    broken.extend(printed(place, &tokens));
    broken.extend(coloured(place, &tokens));
    let lines = tokens.iter().filter(|token| token.text == "\n").count();
    if lines > LONGEST_FILE {
        broken.push(format!("{place} has {lines} lines and may have {LONGEST_FILE}"));
    }
    broken
}

fn room(place: &str) -> &str {
    place.split('/').next().unwrap_or(place)
}

/// A path that leads to a room this one may not know.
fn upward(place: &str, path: &[String]) -> Option<String> {
    let here = room(place);
    let target = match path.first().map(String::as_str) {
        Some("crate" | "asdone") => path.get(1)?,
        Some("super") => {
            let up = path.iter().take_while(|part| *part == "super").count();
            // In src/room/file.rs one `super` is the room; in src/room/mod.rs it is the crate.
            let deep = place.matches('/').count() - usize::from(place.ends_with("/mod.rs"));
            if up <= deep {
                return None;
            }
            let target = path.get(up)?;
            return (target != here && ROOMS.iter().any(|(name, _)| name == target))
                .then(|| format!("{place} climbs out of its room to {target}"));
        }
        _ => return None,
    };
    let (_, allowed) = ROOMS.iter().find(|(name, _)| *name == here)?;
    let is_room = ROOMS.iter().any(|(name, _)| name == target);
    (is_room && target != here && !allowed.contains(&target.as_str()))
        .then(|| format!("{place} imports {target}, which stands beside or above {here}"))
}

fn kept_apart(place: &str, path: &[String]) -> Vec<String> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let path = path
        .strip_prefix(&["ratatui"])
        .filter(|rest| rest.first() == Some(&"crossterm"))
        .unwrap_or(&path);
    KEPT_APART
        .iter()
        .filter(|(library, _)| path.starts_with(library))
        .filter(|(_, places)| {
            !places
                .iter()
                .any(|allowed| place == *allowed || place.starts_with(&format!("{allowed}/")))
        })
        .map(|(library, _)| format!("{place} names {}, which is kept apart", library.join("::")))
        .collect()
}

fn printed(place: &str, tokens: &[Token]) -> Vec<String> {
    if place == "cli/out.rs" {
        return Vec::new();
    }
    let words: Vec<&Token> = tokens.iter().filter(|token| token.text != "\n").collect();
    words
        .windows(2)
        .filter(|pair| PRINTS.contains(&pair[0].text.as_str()) && pair[1].text == "!")
        .map(|pair| format!("{place} prints with {}!; only cli/out.rs does", pair[0].text))
        .collect()
}

/// Screens ask the theme for a role; only the theme names colours.
fn coloured(place: &str, tokens: &[Token]) -> Vec<String> {
    if room(place) != "tui" || place.starts_with("tui/theme") {
        return Vec::new();
    }
    paths(tokens)
        .into_iter()
        .filter(|path| {
            path.windows(2).any(|pair| pair[0] == "Color" && COLOURS.contains(&pair[1].as_str()))
        })
        .map(|path| {
            format!("{place} names a colour, {}; ask the theme for a role", path.join("::"))
        })
        .collect()
}

/// A word, a sign, or a line break.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Token {
    text: String,
}

/// The tokens of Rust source: comments, strings and characters left out, line breaks kept.
fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied();
        let end = match (c, next) {
            ('/', Some('/')) => find(&chars, at, "\n"),
            ('/', Some('*')) => find(&chars, at + 2, "*/") + 2,
            ('r', Some('"' | '#')) if raw_string(&chars, at).is_some() => {
                raw_string(&chars, at).unwrap()
            }
            ('"', _) => string(&chars, at, '"'),
            ('\'', _) if is_character(&chars, at) => string(&chars, at, '\''),
            (c, _) if c.is_alphanumeric() || c == '_' => {
                let word: String =
                    chars[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
                let end = at + word.chars().count();
                tokens.push(Token { text: word });
                end
            }
            (':', Some(':')) => {
                tokens.push(Token { text: "::".into() });
                at + 2
            }
            (c, _) => {
                if c == '\n' || !c.is_whitespace() {
                    tokens.push(Token { text: c.to_string() });
                }
                at + 1
            }
        };
        let lines = chars.get(at..end.min(chars.len())).unwrap_or_default();
        if end > at + 1 {
            let breaks = lines.iter().filter(|c| **c == '\n').count();
            tokens.extend((0..breaks).map(|_| Token { text: "\n".into() }));
        }
        at = end;
    }
    tokens
}

fn find(chars: &[char], from: usize, what: &str) -> usize {
    let what: Vec<char> = what.chars().collect();
    let rest = chars.get(from..).unwrap_or_default();
    rest.windows(what.len()).position(|part| part == what).map_or(chars.len(), |at| from + at)
}

fn string(chars: &[char], from: usize, quote: char) -> usize {
    let mut at = from + 1;
    while let Some(&c) = chars.get(at) {
        match c {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// The end of a raw string that begins at `from`, if one does.
fn raw_string(chars: &[char], from: usize) -> Option<usize> {
    let hashes = chars.get(from + 1..)?.iter().take_while(|c| **c == '#').count();
    if chars.get(from + 1 + hashes) != Some(&'"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    Some(find(chars, from + 2 + hashes, &close) + close.len())
}

/// Whether the quote at `from` begins a character and not a lifetime.
fn is_character(chars: &[char], from: usize) -> bool {
    chars.get(from + 1) == Some(&'\\') || chars.get(from + 2) == Some(&'\'')
}

/// Leaves out what stands under `#[cfg(test)]`: tests may reach wherever they like.
fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let mark = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let here = tokens[at..].iter().take(mark.len()).map(|token| token.text.as_str());
        if here.eq(mark) {
            at = end_of_item(&tokens, at + mark.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

fn end_of_item(tokens: &[Token], from: usize) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" if depth <= 1 => return at + 1,
            "}" => depth -= 1,
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Every path that is named, with `use a::{b, c::d}` spelt out as `a::b` and `a::c::d`.
fn paths(tokens: &[Token]) -> Vec<Vec<String>> {
    let words: Vec<&str> =
        tokens.iter().map(|token| token.text.as_str()).filter(|text| *text != "\n").collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if is_word(words[at]) && words.get(at + 1) == Some(&"::") {
            at = path(&words, at, &[], &mut found);
        } else {
            at += 1;
        }
    }
    found
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads one path (or a braced list of them) at `at` after `before`; returns where it ends.
fn path(words: &[&str], mut at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut here = before.to_vec();
    loop {
        match words.get(at) {
            Some(&word) if is_word(word) => {
                here.push(word.to_owned());
                at += 1;
                if words.get(at) != Some(&"::") {
                    found.push(here);
                    return at;
                }
                at += 1;
            }
            Some(&"{") => {
                at += 1;
                while let Some(&word) = words.get(at) {
                    match word {
                        "}" => return at + 1,
                        word if is_word(word) && word != "as" => at = path(words, at, &here, found),
                        _ => at += 1,
                    }
                }
                return at;
            }
            _ => {
                found.push(here);
                return at;
            }
        }
    }
}

/// The files that a page names between backticks, as paths from the top of the repository.
fn named_files(page: &str) -> Vec<&str> {
    let parts = page.split('`').skip(1).step_by(2);
    let is_path = |part: &&str| {
        let first = part.split('/').next().unwrap_or_default();
        matches!(first, "src" | "tests" | "docs" | "benches") && part.contains('/')
    };
    parts.filter(is_path).collect()
}

#[test]
fn the_files_that_the_page_on_the_architecture_names_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/architecture.md")).unwrap();
    let named = named_files(&page);
    assert!(named.len() > 20, "{named:?}");
    let gone: Vec<&&str> = named.iter().filter(|file| !root.join(file).exists()).collect();
    assert!(gone.is_empty(), "docs/architecture.md names what is not there: {gone:?}");
    assert_eq!(named_files("a `src/nowhere.rs` and `asdone list`"), ["src/nowhere.rs"]);
}

/// The tests that a page names: a file in `code`, a colon, and the names of tests in it, in `code` too,
/// until the next file or the end of the cell.
fn named_tests(page: &str) -> Vec<(&str, &str)> {
    let mut named = Vec::new();
    for cell in page.split('|') {
        let mut file = None;
        for (nth, piece) in cell.split('`').enumerate().filter(|(nth, _)| nth % 2 == 1) {
            let after = cell.split('`').nth(nth + 1).unwrap_or_default();
            match (piece.ends_with(".rs"), file) {
                (true, _) => file = after.starts_with(':').then_some(piece),
                (false, Some(file)) => named.push((file, piece)),
                (false, None) => {}
            }
        }
    }
    named
}

#[test]
fn the_tests_that_the_page_on_security_names_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let named = named_tests(&page);
    assert!(named.len() > 50, "{named:?}");
    let mut gone = Vec::new();
    for (file, test) in named {
        let place = if file.starts_with("src/") { root.to_owned() } else { root.join("tests") };
        let text = fs::read_to_string(place.join(file)).unwrap_or_default();
        let is_a_test = |at: usize| {
            let before: Vec<&str> = text.get(..at).unwrap_or_default().lines().rev().collect();
            before.iter().take(8).any(|line| line.trim() == "#[test]")
        };
        if !text.match_indices(&format!("fn {test}()")).any(|(at, _)| is_a_test(at)) {
            gone.push(format!("{file}: {test}"));
        }
    }
    assert!(gone.is_empty(), "SECURITY.md names tests that are not there: {gone:#?}");
    let cell = "| x `no.rs` y | `a.rs`: `one`, `two`; `b/c.rs`: `three` |";
    assert_eq!(named_tests(cell), [("a.rs", "one"), ("a.rs", "two"), ("b/c.rs", "three")]);
}
