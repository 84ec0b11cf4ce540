//! Notes left by another process while this one has the study open.
//!
//! A note is a whole file that appears by one atomic rename and is taken in exactly once: it
//! carries the id of its observation, so that a crash between taking it in and removing the file
//! does no harm.
//!
//! In a sealed study a note is an `age` file to the study's public key: leaving one takes no
//! passphrase. Whoever can write into the folder can leave a note, so each is marked as one that
//! came this way, whatever it says itself, and can be nothing but a new observation.

use std::fs;
use std::io;
use std::path::Path;

use super::folder::{
    Folder, UNFINISHED, failed, make_dir, read_upto, remove_file, sync_dir, write_beside,
};
use super::keys::{self, Key};
use super::seal::{Clear, Place, Role, Seal};
use super::{JournalError, codec, opening};
use crate::study::{Change, Content, Source, StudyId};

const VERSION: u8 = 1;

/// A longer file is no note.
const LONGEST: u64 = 16 * 1024 * 1024;

/// One note: an act to be done by whoever has the study open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InboxNote {
    /// The file's name, for [`Inbox::remove`].
    pub name: String,
    /// The act.
    pub changes: Vec<Change>,
}

/// The inbox of one study.
#[derive(Clone, Debug)]
pub struct Inbox {
    folder: Folder,
}

impl Inbox {
    /// The inbox in the folder of a study.
    pub fn of(study_dir: &Path) -> Self {
        Self { folder: Folder::at(study_dir) }
    }

    /// Drops a note, durable before this returns; sealed, without any secret, where the study is.
    ///
    /// # Errors
    /// Where there is no study, a change is too large, or the note cannot be written.
    pub fn drop_note(&self, changes: &[Change]) -> Result<(), JournalError> {
        let bodies: Vec<_> = changes.iter().map(codec::body).collect::<Result<_, _>>()?;
        let mut note = vec![VERSION];
        let packed = codec::pack(bodies.iter().map(Vec::as_slice));
        Clear.seal(self.place()?, &packed, &mut note);
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

    /// How many notes wait, whether or not they can be read.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn count(&self) -> Result<usize, JournalError> {
        Ok(self.names()?.iter().filter(|name| number(name).is_some()).count())
    }

    /// The notes that wait, oldest first, each marked as left in the inbox; files that cannot be
    /// read are kept and named in the second list. Those of a sealed study take its key.
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
            return Ok((notes, unread));
        }
        let place = self.place()?;
        for name in names {
            let bytes = read_upto(&self.folder.inbox().join(&name), LONGEST);
            let changes = bytes.ok().filter(|(_, whole)| *whole);
            let changes = changes.and_then(|(bytes, _)| read_note(place, key, &bytes));
            match changes.filter(|_| number(&name).is_some()) {
                Some(changes) => notes.push(InboxNote { name, changes }),
                None => unread.push(name),
            }
        }
        Ok((notes, unread))
    }

    /// Removes a note that has been taken in. One that is gone already is no error.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), JournalError> {
        let path = self.folder.inbox().join(name);
        if number(name).is_none() {
            let wrong = io::Error::new(io::ErrorKind::InvalidInput, "this is not a note's name");
            return Err(failed("remove", &path)(wrong));
        }
        remove_file(&path)
    }

    fn place(&self) -> Result<Place, JournalError> {
        let study: StudyId = opening::whose(&self.folder)?.identity.study;
        Ok(Place { study, role: Role::Note, number: 0 })
    }

    /// Names of all finished files, in order.
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
        names.retain(|name| !name.starts_with(UNFINISHED));
        names.sort_unstable();
        Ok(names)
    }
}

/// The number in a note's name.
fn number(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".note").filter(|digits| digits.len() == 10)?;
    digits.parse().ok()
}

fn read_note(place: Place, key: Option<&Key>, bytes: &[u8]) -> Option<Vec<Change>> {
    let opened;
    let bytes = match keys::is_age(bytes) {
        true => {
            opened = key?.open(bytes)?;
            opened.as_slice()
        }
        // Left in clear before the study was sealed.
        false => bytes,
    };
    let (&version, checked) = bytes.split_first()?;
    let packed = Clear.open(place, checked).filter(|_| version == VERSION)?;
    codec::unpack(&packed).map(|body| marked(codec::content(body?))).collect()
}

/// A new observation, marked as left in the inbox; nothing else may come this way.
fn marked(content: Content) -> Option<Change> {
    match content {
        Content::Known(Change::Recorded(mut observation)) => {
            observation.source = Source::Inbox;
            Some(Change::Recorded(observation))
        }
        Content::Known(_) | Content::Unknown(_) | Content::Erased => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Identity, identity};
    use crate::study::{DeviceId, Moment, Observation, ObservationId, Origin, PersonId, Stance};

    fn study() -> (tempfile::TempDir, Inbox) {
        let dir = tempfile::tempdir().unwrap();
        let who = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
        identity::write(&Folder::at(dir.path()), who, None).unwrap();
        let inbox = Inbox::of(dir.path());
        (dir, inbox)
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
            foresight: Default::default(),
            ways: Default::default(),
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
        assert_eq!((notes.len(), unread), (1, vec!["0000000002.note".to_owned()]));
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
        assert_eq!(unread, ["0000000002.note", "shopping.txt"]);
        assert!(inbox.remove("../study").is_err());
        assert!(place.join("shopping.txt").exists());
    }

    #[test]
    fn a_note_needs_a_study_and_opens_in_no_other() {
        let nowhere = tempfile::tempdir().unwrap();
        let refused = Inbox::of(nowhere.path()).drop_note(&note("x"));
        assert!(matches!(refused, Err(JournalError::NotAStudy { .. })));

        let (dir, inbox) = study();
        inbox.drop_note(&note("x")).unwrap();
        let who = Identity { study: StudyId(1), device: DeviceId(8), person: PersonId(9) };
        identity::write(&Folder::at(dir.path()), who, None).unwrap();
        assert_eq!(inbox.waiting(None).unwrap().1.len(), 1);
    }
}
