//! The one way by which files are opened and read, here and in every other room.
//!
//! Where a file is expected, a folder that others can write to may hold a named pipe, a socket, a
//! device, a folder, a symbolic link, or a file of many gigabytes. Opening a pipe waits for ever,
//! and reading a huge file takes all memory. So nothing is opened that is not a regular file, the
//! call never waits, and at most so many bytes are read as such a file can have.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// No text that the program keeps outside a study is longer: settings, keys, rules of wording.
const LONGEST_SETTINGS: u64 = 1024 * 1024;

/// No file that a person hands in is longer.
const LONGEST_GIVEN: u64 = 1024 * 1024 * 1024;

/// What is done about a symbolic link at the end of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    /// It is refused: the program makes none in a study's folder.
    Refused,
    /// It leads to the file: people keep their settings that way.
    Followed,
}

/// Says what a path holds where that is no regular file.
fn irregular(about: &Metadata) -> Option<io::Error> {
    let kind = about.file_type();
    if kind.is_file() {
        return None;
    }
    let (what, kind) = match kind {
        kind if kind.is_dir() => ("a folder", io::ErrorKind::IsADirectory),
        kind if kind.is_symlink() => ("a symbolic link", io::ErrorKind::InvalidInput),
        kind => (special(kind), io::ErrorKind::InvalidInput),
    };
    Some(io::Error::new(kind, format!("{what} stands where a file should be")))
}

#[cfg(unix)]
fn special(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_kind: fs::FileType) -> &'static str {
    "something that is no file"
}

/// Opens a regular file, and nothing else; it is looked at before and after, since what has the
/// name may change in between.
fn open(path: &Path, links: Links, options: &mut OpenOptions) -> io::Result<File> {
    let looked = match links {
        Links::Refused => fs::symlink_metadata(path),
        Links::Followed => fs::metadata(path),
    };
    match looked {
        Ok(about) => irregular(&about).map_or(Ok(()), Err)?,
        // It may be about to be made.
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        Err(e) => return Err(e),
    }
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let follow = if links == Links::Refused { OFlags::NOFOLLOW } else { OFlags::empty() };
        options.custom_flags((OFlags::NONBLOCK | follow).bits().cast_signed());
        options.mode(0o600);
    }
    let file = options.open(path)?;
    irregular(&file.metadata()?).map_or(Ok(file), Err)
}

/// Opens a file of a study for reading.
pub(super) fn to_read(path: &Path) -> io::Result<File> {
    open(path, Links::Refused, OpenOptions::new().read(true))
}

/// Opens a file of a study that is there for writing at its end.
pub(super) fn to_append(path: &Path) -> io::Result<File> {
    open(path, Links::Refused, OpenOptions::new().append(true))
}

/// Opens a file for writing from its beginning, and for reading; what it holds stays.
pub(super) fn to_write_over(path: &Path) -> io::Result<File> {
    open(path, Links::Refused, OpenOptions::new().read(true).write(true))
}

/// The same; a file that is not there is made, readable by its owner alone.
pub(super) fn to_write(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    open(path, Links::Refused, options.read(true).write(true).create(true).truncate(false))
}

/// Makes a file that was not there before, readable by its owner alone.
///
/// # Errors
/// Where something has that name, or the system refuses.
pub fn make(path: &Path) -> io::Result<File> {
    open(path, Links::Refused, OpenOptions::new().write(true).create_new(true))
}

/// Whether a path still names the file that was opened by it. A program that synchronises folders
/// puts another file in its place, and what is written to the one that lost the name is gone.
pub(super) fn is_named(file: &File, path: &Path) -> bool {
    let Ok(named) = fs::symlink_metadata(path) else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        file.metadata().is_ok_and(|open| (open.dev(), open.ino()) == (named.dev(), named.ino()))
    }
    // An open file keeps its name there.
    #[cfg(not(unix))]
    {
        let _ = file;
        named.is_file()
    }
}

/// Opens a folder, to be synced or locked; nothing else that has taken its place is waited for.
///
/// # Errors
/// Where it is no folder, or the system refuses.
pub fn folder(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::DIRECTORY | OFlags::NONBLOCK).bits().cast_signed());
    }
    options.open(path)
}

/// The first `most` bytes of a file of a study, or of a folder that others can write to, and whether
/// that is all of it.
///
/// # Errors
/// Where it is no regular file, or the system refuses.
pub fn upto(path: &Path, most: u64) -> io::Result<(Vec<u8>, bool)> {
    let mut bytes = Vec::new();
    let whole = into(path, most, &mut bytes)?;
    Ok((bytes, whole))
}

/// The same, in place of what `bytes` held.
pub(super) fn into(path: &Path, most: u64, bytes: &mut Vec<u8>) -> io::Result<bool> {
    bytes.clear();
    let file = to_read(path)?;
    let long = file.metadata()?.len();
    bytes.reserve(usize::try_from(long.min(most)).unwrap_or(0));
    file.take(most).read_to_end(bytes)?;
    Ok(long <= most)
}

/// All of a file of a study that has at most `most` bytes.
pub(super) fn whole(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    match upto(path, most)? {
        (bytes, true) => Ok(bytes),
        (_, false) => Err(too_long(most)),
    }
}

