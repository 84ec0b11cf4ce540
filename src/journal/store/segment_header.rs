//! The header of a segment file, which says whose it is and where in the journal it begins; and how
//! the files are named.

use std::fs;
use std::path::Path;

use crate::journal::folder::failed;
use crate::journal::keys::KeyId;
use crate::journal::{Identity, JournalError, regular};
use crate::study::{DeviceId, PersonId, StudyId};

const MAGIC: &[u8; 8] = b"asdoneS\n";

/// The format of a segment file. It is that of the first studies, whatever records stand in it.
pub(super) const FORMAT: u32 = 1;

/// Bytes of a header.
pub(super) const LENGTH: usize = 104;

/// A segment's header.
pub(super) struct Header {
    pub(super) format: u32,
    pub(super) number: u32,
    pub(super) identity: Identity,
    /// The key that the frames are sealed with; zeros on disk where they are in clear.
    pub(super) key: Option<KeyId>,
    pub(super) first: u64,
    pub(super) length_before: u64,
}

/// The name of the segment file with this number.
pub(super) fn file_name(number: u32) -> String {
    format!("{number:08}.seg")
}

/// The numbers of the segment files in a folder, in order.
pub(super) fn numbers(dir: &Path) -> Result<Vec<u32>, JournalError> {
    let mut numbers = Vec::new();
    for item in fs::read_dir(dir).map_err(failed("list", dir))? {
        let name = item.map_err(failed("list", dir))?.file_name();
        let name = name.to_str().and_then(|name| name.strip_suffix(".seg"));
        let number = name.filter(|name| name.len() == 8).and_then(|name| name.parse::<u32>().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    Ok(numbers)
}

impl Header {
    /// The header's bytes.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.format.to_be_bytes());
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.identity.study.0.to_be_bytes());
        bytes.extend_from_slice(&self.identity.device.0.to_be_bytes());
        bytes.extend_from_slice(&self.identity.person.0.to_be_bytes());
        bytes.extend_from_slice(&self.key.map_or([0; 16], |key| key.0));
        bytes.extend_from_slice(&self.first.to_be_bytes());
        bytes.extend_from_slice(&self.length_before.to_be_bytes());
        let check = Self::check(&bytes);
        bytes.extend_from_slice(&check);
        bytes
    }

    fn check(bytes: &[u8]) -> [u8; 16] {
        let mut check = [0; 16];
        blake3::Hasher::new().update(bytes).finalize_xof().fill(&mut check);
        check
    }

    /// Reads a header; `None` where it is damaged or not one.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (header, check) = bytes.get(..LENGTH)?.split_last_chunk::<16>()?;
        let (magic, rest) = header.split_first_chunk::<8>()?;
        if magic != MAGIC || *check != Self::check(header) {
            return None;
        }
        let (format, rest) = rest.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (study, rest) = rest.split_first_chunk()?;
        let (device, rest) = rest.split_first_chunk()?;
        let (person, rest) = rest.split_first_chunk()?;
        let (key, rest) = rest.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk()?;
        let (length_before, _) = rest.split_first_chunk()?;
        Some(Self {
            format: u32::from_be_bytes(*format),
            number: u32::from_be_bytes(*number),
            identity: Identity {
                study: StudyId(u128::from_be_bytes(*study)),
                device: DeviceId(u64::from_be_bytes(*device)),
                person: PersonId(u128::from_be_bytes(*person)),
            },
            key: (*key != [0; 16]).then_some(KeyId(*key)),
            first: u64::from_be_bytes(*first),
            length_before: u64::from_be_bytes(*length_before),
        })
    }

    /// Reads the header of a file.
    pub(super) fn of_file(path: &Path) -> Result<Option<Self>, JournalError> {
        let (bytes, _) = regular::upto(path, LENGTH as u64).map_err(failed("read", path))?;
        Ok(Self::read(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header(key: [u8; 16], first: u64) -> Header {
        let identity = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
        let key = (key != [0; 16]).then_some(KeyId(key));
        Header { format: 1, number: 3, identity, key, first, length_before: 4_194_400 }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_and_no_flipped_bit_or_cut_passes(
            key: [u8; 16], first: u64, at in 0..LENGTH, bit in 0..8u8,
        ) {
            let bytes = header(key, first).write();
            prop_assert_eq!(bytes.len(), LENGTH);
            let read = Header::read(&bytes).unwrap();
            prop_assert_eq!((read.first, read.key), (first, header(key, first).key));
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            prop_assert!(Header::read(&changed).is_none());
            prop_assert!(Header::read(&bytes[..at]).is_none());
        }

        #[test]
        fn hostile_bytes_neither_panic_nor_pass(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Header::read(&bytes).is_none());
            prop_assert!(Header::read(&[MAGIC.as_slice(), &bytes].concat()).is_none());
        }
    }
}
