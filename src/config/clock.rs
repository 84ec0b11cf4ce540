//! The one place that reads the clock and makes ids.

use chrono::{Local, Offset};
use uuid::Uuid;

use crate::actions::Ids;
use crate::study::Moment;

/// The time now, with the clock offset of this place.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> Moment {
    let now = Local::now();
    let offset = i16::try_from(now.offset().fix().local_minus_utc() / 60).unwrap_or(0);
    Moment::new(now.timestamp_millis(), offset)
}

/// Version 7 UUIDs.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is where ids are made")]
    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }
}
