//! A note in the inbox of a study in clear.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = asdone::journal::doors::inbox_note(bytes);
    let _ = asdone::journal::doors::inbox_note(&asdone_fuzz::inbox_note(bytes));
});
