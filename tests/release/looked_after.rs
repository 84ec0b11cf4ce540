//! What a data steward does around a package: a ZIP file is checked as its folder is, the study keeps its
//! own list of people and places, and what files are called on a laptop stands in none of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;

use asdone::release::package;
use serde_json::Value;

use super::{Home, Note, approve_all, names, ordinary, plan, replaced, said};

#[test]
fn a_zip_file_is_checked_as_its_folder_is_and_hides_nothing() {
    let home = Home::begun();
    home.notes(&ordinary(60));
    let code = home.planned(&plan());
    approve_all(&home, &code);
    home.does(&["release", "build", &code, "--output", "out.zip"]);
    let verify = |name: &str| home.run(&["release", "verify", name, &code]);
    let whole = verify("out.zip");
    assert!(whole.status.success() && said(&whole).contains("byte for byte"), "{}", said(&whole));
    let bytes = fs::read(home.path("out.zip")).unwrap();
    let (name, files) = package::unzipped(&bytes).unwrap();
    let check = |bytes: Vec<u8>, code: i32, says: &str| {
        fs::write(home.path("other.zip"), bytes).unwrap();
        let done = verify("other.zip");
        assert_eq!(done.status.code(), Some(code), "{says}: {}", said(&done));
        assert!(said(&done).contains(says), "{}", said(&done));
    };
    type Files = BTreeMap<String, Vec<u8>>;
    let with = |act: &dyn Fn(&mut Files)| {
        let mut files = files.clone();
        act(&mut files);
        package::zipped(&files, &name).unwrap()
    };
    check(with(&|files| drop(files.remove("README.md"))), 1, "README.md is missing");
    let changed = |files: &mut Files| {
        files.insert("observations.csv".into(), b"id\n".to_vec());
    };
    check(with(&changed), 1, "observations.csv was changed");
    check(with(&|f| drop(f.insert("more.txt".into(), vec![]))), 1, "more.txt is not part of");
    // What stands in a ZIP file beside its files is in no list of checksums.
    let mut before = "Siân Prosser, 07700 900123".as_bytes().to_vec();
    before.extend(&bytes);
    check(before, 1, "packed by something else");
    let mut zip = zip::ZipWriter::new_append(Cursor::new(bytes.clone())).unwrap();
    zip.set_comment("Siân Prosser").unwrap();
    check(zip.finish().unwrap().into_inner(), 1, "packed by something else");
    let two = package::zipped(&files, &format!("{name}/deeper")).unwrap();
    check(two, 3, "lie in one folder");
    check(bytes[..bytes.len() / 2].to_vec(), 3, "not a whole one");
    check(b"age-encryption.org/v1\n".to_vec(), 3, "sealed; open it first");
    assert_eq!(verify("nowhere.zip").status.code(), Some(2));
}

