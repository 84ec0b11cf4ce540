//! What every reader does with its rows: tell new ones from those that are there, gather the
//! changes, keep what is wrong.

use std::collections::{HashMap, HashSet};

use super::row::ERASED;
use super::{BadLine, Intake};
use crate::actions::shorthand::meant;
use crate::actions::{Context, Deed, Refusal, words};
use crate::study::{Change, Item, Observation, ObservationId, PersonId, Study, StudyId, TagKey};

/// What an observation that is being brought in is to the study.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum KnownAs {
    /// It is not there yet.
    New,
    /// It was there and was taken back by undo; bringing it in again means that it is wanted.
    TakenBack,
    There,
}

/// A file being taken in.
pub(super) struct Taking<'a> {
    pub(super) study: &'a Study,
    pub(super) context: &'a Context<'a>,
    /// The study that derived ids belong to.
    pub(super) study_id: StudyId,
    /// The changes that have not been handed over yet.
    pub(super) changes: Vec<Change>,
    /// Who takes the changes of each row at once; where nobody does, all are gathered here.
    taker: Option<&'a mut dyn FnMut(Change)>,
    handed: bool,
    /// Names that mean the person who is bringing this in.
    pub(super) own: HashSet<PersonId>,
    /// Tags by folded name, so that a million rows do not search the codebook a million times.
    pub(super) tags: HashMap<String, TagKey>,
    /// Rows that gave a date without a time.
    pub(super) at_noon: usize,
    /// Rows whose times named no zone, by the offset that was taken for them.
    pub(super) zone_of_here: std::collections::BTreeMap<i16, usize>,
    /// What else was guessed, one sentence each.
    pub(super) guesses: Vec<String>,
    new_tags: Vec<TagKey>,
    new_keys: HashSet<TagKey>,
    settings: HashMap<String, Option<String>>,
    /// Settings of the study as they are compared, each with its spelling; made when first asked.
    spellings: Option<HashMap<String, String>>,
    coming: HashSet<ObservationId>,
    items: HashSet<Item>,
    repeats: HashMap<ObservationId, u32>,
    added: usize,
    intake: Intake,
}

impl<'a> Taking<'a> {
    pub(super) fn new(study: &'a Study, context: &'a Context<'a>) -> Self {
        Self {
            study,
            context,
            study_id: study.id().unwrap_or(StudyId(0)),
            changes: Vec::new(),
            taker: None,
            handed: false,
            own: HashSet::from([context.author]),
            tags: HashMap::new(),
            at_noon: 0,
            zone_of_here: std::collections::BTreeMap::new(),
            guesses: Vec::new(),
            new_tags: Vec::new(),
            new_keys: HashSet::new(),
            settings: HashMap::new(),
            spellings: None,
            coming: HashSet::new(),
            items: HashSet::new(),
            repeats: HashMap::new(),
            added: 0,
            intake: Intake::default(),
        }
    }

    /// The same, handing over what is read row by row: a file may have a million.
    pub(super) fn for_taker(
        study: &'a Study,
        context: &'a Context<'a>,
        taker: &'a mut dyn FnMut(Change),
    ) -> Self {
        Self { taker: Some(taker), ..Self::new(study, context) }
    }

    /// A row has been read to its end, and nothing of it is taken back any more.
    pub(super) fn row_done(&mut self) {
        if let Some(taker) = &mut self.taker {
            self.handed |= !self.changes.is_empty();
            self.changes.drain(..).for_each(taker);
        }
    }

    pub(super) fn bad(&mut self, number: usize, line: &str, reason: impl Into<String>) {
        let (line, reason) = (line.to_owned(), reason.into());
        let erased = reason == ERASED;
        self.intake.bad.push(BadLine { number, line, reason, erased });
    }

    /// The tag that a name counts for, new ones noted.
    pub(super) fn tag(&mut self, typed: &str) -> Result<TagKey, Refusal> {
        use unicode_normalization::UnicodeNormalization;
        if let Some(key) = self.tags.get(typed) {
            return Ok(key.clone());
        }
        let name: String = typed.trim().nfc().collect();
        let bad = || Refusal::BadTag { typed: typed.to_owned() };
        let key = TagKey::parse(&name).ok_or_else(bad)?;
        let key = match self.tags.get(key.as_str()) {
            Some(known) => known.clone(),
            None => match meant(self.study, &key) {
                Some(known) => known,
                None => {
                    self.note_new(&key);
                    key
                }
            },
        };
        self.tags.insert(typed.to_owned(), key.clone());
        Ok(key)
    }

    /// Takes note of a tag that the codebook may not have yet.
    pub(super) fn note_new(&mut self, key: &TagKey) {
        if self.study.codebook().ix(key).is_none() && self.new_keys.insert(key.clone()) {
            self.new_tags.push(key.clone());
        }
    }

