//! Notes left by another process while this one has the study open.
//!
//! A note is a whole file that appears by one atomic rename and is taken in exactly once: it
//! carries the id of its observation, so that a crash between taking it in and removing the file
//! does no harm.
//!
//! In a sealed study a note is an `age` file to the study's public key: leaving one takes no
//! passphrase. Whoever can write into the folder can leave a note, so each is marked as one that
//! came this way, whatever it says itself, and can be nothing but one new observation that
//! [`gate::admit`] lets in as it stands. Anything else stays where it is and is named with the reason.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::folder::{Folder, UNFINISHED, failed, make_dir, remove_file, sync_dir, write_beside};
use super::keys::{self, Key};
use super::seal::{Clear, Place, Role, Seal};
use super::{JournalError, codec, opening, regular};
use crate::study::{Change, Content, Source, StudyId, gate, letters};

const VERSION: u8 = 1;

/// A longer file is no note: one observation is at most 48 KiB, and sealing adds little to it.
const LONGEST: u64 = 64 * 1024;

/// How many notes are looked at in one go; the rest wait for the next.
const AT_ONCE: usize = 1000;

/// One note: an act to be done by whoever has the study open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InboxNote {
    /// The file's name, for [`Inbox::remove`].
    pub name: String,
    /// The act: one new observation.
    pub changes: Vec<Change>,
}

/// The inbox of one study. It remembers which files are no notes, so that a folder full of them is
/// read once and not every second.
#[derive(Clone, Debug)]
pub struct Inbox {
    folder: Folder,
    refused: Arc<Mutex<HashMap<String, (Looks, &'static str)>>>,
}

/// What a file looked like when it was read, and whether there was a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Looks {
    bytes: u64,
    changed: Option<SystemTime>,
    with_key: bool,
}

impl Inbox {
    /// The inbox in the folder of a study.
    pub fn of(study_dir: &Path) -> Self {
        Self { folder: Folder::at(study_dir), refused: Arc::default() }
    }

    /// The folder of the study.
    pub(super) fn dir(&self) -> &Path {
        self.folder.root()
    }

    /// Drops a note, durable before this returns; sealed, without any secret, where the study is.
    ///
    /// # Errors
    /// Where there is no study, the changes are not one new observation that may be let in, or the
    /// note cannot be written.
    pub fn drop_note(&self, changes: &[Change]) -> Result<(), JournalError> {
        changes.iter().try_for_each(gate::admit)?;
        let bodies: Vec<_> = changes.iter().map(codec::body).collect::<Result<_, _>>()?;
        let mut note = vec![VERSION];
        let packed = codec::pack(bodies.iter().map(Vec::as_slice));
        opening::whose(&self.folder)?;
        let place = self.place()?;
        opening::is_of_one_study(&self.folder, place.study)?;
        Clear.seal(place, &packed, &mut note);
        if let Some(public) = keys::public(self.folder.root())? {
            note = public.seal(&note)?;
        }
        if note.len() as u64 > LONGEST {
            let limit = LONGEST as usize;
            return Err(JournalError::TooLarge { bytes: note.len(), limit });
        }
        let dir = self.folder.inbox();
        make_dir(&dir)?;
        let mut number = self.names()?.iter().filter_map(|name| number(name)).max().unwrap_or(0);
        let mut file = write_beside(&dir.join("note"), &note)?;
        loop {
            number = number.saturating_add(1);
            let path = dir.join(format!("{number:010}.note"));
            match file.persist_noclobber(&path) {
                Ok(_) => return sync_dir(&dir),
                Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => file = e.file,
                Err(e) => return Err(failed("write", &path)(e.error)),
            }
        }
    }

    /// Leaves the notes among `changes` for `study`, whose files were taken away while it was open.
    /// How many were left.
    ///
    /// # Errors
    /// Where the folder is no study any more, or another one, or cannot be written.
    pub fn leave_for(&self, study: StudyId, changes: &[Change]) -> Result<usize, JournalError> {
        if self.place()?.study != study {
            return Err(JournalError::NotAStudy { path: self.folder.root().to_path_buf() });
        }
        let notes = changes.iter().filter(|change| matches!(change, Change::Recorded(_)));
        let mut left = 0;
        for note in notes {
            self.drop_note(std::slice::from_ref(note))?;
            left += 1;
        }
        Ok(left)
    }

