//! The real program from the outside: pages of commands with what they print (`tests/cli/*.trycmd`,
//! which are a manual as well), and bad input of every sort with its message and exit code.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests may panic"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder with nothing in it, and the program to be run there.
struct Desk {
    home: TempDir,
}

/// What the program did.
#[derive(Debug)]
struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Done {
    #[track_caller]
    fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    #[track_caller]
    fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    #[track_caller]
    fn says(self, words: &str) -> Self {
        assert!(self.err.contains(words), "should say {words:?}: {self:?}");
        self
    }

    #[track_caller]
    fn shows(self, words: &str) -> Self {
        assert!(self.out.contains(words), "should show {words:?}: {self:?}");
        self
    }

    /// The code of the observation that was recorded.
    fn code_of_note(&self) -> String {
        self.out.trim().to_owned()
    }
}

impl Desk {
    fn bare() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn new() -> Self {
        let desk = Self::bare();
        desk.run(&["init", "--name", "Riverside duty team", "--pseudonym", "wren"]).ok();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path.to_string_lossy().into_owned()
    }

    fn command(&self) -> Command {
        program(self.home.path())
    }

    fn run(&self, args: &[&str]) -> Done {
        self.hand_in(args, b"")
    }

    fn hand_in(&self, args: &[&str], input: &[u8]) -> Done {
        run(self.command().args(args), input)
    }

    fn texts(&self) -> Vec<String> {
        let listed = self.run(&["list", "--json", "--sort", "oldest"]).ok();
        let texts = listed.out.lines().map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            line["text"].as_str().unwrap().to_owned()
        });
        texts.collect()
    }
}

fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asdone"));
    command.env("ASDONE_HOME", home).env("TZ", "UTC").env("NO_COLOR", "1").current_dir(home);
    command.env_remove("COLUMNS");
    command
}

fn run(command: &mut Command, input: &[u8]) -> Done {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that refuses at once never reads what is handed in.
    let _ = child.stdin.take().unwrap().write_all(input);
    let done = child.wait_with_output().unwrap();
    Done {
        code: done.status.code(),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

/// The files below a folder whose name holds `part`.
fn found(folder: &Path, part: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files.extend(found(&path, part));
        } else if path.file_name().unwrap().to_string_lossy().contains(part) {
            files.push(path);
        }
    }
    files
}

mod pages {
    /// Runs one page with a folder of its own for the study.
    fn page(name: &str) {
        let home = tempfile::tempdir().unwrap();
        let cases = trycmd::TestCases::new();
        cases.env("ASDONE_HOME", home.path().to_string_lossy());
        cases.env("TZ", "UTC");
        let shown = home.path().to_string_lossy().into_owned();
        cases.insert_var("[HOME]", shown).unwrap();
        cases.case(format!("tests/cli/{name}.trycmd"));
        cases.run();
    }

    #[test]
    fn what_was_taken_back_comes_back() {
        page("taken-back");
    }

    #[test]
    fn a_first_session() {
        page("first-session");
    }

    #[test]
    fn a_shift() {
        page("shift");
    }

    #[test]
    fn voices() {
        page("voices");
    }

    #[test]
    fn lessons() {
        page("lessons");
    }

    #[test]
    fn putting_right() {
        page("putting-right");
    }

    #[test]
    fn the_codebook() {
        page("codebook");
    }

    #[test]
    fn tallies() {
        page("tallies");
    }

    #[test]
    fn refusals() {
        page("refusals");
    }
}

mod recording {
    use super::*;

    #[test]
    fn a_note_on_standard_input_is_recorded_and_its_code_handed_to_the_script() {
        let desk = Desk::new();
        let done = desk.hand_in(&["add"], b"Rang school before the visit\n").ok();
        let code = done.code_of_note();
        assert_eq!(code.len(), 5, "{done:?}");
        desk.run(&["show", &code]).ok().shows("Rang school before the visit");
    }

