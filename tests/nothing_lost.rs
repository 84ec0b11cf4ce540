//! What is refused, cannot be written or is tried twice, in the words of the commands: every text is
//! somewhere, and the exit code tells what became of the note.
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

use std::process::{Command, Stdio};

use desk::{Desk, Done};

fn begun() -> Desk {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    desk
}

/// The program under a limit that the shell sets before it starts.
fn limited(desk: &Desk, limit: &str, args: &[&str], input: &str) -> Done {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{limit}; exec \"$0\" \"$@\""));
    command.arg(env!("CARGO_BIN_EXE_asdone")).args(args);
    command.env("ASDONE_HOME", desk.home.path()).env("TZ", "UTC");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Done::of(command.spawn().unwrap(), input)
}

#[test]
fn eleven_refused_writers_leave_eleven_drafts() {
    let desk = begun();
    std::thread::scope(|scope| {
        for n in 0..11 {
            let desk = &desk;
            scope.spawn(move || {
                let text = format!("number {n} \u{1b} of eleven");
                desk.run(&["add"], &text).code(2).says("nothing is lost");
            });
        }
    });
    let listed = desk.run(&["drafts"], "").code(0).out;
    assert_eq!(listed.lines().count(), 11, "{listed}");
    for n in 0..11 {
        assert!(listed.contains(&format!("number {n} ")), "{n}: {listed}");
    }
    desk.run(&["drafts", "refused-7", "--drop"], "").code(0);
    assert_eq!(desk.run(&["drafts"], "").code(0).out.lines().count(), 10);
    desk.run(&["drafts", "refused-7"], "").code(1);
    desk.run(&["drafts", "elsewhere-2"], "").code(2);
    let long = "word ".repeat(8_000);
    for n in 0..3 {
        desk.run(&["add"], &format!("{n} {long}")).code(2).says("asdone drafts too-long");
    }
    assert!(desk.run(&["drafts", "too-long-3"], "").code(0).out.starts_with("2 word"));
}

#[test]
fn a_limit_on_files_is_an_error_and_the_text_is_kept_or_shown() {
    let desk = begun();
    let done = limited(&desk, "ulimit -f 0", &["add"], "rang school before the visit");
    assert!(!matches!(done.code, Some(0) | None), "{:?} {}", done.code, done.err);
    assert!(done.err.contains("rang school before the visit"), "{}", done.err);
    assert!(desk.run(&["list"], "").out.is_empty(), "it is not half in the study");
    desk.run(&["add"], "rang again").code(0);
}

#[test]
fn a_second_try_within_a_minute_records_nothing_twice_and_says_so() {
    let desk = begun();
    let first = desk.run(&["add", "--setting", "duty desk", "printer down"], "").code(0);
    let again = desk.run(&["add", "--setting", "duty desk", "printer down"], "").code(0);
    assert_eq!(again.out, first.out, "the code of the one that is there");
    let again = again.says("recorded less than a minute ago").says("--again");
    assert!(!again.err.contains("recorded kx"), "{}", again.err);
    assert_eq!(desk.run(&["list"], "").out.lines().count(), 1);
    let json = desk.run(&["add", "--setting", "duty desk", "--json", "printer down"], "").code(0);
    assert!(json.out.contains("\"text\":\"printer down\""), "{}", json.out);
    for different in [
        &["add", "printer down"][..],
        &["add", "--setting", "court", "printer down"],
        &["add", "--kind", "w", "--setting", "duty desk", "printer down"],
        &["add", "--at", "2026-03-03 10:00", "--setting", "duty desk", "printer down"],
        &["add", "--again", "--setting", "duty desk", "printer down"],
    ] {
        desk.run(different, "").code(0).says("recorded ");
    }
    assert_eq!(desk.run(&["list"], "").out.lines().count(), 6);
    desk.run(&["undo"], "").code(0);
    desk.run(&["add", "--setting", "duty desk", "printer down"], "").code(0);
    let back = desk.run(&["add", "once taken back"], "").code(0);
    desk.run(&["undo"], "").code(0);
    let meant = desk.run(&["add", "once taken back"], "").code(0);
    assert_ne!(back.out, meant.out, "what was taken back is meant when it is said again");
}

