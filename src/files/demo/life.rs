//! What the practice study holds beside its notes, so that every screen has something to show: shifts
//! with their prompts, reflections, a debrief, lessons on their way with answers, voices, and what was
//! released to a team. All of it is invented, and made by the same actions as anything real.

use std::cell::Cell;

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::STUDY;
use super::words::{
    ANSWERS, CARDS, CLOSES, Card, Looked, PROMPTED, REFLECTIONS, SAID, TO_TEAM, VOICES, Voice,
};
use crate::actions::debrief::{self, Beginning, Carry, Contribution, Go};
use crate::actions::lesson::{self, Charge, Moved};
use crate::actions::{
    self, Consent, Context, Deed, Draft, Fill, Ids, Paper, Refusal, Spoken, prompting, shift,
};
use crate::forms::{Forms, Prompt};
use crate::study::{
    Audience, Change, Content, Day, DeviceId, Entry, Header, Hybrid, Moment, ObservationId, Origin,
    Plan, Purpose, Sampling, SheetId, Sort, Source, Study, Subject, TagKey, Way,
};

/// Ids that are the same in every practice study.
struct Counted(Cell<u64>);

impl Ids for Counted {
    fn fresh(&self) -> Uuid {
        let next = self.0.get() + 1;
        self.0.set(next);
        Uuid::from_u128(ObservationId::derived(STUDY, &["practice life", &next.to_string()]).0)
    }
}

/// The practice study in the making.
struct Life<'a> {
    study: Study,
    ids: Counted,
    context: &'a Context<'a>,
    first: NaiveDate,
    entries: u64,
    changes: Vec<Change>,
}

/// The changes that make up the life of a study that begins with `founded`, whose notes are `notes` in
/// the order of their table and whose first day is `first`.
pub(super) fn changes(
    founded: &[Change],
    notes: &[ObservationId],
    first: NaiveDate,
    context: &Context<'_>,
) -> Vec<Change> {
    let mut study = Study::new(DeviceId(0));
    study.look_as(context.author);
    let ids = Counted(Cell::new(0));
    let mut life = Life { study, ids, context, first, entries: 0, changes: Vec::new() };
    founded.iter().for_each(|change| life.fold(change));
    life.shifts();
    life.releases(notes);
    life.reflections(notes);
    life.debrief(notes);
    life.lessons(notes);
    life.voices(notes);
    life.changes
}

