//! Some records as columns, which is how they are kept: a column after the other is read in a fraction of
//! the time that it takes to read a record after the other, field by field, and becomes shorter.

use std::fmt;
use std::sync::Arc;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Words;
use super::taggings::Taggings;
use super::{Extras, PersonIx, Record, SettingIx, Tagging};
use crate::study::{
    Audience, DeviceId, Hybrid, Kind, Moment, ObservationId, Source, Stamp, Stance, TagIx, Verdict,
};

/// Some records. Their texts stand one behind the other in a text of their own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Rows {
    ids: Column<16>,
    born: Stamps,
    happened: Moments,
    recorded: Moments,
    authors: Column<4>,
    /// [`NONE`] where there is none.
    settings: Column<4>,
    /// What sort of work, stance, source and audience.
    sorts: Column<4>,
    /// What is so or is not, a bit each ([`said`]).
    said: Column<2>,
    /// How many taggings each has.
    tagged: Column<4>,
    tags: Column<4>,
    coders: Column<4>,
    verdicts: Column<1>,
    tagged_at: Stamps,
    /// What few of them have, by their places.
    extras: Vec<(u32, Extras)>,
    /// How long the text of each is.
    lengths: Column<4>,
}

/// In the place of a number where there is none.
const NONE: u32 = u32::MAX;

/// In the place of a sort of work where nothing was said.
const UNSAID: u8 = u8::MAX;

/// The bits of what is so or is not.
mod said {
    pub(super) const BORN: u16 = 1;
    pub(super) const PROMPTED: u16 = 2;
    pub(super) const TAKEN_BACK: u16 = 4;
    pub(super) const WITHDRAWN: u16 = 8;
    pub(super) const ERASED: u16 = 16;
    pub(super) const FOREIGN: u16 = 32;
    pub(super) const REWORDED: u16 = 64;
}

impl Rows {
    /// Some records, in their order.
    pub(in crate::study) fn of(records: &[Record]) -> Self {
        let mut rows = Self::default();
        records.iter().for_each(|record| rows.push(record));
        rows
    }

    fn push(&mut self, record: &Record) {
        let Record {
            id,
            born,
            text,
            happened_at,
            recorded_at,
            author,
            setting,
            kind,
            stance,
            prompted,
            source,
            audience,
            taken_back,
            withdrawn,
            erased,
            foreign,
            reworded,
            // Who looks is known of whoever reads it.
            hidden: _,
            taggings,
            extras,
        } = record;
        if let Some(extras) = extras {
            let place = u32::try_from(self.ids.len()).unwrap_or(NONE);
            self.extras.push((place, (**extras).clone()));
        }
        self.ids.push(id.0.to_le_bytes());
        self.born.push(born.unwrap_or(NEVER));
        self.happened.push(*happened_at);
        self.recorded.push(*recorded_at);
        self.authors.push(author.0.to_le_bytes());
        self.settings.push(setting.map_or(NONE, |setting| setting.0).to_le_bytes());
        let kind = kind.map_or(UNSAID, |kind| kind as u8);
        self.sorts.push([kind, *stance as u8, of_source(*source), *audience as u8]);
        let bits = [
            (born.is_some(), said::BORN),
            (*prompted, said::PROMPTED),
            (*taken_back, said::TAKEN_BACK),
            (*withdrawn, said::WITHDRAWN),
            (*erased, said::ERASED),
            (*foreign, said::FOREIGN),
            (*reworded, said::REWORDED),
        ];
        let bits = bits.iter().fold(0, |all, (is, bit)| if *is { all | bit } else { all });
        self.said.push(bits.to_le_bytes());
        self.tagged.push(u32::try_from(taggings.len()).unwrap_or(NONE).to_le_bytes());
        for Tagging { tag, coder, verdict, stamp } in taggings.iter() {
            self.tags.push(tag.0.to_le_bytes());
            self.coders.push(coder.0.to_le_bytes());
            self.verdicts.push([of_verdict(*verdict)]);
            self.tagged_at.push(*stamp);
        }
        self.lengths.push(u32::try_from(text.len()).unwrap_or(NONE).to_le_bytes());
    }

    /// The records of these rows, with their texts, which share the memory of all of them; `None` where
    /// these are no texts of theirs, or the columns do not fit together.
    pub(in crate::study) fn with(self, texts: String) -> Option<Vec<Record>> {
        let lengths = self.lengths.clone();
        let mut records = self.without_texts()?;
        let of = Arc::new(texts);
        let mut start = 0u32;
        for (record, length) in records.iter_mut().zip(lengths.each()) {
            let length = u32::from_le_bytes(length);
            let end = start.checked_add(length)?;
            of.get(start as usize..end as usize)?;
            record.text = Words::Part { of: Arc::clone(&of), start, length };
            start = end;
        }
        (start as usize == of.len()).then_some(records)
    }

