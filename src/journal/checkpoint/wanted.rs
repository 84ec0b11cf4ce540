//! Some of what is kept alone: all records without their texts, for whoever counts, or those that a search
//! wants, with no more of the others held at a time than are looked at.

use std::collections::HashSet;

use super::sections::Sections;
use super::{AROUND, Begun, First};
use crate::journal::Journal;
use crate::journal::erasing::Tombs;
use crate::journal::taking::Shelves;
use crate::study::{
    Change, Content, Entry, ObsIx, ObservationId, PersonId, Record, Study, Subject, Way,
};

/// What is wanted of some records.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Those at these places.
    pub rows: Vec<ObsIx>,
    /// Among how many that count.
    pub of: usize,
}

/// Says what is wanted of the records of a study. It is asked of some of them at a time, in two threads.
pub type Wants<'a> = &'a (dyn Fn(&Study) -> Wanted + Sync);

/// Looks at some records at a time, in two threads.
pub type Look<'a> = &'a (dyn Fn(&Study) + Sync);

/// Records of some pieces, taken apart: those that are wanted, and how many count.
pub(super) struct Sifted {
    pub(super) kept: Vec<Record>,
    pub(super) of: usize,
}

/// A study as far as it is known before any of its records is looked at.
struct Around<'a> {
    /// Who looks.
    eyes: Option<PersonId>,
    /// What is around the records, as the checkpoint has it.
    around: Study,
    /// The same as it is now. What a word means may have changed since: tags that were merged, say.
    now: Study,
    /// What was recorded since.
    since: Vec<Entry>,
    /// The observations that something was said of since.
    said_of: HashSet<ObservationId>,
    sections: Sections<'a>,
}

/// One of so many records that are kept stands by itself; with more, all share what the piece holds.
const FEW: usize = 4;

