//! `asdone doctor`: where everything is, whether it holds together, and what to do if not.

use std::path::Path;

use clap::Args;
use serde_json::json;

use super::session::Session;
use super::{Exit, Failure, Shell, copies};
use crate::config::Environment;
use crate::journal::{self, Inbox, JournalError, Known, Opening, Verified, keys};
use crate::share::shelf::HAS_BUCKETS;

/// Say where everything is and whether it holds together
#[derive(Args, Debug)]
#[command(after_help = "\
Codes: 0 all is well (or there is no study yet), 3 something is wrong and is said, 75 the study is
open elsewhere and could not be checked.")]
pub(super) struct Doctor {
    /// As a line of JSON
    #[arg(long)]
    json: bool,
    /// Take the study as it is in its folder now for the one that is meant, though this account knew
    /// it otherwise
    #[arg(long)]
    trust: bool,
}

/// What was found.
#[derive(Default)]
struct Findings {
    facts: Vec<(&'static str, String)>,
    troubles: Vec<String>,
    advice: Vec<String>,
    exit: Option<Exit>,
    /// Each copy, and whether it went another way than the study.
    copies: Vec<(Known, bool)>,
}

impl Findings {
    fn fact(&mut self, name: &'static str, value: impl ToString) {
        self.facts.push((name, value.to_string()));
    }
}

impl Doctor {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut findings = Findings::default();
        if self.trust {
            journal::trust(&shell.study())?;
        }
        places(shell, &mut findings);
        kept_apart(shell, &mut findings);
        match Session::open(shell) {
            Ok(session) => {
                healthy(shell, &session, &mut findings);
                copies(shell, &session, &mut findings);
            }
            Err(failure) => ill(&failure, shell, &mut findings),
        }
        let exit = findings.exit.unwrap_or(Exit::Ok);
        if self.json {
            let facts: serde_json::Map<String, serde_json::Value> = findings
                .facts
                .iter()
                .map(|(name, value)| (name.replace(' ', "_"), json!(value)))
                .collect();
            let line = json!({
                "well": exit == Exit::Ok,
                "facts": facts,
                "troubles": findings.troubles,
                "advice": findings.advice,
                "copies": findings.copies.iter().map(|(c, astray)| copies::json_of(c, *astray)).collect::<Vec<_>>(),
            });
            shell.out.line(&line.to_string())?;
            return Ok(exit);
        }
        let rows: Vec<Vec<String>> = findings
            .facts
            .iter()
            .map(|(name, value)| vec![(*name).to_owned(), value.clone()])
            .collect();
        shell.out.table(&rows, &[])?;
        for line in findings.troubles.iter().chain(&findings.advice) {
            shell.out.line(line)?;
        }
        if exit == Exit::Ok && findings.troubles.is_empty() {
            shell.out.line("all is well")?;
        }
        Ok(exit)
    }
}

fn places(shell: &Shell, findings: &mut Findings) {
    let there = |path: &Path| if path.exists() { "" } else { " (not there)" };
    let shown = |path: &Path| format!("{}{}", path.display(), there(path));
    findings.fact("program", format!("asdone {}", env!("CARGO_PKG_VERSION")));
    findings.fact(
        "teams",
        match HAS_BUCKETS {
            true => "over a folder, or over a bucket (S3, Azure) by the network",
            false => "over a folder; this build opens no network connection",
        },
    );
    findings.fact("folder", shown(&shell.paths.study));
    findings.fact("settings", shown(&shell.paths.settings));
    findings.fact("keys", shown(&shell.paths.keys));
    findings.fact("wording", shown(&shell.paths.wording));
    findings.fact("practice study", shown(&shell.paths.practice));
    findings.fact("theme", shell.settings.theme_for(&shell.environment).word());
    findings.fact("drawing", if shell.out.is_ascii() { "ascii" } else { "unicode" });
    let dir = &shell.paths.study;
    if let Ok(survey) = journal::survey(dir) {
        findings.fact("format", survey.format);
        for part in survey.parts.iter().filter(|part| part.files > 0) {
            let files =
                if part.files == 1 { "1 file".to_owned() } else { format!("{} files", part.files) };
            findings.fact(part.what, format!("{} in {files}", bytes(part.bytes)));
        }
    }
    if let Some(free) = free(dir) {
        findings.fact("free on that disk", bytes(free));
        if free < 64 << 20 {
            findings.troubles.push("the disk is nearly full".to_owned());
            findings
                .advice
                .push("make room: asdone writes nothing it cannot write twice".to_owned());
        }
    }
}

/// Who can read it, who has it open, and what lies about beside the record.
fn kept_apart(shell: &Shell, findings: &mut Findings) {
    let dir = &shell.paths.study;
    if journal::survey(dir).is_err() {
        return;
    }
    match keys::is_sealed(dir) {
        Ok(true) => findings.fact("sealed", "yes: only the passphrase or the 24 words open it"),
        Ok(false) => findings
            .fact("sealed", "no: whoever can read the files of this account can read the notes"),
        Err(error) => findings.troubles.push(error.to_string()),
    }
    for (name, what, advice) in [
        ("suspect", "an earlier run came upon damage", "opening the study looks at everything"),
        ("erasing", "an erasure is not finished", "opening the study finishes it"),
    ] {
        if dir.join(name).exists() {
            findings.troubles.push(what.to_owned());
            findings.advice.push(advice.to_owned());
        }
    }
    findings.troubles.extend(journal::exposed(dir));
    match shell.environment.open_to_others(dir) {
        Some(open) => {
            findings.troubles.push(open);
            findings.advice.push(Environment::shut_out().to_owned());
        }
        None if shell.environment.profile.is_some() => {
            let said = "cannot open your Windows profile, where the folder is";
            findings.fact("other accounts", said);
        }
        None => {}
    }
    if let Some(holder) = journal::holder(dir) {
        findings.fact("open in", holder);
    }
}