    /// The same with no text.
    pub(in crate::study) fn without_texts(self) -> Option<Vec<Record>> {
        let many = self.ids.len();
        if !self.fits_together() {
            return None;
        }
        let taggings = Arc::new(self.taggings()?);
        let (mut ids, mut born) = (self.ids.each(), self.born.each());
        let (mut happened, mut recorded) = (self.happened.each(), self.recorded.each());
        let (mut authors, mut settings) = (self.authors.each(), self.settings.each());
        let (mut sorts, mut said, mut tagged) =
            (self.sorts.each(), self.said.each(), self.tagged.each());
        let mut records = Vec::with_capacity(many);
        let mut first = 0u32;
        for _ in 0..many {
            let said = u16::from_le_bytes(said.next()?);
            let is = |bit: u16| said & bit != 0;
            let [kind, stance, source, audience] = sorts.next()?;
            let (setting, many) = (settings.next()?, u32::from_le_bytes(tagged.next()?));
            let setting = Some(u32::from_le_bytes(setting)).filter(|setting| *setting != NONE);
            records.push(Record {
                id: ObservationId(u128::from_le_bytes(ids.next()?)),
                born: Some(born.next()?).filter(|_| is(said::BORN)),
                text: Words::default(),
                happened_at: happened.next()?,
                recorded_at: recorded.next()?,
                author: PersonIx(u32::from_le_bytes(authors.next()?)),
                setting: setting.map(SettingIx),
                kind: if kind == UNSAID { None } else { Some(*Kind::ALL.get(usize::from(kind))?) },
                stance: *Stance::ALL.get(usize::from(stance))?,
                prompted: is(said::PROMPTED),
                source: *SOURCES.get(usize::from(source))?,
                audience: *Audience::ALL.get(usize::from(audience))?,
                taken_back: is(said::TAKEN_BACK),
                withdrawn: is(said::WITHDRAWN),
                erased: is(said::ERASED),
                foreign: is(said::FOREIGN),
                reworded: is(said::REWORDED),
                hidden: false,
                taggings: Taggings::part(&taggings, first, many)?,
                extras: None,
            });
            first = first.checked_add(many)?;
        }
        for (place, extras) in self.extras {
            records.get_mut(place as usize)?.extras = Some(Box::new(extras));
        }
        (first as usize == taggings.len()).then_some(records)
    }

    /// Whether no column is longer or shorter than it can be.
    fn fits_together(&self) -> bool {
        let (many, tags) = (self.ids.len(), self.tags.len());
        let (Some(born), Some(tagged_at)) = (self.born.len(), self.tagged_at.len()) else {
            return false;
        };
        let (Some(happened), Some(recorded)) = (self.happened.len(), self.recorded.len()) else {
            return false;
        };
        let (authors, settings, sorts) =
            (self.authors.len(), self.settings.len(), self.sorts.len());
        let (said, tagged, lengths) = (self.said.len(), self.tagged.len(), self.lengths.len());
        [born, happened, recorded, authors, settings, sorts, said, tagged, lengths]
            .iter()
            .all(|long| *long == many)
            && [self.coders.len(), self.verdicts.len(), tagged_at].iter().all(|long| *long == tags)
    }

    fn taggings(&self) -> Option<Vec<Tagging>> {
        let mut taggings = Vec::with_capacity(self.tags.len());
        let (mut coders, mut stamps) = (self.coders.each(), self.tagged_at.each());
        for (tag, [verdict]) in self.tags.each().zip(self.verdicts.each()) {
            taggings.push(Tagging {
                tag: TagIx(u32::from_le_bytes(tag)),
                coder: PersonIx(u32::from_le_bytes(coders.next()?)),
                verdict: *VERDICTS.get(usize::from(verdict))?,
                stamp: stamps.next()?,
            });
        }
        Some(taggings)
    }
}

/// In the place of the stamp of what is not here yet.
const NEVER: Stamp = Stamp { time: Hybrid(0), device: DeviceId(0), seq: 0 };

/// Every source, at the place that [`of_source`] says.
const SOURCES: [Source; 5] =
    [Source::Typed, Source::Jotted, Source::Imported, Source::Practice, Source::Inbox];

