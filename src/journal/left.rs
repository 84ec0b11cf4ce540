//! What was left in an inbox not a minute ago, so that a second try of the same note is noticed while
//! the first waits and nobody can read it.
//!
//! Nothing of it stands in the study's folder. Beside what the account knows of the study
//! ([`super::pinned`]) a short file holds, for each such note, when it was left, its id, and what
//! Argon2id makes of its content under a salt of its own: whoever has that file can try one guess at
//! the whole note in about a third of the time of a guess at a passphrase. Lines older than a minute go
//! with the next one, and the file when the study is next opened after that.
//!
//! ```text
//! asdone left
//! salt 32 hexadecimal digits
//! 1767225600000 0199f3c2-… 64 hexadecimal digits
//! ```

use std::path::{Path, PathBuf};

use super::folder::{Folder, make_dirs, make_private, remove_file, write_whole};
use super::keys::{fresh_bytes, slow_mark};
use super::{Inbox, JournalError, codec, pinned, regular};
use crate::study::{Change, Moment, Observation, ObservationId};

const FIRST_LINE: &str = "asdone left";

/// How long a note is remembered, in milliseconds.
const WITHIN: i64 = 60_000;

/// No such file is longer.
const LONGEST: u64 = 8 * 1024;

/// More notes than anybody leaves by hand within a minute.
const MOST: usize = 32;

/// A note that is to be left, and what is remembered of those left before it.
pub struct Left {
    file: PathBuf,
    salt: [u8; 16],
    mark: String,
    lines: Vec<(i64, ObservationId, String)>,
}

impl Left {
    /// Looks up the one note among `changes`, for the study in a folder. `None` where there is no
    /// place to remember anything, or no note.
    ///
    /// # Errors
    /// Where the system gives no random bytes, or no memory to work the mark out in.
    pub fn look(
        study_dir: &Path,
        changes: &[Change],
        now_millis: i64,
    ) -> Result<Option<Self>, JournalError> {
        let note = changes.iter().find_map(|change| match change {
            Change::Recorded(observation) => Some(observation),
            _ => None,
        });
        let (Some(file), Some(note)) = (file_of(study_dir), note) else { return Ok(None) };
        let (salt, mut lines) = read(&file).unwrap_or_default();
        lines.retain(|(at, ..)| is_lately(*at, now_millis));
        let salt = if lines.is_empty() { fresh_bytes()? } else { salt };
        let mark = slow_mark(&content_of(note)?, &salt)?;
        Ok(Some(Self { file, salt, mark, lines }))
    }

    /// The note that was left less than a minute ago and says the same.
    pub fn before(&self) -> Option<ObservationId> {
        self.lines.iter().rfind(|(_, _, mark)| *mark == self.mark).map(|(_, id, _)| *id)
    }

    /// Remembers that the note was left. Where that cannot be, a second try is not noticed.
    pub fn remember(mut self, id: ObservationId, now_millis: i64) {
        self.lines.push((now_millis, id, self.mark));
        let beyond = self.lines.len().saturating_sub(MOST);
        let mut text = format!("{FIRST_LINE}\nsalt {:032x}\n", u128::from_be_bytes(self.salt));
        for (at, id, mark) in self.lines.iter().skip(beyond) {
            text.push_str(&format!("{at} {id} {mark}\n"));
        }
        let dir = self.file.parent().unwrap_or(Path::new("."));
        let write = || {
            make_dirs(dir)?;
            make_private(dir)?;
            write_whole(&self.file, text.as_bytes())
        };
        let _ = write();
    }
}

impl Inbox {
    /// Removes what is remembered of notes that were left here, once all of it is older than a minute.
    pub fn forget_left(&self, now_millis: i64) {
        let Some(file) = file_of(self.dir()).filter(|file| file.exists()) else { return };
        let (_, lines) = read(&file).unwrap_or_default();
        if lines.iter().all(|(at, ..)| !is_lately(*at, now_millis)) {
            let _ = remove_file(&file);
        }
    }
}