#[test]
fn a_second_try_while_the_first_waits_in_the_inbox_is_noticed_and_asked_about() {
    let (desk, _) = Desk::sealed();
    let note = ["add", "--setting", "duty desk", "printer down"];
    let first = desk.run(&note, "").code(0).says("waits, sealed");
    let again = desk.run(&note, "").code(0).says("less than a minute ago").says("--again");
    assert_eq!(again.out, first.out, "the code of the one that waits");
    assert!(!again.err.contains("recorded kx"), "{}", again.err);
    let json = desk.run(&["add", "--setting", "duty desk", "--json", "printer down"], "").code(0);
    assert!(json.out.contains("\"text\":\"printer down\""), "{}", json.out);
    assert!(json.out.contains(&format!("\"code\":\"{}\"", first.out.trim())), "{}", json.out);
    desk.run(&["add", "printer down"], "").code(0).says("waits, sealed");
    desk.run(&["add", "--again", "--setting", "duty desk", "printer down"], "")
        .code(0)
        .says("waits, sealed");
    assert_eq!(desk.texts("good"), ["printer down"; 3]);
    // Taken in meanwhile: the journal knows it now.
    desk.with("good", &note, "").code(0).says("recorded less than a minute ago");
    // One that depends on nothing is recorded while the inbox stays unread, and is asked about too.
    let plain = desk.run(&["add", "rang ahead"], "").code(0).says("waits, sealed");
    let open = desk.with("good", &["add", "rang ahead"], "").code(0);
    assert_eq!(open.says("left in the inbox less than a minute ago").out, plain.out);
    assert_eq!(desk.texts("good").len(), 4);
    // Nothing of what a note says stands beside what the account knows of the study.
    assert_eq!(desk::readable(&desk.path("known"), "printer"), Vec::<std::path::PathBuf>::new());
}

/// Every command that records, with an output that nobody takes.
#[test]
fn an_output_that_cannot_be_written_does_not_say_that_nothing_was_recorded() {
    let desk = begun();
    let full = |args: &[&str]| limited(&desk, "exec > /dev/full", args, "");
    let before = desk.run(&["list", "--json"], "").out;
    assert_eq!(before, "");
    full(&["add", "rang school"]).code(0).says("is done and saved");
    full(&["add", "--json", "rang again"]).code(0).says("is done and saved");
    assert_eq!(desk.run(&["list"], "").out.lines().count(), 2);
    full(&["list"]).code(3);
    full(&["init", "--name", "X", "--pseudonym", "y"]).code(2);
}

#[test]
fn words_that_could_not_be_shown_are_said_to_be_unseen() {
    let desk = begun();
    let good = desk.path("good");
    let args = ["--passphrase-file", good.to_str().unwrap(), "seal"];
    let sealed = limited(&desk, "exec > /dev/full", &args, "");
    sealed.code(3).says("its 24 words were not shown").says("--new-words");
    // The same at each start, until somebody has seen some.
    desk.with("good", &["list"], "").code(0).says("nobody has seen the 24 words");
    desk.with("good", &["add", "x"], "").code(0).says("nobody has seen the 24 words");
    let shown = desk.with("good", &["passphrase", "--new-words"], "").code(0);
    let after = desk.with("good", &["list"], "").code(0);
    assert!(!after.err.contains("nobody has seen"), "{}", after.err);
    let words = desk.secret("words", &desk::words(&shown.out).join(" "));
    let (words, new) = (words.to_str().unwrap(), desk.path("other"));
    let recovered = ["recover", "--words", words, "--new", new.to_str().unwrap()];
    desk.run(&recovered, "").code(0);
}

#[test]
fn a_mark_before_a_secret_is_no_part_of_it() {
    let desk = Desk::new();
    let marked = desk.secret("marked", &format!("\u{feff}{}", desk::GOOD));
    let init = ["init", "--name", "R", "--pseudonym", "wren", "--seal"];
    let shown = desk.with("marked", &init, "").code(0);
    desk.with("good", &["list"], "").code(0);
    desk.with("marked", &["list"], "").code(0);
    let words = desk::words(&shown.out).join(" ");
    let words = desk.secret("words", &format!("\u{feff}{words}"));
    let (words, new) = (words.to_str().unwrap(), marked.to_str().unwrap());
    desk.run(&["recover", "--words", words, "--new", new], "").code(0);
    desk.with("good", &["list"], "").code(0);
}

#[test]
fn what_an_import_made_of_its_rows_is_said() {
    let desk = begun();
    let rows = "text,happened_at,tags\nrang,2026-03-03,x.new\nwaited,2026-03-04,\n";
    let done = desk.run(&["import", "-"], rows).code(0);
    let done = done.says("2 rows had a date without a time, taken as 12:00");
    done.says("new tag x.new");
    let id = "0198e7a0-5f7c-7a31-9c1e-2f6d0b8a4e11";
    let row = |later: &str| format!("{{\"id\":\"{id}\",\"text\":\"a\",\"later\":[{later}]}}\n");
    desk.run(&["import", "-"], &row("")).code(0);
    let more = row("{\"at\":\"2026-03-05T10:00:00Z\",\"text\":\"it held\"}");
    desk.run(&["import", "-"], &more).code(0).says("added 1 thing to what was there");
    let tags: Vec<String> = (0..5000).map(|n| format!("\"t{n}\"")).collect();
    let many = format!("{{\"text\":\"note\",\"tags\":[{}]}}\n", tags.join(","));
    let many = desk.run(&["import", "-"], &many).code(2);
    many.says("5000 tags");
}