    /// How many notes wait, whether or not they can be read.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn count(&self) -> Result<usize, JournalError> {
        Ok(self.names()?.iter().filter(|name| is_note(name)).count())
    }

    /// The notes that wait, oldest first and at most a thousand, each marked as left in the inbox;
    /// the second list names the files that are kept and not taken in, each with the reason. Notes
    /// of a sealed study take its key.
    ///
    /// # Errors
    /// Where the folder cannot be listed, or there is no study.
    pub fn waiting(
        &self,
        key: Option<&Key>,
    ) -> Result<(Vec<InboxNote>, Vec<String>), JournalError> {
        let names = self.names()?;
        let (mut notes, mut unread) = (Vec::new(), Vec::new());
        if names.is_empty() {
            self.known().clear();
            return Ok((notes, unread));
        }
        let place = self.place()?;
        let mut known = std::mem::take(&mut *self.known());
        known.retain(|name, _| names.binary_search(name).is_ok());
        let mut left = 0;
        for name in names {
            if notes.len() == AT_ONCE {
                left += 1;
                continue;
            }
            let looks = self.looks(&name, key);
            let seen = known.get(&name).filter(|(before, _)| Some(*before) == looks);
            let read = match seen {
                Some((_, why)) => Err(*why),
                None => self.note(place, key, &name),
            };
            match (read, looks) {
                (Ok(change), _) => notes.push(InboxNote { name, changes: vec![change] }),
                (Err(why), looks) => {
                    unread.push(format!("{} ({why})", letters::visible(&name)));
                    if let Some(looks) = looks {
                        known.insert(name, (looks, why));
                    }
                }
            }
        }
        if left > 0 {
            unread.push(format!("{left} more, which are looked at next"));
        }
        *self.known() = known;
        Ok((notes, unread))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Looks, &'static str)>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `None` where the file cannot be looked at; it is then read again each time.
    fn looks(&self, name: &str, key: Option<&Key>) -> Option<Looks> {
        let meta = fs::symlink_metadata(self.folder.inbox().join(name)).ok()?;
        Some(Looks { bytes: meta.len(), changed: meta.modified().ok(), with_key: key.is_some() })
    }

    /// The observation in one file, or why there is none to be had.
    fn note(&self, place: Place, key: Option<&Key>, name: &str) -> Result<Change, &'static str> {
        if !is_note(name) {
            return Err("not a note");
        }
        let read = regular::upto(&self.folder.inbox().join(name), LONGEST);
        match read.map_err(|_| "it cannot be read")? {
            (_, false) => Err("longer than a note can be"),
            (bytes, true) => read_note(place, key, &bytes),
        }
    }

    /// Removes a note that has been taken in. One that is gone already is no error.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), JournalError> {
        let path = self.folder.inbox().join(name);
        if !is_note(name) {
            let wrong = io::Error::new(io::ErrorKind::InvalidInput, "this is not a note's name");
            return Err(failed("remove", &path)(wrong));
        }
        remove_file(&path)
    }

    fn place(&self) -> Result<Place, JournalError> {
        let study: StudyId = opening::unlooked(&self.folder)?.identity.study;
        Ok(Place { study, role: Role::Note, number: 0 })
    }

    /// Names of all finished files but those that systems and sync programs leave about, in order.
    fn names(&self) -> Result<Vec<String>, JournalError> {
        let dir = self.folder.inbox();
        let items = match fs::read_dir(&dir) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            items => items.map_err(failed("list", &dir))?,
        };
        let mut names = Vec::new();
        for item in items {
            let name = item.map_err(failed("list", &dir))?.file_name();
            names.push(name.to_string_lossy().into_owned());
        }
        names.retain(|name| !is_left_about(name));
        names.sort_unstable();
        Ok(names)
    }
}

/// The number in the name that this program gives a note.
fn number(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".note").filter(|digits| digits.len() == 10)?;
    digits.parse().ok()
}

