//! `asdone backup`, `asdone verify`, `asdone restore`: copies of a study, looking them over, and
//! making a study of one again.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::copies::{entries, json_of, said};
use super::progress::Progress;
use super::session::Session;
use super::{Exit, Failure, Shell, outcome, unlock};
use crate::actions::Ids;
use crate::config::clock::{self, SystemIds};
use crate::journal::{self, CopyFound, Verified, keys::Key};
use crate::open;
use crate::study::DeviceId;

/// Copy the study to another folder, and bring copies up to date
///
/// Only what is new is written, and read back. The place is remembered. With --always it is kept as
/// well after each save, whenever it is there (a stick, another disk). Without a folder every copy
/// that is there is brought up to date. The copy is sealed as the study is; whoever has a copy of a
/// study without a passphrase can read it. Notes that left the study and are kept apart go with it;
/// drafts, and notes that wait in the inbox, do not.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone backup /media/stick
  asdone backup /media/stick --always
  asdone backup

Codes: 0 done, 1 no copy is known or there, 2 that folder cannot be used, 3 the study cannot be used.")]
pub(super) struct Backup {
    /// Where to
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Keep it as well after each save, whenever it is there
    #[arg(long, requires = "folder")]
    always: bool,
    /// Remember this place no longer; the copy is not changed
    #[arg(long, requires = "folder", conflicts_with = "always")]
    forget: bool,
    /// As lines of JSON
    #[arg(long)]
    json: bool,
}

/// Check that everything recorded can be read, here or in a copy
///
/// Every entry is opened, every hash checked, and a copy is compared with the study, entry by entry.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone verify
  asdone verify /media/stick

Codes: 0 all is well, 2 there is no copy, 3 something is wrong and is said.")]
pub(super) struct Verify {
    /// The folder of a copy; the study itself where it is left out
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// As a line of JSON
    #[arg(long)]
    json: bool,
}

/// Make a study of a copy, in a new folder
///
/// The copy is not changed. What cannot be read in it is said exactly. What was erased from the
/// present study meanwhile, or deleted of what is kept apart from it, is erased in the new one too.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  asdone restore /media/stick ~/study-again
  asdone --study ~/study-again list

Codes: 0 all of it is there, 2 that folder cannot be used, 3 something is missing and is said.")]
pub(super) struct Restore {
    /// The folder of the copy
    #[arg(value_name = "FROM")]
    from: PathBuf,
    /// A folder that is not there yet, or empty
    #[arg(value_name = "INTO")]
    into: PathBuf,
}

impl Backup {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_unread(shell)?;
        let _far = Progress::watch(
            "each copy is as far as it came, and whole so far",
            "to go on with it: asdone backup",
        );
        let Some(snapshot) = session.journal().snapshot()? else { return Ok(Exit::NothingFound) };
        let now = clock::now().millis;
        let Some(folder) = &self.folder else { return self.all(shell, &session) };
        if self.forget {
            let known = snapshot.forget(folder)?;
            if known {
                outcome::done();
            }
            shell.out.say(if known {
                "that place is remembered no longer; the copy was not changed"
            } else {
                "that place was not known"
            });
            return Ok(if known { Exit::Ok } else { Exit::NothingFound });
        }
        let checked = session.verify()?;
        if !checked.problems.is_empty() {
            return Err(Failure::usage(
                format!("nothing was copied: {}", checked.problems.join("; ")),
                "asdone repair puts the study right first, so that no damage is copied",
            ));
        }
        let copied = snapshot.back_up(folder, self.always, now)?;
        let copy = CopyFound::open(&copied.place, shell_key(shell, &copied.place)?.as_ref())?;
        let found = look_over(&copy, &session)?;
        if found.is_empty() {
            outcome::done();
        }
        if self.json {
            let line = json!({
                "place": copied.place.display().to_string(), "entries": copied.entries,
                "new": copied.new, "bytes": copied.bytes, "anew": copied.anew,
                "always": self.always, "problems": found,
            });
            shell.out.line(&line.to_string())?;
        } else {
            shell.out.line(&format!(
                "{} in {}, {} of them new; every one was read back",
                entries(copied.entries),
                copied.place.display(),
                copied.new
            ))?;
            if copied.anew {
                shell.out.say("it was built anew, and of the old copy nothing is kept");
            }
            if self.always {
                shell.out.say("it is kept after each save from now on, whenever it is there");
            }
        }
        for problem in &found {
            shell.out.say(&format!("asdone: {problem}"));
        }
        Ok(if found.is_empty() { Exit::Ok } else { Exit::Data })
    }

    /// Brings every copy up to date that is there, and says how each stands.
    fn all(&self, shell: &mut Shell, session: &Session) -> Result<Exit, Failure> {
        let Some(snapshot) = session.journal().snapshot()? else { return Ok(Exit::NothingFound) };
        let mut failed = false;
        let known = journal::known_copies(&shell.study())?;
        for copy in known.iter().filter(|copy| copy.is_here) {
            if let Err(error) = snapshot.back_up(&copy.place, copy.always, clock::now().millis) {
                failed = true;
                shell.out.fail(&error.to_string(), error.hint().as_deref());
            }
        }
        let known = journal::known_copies(&shell.study())?;
        if !failed && known.iter().any(|copy| copy.is_here) {
            outcome::done();
        }
        for copy in &known {
            let astray = copy.is_here && snapshot.went_another_way(copy);
            let line = if self.json {
                json_of(copy, astray).to_string()
            } else {
                said(copy, astray, session.entries(), shell.now)
            };
            shell.out.line(&line)?;
        }
        if known.is_empty() {
            shell.out.say("there is no copy of this study yet: asdone backup FOLDER makes one");
        }
        let any = known.iter().any(|copy| copy.is_here);
        Ok(if failed {
            Exit::Data
        } else if any {
            Exit::Ok
        } else {
            Exit::NothingFound
        })
    }
}

