//! The frames of a segment file, and the same segment in fewer of them.
#![no_main]

use asdone::journal::doors;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for bytes in [bytes, &asdone_fuzz::segment(bytes)] {
        let _ = doors::segment(bytes);
        assert_ne!(doors::packed(bytes), Some(false), "packing keeps every record");
    }
});
