//! Keeping a sealed study by plain commands: backup, verify, restore and erase.

use std::fs;
use std::path::{Path, PathBuf};

use crate::desk::{Desk, readable};
use crate::erase::files_with;

const SECRET: &str = "the blue house behind the mill";

/// A sealed study with notes, tags and a voice.
fn kept() -> Desk {
    let (desk, _) = Desk::sealed();
    for n in 0..6 {
        let line = format!("Rang school before visit {n} #s.check");
        desk.with("good", &["add", "--new-tag", "--kind", "a"], &line).code(0);
    }
    desk.with("good", &["voice", "new"], "She rang first").code(0);
    desk
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What `asdone list` prints, for people and for scripts.
fn lists(desk: &Desk, study: &str) -> [String; 2] {
    let path = desk.path(study);
    [&["list"][..], &["list", "--json"]].map(|args| {
        let args = [&["--study", text(&path)], args].concat();
        desk.with("good", &args, "").code(0).out
    })
}

#[test]
fn a_copy_restores_to_a_study_that_lists_the_same_and_opens_with_the_same_passphrase() {
    let desk = kept();
    let [stick, again] = ["stick", "again"].map(|name| desk.path(name));
    desk.with("good", &["backup", text(&stick)], "").code(0);
    assert_eq!(readable(&stick, "Rang school"), Vec::<PathBuf>::new());
    desk.with("good", &["verify"], "").code(0);
    desk.with("good", &["verify", text(&stick)], "").code(0);
    desk.with("good", &["restore", text(&stick), text(&again)], "").code(0);
    assert_eq!(readable(&again, "Rang school"), Vec::<PathBuf>::new());

    let was = lists(&desk, "study");
    assert_eq!(was[1].lines().count(), 6, "{}", was[1]);
    assert_eq!(lists(&desk, "again"), was);
    let study = ["--study", text(&again)];
    let of_again = |args: &[&'static str]| [&study[..], args].concat();
    desk.with("good", &of_again(&["verify"]), "").code(0);
    let voices = desk.with("good", &of_again(&["voice", "list"]), "").code(0).out;
    assert!(voices.contains("She rang first"), "{voices}");
    desk.with("other", &of_again(&["list"]), "").code(2).says("the passphrase is not right");
    desk.run(&of_again(&["list"]), "").code(3).says("is sealed");
    desk.with("good", &of_again(&["add"]), "It goes on").code(0);
    assert!(lists(&desk, "again")[0].contains("It goes on"));
    assert_eq!(lists(&desk, "study"), was, "they are two studies from then on");
}

#[test]
fn without_the_study_a_copy_restores_with_the_passphrase_alone() {
    let desk = kept();
    let was = lists(&desk, "study");
    let [stick, again] = ["stick", "again"].map(|name| desk.path(name));
    desk.with("good", &["backup", text(&stick)], "").code(0);
    fs::remove_dir_all(desk.path("study")).unwrap();
    desk.with("good", &["verify", text(&stick)], "").code(0);
    let restore = ["restore", text(&stick), text(&again)];
    desk.run(&restore, "").code(3).says("is sealed");
    desk.with("other", &restore, "").code(2).says("the passphrase is not right");
    assert!(!again.exists());
    desk.with("good", &restore, "").code(0);
    assert_eq!(lists(&desk, "again"), was);
}

#[test]
fn a_wrong_passphrase_is_refused_and_nothing_is_made_changed_or_erased() {
    let desk = kept();
    let [stick, other, again] = ["stick", "other-stick", "again"].map(|name| desk.path(name));
    desk.with("good", &["backup", text(&stick)], "").code(0);
    let code = desk.code("good", &["list", "--json"]);
    let before = (desk.opened(), desk.opened_copy("stick"));
    let commands: [&[&str]; 6] = [
        &["backup", text(&other)],
        &["backup"],
        &["verify"],
        &["verify", text(&stick)],
        &["restore", text(&stick), text(&again)],
        &["erase", &code, "--reason", "asked to", "--yes"],
    ];
    for args in commands {
        let done = desk.with("other", args, "").code(2).says("the passphrase is not right");
        assert!(!done.err.contains("Rang"), "{args:?}: {}", done.err);
        desk.run(args, "").code(3).says("is sealed");
    }
    assert!(!other.exists() && !again.exists());
    assert_eq!((desk.opened(), desk.opened_copy("stick")), before);
}

/// Pieces of every sealed file of the segments: what a note was sealed as.
fn pieces(study: &Path) -> Vec<Vec<u8>> {
    let bytes = fs::read(study.join("segments/00000001.seg")).unwrap();
    bytes[104..].chunks_exact(48).map(<[u8]>::to_vec).collect()
}

fn all_bytes(dir: &Path, into: &mut Vec<u8>) {
    for item in fs::read_dir(dir).unwrap().flatten() {
        match item.path().is_dir() {
            true => all_bytes(&item.path(), into),
            false => into.extend(fs::read(item.path()).unwrap()),
        }
    }
}

#[test]
fn what_was_erased_is_in_no_record_and_no_copy_not_even_sealed() {
    let desk = kept();
    let [study, stick, drawer] = ["study", "stick", "drawer"].map(|name| desk.path(name));
    desk.with("good", &["add"], &format!("They live in {SECRET}")).code(0);
    let code = desk.code("good", &["list", "--json", "--sort", "newest"]);
    let amended = format!("A family lives in {SECRET}, they said");
    desk.with("good", &["amend", &code], &amended).code(0);
    desk.with("good", &["later", &code], &format!("Went to {SECRET} again")).code(0);
    // Two copies, of which one lies in a drawer when it is erased.
    desk.with("good", &["backup", text(&stick)], "").code(0);
    desk.with("good", &["backup", text(&drawer)], "").code(0);
    let away = desk.path("away");
    fs::rename(&drawer, &away).unwrap();
    let said = |all: &str| all.matches(SECRET).count();
    assert_eq!((said(&desk.opened()), said(&desk.opened_copy("stick"))), (3, 3));
    let sealed_as = pieces(&study);

    let erase = ["erase", &code, "--reason", "the mother withdrew consent", "--yes"];
    let done = desk.with("good", &erase, "").code(0).says("entries lost their content");
    assert!(done.err.contains("is not there now"), "{}", done.err);
    assert_eq!((said(&desk.opened()), said(&desk.opened_copy("stick"))), (0, 0));
    assert_eq!(desk.texts("good").len(), 6);
    desk.with("good", &["show", &code], "").code(2);
    desk.with("good", &["undo"], "");
    assert_eq!(said(&desk.opened()), 0, "undo does not bring it back");

    // The one in the drawer owes it, and does it as soon as it is there.
    let doctor = desk.with("good", &["doctor"], "");
    assert!(doctor.out.contains("owes an erasure"), "{}", doctor.out);
    fs::rename(&away, &drawer).unwrap();
    assert_eq!(said(&desk.opened_copy("drawer")), 3);
    desk.with("good", &["backup"], "").code(0);
    assert_eq!(said(&desk.opened_copy("drawer")), 0);
    for place in [&stick, &drawer] {
        desk.with("good", &["verify", text(place)], "").code(0);
    }
    // Nothing of what stood there is left as it was sealed, nor in clear.
    let mut left = Vec::new();
    [&study, &stick, &drawer].into_iter().for_each(|dir| all_bytes(dir, &mut left));
    let found = sealed_as.iter().filter(|piece| memchr::memmem::find(&left, piece).is_some());
    assert_eq!(found.count(), 0, "of {} pieces", sealed_as.len());
    assert_eq!(files_with(desk.home.path(), SECRET), Vec::<String>::new());

    // A copy that somebody made another way restores without it.
    let again = desk.path("again");
    desk.with("good", &["restore", text(&stick), text(&again)], "").code(0);
    assert_eq!(lists(&desk, "again"), lists(&desk, "study"));
}

#[test]
fn what_was_erased_since_a_copy_was_made_is_erased_in_what_is_restored_from_it() {
    let desk = kept();
    let [stick, away, again] = ["stick", "away", "again"].map(|name| desk.path(name));
    desk.with("good", &["add"], &format!("They live in {SECRET}")).code(0);
    let code = desk.code("good", &["list", "--json", "--sort", "newest"]);
    desk.with("good", &["backup", text(&stick)], "").code(0);
    fs::rename(&stick, &away).unwrap();
    desk.with("good", &["erase", &code, "--reason", "asked to", "--yes"], "").code(0);
    let restore = ["restore", text(&away), text(&again)];
    desk.with("good", &restore, "").code(0).says("1 thing erased since the copy was made");
    // The restored study takes the place of the other.
    fs::rename(desk.path("study"), desk.path("before")).unwrap();
    fs::rename(&again, desk.path("study")).unwrap();
    assert!(!desk.opened().contains(SECRET));
    assert_eq!(desk.texts("good").len(), 6);
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_can_write_is_said_once_and_by_doctor_each_time() {
    use std::os::unix::fs::PermissionsExt;
    let desk = kept();
    let study = desk.path("study");
    let mode = |mode| fs::set_permissions(&study, fs::Permissions::from_mode(mode)).unwrap();
    let listed = || desk.with("good", &["list"], "").code(0).err;
    let exposed = "other accounts can change and remove";
    assert!(!listed().contains(exposed));
    mode(0o777);
    assert!(listed().contains(exposed));
    assert!(!listed().contains(exposed), "it was said");
    for _ in 0..2 {
        assert!(desk.with("good", &["doctor"], "").out.contains(exposed));
    }
    mode(0o700);
    assert!(!listed().contains(exposed));
    mode(0o777);
    assert!(listed().contains(exposed), "it is so again");
}
