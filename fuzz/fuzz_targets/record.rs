//! One entry as it is stored.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = asdone::journal::doors::record(bytes);
});