#[test]
fn what_stays_in_the_text_is_said_when_it_looks_like_more() {
    let desk = begun();
    // What begins like a time is asked about, and kept until then.
    desk.run(&["add"], "25:00 rang").code(2).says("there is no hour 25").says("drafts refused");
    for (line, typed) in [
        ("rang #p/anticipate", "#p/anticipate"),
        ("rang #c++", "#c++"),
        ("rang !x", "!x"),
        ("rang #emoji😀 here", "#emoji😀"),
    ] {
        let done = desk.run(&["add"], line).code(0);
        assert!(done.err.contains(&format!("\"{typed}")), "{line}: {}", done.err);
        let shown = desk.run(&["list", "--json"], "").out;
        assert!(shown.contains(typed), "{line}: {shown}");
    }
    let plain = desk.run(&["add", "rang #a.b, then #c.d."], "").code(0);
    assert!(!plain.err.contains("stays in the text"), "{}", plain.err);
    desk.run(&["study", "--add-setting", "the \"back\" office"], "").code(0);
    desk.run(&["add", "x @\"the \\\"back\\\" office\" y"], "").code(0);
    let shown = desk.run(&["list", "--json"], "").out;
    assert!(shown.contains("\"setting\":\"the \\\"back\\\" office\""), "{shown}");
}

#[test]
fn an_export_is_what_its_name_says() {
    let desk = begun();
    desk.run(&["add", "rang; =1+1"], "").code(0);
    let to = |name: &str| desk.path(name).to_str().unwrap().to_owned();
    desk.run(&["export", "--output", &to("a.tsv")], "").code(0).says("wrote 1 observation to");
    let tabs = std::fs::read_to_string(to("a.tsv")).unwrap();
    assert!(tabs.starts_with("\u{feff}id\tcode\ttext") && tabs.contains("rang;' =1+1"), "{tabs}");
    desk.run(&["import", &to("a.tsv")], "").code(0).says("1 here already");
    desk.run(&["export", "--output", &to("a.xlsx")], "").code(2).says(".csv, .tsv or .jsonl");
    assert!(!desk.path("a.xlsx").exists());
    desk.run(&["export", "--output", &to("b.xlsx"), "--format", "csv"], "").code(0);
    let shown = desk.run(&["export", "--output", "-"], "").code(0);
    assert!(shown.out.starts_with("{\"asdone\""), "{}", shown.out);
}

#[test]
fn what_nobody_can_see_is_no_text_and_one_line_of_it_refuses_no_other() {
    let desk = begun();
    for blank in ["\u{200b}", "\u{2800}\u{3164}", "\u{ad} \u{feff}"] {
        desk.run(&["add"], blank).code(2).says("there is no text to save");
    }
    let many = (0..1500).map(|n| format!(" #t{n}")).collect::<String>();
    let lines = format!("2026-03-02\n09:15 \u{200b}\n09:20 rang school\n09:30 x{many}\n");
    let done = desk.run(&["jot", "-"], &lines).code(2);
    done.says("1 line taken in, 2 not").says("there is no text to save");
    let rows = "{\"text\":\"\u{2800}\"}\n{\"text\":\"waited\"}\n";
    desk.run(&["import", "-"], rows).code(2).says("1 row taken in, 1 not");
    assert_eq!(desk.run(&["list"], "").out.lines().count(), 2);
}

#[test]
fn a_copy_that_went_another_way_is_not_called_up_to_date() {
    let desk = begun();
    let place = desk.path("copy").to_str().unwrap().to_owned();
    let other = tempfile::tempdir().unwrap();
    let whole = |from: &std::path::Path, to: &std::path::Path| {
        let done = Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
        assert!(done.success());
    };
    whole(&desk.path("study"), &other.path().join("study"));
    desk.run(&["add", "on this laptop"], "").code(0);
    desk.run(&["backup", &place], "").code(0);
    desk.run(&["doctor"], "").code(0);
    // The folder of the other laptop, with as many entries, takes the place of this one.
    let mut add = desk.command(&["add", "on the other"]);
    Done::of(add.env("ASDONE_HOME", other.path()).spawn().unwrap(), "").code(0);
    std::fs::remove_dir_all(desk.path("study")).unwrap();
    whole(&other.path().join("study"), &desk.path("study"));
    std::fs::write(
        desk.path("study").join("copies"),
        format!("once\t-\t1\t999\t0-clear\t{place}\n"),
    )
    .unwrap();
    let looked = desk.run(&["doctor", "--json"], "");
    assert!(looked.out.contains("\"another_way\":true"), "{}", looked.out);
    assert!(looked.out.contains("went another way"), "{}", looked.out);
    let said = desk.run(&["backup"], "");
    assert!(!said.out.contains("up to date"), "{}", said.out);
    assert!(said.out.contains("went another way"), "{}", said.out);
}
