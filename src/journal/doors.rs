//! For tests alone. Most are the decoders that meet bytes from elsewhere, for the fuzzers in `fuzz/`:
//! none of them may panic, hang or ask for more memory than the bytes are long.

use super::codec;
use super::identity;
use super::inbox;
use super::keys;
use super::lean;
use super::shrunk;
use super::store;

/// The file `keys`; whether it can be meant.
pub fn keys_file(bytes: &[u8]) -> bool {
    keys::can_be_read(bytes)
}

/// The file `study`; whether it can be meant.
pub fn study_file(bytes: &[u8]) -> bool {
    identity::can_be_read(bytes)
}

/// A note in the inbox of a study in clear, that with the number 7; whether it is let in.
pub fn inbox_note(bytes: &[u8]) -> bool {
    inbox::is_let_in(bytes)
}

/// The header of a segment; whether it is one.
pub fn segment_header(bytes: &[u8]) -> bool {
    store::is_segment_header(bytes)
}

/// A segment of a study in clear; how many records in it can be read.
pub fn segment(bytes: &[u8]) -> usize {
    store::records_in(bytes).len()
}

/// The same segment packed into fewer frames, where it can be; whether that keeps every record.
pub fn packed(bytes: &[u8]) -> Option<bool> {
    let packed = store::packed(bytes)?;
    Some(store::records_in(&packed) == store::records_in(bytes))
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

/// A page of the store of a large study in clear; whether it comes back as it was where these bytes are
/// packed records. They are also taken for a page that was made shorter already.
pub fn page(bytes: &[u8]) -> bool {
    let _ = shrunk::inflate(bytes).and_then(|lean| lean::whole(&lean));
    let _ = lean::whole(bytes);
    let Some(lean) = lean::lean(bytes) else { return true };
    let shrunk = shrunk::deflate(&lean);
    let comes_back = shrunk.is_none_or(|shrunk| shrunk::inflate(&shrunk).as_ref() == Some(&lean));
    comes_back && lean::whole(&lean).as_deref() == Some(bytes)
}

/// Lets this process keep checkpoints of studies with so many entries.
pub fn checkpoints_from(entries: u64) {
    super::checkpoint::worth_from(entries);
}

/// Lets this process close segments, after packing them, when they have grown to so many bytes. What
/// is done then can be tried a hundred times where it would take too long with real ones.
pub fn close_segments_at(bytes: u64) {
    store::close_at(bytes);
}

/// All that a checkpoint of a study in clear says, whose sections are made shorter where they stand.
pub fn in_checkpoint(bytes: &[u8]) -> Option<Vec<u8>> {
    super::checkpoint::all_in_clear(bytes)
}

/// A study taken to pieces, written down as in a checkpoint, read and put together again.
pub fn kept_again(study: &crate::study::Study) -> Option<crate::study::Study> {
    super::checkpoint::written_and_read(study)
}
