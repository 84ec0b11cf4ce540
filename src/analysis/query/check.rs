//! What the terms of a query mean in a study: every field, tag, kind and setting is looked up, and
//! what is not there is pointed at, never guessed.

use std::ops::Range;

use super::syntax::{Expr, Token};
use super::when::{self, Span};
use super::{QueryError, suggest};
use crate::analysis::calendar;
use crate::analysis::text::fold;
use crate::study::{Audience, Kind, Moment, Origin, Source, Stance, Study, TagIx};

/// A checked query.
#[derive(Clone, Debug)]
pub(super) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    /// Folded text that must occur.
    Text(String),
    Fact(Fact),
    Tags(Tags),
}

/// Something that holds of a record, tags and text apart.
#[derive(Clone, Debug)]
pub(super) enum Fact {
    Kind(Option<Kind>),
    Setting(Places),
    NoSetting,
    Prompted(bool),
    Stance(Stance),
    Source(Source),
    Audience(Audience),
    Happened(Span),
    Hours(Marks),
    Days(Marks),
    Id(String),
    Amended,
    Later,
    Withdrawn,
}

/// Which tags are meant; one of them is enough.
#[derive(Clone, Debug)]
pub(super) enum Tags {
    Any,
    Provisional,
    One(TagIx),
    /// Folded beginning of the name.
    Beginning(String),
    Group(Places),
    NoGroup,
}

/// Which names of an open list are meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Places {
    /// This one, letter for letter.
    Exactly(String),
    /// Those that fold to this.
    Folded(String),
    /// Those that fold to something that begins so.
    Beginning(String),
}

impl Places {
    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Self::Exactly(exact) => name == exact,
            Self::Folded(folded) => fold(name) == *folded,
            Self::Beginning(start) => !name.is_empty() && fold(name).starts_with(start),
        }
    }

    /// What `token` means among `names`: letter for letter if there is one, else folded.
    fn meant<'a>(token: &Token, names: impl Iterator<Item = &'a str> + Clone) -> Option<Self> {
        let exact = Self::Exactly(token.value.clone());
        let open = token.value.strip_suffix('*').filter(|_| !token.quoted);
        let loose = match open {
            Some(start) => Self::Beginning(fold(start)),
            None => Self::Folded(fold(&token.value)),
        };
        [exact, loose].into_iter().find(|meant| names.clone().any(|name| meant.has(name)))
    }
}

/// Hours of the day, or days of the week, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Marks(u32);

impl Marks {
    pub(super) const fn has_hour(self, moment: Moment) -> bool {
        self.0 >> calendar::hour(moment) & 1 == 1
    }
    pub(super) const fn has_day(self, moment: Moment) -> bool {
        self.0 >> calendar::weekday(moment) & 1 == 1
    }
}

impl Node {
    /// Whether it has to look at the text, which costs more than all else.
    pub(super) fn searches_text(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::searches_text),
            Self::Not(part) => part.searches_text(),
            Self::Text(_) => true,
            Self::Fact(_) | Self::Tags(_) => false,
        }
    }

    /// Whether `withdrawn` occurs anywhere, for then withdrawn ones are looked at too.
    pub(super) fn asks_for_withdrawn(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::asks_for_withdrawn),
            Self::Not(part) => part.asks_for_withdrawn(),
            Self::Fact(fact) => matches!(fact, Fact::Withdrawn),
            Self::Text(_) | Self::Tags(_) => false,
        }
    }

    /// The texts that must occur (`holds`), turned round by each `-`.
    pub(super) fn words<'a>(&'a self, holds: bool, words: &mut Vec<&'a str>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.words(holds, words));
            }
            Self::Not(part) => part.words(!holds, words),
            Self::Text(text) if holds => words.push(text),
            Self::Text(_) | Self::Fact(_) | Self::Tags(_) => {}
        }
    }
}

/// Checks a query against a study.
pub(super) fn check(expr: &Expr, study: &Study, now: Moment) -> Result<Node, QueryError> {
    let each = |parts: &[Expr]| {
        parts.iter().map(|part| check(part, study, now)).collect::<Result<Vec<Node>, QueryError>>()
    };
    Ok(match expr {
        Expr::All(parts) => Node::All(each(parts)?),
        Expr::Any(parts) => Node::Any(each(parts)?),
        Expr::Not(part) => Node::Not(Box::new(check(part, study, now)?)),
        Expr::Term(token) => Checker { study, now, token }.term()?,
    })
}

/// Words that ask for a state of notes, and not for themselves unless they stand in quotes.
const STATES: &[&str] = &["untagged", "tagged", "provisional", "amended", "later", "withdrawn"];

/// Whether a word that is not quoted asks for a state of notes.
pub fn is_state(word: &str) -> bool {
    STATES.iter().any(|state| state.eq_ignore_ascii_case(word))
}

