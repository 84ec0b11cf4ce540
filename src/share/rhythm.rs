//! When the screens exchange with the team by themselves: when the study has been opened, then about
//! every half hour while it is open, and never for a single note, so that the times at which files
//! appear in the folder say nothing of when somebody wrote. A person who ends exchanges once more.

use std::time::Duration;

/// Ending waits no longer than this for a last exchange.
pub const FAREWELL: Duration = Duration::from_secs(3);

/// What could not be done is tried again after a third of the time between two exchanges.
const AGAIN: i64 = 3;

const MINUTE: i64 = 60_000;

/// When the next exchange is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rhythm {
    /// Milliseconds between two exchanges; none where the person does not want any.
    every: Option<i64>,
    next: i64,
    /// What the times between two exchanges follow from, so that they are never the same.
    seed: u64,
    /// What was last said of why it did not work.
    said: Option<String>,
}

impl Rhythm {
    /// An exchange about every so many minutes (0 for none), the first at once.
    pub fn new(minutes: u32, seed: u64, now: i64) -> Self {
        let every = (minutes > 0).then(|| i64::from(minutes) * MINUTE);
        Self { every, next: now, seed, said: None }
    }

    /// Whether anything is exchanged without being asked for.
    pub const fn is_on(&self) -> bool {
        self.every.is_some()
    }

    /// Whether an exchange is due. A clock that was set back puts it off for no more than one turn.
    pub fn is_due(&self, now: i64) -> bool {
        let Some(every) = self.every else { return false };
        now >= self.next || self.next - now > every * 2
    }

    /// One has begun: none is due before it has ended, or before a turn has passed.
    pub fn begun(&mut self, now: i64) {
        self.next = now.saturating_add(self.every.unwrap_or_default());
    }

    /// One has ended well.
    pub fn worked(&mut self, now: i64) {
        self.said = None;
        let every = self.every.unwrap_or_default();
        self.next = now.saturating_add(every).saturating_add(self.about(every / 6));
    }

    /// One did not work, and why; whether that is to be said, since it was not said before.
    pub fn failed(&mut self, now: i64, why: &str) -> bool {
        let soon = self.every.unwrap_or_default() / AGAIN;
        self.next = now.saturating_add(soon).saturating_add(self.about(soon / 6));
        let new = self.said.as_deref() != Some(why);
        self.said = Some(why.to_owned());
        new
    }

    /// A number from `-most` to `most`, another one each time.
    fn about(&mut self, most: i64) -> i64 {
        // SplitMix64: the times need only differ from laptop to laptop.
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let span = most.saturating_mul(2).saturating_add(1).max(1);
        i64::try_from(mixed >> 1).unwrap_or(0).rem_euclid(span) - most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_due_at_once_and_then_about_every_half_hour_at_times_of_its_own() {
        let mut times = Vec::new();
        for seed in 0..50 {
            let mut rhythm = Rhythm::new(30, seed, 1_000);
            assert!(rhythm.is_due(1_000), "on opening");
            rhythm.begun(1_000);
            assert!(!rhythm.is_due(1_000 + 29 * MINUTE), "one at a time");
            rhythm.worked(2_000);
            let due = (0..60).find(|minute| rhythm.is_due(2_000 + minute * MINUTE)).unwrap();
            assert!((25..=36).contains(&due), "{due}");
            times.push(rhythm.next);
        }
        times.sort_unstable();
        times.dedup();
        assert!(times.len() > 45, "laptops do not come at the same time: {}", times.len());
    }

    #[test]
    fn what_does_not_work_is_said_once_and_tried_again_sooner() {
        let mut rhythm = Rhythm::new(30, 7, 0);
        assert!(rhythm.failed(0, "the folder is not there"));
        let due = (0..60).find(|minute| rhythm.is_due(minute * MINUTE)).unwrap();
        assert!((8..=12).contains(&due), "{due}");
        assert!(!rhythm.failed(due, "the folder is not there"), "it has been said");
        assert!(rhythm.failed(due, "no space left"), "that is new");
        rhythm.worked(due);
        assert!(rhythm.failed(due, "no space left"), "it worked in between");
    }

    #[test]
    fn who_wants_none_has_none_and_a_clock_set_back_does_not_stop_it() {
        let none = Rhythm::new(0, 1, 0);
        assert!(!none.is_on() && !none.is_due(i64::MAX));
        let mut rhythm = Rhythm::new(30, 1, 400 * 24 * 60 * MINUTE);
        rhythm.worked(400 * 24 * 60 * MINUTE);
        assert!(rhythm.is_due(0), "the clock is a year behind of what it was");
    }
}
