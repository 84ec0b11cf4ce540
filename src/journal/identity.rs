//! The file `study`: five plain lines that say which study a folder holds and who writes here.
//!
//! ```text
//! asdone study
//! format 1
//! study 0199f3c2-…
//! device 00c0ffee00c0ffee
//! person 0199f3c2-…
//! sealed 32 hexadecimal digits that name the key, only where the study is sealed
//! vouched 64 hexadecimal digits: what who holds the key says of the lines above, likewise
//! check 32 hexadecimal digits of BLAKE3 over the lines above
//! ```
//!
//! The format is 1 until something is taken in that another laptop handed out, and then 2: whatever
//! else stands in the folder has the same form, but a program that knows format 1 alone would take
//! the records of others for damaged ones. It is 3 once pages of the store may have been made shorter,
//! which a program that knows 2 alone would take for damage too.
//!
//! In any format the first line and the second stay as they are, and the last is the check.

use std::io;

use super::folder::{Folder, failed, write_whole};
use super::keys::{Key, KeyId};
use super::{FORMAT, Identity, JournalError, regular};
use crate::study::DeviceId;

const FIRST_LINE: &str = "asdone study";

/// No such file is longer.
const LONGEST: u64 = 4096;

fn check(lines: &str) -> String {
    blake3::hash(lines.as_bytes()).to_hex().chars().take(32).collect()
}

/// Context of the key that vouches for the file.
const VOUCHED: &str = "asdone 2026 study file v1";

/// Its lines before those that vouch for it.
fn lines(said: Said) -> String {
    let Said { identity: Identity { study, device, person }, key, format } = said;
    let mut lines =
        format!("{FIRST_LINE}\nformat {format}\nstudy {study}\ndevice {device}\nperson {person}\n");
    if let Some(KeyId(key)) = key {
        lines.push_str(&format!("sealed {:032x}\n", u128::from_be_bytes(key)));
    }
    lines
}

/// The file's text.
fn text(said: Said, vouched: Option<blake3::Hash>) -> String {
    let mut lines = lines(said);
    if let Some(mac) = vouched {
        lines.push_str(&format!("vouched {}\n", mac.to_hex()));
    }
    format!("{lines}check {}\n", check(&lines))
}

/// What the file says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Said {
    /// Whose study it is.
    pub(super) identity: Identity,
    /// The key, where the study is sealed.
    pub(super) key: Option<KeyId>,
    /// [`super::ALONE`], [`super::SHARED`] or [`FORMAT`].
    pub(super) format: u32,
}

/// Writes the file, durably; vouched for where the key is at hand, else at the next opening.
pub(super) fn write(folder: &Folder, said: Said, key: Option<&Key>) -> Result<(), JournalError> {
    let mac = key.map(|key| key.vouches(VOUCHED, &lines(said)));
    write_whole(&folder.identity(), text(said, mac).as_bytes())
}

/// Vouches for the file of a sealed study that has been opened, where nobody has yet.
pub(super) fn vouch(folder: &Folder, said: Said, key: &Key) -> Result<(), JournalError> {
    match is_vouched(folder, key)? {
        Some(true) => Ok(()),
        Some(false) | None => write(folder, said, Some(key)),
    }
}

/// Whether who holds the key wrote the file as it is; `None` where it does not say.
///
/// # Errors
/// As [`read`].
pub(super) fn is_vouched(folder: &Folder, key: &Key) -> Result<Option<bool>, JournalError> {
    let Some(said) = read(folder)? else { return Ok(None) };
    let path = folder.identity();
    let (bytes, _) = regular::upto(&path, LONGEST).map_err(failed("read", &path))?;
    let text = String::from_utf8_lossy(&bytes);
    let Some(mac) = text.lines().find_map(|line| line.strip_prefix("vouched ")) else {
        return Ok(None);
    };
    // Compared in constant time.
    let right = key.vouches(VOUCHED, &lines(said));
    Ok(Some(blake3::Hash::from_hex(mac).is_ok_and(|mac| mac == right)))
}

