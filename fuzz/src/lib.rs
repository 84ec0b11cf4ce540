//! Checks put right. Nearly everything that a fuzzer changes fails a check and is seen no further;
//! so each target tries its bytes as they are and once more with the checks of `docs/format.md` made
//! to hold, as somebody who means harm would.

/// Bytes of a segment's header.
pub const HEADER: usize = 104;

/// Bytes of a frame's header.
pub const FRAME: usize = 28;

/// Bytes of the seal of a study in clear.
const SEAL: usize = 16;

/// What the place of a note in the inbox is called.
const ROLE_OF_A_NOTE: u8 = 4;

/// BLAKE3 of several pieces, cut short.
fn check<const BYTES: usize>(pieces: &[&[u8]]) -> [u8; BYTES] {
    let mut hasher = blake3::Hasher::new();
    for piece in pieces {
        hasher.update(piece);
    }
    let mut check = [0; BYTES];
    hasher.finalize_xof().fill(&mut check);
    check
}

/// The number that the bytes begin with.
fn number(bytes: &[u8]) -> u32 {
    bytes.first_chunk::<4>().map_or(0, |number| u32::from_be_bytes(*number))
}

/// A file of keys whose last line holds for those before it.
pub fn keys_file(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.rsplit_once("check ").map_or(&*text, |(lines, _)| lines);
    let check: String = blake3::hash(lines.as_bytes()).to_hex().chars().take(32).collect();
    format!("{lines}check {check}\n").into_bytes()
}

/// The file `study`, likewise.
pub fn checked_lines(bytes: &[u8]) -> Vec<u8> {
    keys_file(bytes)
}

/// A note for the study with the number 7, in clear, whose seal holds.
pub fn inbox_note(bytes: &[u8]) -> Vec<u8> {
    let packed = bytes.get(1..bytes.len().saturating_sub(SEAL)).unwrap_or_default();
    let place =
        [&1u32.to_be_bytes()[..], &7u128.to_be_bytes(), &[ROLE_OF_A_NOTE], &0u64.to_be_bytes()];
    let seal: [u8; SEAL] = check(&[&place.concat(), packed]);
    [&[1], packed, &seal].concat()
}

/// A segment's header, where the bytes are as many, that is one and holds.
pub fn segment_header(bytes: &[u8]) -> Vec<u8> {
    let mut mended = bytes.to_vec();
    if let Some((header, found)) =
        mended.get_mut(..HEADER).and_then(|header| header.split_last_chunk_mut::<16>())
    {
        if let Some(magic) = header.first_chunk_mut::<8>() {
            *magic = *b"asdoneS\n";
        }
        *found = check(&[header]);
    }
    mended
}

/// A segment of a study in clear whose header holds and in which one sound frame follows another.
pub fn segment(bytes: &[u8]) -> Vec<u8> {
    let mut mended = segment_header(bytes);
    let Some((header, mut frames)) = mended.split_at_mut_checked(HEADER) else { return mended };
    let study = header.get(16..32).unwrap_or_default().to_vec();
    while let Some((frame, rest)) = frames.split_at_mut_checked(FRAME) {
        // One that is longer than what is there goes to the end of it.
        let length = (number(&frame[4..8]) as usize).min(rest.len());
        frame[..4].copy_from_slice(b"asdF");
        frame[4..8].copy_from_slice(&(length as u32).to_be_bytes());
        let holds: [u8; 8] = check(&[&study, &frame[..FRAME - 8]]);
        frame[FRAME - 8..].copy_from_slice(&holds);
        let (sealed, rest) = rest.split_at_mut(length);
        if let Some((packed, seal)) = sealed.split_last_chunk_mut::<SEAL>() {
            let place = [&1u32.to_be_bytes(), study.as_slice(), &[1], &frame[8..16]].concat();
            *seal = check(&[&place, packed]);
        }
        frames = rest;
    }
    mended
}

/// The records in the frames of a segment of a study in clear.
pub fn records(segment: &[u8]) -> Vec<Vec<u8>> {
    let mut records = Vec::new();
    let mut frames = segment.get(HEADER..).unwrap_or_default();
    while let Some((frame, rest)) = frames.split_at_checked(FRAME) {
        let length = number(&frame[4..]) as usize;
        let Some((sealed, rest)) = rest.split_at_checked(length) else { return records };
        let mut packed = &sealed[..length.saturating_sub(SEAL)];
        while let Some((long, rest)) = packed.split_at_checked(4) {
            let Some((record, rest)) = rest.split_at_checked(number(long) as usize) else { break };
            records.push(record.to_vec());
            packed = rest;
        }
        frames = rest;
    }
    records
}