/// Where the copies are, how old, and what they owe.
fn copies(shell: &Shell, session: &Session, findings: &mut Findings) {
    findings.fact("erased", session.study.erasures().len());
    let Ok(known) = journal::known_copies(&shell.study()) else { return };
    let snapshot = session.journal().snapshot().ok().flatten();
    for copy in known {
        let astray = copy.is_here && snapshot.as_ref().is_some_and(|s| s.went_another_way(&copy));
        findings.fact("copy", copies::said(&copy, astray, session.entries(), shell.now));
        if astray {
            findings.troubles.push(format!(
                "the copy in {} went another way than this study: two folders were written to as if \
                 they were one",
                copy.place.display()
            ));
            let advice = "restore that copy into a new folder, and look at both";
            findings.advice.push(advice.to_owned());
        }
        if copy.is_owed {
            findings.troubles.push(format!(
                "the copy in {} still holds what was erased, or is not sealed as the study is",
                copy.place.display()
            ));
            findings.advice.push("connect it and run asdone backup".to_owned());
        }
        findings.copies.push((copy, astray));
    }
    let week = 7 * 24 * 60 * 60 * 1000;
    let newest = findings.copies.iter().map(|(copy, _)| copy.at).max();
    match newest {
        None => findings.advice.push(
            "there is no copy of this study: asdone backup FOLDER makes one, best on another disk"
                .to_owned(),
        ),
        Some(at) if at + week < shell.now.millis && session.entries() > 0 => {
            findings.advice.push("the newest copy is older than a week: asdone backup".to_owned());
        }
        Some(_) => {}
    }
}

/// Marks that notes kept apart were removed which anybody could have left.
fn doubted(session: &Session, findings: &mut Findings) {
    for id in session.journal().doubted_apart().unwrap_or_default() {
        let code = id.code();
        findings.troubles.push(format!(
            "a file says that the note kept apart as {code} was deleted, and nobody who can open the \
             study vouches for it: copies keep theirs"
        ));
        findings.advice.push(format!("if it was deleted: asdone stop delete {code}"));
    }
}

fn healthy(shell: &Shell, session: &Session, findings: &mut Findings) {
    let study = &session.study;
    doubted(session, findings);
    let Opening { entries, repairs, losses, .. } = &session.opening;
    findings.fact("name", study.name());
    findings.fact("entries", entries);
    let view = session.own_view();
    findings.fact("observations", view.written().count());
    if view.of_colleagues() > 0 {
        findings.fact("notes of colleagues", view.of_colleagues());
    }
    let codebook = study.codebook();
    findings.fact("codebook", format!("version {}", codebook.version()));
    if study.unread() > 0 {
        let unread = format!("{} entries were written by a newer asdone", study.unread());
        findings.troubles.push(unread);
        findings.advice.push("they are kept; update this asdone to see them".to_owned());
    }
    if let Ok((waiting, unreadable)) = Inbox::of(&shell.study()).waiting(shell.key.as_ref()) {
        findings.fact("waiting in the inbox", waiting.len());
        findings.troubles.extend(
            unreadable.iter().map(|name| format!("kept in the inbox and not taken in: {name}")),
        );
    }
    let checked = session.verify_with_checkpoint().unwrap_or_else(|failure| Verified {
        problems: vec![failure.to_string()],
        ..Verified::default()
    });
    let sound = checked.problems.is_empty() && checked.missing.is_empty() && losses.is_empty();
    findings.fact("checked", format!("{} entries read in both copies", checked.entries));
    for trouble in repairs.iter().chain(losses).chain(&checked.problems).chain(&checked.missing) {
        if !findings.troubles.contains(trouble) {
            findings.troubles.push(trouble.clone());
        }
    }
    if !checked.problems.is_empty() {
        findings.advice.push("open the study again: what one copy still has is mended".to_owned());
    }
    if !sound {
        findings.exit = Some(Exit::Data);
        findings.advice.push(
            "nothing was deleted: keep a copy of the whole folder before anything else".to_owned(),
        );
    }
}

fn ill(failure: &Failure, shell: &Shell, findings: &mut Findings) {
    if let Failure::Journal(JournalError::NotAStudy { .. }) = failure
        && !shell.paths.study.exists()
    {
        findings.advice.push("there is no study yet: asdone init begins one".to_owned());
        return;
    }
    findings.exit = Some(failure.exit());
    findings.troubles.push(failure.to_string());
    findings.advice.extend(failure.hint());
}

/// Bytes free to this person on the disk that holds, or would hold, `path`.
#[cfg(unix)]
fn free(path: &Path) -> Option<u64> {
    let there = path.ancestors().find(|folder| folder.exists())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free(_path: &Path) -> Option<u64> {
    None
}

fn bytes(n: u64) -> String {
    match n {
        0..1024 => format!("{n} bytes"),
        1024..1_048_576 => format!("{:.0} KiB", n as f64 / 1024.0),
        1_048_576..1_073_741_824 => format!("{:.1} MiB", n as f64 / 1_048_576.0),
        _ => format!("{:.1} GiB", n as f64 / 1_073_741_824.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_units_that_people_read() {
        assert_eq!(bytes(17), "17 bytes");
        assert_eq!(bytes(48 * 1024), "48 KiB");
        assert_eq!(bytes(5 * 1024 * 1024 + 512 * 1024), "5.5 MiB");
        assert_eq!(bytes(3 << 30), "3.0 GiB");
    }
}
