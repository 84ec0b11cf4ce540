//! The audit trail: what changed, when, on which device, by which pseudonym, and why where a reason
//! was asked. One row for each entry; never the content.

use super::account;
use crate::study::{
    Change, Content, DeviceId, Entry, Item, Line, Moment, Purpose, Source, Study, Subject,
};

/// One entry as the trail shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditRow {
    /// When it was written, in milliseconds since 1970 UTC.
    pub at: i64,
    /// The laptop on which it was entered.
    pub device: DeviceId,
    /// Its place in that device's sequence.
    pub seq: u64,
    /// The first entry of the same act.
    pub act: u64,
    /// The pseudonym of whoever did it; the id where none has arrived.
    pub who: String,
    /// What changed, in a few words.
    pub what: String,
    /// The kind of change, in a word for scripts.
    pub kind: &'static str,
    /// The code of the observation or sheet, where it is about one.
    pub code: Option<String>,
    /// Why, where a reason was given.
    pub why: Option<String>,
    /// "undo" or "redo", where it takes back or repeats another act.
    pub purpose: Option<&'static str>,
}

impl AuditRow {
    /// When, as local time on this device would have it.
    pub fn moment(&self, now: Moment) -> Moment {
        Moment::new(self.at, now.offset)
    }

    /// The row in one line: when, who, device and place, what, why.
    pub fn line(&self, now: Moment) -> String {
        let at = self.moment(now).local().format("%Y-%m-%d %H:%M:%S");
        let purpose = self.purpose.map(|word| format!("{word}: ")).unwrap_or_default();
        let one_line = |why: &String| why.split_whitespace().collect::<Vec<_>>().join(" ");
        let why = self.why.as_ref().map(|why| format!(" (why: {})", one_line(why)));
        let (device, why) = (self.device.to_string(), why.unwrap_or_default());
        let device = device.get(..8).unwrap_or_default();
        let Self { who, seq, what, .. } = self;
        format!("{at}  {who}  {device}/{seq}  {purpose}{what}{why}")
    }
}

/// When each entry of a trail was written.
///
/// An entry carries the hybrid time, which never goes back: after one save under a wrong date in the
/// future every later entry would show that date. Where the clock was behind, an entry of an act has
/// the time of the act; an act has the moment that it speaks of, or else that of its neighbours.
#[derive(Debug, Default)]
pub struct Trail {
    /// What the hybrid time says, and what is known.
    entries: Vec<(i64, Option<i64>)>,
    last: Option<(DeviceId, u64)>,
}

impl Trail {
    /// Takes the next entry of the journal, in order.
    pub fn take(&mut self, entry: &Entry) {
        let header = &entry.header;
        let act = Some((header.device, header.act));
        let known = if self.last == act {
            self.entries.last().and_then(|(_, at)| *at)
        } else if header.time.is_of_clock() {
            Some(header.time.millis())
        } else {
            own_moment(entry).filter(|at| *at < header.time.millis())
        };
        self.last = act;
        self.entries.push((header.time.millis(), known));
    }

    /// The time of each entry, in milliseconds since 1970.
    pub fn times(self) -> Vec<i64> {
        let mut next = None;
        let mut after: Vec<Option<i64>> = Vec::with_capacity(self.entries.len());
        for (_, known) in self.entries.iter().rev() {
            after.push(next);
            next = known.or(next);
        }
        let mut before = None;
        let dated = self.entries.into_iter().zip(after.into_iter().rev());
        let dated = dated.map(|((hybrid, known), after)| {
            let neighbours = [before, after].into_iter().flatten().min();
            before = known.or(before);
            known.or(neighbours).unwrap_or(hybrid)
        });
        dated.collect()
    }
}

/// The moment that a change says it was made at, in milliseconds since 1970. An observation from a
/// file brings that of another time along.
fn own_moment(entry: &Entry) -> Option<i64> {
    let Content::Known(change) = &entry.content else { return None };
    let at = match change {
        Change::Recorded(observation) if observation.source == Source::Imported => return None,
        Change::Recorded(observation) => observation.recorded_at,
        Change::Amended { at, .. }
        | Change::LaterNoted { at, .. }
        | Change::Withdrawn { at, .. }
        | Change::Said { at, .. }
        | Change::Erased { at, .. } => *at,
        // When a sheet began may be long before it was written down.
        Change::Begun { .. }
        | Change::Founded { .. }
        | Change::StudySet { .. }
        | Change::PersonNamed { .. }
        | Change::Stands { .. }
        | Change::Corrected { .. }
        | Change::Tagged { .. }
        | Change::TagSet { .. }
        | Change::Put { .. }
        | Change::Shared { .. }
        | Change::Member { .. }
        | Change::Reviewed { .. } => return None,
    };
    Some(at.millis)
}

/// The code of a subject, as people know it.
pub fn code_of(subject: Subject) -> String {
    code(subject)
}

/// What a row says of what is hidden from a coder.
const HIDDEN: &str = "something said of a note of an open round, hidden until that is closed";

