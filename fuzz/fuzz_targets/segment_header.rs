//! The header of a segment file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = asdone::journal::doors::segment_header(bytes);
    let mended = asdone_fuzz::segment_header(bytes);
    let is_one = asdone::journal::doors::segment_header(&mended);
    assert_eq!(is_one, bytes.len() >= asdone_fuzz::HEADER, "a header that holds is read");
});
