//! A release in parts: what its folders and files say is what the package says, for one study and beside
//! those of others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use parquet::file::reader::{FileReader, SerializedFileReader};

use super::{Home, Note, approve_all, ordinary, plan, replaced, said, spelt};

/// Every file below a folder by its path in it.
fn all_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            let inner = all_files(&entry.path());
            all.extend(inner.into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            all.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    all
}

/// The rows of a Parquet file as text, and its columns.
fn read(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let schema = reader.metadata().file_metadata().schema_descr();
    let columns = schema.columns().iter().map(|c| format!("{} {}", c.name(), c.physical_type()));
    let columns = columns.collect();
    let rows = reader.get_row_iter(None).unwrap();
    (columns, rows.map(|row| row.unwrap().to_string()).collect())
}

/// The parts of a table, by the name of their folder.
fn parts<'f>(files: &'f BTreeMap<String, Vec<u8>>, table: &str) -> BTreeMap<&'f str, &'f Vec<u8>> {
    let below = format!("{table}/");
    let of = files.iter().filter_map(|(path, bytes)| {
        Some((path.strip_prefix(below.as_str())?.split_once('/')?.0, bytes))
    });
    of.collect()
}

/// The one study in a folder of parts.
fn only(folder: &Path) -> String {
    let mut all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let one = all.next().unwrap().into_string().unwrap();
    assert_eq!(all.next(), None);
    assert!(one.starts_with("study=r"), "{one}");
    one
}

#[test]
fn the_parts_together_are_the_tables_of_the_package_and_say_no_more_by_their_folders() {
    let home = Home::begun();
    home.notes(&ordinary(60));
    let code = home.planned(&plan());
    approve_all(&home, &code);
    let package = home.built(&code, "whole");
    let told = said(&home.run(&["release", "build", &code, "--parts", "all"]));
    assert!(told.contains("not sealed") && told.contains("residual-risk.md"), "{told}");
    assert!(!told.contains("built before as something else"), "it says the same: {told}");
    let study = only(&home.path("all"));
    let there = all_files(&home.path("all").join(&study));
    let tables: Vec<&str> =
        package.keys().filter_map(|path| path.strip_suffix(".parquet")).collect();
    assert!(tables.len() >= 5, "{tables:?}");
    let mut found = 0;
    for table in &tables {
        let (columns, wanted) = read(&package[&format!("{table}.parquet")]);
        let mut rows = Vec::new();
        for (folder, bytes) in parts(&there, table) {
            let (of, mut inside) = read(bytes);
            assert_eq!(of, columns, "{table} {folder}");
            for row in &inside {
                let told = row.split("period: \"").nth(1).map(|rest| &rest[..7]);
                let month = told.map_or("month=__HIVE_DEFAULT_PARTITION__".to_owned(), |month| {
                    format!("month={month}")
                });
                assert_eq!(month, folder, "{row}");
            }
            rows.append(&mut inside);
            found += 1;
        }
        let (mut rows, mut wanted) = (rows, wanted);
        rows.sort();
        wanted.sort();
        assert_eq!(rows, wanted, "{table}");
    }
    assert_eq!(parts(&there, "observations").len(), 3);
    let of_parquet = there.keys().filter(|path| path.ends_with(".parquet")).count();
    assert_eq!(of_parquet, found, "every part is of some table of the package");
    // What stands beside them is what the package has too, but for what is of its own files.
    for (path, bytes) in there.iter().filter(|(path, _)| !path.contains('/')) {
        if !["README.md", "datapackage.json", "SHA256SUMS"].contains(&path.as_str()) {
            assert_eq!(package.get(path), Some(bytes), "{path}");
        }
    }
    for paper in ["codebook.csv", "residual-risk.md", "anonymisation-log.md", "questions.md"] {
        assert!(there.contains_key(paper), "{paper}");
    }
    for (path, bytes) in &there {
        let text = String::from_utf8_lossy(bytes);
        for word in ["wren", "Canal Row", "Mill Lane", "2026-01-0", "09:15"] {
            assert!(!text.contains(word) && !path.contains(word), "{path} has {word}");
        }
    }
    let described: serde_json::Value = serde_json::from_slice(&there["datapackage.json"]).unwrap();
    let paths: BTreeSet<&str> = described["resources"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|one| one["path"].as_array().unwrap())
        .map(|path| path.as_str().unwrap())
        .collect();
    let on_disk: BTreeSet<&str> =
        there.keys().map(String::as_str).filter(|path| path.contains('/')).collect();
    assert_eq!(paths, on_disk);
}