const fn of_source(source: Source) -> u8 {
    match source {
        Source::Typed => 0,
        Source::Jotted => 1,
        Source::Imported => 2,
        Source::Practice => 3,
        Source::Inbox => 4,
    }
}

/// Every verdict, at the place that [`of_verdict`] says.
const VERDICTS: [Verdict; 3] = [Verdict::Unsaid, Verdict::Yes, Verdict::No];

const fn of_verdict(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Unsaid => 0,
        Verdict::Yes => 1,
        Verdict::No => 2,
    }
}

/// Stamps, a column for each of their parts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Stamps {
    times: Column<8>,
    devices: Column<8>,
    seqs: Column<8>,
}

impl Stamps {
    fn push(&mut self, stamp: Stamp) {
        let Stamp { time, device, seq } = stamp;
        self.times.push(time.0.to_le_bytes());
        self.devices.push(device.0.to_le_bytes());
        self.seqs.push(seq.to_le_bytes());
    }

    /// How many there are, where all columns have as many.
    fn len(&self) -> Option<usize> {
        let (devices, seqs) = (self.devices.len(), self.seqs.len());
        Some(self.times.len()).filter(|long| *long == devices && *long == seqs)
    }

    fn each(&self) -> impl Iterator<Item = Stamp> {
        let parts = self.times.each().zip(self.devices.each()).zip(self.seqs.each());
        parts.map(|((time, device), seq)| Stamp {
            time: Hybrid(u64::from_le_bytes(time)),
            device: DeviceId(u64::from_le_bytes(device)),
            seq: u64::from_le_bytes(seq),
        })
    }
}

/// Moments, a column for each of their parts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Moments {
    millis: Column<8>,
    offsets: Column<2>,
}

impl Moments {
    fn push(&mut self, moment: Moment) {
        let Moment { millis, offset } = moment;
        self.millis.push(millis.to_le_bytes());
        self.offsets.push(offset.to_le_bytes());
    }

    /// How many there are, where both columns have as many.
    fn len(&self) -> Option<usize> {
        Some(self.millis.len()).filter(|long| *long == self.offsets.len())
    }

    fn each(&self) -> impl Iterator<Item = Moment> {
        self.millis.each().zip(self.offsets.each()).map(|(millis, offset)| Moment {
            millis: i64::from_le_bytes(millis),
            offset: i16::from_le_bytes(offset),
        })
    }
}

/// Values of `N` bytes, one behind the other.
#[derive(Clone, Debug, Default)]
struct Column<const N: usize>(Vec<u8>);

impl<const N: usize> Column<N> {
    fn push(&mut self, value: [u8; N]) {
        self.0.extend_from_slice(&value);
    }

    fn len(&self) -> usize {
        self.0.len() / N
    }

    fn each(&self) -> impl Iterator<Item = [u8; N]> {
        self.0.as_chunks().0.iter().copied()
    }
}

