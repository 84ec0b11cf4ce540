//! A page of the store: packed records, made shorter and as they were.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(asdone::journal::doors::page(bytes), "a page comes back as it was");
});
