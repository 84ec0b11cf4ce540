//! The file of keys.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = asdone::journal::doors::keys_file(bytes);
});