    #[test]
    fn the_shorthand_works_as_on_the_screen() {
        let desk = Desk::new();
        let line = "-15m Rang school before the visit !a #p.anticipate @\"duty desk\"";
        let code = desk.run(&["add", line]).ok().code_of_note();
        let shown = desk.run(&["show", &code, "--json"]).ok();
        let shown: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
        assert_eq!(shown["text"], "Rang school before the visit");
        assert_eq!(shown["kind"], "adjustment");
        assert_eq!(shown["setting"], "duty desk");
        assert_eq!(shown["tags"], serde_json::json!(["p.anticipate"]));
        assert_ne!(shown["happened_at"], shown["recorded_at"]);
    }

    #[test]
    fn every_field_can_be_said_as_an_option() {
        let desk = Desk::new();
        let args = [
            "add",
            "Wrote the plan by hand",
            "--kind",
            "workaround",
            "--at",
            "2026-03-03 09:15",
            "--setting",
            "home visit",
            "--tag",
            "t.tool",
            "--tag",
            "s.check",
            "--stance",
            "joint",
            "--prompted",
            "--aim",
            "leave a plan",
            "--cues",
            "printer light",
            "--expectation",
            "none",
            "--options",
            "come back",
            "--pressure",
            "school run",
            "--prescribed",
            "print",
            "--done",
            "wrote",
            "--told",
            "yes, both of them",
            "--noticing",
            "I read it back twice",
            "--json",
        ];
        let line: serde_json::Value = serde_json::from_str(&desk.run(&args).ok().out).unwrap();
        assert_eq!(line["kind"], "workaround");
        assert_eq!(line["setting"], "home visit");
        assert_eq!(line["origin"], "prompted");
        assert!(line["happened_at"].as_str().unwrap().starts_with("2026-03-03T09:15:00"));
        let code = line["id"].as_str().unwrap().to_owned();
        let shown = desk.run(&["show", &code]).ok();
        for words in [
            "leave a plan",
            "printer light",
            "come back",
            "school run",
            "joint",
            "both of",
            "back twice",
        ] {
            assert!(shown.out.contains(words), "{words}: {shown:?}");
        }
    }

    #[test]
    fn being_asked_line_by_line_needs_only_the_first_answer() {
        let desk = Desk::new();
        desk.hand_in(&["add", "--ask"], b"Rang school before the visit\n").ok();
        assert_eq!(desk.texts(), ["Rang school before the visit"]);
    }

    #[test]
    fn being_asked_line_by_line_takes_every_answer_and_asks_again_what_it_cannot_read() {
        let desk = Desk::new();
        let answers = "Rang school before the visit\nx\na\n25:99\n-15m\nduty desk\ns.chek\ny\nj\ny\n\
                       y\nto be sure\n\n\n\n\n\n\n";
        let done = desk.hand_in(&["add", "--ask", "--json"], answers.as_bytes()).ok();
        let line: serde_json::Value = serde_json::from_str(&done.out).unwrap();
        assert_eq!(line["kind"], "adjustment");
        assert_eq!(line["setting"], "duty desk");
        assert_eq!(line["tags"], serde_json::json!(["s.check"]));
        assert_eq!(line["origin"], "prompted");
        let done = done.says("\"x\" is none of these").says("Did you mean s.check?");
        assert!(!done.err.contains("panicked"), "{done:?}");
        desk.run(&["drafts", "ask"]).code(1);
    }

    #[test]
    fn right_to_left_and_combining_text_stays_as_it_was_written() {
        let desk = Desk::new();
        for text in ["اتصلت بالمدرسة قبل الزيارة", "Zoe\u{308} rang", "שלום mixed with English"]
        {
            desk.hand_in(&["add"], text.as_bytes()).ok();
            assert!(desk.texts().contains(&text.to_owned()), "{text}");
        }
        desk.run(&["search", "zoë"]).ok().shows("rang");
        desk.run(&["search", "المدرسة"]).ok();
    }

