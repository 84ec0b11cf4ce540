//! What is promised of agreement: 1,000 notes, 33 tags and 5 coders with 1,000 draws within a second
//! on two cores: `cargo bench --bench agreement`. `agreement.py` beside it does the same work with
//! packages from PyPI, for a ratio.

#![allow(missing_docs, reason = "the macros of the harness write none")]

use asdone::analysis::agreement::{Codings, Draws, Set, whole};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const NOTES: u32 = 1_000;
const TAGS: u16 = 33;
const CODERS: u32 = 5;

/// Whether a coder sees a tag in a note: each tag has a rate of its own, and coders slip.
fn sees(note: u32, tag: u16, coder: u32) -> bool {
    let mix = |mut x: u32| {
        x = (x ^ (x >> 16)).wrapping_mul(0x045d_9f3b);
        x = (x ^ (x >> 16)).wrapping_mul(0x045d_9f3b);
        x ^ (x >> 16)
    };
    let there = mix(note * 64 + u32::from(tag)) % 100 < 2 + u32::from(tag);
    let slips = mix((note * 64 + u32::from(tag)) * 8 + coder + 1) % 100 < 8;
    there != slips
}

#[divan::bench(sample_count = 10)]
fn every_tag_and_all_of_them_with_intervals(bencher: Bencher<'_, '_>) {
    let table = |tag: u16| {
        let mut codings = Codings::new(CODERS as usize, 2);
        for note in 0..NOTES {
            let row: Vec<_> = (0..CODERS).map(|c| Some(u16::from(sees(note, tag, c)))).collect();
            codings.push(&row);
        }
        codings
    };
    let set = |note: u32, coder: u32| -> Set {
        Some((0..TAGS).filter(|tag| sees(note, *tag, coder)).collect())
    };
    let tables: Vec<Codings> = (0..TAGS).map(table).collect();
    let sets: Vec<Vec<Set>> =
        (0..NOTES).map(|note| (0..CODERS).map(|coder| set(note, coder)).collect()).collect();
    bencher.bench(|| whole(black_box(&tables), black_box(&[&sets]), Draws::seeded(1)));
}
