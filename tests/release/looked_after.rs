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
    let with = |act: &dyn Fn(&mut BTreeMap<String, Vec<u8>>)| {
        let mut files = files.clone();
        act(&mut files);
        package::zipped(&files, &name).unwrap()
    };
    check(with(&|files| drop(files.remove("README.md"))), 1, "README.md is missing");
    let changed = |files: &mut BTreeMap<String, Vec<u8>>| {
        files.insert("observations.csv".into(), b"id\n".to_vec());
    };
    check(with(&changed), 1, "observations.csv was changed");
    check(with(&|f| drop(f.insert("more.txt".into(), vec![]))), 1, "more.txt is not part of");
    // What stands in a ZIP file beside its files is in no list of checksums.
    let mut before = b"Siân Prosser, 07700 900123".to_vec();
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
    let text = "went with bryn to the brook house".to_owned();
    notes.push(Note { text: text.clone(), ..notes[0].clone() });
    home.notes(&notes);
    let list = "people = [\"Bryn\", \"Qwynfa\"]\nplaces = [\"Brook House\"]\n";
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
    assert_eq!(marked(&code), ["bryn", "brook house"]);
    // The plan's own words are asked about where the list knows them, and said when it is checked.
    home.write("plan.toml", &planned);
    let check = home.does(&["release", "plan", "plan.toml", "--check"]);
    assert!(check.contains("\"brook house\", which may be a name that this study knows"), "{check}");
    let build = ["release", "build", &code, "--output", "refused"];
    assert!(home.refuses(&build, 2).contains("may say who somebody is"));
    let all = names(&home, &code);
    assert!(all.iter().any(|(_, text)| text == "What the brook house does"), "{all:?}");
    for (name, text) in &all {
        let known = text.to_lowercase().contains("brook house");
        home.does(&["release", "review", &code, if known { "--redact" } else { "--approve" }, name]);
    }
    let made = home.built(&code, "out");
    home.does(&["release", "build", &code, "--output", "out.zip"]);
    home.does(&["export", "--qdpx", "own.qdpx"]);
    home.does(&["report", "--output", "own.html"]);
    let letter = said(&home.run(&["release", "letter", &code]));
    let ways: [&[&str]; 4] =
        [&["export"], &["export", "--format", "csv"], &["audit", "--json"], &["export", "--format", "md"]];
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
    for (name, bytes) in outside.iter().filter(|(name, _)| name.contains('.') && !name.starts_with("own")) {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        assert!(!text.contains("bryn") && !text.contains("brook house"), "{name}");
    }
    let text = String::from_utf8_lossy(&outside.iter().find(|(n, _)| n == "README.md").unwrap().1).into_owned();
    assert!(text.contains("What the [name] does"), "{text}");
}

#[test]
fn what_files_and_folders_are_called_here_stands_in_no_package() {
    let home = Home::begun();
    home.notes(&ordinary(60));
    let called = "Siân Prosser 07700 900123";
    let file = format!("{called}.toml");
    home.write(&file, &plan());
    home.write(&format!("{called}.txt"), "Bryn\n");
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
        "observations", "tags", "taggings", "coverage", "agreement", "tallies", "reflections",
        "debriefs", "debrief_lines", "lessons", "voices",
    ];
    let mut known: BTreeSet<String> = [
        "datapackage.json", "codebook.csv", "codebook.qdc", "project.qdpx", "report.html",
        "questions.md", "consent.md", "information.md", "README.md", "read.py", "read.R",
        "anonymisation-log.md", "residual-risk.md", "CITATION.cff", "datacite.json",
        "ro-crate-metadata.json", "SHA256SUMS",
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