    #[test]
    fn a_closed_pipe_is_success() {
        let desk = Desk::new();
        for n in 0..40 {
            desk.hand_in(&["add"], format!("note {n} {}", "x".repeat(4000)).as_bytes()).ok();
        }
        let mut child = desk
            .command()
            .args(["list", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{:?}", String::from_utf8_lossy(&done.stderr));
        assert!(done.stderr.is_empty(), "{:?}", String::from_utf8_lossy(&done.stderr));
    }

    #[test]
    fn export_and_import_bring_a_study_to_another_place_without_loss() {
        let desk = Desk::new();
        let code = desk.run(&["add", "First words", "--tag", "s.check"]).ok().code_of_note();
        desk.run(&["amend", &code, "Better words", "--why", "clearer"]).ok();
        desk.run(&["later", &code, "It helped in court"]).ok();
        desk.run(&["add", "A second one"]).ok();
        let copy = desk.path("copy.jsonl").to_string_lossy().into_owned();
        desk.run(&["export", "--output", &copy]).ok();
        desk.run(&["export", "--output", &copy]).code(2).says("is there already");
        desk.run(&["export", "--output", &copy, "--force"]).ok();

        let other = Desk::new();
        other.run(&["import", &copy]).ok().says("2 rows taken in");
        other.run(&["import", &copy]).ok().says("2 here already");
        let shown = other.run(&["show", &code, "--history"]).ok();
        for words in ["First words", "Better words", "clearer", "It helped in court", "s.check"] {
            assert!(shown.out.contains(words), "{words}: {shown:?}");
        }
        let (mut here, mut there) = (desk.texts(), other.texts());
        here.sort();
        there.sort();
        assert_eq!(here, there);
    }

    #[test]
    fn a_whole_shift_of_forty_jotted_lines_is_taken_in_once() {
        let desk = Desk::new();
        let shift = include_str!("../examples/data/shift.txt");
        let counts = |line: &&str| !line.trim().is_empty() && !line.starts_with("//");
        assert_eq!(shift.lines().filter(counts).count(), 40);
        let file = desk.file("shift.txt", shift.as_bytes());
        let first = desk.run(&["jot", &file]).code(2).says("32 lines taken in, 6 not");
        for reason in [
            "line 12: there is no hour 25",
            "line 15: there is no text to save",
            "line 19: there is no kind z",
            "did you mean s.check?",
            "line 27: there is no text to save",
            "line 42: this heading is not a date: there is no 30 February",
        ] {
            assert!(first.err.contains(reason), "{reason}: {first:?}");
        }
        let texts = desk.texts();
        assert_eq!(texts.len(), 32);
        let kept = fs::read_to_string(desk.path("shift.not-taken-in.txt")).unwrap();
        assert!(kept.contains("25:70 o Drove back the long way"), "{kept}");

        desk.run(&["jot", &file]).code(2).says("0 lines taken in, 32 here already, 6 not");
        assert_eq!(desk.texts(), texts);
        desk.run(&["list", "on:2026-03-04", "--json"]).ok().shows("2026-03-04T00:15:00");
    }

    #[test]
    fn jotted_lines_are_taken_in_once_and_wrong_ones_are_kept_with_their_reasons() {
        let desk = Desk::new();
        let shift = desk.file(
            "shift.txt",
            b"2026-03-03\n09:15 a rang school before the visit #p.anticipate\n\
              31:99 w no such time\n11:40 w printer down, wrote the plan by hand #t.tool\n",
        );
        let done = desk.run(&["jot", &shift]).code(2).says("2 lines taken in").says("line 3");
        let kept = found(desk.home.path(), "not-taken-in");
        assert_eq!(kept.len(), 1, "{done:?}");
        assert!(fs::read_to_string(&kept[0]).unwrap().contains("31:99 w no such time"));
        desk.run(&["jot", &shift]).code(2).says("2 here already");
        assert_eq!(desk.texts().len(), 2);
    }
}

mod bad_input {
    use super::*;

    #[test]
    fn a_tag_one_slip_from_a_known_one_is_questioned_and_the_text_is_kept() {
        let desk = Desk::new();
        let done = desk.hand_in(&["add"], b"Read it back to her #s.chek\n").code(2);
        done.says("did you mean s.check").says("--new-tag").says("asdone drafts refused");
        assert!(desk.texts().is_empty());
        let kept = desk.run(&["drafts", "refused"]).ok();
        assert_eq!(kept.out, "Read it back to her #s.chek\n");
        desk.hand_in(&["add", "--new-tag"], kept.out.as_bytes()).ok();
        desk.run(&["list", "tag:s.chek"]).ok().shows("Read it back");
    }

    #[test]
    fn a_date_that_cannot_be_is_refused() {
        let desk = Desk::new();
        desk.run(&["add", "x", "--at", "2026-02-30 10:00"]).code(2).says("is not a time");
        desk.run(&["add", "x", "--at", "25:99"]).code(2).says("is not a time");
        assert!(desk.texts().is_empty());
    }

    #[test]
    fn a_time_still_to_come_is_questioned() {
        let desk = Desk::new();
        let in_three_days = asdone::config::clock::now().plus_minutes(3 * 24 * 60).local();
        let at = in_three_days.format("%Y-%m-%d %H:%M").to_string();
        desk.run(&["add", "x", "--at", &at]).code(2).says("future").says("--future");
        desk.run(&["add", "x", "--at", &at, "--future"]).ok();
    }

    #[test]
    fn a_text_past_the_limit_is_kept_and_can_be_attached_as_later_notes() {
        let desk = Desk::new();
        let text = "read it back to the mother and she nodded ".repeat(1800);
        let done = desk.hand_in(&["add"], text.as_bytes()).code(2);
        done.says("32 KiB").says("kept as a draft").says("asdone add --split");
        assert!(desk.texts().is_empty());
        let kept = desk.run(&["drafts", "too-long"]).ok();
        assert_eq!(kept.out.trim(), text.trim());
        let code = desk.hand_in(&["add", "--split"], kept.out.as_bytes()).ok().code_of_note();
        let shown = desk.run(&["show", &code]).ok();
        assert_eq!(shown.out.matches("mother").count(), 1800);
        assert!(shown.out.contains("later"), "the rest is attached as later notes");
    }

    #[test]
    fn a_nul_byte_is_refused_with_its_place_and_the_text_is_kept() {
        let desk = Desk::new();
        let done = desk.hand_in(&["add"], b"Rang\0school").code(2);
        done.says("control character (U+0000) at character 5").says("nothing is lost");
        assert!(desk.texts().is_empty());
    }

    #[test]
    fn bytes_that_are_not_text_are_kept_and_the_first_wrong_one_is_named() {
        let desk = Desk::new();
        let bytes = b"Rang Zo\xeb before the visit";
        let done = desk.hand_in(&["add"], bytes).code(2).says("byte 7 (0xEB)");
        let kept = found(desk.home.path(), "not-utf-8");
        assert_eq!(kept.len(), 1, "{done:?}");
        assert_eq!(fs::read(&kept[0]).unwrap(), bytes);
        done.says(&kept[0].to_string_lossy());
        assert!(desk.texts().is_empty());
    }

    #[test]
    fn no_text_at_all_is_refused() {
        let desk = Desk::new();
        desk.hand_in(&["add"], b"  \n").code(2).says("no text");
        desk.run(&["add", "-promted"]).code(2).says("no option");
        desk.run(&["add", "--promted"]).code(2).says("--promted");
    }

    #[test]
    fn where_there_is_no_study_the_way_to_begin_one_is_named() {
        let desk = Desk::bare();
        desk.hand_in(&["add"], b"x").code(3).says("is not a study").says("asdone init");
        desk.run(&["list"]).code(3).says("asdone init");
        desk.run(&["doctor"]).ok().shows("asdone init");
    }

    #[test]
    fn a_folder_that_is_not_a_study_is_left_as_it_is() {
        let desk = Desk::bare();
        let folder = desk.path("photos");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("cat.jpg"), "a cat").unwrap();
        let dir = folder.to_string_lossy().into_owned();
        desk.run(&["--study", &dir, "list"]).code(3).says("is not a study");
        desk.hand_in(&["--study", &dir, "add"], b"x").code(3).says("is not a study");
        assert_eq!(found(&folder, "").iter().filter(|p| p.ends_with("cat.jpg")).count(), 1);
    }

    #[test]
    fn a_study_is_not_begun_over_another() {
        let desk = Desk::new();
        desk.run(&["add", "Rang school"]).ok();
        let again = ["init", "--name", "Another", "--pseudonym", "wren"];
        desk.run(&again).code(2).says("already");
        assert_eq!(desk.texts(), ["Rang school"]);
    }

    #[test]
    fn what_is_needed_to_begin_a_study_is_named() {
        let desk = Desk::bare();
        desk.run(&["init", "--name", "Riverside"]).code(2).says("--pseudonym");
        desk.run(&["init", "--pseudonym", "wren"]).code(2).says("--name");
        desk.run(&["init", "--name", " ", "--pseudonym", "wren"]).code(2);
        assert!(!desk.path("study").exists(), "nothing is left behind by a refusal");
    }

    #[test]
    fn a_query_that_cannot_be_read_is_pointed_at() {
        let desk = Desk::new();
        let done = desk.run(&["list", "kind:wrkaround"]).code(2).says("kind:wrkaround");
        done.says("^");
    }

    #[test]
    fn a_code_that_is_not_there_is_refused() {
        let desk = Desk::new();
        desk.run(&["show", "zzzzz"]).code(2).says("no observation \"zzzzz\"");
        desk.run(&["tag", "zzzzz", "s.check"]).code(2);
        desk.run(&["undo"]).code(2).says("nothing to undo");
    }

    #[test]
    fn nothing_found_has_a_code_of_its_own() {
        let desk = Desk::new();
        desk.run(&["list"]).ok().says("nothing is recorded yet");
        desk.run(&["search", "printer"]).code(1);
        desk.run(&["add", "Rang school"]).ok();
        desk.run(&["search", "printer"]).code(1).says("nothing found among 1");
        desk.run(&["list", "printer"]).code(1);
        desk.run(&["tally", "printer"]).code(1);
        desk.run(&["export", "printer"]).code(1);
    }

    #[test]
    fn settings_that_cannot_be_read_never_stand_in_the_way() {
        let desk = Desk::new();
        desk.file("settings.toml", b"theem = \"dark\"\n");
        desk.run(&["add", "Rang school"]).ok().says("settings.toml, line 1").says("theme");
    }
}

mod practice_and_pages {
    use super::*;

