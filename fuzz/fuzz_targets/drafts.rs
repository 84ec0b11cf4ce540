//! Half-typed texts as they are offered again: the first byte says which, the rest is the file.
#![no_main]

use asdone::journal::DraftSlot;
use asdone::tui::harness::Harness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((which, text)) = bytes.split_first() else { return };
    let slot = match which % 4 {
        0 => DraftSlot::Capture,
        1 => DraftSlot::TooLong,
        2 => DraftSlot::Named("asking-capture".to_owned()),
        _ => DraftSlot::Named("refused".to_owned()),
    };
    let mut screens = Harness::opening();
    screens.load_with(vec![(slot, String::from_utf8_lossy(text).into_owned())]);
    let _ = screens.screen();
});
