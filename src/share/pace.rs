//! How long ago something was said, where the clock of a colleague has drawn this laptop's own time ahead.
//!
//! What is said here never comes before what was seen here, so after an exchange with a laptop whose clock
//! is ahead everything said here bears a time that is still to come: by that time alone, what is raised
//! would wait for hours and not for ten minutes. So each exchange takes down how far the journal was, and
//! when that was by the clock of this laptop.

use super::boundary::GRACE;
use super::bytes::Reader;
use crate::study::Hybrid;

/// So many are taken down at most; what is said between two of them waits with the later one.
const MOST: usize = 64;

/// How far the journal was, and when.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Pace {
    /// Everything up to here was said long ago.
    settled: Hybrid,
    /// Everything up to the first was said at the second or before, in order.
    lately: Vec<(Hybrid, i64)>,
}

impl Pace {
    /// Takes down that everything up to `latest` has been said by now.
    pub(super) fn tell(&mut self, latest: Hybrid, now: i64) {
        self.settled = self.settled(now);
        self.lately.retain(|(upto, at)| *upto > self.settled && *at <= now);
        // By a clock that goes right the times themselves say it.
        let known = self.lately.last().map_or(self.settled, |(upto, _)| *upto);
        if latest.millis() <= now || latest <= known {
            return;
        }
        if self.lately.len() >= MOST {
            self.lately.pop();
        }
        self.lately.push((latest, now));
    }

    /// Up to where everything was said so long ago that it waits no longer.
    pub(super) fn settled(&self, now: i64) -> Hybrid {
        let old = self.lately.iter().filter(|(_, at)| at.saturating_add(GRACE) <= now);
        old.map(|(upto, _)| *upto).fold(self.settled, Hybrid::max)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.settled.0.to_be_bytes());
        out.extend_from_slice(&(self.lately.len() as u32).to_be_bytes());
        for (upto, at) in &self.lately {
            out.extend_from_slice(&upto.0.to_be_bytes());
            out.extend_from_slice(&at.to_be_bytes());
        }
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let (settled, mut lately) = (Hybrid(from.u64()?), Vec::new());
        for _ in 0..from.u32()? {
            lately.push((Hybrid(from.u64()?), i64::from_be_bytes(from.array()?)));
        }
        Some(Self { settled, lately })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_by_a_clock_that_is_ahead_is_old_ten_minutes_after_it_was_told() {
        let hour = 3_600_000;
        let ahead = |more: i64| Hybrid::default().next(12 * hour + more);
        let mut pace = Pace::default();
        pace.tell(Hybrid::default().next(5), 10);
        assert_eq!(pace, Pace::default(), "by a right clock nothing is taken down");
        pace.tell(ahead(0), hour);
        assert_eq!(pace.settled(hour + GRACE - 1), Hybrid(0));
        // What comes after it waits for its own ten minutes.
        pace.tell(ahead(1), hour + 1);
        pace.tell(ahead(1), hour + GRACE - 1);
        assert_eq!(pace.settled(hour + GRACE), ahead(0));
        assert_eq!(pace.settled(hour + GRACE + 1), ahead(1));
        pace.tell(ahead(2), hour + GRACE);
        assert_eq!(pace.settled(hour + 2 * GRACE - 1), ahead(1));
        // A clock that was put back makes nothing older than it is.
        pace.tell(ahead(3), 7);
        assert_eq!(pace.settled(7), ahead(0));
        assert_eq!(pace.settled(7 + GRACE), ahead(3));
        // However often it is told, it stays small.
        for nth in 0..1_000 {
            pace.tell(ahead(10 + nth), hour);
        }
        assert_eq!(pace.lately.len(), MOST);
        assert_eq!(pace.settled(hour + GRACE), ahead(1_009));
    }
}
