//! Bytes made shorter (Snappy, the raw format), for what a study in clear keeps a second time: pages of
//! the store, and the checkpoint. In a sealed study nothing is: how short notes become beside others would
//! tell whoever can leave a note there, and sees lengths, whether it says what they say.

/// No byte that was shortened stands for more than so many: a copy takes three and makes 64.
const MOST: usize = 32;

/// The bytes made shorter, or hardly longer where that cannot be; `None` where they are too many for it.
pub(super) fn shrink(plain: &[u8]) -> Option<Vec<u8>> {
    snap::raw::Encoder::new().compress_vec(plain).ok()
}

/// The bytes that were made shorter, written into `room`; `None` where they are no such bytes.
pub(super) fn widen(shrunk: &[u8], room: &mut Vec<u8>) -> Option<()> {
    let long = snap::raw::decompress_len(shrunk).ok()?;
    if long / MOST > shrunk.len() {
        return None;
    }
    // What stood there is written over, all of it or nothing.
    room.resize(long, 0);
    let written = snap::raw::Decoder::new().decompress(shrunk, room).ok()?;
    (written == long).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_shorter_comes_back_and_nothing_else_is_taken_for_it() {
        let said = "rang the school before the visit; ".repeat(200);
        let shrunk = shrink(said.as_bytes()).unwrap();
        assert!(shrunk.len() * 10 < said.len());
        let mut room = vec![7; 3];
        widen(&shrunk, &mut room).unwrap();
        assert_eq!(room, said.as_bytes());
        for cut in 0..shrunk.len() {
            assert_eq!(widen(&shrunk[..cut], &mut room), None, "cut at {cut}");
        }
        // A length that these bytes cannot have asks for no memory.
        assert_eq!(widen(&[0xff, 0xff, 0xff, 0xff, 0x0f, 0], &mut Vec::new()), None);
    }
}
