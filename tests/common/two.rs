//! Both halves of a long trial side by side: a test of its own uses one core alone.
#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

/// What `half` says for the half 0 and the half 1.
pub(crate) fn in_two<T: Send>(half: impl Fn(u64) -> T + Sync) -> [T; 2] {
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        let one = half(0);
        [one, other.join().expect("the other half")]
    })
}