/// Whether a file is called like a note. A sync program that finds two of one name gives the second
/// another (`0000000001 (1).note`): it is a note all the same, and its id tells whether it is here.
fn is_note(name: &str) -> bool {
    name.ends_with(".note") && !name.contains(['/', '\\', char::REPLACEMENT_CHARACTER])
}

/// What desktops and sync programs leave in any folder, and what is still being written.
fn is_left_about(name: &str) -> bool {
    const LEFT: [&str; 4] = ["desktop.ini", "thumbs.db", "ehthumbs.db", "icon\r"];
    let ending = |ending| name.ends_with(ending);
    name.starts_with(UNFINISHED)
        || name.starts_with(['.', '~'])
        || LEFT.contains(&name.to_lowercase().as_str())
        || [".tmp", ".part", ".partial", ".crdownload", "~"].into_iter().any(ending)
}

/// Whether bytes are a note for the study with the number 7, in clear, for [`super::doors`].
pub(super) fn is_let_in(bytes: &[u8]) -> bool {
    let place = Place { study: StudyId(7), role: Role::Note, number: 0 };
    read_note(place, None, bytes).is_ok()
}

fn read_note(place: Place, key: Option<&Key>, bytes: &[u8]) -> Result<Change, &'static str> {
    const UNREAD: &str = "it cannot be read";
    let opened;
    let bytes = match keys::is_age(bytes) {
        true => {
            opened = key.and_then(|key| key.open(bytes)).ok_or(UNREAD)?;
            opened.as_slice()
        }
        // Left in clear before the study was sealed.
        false => bytes,
    };
    let (&version, checked) = bytes.split_first().ok_or(UNREAD)?;
    let packed = Clear.open(place, checked).filter(|_| version == VERSION).ok_or(UNREAD)?;
    let mut bodies = codec::unpack(&packed);
    match (bodies.next().flatten(), bodies.next()) {
        (Some(body), None) => one_observation(body),
        (Some(_), Some(_)) => Err("it holds more than one note"),
        (None, _) => Err(UNREAD),
    }
}

