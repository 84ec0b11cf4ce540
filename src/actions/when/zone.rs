//! The clock of this place on other days: in summer it is not what it is in winter.

use std::sync::OnceLock;

use chrono::NaiveDateTime;

use crate::study::Moment;

/// How far ahead of UTC the clock on the wall is when it shows a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ahead {
    /// By so many minutes.
    By(i16),
    /// It shows that time twice, when the clocks go back: first so, then so.
    Twice(i16, i16),
    /// It never shows that time: the clocks go forward past it.
    Never,
}

/// What a place's clock shows, and when.
#[derive(Clone, Copy, Debug)]
pub struct Zone {
    /// How far ahead it is when it shows this.
    pub showing: fn(NaiveDateTime) -> Ahead,
    /// How far ahead it is at a moment, in milliseconds since 1970.
    pub during: fn(i64) -> i16,
}

static HERE: OnceLock<Zone> = OnceLock::new();

/// Says once, when the program starts, which zone its times are read in. Where nobody has said,
/// every day has the offset of now.
pub fn set(zone: Zone) {
    let _ = HERE.set(zone);
}

/// Now, and the clock by which other times are read.
#[derive(Clone, Copy, Debug)]
pub struct Here {
    /// The moment at which the text is read: "yesterday" counts from it.
    pub now: Moment,
    /// The clock of this place; that of now on every day where there is none.
    pub zone: Option<Zone>,
}

impl From<Moment> for Here {
    fn from(now: Moment) -> Self {
        // A moment of another place is read on the clock of that place.
        let zone = HERE.get().copied().filter(|zone| (zone.during)(now.millis) == now.offset);
        Self { now, zone }
    }
}

impl Here {
    /// The moment at which the clock here shows `local`.
    pub(crate) fn at(self, local: NaiveDateTime) -> Result<Moment, String> {
        let Some(zone) = self.zone else { return Ok(Moment::at_local(local, self.now.offset)) };
        match (zone.showing)(local) {
            Ahead::By(offset) => Ok(Moment::at_local(local, offset)),
            Ahead::Twice(first, second) => {
                let later = Moment::at_local(local, second);
                // Of the two the last that has been.
                let been = later.millis <= self.now.millis;
                let near = self.now.millis - later.millis < 2 * 60 * 60_000;
                Ok(if been && near { later } else { Moment::at_local(local, first) })
            }
            Ahead::Never => Err(format!(
                "the clocks went forward that night, and there was no {}",
                local.format("%H:%M")
            )),
        }
    }

    /// So many minutes before now, on the clock of then.
    pub(crate) fn back(self, minutes: i64) -> Moment {
        let then = self.now.plus_minutes(minutes.saturating_neg()).to_the_minute();
        match self.zone {
            Some(zone) => Moment::new(then.millis, (zone.during)(then.millis)),
            None => then,
        }
    }
}
