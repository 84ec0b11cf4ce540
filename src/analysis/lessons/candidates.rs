//! What could become a lesson: adjustments that recur for the same trigger while nothing about the
//! set-up changes (first-order fixes, Tucker and Edmondson 2003), what staff pay for them, and
//! triggers that met no adjustment (42 % in CARE).

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use super::Card;
use crate::analysis::mask::{Count, Heads, alone};
use crate::analysis::pairs::{Pairs, pairs};
use crate::analysis::scope::View;
use crate::analysis::tally::tags_of_group;
use crate::forms::LessonForm;
use crate::study::{
    Day, Moment, ObsIx, ObservationId, Record, SettingIx, SheetId, Sort, Study, Subject, TagIx,
    TagKey,
};

/// The group of the codebook that says what made an adjustment necessary.
pub const TRIGGER: &str = "TRIGGER";

/// The groups that say what was done about it.
pub const ANSWERS: [&str; 2] = ["ADJUSTMENT", "WORKAROUND"];

/// The tags of the group WHY-AND-COST that say what somebody paid.
pub const COSTS: [&str; 2] = ["y.cost", "y.limit"];

/// How often something has to occur before it is said to recur.
const LEAST: usize = 3;

/// Over how long, in milliseconds, unless it occurs in two settings: two weeks.
const SPAN: i64 = 14 * 24 * 3_600_000;

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Finding {
    /// The same answer to the same trigger, again and again.
    Recurring {
        /// What set it off.
        trigger: TagIx,
        /// The adjustment or workaround.
        answer: TagIx,
    },
    /// A cost beside an adjustment or workaround.
    Cost {
        /// What it cost.
        cost: TagIx,
        /// Beside what.
        answer: TagIx,
    },
    /// A trigger with no adjustment or workaround.
    Unmet {
        /// What set something off, and was never seen with an answer.
        trigger: TagIx,
    },
}

/// Something that could become a lesson.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// What was found.
    pub finding: Finding,
    /// In how many notes.
    pub count: Count,
    /// The notes, newest first.
    pub notes: Vec<ObservationId>,
    /// When the first of them happened, and the last.
    pub span: (Moment, Moment),
    /// In how many different settings.
    pub settings: usize,
    /// A query that finds the notes.
    pub query: String,
    /// A lesson about this that was closed before these notes were made.
    pub again: Option<SheetId>,
}

impl Candidate {
    /// What was found, as a sentence without a full stop.
    pub fn said(&self, study: &Study) -> String {
        let name = |ix| study.codebook().get(ix).map_or("", crate::study::Tag::name);
        match self.finding {
            Finding::Recurring { trigger, answer } => {
                format!("{} is met with {}", name(trigger), name(answer))
            }
            Finding::Cost { cost, answer } => format!("{} beside {}", name(cost), name(answer)),
            Finding::Unmet { trigger } => format!("{} is met with nothing", name(trigger)),
        }
    }

    /// What sort of finding it is, in a word for lists and scripts.
    pub const fn word(&self) -> &'static str {
        match self.finding {
            Finding::Recurring { .. } => "recurring",
            Finding::Cost { .. } => "cost",
            Finding::Unmet { .. } => "unmet",
        }
    }

    /// The tags that a lesson made from this begins with.
    pub fn tags(&self, study: &Study) -> Vec<TagKey> {
        let codebook = study.codebook();
        let tags = self.finding.tags().into_iter().flatten();
        tags.filter_map(|ix| codebook.get(ix)).map(|tag| tag.key().clone()).collect()
    }

    /// The evidence that a lesson made from this begins with.
    pub fn subjects(&self) -> Vec<Subject> {
        self.notes.iter().map(|id| Subject::Observation(*id)).collect()
    }
}

impl Finding {
    const fn tags(self) -> [Option<TagIx>; 2] {
        match self {
            Self::Recurring { trigger, answer } => [Some(trigger), Some(answer)],
            Self::Cost { cost, answer } => [Some(cost), Some(answer)],
            Self::Unmet { trigger } => [Some(trigger), None],
        }
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Recurring { .. } => 0,
            Self::Cost { .. } => 1,
            Self::Unmet { .. } => 2,
        }
    }
}