/// A new observation, marked as left in the inbox; nothing else may come this way, and nothing that
/// had to be cleaned to be read.
fn one_observation(body: &[u8]) -> Result<Change, &'static str> {
    let change = match codec::content(body) {
        Content::Known(change) => change,
        Content::Unknown(_) | Content::Erased => return Err("it cannot be read"),
    };
    let as_it_stands = codec::body(&change).is_ok_and(|again| again == body);
    if !as_it_stands || gate::admit(&change).is_err() {
        return Err(
            "it holds what no note can: control characters, too long a text or a date that \
                    cannot be",
        );
    }
    match change {
        Change::Recorded(mut observation) => {
            observation.source = Source::Inbox;
            Ok(Change::Recorded(observation))
        }
        _ => Err("it is no new note"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Identity;
    use crate::journal::identity::{self, Said};
    use crate::study::{DeviceId, Moment, Observation, ObservationId, Origin, PersonId, Stance};

    fn study() -> (tempfile::TempDir, Inbox) {
        let dir = tempfile::tempdir().unwrap();
        let who = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
        let said = Said { identity: who, key: None, format: 1 };
        identity::write(&Folder::at(dir.path()), said, None).unwrap();
        let inbox = Inbox::of(dir.path());
        (dir, inbox)
    }

    fn named(unread: &[String]) -> Vec<&str> {
        unread.iter().map(|said| said.split(" (").next().unwrap()).collect()
    }

    fn note(text: &str) -> Vec<Change> {
        left(text, Source::Inbox)
    }

    fn left(text: &str, source: Source) -> Vec<Change> {
        let at = Moment::new(1_767_225_600_000, 60);
        vec![Change::Recorded(Box::new(Observation {
            id: ObservationId(1),
            text: text.into(),
            kind: None,
            happened_at: at,
            recorded_at: at,
            setting: None,
            stance: Stance::Own,
            origin: Origin::Spontaneous,
            source,
            extras: Default::default(),
            tags: vec![],
        }))]
    }

    #[test]
    fn a_note_is_marked_whatever_it_says_and_can_only_be_a_new_observation() {
        let (_dir, inbox) = study();
        inbox.drop_note(&left("as if typed here", Source::Typed)).unwrap();
        inbox.drop_note(&[Change::Founded { study: StudyId(7), name: "mine".into() }]).unwrap();
        let (notes, unread) = inbox.waiting(None).unwrap();
        assert_eq!(notes[0].changes, note("as if typed here"));
        assert_eq!((notes.len(), named(&unread)), (1, vec!["0000000002.note"]));
    }

    #[test]
    fn notes_come_in_the_order_in_which_they_were_left() {
        let (_dir, inbox) = study();
        assert_eq!(inbox.waiting(None).unwrap(), (vec![], vec![]));
        for name in ["first", "second", "third"] {
            inbox.drop_note(&note(name)).unwrap();
        }
        let (notes, unread) = inbox.waiting(None).unwrap();
        let said: Vec<_> = notes.iter().map(|note| note.changes.clone()).collect();
        assert_eq!(said, [note("first"), note("second"), note("third")]);
        assert!(unread.is_empty());
        inbox.remove(&notes[0].name).unwrap();
        inbox.remove(&notes[0].name).unwrap();
        assert_eq!(inbox.waiting(None).unwrap().0.len(), 2);
    }

    #[test]
    fn ten_at_once_are_all_there() {
        let (_dir, inbox) = study();
        std::thread::scope(|scope| {
            for n in 0..10 {
                let inbox = &inbox;
                scope.spawn(move || inbox.drop_note(&note(&n.to_string())).unwrap());
            }
        });
        let (notes, unread) = inbox.waiting(None).unwrap();
        assert_eq!((notes.len(), unread.len()), (10, 0));
    }

    #[test]
    fn what_cannot_be_read_is_left_and_named() {
        let (dir, inbox) = study();
        inbox.drop_note(&note("whole")).unwrap();
        let place = dir.path().join("inbox");
        let mut bytes = fs::read(place.join("0000000001.note")).unwrap();
        bytes[9] ^= 1;
        fs::write(place.join("0000000002.note"), &bytes).unwrap();
        fs::write(place.join("shopping.txt"), "milk").unwrap();
        fs::write(place.join(".unfinished-x"), "half").unwrap();
        let (notes, unread) = inbox.waiting(None).unwrap();
        assert_eq!(notes.len(), 1);
        assert_eq!(named(&unread), ["0000000002.note", "shopping.txt"]);
        assert!(inbox.remove("../study").is_err());
        assert!(place.join("shopping.txt").exists());
    }

    /// A note as somebody would forge it who knows the format and has no passphrase.
    fn forge(dir: &Path, name: &str, changes: &[Change]) {
        let bodies: Vec<_> = changes.iter().map(|c| codec::body(c).unwrap()).collect();
        forge_bytes(dir, name, &bodies);
    }

    fn forge_bytes(dir: &Path, name: &str, bodies: &[Vec<u8>]) {
        let mut note = vec![VERSION];
        let place = Place { study: StudyId(7), role: Role::Note, number: 0 };
        Clear.seal(place, &codec::pack(bodies.iter().map(Vec::as_slice)), &mut note);
        fs::create_dir_all(dir.join("inbox")).unwrap();
        fs::write(dir.join("inbox").join(name), note).unwrap();
    }

    #[test]
    fn a_forged_note_is_named_with_the_reason_and_stays_where_it_is() {
        let (dir, inbox) = study();
        let one = || note("words")[0].clone();
        forge(dir.path(), "1.note", &vec![one(); 3]);
        forge(dir.path(), "2.note", &note("a\u{1b}]52;c;AAAA\u{7}b"));
        forge(dir.path(), "3.note", &note(&"x".repeat(40 * 1024)));
        forge(dir.path(), "4.note", &note("\u{200B}"));
        // A tag that no program writes: the letters are exchanged in the bytes.
        let mut tagged = note("words");
        if let Change::Recorded(observation) = &mut tagged[0] {
            observation.tags = vec![crate::study::TagKey::parse("pxanticipate").unwrap()];
        }
        let mut body = codec::body(&tagged[0]).unwrap();
        let at = body.windows(12).position(|part| part == b"pxanticipate").unwrap();
        body[at + 1] = 0x1b;
        forge_bytes(dir.path(), "5.note", &[body]);
        fs::write(dir.path().join("inbox/6.note"), vec![7u8; 15 << 20]).unwrap();
        let mut far = note("words");
        if let Change::Recorded(observation) = &mut far[0] {
            observation.recorded_at = Moment::new(i64::MAX, 0);
        }
        forge(dir.path(), "7.note", &far);
        let (notes, unread) = inbox.waiting(None).unwrap();
        assert_eq!(notes, []);
        assert_eq!(unread.len(), 7, "{unread:?}");
        assert!(unread[0].contains("more than one note"), "{}", unread[0]);
        assert!(unread[5].contains("longer than a note"), "{}", unread[5]);
        assert!(unread.iter().all(|said| !said.contains(char::is_control)), "{unread:?}");
        assert_eq!(fs::read_dir(dir.path().join("inbox")).unwrap().count(), 7);
    }

    #[test]
    fn what_desktops_leave_is_passed_over_and_a_conflicted_copy_is_a_note() {
        let (dir, inbox) = study();
        forge(dir.path(), "0000000001 (1).note", &note("from the other laptop"));
        for junk in [".DS_Store", "desktop.ini", "Thumbs.db", "x.note.part", "~x.note"] {
            fs::write(dir.path().join("inbox").join(junk), "junk").unwrap();
        }
        let (notes, unread) = inbox.waiting(None).unwrap();
        assert_eq!((notes.len(), unread), (1, vec![]));
        inbox.remove(&notes[0].name).unwrap();
        assert_eq!(inbox.waiting(None).unwrap(), (vec![], vec![]));
    }

    #[test]
    fn a_file_that_is_no_note_is_read_once_and_again_when_it_changes() {
        let (dir, inbox) = study();
        forge(dir.path(), "1.note", &vec![note("words")[0].clone(); 2]);
        let first = inbox.waiting(None).unwrap().1;
        let known = |inbox: &Inbox| inbox.known().get("1.note").copied();
        let before = known(&inbox).unwrap();
        assert_eq!(inbox.waiting(None).unwrap().1, first);
        assert_eq!(known(&inbox), Some(before));
        forge(dir.path(), "1.note", &note("a note after all"));
        assert_eq!(inbox.waiting(None).unwrap().0.len(), 1);
        fs::remove_file(dir.path().join("inbox/1.note")).unwrap();
        inbox.waiting(None).unwrap();
        assert_eq!(known(&inbox), None);
    }

    #[test]
    fn a_flood_is_taken_in_by_and_by() {
        let (dir, inbox) = study();
        for n in 0..AT_ONCE + 5 {
            forge(dir.path(), &format!("{n:010}.note"), &note("words"));
        }
        let (notes, unread) = inbox.waiting(None).unwrap();
        assert_eq!(
            (notes.len(), unread),
            (AT_ONCE, vec!["5 more, which are looked at next".to_owned()])
        );
        notes.iter().for_each(|note| inbox.remove(&note.name).unwrap());
        assert_eq!(inbox.waiting(None).unwrap().0.len(), 5);
    }

    #[test]
    fn a_note_needs_a_study_and_opens_in_no_other() {
        let nowhere = tempfile::tempdir().unwrap();
        let refused = Inbox::of(nowhere.path()).drop_note(&note("x"));
        assert!(matches!(refused, Err(JournalError::NotAStudy { .. })));

        let (dir, inbox) = study();
        inbox.drop_note(&note("x")).unwrap();
        let who = Identity { study: StudyId(1), device: DeviceId(8), person: PersonId(9) };
        let said = Said { identity: who, key: None, format: 1 };
        identity::write(&Folder::at(dir.path()), said, None).unwrap();
        assert_eq!(inbox.waiting(None).unwrap().1.len(), 1);
    }
}
