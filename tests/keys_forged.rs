//! What somebody does to the keys of a study who can write its folder and has no secret of it: no
//! secret stops opening the study, none that was replaced opens it again, nothing is written in clear.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says so by failing")]

mod journal_kit;

use std::fs;
use std::path::{Path, PathBuf};

use asdone::journal::keys::{self, Cost, Key, NewKeys, Secret, SecretString};
use asdone::journal::{Identity, Journal, JournalError};
use asdone::study::{Change, Content, DeviceId, PersonId, Purpose, StudyId};
use tempfile::TempDir;

const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };
const FIRST: &str = "lantern otter gravel seventeen";
const SECOND: &str = "battery staple velvet glacier";

fn sealed() -> (TempDir, PathBuf, Secret) {
    let dir = tempfile::tempdir().unwrap();
    let study = dir.path().join("study");
    let identity = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
    let passphrase = SecretString::from(FIRST.to_owned());
    let made = NewKeys::make(identity.study, &passphrase, None, CHEAP).unwrap();
    drop(Journal::create(&study, identity, Some(&made)).unwrap());
    let words = made.recovery.words().collect::<Vec<_>>().join(" ");
    (dir, study, Secret::Recovery(SecretString::from(words)))
}

fn passphrase(typed: &str) -> Secret {
    Secret::passphrase(typed.to_owned())
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The same lines, one changed, with a check that holds.
fn forged(text: &str, change: impl Fn(&str) -> Option<String>) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("check ")).filter_map(change);
    let lines: String = lines.map(|line| line + "\n").collect();
    let check = blake3::hash(lines.as_bytes()).to_hex();
    format!("{lines}check {}\n", check.get(..32).unwrap())
}

/// As an earlier version wrote it.
fn earlier(text: &str) -> String {
    forged(text, |line| (!line.starts_with("vouched ")).then(|| line.to_owned()))
}

/// With a generation that beats every other, and slots that open nothing.
fn raised(text: &str) -> String {
    forged(text, |line| {
        let name = line.split(' ').next().unwrap_or_default();
        Some(match name {
            "generation" => "generation 18446744073709551615".to_owned(),
            "passphrase" | "recovery" => format!("{name} {}", "00".repeat(72)),
            _ => line.to_owned(),
        })
    })
}

fn opened(study: &Path, secret: &Secret) -> Result<Key, JournalError> {
    let key = keys::unlock(study, secret)?;
    drop(Journal::open(study, Some(&key))?);
    Ok(key)
}

#[test]
fn a_copy_that_opened_is_never_replaced_by_one_that_did_not() {
    for before in [str::to_owned as fn(&str) -> String, earlier] {
        for bad in ["keys", "keys.copy"] {
            let (_dir, study, words) = sealed();
            let right = before(&text(&study.join("keys")));
            for name in ["keys", "keys.copy"] {
                fs::write(study.join(name), &right).unwrap();
            }
            fs::write(study.join(bad), raised(&right)).unwrap();
            for secret in [passphrase(FIRST), words] {
                opened(&study, &secret).unwrap();
            }
            assert_eq!(text(&study.join("keys")), text(&study.join("keys.copy")));
            assert!(!text(&study.join(bad)).contains("18446744073709551615"), "{bad}");
        }
    }
}

#[test]
fn an_old_file_of_keys_beside_the_new_does_not_undo_a_change_of_passphrase() {
    for old_as in [str::to_owned as fn(&str) -> String, earlier] {
        let (_dir, study, _) = sealed();
        let old = text(&study.join("keys"));
        let key = opened(&study, &passphrase(FIRST)).unwrap();
        let new = SecretString::from(SECOND.to_owned());
        keys::change_passphrase(&study, &key, &new, CHEAP).unwrap();
        let old = old_as(&old).replace("generation 1\n", "generation 9\n");
        fs::write(study.join("keys"), forged(&old, |line| Some(line.to_owned()))).unwrap();
        assert!(keys::unlock(&study, &passphrase(FIRST)).is_err());
        opened(&study, &passphrase(SECOND)).unwrap();
        assert!(keys::unlock(&study, &passphrase(FIRST)).is_err());
        assert_eq!(text(&study.join("keys")), text(&study.join("keys.copy")));
    }
}