/// Takes out of some pieces what is wanted, and the records of which more was said since.
pub(super) fn sift(
    study: &mut Study,
    pieces: Vec<Vec<Record>>,
    (wants, said_of): (Wants<'_>, &HashSet<ObservationId>),
) -> Option<Sifted> {
    study.put_records(pieces)?;
    let Wanted { rows, of } = wants(study);
    let mut is_wanted = vec![false; study.records().len()];
    for row in rows {
        *is_wanted.get_mut(row.row())? = true;
    }
    let all = study.take_records();
    let many = all.iter().map(Vec::len).sum::<usize>();
    let kept = all.into_iter().flatten().zip(is_wanted);
    let kept = kept.filter(|(record, wanted)| *wanted || said_of.contains(&record.id()));
    let mut kept: Vec<Record> = kept.map(|(record, _)| record).collect();
    if kept.len() < many / FEW {
        kept.iter_mut().for_each(Record::stand_alone);
    }
    kept.shrink_to_fit();
    Some(Sifted { kept, of })
}

/// Shows the records of some pieces, but for those of which more was said since, and gives these back.
pub(super) fn show(
    study: &mut Study,
    mut pieces: Vec<Vec<Record>>,
    (look, said_of): (Look<'_>, &HashSet<ObservationId>),
) -> Option<Vec<Record>> {
    let mut kept = Vec::new();
    if !said_of.is_empty() {
        let all = pieces.into_iter().flatten();
        let (said, others): (Vec<_>, Vec<_>) =
            all.partition(|record| said_of.contains(&record.id()));
        kept = said;
        pieces = in_pieces(others);
    }
    study.put_records(pieces)?;
    look(study);
    study.take_records();
    Some(kept)
}

impl Journal {
    /// Shows to `look` all records without their texts, each once and some at a time, but for those of
    /// which something was said since the checkpoint: these are in `study` then, with everything around
    /// them, as they are now. Whether that could be done: not where there is no checkpoint that fits,
    /// others have a say in the study, or something is hidden from whoever looks. If not, what was shown
    /// counts for nothing, and nor does what is in the study.
    pub fn fold_showing(&self, study: &mut Study, look: Look<'_>) -> bool {
        self.showing(study, look).is_some()
    }

    fn showing(&self, study: &mut Study, look: Look<'_>) -> Option<()> {
        let Around { eyes, around, now, since, said_of, sections } = self.around(study)?;
        let kept = sections.shown(AROUND, &now, (look, &said_of))?;
        *study = around;
        study.put_records(in_pieces(kept))?;
        study.together(|study| since.into_iter().for_each(|entry| study.apply(entry)));
        eyes.into_iter().for_each(|person| study.look_as(person));
        study.hidden().is_empty().then_some(())
    }

    /// What has to be known before records are looked at some at a time.
    fn around(&self, study: &Study) -> Option<Around<'_>> {
        let eyes = study.eyes();
        let Begun { device, entries, sections, first } = self.begin_checkpoint()?;
        let First { names, tombs, shelves, alone, reaches: _ } = first;
        if !alone {
            return None;
        }
        let since = self.since(entries, (tombs, shelves))?;
        let said_of = said_of(&since)?;
        let rest = sections.reader()?.value(1)?;
        let around = Study::of_some(device, names, rest, Vec::new())?;
        let mut now = around.clone();
        now.together(|now| since.iter().for_each(|entry| now.apply(entry.clone())));
        now.take_records();
        Some(Around { eyes, around, now, since, said_of, sections })
    }

    /// Folds into `study` everything but the texts of the records, which are empty then; whether that could
    /// be done. If not, what is in the study then is nothing.
    pub fn fold_without_texts(&self, study: &mut Study) -> bool {
        self.without_texts(study).is_some()
    }

    fn without_texts(&self, study: &mut Study) -> Option<()> {
        let eyes = study.eyes();
        let Begun { device, entries, sections, first } = self.begin_checkpoint()?;
        let First { names, tombs, shelves, alone: _, reaches: _ } = first;
        let mut reader = sections.reader()?;
        let (rest, records) = sections.rows(AROUND, || reader.value(1))?;
        *study = Study::of_some(device, names, rest, records)?;
        let since = self.since(entries, (tombs, shelves))?;
        // What others hand out is compared with what is here.
        let is_here = |entry: &Entry| entry.header.way == Way::Here;
        let enough = since.iter().all(is_here);
        study.together(|study| since.into_iter().for_each(|entry| study.apply(entry)));
        eyes.into_iter().for_each(|person| study.look_as(person));
        enough.then_some(())
    }

    /// Folds into `study` those of the records that are wanted, and everything around them; how many more
    /// count. Asked of that study again, the same are wanted. `None` where there is no checkpoint that
    /// fits, others have a say in the study, or something is hidden from whoever looks; what is in the
    /// study then is nothing.
    pub fn fold_wanted(&self, study: &mut Study, wants: Wants<'_>) -> Option<usize> {
        let Around { eyes, around, now, since, said_of, sections } = self.around(study)?;
        let (kept, of) = sections.sifted(AROUND, &now, (wants, &said_of))?;
        *study = around;
        study.put_records(in_pieces(kept))?;
        let before = wants(study).of;
        study.together(|study| since.into_iter().for_each(|entry| study.apply(entry)));
        eyes.into_iter().for_each(|person| study.look_as(person));
        study.hidden().is_empty().then(|| of.saturating_sub(before))
    }

    /// What was recorded from an entry on.
    fn since(&self, entries: u64, known: (Tombs, Shelves)) -> Option<Vec<Entry>> {
        let mut since = Vec::new();
        self.replay_after(entries, known, |entry| since.push(entry)).ok()?;
        Some(since)
    }
}

/// The observations that something was said of; `None` where it bears on others too.
fn said_of(since: &[Entry]) -> Option<HashSet<ObservationId>> {
    let mut said_of = HashSet::new();
    for entry in since {
        let Content::Known(change) = &entry.content else { return None };
        let bears_on_more =
            matches!(change, Change::Erased { .. }) || change.goes_along_with().is_some();
        if entry.header.way != Way::Here || bears_on_more {
            return None;
        }
        if let Some(Subject::Observation(id)) = change.subject() {
            said_of.insert(id);
        }
    }
    Some(said_of)
}

/// Records in pieces as a study has them.
fn in_pieces(records: Vec<Record>) -> Vec<Vec<Record>> {
    let mut pieces = Vec::new();
    let mut records = records.into_iter().peekable();
    while records.peek().is_some() {
        pieces.push(records.by_ref().take(Study::IN_A_PIECE).collect());
    }
    pieces
}