    #[test]
    fn the_practice_study_has_a_folder_of_its_own_and_never_touches_a_real_one() {
        let desk = Desk::new();
        desk.run(&["add", "Rang school"]).ok();
        let folder = desk.run(&["demo", "--print"]).ok().out.trim().to_owned();
        assert_ne!(Path::new(&folder), desk.path("study"));
        desk.run(&["--study", &folder, "list", "--limit", "2"]).ok().shows("#");
        let real = desk.path("study").to_string_lossy().into_owned();
        desk.run(&["--study", &real, "demo", "--fresh", "--print"])
            .code(2)
            .says("not for practice");
        assert_eq!(desk.texts(), ["Rang school"]);
    }

    #[test]
    fn a_fresh_practice_study_takes_the_place_of_one_that_was_changed() {
        let desk = Desk::bare();
        let folder = desk.run(&["demo", "--print"]).ok().out.trim().to_owned();
        desk.run(&["--study", &folder, "add", "an unmistakable change"]).ok();
        desk.run(&["demo", "--print"]).ok();
        desk.run(&["--study", &folder, "search", "unmistakable"]).ok();
        desk.run(&["demo", "--print", "--fresh"]).ok();
        desk.run(&["--study", &folder, "search", "unmistakable"]).code(1);
    }

    #[test]
    fn completions_and_pages_are_written_for_every_command() {
        let desk = Desk::bare();
        for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
            desk.run(&["completions", shell]).ok().shows("codebook");
        }
        desk.run(&["man"]).ok().shows(".TH asdone");
        let pages = desk.path("pages").to_string_lossy().into_owned();
        desk.run(&["man", "--dir", &pages]).ok();
        for page in ["asdone.1", "asdone-add.1", "asdone-codebook-merge.1"] {
            assert!(desk.path("pages").join(page).is_file(), "{page}");
        }
    }

