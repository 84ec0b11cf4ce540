//! One clock for everything that can be half-typed: it is kept on disk after a pause, and every now
//! and then while somebody types on without one.

use crate::study::Moment;

/// How long typing may pause before what is typed is kept.
const PAUSE: i64 = 300;

/// How long one may type without a pause before it is kept all the same.
const LONGEST: i64 = 2_000;

/// When the first and the last key came of what is not kept yet.
pub(in crate::tui) type Unkept = Option<(Moment, Moment)>;

/// A key came.
pub(in crate::tui) fn touch(unkept: &mut Unkept, now: Moment) {
    let first = unkept.map_or(now, |(first, _)| first);
    *unkept = Some((first, now));
}

/// Milliseconds until it is to be kept, where there is anything.
pub(in crate::tui) fn wake_in(unkept: Unkept, now: Moment) -> Option<i64> {
    let (first, last) = unkept?;
    let due = (last.millis + PAUSE).min(first.millis + LONGEST);
    Some((due - now.millis).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_kept_after_a_pause_and_at_last_without_one() {
        let at = |millis| Moment::new(millis, 0);
        let mut unkept = None;
        assert_eq!(wake_in(unkept, at(0)), None);
        touch(&mut unkept, at(1_000));
        assert_eq!(wake_in(unkept, at(1_000)), Some(300));
        assert_eq!(wake_in(unkept, at(1_400)), Some(0));
        for millis in (1_100..2_950).step_by(100) {
            touch(&mut unkept, at(millis));
        }
        assert_eq!(wake_in(unkept, at(2_900)), Some(100), "two seconds after the first key");
    }
}