    /// A setting as the study spells it.
    pub(super) fn setting(&mut self, typed: &str) -> Result<Option<String>, Refusal> {
        if let Some(known) = self.settings.get(typed) {
            return Ok(known.clone());
        }
        let name = words::name("a setting", typed)?;
        let study = self.study;
        let spellings = self.spellings.get_or_insert_with(|| {
            // Of two spellings the one that is offered comes first, and stays.
            let known = study.known_settings().into_iter().rev();
            known.map(|name| (words::fold(name), name.clone())).collect()
        });
        let name = name.map(|name| spellings.get(&words::fold(&name)).cloned().unwrap_or(name));
        self.settings.insert(typed.to_owned(), name.clone());
        Ok(name)
    }

    /// An id that follows from `parts`, and from how often the same parts came before in this
    /// file.
    pub(super) fn derived(&mut self, parts: &[&str]) -> ObservationId {
        let base = ObservationId::derived(self.study_id, parts);
        let repeat = self.repeats.entry(base).or_insert(0);
        *repeat += 1;
        if *repeat == 1 {
            return base;
        }
        let repeat = repeat.to_string();
        let mut parts = parts.to_vec();
        parts.push(&repeat);
        ObservationId::derived(self.study_id, &parts)
    }

    pub(super) fn place(&self, id: ObservationId) -> KnownAs {
        match self.study.get(id) {
            _ if self.coming.contains(&id) => KnownAs::There,
            // What was erased does not come back.
            _ if self.study.is_erased(Item::Observation(id)) => KnownAs::There,
            Some(record) if record.is_taken_back() => KnownAs::TakenBack,
            Some(record) if record.is_here() => KnownAs::There,
            Some(_) | None => KnownAs::New,
        }
    }

    /// Takes in an observation according to its place.
    pub(super) fn record(&mut self, observation: Observation) -> KnownAs {
        let id = observation.id;
        let place = self.place(id);
        match place {
            KnownAs::New => {
                self.changes.push(Change::Recorded(Box::new(observation)));
                self.intake.new += 1;
            }
            KnownAs::TakenBack => {
                let item = Item::Observation(id);
                self.changes.push(Change::Stands { item, stands: true });
                self.intake.new += 1;
            }
            KnownAs::There => self.intake.already += 1,
        }
        self.coming.insert(id);
        place
    }

    /// Whether this file has not had `item` before.
    pub(super) fn first_time(&mut self, item: Item) -> bool {
        self.items.insert(item)
    }

    /// Adds something to an observation that was there before.
    pub(super) fn add(&mut self, place: KnownAs, change: Change) {
        if place == KnownAs::There {
            self.added += 1;
        }
        self.changes.push(change);
    }

    /// What came of it all.
    pub(super) fn finish(mut self) -> Intake {
        self.row_done();
        if self.changes.is_empty() && !self.handed {
            self.intake.notes = self.guesses;
            return self.intake;
        }
        let mut said = match (self.intake.new, self.added) {
            (0, 0) => "brought in what was new of the study itself".to_owned(),
            (0, added) => format!("added {} to what was there", words::count(added, "thing")),
            (new, _) => format!("brought in {}", words::count(new, "observation")),
        };
        let mut notes = Vec::new();
        if self.added > 0 {
            notes.push(format!("added {} to what was there", words::count(self.added, "thing")));
        }
        let names: Vec<&str> = self.new_tags.iter().map(TagKey::as_str).collect();
        notes.extend(match names.as_slice() {
            [] => None,
            [one] => Some(format!("new tag {one}")),
            [..] if names.len() <= 6 => Some(format!("new tags {}", words::list(&names))),
            [..] => Some(format!("{} new tags", names.len())),
        });
        if self.at_noon > 0 {
            let rows = words::count(self.at_noon, "row");
            notes.push(format!("{rows} had a date without a time, taken as 12:00"));
        }
        if !self.zone_of_here.is_empty() {
            let zones = self.zone_of_here.iter().map(|(offset, times)| {
                let (sign, minutes) = if *offset < 0 { ('-', -offset) } else { ('+', *offset) };
                let zone = format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60);
                format!("{zone} ({})", words::count(*times, "time"))
            });
            let zones = zones.collect::<Vec<_>>().join(", ");
            notes.push(format!(
                "times without a zone were taken as those of this computer: {zones}"
            ));
        }
        notes.append(&mut self.guesses);
        let added = usize::from(self.added > 0);
        let in_the_deed =
            notes.len().min(added + usize::from(!names.is_empty()) + usize::from(self.at_noon > 0));
        for note in notes.iter().take(in_the_deed).skip(added) {
            said.push_str(&format!("; {note}"));
        }
        self.intake.notes = notes;
        self.intake.deed = Some(Deed::done(std::mem::take(&mut self.changes), said));
        self.intake
    }
}

/// A refusal with what to do about it, as a reason for one row of a file.
pub(super) fn reason(refusal: &Refusal) -> String {
    // Other refusals say the same of a file as of a screen; a file has no drafts.
    if matches!(refusal, Refusal::TooLong { .. }) {
        return format!("{refusal}; part it into several");
    }
    if matches!(refusal, Refusal::BadTime { .. }) {
        return format!("{refusal}; write it as 2026-03-03 14:20");
    }
    match refusal.hint() {
        Some(hint) => format!("{refusal}; {hint}"),
        None => refusal.to_string(),
    }
}