    #[test]
    fn help_is_data_and_a_wrong_argument_is_not() {
        let desk = Desk::bare();
        desk.run(&["help"]).ok().shows("A first session");
        desk.run(&["help", "add"]).ok().shows("history file");
        desk.run(&["--version"]).ok().shows("asdone 0.");
        let wrong = desk.run(&["list", "--jsn"]).code(2).says("--json");
        assert!(wrong.out.is_empty(), "{wrong:?}");
    }
}

mod shared_and_failing_disks {
    use super::*;
    use asdone::journal::Journal;

    #[test]
    fn a_note_added_while_the_study_is_open_elsewhere_waits_and_is_taken_in() {
        let desk = Desk::new();
        desk.run(&["study", "--add-setting", "court"]).ok();
        let (open, _) = Journal::open(&desk.path("study"), None).unwrap();
        let line = "Rang school #p.anticipate @\"duty desk\"";
        let done = desk.hand_in(&["add"], line.as_bytes()).ok().says("waits in the inbox");
        let code = done.code_of_note();
        desk.run(&["tag", "x", "t.tool"]).code(75).says("another asdone has this study open");
        desk.run(&["doctor"]).code(75).shows("another asdone");
        drop(open);
        desk.run(&["list", "duty"]).code(1).says("Added 1 note from the inbox");
        desk.run(&["show", &code]).ok().shows("#p.anticipate").shows("duty desk");
        desk.run(&["study"]).ok().shows("court");
        assert_eq!(desk.texts().len(), 1);
    }

