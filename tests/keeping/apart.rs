//! Notes that left the study and are kept apart: copies hold them, and whoever erases or deletes
//! one reaches it there too.

use std::fs;
use std::path::{Path, PathBuf};

use asdone::journal::Apart;
use asdone::journal::keys::{self, Secret};
use asdone::study::SheetId;

use crate::desk::{Desk, GOOD, readable};
use crate::erase::files_with;

const WORDS: &str = "The girl said her uncle hurts her";

/// A desk with a study, sealed or not, and how its commands are run.
struct Kept {
    desk: Desk,
    sealed: bool,
}

impl Kept {
    fn both() -> [Self; 2] {
        let (desk, _) = Desk::sealed();
        let clear = Desk::new();
        clear.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
        [Self { desk, sealed: true }, Self { desk: clear, sealed: false }]
    }

    /// Standard output of a command that does what it should.
    #[track_caller]
    fn done(&self, args: &[&str], input: &str) -> String {
        self.desk.with("good", args, input).code(0).out
    }

    /// Lets a note leave that was recorded; the code of what says so.
    fn leaves(&self, words: &str) -> String {
        self.done(&["add"], words);
        let code = self.desk.code("good", &["list", "--json", "--sort", "newest"]);
        let said = self.desk.with("good", &["stop", &code, "--keep"], "").code(0).err;
        said.rsplit_once("kept apart as ").unwrap().1.trim().to_owned()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.desk.path(name)
    }

    fn copies_to(&self, name: &str) {
        self.done(&["backup", self.path(name).to_str().unwrap()], "");
    }

    /// The notes that are kept apart in a folder, as whoever has the passphrase reads them.
    fn apart(&self, name: &str) -> Vec<String> {
        let dir = self.path(name);
        let passphrase = Secret::passphrase(GOOD.to_owned());
        let key = self.sealed.then(|| keys::unlock(&dir, &passphrase).unwrap());
        let apart = Apart::of(&dir);
        let ids = apart.list().unwrap();
        ids.into_iter().map(|id| apart.show(id, key.as_ref()).unwrap().unwrap()).collect()
    }

    /// No file of a folder has the words, and no note is kept there.
    #[track_caller]
    fn has_nothing(&self, name: &str) {
        assert_eq!(self.apart(name), Vec::<String>::new(), "{name}");
        assert_eq!(files_with(&self.path(name), "uncle"), Vec::<String>::new(), "{name}");
    }
}

/// The one file of a note that is kept apart.
fn file(dir: &Path) -> PathBuf {
    let notes = fs::read_dir(dir.join("apart")).unwrap().flatten().map(|item| item.path());
    let notes: Vec<PathBuf> =
        notes.filter(|path| path.extension().is_some_and(|end| end == "note")).collect();
    assert_eq!(notes.len(), 1, "{notes:?}");
    notes[0].clone()
}

#[test]
fn a_copy_holds_what_is_kept_apart_and_gives_it_back() {
    for kept in Kept::both() {
        let stop = kept.leaves(WORDS);
        kept.copies_to("stick");
        assert!(kept.apart("stick")[0].contains(WORDS));
        assert_eq!(readable(&kept.path("stick"), "uncle").is_empty(), kept.sealed);
        let [stick, again] = ["stick", "again"].map(|name| kept.path(name));
        let [stick, again] = [&stick, &again].map(|path| path.to_str().unwrap());
        kept.done(&["restore", stick, again], "");
        let shown = kept.done(&["--study", again, "stop", "show", &stop], "");
        assert!(shown.contains(WORDS), "{shown}");
    }
}

#[test]
fn a_note_that_has_gone_missing_stays_in_the_copy() {
    for kept in Kept::both() {
        kept.leaves(WORDS);
        kept.copies_to("stick");
        fs::remove_file(file(&kept.path("study"))).unwrap();
        kept.done(&["add"], "Handover on time");
        kept.done(&["backup"], "");
        assert!(kept.apart("stick")[0].contains(WORDS));
    }
}