/// The fields, in the order in which help lists them.
pub(super) const FIELDS: &[&str] = &[
    "tag", "group", "kind", "setting", "origin", "stance", "source", "audience", "since", "until",
    "on", "week", "hour", "day", "id",
];

const SOURCES: [(&str, Source); 5] = [
    ("typed", Source::Typed),
    ("jotted", Source::Jotted),
    ("imported", Source::Imported),
    ("practice", Source::Practice),
    ("inbox", Source::Inbox),
];

struct Checker<'a> {
    study: &'a Study,
    now: Moment,
    token: &'a Token,
}

type Checked = Result<Node, QueryError>;

impl Checker<'_> {
    fn error<T>(&self, at: &Range<usize>, message: impl Into<String>) -> Result<T, QueryError> {
        Err(QueryError { at: at.clone(), message: message.into() })
    }

    /// Points at the value, or at the whole term where that is empty.
    fn wrong<T>(&self, message: impl Into<String>) -> Result<T, QueryError> {
        let Token { at, value_at, .. } = self.token;
        self.error(if value_at.is_empty() { at } else { value_at }, message)
    }

    fn term(&self) -> Checked {
        let value = self.token.value.as_str();
        let Some(field) = self.token.field.as_deref() else { return self.word() };
        if !FIELDS.contains(&field) {
            let start = self.token.at.start;
            let hint = suggest::nearest(field, FIELDS.iter().copied())
                .map_or_else(String::new, |near| format!(" (did you mean {near}:?)"));
            let message = format!("there is no field {field}:{hint}; to find the text, quote it");
            return self.error(&(start..start + field.len() + 1), message);
        }
        if value.is_empty() {
            return self.wrong(format!("say after {field}: which; {}", self.choices(field)));
        }
        let none = !self.token.quoted && value.eq_ignore_ascii_case("none");
        match field {
            "tag" => self.tag(),
            "group" if none => Ok(Node::Tags(Tags::NoGroup)),
            "group" => self.group(),
            "kind" if none => Ok(Node::Fact(Fact::Kind(None))),
            "setting" if none => Ok(Node::Fact(Fact::NoSetting)),
            "setting" => self.setting(),
            "kind" | "origin" | "stance" | "source" | "audience" => self.closed(field),
            "hour" => self.marks(24).map(|marks| Node::Fact(Fact::Hours(marks))),
            "day" => self.marks(7).map(|marks| Node::Fact(Fact::Days(marks))),
            "id" => Ok(Node::Fact(Fact::Id(value.to_lowercase()))),
            _ => self.time(field),
        }
    }

    fn word(&self) -> Checked {
        let value = self.token.value.as_str();
        if !self.token.quoted {
            match value.to_ascii_lowercase().as_str() {
                "untagged" => return Ok(Node::Not(Box::new(Node::Tags(Tags::Any)))),
                "tagged" => return Ok(Node::Tags(Tags::Any)),
                "provisional" => return Ok(Node::Tags(Tags::Provisional)),
                "amended" => return Ok(Node::Fact(Fact::Amended)),
                "later" => return Ok(Node::Fact(Fact::Later)),
                "withdrawn" => return Ok(Node::Fact(Fact::Withdrawn)),
                _ => {}
            }
        }
        let folded = fold(value);
        if folded.trim().is_empty() {
            return self.wrong("there is nothing to look for here");
        }
        Ok(Node::Text(folded))
    }

    fn tag(&self) -> Checked {
        let codebook = self.study.codebook();
        let typed = self.token.value.as_str();
        if let Some(ix) = codebook.find(typed).and_then(|tag| codebook.ix(tag.key())) {
            return Ok(Node::Tags(Tags::One(ix)));
        }
        if let Some(start) = typed.strip_suffix('*').filter(|_| !self.token.quoted) {
            let start = fold(start);
            if codebook.all().iter().any(|tag| fold(tag.name()).starts_with(&start)) {
                return Ok(Node::Tags(Tags::Beginning(start)));
            }
            return self.wrong(format!("no tag begins with {}", typed.trim_end_matches('*')));
        }
        if let Some(group) = Places::meant(self.token, codebook.groups().iter().copied()) {
            return Ok(Node::Tags(Tags::Group(group)));
        }
        let names = codebook.listed().into_iter().map(|tag| tag.name());
        let names = names.chain(codebook.groups());
        self.wrong(format!("no tag is called {typed}{}", suggest::hint(typed, names)))
    }

    fn group(&self) -> Checked {
        let groups = self.study.codebook().groups();
        let meant = Places::meant(self.token, groups.iter().copied());
        meant.map(|group| Node::Tags(Tags::Group(group))).map_or_else(
            || {
                let typed = self.token.value.as_str();
                let hint = suggest::hint(typed, groups.into_iter());
                self.wrong(format!("no group is called {typed}{hint}"))
            },
            Ok,
        )
    }

    fn setting(&self) -> Checked {
        let places = self.study.known_settings();
        match Places::meant(self.token, places.iter().map(|name| name.as_str())) {
            Some(places) => Ok(Node::Fact(Fact::Setting(places))),
            None => {
                let typed = self.token.value.as_str();
                let hint = suggest::hint(typed, places.iter().map(|name| name.as_str()));
                self.wrong(format!("no setting is called {typed}{hint}"))
            }
        }
    }

    /// A field with a closed list of words: the word, its beginning, or its key.
    fn closed(&self, field: &str) -> Checked {
        let typed = fold(&self.token.value).replace([' ', '_'], "-");
        let word = |words: Vec<&'static str>| {
            let exact = words.iter().position(|word| *word == typed);
            exact.or_else(|| {
                let mut begin = (0..words.len())
                    .filter(|ix| words.get(*ix).is_some_and(|word| word.starts_with(&typed)));
                begin.next().filter(|_| begin.next().is_none())
            })
        };
        let fact = match field {
            "kind" => Kind::parse(&typed)
                .or_else(|| pick(Kind::ALL, word(Kind::ALL.iter().map(|k| k.word()).collect())))
                .map(|kind| Fact::Kind(Some(kind))),
            "stance" => Stance::parse(&typed)
                .or_else(|| pick(Stance::ALL, word(Stance::ALL.iter().map(|s| s.word()).collect())))
                .map(Fact::Stance),
            "audience" => Audience::parse(&typed)
                .or_else(|| {
                    pick(Audience::ALL, word(Audience::ALL.iter().map(|a| a.word()).collect()))
                })
                .map(Fact::Audience),
            "origin" => {
                let words = [Origin::Spontaneous.word(), Origin::Prompted(None).word()];
                word(words.to_vec()).map(|ix| Fact::Prompted(ix == 1))
            }
            _ => pick(&SOURCES, word(SOURCES.iter().map(|(word, _)| *word).collect()))
                .map(|(_, source)| Fact::Source(source)),
        };
        match fact {
            Some(fact) => Ok(Node::Fact(fact)),
            None => {
                let typed = self.token.value.as_str();
                self.wrong(format!("{typed} is not one of them; {}", self.choices(field)))
            }
        }
    }

    fn time(&self, field: &str) -> Checked {
        let typed = self.token.value.as_str();
        let span = match field {
            "since" => when::since(typed, self.now),
            "until" => when::until(typed, self.now),
            "on" => when::on(typed, self.now),
            _ => when::week(typed, self.now),
        };
        span.map_or_else(|message| self.wrong(message), |span| Ok(Node::Fact(Fact::Happened(span))))
    }

    /// `9-11`, `22-6`, `mon-fri`, `sat,sun`: both ends included, round the end where the second is
    /// before the first. `of` is 24 for hours and 7 for days of the week.
    fn marks(&self, of: u32) -> Result<Marks, QueryError> {
        let read = |text: &str| -> Option<u32> {
            let text = text.trim();
            if of == 7 {
                return when::weekday(&text.to_lowercase()).map(|day| day as u32);
            }
            let digits = text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|hour| digits && *hour < of)
        };
        let mut marks = 0;
        for part in self.token.value.split(',') {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let Some((from, to)) = read(from).zip(read(to)) else {
                let field = if of == 7 { "day" } else { "hour" };
                return self.wrong(format!("{part} is not one of them; {}", self.choices(field)));
            };
            let steps = (to + of - from) % of;
            (0..=steps).for_each(|step| marks |= 1 << ((from + step) % of));
        }
        Ok(Marks(marks))
    }

    /// What may stand after a field.
    fn choices(&self, field: &str) -> String {
        let listed = |words: &[&str]| format!("there are {}", words.join(", "));
        match field {
            "kind" => {
                listed(&Kind::ALL.iter().map(|k| k.word()).chain(["none"]).collect::<Vec<_>>())
            }
            "stance" => listed(&Stance::ALL.iter().map(|s| s.word()).collect::<Vec<_>>()),
            "audience" => listed(&Audience::ALL.iter().map(|a| a.word()).collect::<Vec<_>>()),
            "origin" => listed(&[Origin::Spontaneous.word(), Origin::Prompted(None).word()]),
            "source" => listed(&SOURCES.map(|(word, _)| word)),
            "hour" => "hours go from 0 to 23, as in 9, 9-11 or 22-6".into(),
            "day" => "days are mon, tue, wed, thu, fri, sat, sun, or mon-fri".into(),
            "id" => "an id is the short code beside an observation, such as kx7qd".into(),
            "setting" => suggest::listed(self.study.settings().iter().map(String::as_str)),
            "group" => suggest::listed(self.study.codebook().groups().into_iter()),
            "tag" => suggest::listed(self.study.codebook().offered().into_iter().map(|t| t.name())),
            _ => "write 2026-03-03, 2026-03, yesterday, monday, 10d, 2w or 6mo".into(),
        }
    }
}

fn pick<T: Copy>(all: &[T], place: Option<usize>) -> Option<T> {
    all.get(place?).copied()
}
