//! A whole debrief line by line on standard input, as `asdone debrief begin --ask` holds it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the program printed (both streams) when it was given these lines, and whether it was well.
fn asdone(home: &Path, args: &[&str], lines: &[&str]) -> (String, bool) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_asdone"))
        .args(args)
        .env("ASDONE_HOME", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("asdone runs");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let all = [output.stdout, output.stderr].concat();
    (String::from_utf8_lossy(&all).into_owned(), output.status.success())
}

#[test]
fn a_session_is_held_cut_off_and_gone_on_with_line_by_line() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    asdone(home, &["init", "--name", "Riverside", "--pseudonym", "wren"], &[]);
    for line in ["Printer down, wrote it by hand !w", "Handover took ten minutes !o"] {
        asdone(home, &["add", line], &[]);
    }
    asdone(home, &["audience", "--query", "kind:w or kind:o", "team"], &[]);
    let (offered, _) = asdone(home, &["debrief", "show-note"], &[]);
    let code = offered.lines().find(|line| line.contains("Printer")).unwrap()[..5].to_owned();

    // Input ends in the middle of the third step.
    let first = ["four", "4", "", "zzzzz", &code, "", "@heron it had been down since Monday"];
    let (said, well) = asdone(home, &["debrief", "begin", "--ask"], &first);
    assert!(well, "{said}");
    assert!(said.contains("write it in digits") && said.contains("4 people are here"), "{said}");
    assert!(said.contains("suggested: stretch") && said.contains("suggested: ordinary"), "{said}");
    assert!(said.contains("not saved: there is no observation \"zzzzz\""), "{said}");
    assert!(said.contains("To go on with it: asdone debrief begin --ask"), "{said}");

    // Gone on with from there to the end.
    let rest = [
        "we rang round first",
        "",
        "",
        "",
        "",
        "read the plan back",
        "",
        "",
        "a second printer",
        "team lead",
        "someday",
        "friday",
        "",
        "",
        "y",
    ];
    let (said, well) = asdone(home, &["debrief", "begin", "--ask"], &rest);
    assert!(well && said.contains("going on with debrief"), "{said}");
    assert!(said.contains("step 3 of 8") && said.contains("has ended"), "{said}");
    assert!(said.contains("\"someday\" is not a day"), "{said}");

    let (record, _) = asdone(home, &["debrief", "record"], &[]);
    for part in [
        "4 people took part",
        "Printer down, wrote it by hand",
        "- it had been down since Monday (heron)\n- we rang round first\n",
        "keep doing: read the plan back",
        "carry upward: a second printer (answers: team lead, by Fri ",
    ] {
        assert!(record.contains(part), "{part}\n{record}");
    }

    // The next one begins with what the last one carried.
    let next = ["It was thrown out again", "One is ordered"];
    let (said, _) = asdone(home, &["debrief", "begin", "--ask", "--short"], &next);
    assert!(said.contains("What became of it?"), "{said}");
    let (open, _) = asdone(home, &["debrief", "carried", "--open"], &[]);
    assert!(open.contains("no such lines"), "{open}");
}
