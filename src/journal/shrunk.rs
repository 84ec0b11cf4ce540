//! Bytes made shorter, for what a study in clear keeps a second time. What is read at each command, the
//! checkpoint, in the raw Snappy format; what is read when something is looked into, pages of the store, by
//! Deflate (RFC 1951), which takes longer and leaves three quarters of it. In a sealed study nothing is: how
//! short notes become beside others would tell whoever can leave a note there, and sees lengths, whether it
//! says what they say.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// No byte that was shortened stands for more than so many here, though Deflate could say a thousand:
/// whoever forges a length asks for no more memory than that.
const MOST: usize = 32;

/// The bytes in the raw Snappy format, hardly longer where they cannot be made shorter; `None` where they
/// are too many for it.
pub(super) fn snap(plain: &[u8]) -> Option<Vec<u8>> {
    snap::raw::Encoder::new().compress_vec(plain).ok()
}

/// The bytes that [`snap()`] made shorter, written into `room`; `None` where they are no such bytes.
pub(super) fn unsnap(shrunk: &[u8], room: &mut Vec<u8>) -> Option<()> {
    let long = snap::raw::decompress_len(shrunk).ok()?;
    if long / MOST > shrunk.len() {
        return None;
    }
    // What stood there is written over, all of it or nothing. New room comes empty from the system.
    if room.capacity() < long {
        *room = vec![0; long];
    }
    room.resize(long, 0);
    let written = snap::raw::Decoder::new().decompress(shrunk, room).ok()?;
    (written == long).then_some(())
}

/// How many bytes there are (4, little-endian), and then these by Deflate; `None` where that is not shorter,
/// or so short that [`inflate`] would not believe it.
pub(super) fn deflate(plain: &[u8]) -> Option<Vec<u8>> {
    let long = u32::try_from(plain.len()).ok()?;
    let shrunk = long.to_le_bytes().to_vec();
    let mut encoder = DeflateEncoder::new(shrunk, Compression::fast());
    encoder.write_all(plain).ok()?;
    let shrunk = encoder.finish().ok()?;
    let believed = plain.len() / MOST <= shrunk.len();
    (believed && shrunk.len() < plain.len()).then_some(shrunk)
}

/// The bytes that [`deflate`] made shorter; `None` where they are no such bytes, or not all of them.
pub(super) fn inflate(shrunk: &[u8]) -> Option<Vec<u8>> {
    let (long, packed) = shrunk.split_first_chunk::<4>()?;
    let long = u32::from_le_bytes(*long) as usize;
    if long / MOST > shrunk.len() {
        return None;
    }
    let mut plain = Vec::with_capacity(long);
    // One more than was said: what goes on is something else.
    let mut decoder = DeflateDecoder::new(packed).take(long as u64 + 1);
    decoder.read_to_end(&mut plain).ok()?;
    (plain.len() == long).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said() -> String {
        "rang the school before the visit; ".repeat(20) + "and nobody was there"
    }

    #[test]
    fn what_was_made_shorter_comes_back_and_nothing_else_is_taken_for_it() {
        let said = said();
        let shrunk = snap(said.as_bytes()).unwrap();
        assert!(shrunk.len() * 5 < said.len());
        let mut room = vec![7; 3];
        unsnap(&shrunk, &mut room).unwrap();
        assert_eq!(room, said.as_bytes());
        for cut in 0..shrunk.len() {
            assert_eq!(unsnap(&shrunk[..cut], &mut room), None, "cut at {cut}");
        }
        // A length that these bytes cannot have asks for no memory.
        assert_eq!(unsnap(&[0xff, 0xff, 0xff, 0xff, 0x0f, 0], &mut Vec::new()), None);
    }

    #[test]
    fn a_page_by_deflate_comes_back_and_nothing_else_is_taken_for_it() {
        let said = said();
        let shrunk = deflate(said.as_bytes()).unwrap();
        assert!(shrunk.len() * 5 < said.len());
        assert_eq!(inflate(&shrunk).unwrap(), said.as_bytes());
        for cut in 0..shrunk.len() {
            assert_eq!(inflate(&shrunk[..cut]), None, "cut at {cut}");
        }
        // Said to be one more, or one fewer, than there are; or as many as need memory.
        for long in [said.len() as u32 - 1, said.len() as u32 + 1, u32::MAX] {
            let forged = [&long.to_le_bytes()[..], &shrunk[4..]].concat();
            assert_eq!(inflate(&forged), None, "{long}");
        }
    }

    #[test]
    fn what_would_not_be_believed_is_not_made_shorter() {
        // Hardly anything stands for much; and what is mixed well does not become shorter.
        assert_eq!(deflate(&[b' '; 40_000]), None);
        let mixed = blake3::Hasher::new().update(b"mixed").finalize_xof();
        let mut bytes = vec![0; 4_000];
        std::io::Read::read_exact(&mut { mixed }, &mut bytes).unwrap();
        assert_eq!(deflate(&bytes), None);
        assert_eq!(deflate(&[]), None);
    }
}