/// Everything that could become a lesson: what recurs first, then costs, then triggers that met
/// nothing, each with the most frequent first. What an open lesson is about is left out; what a
/// closed one was about comes back when it recurs after that.
///
/// In a team's or organisation's record only what occurs at least as often as the study's threshold
/// is listed, so that being listed tells nothing of a small count.
pub fn candidates(view: View<'_>, form: &LessonForm) -> Vec<Candidate> {
    let lessons = Lessons::of(view, form);
    let table = found(view);
    let rows = Tables::of(view);
    let mut found: Vec<Candidate> = table
        .into_iter()
        .filter_map(|(finding, notes)| lessons.left(finding, notes))
        .filter_map(|(finding, notes, again)| candidate(view, finding, notes, again, &rows))
        .collect();
    found.sort_by_key(|one| (one.finding.rank(), Reverse(one.count.shown()), one.finding));
    found
}

/// The notes of each finding, before anything is asked of them.
fn found(view: View<'_>) -> BTreeMap<Finding, Vec<&Record>> {
    let groups = Groups::of(view.study());
    let mut found: BTreeMap<Finding, Vec<&Record>> = BTreeMap::new();
    for (_, record) in view.standing() {
        let tags: Vec<TagIx> = view.tags_of(record).collect();
        let of = |group: &HashSet<TagIx>| -> Vec<TagIx> {
            tags.iter().copied().filter(|tag| group.contains(tag)).collect()
        };
        let answers = of(&groups.answers);
        let mut put = |finding| found.entry(finding).or_default().push(record);
        for trigger in of(&groups.triggers) {
            for &answer in &answers {
                put(Finding::Recurring { trigger, answer });
            }
            if answers.is_empty() {
                put(Finding::Unmet { trigger });
            }
        }
        for cost in of(&groups.costs) {
            for &answer in &answers {
                put(Finding::Cost { cost, answer });
            }
        }
    }
    found
}

struct Groups {
    triggers: HashSet<TagIx>,
    answers: HashSet<TagIx>,
    costs: HashSet<TagIx>,
}

impl Groups {
    fn of(study: &Study) -> Self {
        let codebook = study.codebook();
        let cost = |name: &&str| Some(codebook.resolve(codebook.ix(&TagKey::parse(name)?)?));
        Self {
            triggers: tags_of_group(study, TRIGGER).into_iter().collect(),
            answers: ANSWERS.iter().flat_map(|group| tags_of_group(study, group)).collect(),
            costs: COSTS.iter().filter_map(cost).collect(),
        }
    }
}

/// The tables of pairs as the tallies show them, so that a count is masked here where it is there.
struct Tables {
    triggers: Pairs,
    costs: Pairs,
}

impl Tables {
    fn of(view: View<'_>) -> Self {
        let study = view.study();
        let all: Vec<ObsIx> = view.standing().map(|(ix, _)| ix).collect();
        let columns = ANSWERS.join("+");
        let codebook = study.codebook();
        let cost = COSTS.iter().find_map(|name| codebook.find(name));
        let group = cost.map_or("", |tag| tag.group()).to_owned();
        Self {
            triggers: pairs(view, &all, TRIGGER, &columns),
            costs: pairs(view, &all, &group, &columns),
        }
    }

    fn count(&self, study: &Study, finding: Finding) -> Option<Count> {
        let name = |ix| study.codebook().get(ix).map(crate::study::Tag::name);
        let cell = |table: &Pairs, row: &str, column: Option<&str>| {
            let row = table.rows.iter().find(|line| line.name == row)?;
            let Some(column) = column else { return Some(row.none) };
            row.cells.get(table.columns.iter().position(|known| known == column)?).copied()
        };
        match finding {
            Finding::Recurring { trigger, answer } => {
                cell(&self.triggers, name(trigger)?, Some(name(answer)?))
            }
            Finding::Cost { cost, answer } => cell(&self.costs, name(cost)?, Some(name(answer)?)),
            Finding::Unmet { trigger } => cell(&self.triggers, name(trigger)?, None),
        }
    }
}