/// The row of an entry, told with what the whole study knows.
pub fn audit(study: &Study, entry: &Entry) -> AuditRow {
    let header = &entry.header;
    let person = study.people().iter().find(|person| person.id == header.author);
    let named = person.map(|person| person.pseudonym.clone()).filter(|name| !name.is_empty());
    let (what, kind, why, subject) = match &entry.content {
        // That it was said, and not of which note: how many tags a note has is for after the round.
        Content::Known(change) if study.hides(change) => (HIDDEN.to_owned(), "hidden", None, None),
        Content::Known(change) => (
            account::one_change(study, change),
            kind(change),
            why(change).map(str::to_owned),
            change.subject(),
        ),
        Content::Unknown(_) => {
            ("something written by a newer asdone".to_owned(), "unknown", None, None)
        }
        Content::Erased => ("content that was erased".to_owned(), "erased-content", None, None),
    };
    AuditRow {
        at: header.time.millis(),
        device: header.device,
        seq: header.seq,
        act: header.act,
        who: match &entry.content {
            // How far another coder has come is theirs to know.
            Content::Known(change) if study.is_anothers_coding(change, header.author) => {
                "a coder".to_owned()
            }
            Content::Known(change) if study.hides(change) => "somebody".to_owned(),
            _ => named.unwrap_or_else(|| header.author.to_string()),
        },
        what,
        kind,
        code: subject.map(code),
        why,
        purpose: match header.purpose {
            Purpose::Do => None,
            Purpose::Undo(_) => Some("undo"),
            Purpose::Redo(_) => Some("redo"),
        },
    }
}

/// Whether an entry is about a subject: of it, or linking to it.
pub fn is_about(entry: &Entry, subject: Subject) -> bool {
    match &entry.content {
        Content::Known(change) => change.subject() == Some(subject),
        Content::Unknown(_) | Content::Erased => false,
    }
}

fn code(subject: Subject) -> String {
    match subject {
        Subject::Observation(id) => id.code().to_string(),
        Subject::Sheet(id) | Subject::Line(id, _) => id.code().to_string(),
    }
}

fn why(change: &Change) -> Option<&str> {
    match change {
        Change::Amended { why, .. } => why.as_deref(),
        Change::Withdrawn { reason, .. } | Change::Erased { reason, .. } => Some(reason),
        Change::Said { line: Line::Withdrawn { reason }, .. } => {
            Some(reason.as_str()).filter(|reason| !reason.is_empty())
        }
        Change::Said { line: Line::Moved { reason, .. }, .. } => reason.as_deref(),
        _ => None,
    }
}

const fn kind(change: &Change) -> &'static str {
    match change {
        Change::Founded { .. } => "founded",
        Change::StudySet { .. } => "study-set",
        Change::PersonNamed { .. } => "person-named",
        Change::Recorded(_) => "recorded",
        Change::Amended { .. } => "amended",
        Change::LaterNoted { .. } => "later-noted",
        Change::Withdrawn { .. } => "withdrawn",
        Change::Stands { item: Item::Observation(_) | Item::Sheet(_), .. } => "stands",
        Change::Stands { .. } => "part-stands",
        Change::Corrected { .. } => "corrected",
        Change::Tagged { .. } => "tagged",
        Change::TagSet { .. } => "tag-set",
        Change::Begun { .. } => "begun",
        Change::Put { .. } => "put",
        Change::Said { .. } => "said",
        Change::Erased { .. } => "erased",
        Change::Shared { .. } => "shared",
        Change::Member { .. } => "member",
        Change::Reviewed { .. } => "reviewed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Header, Hybrid, ItemId, ObservationId, PersonId, StudyField};

    const DAY: i64 = 86_400_000;

    #[test]
    fn one_save_under_a_wrong_date_dates_no_other() {
        let (mut trail, mut time) = (Trail::default(), Hybrid::default());
        let now = 20_000 * DAY;
        // The clock as each act found it, and how many entries the act has.
        let acts = [(now, 2), (now + 9_000 * DAY, 1), (now + 1, 1), (now + 2, 2), (now + 3, 1)];
        let mut seq = 0;
        for (clock, entries) in acts {
            let act = seq + 1;
            for place in 0..entries {
                seq += 1;
                time = time.next(clock);
                let at = Moment::new(clock, 0);
                let set = || StudyField::Threshold(u32::try_from(seq).unwrap());
                let change = match seq == 4 {
                    // One that says no moment, right after the wrong one.
                    true => Change::StudySet { set: set(), was: set() },
                    false => Change::LaterNoted {
                        observation: ObservationId(1),
                        item: ItemId(u128::from(seq)),
                        text: format!("{place}"),
                        at,
                    },
                };
                let header = Header {
                    way: crate::study::Way::Here,
                    device: DeviceId(1),
                    seq,
                    time,
                    author: PersonId(1),
                    act,
                    purpose: Purpose::Do,
                };
                trail.take(&Entry { header, content: Content::Known(change) });
            }
        }
        let days: Vec<i64> = trail.times().iter().map(|at| (at - now) / DAY).collect();
        assert_eq!(days, [0, 0, 9_000, 0, 0, 0, 0]);
    }
}