/// A value that few have in each month and enough have in all stays; one that few have in all goes from
/// each part.
#[test]
fn small_figures_are_masked_within_the_release_as_a_whole_and_not_within_a_part() {
    let home = Home::begun();
    let mut notes = ordinary(60);
    let more = |nth: usize, kind, month| Note {
        text: format!("once more {}", spelt(nth + 300)),
        kind,
        month,
        ..ordinary(60)[nth].clone()
    };
    notes.extend((0..6).map(|nth| more(nth, "kept-safe", 1 + nth % 3)));
    // Two values are too rare, and no third is taken out with them.
    notes.extend((0..2).map(|nth| more(nth + 6, "surprise", 2)));
    notes.extend((0..3).map(|nth| more(nth + 8, "", 2)));
    home.notes(&notes);
    let fields = "fields = [\"period\", \"kind\"]";
    let code = home.planned(&replaced(&plan(), "fields = ", fields));
    home.does(&["release", "build", &code, "--parts", "all"]);
    let there = all_files(&home.path("all").join(only(&home.path("all"))));
    let parts = parts(&there, "observations");
    let mut of_all = 0;
    for bytes in parts.values() {
        let (_, rows) = read(bytes);
        let here = rows.iter().filter(|row| row.contains("kept-safe")).count();
        assert!(here < 5, "few in each part: {here}");
        of_all += here;
        assert!(!rows.iter().any(|row| row.contains("surprise")), "{rows:?}");
    }
    assert_eq!((parts.len(), of_all), (3, 6));
}

#[test]
fn a_month_is_told_only_where_the_released_period_tells_it() {
    let home = Home::begun();
    home.notes(&ordinary(90));
    let folders = |plan: &str, to: &str| -> Vec<String> {
        let code = home.planned(plan);
        home.does(&["release", "build", &code, "--parts", to]);
        let there = all_files(&home.path(to).join(only(&home.path(to))));
        parts(&there, "observations").into_keys().map(str::to_owned).collect()
    };
    let none = ["month=__HIVE_DEFAULT_PARTITION__"];
    let fields = |of: &str| replaced(&plan(), "fields = ", &format!("fields = [{of}]"));
    let with = |period: &str| {
        fields("\"period\"").replace("period = \"month\"", &format!("period = \"{period}\""))
    };
    assert_eq!(folders(&with("quarter"), "quarters"), none);
    assert_eq!(folders(&with("year"), "years"), none);
    assert_eq!(folders(&with("none"), "never"), none);
    assert_eq!(folders(&fields("\"kind\""), "unnamed"), none, "no period is among its columns");
    let weeks = folders(&with("week"), "weeks");
    assert!(weeks.iter().any(|folder| folder == "month=2026-02"), "{weeks:?}");
    // Each week is in one folder alone, also one that lies in two months.
    let there = all_files(&home.path("weeks").join(only(&home.path("weeks"))));
    let mut of_week: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (folder, bytes) in parts(&there, "observations") {
        for row in read(bytes).1 {
            if let Some(week) = row.split("period: \"").nth(1) {
                of_week.entry(week[..8].to_owned()).or_default().insert(folder);
            }
        }
    }
    assert!(of_week.len() > 8 && of_week.values().all(|folders| folders.len() == 1), "{of_week:?}");
}

