//! The decoders that meet bytes from elsewhere, for the fuzzers in `fuzz/` and nobody else. None of
//! them may panic, hang or ask for more memory than the bytes are long.

use super::codec;
use super::keys;
use super::store;

/// The file `keys`; whether it can be meant.
pub fn keys_file(bytes: &[u8]) -> bool {
    keys::can_be_read(bytes)
}

/// The header of a segment; whether it is one.
pub fn segment_header(bytes: &[u8]) -> bool {
    store::is_segment_header(bytes)
}

/// The frames of a segment; how many sound pieces there are.
pub fn segment(bytes: &[u8]) -> usize {
    store::frames_in(bytes)
}

/// A record; whether it is one and its body the one that it was written with.
pub fn record(bytes: &[u8]) -> bool {
    let whole = codec::look(bytes).is_some_and(|sight| {
        let agrees = sight.body_agrees();
        let _ = (sight.hash(), sight.entry());
        agrees
    });
    let packed = codec::unpack(bytes).flatten().map(<[u8]>::len).sum::<usize>();
    whole && packed <= bytes.len()
}