fn candidate(
    view: View<'_>,
    finding: Finding,
    mut notes: Vec<&Record>,
    again: Option<SheetId>,
    tables: &Tables,
) -> Option<Candidate> {
    let study = view.study();
    let threshold = view.policy().threshold.unwrap_or_default();
    let least = LEAST.max(usize::try_from(threshold).unwrap_or(usize::MAX));
    notes.sort_by_key(|record| (Reverse(record.happened_at().millis), record.id()));
    let (last, first) = (notes.first()?.happened_at(), notes.last()?.happened_at());
    let places: HashSet<SettingIx> = notes.iter().filter_map(|record| record.setting()).collect();
    let spread = last.millis - first.millis >= SPAN || places.len() >= 2;
    if notes.len() < least || !spread {
        return None;
    }
    let whole = if again.is_none() { tables.count(study, finding) } else { None };
    Some(Candidate {
        finding,
        count: whole
            .unwrap_or_else(|| alone(view, notes.iter().map(|r| r.author()).collect::<Heads>())),
        span: (first, last),
        settings: places.len(),
        query: query(study, finding, again.map(|_| first)),
        notes: notes.into_iter().map(Record::id).collect(),
        again,
    })
}

fn query(study: &Study, finding: Finding, since: Option<Moment>) -> String {
    let codebook = study.codebook();
    let tags = finding.tags().into_iter().flatten().filter_map(|ix| codebook.get(ix));
    let mut terms: Vec<String> = tags.map(|tag| format!("tag:{}", tag.name())).collect();
    if let Finding::Unmet { .. } = finding {
        let groups = codebook.groups();
        let known = ANSWERS.iter().filter_map(|wanted| {
            groups.iter().find(|group| group.to_lowercase() == wanted.to_lowercase())
        });
        terms.extend(known.map(|group| format!("-group:{group}")));
    }
    terms.extend(since.map(|from| format!("since:{}", from.local().date())));
    terms.join(" ")
}

/// The lessons there are, as far as they bear on candidates.
struct Lessons {
    all: Vec<Known>,
}

struct Known {
    id: SheetId,
    tags: HashSet<TagIx>,
    notes: HashSet<ObservationId>,
    /// When it was closed, if it is.
    closed: Option<i64>,
}

impl Lessons {
    fn of(view: View<'_>, form: &LessonForm) -> Self {
        let codebook = view.study().codebook();
        let known = |sheet| {
            let card = Card::of(form, sheet, Day(0));
            let tags = sheet.tags().filter_map(|key| codebook.ix(key));
            let notes = sheet.links().filter_map(|to| match to {
                Subject::Observation(id) => Some(id),
                Subject::Sheet(_) | Subject::Line(..) => None,
            });
            Known {
                id: sheet.id(),
                tags: tags.map(|ix| codebook.resolve(ix)).collect(),
                notes: notes.collect(),
                closed: card.closed.then_some(card.since.millis),
            }
        };
        Self { all: view.sheets(Sort::Lesson).map(known).collect() }
    }

    /// What is left of a finding when the notes that a lesson has dealt with are taken out, with
    /// the lesson that was closed before the rest, if there is one. `None` where an open lesson is
    /// about it.
    fn left<'s>(
        &self,
        finding: Finding,
        mut notes: Vec<&'s Record>,
    ) -> Option<(Finding, Vec<&'s Record>, Option<SheetId>)> {
        let about: Vec<&Known> =
            self.all.iter().filter(|lesson| lesson.is_about(finding, &notes)).collect();
        if about.iter().any(|lesson| lesson.closed.is_none()) {
            return None;
        }
        let last = about.iter().max_by_key(|lesson| lesson.closed);
        if let Some(closed) = last.and_then(|lesson| lesson.closed) {
            notes.retain(|record| record.happened_at().millis > closed);
        }
        (!notes.is_empty()).then(|| (finding, notes, last.map(|lesson| lesson.id)))
    }
}

impl Known {
    /// Whether the lesson is about this: it has the tags, or is grounded in at least two of the
    /// notes (in the one, where there is one only).
    fn is_about(&self, finding: Finding, notes: &[&Record]) -> bool {
        let tags = finding.tags();
        let tagged = tags.iter().flatten().all(|tag| self.tags.contains(tag));
        let shared = notes.iter().filter(|record| self.notes.contains(&record.id())).count();
        tagged || shared >= 2.min(notes.len()).max(1)
    }
}
