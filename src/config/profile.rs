//! Whether a folder lies in the person's Windows profile. A profile lets in its owner, the system and the
//! administrators, and what is made in it inherits that; what lies elsewhere is as open as its disk.

use std::fs;
use std::path::{Path, PathBuf, absolute};

use super::Environment;

impl Environment {
    /// Why other accounts of this computer may be able to read what is in `folder`; nothing where that
    /// cannot be said by where it lies, as on every system but Windows.
    pub fn open_to_others(&self, folder: &Path) -> Option<String> {
        let profile = self.profile.as_deref()?;
        let outside = !is_within(&plain(profile), &plain(folder));
        outside.then(|| {
            format!(
                "the folder {} is outside your Windows profile ({}): other people with an account on \
                 this computer may be able to read it",
                folder.display(),
                profile.display()
            )
        })
    }

    /// What to do about that.
    pub const fn shut_out() -> &'static str {
        "lock the study (asdone seal), keep it in your profile, or shut others out of the folder: \
         SECURITY.md has the two commands"
    }
}

/// A path without links, or as whole as it can be said where nothing is there yet.
fn plain(path: &Path) -> String {
    let there = path.ancestors().find_map(|folder| {
        let real = fs::canonicalize(folder).ok()?;
        Some(real.join(path.strip_prefix(folder).ok()?))
    });
    let whole = there.or_else(|| absolute(path).ok());
    whole.unwrap_or_else(|| PathBuf::from(path)).to_string_lossy().into_owned()
}

/// Whether a path begins with another, as Windows compares them: letters of either case, slashes of
/// either sort, and with or without `\\?\` in front.
fn is_within(profile: &str, folder: &str) -> bool {
    let same = |path: &str| {
        let path = path.replace('\\', "/").to_lowercase();
        path.trim_start_matches("//?/").trim_end_matches('/').to_owned()
    };
    let (profile, folder) = (same(profile), same(folder));
    let rest = folder.strip_prefix(&profile);
    !profile.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_in_a_profile_however_its_path_is_written() {
        let profile = r"C:\Users\Wren";
        for inside in [
            r"C:\Users\Wren",
            r"c:\users\wren\AppData\Roaming\asdone\study",
            r"\\?\C:\Users\Wren\notes",
            &(profile.replace('\\', "/") + "/notes/"),
        ] {
            assert!(is_within(profile, inside), "{inside}");
        }
        for outside in [r"D:\notes", r"C:\Users\Wrens\notes", r"C:\Users", r"\\server\share", ""] {
            assert!(!is_within(profile, outside), "{outside}");
        }
        assert!(!is_within("", r"D:\notes"));
    }

    #[test]
    fn only_a_folder_outside_of_a_known_profile_is_said_to_be_open() {
        let (mine, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let known = Environment { profile: Some(mine.path().into()), ..Environment::default() };
        assert_eq!(known.open_to_others(&mine.path().join("not/there/yet")), None);
        let said = known.open_to_others(&elsewhere.path().join("study")).unwrap();
        assert!(said.contains("outside your Windows profile"), "{said}");
        assert_eq!(Environment::default().open_to_others(elsewhere.path()), None);
    }
}
