//! The folder of a study: what stands where in it, and files that appear whole or not at all.
//!
//! Folders are 0700 and files 0600 where the system knows such modes. Whatever is made or renamed
//! here is synced together with the folder that names it, so that a power cut cannot take the
//! name away and leave the bytes.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{JournalError, regular};

/// Turns what the system said into a [`JournalError::Io`] that says what was being done, to what.
pub(super) fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> JournalError {
    let path = path.to_path_buf();
    move |source| JournalError::Io { doing, path, source }
}

/// Where everything of one study stands.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn at(root: &Path) -> Self {
        Self { root: root.to_path_buf() }
    }
    pub(super) fn root(&self) -> &Path {
        &self.root
    }
    pub(super) fn identity(&self) -> PathBuf {
        self.root.join("study")
    }
    /// The keys of a sealed study.
    pub(super) fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }
    /// The same once more, since without them nothing opens.
    pub(super) fn keys_copy(&self) -> PathBuf {
        self.root.join("keys.copy")
    }
    /// Says that the recovery words were made and that nobody has confirmed having seen them.
    pub(super) fn words_unseen(&self) -> PathBuf {
        self.root.join("words-unseen")
    }
    pub(super) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }
    pub(super) fn segments(&self) -> PathBuf {
        self.root.join("segments")
    }
    pub(super) fn store(&self) -> PathBuf {
        self.root.join("store")
    }
    pub(super) fn drafts(&self) -> PathBuf {
        self.root.join("drafts")
    }
    /// The numbers of the windows that are open on the study.
    pub(super) fn windows(&self) -> PathBuf {
        self.root.join("windows")
    }
    pub(super) fn inbox(&self) -> PathBuf {
        self.root.join("inbox")
    }
    /// What belongs to a team: the secrets of this laptop, and what it has handed out. No copy of the
    /// study holds it.
    pub(super) fn share(&self) -> PathBuf {
        self.root.join("share")
    }
    /// Texts that could not be put into the study.
    pub(super) fn kept(&self) -> PathBuf {
        self.root.join("kept")
    }
    /// Notes that left the study.
    pub(super) fn apart(&self) -> PathBuf {
        self.root.join("apart")
    }
    pub(super) fn set_aside(&self) -> PathBuf {
        self.root.join("set-aside")
    }
    /// A sealed study being built beside the one in clear.
    pub(super) fn sealing_building(&self) -> PathBuf {
        self.root.join("sealing.building")
    }
    /// The same, whole: from when it is there the study is sealed, and its parts are moved up.
    pub(super) fn sealing_ready(&self) -> PathBuf {
        self.root.join("sealing.ready")
    }
    /// Its presence asks the next opening to read both witnesses from end to end.
    pub(super) fn suspect(&self) -> PathBuf {
        self.root.join("suspect")
    }

    /// Its presence asks the next opening to take out whatever was erased and is still there.
    pub(super) fn erasing(&self) -> PathBuf {
        self.root.join("erasing")
    }
    /// How many tombstones have been carried out; not there where there was none.
    pub(super) fn erased(&self) -> PathBuf {
        self.root.join("erased")
    }
    /// Says that the folder is a copy, and how far it goes.
    pub(super) fn copy(&self) -> PathBuf {
        self.root.join("copy")
    }
    /// The places that hold copies of the study.
    pub(super) fn copies(&self) -> PathBuf {
        self.root.join("copies")
    }

    /// Moves a damaged file or folder into `set-aside/` under a name of its own, and says which.
    pub(super) fn put_aside(&self, path: &Path, name: &str) -> Result<String, JournalError> {
        let place = self.room_aside(name)?;
        fs::rename(path, &place).map_err(failed("set aside", path))?;
        sync_dir(&self.set_aside())?;
        sync_dir(&self.root)?;
        Ok(said(&place))
    }

    /// Keeps bytes that are about to be cut off, and says where.
    pub(super) fn keep_aside(&self, bytes: &[u8], name: &str) -> Result<String, JournalError> {
        let place = self.room_aside(name)?;
        write_whole(&place, bytes)?;
        Ok(said(&place))
    }

    fn room_aside(&self, name: &str) -> Result<PathBuf, JournalError> {
        make_dir(&self.set_aside())?;
        let mut number = 1u32;
        loop {
            let place = self.set_aside().join(format!("{name}-{number}"));
            if fs::symlink_metadata(&place).is_err() {
                return Ok(place);
            }
            number += 1;
        }
    }
}