#[test]
fn keys_of_an_earlier_version_are_vouched_for_when_they_open_and_not_a_word_is_said() {
    let (_dir, study, words) = sealed();
    let right = earlier(&text(&study.join("keys")));
    for name in ["keys", "keys.copy"] {
        fs::write(study.join(name), &right).unwrap();
    }
    let key = keys::unlock(&study, &passphrase(FIRST)).unwrap();
    let (_, opening) = Journal::open(&study, Some(&key)).unwrap();
    assert_eq!(opening.repairs, Vec::<String>::new());
    for name in ["keys", "keys.copy"] {
        assert!(text(&study.join(name)).contains("\nvouched "), "{name}");
    }
    opened(&study, &words).unwrap();
}

#[test]
fn a_sealed_study_that_is_made_to_look_clear_is_refused_by_name() {
    let (_dir, study, _) = sealed();
    let clear = forged(&text(&study.join("study")), |line| {
        (!line.starts_with("sealed ")).then(|| line.to_owned())
    });
    fs::write(study.join("study"), clear).unwrap();
    fs::remove_dir_all(study.join("segments")).unwrap();
    fs::remove_dir_all(study.join("store")).unwrap();
    for error in [
        Journal::open(&study, None).err().unwrap(),
        keys::public(&study).err().unwrap(),
        keys::is_sealed(&study).unwrap_err(),
    ] {
        assert!(error.to_string().contains("nothing is written in clear"), "{error}");
    }
    fs::remove_file(study.join("keys")).unwrap();
    assert!(Journal::open(&study, None).is_err(), "its copy tells as well");
}

/// The sentence of SECURITY.md on old files of keys, word for word: what they open, and for whom.
#[test]
fn an_old_file_of_keys_opens_with_the_passphrase_of_then_what_was_written_since() {
    let (dir, study, words) = sealed();
    let old = text(&study.join("keys"));
    let key = opened(&study, &passphrase(FIRST)).unwrap();
    let new = SecretString::from(SECOND.to_owned());
    keys::change_passphrase(&study, &key, &new, CHEAP).unwrap();
    keys::new_recovery(&study, &key).unwrap();
    let since = Change::PersonNamed {
        person: PersonId(9),
        pseudonym: "said since".to_owned(),
        was: String::new(),
    };
    let key = opened(&study, &passphrase(SECOND)).unwrap();
    let (mut journal, _) = Journal::open(&study, Some(&key)).unwrap();
    journal.append(std::slice::from_ref(&since), Purpose::Do, 1).unwrap();
    drop(journal);
    assert!(keys::unlock(&study, &passphrase(FIRST)).is_err());
    assert!(keys::unlock(&study, &words).is_err());

    // Whoever has a copy of the folder and the old file reads all of it, with either old secret.
    let copy = dir.path().join("copy");
    journal_kit::copy_dir(&study, &copy);
    for name in ["keys", "keys.copy"] {
        fs::write(copy.join(name), &old).unwrap();
    }
    for secret in [passphrase(FIRST), words] {
        let key = opened(&copy, &secret).unwrap();
        let (journal, opening) = Journal::open(&copy, Some(&key)).unwrap();
        assert_eq!(opening.losses, Vec::<String>::new());
        let mut said = Vec::new();
        journal.replay(|entry| said.push(entry.content)).unwrap();
        assert!(said.contains(&Content::Known(since.clone())));
    }
    // In both places of a folder it undoes the change, and the folder does not tell.
    assert!(keys::unlock(&copy, &passphrase(SECOND)).is_err());
    // One that never knew the data key opens nothing.
    let other = SecretString::from(SECOND.to_owned());
    let made = NewKeys::make(StudyId(7), &other, None, CHEAP).unwrap();
    let strange = dir.path().join("strange");
    let identity = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
    drop(Journal::create(&strange, identity, Some(&made)).unwrap());
    for name in ["keys", "keys.copy"] {
        fs::copy(strange.join(name), copy.join(name)).unwrap();
    }
    assert!(opened(&copy, &passphrase(SECOND)).is_err());
}