#[test]
fn a_note_that_is_deleted_leaves_every_copy_at_once_or_when_it_is_there_again() {
    for kept in Kept::both() {
        let stop = kept.leaves(WORDS);
        ["stick", "drawer"].into_iter().for_each(|name| kept.copies_to(name));
        fs::rename(kept.path("drawer"), kept.path("away")).unwrap();
        kept.done(&["stop", "delete", &stop, "--yes"], "");
        kept.has_nothing("study");
        kept.has_nothing("stick");

        // What is restored from the copy that was away does not have it either.
        let [away, again] = ["away", "again"].map(|name| kept.path(name));
        assert!(kept.apart("away")[0].contains(WORDS));
        kept.done(&["restore", away.to_str().unwrap(), again.to_str().unwrap()], "");
        kept.has_nothing("again");

        fs::rename(kept.path("away"), kept.path("drawer")).unwrap();
        let doctor = kept.desk.with("good", &["doctor"], "").out;
        assert!(doctor.contains("still holds what was erased"), "{doctor}");
        kept.done(&["backup"], "");
        kept.has_nothing("drawer");
        let listed = kept.done(&["stop", "list"], "");
        assert!(listed.contains("since deleted"), "that one left is still counted: {listed}");
    }
}

#[test]
fn a_note_that_is_erased_by_its_code_leaves_the_study_and_every_copy() {
    for kept in Kept::both() {
        let stop = kept.leaves(WORDS);
        kept.copies_to("stick");
        kept.done(&["erase", &stop, "--reason", "consent withdrawn", "--yes"], "");
        kept.has_nothing("study");
        kept.has_nothing("stick");
    }
}

#[test]
fn whoever_would_erase_an_observation_that_left_is_told_where_what_was_kept_of_it_is() {
    for kept in Kept::both() {
        kept.done(&["add"], WORDS);
        let code = kept.desk.code("good", &["list", "--json"]);
        kept.done(&["stop", &code, "--keep"], "");
        let erase = ["erase", &code, "--reason", "consent withdrawn", "--yes"];
        kept.desk.with("good", &erase, "").code(2).says("asdone stop list");
        let stop = kept.desk.code("good", &["stop", "list", "--json"]);
        kept.done(&["stop", "delete", &stop, "--yes"], "");
        kept.has_nothing("study");
        let refused = kept.desk.with("good", &erase, "").code(2);
        assert!(!refused.err.contains("stop list"), "{}", refused.err);
    }
}

#[test]
fn what_is_erased_does_not_stay_in_a_note_that_only_half_left() {
    for kept in Kept::both() {
        let stop = kept.leaves("Somebody else said something");
        kept.done(&["add"], WORDS);
        // Stopped after its words were kept, before anything was written down or erased.
        let [orphan, other] = [SheetId(0x0199 << 112 | 5), SheetId(0x0199 << 112 | 6)];
        let apart = Apart::of(&kept.path("study"));
        apart.keep(orphan, WORDS).unwrap();
        apart.keep(other, "Rang the duty manager about the lift").unwrap();
        kept.copies_to("stick");
        assert_eq!(kept.apart("stick").len(), 3);
        let code = kept.desk.code("good", &["list", "--json", "--sort", "newest"]);
        kept.done(&["erase", &code, "--reason", "consent withdrawn", "--yes"], "");
        // Nor does anything else go: not what left as it should, not what says something else.
        for name in ["study", "stick"] {
            let left = kept.apart(name);
            assert!(left.len() == 2 && !left.concat().contains("uncle"), "{name}: {left:?}");
        }
        let shown = kept.done(&["stop", "show", &stop], "");
        assert!(shown.contains("Somebody else"), "{shown}");
    }
}

#[test]
fn a_note_that_was_kept_on_purpose_and_says_the_same_stays_and_is_named() {
    for kept in Kept::both() {
        let stop = kept.leaves(WORDS);
        kept.done(&["add"], WORDS);
        let code = kept.desk.code("good", &["list", "--json"]);
        let erase = ["erase", &code, "--reason", "consent withdrawn", "--yes"];
        let said = kept.desk.with("good", &erase, "").code(0).err;
        assert!(said.contains(&format!("is kept apart as {stop}")), "{said}");
        assert!(kept.apart("study")[0].contains(WORDS));
        kept.done(&["stop", "delete", &stop, "--yes"], "");
        kept.has_nothing("study");
    }
}

