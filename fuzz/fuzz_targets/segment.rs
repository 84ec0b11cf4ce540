//! The frames of a segment file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = asdone::journal::doors::segment(bytes);
});
