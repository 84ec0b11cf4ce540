//! The file of keys.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = asdone::journal::doors::keys_file(bytes);
    let _ = asdone::journal::doors::keys_file(&asdone_fuzz::keys_file(bytes));
});