#[test]
fn sealing_a_study_seals_what_is_kept_apart_from_it_and_its_copies() {
    let [_, mut kept] = Kept::both();
    let deleted = kept.leaves("Somebody else said something");
    kept.done(&["stop", "delete", &deleted, "--yes"], "");
    let stop = kept.leaves(WORDS);
    kept.copies_to("stick");
    assert_eq!(readable(&kept.path("stick"), "uncle").len(), 1);
    assert_eq!(readable(&kept.path("study"), "uncle").len(), 1);
    kept.done(&["seal"], "");
    kept.sealed = true;
    assert_eq!(readable(&kept.path("study"), "uncle"), Vec::<PathBuf>::new());
    assert!(kept.done(&["stop", "show", &stop], "").contains(WORDS));
    // What was deleted before is still known as deleted, for copies that are not there now.
    assert_eq!(Apart::of(&kept.path("study")).gone().unwrap().len(), 1);
    kept.done(&["backup"], "");
    assert_eq!(readable(&kept.path("stick"), "uncle"), Vec::<PathBuf>::new());
    assert!(kept.apart("stick")[0].contains(WORDS));
}

/// A file that says that a note was deleted, as anybody can make it who can write into the folder.
fn plant(note: &Path) {
    fs::write(note.with_extension("gone"), b"").unwrap();
}

#[test]
fn a_forged_mark_takes_no_note_from_a_copy_nor_from_what_is_restored() {
    for kept in Kept::both() {
        let stop = kept.leaves(WORDS);
        kept.copies_to("stick");
        let note = file(&kept.path("study"));
        let words = fs::read(&note).unwrap();

        // Beside the note, in its place, and on the stick.
        plant(&note);
        kept.done(&["backup"], "");
        assert!(kept.apart("stick")[0].contains(WORDS));
        fs::remove_file(&note).unwrap();
        kept.done(&["backup"], "");
        assert!(kept.apart("stick")[0].contains(WORDS));
        plant(&file(&kept.path("stick")));
        let [stick, again] = ["stick", "again"].map(|name| kept.path(name));
        kept.done(&["restore", stick.to_str().unwrap(), again.to_str().unwrap()], "");
        assert!(kept.apart("again")[0].contains(WORDS));

        // It is said, and whoever did delete the note says so once more.
        let doctor = kept.desk.with("good", &["doctor"], "").out;
        assert!(doctor.contains("nobody who can open the study vouches for it"), "{doctor}");
        fs::write(&note, words).unwrap();
        kept.done(&["stop", "delete", &stop, "--yes"], "");
        kept.has_nothing("study");
        kept.has_nothing("stick");
        let doctor = kept.desk.with("good", &["doctor"], "").out;
        assert!(!doctor.contains("vouches"), "{doctor}");
    }
}

#[test]
fn a_mark_of_an_earlier_version_counts_again_once_the_note_is_deleted_by_its_code() {
    for kept in Kept::both() {
        let stop = kept.leaves(WORDS);
        kept.copies_to("stick");
        let note = file(&kept.path("study"));
        plant(&note);
        fs::remove_file(&note).unwrap();
        kept.done(&["stop", "delete", &stop, "--yes"], "");
        kept.has_nothing("stick");
    }
}

#[test]
fn what_was_deleted_before_a_study_was_sealed_leaves_a_copy_that_was_away() {
    let [_, mut kept] = Kept::both();
    let stop = kept.leaves(WORDS);
    kept.copies_to("drawer");
    fs::rename(kept.path("drawer"), kept.path("away")).unwrap();
    kept.done(&["stop", "delete", &stop, "--yes"], "");
    kept.done(&["seal"], "");
    kept.sealed = true;
    fs::rename(kept.path("away"), kept.path("drawer")).unwrap();
    kept.done(&["backup"], "");
    kept.has_nothing("drawer");
}