impl<const N: usize> Serialize for Column<N> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Column<N> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Vec<u8>;
            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("bytes")
            }
            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
            fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }
        }
        let bytes = from.deserialize_byte_buf(Bytes)?;
        if bytes.len() % N != 0 {
            return Err(de::Error::invalid_length(bytes.len(), &"whole values"));
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(n: u64) -> Stamp {
        Stamp { time: Hybrid(n << 40 | 7), device: DeviceId(u64::MAX - n), seq: n }
    }

    /// Records that differ in everything that a record can say.
    fn records() -> Vec<Record> {
        let record = |n: u64| {
            let at = |list: usize| n as usize % list;
            let mut record = Record::awaited(ObservationId(u128::from(n) << 90 | 3));
            record.born = (!n.is_multiple_of(5)).then(|| stamp(n));
            record.text = format!("note {n}, {}", "é".repeat(at(7))).into();
            record.happened_at = Moment::new(-(n as i64) << 33, -(n as i16) * 60);
            record.recorded_at = Moment::new((n as i64) << 34, 330);
            record.author = PersonIx(n as u32 % 3);
            record.setting = (!n.is_multiple_of(2)).then_some(SettingIx(n as u32));
            record.kind = Kind::ALL.get(at(Kind::ALL.len() + 1)).copied();
            record.stance = Stance::ALL[at(Stance::ALL.len())];
            record.source = SOURCES[at(SOURCES.len())];
            record.audience = Audience::ALL[at(Audience::ALL.len())];
            let flags = [
                &mut record.prompted,
                &mut record.taken_back,
                &mut record.withdrawn,
                &mut record.erased,
                &mut record.foreign,
                &mut record.reworded,
            ];
            flags.into_iter().zip(0..).for_each(|(flag, bit)| *flag = n >> bit & 1 == 1);
            for (tag, verdict) in (0..n as u32 % 4).zip(VERDICTS.iter().cycle()) {
                record.tag(TagIx(tag), PersonIx(n as u32), *verdict, stamp(n + u64::from(tag)));
            }
            if n.is_multiple_of(6) {
                record.note_later(
                    (crate::study::ItemId(9), "later".into(), Moment::new(5, 0)),
                    (PersonIx(0), stamp(n)),
                );
            }
            record
        };
        (0..200).map(record).collect()
    }

    fn kept(rows: &Rows) -> Rows {
        let config = bincode::config::standard().with_fixed_int_encoding();
        let bytes = bincode::serde::encode_to_vec(rows, config).unwrap();
        bincode::serde::decode_from_slice(&bytes, config).unwrap().0
    }

    #[test]
    fn records_come_back_from_their_columns_as_they_were() {
        let records = records();
        let texts: String = records.iter().map(Record::text).collect();
        let rows = kept(&Rows::of(&records));
        let again = rows.clone().with(texts.clone()).unwrap();
        assert_eq!(format!("{records:?}"), format!("{again:?}"));
        let without = rows.clone().without_texts().unwrap();
        assert!(without.iter().all(|record| record.text().is_empty()));
        assert_eq!(without.len(), records.len());
        for other in [format!("{texts}."), texts[1..].to_owned(), String::new()] {
            assert!(rows.clone().with(other).is_none(), "these are no texts of theirs");
        }
        // Each stands by itself once it is changed, and those beside it stay as they were.
        let mut changed = rows.with(texts).unwrap();
        changed[7].tag(TagIx(50), PersonIx(1), Verdict::Yes, stamp(900));
        changed[11].stand_alone();
        assert_eq!(changed[7].taggings().len(), records[7].taggings().len() + 1);
        for n in (0..200).filter(|n| *n != 7) {
            assert_eq!(format!("{:?}", changed[n]), format!("{:?}", records[n]));
        }
    }

    #[test]
    fn every_source_and_verdict_has_the_place_that_is_written_down() {
        let sources: Vec<u8> = SOURCES.iter().map(|source| of_source(*source)).collect();
        assert_eq!(sources, [0, 1, 2, 3, 4]);
        let verdicts: Vec<u8> = VERDICTS.iter().map(|verdict| of_verdict(*verdict)).collect();
        assert_eq!(verdicts, [0, 1, 2]);
        let kinds = Kind::ALL.iter().zip(0..).all(|(kind, place)| *kind as u8 == place);
        let stances = Stance::ALL.iter().zip(0..).all(|(stance, place)| *stance as u8 == place);
        let levels = Audience::ALL.iter().zip(0..).all(|(level, place)| *level as u8 == place);
        assert!(kinds && stances && levels);
    }

    #[test]
    fn columns_that_do_not_fit_together_are_no_records() {
        let rows = Rows::of(&records());
        let spoilt: [fn(&mut Rows); 15] = [
            |rows| rows.ids.push([0; 16]),
            |rows| drop(rows.happened.millis.0.split_off(80)),
            |rows| drop(rows.recorded.offsets.0.split_off(80)),
            |rows| drop(rows.authors.0.split_off(80)),
            |rows| drop(rows.settings.0.split_off(80)),
            |rows| rows.sorts.0[1] = 9,
            |rows| drop(rows.said.0.split_off(80)),
            |rows| rows.tagged.0[2] = 1,
            |rows| rows.tags.push([0; 4]),
            |rows| rows.verdicts.0[0] = 3,
            |rows| drop(rows.born.times.0.split_off(80)),
            |rows| rows.coders.push([0; 4]),
            |rows| rows.tagged_at.push(stamp(3)),
            |rows| rows.extras.push((200, Extras::default())),
            |rows| rows.lengths.push([0; 4]),
        ];
        for (nth, spoil) in spoilt.iter().enumerate() {
            let mut rows = rows.clone();
            spoil(&mut rows);
            assert!(rows.without_texts().is_none(), "spoilt in way {nth}");
        }
        let config = bincode::config::standard().with_fixed_int_encoding();
        let odd = bincode::serde::encode_to_vec(Column::<1>(vec![1, 2, 3]), config).unwrap();
        assert!(bincode::serde::decode_from_slice::<Column<2>, _>(&odd, config).is_err());
    }
}
