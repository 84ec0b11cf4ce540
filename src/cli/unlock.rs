//! The passphrase of a sealed study: read from a file that the person names, or asked for without
//! being shown; and the key that it opens, kept for the length of one command.

use std::fs::{File, Metadata};
use std::io::Read as _;
use std::io::{self, IsTerminal};
use std::path::Path;

use super::{Failure, Shell, interrupt};
use crate::journal::keys::{self, ExposeSecret, Key, Secret, SecretString};
use crate::journal::{JournalError, regular};

/// How often a passphrase may be typed.
const TRIES: u32 = 3;

/// No file that holds a secret is longer.
const LONGEST: u64 = 16 * 1024;

/// The key of the study, got by asking where nothing else will do; `None` where it is in clear.
pub(super) fn key(shell: &mut Shell) -> Result<Option<Key>, Failure> {
    if let Some(key) = without_asking(shell)? {
        return Ok(Some(key));
    }
    let dir = shell.study();
    let key = asked(shell, &dir)?;
    shell.key.clone_from(&key);
    Ok(key)
}

/// The key of a copy of a study: that of the study itself where it opens the copy as well, else got
/// as for a study.
pub(super) fn key_of(shell: &mut Shell, copy: &Path) -> Result<Option<Key>, Failure> {
    if !keys::is_sealed(copy)? {
        return Ok(None);
    }
    let own = without_asking(shell).ok().flatten();
    if let Some(key) = own.filter(|key| keys::opens(copy, key)) {
        return Ok(Some(key));
    }
    if let Some(file) = shell.passphrase_file.clone() {
        let passphrase = from_file(shell, &file)?;
        return Ok(Some(keys::unlock(copy, &Secret::Passphrase(passphrase))?));
    }
    asked(shell, copy)
}