impl Verify {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let Some(folder) = &self.folder else {
            let session = Session::open_unread(shell)?;
            let _far = Progress::watch("nothing was changed", "to begin again: asdone verify");
            let checked = session.verify()?;
            return self.tell(shell, "this study", &checked, &[]);
        };
        let place = journal::copy_in(folder)?;
        let key = shell_key(shell, &place)?;
        let copy = CopyFound::open(&place, key.as_ref())?;
        let _far = Progress::watch("nothing was changed", "to begin again: asdone verify FOLDER");
        let checked = copy.verify()?;
        let own = match journal::identity_in(&shell.study()) {
            Ok(own) if own.study == copy.identity.study => {
                copy.compare(Session::open_unread(shell)?.journal())?
            }
            _ => {
                shell.out.say("the study itself is not here to compare it with");
                Vec::new()
            }
        };
        self.tell(shell, &copy.place.display().to_string(), &checked, &own)
    }

    fn tell(
        &self,
        shell: &mut Shell,
        what: &str,
        checked: &Verified,
        compared: &[String],
    ) -> Result<Exit, Failure> {
        let troubles: Vec<&String> =
            checked.problems.iter().chain(&checked.missing).chain(compared).collect();
        if self.json {
            let line = json!({
                "what": what, "entries": checked.entries, "problems": checked.problems,
                "missing": checked.missing, "compared": compared, "well": troubles.is_empty(),
            });
            shell.out.line(&line.to_string())?;
        } else {
            let well = "opened, and every hash holds";
            shell.out.line(&format!("{} of {what} {well}", entries(checked.entries)))?;
            for trouble in &troubles {
                shell.out.line(trouble)?;
            }
        }
        Ok(if troubles.is_empty() { Exit::Ok } else { Exit::Data })
    }
}

impl Restore {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let place = journal::copy_in(&self.from)?;
        for left in journal::sweep_beside(&self.into) {
            shell.out.say(&format!(
                "removed {}: a restore into it was stopped half-way",
                left.display()
            ));
        }
        let key = shell_key(shell, &place)?;
        let device = DeviceId(SystemIds.fresh().as_u128() as u64);
        let _far = Progress::watch(
            "the new folder is not finished, and no study",
            "the same command removes what is left of it and begins again",
        );
        let restored = journal::restore(&place, &self.into, key.as_ref(), device)?;
        if restored.missing.is_empty() {
            outcome::done();
        }
        let into = self.into.display();
        shell.out.line(&format!("{} restored into {into}", entries(restored.entries)))?;
        for missing in &restored.missing {
            shell.out.say(&format!("asdone: {missing}"));
        }
        journal::known_in(&self.into, &shell.paths.known);
        journal::trust(&self.into)?;
        self.erase_again(shell, key.as_ref())?;
        shell.out.say(&format!("asdone --study '{into}' opens it; the copy was not changed"));
        Ok(if restored.missing.is_empty() { Exit::Ok } else { Exit::Data })
    }

    /// Erases in the new study what was erased from the present one since the copy was made.
    fn erase_again(&self, shell: &mut Shell, key: Option<&Key>) -> Result<(), Failure> {
        let restored = journal::identity_in(&self.into)?.study;
        let present = shell.study();
        // Where it was restored to the place of the present study, there is no other one to ask.
        let place = |dir: &Path| dir.canonicalize().ok();
        if place(&present) == place(&self.into) {
            return Ok(());
        }
        if !journal::identity_in(&present).is_ok_and(|present| present.study == restored) {
            return Ok(());
        }
        let Ok(session) = Session::open_unread(shell) else { return Ok(()) };
        let now = clock::now().millis;
        let count = open::erase_again(&self.into, key, &session, now)?;
        if count > 0 {
            let things = if count == 1 { "1 thing".to_owned() } else { format!("{count} things") };
            shell.out.say(&format!("{things} erased since the copy was made were erased here too"));
        }
        Ok(())
    }
}

/// What is wrong with a copy that was just made, if anything.
fn look_over(copy: &CopyFound, session: &Session) -> Result<Vec<String>, Failure> {
    let checked = copy.verify()?;
    let mut found = checked.problems;
    found.extend(copy.compare(session.journal())?);
    Ok(found)
}

/// The key for a copy: that of the study where it is the same study and can be opened, or asked for.
fn shell_key(shell: &mut Shell, place: &Path) -> Result<Option<Key>, Failure> {
    unlock::key_of(shell, place)
}
