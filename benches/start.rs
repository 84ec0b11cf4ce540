//! From the start of the process to a cursor that takes keys, and to the whole past being there: the
//! real program in a pseudo-terminal, over 10,000 and 100,000 observations (`ASDONE_SLOW=1` adds
//! 1,000,000), with the most memory it had used by then.
//!
//! `cargo bench --bench start`. A letter is typed as soon as the process is started; it counts as
//! taken when it stands in the capture line. The past counts as there when the list shows how many
//! notes there are.
//!
//! Then the same over a sealed study: the screens come up locked, a letter is typed and counts as
//! taken when it stands as a dot in the box for the passphrase; then the passphrase is given, the capture
//! line is there, and the past is listed. What trying the passphrase costs by itself is measured beside it.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "benches may panic, and print")]
#![allow(dead_code, reason = "it uses a part of what the tests share")]

#[path = "../tests/common/pty.rs"]
mod pty;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use asdone::journal::keys;
use pty::Terminal;

/// How often each is measured.
const ROUNDS: usize = 11;

const F3: &str = "\x1bOR";

fn main() {
    let slow = std::env::var_os("ASDONE_SLOW").is_some();
    let sizes: &[usize] = if slow { &[10_000, 100_000, 1_000_000] } else { &[10_000, 100_000] };
    println!(
        "| observations | first key taken, ms: median (slowest) | past there, ms | memory, MB |"
    );
    println!("|---|---|---|---|");
    for size in sizes {
        let home = tempfile::tempdir().expect("a folder");
        fill(home.path(), *size);
        let mut taken = Vec::new();
        let mut there = Vec::new();
        let mut memory = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let mut screen = Terminal::start(home.path(), &[], (24, 80));
            screen.send_at_once("zzz");
            screen.wait_for("zzz");
            taken.push(start.elapsed().as_secs_f64() * 1000.0);
            there.push(past_is_listed(&mut screen, *size, start));
            memory = memory.max(most_memory(screen.pid()));
            screen.send("\x11");
            screen.ended();
        }
        println!(
            "| {size} | {:.0} ({:.0}) | {:.0} | {memory} |",
            median(&mut taken),
            taken.last().copied().unwrap_or_default(),
            median(&mut there),
        );
    }
    println!();
    println!(
        "| sealed observations | first key taken while locked, ms: median (slowest) | from Enter after \
         the passphrase to the capture line, ms | to the past listed, ms | of which trying the passphrase, ms |"
    );
    println!("|---|---|---|---|---|");
    sizes.iter().for_each(|size| sealed(*size));
}

const OPENS: &str = "quiet harbour lantern omelette";

/// Milliseconds from a moment until the list says that it has all of them.
fn past_is_listed(screen: &mut Terminal, size: usize, from: Instant) -> f64 {
    screen.send_at_once("\x15").send_at_once(F3);
    let all = format!("{size} of {size}");
    screen.wait("the past", |text| text.contains(&all));
    from.elapsed().as_secs_f64() * 1000.0
}

fn sealed(size: usize) {
    let home = tempfile::tempdir().expect("a folder");
    fill(home.path(), size);
    let file = home.path().join("passphrase");
    std::fs::write(&file, OPENS).expect("a file");
    asdone(home.path(), &["--passphrase-file", file.to_str().expect("a path"), "seal"]);
    let study = home.path().join("study");
    let (mut taken, mut opened, mut there, mut tried) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut screen = Terminal::start(home.path(), &[], (24, 80));
        screen.send_at_once("zzz");
        screen.wait_for("•••");
        taken.push(start.elapsed().as_secs_f64() * 1000.0);
        screen.send("\x15").send(OPENS);
        let dots = "•".repeat(OPENS.chars().count());
        screen.wait_for(&dots);
        let given = Instant::now();
        screen.send_at_once("\r");
        screen.wait_for("[F2 Write]");
        opened.push(given.elapsed().as_secs_f64() * 1000.0);
        there.push(past_is_listed(&mut screen, size, given));
        screen.send("\x11");
        screen.ended();
        let secret = keys::Secret::passphrase(OPENS.to_owned());
        let start = Instant::now();
        drop(keys::unlock(&study, &secret).expect("the passphrase"));
        tried.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    println!(
        "| {size} | {:.0} ({:.0}) | {:.0} | {:.0} | {:.0} |",
        median(&mut taken),
        taken.last().copied().unwrap_or_default(),
        median(&mut opened),
        median(&mut there),
        median(&mut tried),
    );
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The most memory the process has had at once, in MB (Linux only; 0 elsewhere).
fn most_memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1000
}

/// Makes a study of so many invented observations.
fn fill(home: &Path, size: usize) {
    const WORDS: [&str; 16] = [
        "rang", "school", "before", "the", "visit", "mother", "agreed", "printer", "down", "wrote",
        "plan", "by", "hand", "asked", "again", "together",
    ];
    let mut lines = String::new();
    for row in 0..size {
        let words = (0..24).map(|word| WORDS.get((row * 31 + word * word * 7 + word) % 16));
        let text: Vec<&str> = words.flatten().copied().collect();
        let (day, minute) = (1 + row % 28, row % 60);
        let _ = writeln!(
            lines,
            r#"{{"text":"{row} {}","kind":"{}","tags":["s.check"],"happened_at":"2025-{:02}-{day:02}T{:02}:{minute:02}:00Z"}}"#,
            text.join(" "),
            ["ordinary", "adjustment", "workaround"].get(row % 3).copied().unwrap_or_default(),
            1 + row % 12,
            row % 24,
        );
    }
    let file = home.join("rows.jsonl");
    std::fs::write(&file, lines).expect("a file of rows");
    asdone(home, &["init", "--name", "Bench", "--pseudonym", "bench"]);
    asdone(home, &["import", file.to_str().expect("a path")]);
}

fn asdone(home: &Path, args: &[&str]) {
    let done = Command::new(env!("CARGO_BIN_EXE_asdone"))
        .args(args)
        .env("ASDONE_HOME", home)
        .output()
        .expect("asdone runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
