//! What a run did to its files, as `strace` saw it: every write, sync and change of a name, in the
//! order in which they happened, with the words that the run printed among them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// One thing that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Event {
    /// The run printed a line.
    Said(String),
    /// A file was made or emptied by opening it.
    Opened { path: PathBuf, create: bool, truncate: bool },
    /// Bytes were written; `None` is the end of the file.
    Wrote { path: PathBuf, at: Option<u64>, bytes: Vec<u8> },
    /// A file was cut or lengthened.
    Resized { path: PathBuf, length: u64 },
    /// A file or folder was synced (fsync or fdatasync; sync_file_range promises nothing).
    Synced(PathBuf),
    /// A folder was made.
    Made(PathBuf),
    /// Something got another name.
    Renamed(PathBuf, PathBuf),
    /// A name went away.
    Removed(PathBuf),
}

/// The system calls that matter here.
pub(crate) const CALLS: &str = "open,openat,creat,write,pwrite64,ftruncate,fsync,fdatasync,rename,\
                                renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,writev,\
                                pwritev,fallocate,link,linkat";

/// Reads a trace written by `strace -f -y -xx -s 10000000 -e trace=CALLS`.
pub(crate) fn read(text: &str) -> Vec<Event> {
    let mut begun: HashMap<&str, String> = HashMap::new();
    let mut events = Vec::new();
    for line in text.lines() {
        let Some((process, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if let Some(start) = call.strip_suffix(" <unfinished ...>") {
            begun.insert(process, start.to_owned());
        } else if let Some(rest) = call.strip_prefix("<... ") {
            let start = begun.remove(process).unwrap_or_default();
            let rest = rest.split_once("resumed>").map_or("", |(_, rest)| rest);
            events.extend(event(&format!("{start}{rest}")));
        } else {
            events.extend(event(call));
        }
    }
    events
}

/// A system call that succeeded, as an event.
fn event(call: &str) -> Option<Event> {
    let (name, rest) = call.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    if result.starts_with('-') {
        return None;
    }
    let texts = texts(arguments);
    let path = |n: usize| Some(PathBuf::from(String::from_utf8(texts.get(n)?.clone()).ok()?));
    let held = || held(arguments);
    let number = |n: usize| -> Option<u64> {
        let after = arguments.rsplit(", ").nth(n)?;
        after.trim_end_matches(')').parse().ok()
    };
    Some(match name {
        "open" | "openat" | "creat" => {
            // `openat` names the folder it is relative to in <>, and all our paths are absolute.
            let create = arguments.contains("O_CREAT") || name == "creat";
            let truncate = arguments.contains("O_TRUNC") || name == "creat";
            Event::Opened { path: path(0)?, create, truncate }
        }
        "write" | "pwrite64" => {
            let bytes = texts.first().cloned().unwrap_or_default();
            let whole: usize = result.split_whitespace().next()?.parse().ok()?;
            assert!(whole <= bytes.len(), "the trace left bytes out: {name}");
            let bytes = bytes.get(..whole)?.to_vec();
            let path = held()?;
            if !path.is_absolute() {
                return Some(Event::Said(String::from_utf8_lossy(&bytes).into_owned()));
            }
            let at = if name == "pwrite64" { Some(number(0)?) } else { None };
            Event::Wrote { path, at, bytes }
        }
        "ftruncate" => Event::Resized { path: held()?, length: number(0)? },
        "fsync" | "fdatasync" => Event::Synced(held()?),
        "rename" | "renameat" | "renameat2" => Event::Renamed(path(0)?, path(1)?),
        "unlink" | "unlinkat" | "rmdir" => {
            let named = path(0)?;
            // `remove_dir_all` names what is in a folder relative to it.
            let named = if named.is_absolute() { named } else { held()?.join(named) };
            Event::Removed(named)
        }
        "mkdir" | "mkdirat" => Event::Made(path(0)?),
        other => panic!("the replay does not know {other}: {call:.200}"),
    })
}

/// The path of the file that the first argument stands for.
fn held(arguments: &str) -> Option<PathBuf> {
    let (_, after) = arguments.split_once('<')?;
    let (hex, _) = after.split_once('>')?;
    let path = String::from_utf8(bytes(hex)).ok()?;
    Some(Path::new(path.trim_end_matches("(deleted)").trim_end()).to_path_buf())
}

/// Everything in double quotes.
fn texts(arguments: &str) -> Vec<Vec<u8>> {
    arguments.split('"').skip(1).step_by(2).map(bytes).collect()
}

/// `\x61\x62` as bytes; what is not in hexadecimal digits as it stands.
fn bytes(text: &str) -> Vec<u8> {
    if !text.starts_with("\\x") {
        return text.as_bytes().to_vec();
    }
    let digit = |c: u8| (c as char).to_digit(16).map_or(0, |digit| digit as u8);
    text.as_bytes().chunks_exact(4).map(|four| digit(four[2]) << 4 | digit(four[3])).collect()
}