#[test]
fn the_study_s_list_of_people_and_places_is_pointed_out_and_goes_nowhere() {
    let home = Home::begun();
    let mut notes = ordinary(60);
    // In small letters nothing but the list knows them.
    let text = "went with zorvek to the brook house".to_owned();
    notes.push(Note { text: text.clone(), ..notes[0].clone() });
    home.notes(&notes);
    let list = "people = [\"Zorvek\", \"Qwynfa\"]\nplaces = [\"Brook House\"]\n";
    home.write("wrong.toml", "people = [\"B\"]\n");
    let wrong = home.refuses(&["forms", "set", "names", "wrong.toml"], 2);
    assert!(wrong.contains("wrong.toml, line 1") && wrong.contains("too short"), "{wrong}");
    let marked = |code: &str| -> Vec<String> {
        let list = home.does(&["release", "review", code, "--json"]);
        let of = |line: &str| serde_json::from_str::<Value>(line).unwrap();
        let item = list.lines().map(of).find(|item| item["text"] == text.as_str()).unwrap();
        let words = item["marked"].as_array().unwrap().iter();
        words.map(|mark| mark["words"].as_str().unwrap().to_owned()).collect()
    };
    let planned = replaced(&plan(), "title = ", "title = \"What the brook house does\"");
    let code = home.planned(&planned);
    assert_eq!(marked(&code), Vec::<String>::new(), "nothing else points them out");
    home.write("names.toml", list);
    home.does(&["forms", "set", "names", "names.toml"]);
    assert_eq!(marked(&code), ["zorvek", "brook house"]);
    // The plan's own words are asked about where the list knows them, and said when it is checked.
    home.write("plan.toml", &planned);
    let check = home.does(&["release", "plan", "plan.toml", "--check"]);
    assert!(
        check.contains("\"brook house\", which may be a name that this study knows"),
        "{check}"
    );
    let build = ["release", "build", &code, "--output", "refused"];
    assert!(home.refuses(&build, 2).contains("may say who somebody is"));
    let all = names(&home, &code);
    assert!(all.iter().any(|(_, text)| text == "What the brook house does"), "{all:?}");
    for (name, text) in &all {
        let known = text.to_lowercase().contains("brook house");
        home.does(&[
            "release",
            "review",
            &code,
            if known { "--redact" } else { "--approve" },
            name,
        ]);
    }
    let made = home.built(&code, "out");
    home.does(&["release", "build", &code, "--output", "out.zip"]);
    home.does(&["export", "--qdpx", "own.qdpx"]);
    home.does(&["report", "--output", "own.html"]);
    let letter = said(&home.run(&["release", "letter", &code]));
    let ways: [&[&str]; 4] = [
        &["export"],
        &["export", "--format", "csv"],
        &["audit", "--json"],
        &["export", "--format", "jsonl"],
    ];
    let mut outside: Vec<(String, Vec<u8>)> = made.into_iter().collect();
    outside.push(("letter".into(), letter.into()));
    for name in ["out.zip", "own.qdpx", "own.html"] {
        outside.push((name.into(), fs::read(home.path(name)).unwrap()));
    }
    for args in ways {
        outside.push((args.join(" "), said(&home.run(args)).into()));
    }
    for (name, bytes) in &outside {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        assert!(!text.contains("qwynfa"), "{name} has the list in it");
    }
    for (name, bytes) in
        outside.iter().filter(|(name, _)| name.contains('.') && !name.starts_with("own"))
    {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        assert!(!text.contains("zorvek") && !text.contains("brook house"), "{name}");
    }
    let text = String::from_utf8_lossy(&outside.iter().find(|(n, _)| n == "README.md").unwrap().1)
        .into_owned();
    assert!(text.contains("What the [name] does"), "{text}");
}

#[test]
fn what_files_and_folders_are_called_here_stands_in_no_package() {
    let home = Home::begun();
    home.notes(&ordinary(60));
    let called = "Siân Prosser 07700 900123";
    let file = format!("{called}.toml");
    home.write(&file, &plan());
    home.write(&format!("{called}.txt"), "Zorvek\n");
    let planned = said(&home.run(&["release", "plan", &file]));
    let code = planned.split_whitespace().skip_while(|word| *word != "release").nth(1).unwrap();
    home.does(&["release", "review", code, "--list", "--names", &format!("{called}.txt")]);
    approve_all(&home, code);
    let made = home.built(code, called);
    let zip_name = format!("{called}.zip");
    home.does(&["release", "build", code, "--output", &zip_name]);
    let zip = fs::read(home.path(&zip_name)).unwrap();
    let (folder, unpacked) = package::unzipped(&zip).unwrap();
    assert_eq!(unpacked, made);
    let mut all: Vec<(String, Vec<u8>)> = made.clone().into_iter().collect();
    all.push(("the ZIP file".into(), zip));
    all.push(("the folder in it".into(), folder.into_bytes()));
    for (name, bytes) in all {
        let text = String::from_utf8_lossy(&bytes);
        for word in ["Prosser", "Siân", "900123", "%C3%A2n"] {
            assert!(!text.contains(word) && !name.contains(word), "{name} has {word}");
        }
    }
    // Every file is called what every release calls it, whatever is in the study.
    let tables = [
        "observations",
        "tags",
        "taggings",
        "coverage",
        "agreement",
        "tallies",
        "reflections",
        "debriefs",
        "debrief_lines",
        "lessons",
        "voices",
    ];
    let mut known: BTreeSet<String> = [
        "datapackage.json",
        "codebook.csv",
        "codebook.qdc",
        "project.qdpx",
        "report.html",
        "questions.md",
        "consent.md",
        "information.md",
        "README.md",
        "read.py",
        "read.R",
        "anonymisation-log.md",
        "residual-risk.md",
        "CITATION.cff",
        "datacite.json",
        "ro-crate-metadata.json",
        "SHA256SUMS",
    ]
    .map(str::to_owned)
    .into();
    for table in tables {
        known.extend([format!("{table}.csv"), format!("{table}.parquet")]);
    }
    for name in made.keys() {
        assert!(known.contains(name), "{name} is the name of no file that releases have");
    }
}

