//! Single calls of the real program that fail, each in its turn.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::ground::shim;
use crate::pty::Terminal;
use crate::{Desk, holds, text};

const EIO: &str = "5";
const ENOSPC: &str = "28";

/// How calls fail in one series.
struct Fault {
    calls: &'static str,
    how: &'static str,
    many: &'static str,
    /// What the person reads.
    said: &'static str,
}

const FULL: &str = "No space left on device";
const BROKEN: &str = "Input/output error";
const SERIES: [Fault; 7] = [
    Fault { calls: "write", how: ENOSPC, many: "1", said: FULL },
    Fault { calls: "write", how: ENOSPC, many: "1000000", said: FULL },
    Fault { calls: "write", how: "torn", many: "1000000", said: FULL },
    Fault { calls: "write", how: EIO, many: "1", said: BROKEN },
    Fault { calls: "write", how: "short", many: "1", said: "a short write is no failure" },
    Fault { calls: "sync", how: EIO, many: "1", said: BROKEN },
    Fault { calls: "sync", how: EIO, many: "1000000", said: BROKEN },
];

/// Fails the first call of `asdone add`, then the second, until there are no more; after each, the
/// study has to open with all that was acknowledged. Returns how many failed, were refused and
/// needed a repair.
fn one_series(desk: &Desk, shim: &Path, fault: &Fault, notes: &mut Vec<String>) -> [usize; 3] {
    let said = desk.home.path().join("faults");
    let [mut failed, mut refused, mut repaired] = [0; 3];
    for at in 1..1000 {
        let _ = fs::remove_file(&said);
        let what = format!("{} {} {} times, call {at}", fault.calls, fault.how, fault.many);
        let note = format!("a note while something fails: {what}");
        let at = at.to_string();
        let env: [(&str, &OsStr); 7] = [
            ("LD_PRELOAD", shim.as_os_str()),
            ("ASDONE_FAULT_UNDER", desk.study.as_os_str()),
            ("ASDONE_FAULT_CALLS", fault.calls.as_ref()),
            ("ASDONE_FAULT_HOW", fault.how.as_ref()),
            ("ASDONE_FAULT_FOR", fault.many.as_ref()),
            ("ASDONE_FAULT_AT", at.as_ref()),
            ("ASDONE_FAULT_SAID", said.as_os_str()),
        ];
        let done = desk.run(&["add"], &note, &env);
        if !said.exists() {
            done.code(0);
            return [failed, refused, repaired];
        }
        failed += 1;
        if done.code == Some(0) {
            notes.push(note);
        } else {
            refused += 1;
            assert_ne!(fault.how, "short", "{what}: {}", done.err);
            desk.is_refused_and_kept(&done, &note, fault.said, &what);
        }
        repaired += usize::from(desk.is_whole(notes, &what));
    }
    panic!("there is no end of calls");
}

#[test]
fn whichever_call_fails_the_words_are_kept_and_the_study_opens() {
    let dir = tempfile::tempdir().unwrap();
    let Some(shim) = shim(dir.path()) else { return };
    let [mut failed, mut refused, mut repaired] = [0; 3];
    for (n, fault) in SERIES.iter().enumerate() {
        let (desk, mut notes) = Desk::new(&dir.path().join(format!("study-{n}")));
        let [f, r, p] = one_series(&desk, &shim, fault, &mut notes);
        assert!(f > 2, "the shim reached only {f} calls of {}", fault.calls);
        [failed, refused, repaired] = [failed + f, refused + r, repaired + p];
        println!(
            "{} {} x {}: {f} calls, {r} refused, {p} repairs",
            fault.calls, fault.how, fault.many
        );
    }
    println!("{failed} calls failed, {refused} notes refused and kept, {repaired} repairs, 0 lost");
    assert!(refused > 0);
}

#[test]
fn a_note_on_the_screen_that_cannot_be_saved_stays_there_and_is_saved_the_next_time() {
    let dir = tempfile::tempdir().unwrap();
    let Some(shim) = shim(dir.path()) else { return };
    for (part, calls, how, reason) in [
        ("segments", "sync", EIO, BROKEN),
        ("store", "sync", EIO, BROKEN),
        ("segments", "write", "torn", FULL),
        ("store", "write", ENOSPC, FULL),
    ] {
        let what = format!("{part} {calls} {how}");
        let (desk, mut notes) = Desk::new(&dir.path().join(what.replace(' ', "-")));
        let when = desk.home.path().join("now");
        let study = text(&desk.study);
        let env = [
            ("LD_PRELOAD", text(&shim)),
            ("ASDONE_FAULT_UNDER", text(desk.study.join(part))),
            ("ASDONE_FAULT_CALLS", calls.to_owned()),
            ("ASDONE_FAULT_HOW", how.to_owned()),
            ("ASDONE_FAULT_FOR", "1000000".to_owned()),
            ("ASDONE_FAULT_AT", "1".to_owned()),
            ("ASDONE_FAULT_WHEN", text(&when)),
        ];
        let env: Vec<(&str, &str)> =
            env.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let args = ["--study", study.as_str()];
        let mut screen = Terminal::start_with(desk.home.path(), &args, (24, 100), &env);
        notes.push(crate::saves_first(&mut screen, "a first note on the screen"));
        screen.send("Rang the school while the disk failed");
        screen.wait_for("while the disk failed");
        fs::write(&when, "").unwrap();
        screen.send("\r");
        screen.wait("that it is not saved, and why", |seen| {
            // Rows are cut where the screen ends.
            let flat = seen.replace(['\n', '│'], " ");
            let flat = flat.split_whitespace().collect::<Vec<_>>().join(" ");
            flat.contains("not saved")
                && flat.contains(reason)
                && flat.contains("while the disk failed")
        });
        fs::remove_file(&when).unwrap();
        let drafts = desk.study.join("drafts");
        screen.wait_until("the draft", || holds(&drafts, "while the disk failed"));
        screen.kill();

        desk.is_whole(&notes, &what);
        let screen = Terminal::start(desk.home.path(), &args, (24, 100));
        screen.wait_for("while the disk failed");
        screen.kill();
    }
}
