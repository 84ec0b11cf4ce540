//! What the screen remembers, and what it shows of a round.

use std::collections::BTreeSet;

use crate::analysis::round::{left, queue};
use crate::analysis::settle::{Difference, Progress, differences, progress};
use crate::study::{Field, HandedIn, ObservationId, PersonId, Round, SheetId, Sort, Study, TagKey};
use crate::tui::widgets::List;

/// What is being done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Stage {
    /// The rounds are looked at.
    #[default]
    Rounds,
    /// Notes are coded.
    Code,
    /// Differences are settled.
    Settle,
}

/// What is said of a note so far, before it is saved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Coding {
    pub(super) round: SheetId,
    pub(super) note: ObservationId,
    pub(super) yes: BTreeSet<TagKey>,
    pub(super) unsure: BTreeSet<TagKey>,
    pub(super) memo: String,
}

impl Coding {
    pub(super) fn new(round: SheetId, note: ObservationId) -> Self {
        let (yes, unsure) = (BTreeSet::new(), BTreeSet::new());
        Self { round, note, yes, unsure, memo: String::new() }
    }

    /// As it is kept on disk while it is not saved: which note, the tags, and the memo.
    pub(super) fn to_text(&self) -> String {
        let keys =
            |tags: &BTreeSet<TagKey>| tags.iter().map(TagKey::as_str).collect::<Vec<_>>().join(" ");
        format!(
            "{} {}\n{}\n{}\n{}",
            self.round,
            self.note,
            keys(&self.yes),
            keys(&self.unsure),
            self.memo
        )
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.splitn(4, '\n');
        let (round, note) = lines.next()?.split_once(' ')?;
        let keys = |line: Option<&str>| {
            line.unwrap_or_default().split(' ').filter_map(TagKey::parse).collect()
        };
        Some(Self {
            round: round.parse().ok()?,
            note: note.parse().ok()?,
            yes: keys(lines.next()),
            unsure: keys(lines.next()),
            memo: lines.next().unwrap_or_default().to_owned(),
        })
    }
}

/// A difference as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Shown {
    pub(super) note: ObservationId,
    pub(super) tag: String,
    pub(super) definition: String,
    /// "A yes", with the memo.
    pub(super) parts: Vec<(String, String)>,
}

impl Shown {
    fn of(difference: &Difference<'_>) -> Self {
        let part = |part: &crate::analysis::settle::Part| {
            (format!("{} {}", part.who, part.says.word()), part.memo.clone())
        };
        Self {
            note: difference.note,
            tag: difference.tag.name.to_owned(),
            definition: difference.tag.definition.to_owned(),
            parts: difference.parts.iter().map(part).collect(),
        }
    }
}

/// What the screen remembers.
#[derive(Debug, Default)]
pub struct Model {
    pub(super) stage: Stage,
    /// The rounds, the latest first.
    pub(super) rows: Vec<SheetId>,
    pub(super) place: List,
    /// The round one stands on, wherever it moves.
    pub(super) on: Option<SheetId>,
    /// The tag one stands on while coding.
    pub(super) tags: List,
    pub(super) coding: Option<Coding>,
    /// What was found on disk and not saved.
    pub(super) kept: Option<Coding>,
    pub(super) differences: Vec<Shown>,
    pub(super) difference: List,
    pub(super) progress: Progress,
    /// What the list says of each round, in the order of the rows.
    pub(super) sums: Vec<Sum>,
    /// What the lists are of: the revision, and the round.
    pub(super) seen: Option<(u64, Option<SheetId>, Stage)>,
}

impl Model {
    /// The round one stands on.
    pub(super) fn round<'s>(&self, study: &'s Study) -> Option<Round<'s>> {
        study.sheets().get(self.on?).and_then(Round::of)
    }

    /// What the list says of the round one stands on.
    pub(super) fn sum(&self) -> Option<&Sum> {
        let at = self.rows.iter().position(|row| Some(*row) == self.on)?;
        self.sums.get(at)
    }

    /// The difference one stands on.
    pub(super) fn selected(&self) -> Option<&Shown> {
        self.differences.get(self.difference.selected())
    }

    /// Looks at the study again.
    pub(super) fn look(&mut self, study: &Study, rows: Vec<SheetId>, person: Option<PersonId>) {
        let sum = |id: &SheetId| {
            let round = study.sheets().get(*id).and_then(Round::of);
            round.map(|round| Sum::of(study, round, person)).unwrap_or_default()
        };
        self.sums = rows.iter().map(sum).collect();
        self.rows = rows;
        if self.on.is_none_or(|on| !self.rows.contains(&on)) {
            self.on = self.rows.first().copied();
            self.stage = Stage::Rounds;
        }
        let Some(round) = self.round(study) else { return };
        let id = round.sheet().id();
        match self.stage {
            Stage::Rounds => {}
            Stage::Code => {
                let next = person.and_then(|person| left(study, round, person).first().copied());
                if self.coding.as_ref().map(|coding| coding.note) != next {
                    let fits = |kept: &Coding| Some(kept.note) == next && kept.round == id;
                    let kept = self.kept.take_if(|kept| fits(kept));
                    self.coding = kept.or_else(|| next.map(|note| Coding::new(id, note)));
                    self.tags.select(0);
                }
            }
            Stage::Settle => {
                let open = differences(study, round).into_iter().filter(|d| d.settled.is_none());
                self.differences = open.map(|difference| Shown::of(&difference)).collect();
                self.progress = progress(study, round);
            }
        }
    }
}

/// What a list says of a round.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Sum {
    pub(super) title: String,
    pub(super) closed: bool,
    /// Notes of one's own, and how many of them are coded; `None` where one does not code in it.
    pub(super) own: Option<(usize, usize)>,
    /// Whether one has handed in.
    pub(super) handed_in: bool,
    /// How many have, of how many.
    pub(super) in_all: (usize, usize),
}

impl Sum {
    pub(super) fn of(study: &Study, round: Round<'_>, person: Option<PersonId>) -> Self {
        let coders = round.coders();
        let state = |coder: &PersonId| {
            study.person_ix(*coder).map_or(HandedIn::NotYet, |ix| round.handed_in(study, ix))
        };
        let own = person.filter(|person| coders.contains(person)).map(|person| {
            let all = queue(study, round, person).len();
            (all, all - left(study, round, person).len())
        });
        let title = round.sheet().fields().find_map(|field| match field {
            Field::Title(title) => Some(title.clone()),
            _ => None,
        });
        Self {
            title: title.unwrap_or_default(),
            closed: round.is_closed(study),
            own,
            handed_in: person.is_some_and(|person| state(&person).is_in()),
            in_all: (coders.iter().filter(|c| state(c).is_in()).count(), coders.len()),
        }
    }
}

/// The rounds that whoever looks may read, the latest first.
pub(super) fn rows(view: crate::analysis::View<'_>) -> Vec<SheetId> {
    view.sheets_open_to_me(Sort::Round).rev().map(crate::study::Sheet::id).collect()
}
