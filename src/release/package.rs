//! A release on disk: a folder, or one ZIP file. Either appears whole or not at all, with the same
//! bytes each time; every file in it carries the same date.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

/// Writes a release as a folder that is not there yet. `goes_on` is asked before each file; where it
/// says no, nothing is left behind.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where something is there, [`io::ErrorKind::Interrupted`] where it
/// was stopped, and whatever the disk says.
pub fn folder(
    files: &BTreeMap<String, Vec<u8>>,
    to: &Path,
    goes_on: &dyn Fn() -> bool,
) -> io::Result<()> {
    refuse_taken(to)?;
    let beside = parent(to);
    let made = tempfile::Builder::new().prefix(".asdone-release-").tempdir_in(beside)?;
    for (path, bytes) in files {
        if !goes_on() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let path = made.path().join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = fs::File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    open_to_others(made.path())?;
    // A folder cannot take the place of one that has something in it, so nothing is lost where
    // somebody was quicker.
    fs::rename(made.path(), to)?;
    let _ = made.keep();
    Ok(())
}

/// Writes a release in parts as a folder in one that holds those of other studies too, and is made
/// where it is not there. Nothing else in it is touched.
///
/// # Errors
/// As [`folder`].
pub fn parts(
    files: &BTreeMap<String, Vec<u8>>,
    called: &str,
    within: &Path,
    goes_on: &dyn Fn() -> bool,
) -> io::Result<()> {
    fs::create_dir_all(within).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => io::ErrorKind::NotADirectory.into(),
        _ => error,
    })?;
    folder(files, &within.join(called), goes_on)
}

/// Temporary folders are for their owner alone; this one is to be given away.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

/// How each file stands in a ZIP file. Nothing of it is of the hour or of the machine: where the system
/// is left to the library, Windows packs other bytes than Linux, and neither verifies what the other
/// built.
pub(in crate::release) fn same_everywhere() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644)
}

/// A release as the bytes of a ZIP file, its files in a folder `name`.
///
/// # Errors
/// Where the library cannot pack it.
pub fn zipped(files: &BTreeMap<String, Vec<u8>>, name: &str) -> io::Result<Vec<u8>> {
    let options = same_everywhere();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(format!("{name}/{path}"), options).map_err(io::Error::other)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish().map_err(io::Error::other)?.into_inner())
}

/// No package is longer when it is unpacked.
const LONGEST: u64 = 1024 * 1024 * 1024;

/// What a ZIP file of a release holds: the name of the folder in it, and each file by its path there.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] where it is no such file.
pub fn unzipped(bytes: &[u8]) -> io::Result<(String, BTreeMap<String, Vec<u8>>)> {
    let not = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    if bytes.starts_with(b"age-encryption.org/") {
        return Err(not("it is sealed; open it first (age -d), and check what comes out"));
    }
    let broken = |_| not("it is no ZIP file, or not a whole one");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let (mut folder, mut files) = (None, BTreeMap::new());
    let mut left = LONGEST;
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).map_err(broken)?;
        let path = entry.name().map(std::borrow::Cow::into_owned).map_err(broken)?;
        // Other programs list the folder itself too.
        let Some((name, path)) = path.split_once('/').filter(|(_, path)| !path.contains('/'))
        else {
            return Err(not("the files of a release lie in one folder, and those in it do not"));
        };
        if folder.get_or_insert_with(|| name.to_owned()) != name {
            return Err(not("the files of a release lie in one folder, and those in it do not"));
        }
        let mut file = Vec::new();
        let read = entry.by_ref().take(left).read_to_end(&mut file)?;
        left = left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
        if left == 0 {
            return Err(not("it holds more than a release does"));
        }
        if !path.is_empty() && files.insert(path.to_owned(), file).is_some() {
            return Err(not("two of its files have one name"));
        }
    }
    Ok((folder.unwrap_or_default(), files))
}

/// Writes a release as a ZIP file that is not there yet.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where something is there, and whatever the disk says.
pub fn zip_file(files: &BTreeMap<String, Vec<u8>>, name: &str, to: &Path) -> io::Result<()> {
    file(&zipped(files, name)?, to)
}

/// Writes bytes as a file that is not there yet, which appears whole or not at all.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where something is there, and whatever the disk says.
pub fn file(bytes: &[u8], to: &Path) -> io::Result<()> {
    refuse_taken(to)?;
    let mut file = tempfile::NamedTempFile::new_in(parent(to))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(to)?;
    Ok(())
}

fn parent(to: &Path) -> &Path {
    to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn refuse_taken(to: &Path) -> io::Result<()> {
    match fs::symlink_metadata(to) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
