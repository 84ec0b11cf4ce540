//! What failed with plain commands and has no file to be read: formulas, names with quotation marks,
//! folders that are none, junk of the desktop. And the table of all faults with the tests that hold them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::desk::{Desk, Done};

fn begun() -> Desk {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    desk
}

#[test]
fn no_table_of_any_command_holds_a_formula() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "=1+1"], "").code(0);
    let code = desk.run(&["add", "x"], "").code(0).out.trim().to_owned();
    let reason = "=HYPERLINK(\"http://x.example\",\"y\")";
    desk.run(&["withdraw", &code, "--reason", reason], "").code(0);
    let table = desk.run(&["audit", "--csv"], "").code(0).out;
    assert!(table.contains("'=1+1") && table.contains("'=HYPERLINK"), "{table}");
    for cell in table.lines().flat_map(|line| line.split(',')) {
        assert!(!cell.trim_matches('"').starts_with(['=', '+', '@']), "{cell} in {table}");
    }
}

#[test]
fn later_notes_of_a_table_stay_those_that_they_were() {
    let desk = begun();
    let code = desk.run(&["add", "rang the firm"], "").code(0).out.trim().to_owned();
    let text = "it held\n2026-03-05T10:00:00Z was when it broke";
    desk.run(&["later", &code], text).code(0);
    let table = desk.run(&["export", "--format", "csv"], "").code(0).out;
    let other = begun();
    other.run(&["import", "-"], &table).code(0);
    let shown = other.run(&["list", "--json"], "").code(0).out;
    let note: serde_json::Value = serde_json::from_str(shown.lines().next().unwrap()).unwrap();
    let later = note["later"].as_array().unwrap();
    assert_eq!(later.len(), 1, "{shown}");
    assert_eq!(later[0]["text"], text, "{shown}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_can_be_none_is_called_so_and_not_a_study() {
    let desk = Desk::new();
    let init = ["init", "--name", "R", "--pseudonym", "wren"];
    let without = |home: &str| {
        let mut init = desk.command(&init);
        init.env("HOME", home).env_remove("ASDONE_HOME").env_remove("XDG_DATA_HOME");
        init.env_remove("XDG_CONFIG_HOME").env_remove("XDG_STATE_HOME");
        Done::of(init.spawn().unwrap(), "")
    };
    let done = without("/dev/null");
    assert_ne!(done.code, Some(0));
    assert!(!done.err.contains("there is a study"), "{}", done.err);
    assert!(done.err.contains("/dev/null"), "{}", done.err);
    // A link that leads to itself.
    let study = desk.path("study");
    std::os::unix::fs::symlink("study", &study).unwrap();
    let done = desk.run(&init, "");
    assert_ne!(done.code, Some(0));
    assert!(!done.err.contains("there is a study"), "{}", done.err);
}

#[test]
fn line_ends_of_old_macs_are_line_ends_in_every_reader() {
    let desk = begun();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/faults/wording-cr.txt");
    let shown = desk.run(&["wording", file], "");
    assert!(shown.out.contains("should have rung"), "{}{}", shown.out, shown.err);
    assert!(!shown.out.contains('\r') && !shown.err.contains('\r'), "{:?}", shown.out);
    let lines = shown.out.lines().filter(|line| line.contains("rung.He"));
    assert_eq!(lines.count(), 0, "{}", shown.out);
    fs::write(desk.path("settings.toml"), "plain = true\rlock_after_minutes = 9\r").unwrap();
    let listed = desk.run(&["list"], "");
    assert!(!listed.err.contains("settings.toml"), "{}", listed.err);
}

#[test]
fn a_word_of_the_text_that_is_a_filter_is_said_where_it_finds_nothing() {
    let desk = begun();
    desk.run(&["add", "Rang later in the day"], "").code(0);
    let done = desk.run(&["list", "later"], "");
    let said = format!("{}{}", done.out, done.err);
    assert!(said.contains("\"later\"") || said.contains("Rang later"), "{said}");
    let quoted = desk.run(&["list", "\"later\""], "").code(0);
    assert!(quoted.out.contains("Rang later in the day"), "{}", quoted.out);
}

#[test]
fn junk_of_the_desktop_in_the_inbox_is_no_note_that_waits() {
    let desk = begun();
    desk.run(&["add", "rang the school"], "").code(0);
    let inbox = desk.path("study").join("inbox");
    fs::create_dir_all(&inbox).unwrap();
    for name in [".DS_Store", "desktop.ini", "Thumbs.db", "._0000000001.note"] {
        fs::write(inbox.join(name), "junk").unwrap();
    }
    for command in ["list", "doctor", "export"] {
        let done = desk.run(&[command], "").code(0);
        assert!(!done.err.contains("inbox"), "{command}: {}", done.err);
    }
}

#[test]
fn a_tag_out_of_use_is_asked_about_before_it_is_given() {
    let desk = begun();
    desk.run(&["codebook", "retire", "t.tool"], "").code(0);
    let done = desk.run(&["add", "printer down #t.tool"], "");
    assert_eq!(done.code, Some(2), "{}{}", done.out, done.err);
    assert!(done.err.contains("out of use"), "{}", done.err);
    desk.run(&["add", "--new-tag", "printer down #t.tool"], "").code(0);
}

#[cfg(unix)]
#[test]
fn what_came_through_a_pipe_is_kept_with_ones_own_things() {
    let desk = begun();
    let done = desk.run(&["jot", "/dev/stdin"], "no time and no day\n");
    assert_ne!(done.code, Some(0));
    assert!(!Path::new("/dev/stdin.not-taken-in.txt").exists());
    let said = format!("{}{}", done.out, done.err);
    assert!(!said.contains("/dev/stdin.not") && said.contains("study/kept/handed-in"), "{said}");
}

#[test]
fn one_note_is_one_line_of_json_for_every_reader() {
    let desk = begun();
    desk.run(&["add"], "one\u{2028}two\u{2029}three").code(0);
    let shown = desk.run(&["list", "--json"], "").code(0).out;
    assert!(!shown.contains(['\u{2028}', '\u{2029}']), "{shown}");
    assert_eq!(shown.trim_end().lines().count(), 1, "{shown}");
}

/// Each fault that was found by trying, with the file of the test that holds the right value, and the
/// name of that test.
const HELD_BY: &[(&str, &str, &str)] = &[
    (
        "F01",
        "taken_away.rs",
        "nothing_is_called_saved_that_went_to_a_file_which_is_no_longer_there",
    ),
    ("F02", "taken_away.rs", "a_lock_that_was_taken_away_makes_no_second_writer_and_no_damage"),
    ("F03", "taken_away.rs", "what_passes_is_never_taken_for_damage"),
    ("F03", "nothing_lost.rs", "a_limit_on_files_is_an_error_and_the_text_is_kept_or_shown"),
    ("F04", "faults_as_found.rs", "times_in_tables"),
    ("F05", "faults_as_found.rs", "times_in_tables"),
    ("F06", "faults_as_found.rs", "times_in_tables"),
    (
        "F07",
        "faults_as_found.rs",
        "a_heading_is_read_or_refused_and_the_lines_below_never_go_elsewhere",
    ),
    ("F08", "faults_as_found.rs", "clock_times_of_all_shapes"),
    ("F09", "faults_as_found.rs", "jotted_files"),
    ("F10", "faults_as_found.rs", "jotted_files_of_phones_and_messengers"),
    ("F11", "faults_as_found.rs", "a_row_is_the_same_in_every_zone"),
    ("F12", "faults_as_found.rs", "a_column_that_is_missing_blanks_nothing"),
    ("F13", "running.rs", "a_sentence_pasted_without_brackets_runs_no_command_on_any_screen"),
    ("F13", "running/everywhere.rs", "a_sentence_typed_anywhere_runs_nothing_and_is_kept_whole"),
    ("F14", "nothing_lost.rs", "a_mark_before_a_secret_is_no_part_of_it"),
    ("F15", "faults_as_found/commands.rs", "no_table_of_any_command_holds_a_formula"),
    ("F16", "faults_as_found.rs", "tables_of_every_program"),
    ("F16", "faults_as_found.rs", "codebooks_of_every_program"),
    ("F17", "nothing_lost.rs", "a_copy_that_went_another_way_is_not_called_up_to_date"),
    ("F18", "nothing_lost.rs", "what_stays_in_the_text_is_said_when_it_looks_like_more"),
    ("F19", "faults_as_found.rs", "tags_are_words_of_any_language"),
    ("F20", "actions.rs", "a_time_has_the_offset_of_its_own_day"),
    ("F21", "nothing_lost.rs", "what_an_import_made_of_its_rows_is_said"),
    ("F21", "faults_as_found.rs", "times_in_tables"),
    ("F22", "nothing_lost.rs", "what_stays_in_the_text_is_said_when_it_looks_like_more"),
    ("F23", "faults_as_found/commands.rs", "later_notes_of_a_table_stay_those_that_they_were"),
    ("F24", "erased.rs", "a_copy_is_found_again_whatever_its_path_is"),
    (
        "F25",
        "faults_as_found/commands.rs",
        "a_folder_that_can_be_none_is_called_so_and_not_a_study",
    ),
    ("F26", "../src/tui/widgets/field.rs", "what_parted_words_elsewhere_still_parts_them"),
    ("W01", "nothing_lost.rs", "an_export_is_what_its_name_says"),
    ("W02", "faults_as_found.rs", "codebooks_of_every_program"),
    ("W03", "faults_as_found.rs", "codebooks_of_every_program"),
    ("W04", "faults_as_found.rs", "a_misspelt_column_costs_nothing_silently"),
    ("W04", "faults_as_found.rs", "times_in_tables"),
    ("W05", "faults_as_found.rs", "tables_of_every_program"),
    ("W06", "faults_as_found.rs", "rows_in_json_of_every_shape"),
    ("W07", "faults_as_found.rs", "rows_in_json_of_every_shape"),
    ("W08", "faults_as_found/commands.rs", "line_ends_of_old_macs_are_line_ends_in_every_reader"),
    ("W08", "faults_as_found.rs", "jotted_files"),
    ("W09", "faults_as_found.rs", "jotted_files"),
    (
        "W10",
        "faults_as_found/commands.rs",
        "a_word_of_the_text_that_is_a_filter_is_said_where_it_finds_nothing",
    ),
    ("W11", "faults_as_found.rs", "an_article_is_no_kind_without_a_word_and_odd_tags_are_named"),
    (
        "W12",
        "faults_as_found/commands.rs",
        "junk_of_the_desktop_in_the_inbox_is_no_note_that_waits",
    ),
    ("W13", "faults/disk.rs", "a_study_on_a_disk_that_can_only_be_read_can_be_read"),
    ("W13", "faults/disk.rs", "what_is_on_a_full_disk_can_be_read_and_taken_elsewhere"),
    ("W14", "../src/tui/widgets/field.rs", "backspace_takes_a_whole_character_as_it_is_seen"),
    ("W15", "hostile_text.rs", "what_is_shown_of_a_hostile_study_acts_on_no_terminal"),
    (
        "W15",
        "nothing_lost.rs",
        "what_nobody_can_see_is_no_text_and_one_line_of_it_refuses_no_other",
    ),
    ("W16", "nothing_lost.rs", "an_export_is_what_its_name_says"),
    ("W17", "nothing_lost.rs", "what_an_import_made_of_its_rows_is_said"),
    ("W18", "analysis/many_tags.rs", "four_times_the_tags_take_no_more_than_their_share_of_time"),
    ("W19", "faults_as_found.rs", "times_in_tables"),
    ("W20", "faults_as_found/commands.rs", "a_tag_out_of_use_is_asked_about_before_it_is_given"),
    ("W21", "faults_as_found/commands.rs", "what_came_through_a_pipe_is_kept_with_ones_own_things"),
    ("W22", "faults_as_found/commands.rs", "one_note_is_one_line_of_json_for_every_reader"),
];

#[test]
fn every_fault_and_every_file_of_them_has_its_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let ids: BTreeSet<String> = HELD_BY.iter().map(|(id, ..)| (*id).to_owned()).collect();
    let all = (1..=26).map(|n| format!("F{n:02}")).chain((1..=22).map(|n| format!("W{n:02}")));
    assert_eq!(ids, all.collect());
    for (id, file, name) in HELD_BY {
        let text = fs::read_to_string(tests.join(file)).unwrap_or_else(|_| panic!("{id}: {file}"));
        assert!(text.contains(&format!("fn {name}()")), "{id}: {file} has no test {name}");
    }
    let read = ["faults_as_found.rs", "faults_as_found/commands.rs"];
    let read = read.map(|file| fs::read_to_string(tests.join(file)).unwrap()).join("\n");
    for item in fs::read_dir(tests.join("data/faults")).unwrap() {
        let name = item.unwrap().file_name().into_string().unwrap();
        assert!(read.contains(&name), "no test reads {name}");
    }
}
