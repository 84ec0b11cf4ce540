//! Whose eyes a question is asked with: what of a study it takes in, and whether small counts are
//! masked. Every list, tally, coverage figure, candidate and brief is asked of a [`View`] and says
//! of which [`Scope`] it is, since a number alone does not tell whose notes it counts.

use std::fmt;

use super::mask::Policy;
use crate::study::{
    Audience, ObsIx, PersonId, PersonIx, Record, Sheet, Sort, Study, Subject, TagIx, Whose,
};

/// How far round a question looks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Scope {
    /// What the person who asks has written, as it is: nothing is masked.
    Mine,
    /// What was raised to the team or wider, whoever wrote it.
    Team,
    /// What was raised to the organisation or wider.
    Organisation,
    /// What was raised as far as academic partners.
    Academic,
}

impl Scope {
    /// Every scope, the narrowest first.
    pub const ALL: &[Self] = &[Self::Mine, Self::Team, Self::Organisation, Self::Academic];

    /// The word, as `--scope` takes it and `--json` gives it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Team => "team",
            Self::Organisation => "organisation",
            Self::Academic => "academic",
        }
    }

    /// Reads a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.word() == word)
    }

    /// The scope of a whole record: one author's own, or that of the team or organisation whose
    /// record it is. It is where every question begins, and no question asks more narrowly.
    pub const fn of(whose: Whose) -> Self {
        match whose {
            Whose::Own => Self::Mine,
            Whose::Team => Self::Team,
            Whose::Organisation => Self::Organisation,
        }
    }

    /// How far something must have been raised to be in this scope; `None` where it need not be.
    pub const fn audience(self) -> Option<Audience> {
        match self {
            Self::Mine => None,
            Self::Team => Some(Audience::Team),
            Self::Organisation => Some(Audience::Organisation),
            Self::Academic => Some(Audience::Academic),
        }
    }

    /// The scope of those whom an audience is made of.
    pub const fn for_audience(audience: Audience) -> Self {
        match audience {
            Audience::Private => Self::Mine,
            Audience::Team => Self::Team,
            Audience::Organisation => Self::Organisation,
            Audience::Academic => Self::Academic,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// From how many people a count has to come to be shown where the scope is wider than one's own.
const PEOPLE: u32 = 3;

/// A study as somebody looks at it: who asks, and how far round.
#[derive(Clone, Copy, Debug)]
pub struct View<'s> {
    study: &'s Study,
    me: Option<PersonIx>,
    scope: Scope,
}

impl<'s> View<'s> {
    /// A study as `me` sees it in a scope. A scope that is narrower than the record's own is taken
    /// for the record's own, so that nobody unmasks a team's record by asking for what is theirs.
    pub fn new(study: &'s Study, me: impl Into<Option<PersonId>>, scope: Scope) -> Self {
        let scope = scope.max(Scope::of(study.whose()));
        Self { study, me: me.into().and_then(|me| study.person_ix(me)), scope }
    }

    /// A study as `me` sees it who asks for no scope in particular.
    pub fn of(study: &'s Study, me: impl Into<Option<PersonId>>) -> Self {
        Self::new(study, me, Scope::of(study.whose()))
    }

    /// The same study and person in another scope.
    pub fn within(self, scope: Scope) -> Self {
        Self { scope: scope.max(Scope::of(self.study.whose())), ..self }
    }

    /// The whole study, for names, settings and the codebook. What is counted or listed comes from
    /// the view itself.
    pub const fn study(self) -> &'s Study {
        self.study
    }

    /// The scope that is asked in.
    pub const fn scope(self) -> Scope {
        self.scope
    }

    /// Who asks, where they have written anything.
    pub const fn me(self) -> Option<PersonIx> {
        self.me
    }

    /// Whether the scope is that of the record itself.
    pub fn is_own(self) -> bool {
        self.scope == Scope::of(self.study.whose())
    }

    /// Whether the scope is wider than what the person who asks wrote.
    pub fn is_wider(self) -> bool {
        self.scope != Scope::Mine
    }

    /// Whether what `author` wrote is in the scope without having been raised: what was written
    /// here, seen in the scope of the record itself.
    pub fn owns(self, author: PersonIx) -> bool {
        self.is_own() && self.me == Some(author)
    }

    /// Whether something by `author` that was raised to `audience` is in the scope.
    pub(super) fn reaches(self, author: PersonIx, audience: Audience) -> bool {
        self.owns(author) || self.scope.audience().is_some_and(|needed| audience >= needed)
    }

    /// Whether an observation counts here: it stands and is in the scope.
    pub fn has(self, record: &Record) -> bool {
        record.is_standing() && self.reaches(record.author(), record.audience())
    }

    /// Whether a sheet counts here: it stands and is in the scope.
    pub fn has_sheet(self, sheet: &Sheet) -> bool {
        sheet.is_standing() && self.reaches(sheet.author(), sheet.audience())
    }

    /// The observations that count here, each with its place, in the order in which they were
    /// recorded.
    pub fn standing(self) -> impl Iterator<Item = (ObsIx, &'s Record)> {
        self.study
            .all_standing()
            .filter(move |(_, record)| self.reaches(record.author(), record.audience()))
    }

    /// The same for whoever only counts them: in no order, which need not be worked out then.
    pub fn standing_in_any_order(self) -> impl Iterator<Item = &'s Record> {
        self.study.records().iter().filter(move |record| self.has(record))
    }

    /// The sheets of a sort that count here, in the order in which they were begun.
    pub fn sheets(self, sort: Sort) -> impl DoubleEndedIterator<Item = &'s Sheet> {
        self.study.sheets().all_of(sort).filter(move |sheet| self.has_sheet(sheet))
    }

    /// Whether whoever asks wrote or began what `author` did, whatever the scope.
    pub fn is_mine(self, author: PersonIx) -> bool {
        self.me == Some(author)
    }

    /// The observations that whoever asks wrote, withdrawn and taken back ones too.
    pub fn written_ever(self) -> impl DoubleEndedIterator<Item = (ObsIx, &'s Record)> {
        self.study.all_recorded().filter(move |(_, record)| self.is_mine(record.author()))
    }

    /// The observations that whoever asks wrote and that count.
    pub fn written(self) -> impl DoubleEndedIterator<Item = (ObsIx, &'s Record)> {
        self.written_ever().filter(|(_, record)| record.is_standing())
    }

    /// The sheets that whoever asks began, withdrawn, erased and taken back ones too.
    pub fn sheets_written_ever(self) -> impl DoubleEndedIterator<Item = &'s Sheet> {
        self.study.sheets().all_begun().filter(move |sheet| self.is_mine(sheet.author()))
    }

    /// The sheets of a sort that whoever asks began and that stand.
    pub fn sheets_written(self, sort: Sort) -> impl DoubleEndedIterator<Item = &'s Sheet> {
        self.study.sheets().all_of(sort).filter(move |sheet| self.is_mine(sheet.author()))
    }

    /// Whether whoever asks may read something by `author` that was raised to `audience`: it is
    /// their own, or its author lets the team see it.
    pub fn may_read(self, author: PersonIx, audience: Audience) -> bool {
        self.is_mine(author) || audience >= Audience::Team
    }

    /// The observations that count and that whoever asks may read, their own and colleagues', for
    /// choosing among: whatever lists them says beside each whose it is ([`View::colleague`]).
    pub fn open_to_me(self) -> impl DoubleEndedIterator<Item = (ObsIx, &'s Record)> {
        let may = move |record: &Record| self.may_read(record.author(), record.audience());
        self.study.all_standing().filter(move |(_, record)| may(record))
    }

    /// The sheets of a sort that stand and that whoever asks may read, their own and colleagues'.
    pub fn sheets_open_to_me(self, sort: Sort) -> impl DoubleEndedIterator<Item = &'s Sheet> {
        let may = move |sheet: &&Sheet| self.may_read(sheet.author(), sheet.audience());
        self.study.sheets().all_of(sort).filter(may)
    }

    /// The sheets of a sort that are about something and that whoever asks may read.
    pub fn sheets_about(self, subject: Subject, sort: Sort) -> impl Iterator<Item = &'s Sheet> {
        self.sheets_open_to_me(sort).filter(move |sheet| sheet.links().any(|to| to == subject))
    }

    /// What a colleague goes by, where `author` is one; `None` where it is whoever asks. Where
    /// nobody asks in particular everybody is a colleague.
    pub fn colleague(self, author: PersonIx) -> Option<&'s str> {
        if self.is_mine(author) {
            return None;
        }
        let person = self.study.people().get(author.0 as usize);
        let pseudonym = person.map_or("", |person| person.pseudonym.as_str());
        Some(if pseudonym.is_empty() { "a colleague" } else { pseudonym })
    }

    /// How many observations of colleagues whoever asks may read.
    pub fn of_colleagues(self) -> usize {
        self.open_to_me().filter(|(_, record)| !self.is_mine(record.author())).count()
    }

    /// The tags of an observation, merges followed, each once.
    pub fn tags_of(self, record: &'s Record) -> impl Iterator<Item = TagIx> {
        self.study.tags_of(record)
    }

    /// How many of the observations here are hidden from whoever asks ([`Study::look_as`]): they code
    /// them in an open round, so their tags and what came later count nowhere.
    pub fn blindfold(self) -> usize {
        if self.study.hidden().is_empty() {
            return 0;
        }
        self.standing().filter(|(_, record)| record.is_hidden()).count()
    }

    /// Whether everything that stands is certain to be in the scope, so that nothing needs looking
    /// at one by one.
    pub fn is_whole(self) -> bool {
        self.me.is_some() && self.study.people().len() == 1 && self.is_own()
    }

    /// What is masked here.
    pub fn policy(self) -> Policy {
        match self.scope {
            Scope::Mine => Policy::OPEN,
            Scope::Team | Scope::Organisation | Scope::Academic => {
                let policy = Policy::masked(self.study.threshold());
                if self.is_of_one() { policy } else { policy.from_at_least(PEOPLE) }
            }
        }
    }

    /// Whether only one person has ever written here, so that the people behind a count cannot be
    /// told apart: one laptop for a whole team.
    pub fn is_of_one(self) -> bool {
        self.study.people().len() <= 1
    }
}