impl Life<'_> {
    fn fold(&mut self, change: &Change) {
        self.entries += 1;
        let header = Header {
            device: DeviceId(0),
            way: Way::Here,
            seq: self.entries,
            time: Hybrid(self.entries),
            author: self.context.author,
            act: 1,
            purpose: Purpose::Do,
        };
        self.study.apply(Entry { header, content: Content::Known(change.clone()) });
    }

    /// A minute of a day, counted from the first.
    fn at(&self, day: u64, hour: u32, minute: u32) -> Moment {
        let date = self.first.checked_add_days(Days::new(day)).unwrap_or(self.first);
        let local = date.and_hms_opt(hour, minute, 0).unwrap_or_default();
        Moment::at_local(local, self.context.now.offset)
    }

    /// Does something at a time. What is refused is left out; a test says that nothing is.
    fn does(
        &mut self,
        now: Moment,
        act: impl FnOnce(&Study, &Context<'_>) -> Result<Deed, Refusal>,
    ) -> bool {
        let context = Context { now, author: self.context.author, ids: &self.ids };
        let Ok(deed) = act(&self.study, &context) else { return false };
        for change in deed.changes {
            self.fold(&change);
            self.changes.push(change);
        }
        true
    }

    /// The sheet that was begun last.
    fn last(&self, sort: Sort) -> Option<SheetId> {
        self.changes.iter().rev().find_map(|change| match change {
            Change::Begun { sheet, sort: begun, .. } if *begun == sort => Some(*sheet),
            _ => None,
        })
    }

    /// Fills in the answers to prompts, in their order; an empty one is skipped.
    fn answers(&mut self, now: Moment, paper: &Paper, prompts: &[Prompt], said: &[&str]) {
        let fills: Vec<Fill> = prompts.iter().map(Fill::of).collect();
        let filled: Vec<(&Fill, &str)> =
            fills.iter().zip(said.iter().copied()).filter(|(_, said)| !said.is_empty()).collect();
        self.does(now, |study, context| {
            actions::fill(study, context, paper, &filled).map_err(|(_, refusal)| refusal)
        });
    }

    /// Three weeks on duty, Monday to Friday, with up to three prompts a shift.
    fn shifts(&mut self) {
        let plan = Plan::Random { most: 3, shift: 7 * 60 };
        self.does(self.at(34, 18, 0), |study, context| {
            shift::plan(study, context, Sampling { plan, ..Sampling::NONE })
        });
        let days = (35..54).filter(|day| day % 7 < 5);
        for (number, day) in days.enumerate() {
            let (begin, end) = (self.at(day, 8, 30), self.at(day, 16, 30));
            let place = ["duty desk", "office", "home visit"].get(number % 3).copied();
            self.does(begin, |study, context| shift::start(study, context, place));
            self.prompts(number, end);
            let covered = number % 5 != 3;
            self.does(end, |study, context| shift::end(study, context, covered));
            self.close(number, end);
        }
    }

    /// What becomes of the prompts of the shift that is on: most are answered, some put off or missed.
    fn prompts(&mut self, number: usize, end: Moment) {
        let context = Context { now: end, author: self.context.author, ids: &self.ids };
        let due =
            shift::current(&self.study, &context).map(|shift| shift.due()).unwrap_or_default();
        for (place, at) in due.into_iter().enumerate() {
            if at.plus_minutes(5).millis >= end.millis {
                continue;
            }
            let shown = self
                .does(at, |study, context| prompting::due(study, context).ok_or(Refusal::NoPrompt));
            match (number + place) % 4 {
                _ if !shown => {}
                3 => drop(self.does(at.plus_minutes(2), prompting::miss)),
                _ => {
                    let text = PROMPTED.get((number * 3 + place) % PROMPTED.len());
                    let draft = Draft {
                        line: text.copied().unwrap_or_default().to_owned(),
                        origin: Origin::Prompted(None),
                        source: Source::Practice,
                        ..Draft::default()
                    };
                    let meant = Consent { new_tags: true, new_settings: true, future: false };
                    self.does(at.plus_minutes(3), |study, context| {
                        actions::capture(study, context, &draft, meant)
                    });
                }
            }
        }
    }

    fn close(&mut self, number: usize, end: Moment) {
        let (Some(id), Some(said)) = (self.last(Sort::Shift), CLOSES.get(number)) else { return };
        let Some(sheet) = self.study.sheets().get(id) else { return };
        let paper = Paper::of(sheet, Sort::Shift);
        let prompts = Forms::of(&self.study).shift.close;
        self.answers(end.plus_minutes(4), &paper, &prompts, said);
    }

    /// What the team may see: a record as wide as a team's, with small counts masked (Alt-V).
    fn releases(&mut self, notes: &[ObservationId]) {
        let to_team = notes.iter().enumerate().filter(|(place, _)| place % 3 == 1);
        let mut subjects: Vec<Subject> = to_team.map(|(_, id)| Subject::Observation(*id)).collect();
        subjects.extend(
            TO_TEAM.iter().filter_map(|at| notes.get(*at)).map(|id| Subject::Observation(*id)),
        );
        subjects.retain(|subject| match subject {
            Subject::Observation(id) => {
                self.study.get(*id).is_some_and(crate::study::Record::is_standing)
            }
            Subject::Sheet(_) | Subject::Line(..) => true,
        });
        self.does(self.at(40, 12, 0), |study, context| {
            actions::release(study, context, &subjects, Audience::Team)
        });
    }

    fn reflections(&mut self, notes: &[ObservationId]) {
        for Looked { note, day, said, done } in REFLECTIONS {
            let Some(id) = notes.get(*note) else { continue };
            let now = self.at(*day, 17, 5);
            let context = Context { now, author: self.context.author, ids: &self.ids };
            let Ok(paper) = actions::reflect_on(&self.study, &context, *id) else { continue };
            let prompts = Forms::of(&self.study).reflection.prompt;
            self.answers(now.plus_minutes(9), &paper, &prompts, said);
            if *done {
                self.does(now.plus_minutes(10), |study, context| {
                    actions::finish(study, context, paper.sheet)
                });
            }
        }
    }

    fn debrief(&mut self, notes: &[ObservationId]) {
        let form = Forms::of(&self.study).debrief;
        let begin = self.at(44, 13, 0);
        let title = "Wednesday round the kettle".to_owned();
        let beginning = Beginning { short: false, title, attendance: Some(5) };
        self.does(begin, |study, context| debrief::begin(study, context, &form, &beginning));
        let Some(sheet) = self.last(Sort::Debrief) else { return };
        let shown: Vec<ObservationId> =
            TO_TEAM.iter().filter_map(|at| notes.get(*at)).copied().take(2).collect();
        self.does(begin.plus_minutes(3), |study, context| {
            debrief::show(study, context, sheet, &shown, true)
        });
        for (step, text) in SAID {
            let minute = 3 + 3 * i64::try_from(*step).unwrap_or(0);
            let now = begin.plus_minutes(minute);
            let to = Go::To((step + 1).to_string());
            self.does(now, |study, context| debrief::go(study, context, &form, sheet, &to));
            let said = Contribution { text: (*text).to_owned(), ..Contribution::default() };
            self.does(now.plus_minutes(1), |study, context| {
                debrief::say(study, context, sheet, &said)
            });
        }
        let by = Day::of(self.at(51, 9, 0).local().date());
        for (what, text, owner) in [
            ("keep", "Say the word \"unsure\" out loud at the door, whoever you are", ""),
            ("try", "One printer test at eight, before the first visit is prepared", ""),
            ("carry", "A second printer on the duty desk", "team manager"),
        ] {
            let carried = Carry {
                what: what.to_owned(),
                text: text.to_owned(),
                owner: owner.to_owned(),
                reply_by: (!owner.is_empty()).then_some(by),
            };
            self.does(begin.plus_minutes(23), |study, context| {
                debrief::carry(study, context, &form, sheet, &carried)
            });
        }
        self.does(begin.plus_minutes(25), |study, context| debrief::end(study, context, sheet));
        self.does(self.at(50, 9, 30), |study, context| {
            debrief::told(
                study,
                context,
                sheet,
                "A printer is ordered; the trial at eight goes on.",
            )
        });
    }

    fn lessons(&mut self, notes: &[ObservationId]) {
        let form = Forms::of(&self.study).lesson;
        for Card { title, parts, notes: grounds, tags, day, status, owner, reply, told } in CARDS {
            let now = self.at(*day, 16, 40);
            let grounds: Vec<Subject> = grounds
                .iter()
                .filter_map(|at| notes.get(*at))
                .map(|id| Subject::Observation(*id))
                .collect();
            let tags: Vec<TagKey> = tags.iter().filter_map(|tag| TagKey::parse(tag)).collect();
            let context = Context { now, author: self.context.author, ids: &self.ids };
            let Ok(paper) = lesson::paper(&self.study, &context, &grounds, &tags) else { continue };
            let fills: Vec<Fill> = form.part.iter().map(Fill::of).collect();
            let mut filled: Vec<(&Fill, &str)> = vec![(&Fill::Title, title)];
            filled.extend(fills.iter().zip(parts.iter().copied()));
            self.does(now, |study, context| lesson::begin(study, context, &paper, &filled));
            let sheet = paper.sheet;
            self.does(now.plus_minutes(1), |study, context| {
                actions::release(study, context, &[Subject::Sheet(sheet)], Audience::Team)
            });
            let due = Day::of(self.at(*reply, 9, 0).local().date());
            let charge = Charge {
                owner: Some((*owner).to_owned()),
                reply_by: Some(Some(due)),
                look_again: None,
            };
            self.does(now.plus_minutes(2), |study, context| {
                lesson::charge(study, context, sheet, &charge)
            });
            for (later, (status, reason)) in (1..).zip(*status) {
                let reason = Some(*reason).filter(|reason| !reason.is_empty());
                let moved = Moved { status, by: Some(owner), reason };
                self.does(now.plus_minutes(later * 24 * 60), |study, context| {
                    lesson::move_to(study, context, &form, sheet, moved)
                });
            }
            for (later, text) in (2..).zip(*told) {
                self.does(now.plus_minutes(later * 24 * 60 + 30), |study, context| {
                    lesson::tell(study, context, sheet, text)
                });
            }
        }
    }

    fn voices(&mut self, notes: &[ObservationId]) {
        for Voice { speaker, manner, assent, share, said, placed, about, day, told } in VOICES {
            let now = self.at(*day, 15, 45);
            let questions = ANSWERS.iter().zip(*said).filter(|(_, said)| !said.is_empty());
            let spoken = Spoken {
                answers: questions
                    .map(|(name, said)| ((*name).to_owned(), (*said).to_owned()))
                    .collect(),
                placed: placed
                    .iter()
                    .map(|(scale, shares)| ((*scale).to_owned(), shares.to_vec()))
                    .collect(),
                speaker: Some((*speaker).to_owned()),
                manner: Some((*manner).to_owned()),
                assent: Some((*assent).to_owned()),
                may_share: *share,
                about: notes.get(*about).copied().into_iter().collect(),
                not_about: Vec::new(),
            };
            let mut begun = None;
            self.does(now, |study, context| {
                let (id, deed) = actions::begin_voice(study, context, &spoken)?;
                begun = Some(id);
                Ok(deed)
            });
            let Some(id) = begun.filter(|_| !told.is_empty()) else { continue };
            self.does(now.plus_minutes(3 * 24 * 60), |study, context| {
                actions::tell_voice(study, context, id, told)
            });
        }
    }
}
