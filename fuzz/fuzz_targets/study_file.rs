//! The file `study`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = asdone::journal::doors::study_file(bytes);
    let _ = asdone::journal::doors::study_file(&asdone_fuzz::checked_lines(bytes));
});
