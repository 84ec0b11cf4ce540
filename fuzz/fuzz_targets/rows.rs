//! What people hand in: rows, jotted lines, codebooks. Whatever is let in can be written down, is said
//! again as it stands, and is not taken in twice.
#![no_main]

use std::sync::atomic::{AtomicU64, Ordering};

use asdone::actions::{Consent, Context, Ids};
use asdone::files::{Intake, codebook, codings, csv, decoded, jot, jsonl};
use asdone::study::{DeviceId, Moment, PersonId, Study, gate};

/// Ids one after another.
struct Counted(AtomicU64);

impl Ids for Counted {
    fn fresh(&self) -> uuid::Uuid {
        let n = self.0.fetch_add(1, Ordering::Relaxed);
        uuid::Uuid::from_u128(0x0199_f3c2_0000_7000_8000_0000_0000_0000 | u128::from(n))
    }
}

fn admitted(intake: &Intake) {
    for change in intake.deed.iter().flat_map(|deed| &deed.changes) {
        assert!(gate::admit(change).is_ok(), "what was read is refused when it is saved: {change:?}");
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = decoded(bytes.to_vec()).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into());
    let study = Study::new(DeviceId(1));
    let ids = Counted(AtomicU64::new(1));
    let now = Moment::new(1_770_000_000_000, 60);
    let context = Context { now, author: PersonId(9), ids: &ids };
    let consent = Consent { new_tags: true, new_settings: true, future: true };
    admitted(&jsonl::read(&text, &study, &context));
    admitted(&csv::read(&text, &study, &context));
    admitted(&jot::read(&text, &study, &context, consent));
    let _ = codebook::read(&text);
    if let Ok(coded) = codings::read(&text) {
        let _ = (coded.categories(), coded.sets());
    }
});