    #[test]
    fn many_at_once_lose_nothing() {
        let desk = Desk::new();
        let children: Vec<_> = (0..8)
            .map(|n| {
                let mut command = desk.command();
                let command = command.args(["add", &format!("note {n}")]);
                command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
                command.spawn().unwrap()
            })
            .collect();
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
        let mut texts = desk.texts();
        texts.sort();
        let all: Vec<String> = (0..8).map(|n| format!("note {n}")).collect();
        assert_eq!(texts, all);
    }

    #[test]
    fn a_study_from_a_newer_version_is_left_alone() {
        let desk = Desk::new();
        let file = desk.path("study/study");
        let text = fs::read_to_string(&file).unwrap().replace("format 1", "format 9");
        let (lines, _) = text.rsplit_once("check ").unwrap();
        let check: String = blake3::hash(lines.as_bytes()).to_hex().chars().take(32).collect();
        let newer = format!("{lines}check {check}\n");
        fs::write(&file, &newer).unwrap();
        desk.run(&["list"]).code(3).says("newer asdone").says("untouched");
        desk.hand_in(&["add"], b"x").code(3).says("newer asdone");
        desk.run(&["doctor"]).code(3).shows("newer asdone");
        assert_eq!(fs::read_to_string(&file).unwrap(), newer);
    }