/// Whoever has two releases puts rows together by their words: what one left out for the sake of a small
/// class, the other must not give.
#[test]
fn releases_that_can_be_put_together_by_their_words_are_told_apart_from_those_that_cannot() {
    let home = Home::begun();
    let mut notes = ordinary(60);
    for nth in 0..6 {
        let text = format!("went along, {}", super::spelt(nth));
        notes.push(Note { text, setting: "Ford House", month: 1 + nth % 3, ..notes[nth].clone() });
    }
    home.notes(&notes);
    let fields = |fields: &str| {
        let plan = replaced(&plan(), "fields = ", &format!("fields = [{fields}]"));
        let plan = replaced(&plan, "tables = ", "tables = []");
        plan.replace("\"Canal Row\"", "\"Ford House\" = \"a house\"\n\"Canal Row\"")
    };
    let by_month = home.planned(&fields("\"period\", \"text\""));
    approve_all(&home, &by_month);
    home.built(&by_month, "by-month");
    // The same again says nothing that the first does not.
    let again = home.planned(&fields("\"period\", \"text\""));
    let said_again = home.does(&["release", "compare", &again]);
    assert!(said_again.contains("0 only there, 0 only here"), "{said_again}");
    assert!(
        said_again.contains("66 rows can be put together by their words: and say nothing more")
    );
    // By setting alone each place has six or more; of a month there are two.
    let by_place = home.planned(&fields("\"setting\", \"text\""));
    let told = home.refuses(&["release", "compare", &by_place], 1);
    assert!(told.contains("6 of them are then among fewer than 5"), "{told}");
    home.write("plan.toml", &fields("\"setting\", \"text\""));
    let check = home.does(&["release", "plan", "plan.toml", "--check"]);
    assert!(check.contains(&format!("Held against release {by_month}")), "{check}");
    let built = said(&home.run(&["release", "build", &by_place, "--output", "by-place"]));
    assert!(built.contains("6 of them are then among fewer than 5"), "{built}");
    // Without words nothing puts them together.
    let no_words = home.planned(&fields("\"setting\", \"kind\""));
    let told = home.does(&["release", "compare", &no_words]);
    assert!(!told.contains("put together by their words"), "{told}");
    // Built anew under the same key, a row has the same id.
    home.write("plan.toml", &fields("\"setting\", \"kind\", \"text\""));
    home.does(&["release", "plan", "plan.toml", "--for", &by_place]);
    let built = said(&home.run(&["release", "build", &by_place, "--output", "again"]));
    assert!(built.contains("where its rows have the same ids"), "{built}");
}

/// Every file below a folder.
fn all_files(folder: &std::path::Path, found: &mut Vec<(std::path::PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true => all_files(&entry, found),
            false => found.push((entry.clone(), fs::read(&entry).unwrap())),
        }
    }
}

#[test]
fn with_the_key_burnt_nothing_on_the_laptop_tells_what_an_id_stands_for() {
    use asdone::journal::Mending;
    use asdone::open::OpenStudy;
    use asdone::release::pseudonym::Of;
    use asdone::release::{kept, verify};
    use asdone::study::Sort;
    let home = Home::begun();
    home.notes(&ordinary(60));
    let code = home.planned(&plan());
    approve_all(&home, &code);
    let made = home.built(&code, "out");
    let study = home.path("home").join("study");
    let key = || {
        let (mut open, _) = OpenStudy::open(&study, None, Mending::Ask).unwrap();
        open.read_past(None).unwrap();
        let sheet = open.study.sheets().all_of(Sort::Release).next().unwrap();
        let note = open.study.records()[0].id();
        let name = kept::key(sheet).map(|(_, key)| key.name(Of::Observation, note.0));
        let bytes = sheet.lines().find_map(|said| match &said.line {
            asdone::study::Line::Key(bytes) => Some(*bytes),
            _ => None,
        });
        (name, bytes)
    };
    let (Some(name), Some(bytes)) = key() else { panic!("the key is there") };
    assert!(super::rows(&made, "observations").iter().any(|row| row["id"] == name));
    let lies_in = |bytes: &[u8]| -> Vec<std::path::PathBuf> {
        let mut found = Vec::new();
        all_files(&home.path("home"), &mut found);
        let holds = |(_, file): &(_, Vec<u8>)| file.windows(bytes.len()).any(|part| part == bytes);
        found.into_iter().filter(holds).map(|(path, _)| path).collect()
    };
    assert!(!lies_in(&bytes).is_empty(), "or the search would find nothing");
    home.does(&["release", "burn", &code, "--reason", "the project is over", "--yes"]);
    assert_eq!(key(), (None, None));
    assert_eq!(lies_in(&bytes), Vec::<std::path::PathBuf>::new());
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(lies_in(hex.as_bytes()).is_empty());
    // Nor does anything here name a row of it; what was given out is whole all the same.
    assert!(lies_in(name.as_bytes()).is_empty());
    assert_eq!(verify::by_itself(&made), Vec::<String>::new());
    // Planned anew, the same study gives other ids.
    let anew = home.planned(&plan());
    let again = home.built(&anew, "anew");
    assert!(super::rows(&again, "observations").iter().all(|row| row["id"] != name));
}

