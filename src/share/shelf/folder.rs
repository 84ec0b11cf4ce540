//! A shelf that is a folder: on a file server, or kept the same on several laptops by a program for
//! that.
//!
//! Files appear whole or not at all, under a name that is given once. They can be read by whoever
//! can read the folder itself: on a file server the others are other users. Only regular files are
//! opened, no link is followed below the folder, and nothing is read past a limit.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{LONGEST, Listing, MOST_NAMES, Name, NoPlace, Shelf, ShelfError};
use crate::journal::{JournalError, identity_in, regular};

/// What files begin with that are still being written; the name that they are to have follows.
const UNFINISHED: &str = ".unfinished-";

/// What is said where folders should be, and is none.
fn in_the_way() -> io::Error {
    io::Error::new(io::ErrorKind::NotADirectory, "something that is no folder is in the way")
}

/// Makes the names of a folder outlast a power cut, where its disk knows how: what has been said to be
/// there is there, or a laptop would take what it has handed out itself for another's.
fn settle(dir: &Path) {
    if cfg!(unix) {
        let _ = regular::folder(dir).and_then(|dir| dir.sync_all());
    }
}

/// A folder as a shelf.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The shelf in a folder, which may not be there now.
    pub fn at(root: &Path) -> Self {
        Self { root: root.to_path_buf() }
    }

    /// A folder that somebody named, as an absolute path. It must be there, and be no part of a study.
    ///
    /// # Errors
    /// Where it is none that a team can have.
    pub fn named(typed: &Path, study_dir: &Path) -> Result<PathBuf, NoPlace> {
        let not_there = |source| NoPlace::NotThere { path: typed.to_path_buf(), source };
        let place = fs::canonicalize(typed).map_err(not_there)?;
        if !place.is_dir() {
            return Err(NoPlace::NoFolder(typed.to_path_buf()));
        }
        let own = fs::canonicalize(study_dir).unwrap_or_else(|_| study_dir.to_path_buf());
        let is_study = match identity_in(&place) {
            Err(JournalError::NotAStudy { .. }) => false,
            // Nothing can be said of what may not be looked into, but that.
            Err(JournalError::Io { source, .. }) => {
                return Err(NoPlace::NotOpen { path: typed.to_path_buf(), source });
            }
            Ok(_) | Err(_) => true,
        };
        if place.starts_with(&own) || own.starts_with(&place) || is_study {
            return Err(NoPlace::AStudy(typed.to_path_buf()));
        }
        Ok(as_written(place))
    }

    fn path(&self, name: &Name) -> PathBuf {
        name.as_str().split('/').fold(self.root.clone(), |path, part| path.join(part))
    }

    /// Whether the folder itself is there. What leads to it may be a link: that is its user's choice.
    fn root(&self) -> Result<Metadata, ShelfError> {
        let away = || ShelfError::Away { place: self.root.display().to_string() };
        fs::metadata(&self.root).ok().filter(Metadata::is_dir).ok_or_else(away)
    }

    /// Refuses what leads out of the folder: on the way to a name there are folders and nothing else.
    /// Whether all of them are there.
    fn way_to(&self, name: &Name) -> io::Result<bool> {
        let mut path = self.root.clone();
        let mut parts = name.as_str().split('/').peekable();
        while let Some(part) = parts.next().filter(|_| parts.peek().is_some()) {
            path.push(part);
            match fs::symlink_metadata(&path) {
                Ok(about) if about.is_dir() => {}
                Ok(_) => return Err(in_the_way()),
                Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
                Err(e) => return Err(e),
            }
        }
        Ok(true)
    }

    /// Makes the folders on the way to a name, open to whomever the folder itself is open to.
    fn make_way(&self, name: &Name, root: &Metadata) -> io::Result<()> {
        let mut path = self.root.clone();
        let mut parts = name.as_str().split('/').peekable();
        while let Some(part) = parts.next().filter(|_| parts.peek().is_some()) {
            path.push(part);
            match fs::create_dir(&path) {
                Ok(()) => {
                    like(root, &path);
                    settle(path.parent().unwrap_or(&self.root));
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    fn read(&self, name: &Name) -> io::Result<Option<Vec<u8>>> {
        if !self.way_to(name)? {
            return Ok(None);
        }
        match regular::upto(&self.path(name), LONGEST) {
            Ok((bytes, true)) => Ok(Some(bytes)),
            Ok((_, false)) => Err(io::Error::from(io::ErrorKind::FileTooLarge)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    fn write(&self, name: &Name, bytes: &[u8], root: &Metadata) -> io::Result<bool> {
        self.make_way(name, root)?;
        self.way_to(name)?;
        let path = self.path(name);
        let there = self.read(name)?;
        // What was cut off while it was written, by this laptop or on its way to another, is a
        // beginning of the same bytes.
        let torn = match there {
            Some(there) if there == bytes => return Ok(true),
            Some(there) if bytes.starts_with(&there) => true,
            Some(_) => return Ok(false),
            None => false,
        };
        let dir = path.parent().unwrap_or(&self.root);
        let mut builder = tempfile::Builder::new();
        let prefix = format!("{UNFINISHED}{}-", name.last());
        builder.prefix(&prefix);
        #[cfg(unix)]
        let mode = {
            use std::os::unix::fs::PermissionsExt;
            fs::Permissions::from_mode(root.permissions().mode() & 0o666)
        };
        #[cfg(unix)]
        builder.permissions(mode);
        let mut file = builder.tempfile_in(dir)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        let kept = if torn { file.persist(&path) } else { file.persist_noclobber(&path) };
        match kept {
            Ok(_) => {
                settle(dir);
                Ok(true)
            }
            // Another process of ours was faster.
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => {
                Ok(self.read(name)?.is_some_and(|there| there == bytes))
            }
            Err(e) => Err(e.error),
        }
    }
}

/// A path as people write it: Windows puts a sign before the whole of it that nobody types, and that
/// a path of usual length does not need.
fn as_written(place: PathBuf) -> PathBuf {
    const USUAL: usize = 240;
    let short = place
        .to_str()
        .and_then(|whole| whole.strip_prefix(r"\\?\"))
        .filter(|path| path.len() < USUAL && path.get(1..3) == Some(r":\"));
    short.map(PathBuf::from).unwrap_or(place)
}

/// Opens a folder to whomever `root` is open to, where the system lets us. Where it does not, the
/// folder stays as the system made it.
fn like(root: &Metadata, path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = root.permissions().mode() & 0o7777;
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = (root, path);
}

fn failed(doing: &'static str, name: &Name) -> impl FnOnce(io::Error) -> ShelfError {
    let name = name.clone();
    move |source| ShelfError::Io { doing, name, source }
}

impl Shelf for Folder {
    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), ShelfError> {
        let root = self.root()?;
        match self.write(name, bytes, &root).map_err(failed("write", name))? {
            true => Ok(()),
            false => Err(ShelfError::Taken { name: name.clone() }),
        }
    }

    fn get(&self, name: &Name) -> Result<Option<Vec<u8>>, ShelfError> {
        self.root()?;
        self.read(name).map_err(failed("read", name))
    }

    fn list(&self, under: &Name) -> Result<Listing, ShelfError> {
        self.root()?;
        let mut listing = Listing::default();
        let list = |listing: &mut Listing| -> io::Result<()> {
            let path = self.path(under);
            let is_dir = |path: &Path| fs::symlink_metadata(path).map(|about| about.is_dir());
            if !self.way_to(under)? {
                return Ok(());
            }
            match is_dir(&path) {
                Ok(true) => {}
                Ok(false) => return Err(in_the_way()),
                Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
                Err(e) => return Err(e),
            }
            for item in fs::read_dir(&path)? {
                let item = item?;
                let name = item.file_name().to_str().and_then(|part| under.join(part));
                let kind = item.file_type()?;
                match name.filter(|_| kind.is_file() || kind.is_dir()) {
                    Some(name) if listing.names.len() < MOST_NAMES => listing.names.push(name),
                    Some(_) | None => listing.others += 1,
                }
            }
            Ok(())
        };
        list(&mut listing).map_err(failed("list", under))?;
        listing.names.sort();
        Ok(listing)
    }

    fn delete(&self, name: &Name) -> Result<(), ShelfError> {
        self.root()?;
        // What is not there is taken away, also from a folder that can only be read.
        let there = |path: &Path| {
            !matches!(
                fs::symlink_metadata(path), Err(e) if e.kind() == io::ErrorKind::NotFound
            )
        };
        let remove = || match self.way_to(name)? && there(&self.path(name)) {
            true => fs::remove_file(self.path(name)),
            false => Ok(()),
        };
        match remove() {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(failed("remove", name)(e)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn sweep(&self, under: Option<&Name>, beginning: &str) {
        let dir = under.map_or_else(|| self.root.clone(), |under| self.path(under));
        // The last part is looked at as a part on the way to something below it.
        let below = under.map(|under| under.join("0"));
        if below
            .is_some_and(|below| below.is_none_or(|below| !self.way_to(&below).unwrap_or(false)))
        {
            return;
        }
        let left = format!("{UNFINISHED}{beginning}");
        for item in fs::read_dir(dir).into_iter().flatten().flatten() {
            let is_left = item.file_name().to_str().is_some_and(|name| name.starts_with(&left));
            if is_left && item.file_type().is_ok_and(|kind| kind.is_file()) {
                let _ = fs::remove_file(item.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    #[test]
    fn a_folder_of_windows_is_shown_as_it_is_typed() {
        let shown = |path: &str| as_written(path.into()).display().to_string();
        assert_eq!(shown(r"\\?\Z:\team"), r"Z:\team");
        assert_eq!(shown(r"\\?\UNC\server\team"), r"\\?\UNC\server\team");
        assert_eq!(shown("/mnt/team"), "/mnt/team");
        let long = format!(r"\\?\Z:\{}", "a".repeat(300));
        assert_eq!(shown(&long), long);
    }

    #[test]
    fn what_was_put_is_there_and_a_name_is_given_once() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Folder::at(dir.path());
        let one = name("seg/00c0ffee00c0ffee/00000001");
        assert_eq!(shelf.get(&one).unwrap(), None);
        assert_eq!(shelf.list(&name("seg")).unwrap(), Listing::default());
        shelf.put(&one, b"sealed").unwrap();
        shelf.put(&one, b"sealed").unwrap();
        assert_eq!(shelf.get(&one).unwrap().unwrap(), b"sealed");
        assert!(matches!(shelf.put(&one, b"other"), Err(ShelfError::Taken { .. })));
        assert_eq!(shelf.get(&one).unwrap().unwrap(), b"sealed");
        // A beginning that was cut off is made whole.
        fs::write(shelf.path(&one), b"sea").unwrap();
        shelf.put(&one, b"sealed").unwrap();
        assert_eq!(shelf.get(&one).unwrap().unwrap(), b"sealed");
        shelf.delete(&one).unwrap();
        shelf.delete(&one).unwrap();
        assert_eq!(shelf.get(&one).unwrap(), None);
    }

    #[test]
    fn copies_of_conflicts_and_unfinished_files_are_counted_and_not_listed() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Folder::at(dir.path());
        shelf.put(&name("seg/a/00000001"), b"x").unwrap();
        let place = dir.path().join("seg/a");
        for other in ["00000001 (1)", "00000001-LAPTOP", ".unfinished-x", "desktop.ini"] {
            fs::write(place.join(other), b"x").unwrap();
        }
        let listing = shelf.list(&name("seg/a")).unwrap();
        assert_eq!(listing, Listing { names: vec![name("seg/a/00000001")], others: 4 });
    }

    #[test]
    fn what_was_left_unfinished_is_taken_away_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Folder::at(dir.path());
        shelf.put(&name("seg/a/00000001"), b"x").unwrap();
        shelf.put(&name("keys/a-b"), b"x").unwrap();
        let all =
            ["seg/a/.unfinished-00000002-Xy", "keys/.unfinished-a-c-Xy", ".unfinished-genesis-X"];
        let others = ["keys/.unfinished-b-c-Xy", "seg/a/desktop.ini"];
        for left in all.iter().chain(&others) {
            fs::write(dir.path().join(left), b"x").unwrap();
        }
        shelf.sweep(Some(&name("seg/a")), "");
        shelf.sweep(Some(&name("keys")), "a-");
        shelf.sweep(Some(&name("join")), "a-");
        shelf.sweep(None, "genesis-");
        assert!(all.iter().all(|left| !dir.path().join(left).exists()));
        assert!(others.iter().all(|left| dir.path().join(left).exists()));
        assert_eq!(shelf.get(&name("seg/a/00000001")).unwrap().unwrap(), b"x");
        assert_eq!(shelf.get(&name("keys/a-b")).unwrap().unwrap(), b"x");
    }

    #[test]
    fn a_folder_that_is_away_is_said_and_not_made() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Folder::at(&dir.path().join("not-mounted"));
        let away = |e: ShelfError| matches!(e, ShelfError::Away { .. });
        assert!(away(shelf.put(&name("genesis"), b"x").unwrap_err()));
        assert!(away(shelf.get(&name("genesis")).unwrap_err()));
        assert!(away(shelf.list(&name("seg")).unwrap_err()));
        assert!(!dir.path().join("not-mounted").exists());
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed_no_pipe_waited_for_and_nothing_huge_read() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        use std::os::unix::fs::symlink;
        let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let shelf = Folder::at(dir.path());
        symlink(elsewhere.path(), dir.path().join("seg")).unwrap();
        assert!(shelf.put(&name("seg/1"), b"x").is_err());
        assert!(shelf.list(&name("seg")).is_err());
        assert!(shelf.delete(&name("seg/1")).is_err());
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);

        fs::create_dir(dir.path().join("join")).unwrap();
        let pipe = dir.path().join("join/1");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        assert!(shelf.get(&name("join/1")).is_err());
        fs::write(elsewhere.path().join("secret"), b"x").unwrap();
        symlink(elsewhere.path().join("secret"), dir.path().join("join/2")).unwrap();
        assert!(shelf.get(&name("join/2")).is_err());
        assert!(shelf.put(&name("join/2"), b"x").is_err());
        let huge = fs::File::create(dir.path().join("join/3")).unwrap();
        huge.set_len(LONGEST + 1).unwrap();
        assert!(shelf.get(&name("join/3")).is_err());
        let listing = shelf.list(&name("join")).unwrap();
        assert_eq!((listing.names.len(), listing.others), (1, 2));
    }

    #[cfg(unix)]
    #[test]
    fn whoever_can_read_the_folder_can_read_what_is_put_there() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o770)).unwrap();
        let shelf = Folder::at(dir.path());
        shelf.put(&name("seg/a/1"), b"x").unwrap();
        let mode =
            |path: &str| fs::metadata(dir.path().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("seg"), 0o770);
        assert_eq!(mode("seg/a"), 0o770);
        assert_eq!(mode("seg/a/1") & 0o700, 0o600);
        assert_eq!(mode("seg/a/1") & 0o007, 0);
    }
}
