//! Text files that a screen asked for (a codebook, an export), read and written off the main thread.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::thread;

use super::Event;
use crate::journal::regular;
use crate::tui::msg::{Failure, Msg};

fn failed(doing: &str, path: &Path, error: &io::Error) -> Failure {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => Some("look at the spelling of the path".to_owned()),
        io::ErrorKind::PermissionDenied => Some("choose a folder of your own".to_owned()),
        io::ErrorKind::InvalidData => Some("save it as UTF-8 text first".to_owned()),
        _ => None,
    };
    Failure { message: format!("cannot {doing} {}: {error}", path.display()), hint }
}

/// Reads a file and sends its text.
pub(super) fn read(path: PathBuf, events: Sender<Event>) {
    thread::spawn(move || {
        let text = regular::settings_text(&path).map_err(|error| failed("read", &path, &error));
        drop(events.send(Event::Msg(Msg::FileRead(path, text))));
    });
}

/// Writes a file, whole or not at all, and says so.
pub(super) fn write(path: PathBuf, text: String, events: Sender<Event>) {
    thread::spawn(move || {
        let done = write_whole(&path, &text).map_err(|error| failed("write", &path, &error));
        drop(events.send(Event::Msg(Msg::FileWritten(path, done))));
    });
}

/// The same, with the folder where that is missing: it is the program's own.
pub(super) fn keep(path: PathBuf, text: String, events: Sender<Event>) {
    thread::spawn(move || {
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        let done = made.and_then(|()| write_whole(&path, &text));
        let done = done.map_err(|error| failed("write", &path, &error));
        drop(events.send(Event::Msg(Msg::FileWritten(path, done))));
    });
}

fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