/// The same where the study is sealed and there is a copy of it: whoever has the passphrase reads the key in
/// no record of either any more, and no piece of what it was sealed as is left.
#[cfg(unix)]
#[test]
fn with_the_key_burnt_a_sealed_study_and_its_copies_open_to_none() {
    use std::os::unix::fs::PermissionsExt;

    use asdone::journal::keys::{self, Secret};
    use asdone::journal::{CopyFound, Journal, Mending};
    use asdone::study::{Change, Content, Entry, Line};
    const GOOD: &str = "lantern otter gravel seventeen";
    let home = Home(tempfile::tempdir().unwrap());
    home.write("secret", GOOD);
    fs::set_permissions(home.path("secret"), fs::Permissions::from_mode(0o600)).unwrap();
    home.does(&["init", "--name", "Riverside", "--pseudonym", "wren", "--seal"]);
    home.notes(&ordinary(60));
    let code = home.planned(&plan());
    approve_all(&home, &code);
    let made = home.built(&code, "out");
    home.does(&["backup", "stick"]);
    let (study, stick) = (home.path("home").join("study"), home.path("stick"));
    let key = || keys::unlock(&study, &Secret::passphrase(GOOD.to_owned())).unwrap();
    let is_key = |entry: &Entry| {
        matches!(&entry.content, Content::Known(Change::Said { line: Line::Key(_), .. }))
    };
    // What each of the two records says by itself, the other having been taken away.
    let of_study = |without: &str| {
        let elsewhere = tempfile::tempdir().unwrap();
        let mut files = Vec::new();
        all_files(&study, &mut files);
        for (path, bytes) in files {
            let path = path.strip_prefix(&study).unwrap();
            if !path.starts_with(without) {
                let path = elsewhere.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
        let opened = Journal::open_with(elsewhere.path(), Some(&key()), Mending::Rebuild);
        let mut keys = 0;
        opened.unwrap().0.replay(|entry| keys += usize::from(is_key(&entry))).unwrap();
        keys
    };
    let of_copy = || {
        let mut keys = 0;
        let copy = CopyFound::open(&stick, Some(&key())).unwrap();
        copy.replay(|entry| keys += usize::from(is_key(&entry))).unwrap();
        keys
    };
    assert_eq!((of_study("store"), of_study("segments"), of_copy()), (1, 1, 1));
    let sealed_as = fs::read(study.join("segments").join("00000001.seg")).unwrap();
    let sealed_as: Vec<&[u8]> = sealed_as[104..].chunks_exact(48).collect();
    let left = |sealed_as: &[&[u8]]| {
        let mut files = Vec::new();
        all_files(home.0.path(), &mut files);
        let holds = |piece: &&&[u8]| {
            files.iter().any(|(_, file)| memchr::memmem::find(file, piece).is_some())
        };
        sealed_as.iter().filter(holds).count()
    };
    assert_eq!(left(&sealed_as), sealed_as.len());
    home.does(&["release", "burn", &code, "--reason", "the project is over", "--yes"]);
    assert_eq!((of_study("store"), of_study("segments"), of_copy()), (0, 0, 0));
    assert_eq!(left(&sealed_as), 0, "of {} pieces", sealed_as.len());
    // What was given out is whole, and nobody here builds it again.
    assert_eq!(asdone::release::verify::by_itself(&made), Vec::<String>::new());
    assert!(home.refuses(&["release", "build", &code, "--output", "x"], 2).contains("destroyed"));
}