/// How a place in `set-aside/` is named in a sentence.
fn said(place: &Path) -> String {
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned());
    format!("set-aside/{}", name.unwrap_or_default())
}

/// Makes a folder (0700) unless it is there, durably.
pub(super) fn make_dir(path: &Path) -> Result<(), JournalError> {
    if path.is_dir() {
        return Ok(());
    }
    let builder = fs::DirBuilder::new();
    #[cfg(unix)]
    let builder = {
        let mut private = builder;
        std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
        private
    };
    match builder.create(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
        made => made.map_err(failed("make the folder", path))?,
    }
    path.parent().map_or(Ok(()), sync_dir)
}

/// Makes a folder and those above it that are missing, durably, with the usual permissions.
pub(super) fn make_dirs(path: &Path) -> Result<(), JournalError> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    path.parent().map_or(Ok(()), make_dirs)?;
    match fs::create_dir(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
        made => made.map_err(failed("make the folder", path))?,
    }
    path.parent().map_or(Ok(()), sync_dir)
}

/// Makes the folder of a study and those above it. A folder that was there and is not empty keeps
/// its permissions: it may be somebody's home.
pub(super) fn make_root(dir: &Path) -> Result<(), JournalError> {
    dir.parent().map_or(Ok(()), make_dirs)?;
    make_dir(dir)?;
    let mut items = fs::read_dir(dir).map_err(failed("list", dir))?;
    if items.next().is_none() { make_private(dir) } else { Ok(()) }
}

/// Syncs a folder, so that the names in it are durable.
pub(super) fn sync_dir(path: &Path) -> Result<(), JournalError> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let sync = || regular::folder(path)?.sync_all();
    sync().map_err(failed("sync the folder", path))
}

/// Takes a folder or file away from everyone but its owner.
pub(super) fn make_private(path: &Path) -> Result<(), JournalError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let meta = fs::symlink_metadata(path).map_err(failed("look at", path))?;
        // What a link leads to is somebody else's.
        if meta.is_symlink() {
            return Ok(());
        }
        let wanted = if meta.is_dir() { 0o700 } else { 0o600 };
        if meta.permissions().mode() & 0o777 != wanted {
            fs::set_permissions(path, fs::Permissions::from_mode(wanted))
                .map_err(failed("set the permissions of", path))?;
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// What the names of texts begin with that this program keeps because they could not be put into a
/// study. Outside a study's folder nothing else is touched.
const KEPT_TEXTS: [&str; 4] = ["not-saved-", "not-utf-8-", "handed-in-", "not-taken-in-"];

/// Whether a file is such a text, by its name.
pub(super) fn is_kept_text(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    KEPT_TEXTS.iter().any(|begins| name.starts_with(begins))
}

/// Prefix of files that are still being written.
pub(super) const UNFINISHED: &str = ".unfinished-";

/// A file beside `path` with these bytes, synced, that is not yet called `path`.
pub(super) fn write_beside(
    path: &Path,
    bytes: &[u8],
) -> Result<tempfile::NamedTempFile, JournalError> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let write = || {
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(dir)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file)
    };
    write().map_err(failed("write", path))
}

/// Writes a file so that it is either as it was or holds all of `bytes`, durably.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), JournalError> {
    let file = write_beside(path, bytes)?;
    file.persist(path).map_err(|e| failed("write", path)(e.error))?;
    path.parent().map_or(Ok(()), sync_dir)
}

/// Removes a file that may not be there, durably.
pub(super) fn remove_file(path: &Path) -> Result<(), JournalError> {
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(failed("remove", path)(e)),
        Ok(()) => path.parent().map_or(Ok(()), sync_dir),
    }
}

/// Removes a folder that may not be there, with all that is in it.
pub(super) fn remove_dir(path: &Path) -> Result<(), JournalError> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(failed("remove", path)(e)),
        Ok(()) => path.parent().map_or(Ok(()), sync_dir),
    }
}
