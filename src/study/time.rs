//! When: the moments people speak of, and the hybrid time that settles which change came last.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, TimeZone, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// A moment, with the clock offset of the place it was noted in, so that "ten at night" stays ten
/// at night wherever the record is read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub millis: i64,
    /// Minutes that local time was ahead of UTC.
    pub offset: i16,
}

impl Moment {
    /// A moment from milliseconds since the epoch and minutes ahead of UTC.
    pub const fn new(millis: i64, offset: i16) -> Self {
        Self { millis, offset }
    }

    /// The first and the last moment that a study knows: the years 1 to 9999, with a day to spare for
    /// the clocks of all places.
    const BOUNDS: (i64, i64) = (-62_135_510_400_000, 253_402_214_400_000);

    /// The furthest that a wall clock is from UTC, in minutes.
    const FURTHEST: i16 = 18 * 60;

    /// Whether it is within the years 1 to 9999, and its clock one that somebody could have.
    pub const fn can_be(self) -> bool {
        let (first, last) = Self::BOUNDS;
        first <= self.millis
            && self.millis <= last
            && -Self::FURTHEST <= self.offset
            && self.offset <= Self::FURTHEST
    }

    /// The nearest moment that can be: itself, for every one that a person wrote.
    #[must_use]
    pub fn nearest(self) -> Self {
        let (first, last) = Self::BOUNDS;
        let offset =
            if self.offset.abs_diff(0) > Self::FURTHEST.unsigned_abs() { 0 } else { self.offset };
        Self { millis: self.millis.clamp(first, last), offset }
    }

    /// Whole minutes, for a moment that was typed as hours and minutes.
    pub fn to_the_minute(self) -> Self {
        Self { millis: self.millis.div_euclid(60_000) * 60_000, ..self }
    }

    /// The same offset, `minutes` later (earlier when negative).
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self { millis: self.millis.saturating_add(minutes.saturating_mul(60_000)), ..self }
    }

    /// Date and time as the clock on the wall showed them.
    pub fn local(self) -> NaiveDateTime {
        let shifted = self.millis.saturating_add(i64::from(self.offset) * 60_000);
        DateTime::<Utc>::from_timestamp_millis(shifted).unwrap_or_default().naive_utc()
    }

    /// The moment at which a wall clock `offset` minutes ahead of UTC showed `local`.
    pub fn at_local(local: NaiveDateTime, offset: i16) -> Self {
        let millis = local.and_utc().timestamp_millis() - i64::from(offset) * 60_000;
        Self { millis, offset }
    }

    /// Hour of the day on the wall clock, 0 to 23.
    pub fn hour(self) -> u32 {
        self.local().hour()
    }

    /// Day of the week on the wall clock, 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u32 {
        self.local().weekday().num_days_from_monday()
    }

    /// RFC 3339 with the offset, for example `2026-03-03T14:20:00+00:00`; seconds always,
    /// milliseconds only where there are any.
    pub fn to_rfc3339(self) -> String {
        let format = if self.millis.rem_euclid(1000) == 0 {
            chrono::SecondsFormat::Secs
        } else {
            chrono::SecondsFormat::Millis
        };
        self.zoned().to_rfc3339_opts(format, false)
    }

    /// Reads RFC 3339; `None` where the text is not that.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let read = DateTime::parse_from_rfc3339(text).ok()?;
        let offset = i16::try_from(read.offset().local_minus_utc() / 60).ok()?;
        Some(Self { millis: read.timestamp_millis(), offset })
    }

    /// The moment as chrono's zoned type.
    pub fn zoned(self) -> DateTime<FixedOffset> {
        let utc = DateTime::<Utc>::from_timestamp_millis(self.millis).unwrap_or_default();
        let offset = FixedOffset::east_opt(i32::from(self.offset) * 60);
        offset.map_or_else(|| utc.fixed_offset(), |zone| zone.from_utc_datetime(&utc.naive_utc()))
    }
}

/// Hybrid logical time: 48 bits of milliseconds and a counter of 16 bits.
///
/// It never goes back on one device and is always past every time the device has seen, so "the
/// last change wins" means the same on every laptop, whatever their clocks say (Kulkarni et al.
/// 2014, "Logical Physical Clocks").
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub struct Hybrid(pub u64);

impl Hybrid {
    /// The next time after `self` on a device whose clock shows `millis` now.
    pub fn next(self, millis: i64) -> Self {
        let clock = u64::try_from(millis).unwrap_or(0).min((1 << 48) - 1) << 16;
        Self(clock.max(self.0.saturating_add(1)))
    }

    /// Whether the clock said this time. Where it does not, it was counted on from the entry before:
    /// in the same millisecond, or with a clock that has gone back since.
    pub fn is_of_clock(self) -> bool {
        self.0 & 0xffff == 0
    }

    /// Milliseconds since the epoch, leaving out the counter.
    pub fn millis(self) -> i64 {
        (self.0 >> 16) as i64
    }
}

/// What settles which of two changes to one thing came last: hybrid time, then device, then
/// sequence. No two entries share one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Stamp {
    /// Hybrid time of the entry.
    pub time: Hybrid,
    /// The device that wrote it.
    pub device: super::DeviceId,
    /// Its place in that device's sequence, from 1.
    pub seq: u64,
}
