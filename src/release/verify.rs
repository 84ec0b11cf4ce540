//! A package checked: against its own list of checksums, and against the study that it came from.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use super::package;
use super::papers::{CHECKSUMS, sha256};
use super::parts::STUDY;

/// A package as it lies there: a folder, or a ZIP file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Package {
    /// Each file by its path in the package.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Whether it is a ZIP file with bytes that are not those of its files as this program packs them.
    pub packed_anew: bool,
    /// What its folder is called, where that names a study of a data set.
    pub study: Option<String>,
}

impl Package {
    /// What lies at a path; `folder` and `file` read the one or the other.
    ///
    /// # Errors
    /// Whatever the disk says, or that a file is no ZIP file of a release.
    pub fn at(
        path: &Path,
        folder: impl FnOnce(&Path) -> io::Result<BTreeMap<String, Vec<u8>>>,
        file: impl FnOnce(&Path) -> io::Result<Vec<u8>>,
    ) -> io::Result<Self> {
        if path.is_dir() {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let study = name.and_then(|name| name.strip_prefix(STUDY).map(str::to_owned));
            return Ok(Self { files: folder(path)?, packed_anew: false, study });
        }
        let bytes = file(path)?;
        let (name, files) = package::unzipped(&bytes)?;
        let packed_anew = package::zipped(&files, &name)? != bytes;
        Ok(Self { files, packed_anew, study: None })
    }

    /// What is wrong with it by itself, a sentence each; nothing where it is as it was built.
    pub fn wrong(&self) -> Vec<String> {
        let mut wrong = by_itself(&self.files);
        // What reads the parts of many studies takes their folder's word for whose they are.
        if let Some(study) =
            self.study.as_ref().filter(|study| Some(*study) != self.name().as_ref())
        {
            wrong.push(format!("the folder is called {STUDY}{study}, and holds another release"));
        }
        // A remark, or bytes between the files, are in no list of checksums.
        if self.packed_anew {
            wrong.push(
                "the ZIP file was packed by something else, and may hold more than its files: unpack \
                 it and check the folder"
                    .to_owned(),
            );
        }
        wrong
    }
}

impl Package {
    /// The name of its release, as its description has it.
    fn name(&self) -> Option<String> {
        let described: serde_json::Value =
            serde_json::from_slice(self.files.get("datapackage.json")?).ok()?;
        Some(described.get("name")?.as_str()?.to_owned())
    }
}

/// Whether these are the files of a release in parts.
pub fn is_in_parts(files: &BTreeMap<String, Vec<u8>>) -> bool {
    files.keys().any(|path| path.contains('/'))
}

/// What is wrong with a package by its own list of checksums, a sentence each; nothing where it is as
/// it was built.
pub fn by_itself(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let Some(list) = files.get(CHECKSUMS) else {
        return vec![format!("{CHECKSUMS} is missing, so nothing can be compared")];
    };
    let list = String::from_utf8_lossy(list);
    let listed: BTreeMap<&str, &str> =
        list.lines().filter_map(|line| line.split_once("  ")).map(|(h, path)| (path, h)).collect();
    let mut wrong = Vec::new();
    for (path, hash) in &listed {
        match files.get(*path) {
            None => wrong.push(format!("{path} is missing")),
            Some(bytes) if sha256(bytes) != *hash => wrong.push(format!("{path} was changed")),
            Some(_) => {}
        }
    }
    let more = files.keys().filter(|path| *path != CHECKSUMS);
    let more = more.filter(|path| !listed.contains_key(path.as_str()));
    wrong.extend(more.map(|path| format!("{path} is not part of the release")));
    wrong
}

/// In which files a package differs from what its study would build now.
pub fn differing(
    files: &BTreeMap<String, Vec<u8>>,
    built: &BTreeMap<String, Vec<u8>>,
) -> Vec<String> {
    let paths: BTreeSet<&String> = files.keys().chain(built.keys()).collect();
    paths.into_iter().filter(|path| files.get(*path) != built.get(*path)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_was_changed_added_or_lost_is_named() {
        let mut files: BTreeMap<String, Vec<u8>> =
            [("a.csv", "x"), ("b.md", "y")].map(|(p, b)| (p.to_owned(), b.into())).into();
        crate::release::papers::checksums(&mut files);
        assert_eq!(by_itself(&files), Vec::<String>::new());
        let with = |act: fn(&mut BTreeMap<String, Vec<u8>>)| {
            let mut files = files.clone();
            act(&mut files);
            by_itself(&files)
        };
        let changed = with(|files| files.get_mut("a.csv").unwrap().push(b'!'));
        assert_eq!(changed, ["a.csv was changed"]);
        assert_eq!(with(|files| drop(files.remove("b.md"))), ["b.md is missing"]);
        let added = with(|files| drop(files.insert("c".into(), vec![])));
        assert_eq!(added, ["c is not part of the release"]);
        assert_eq!(with(|files| drop(files.remove(CHECKSUMS))).len(), 1);
    }
}