    #[test]
    fn a_damaged_copy_is_mended_from_the_other_and_that_is_said() {
        let desk = Desk::new();
        for n in 0..5 {
            desk.run(&["add", &format!("note {n}")]).ok();
        }
        for file in found(&desk.path("study/store"), "") {
            fs::write(&file, vec![0; 4096]).unwrap();
        }
        desk.run(&["list"]).code(3).says("nothing is lost").says("asdone repair");
        desk.run(&["repair"]).ok().shows("rebuilt").shows("set-aside/");
        let listed = desk.run(&["list", "--json"]).ok();
        assert_eq!(listed.out.lines().count(), 5);
        desk.run(&["doctor"]).ok().shows("all is well");
    }

    /// A small disk of its own, where this machine lets us have one.
    struct Disk {
        folder: TempDir,
    }

    impl Disk {
        fn of(size: &str) -> Option<Self> {
            let folder = tempfile::tempdir().unwrap();
            let made = Command::new("mount")
                .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
                .arg(folder.path())
                .output();
            if made.is_ok_and(|made| made.status.success()) {
                return Some(Self { folder });
            }
            println!("skipped: this account may not mount a disk to try this on");
            None
        }

        fn study(&self) -> String {
            self.folder.path().join("study").to_string_lossy().into_owned()
        }

        fn make_read_only(&self) {
            let mut mount = Command::new("mount");
            mount.args(["-o", "remount,ro"]).arg(self.folder.path());
            assert!(mount.status().unwrap().success());
        }
    }

    impl Drop for Disk {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg(self.folder.path()).status();
        }
    }

    #[test]
    fn on_a_read_only_disk_nothing_is_said_to_be_saved_and_the_text_is_kept() {
        let Some(disk) = Disk::of("16m") else { return };
        let (desk, study) = (Desk::bare(), disk.study());
        let begin = ["--study", &study, "init", "--name", "Riverside", "--pseudonym", "wren"];
        desk.run(&begin).ok();
        disk.make_read_only();
        let done = desk.hand_in(&["--study", &study, "add"], b"Rang school").code(3);
        let done = done.says("Read-only").says("can only be read").says("nothing is lost");
        assert!(!done.err.contains("recorded"), "{done:?}");
        let kept = found(desk.home.path(), "not-saved");
        assert_eq!(fs::read_to_string(&kept[0]).unwrap(), "Rang school");
        desk.run(&["--study", &study, "doctor"]).code(3).shows("can only be read");
    }

    #[test]
    fn on_a_full_disk_what_was_acknowledged_is_there_and_what_was_not_is_kept() {
        let Some(disk) = Disk::of("16m") else { return };
        let (desk, study) = (Desk::bare(), disk.study());
        let begin = ["--study", &study, "init", "--name", "Riverside", "--pseudonym", "wren"];
        desk.run(&begin).ok();
        let mut acknowledged = 0;
        let ballast = disk.folder.path().join("ballast");
        let refused = (0..200).find_map(|n| {
            if n == 3 {
                // Writes until there is no room, which is the point.
                let _ = fs::write(&ballast, vec![0; 64 << 20]);
            }
            let text = format!("note {n} {}", "x".repeat(20_000));
            let done = desk.hand_in(&["--study", &study, "add"], text.as_bytes());
            acknowledged += usize::from(done.code == Some(0));
            (done.code != Some(0)).then_some(done)
        });
        let refused = refused.expect("a full disk should refuse").code(3);
        let refused = refused.says("the disk is full: make room").says("nothing is lost");
        assert!(!refused.err.contains("recorded"), "{refused:?}");
        assert_eq!(found(desk.home.path(), "not-saved").len(), 1);
        fs::remove_file(ballast).unwrap();
        let listed = desk.run(&["--study", &study, "list", "--json"]).ok();
        assert_eq!(listed.out.lines().count(), acknowledged);
        desk.hand_in(&["--study", &study, "add"], b"and on").ok();
    }
}