fn is_lately(at: i64, now_millis: i64) -> bool {
    (0..WITHIN).contains(&now_millis.saturating_sub(at))
}

fn file_of(study_dir: &Path) -> Option<PathBuf> {
    Some(pinned::file_of(&Folder::at(study_dir))?.with_extension("left"))
}

type Remembered = ([u8; 16], Vec<(i64, ObservationId, String)>);

fn read(file: &Path) -> Option<Remembered> {
    let (bytes, whole) = regular::upto(file, LONGEST).ok()?;
    let mut lines = str::from_utf8(&bytes).ok().filter(|_| whole)?.lines();
    if lines.next()? != FIRST_LINE {
        return None;
    }
    let salt = u128::from_str_radix(lines.next()?.strip_prefix("salt ")?, 16).ok()?;
    let line = |line: &str| {
        let (at, rest) = line.split_once(' ')?;
        let (id, mark) = rest.split_once(' ')?;
        Some((at.parse().ok()?, id.parse().ok()?, mark.to_owned()))
    };
    Some((salt.to_be_bytes(), lines.map(line).collect::<Option<_>>()?))
}

/// What a note says, without what every note has of its own: its id and when it was written down.
fn content_of(note: &Observation) -> Result<Vec<u8>, JournalError> {
    let never = Moment::new(0, 0);
    let at_once = note.happened_at == note.recorded_at;
    codec::body(&Change::Recorded(Box::new(Observation {
        id: ObservationId(0),
        recorded_at: never,
        happened_at: if at_once { never } else { note.happened_at },
        ..note.clone()
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Origin, Source, Stance};

    fn note(id: u128, text: &str, at: i64) -> Vec<Change> {
        let at = Moment::new(at, 60);
        vec![Change::Recorded(Box::new(Observation {
            id: ObservationId(id),
            text: text.into(),
            kind: None,
            happened_at: at,
            recorded_at: at,
            setting: None,
            stance: Stance::Own,
            origin: Origin::Spontaneous,
            source: Source::Typed,
            extras: Default::default(),
            tags: vec![],
        }))]
    }

    #[test]
    fn the_same_words_within_a_minute_are_known_and_nothing_of_them_can_be_read() {
        let home = tempfile::tempdir().unwrap();
        let (study, place) = (home.path().join("study"), home.path().join("known"));
        pinned::known_in(&study, &place);
        let look = |text: &str, at| Left::look(&study, &note(2, text, at), at).unwrap().unwrap();
        let first = look("rang the school", 1_000);
        assert_eq!(first.before(), None);
        first.remember(ObservationId(1), 1_000);
        assert_eq!(look("rang the school", 2_000).before(), Some(ObservationId(1)));
        assert_eq!(look("rang the other school", 2_000).before(), None);
        assert_eq!(look("rang the school", 61_001).before(), None);
        assert_eq!(look("rang the school", 0).before(), None, "a clock that went back");
        let file = file_of(&study).unwrap();
        let kept = std::fs::read_to_string(&file).unwrap();
        assert!(!kept.contains("school"), "{kept}");
        let salt = |text: &str| text.lines().nth(1).unwrap().to_owned();
        look("rang the school", 99_000).remember(ObservationId(3), 99_000);
        assert_ne!(salt(&kept), salt(&std::fs::read_to_string(&file).unwrap()));
        std::fs::write(&file, "asdone left\nsalt zz\n").unwrap();
        assert_eq!(look("rang the school", 99_001).before(), None);
        let inbox = Inbox::of(&study);
        look("rang the school", 99_001).remember(ObservationId(4), 99_001);
        inbox.forget_left(159_000);
        assert!(file.exists(), "half a minute is not over");
        inbox.forget_left(159_001);
        assert!(!file.exists());
    }
}