#[test]
fn parts_are_written_once_and_beside_those_of_others_which_stay_as_they_are() {
    let (home, other) = (Home::begun(), Home::begun());
    let codes = [&home, &other].map(|home| {
        home.notes(&ordinary(60));
        home.planned(&plan())
    });
    let all = home.path("all");
    let to = all.to_str().unwrap();
    other.does(&["release", "build", &codes[1], "--parts", to]);
    let theirs = all_files(&all);
    let built = || home.does(&["release", "build", &codes[0], "--parts", to]);
    built();
    let both = all_files(&all);
    assert!(
        both.len() == 2 * theirs.len() && theirs.iter().all(|(path, b)| both.get(path) == Some(b))
    );
    let again = said(&home.run(&["release", "build", &codes[0], "--parts", to]));
    assert!(again.contains("was there already, the same"), "{again}");
    assert_eq!(all_files(&all), both);
    // Elsewhere it is the same, to the byte and the name.
    home.does(&["release", "build", &codes[0], "--parts", "elsewhere"]);
    let mine: BTreeMap<_, _> =
        both.iter().filter(|(path, _)| !theirs.contains_key(*path)).collect();
    assert_eq!(all_files(&home.path("elsewhere")).iter().collect::<BTreeMap<_, _>>(), mine);
    // Once the study says something else, what lies there is not replaced.
    approve_all(&home, &codes[0]);
    let refused = home.refuses(&["release", "build", &codes[0], "--parts", to], 2);
    assert!(
        refused.contains("is there already") && refused.contains("take that folder away"),
        "{refused}"
    );
    assert_eq!(all_files(&all), both);
    for args in [
        vec!["release", "build", &codes[0]],
        vec!["release", "build", &codes[0], "--parts", "x", "--output", "y"],
        vec!["release", "build", &codes[0], "--parts", "x", "--to", "age1abc"],
    ] {
        home.refuses(&args, 2);
    }
    home.write("a-file", "");
    home.refuses(&["release", "build", &codes[0], "--parts", "a-file"], 3);
    assert!(!home.path("x").exists() && !home.path("y").exists());
}

#[test]
fn parts_are_checked_as_a_package_is() {
    let home = Home::begun();
    home.notes(&ordinary(60));
    let code = home.planned(&plan());
    home.does(&["release", "build", &code, "--parts", "all"]);
    let study = home.path("all").join(only(&home.path("all")));
    let verify = |code: i32, says: &str| {
        let done = home.run(&["release", "verify", study.to_str().unwrap()]);
        assert_eq!(done.status.code(), Some(code), "{says}: {}", said(&done));
        assert!(said(&done).contains(says), "{says}: {}", said(&done));
    };
    verify(0, "byte for byte");
    let there = all_files(&study);
    let part = there.keys().find(|path| path.ends_with(".parquet")).unwrap();
    fs::write(study.join(part), b"PAR1").unwrap();
    verify(1, &format!("{part} was changed"));
    fs::remove_file(study.join(part)).unwrap();
    verify(1, &format!("{part} is missing"));
    fs::write(study.join(part), &there[part]).unwrap();
    let more = study.join("observations/month=2026-01/part-more.parquet");
    fs::write(&more, &there[part]).unwrap();
    verify(1, "part-more.parquet is not part of the release");
    fs::remove_file(more).unwrap();
    approve_all(&home, &code);
    verify(1, "the study would build something else now");
    // Under another's name its rows would be taken for that one's.
    let renamed = home.path("all/study=r00000000000000000000");
    fs::rename(&study, &renamed).unwrap();
    let done = home.run(&["release", "verify", renamed.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(1));
    assert!(said(&done).contains("holds another release"), "{}", said(&done));
}

/// However it is killed, what can be read of the data set is whole.
#[test]
#[cfg(unix)]
fn killed_at_any_time_a_study_is_there_as_a_whole_or_not_at_all() {
    let home = Home::begun();
    home.notes(&ordinary(60));
    let code = home.planned(&plan());
    let began = Instant::now();
    home.does(&["release", "build", &code, "--parts", "whole"]);
    let took = began.elapsed();
    let whole = all_files(&home.path("whole"));
    let (mut there, mut not) = (0, 0);
    for nth in 0..24_u32 {
        let to = home.path(&format!("killed-{nth}"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_asdone"));
        command.args(["release", "build", &code, "--parts"]).arg(&to).current_dir(home.0.path());
        command.env("ASDONE_HOME", home.path("home")).env("TZ", "UTC");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Most of them near the end, where it writes.
        std::thread::sleep(took * (30 + nth * 4) / 100);
        let _ = child.kill();
        child.wait().unwrap();
        let mut all = if to.exists() { all_files(&to) } else { BTreeMap::new() };
        all.retain(|path, _| path.starts_with("study="));
        match all.is_empty() {
            true => not += 1,
            false => {
                assert_eq!(all, whole, "killed at {nth}");
                there += 1;
            }
        }
    }
    println!("{there} whole, {not} not there");
    assert!(not > 0);
    // And what was killed is done by the next one.
    home.does(&["release", "build", &code, "--parts", "killed-0"]);
    let mut all = all_files(&home.path("killed-0"));
    all.retain(|path, _| path.starts_with("study="));
    assert_eq!(all, whole);
    home.does(&["verify"]);
}