/// Asks for the passphrase of what stands in a folder, if it is sealed.
fn asked(shell: &mut Shell, dir: &Path) -> Result<Option<Key>, Failure> {
    if !keys::is_sealed(dir)? {
        return Ok(None);
    }
    if !can_ask() {
        return Err(JournalError::Sealed { path: dir.to_path_buf() }.into());
    }
    let mut tries = 1;
    loop {
        let typed = typed("Passphrase: ")?;
        match keys::unlock(dir, &Secret::Passphrase(typed)) {
            Ok(key) => return Ok(Some(key)),
            Err(JournalError::WrongSecret { .. }) if tries < TRIES => {
                shell.out.say("that passphrase does not open it; try again, or press Ctrl-C");
                tries += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// The key where it is known already or a file was named; `None` where it is not, or not needed.
pub(super) fn without_asking(shell: &mut Shell) -> Result<Option<Key>, Failure> {
    if let Some(key) = &shell.key {
        return Ok(Some(key.clone()));
    }
    let dir = shell.study();
    let Some(file) =
        shell.passphrase_file.clone().filter(|_| keys::is_sealed(&dir).unwrap_or(false))
    else {
        return Ok(None);
    };
    let passphrase = from_file(shell, &file)?;
    let unlocked = keys::unlock(&dir, &Secret::Passphrase(passphrase.clone()));
    let key = match unlocked {
        // A version of this program took the mark for a part of the secret.
        Err(JournalError::WrongSecret { .. }) if begins_with_mark(&file) => {
            let marked = SecretString::from(format!("{MARK}{}", passphrase.expose_secret()));
            keys::unlock(&dir, &Secret::Passphrase(marked))?
        }
        unlocked => unlocked?,
    };
    shell.key = Some(key.clone());
    Ok(Some(key))
}

/// Whether somebody is there to type a secret. Standard input may be a note; the secret is read
/// from the terminal itself.
pub(super) fn can_ask() -> bool {
    io::stderr().is_terminal()
}

/// A secret as typed, not shown. Cancelling ends the command.
pub(super) fn typed(question: &str) -> Result<SecretString, Failure> {
    let guards = (Interrupts::caught(), Hidden::before_asking());
    let typed = rpassword::prompt_password(question);
    drop(guards);
    let cancelled =
        |kind| matches!(kind, io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof);
    match typed {
        Ok(typed) if typed.is_empty() => Err(Failure::Cancelled),
        Ok(typed) => Ok(SecretString::from(typed)),
        Err(error) if cancelled(error.kind()) => Err(Failure::Cancelled),
        Err(source) => Err(Failure::Stream { doing: "read the passphrase", source }),
    }
}

/// While it lives, Ctrl-C does not end the program: the question has hidden what is typed, and the
/// terminal has to be put right before anything ends.
struct Interrupts;

impl Interrupts {
    fn caught() -> Self {
        interrupt::hold();
        Self
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        interrupt::let_go();
    }
}

/// While it lives, the terminal shows nothing of what is typed and hands over each key, Ctrl-C too.
/// This is so before the question is seen: what is typed as soon as it is there is hidden as well,
/// and cancels as it should.
struct Hidden {
    #[cfg(unix)]
    before: Option<(File, rustix::termios::Termios)>,
}

impl Hidden {
    #[cfg(unix)]
    fn before_asking() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let hide = || {
            let terminal = File::open("/dev/tty").ok()?;
            let before = tcgetattr(&terminal).ok()?;
            let mut hidden = before.clone();
            hidden.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
            tcsetattr(&terminal, OptionalActions::Now, &hidden).ok()?;
            Some((terminal, before))
        };
        Self { before: hide() }
    }

    #[cfg(not(unix))]
    fn before_asking() -> Self {
        Self {}
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some((terminal, before)) = &self.before {
            let now = rustix::termios::OptionalActions::Now;
            let _ = rustix::termios::tcsetattr(terminal, now, before);
        }
    }
}

/// The byte order mark that some editors put before a text. It is no part of any secret.
const MARK: char = '\u{feff}';

fn begins_with_mark(path: &Path) -> bool {
    let mut first = [0; 3];
    let is_file = std::fs::metadata(path).is_ok_and(|meta| meta.is_file());
    let mut read = || File::open(path)?.read_exact(&mut first);
    is_file && read().is_ok() && first == *"\u{feff}".as_bytes()
}

/// Whether a text that was handed in as a note is the passphrase of a sealed study. Only what has the
/// looks of one is tried, since a try takes a tenth of a second.
pub(super) fn is_the_passphrase(shell: &Shell, text: &str) -> bool {
    let study = shell.study();
    keys::looks_like_a_passphrase(text)
        && keys::is_sealed(&study).unwrap_or(false)
        && keys::unlock(&study, &Secret::passphrase(text.trim().to_owned())).is_ok()
}

/// The first line of a file that holds a secret.
pub(super) fn from_file(shell: &mut Shell, path: &Path) -> Result<SecretString, Failure> {
    let text = secret_file(shell, path)?;
    let line = text.expose_secret().lines().next().unwrap_or_default().to_owned();
    if line.is_empty() {
        return Err(Failure::usage(
            format!("the first line of {} is empty", path.display()),
            "write the secret into its first line",
        ));
    }
    Ok(SecretString::from(line))
}

/// All of a file that holds a secret; says so where others can read it too.
pub(super) fn secret_file(shell: &mut Shell, path: &Path) -> Result<SecretString, Failure> {
    let failed = |error| Failure::file("read", path, error);
    let (about, bytes) = regular::given_upto(path, LONGEST).map_err(failed)?;
    if others_can_read(&about) {
        shell.out.say(&format!("asdone: Other users can read {}; run chmod 600", path.display()));
    }
    let mut text = String::from_utf8(bytes).map_err(|_| {
        failed(io::Error::new(io::ErrorKind::InvalidData, "it is not text in UTF-8"))
    })?;
    if text.starts_with(MARK) {
        text.remove(0);
    }
    Ok(SecretString::from(text))
}

#[cfg(unix)]
fn others_can_read(about: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    // A pipe (as of a password manager) has no others.
    about.is_file() && about.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn others_can_read(_about: &Metadata) -> bool {
    false
}

/// What is said to somebody who would use a weak passphrase.
const WEAK: &str = "a passphrase of four or more unrelated words is easy to keep and hard to guess";

/// A new passphrase: from `file` where there is one, or asked for twice. One that is weak takes a
/// yes, or `weak_is_fine`.
pub(super) fn new_passphrase(
    shell: &mut Shell,
    file: Option<&Path>,
    weak_is_fine: bool,
) -> Result<SecretString, Failure> {
    if let Some(file) = file {
        let passphrase = from_file(shell, file)?;
        let strength = keys::strength(passphrase.expose_secret());
        if !strength.strong && !weak_is_fine {
            let said = format!("the passphrase is {}", strength.said());
            return Err(Failure::usage(
                said,
                format!("{WEAK}; --weak-passphrase takes it as it is"),
            ));
        }
        return Ok(passphrase);
    }
    if !can_ask() {
        return Err(Failure::usage(
            "a passphrase is needed",
            "name a file whose first line holds it: --passphrase-file FILE",
        ));
    }
    shell.out.say(&format!("Choose a passphrase: {WEAK}. It is not shown."));
    loop {
        let passphrase = typed("New passphrase: ")?;
        let strength = keys::strength(passphrase.expose_secret());
        shell.out.say(&format!("  {}", strength.said()));
        if !strength.strong
            && !weak_is_fine
            && !super::question::yes(
                shell,
                "Whoever finds the laptop might guess it. Take it anyway?",
            )?
        {
            continue;
        }
        let again = typed("Once more: ")?;
        if again.expose_secret() == passphrase.expose_secret() {
            return Ok(passphrase);
        }
        shell.out.say("the two are not the same; begin again");
    }
}