fn too_long(most: u64) -> io::Error {
    let most = match most {
        1_048_576.. => format!("{} MiB", most >> 20),
        _ => format!("{} KiB", most >> 10),
    };
    io::Error::new(
        io::ErrorKind::FileTooLarge,
        format!("it is longer than {most}, so it is not read"),
    )
}

fn text(bytes: Vec<u8>) -> io::Result<String> {
    let wrong = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not text in UTF-8");
    String::from_utf8(bytes).map_err(wrong)
}

/// The text of a file that a person keeps for the program (settings, keys, rules of wording, a
/// codebook). It may be a link to the file.
///
/// # Errors
/// Where it is no regular file, is not UTF-8, has more than 1 MiB, or the system refuses.
pub fn settings_text(path: &Path) -> io::Result<String> {
    let file = open(path, Links::Followed, OpenOptions::new().read(true))?;
    text(taken(file, LONGEST_SETTINGS)?)
}

/// No folder that a person names has folders in it that lie deeper than this.
const DEEPEST: usize = 4;

/// The bytes of each file of a folder that a person names, by its path in it. A link to a folder is
/// not followed.
///
/// # Errors
/// Where something in it is no regular file, has more than 1 GiB, lies too deep, or the system refuses.
pub fn given_folder(path: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![(path.to_path_buf(), String::new(), 0)];
    while let Some((folder, before, deep)) = folders.pop() {
        if deep > DEEPEST {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "it has too many folders in folders",
            ));
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), format!("{name}/"), deep + 1));
            } else {
                files.insert(name, given(&entry.path())?);
            }
        }
    }
    Ok(files)
}

/// The bytes of a file that a person hands in by its name. It may be a pipe, as of another command.
///
/// # Errors
/// Where it is a folder, has more than 1 GiB, or the system refuses.
pub fn given(path: &Path) -> io::Result<Vec<u8>> {
    given_upto(path, LONGEST_GIVEN).map(|(_, bytes)| bytes)
}

/// The same with a limit of one's own, and what the system says of the file.
///
/// # Errors
/// As [`given`].
pub fn given_upto(path: &Path, most: u64) -> io::Result<(Metadata, Vec<u8>)> {
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Err(irregular(&about).unwrap_or_else(|| io::ErrorKind::IsADirectory.into()));
    }
    let file = OpenOptions::new().read(true).open(path)?;
    Ok((file.metadata()?, taken(file, most)?))
}

/// The text of a file that this program has just handed to an editor.
///
/// # Errors
/// As [`settings_text`], without a limit of its own.
pub fn edited(path: &Path) -> io::Result<String> {
    text(whole(path, LONGEST_GIVEN)?)
}

/// Writes blanks over a file that is about to be removed.
///
/// # Errors
/// Where it is no regular file, or the system refuses.
pub fn blank(path: &Path) -> io::Result<()> {
    use std::io::Write;
    const PIECE: usize = 64 * 1024;
    let mut file = to_write_over(path)?;
    let mut left = file.metadata()?.len();
    while left > 0 {
        let piece = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        file.write_all(vec![0; piece].as_slice())?;
        left -= piece as u64;
    }
    file.sync_data()
}

fn taken(file: File, most: u64) -> io::Result<Vec<u8>> {
    let about = file.metadata()?;
    if about.is_file() && about.len() > most {
        return Err(too_long(most));
    }
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_long(most)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_a_file_can_have_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.toml");
        File::create(&path).unwrap().set_len(200 << 20).unwrap();
        let refused = settings_text(&path).unwrap_err();
        assert_eq!(refused.to_string(), "it is longer than 1 MiB, so it is not read");
        assert_eq!(upto(&path, 10).unwrap(), (vec![0; 10], false));
        assert!(whole(&path, 10).is_err());
        assert!(given_upto(&path, 4096).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_but_a_regular_file_is_opened_and_no_pipe_is_waited_for() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let dir = tempfile::tempdir().unwrap();
        let place = |name: &str| dir.path().join(name);
        mknodat(CWD, place("pipe"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        drop(std::os::unix::net::UnixListener::bind(place("socket")).unwrap());
        fs::create_dir(place("folder")).unwrap();
        fs::write(place("text"), "text").unwrap();
        std::os::unix::fs::symlink(place("text"), place("link")).unwrap();
        std::os::unix::fs::symlink(place("pipe"), place("link-to-pipe")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", place("link-to-device")).unwrap();
        let says = |name: &str, what: &str| {
            let path = place(name);
            let tried: [io::Result<File>; 4] =
                [to_read(&path), to_append(&path), to_write_over(&path), to_write(&path)];
            for refused in tried {
                let refused = refused.unwrap_err().to_string();
                assert!(refused.starts_with(what), "{name}: {refused}");
            }
        };
        for (name, what) in [
            ("pipe", "a named pipe"),
            ("socket", "a socket"),
            ("folder", "a folder"),
            ("link", "a symbolic link"),
            ("link-to-pipe", "a symbolic link"),
        ] {
            says(name, what);
        }
        assert_eq!(settings_text(&place("link")).unwrap(), "text");
        for name in ["pipe", "socket", "folder", "link-to-pipe", "link-to-device"] {
            assert!(settings_text(&place(name)).is_err(), "{name}");
        }
        assert!(given_upto(Path::new("/dev/zero"), 1000).is_err());
        assert!(given(&place("folder")).is_err());
    }
}
