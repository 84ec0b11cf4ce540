//! The one place that reads the clock and makes ids.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike, FixedOffset, Local, LocalResult, Offset, TimeZone, Utc};
use uuid::{NoContext, Timestamp, Uuid};

use crate::actions::Ids;
use crate::actions::when::{Ahead, Zone};
use crate::study::Moment;

/// The time now, with the clock offset of this place.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> Moment {
    let millis = millis_of(SystemTime::now());
    let here = DateTime::<Utc>::from_timestamp_millis(millis).unwrap_or_default();
    Moment::new(millis, ahead(here.with_timezone(&Local).offset().fix())).nearest()
}

/// The year now, in this place.
pub fn year() -> u32 {
    let here = DateTime::<Utc>::from_timestamp_millis(now().millis).unwrap_or_default();
    u32::try_from(here.with_timezone(&Local).year()).unwrap_or(0)
}

/// The clock of this place on every day, for times that people write.
pub fn zone() -> Zone {
    Zone {
        showing: |local| match Local.offset_from_local_datetime(&local) {
            LocalResult::Single(offset) => Ahead::By(ahead(offset.fix())),
            LocalResult::Ambiguous(first, second) => {
                Ahead::Twice(ahead(first.fix()), ahead(second.fix()))
            }
            LocalResult::None => Ahead::Never,
        },
        during: |millis| {
            let then = DateTime::<Utc>::from_timestamp_millis(millis).unwrap_or_default();
            ahead(then.with_timezone(&Local).offset().fix())
        },
    }
}

/// Minutes ahead of UTC.
fn ahead(offset: FixedOffset) -> i16 {
    i16::try_from(offset.local_minus_utc() / 60).unwrap_or(0)
}

/// Milliseconds since 1970, which a clock that was never set may say is still to come.
fn millis_of(time: SystemTime) -> i64 {
    let (past, span) = match time.duration_since(UNIX_EPOCH) {
        Ok(since) => (false, since),
        Err(before) => (true, before.duration()),
    };
    let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    if past { millis.saturating_neg() } else { millis }
}

/// Version 7 UUIDs.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn fresh(&self) -> Uuid {
        // An id tells no time before 1970.
        let millis = u64::try_from(now().millis).unwrap_or(0);
        let nanos = u32::try_from(millis % 1000).unwrap_or(0) * 1_000_000;
        Uuid::new_v7(Timestamp::from_unix(NoContext, millis / 1000, nanos))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_before_1970_is_a_time_like_any_other() {
        assert_eq!(millis_of(UNIX_EPOCH - Duration::from_millis(1_500)), -1_500);
        assert_eq!(millis_of(UNIX_EPOCH + Duration::from_millis(1_500)), 1_500);
        let ids: Vec<Uuid> = (0..1_000).map(|_| SystemIds.fresh()).collect();
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        let different: std::collections::HashSet<Uuid> = ids.iter().copied().collect();
        assert_eq!(different.len(), ids.len());
    }
}