/// Reads the file; `Ok(None)` where there is none.
///
/// # Errors
/// [`JournalError::NotAStudy`] where it is something else, [`JournalError::Newer`],
/// [`JournalError::Damaged`].
pub(super) fn read(folder: &Folder) -> Result<Option<Said>, JournalError> {
    let path = folder.identity();
    let bytes = match regular::upto(&path, LONGEST) {
        Ok((bytes, _)) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) if e.kind() == io::ErrorKind::IsADirectory || path.is_dir() => return Ok(None),
        Err(e) => return Err(failed("read", &path)(e)),
    };
    parse(&bytes).map_err(|what| match what {
        Wrong::Else => JournalError::NotAStudy { path: folder.root().to_path_buf() },
        Wrong::Newer(found) => JournalError::Newer { found, known: FORMAT },
        Wrong::Damaged => {
            JournalError::Damaged { what: format!("{} does not hold together", path.display()) }
        }
    })
}

#[derive(PartialEq, Eq, Debug)]
enum Wrong {
    Else,
    Newer(u32),
    Damaged,
}

/// Whether bytes can be such a file, for [`super::doors`].
pub(super) fn can_be_read(bytes: &[u8]) -> bool {
    matches!(parse(bytes), Ok(Some(_)))
}

fn parse(bytes: &[u8]) -> Result<Option<Said>, Wrong> {
    let text = str::from_utf8(bytes).map_err(|_| Wrong::Else)?;
    if !text.starts_with(FIRST_LINE) {
        return Err(Wrong::Else);
    }
    let (lines, last) = text.rsplit_once("check ").ok_or(Wrong::Damaged)?;
    if last.trim_end() != check(lines) {
        return Err(Wrong::Damaged);
    }
    let mut lines = lines.lines().skip(1);
    let mut field = |name: &str| -> Result<&str, Wrong> {
        let line = lines.next().and_then(|line| line.strip_prefix(name)).ok_or(Wrong::Damaged)?;
        line.strip_prefix(' ').ok_or(Wrong::Damaged)
    };
    let format: u32 = field("format")?.parse().map_err(|_| Wrong::Damaged)?;
    if format > FORMAT {
        return Err(Wrong::Newer(format));
    }
    let identity = Identity {
        study: field("study")?.parse().map_err(|_| Wrong::Damaged)?,
        device: u64::from_str_radix(field("device")?, 16)
            .map(DeviceId)
            .map_err(|_| Wrong::Damaged)?,
        person: field("person")?.parse().map_err(|_| Wrong::Damaged)?,
    };
    let key = |digits| u128::from_str_radix(digits, 16).map_err(|_| Wrong::Damaged);
    let key = field("sealed").ok().map(key).transpose()?;
    let key = key.map(|key| KeyId(key.to_be_bytes()));
    let said = Said { identity, key, format };
    // One text for one file: no line, digit or blank is passed over.
    let mac = text.lines().find_map(|line| line.strip_prefix("vouched "));
    let mac = mac.map(|mac| blake3::Hash::from_hex(mac).map_err(|_| Wrong::Damaged)).transpose()?;
    if self::text(said, mac) == text { Ok(Some(said)) } else { Err(Wrong::Damaged) }
}

#[cfg(test)]
mod tests {
    use super::super::ALONE;
    use super::*;
    use crate::study::{PersonId, StudyId};

    fn identity() -> Identity {
        Identity { study: StudyId(7), device: DeviceId(0xc0ffee), person: PersonId(9) }
    }

    fn said(key: Option<KeyId>, format: u32) -> Said {
        Said { identity: identity(), key, format }
    }

    #[test]
    fn what_was_written_is_read() {
        for said in [said(None, ALONE), said(Some(KeyId([0x0a; 16])), FORMAT)] {
            for mac in [None, Some(blake3::hash(b"x"))] {
                assert_eq!(parse(text(said, mac).as_bytes()), Ok(Some(said)));
            }
        }
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let mac = Some(blake3::hash(b"x"));
        let whole = text(said(Some(KeyId([3; 16])), ALONE), mac).into_bytes();
        for at in 0..whole.len() - 1 {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                assert!(parse(&bytes).is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn a_newer_study_says_so_and_another_file_is_not_a_study() {
        let lines = "asdone study\nformat 9\nsealed yes\n";
        let newer = format!("{lines}check {}\n", check(lines));
        assert_eq!(parse(newer.as_bytes()), Err(Wrong::Newer(9)));
        assert_eq!(parse(b"dear diary"), Err(Wrong::Else));
        assert_eq!(parse(&[0xff, 0xfe]), Err(Wrong::Else));
    }
}
