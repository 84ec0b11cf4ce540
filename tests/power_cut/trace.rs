//! What a run did to its files, as `strace` saw it: every write, sync and change of a name, in the
//! order in which they happened, with the words that the run printed among them.

use std::collections::HashMap;
use std::path::PathBuf;

/// One thing that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Event {
    /// The run printed a line.
    Said(String),
    /// A file was made or emptied by opening it.
    Opened { path: PathBuf, create: bool, truncate: bool },
    /// Bytes were written; at the end of the file where there is no place.
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
                                pwritev,fallocate,link,linkat,lseek";

/// Where the next write through each open file goes; `None` where each goes to the end.
type Places = HashMap<u32, Option<u64>>;

/// Reads a trace written by `strace -f -y -xx -s 10000000 -e trace=CALLS`.
pub(crate) fn read(text: &str) -> Vec<Event> {
    let mut begun: HashMap<&str, String> = HashMap::new();
    let mut places = Places::new();
    let mut events = Vec::new();
    for line in text.lines() {
        let Some((process, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if let Some(start) = call.strip_suffix(" <unfinished ...>") {
            begun.insert(process, start.to_owned());
        } else if let Some(rest) = call.strip_prefix("<... ") {
            let start = begun.remove(process).unwrap_or_default();
            let rest = rest.split_once("resumed>").map_or("", |(_, rest)| rest);
            take(&format!("{start}{rest}"), &mut places, &mut events);
        } else {
            take(call, &mut places, &mut events);
        }
    }
    events
}

/// Adds what a system call did; of what was printed each line is an event of its own.
fn take(call: &str, places: &mut Places, events: &mut Vec<Event>) {
    match event(call, places) {
        Some(Event::Said(text)) => {
            let lines = text.lines().filter(|line| !line.is_empty());
            events.extend(lines.map(|line| Event::Said(line.to_owned())));
        }
        event => events.extend(event),
    }
}

/// A system call that succeeded, as an event.
fn event(call: &str, places: &mut Places) -> Option<Event> {
    let (name, rest) = call.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    if result.starts_with('-') {
        return None;
    }
    let texts = texts(arguments);
    let path = |n: usize| Some(PathBuf::from(String::from_utf8(texts.get(n)?.clone()).ok()?));
    let held = || held(arguments);
    let opened = || arguments.split(['<', ',', ')']).next()?.trim().parse::<u32>().ok();
    let number = |n: usize| -> Option<u64> {
        let after = arguments.rsplit(", ").nth(n)?;
        after.trim_end_matches(')').parse().ok()
    };
    Some(match name {
        "open" | "openat" | "creat" => {
            // `openat` names the folder it is relative to in <>, and all our paths are absolute.
            let create = arguments.contains("O_CREAT") || name == "creat";
            let truncate = arguments.contains("O_TRUNC") || name == "creat";
            let begins = (!arguments.contains("O_APPEND")).then_some(0);
            places.insert(result.split('<').next()?.trim().parse().ok()?, begins);
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
            let at = if name == "pwrite64" {
                Some(number(0)?)
            } else {
                let place = places.get_mut(&opened()?).and_then(Option::as_mut);
                place.map(|next| std::mem::replace(next, *next + bytes.len() as u64))
            };
            Event::Wrote { path, at, bytes }
        }
        "lseek" => {
            let place = places.get_mut(&opened()?)?.as_mut()?;
            *place = result.split_whitespace().next()?.parse().ok()?;
            return None;
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

/// The path of the file that the first argument stands for; none where it has lost its name.
fn held(arguments: &str) -> Option<PathBuf> {
    let (_, after) = arguments.split_once('<')?;
    let (hex, after) = after.split_once('>')?;
    let path = String::from_utf8(bytes(hex)).ok()?;
    let gone = after.starts_with("(deleted)") || path.ends_with(" (deleted)");
    (!gone).then(|| PathBuf::from(path))
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
