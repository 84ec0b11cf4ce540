//! The form of one note: what was typed and what was chosen, before it is an observation.

use crate::actions::{Draft, when};
use crate::study::{Foresight, Kind, Moment, Origin, Source, Stance, Ways};
use crate::tui::widgets::Field;

/// The optional fields, in the order in which Tab reaches them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Extra {
    /// What the person was trying to achieve.
    Aim,
    /// What they could see, hear and know.
    Cues,
    /// What they expected to happen next.
    Expectation,
    /// What else could have been done.
    Options,
    /// What was pressing.
    Pressure,
    /// The written or agreed way.
    Prescribed,
    /// The way it was done.
    Done,
}

impl Extra {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::Aim,
        Self::Cues,
        Self::Expectation,
        Self::Options,
        Self::Pressure,
        Self::Prescribed,
        Self::Done,
    ];

    /// The label, short enough to stand before the field.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Aim => "aim",
            Self::Cues => "cues",
            Self::Expectation => "expected",
            Self::Options => "options",
            Self::Pressure => "pressure",
            Self::Prescribed => "prescribed",
            Self::Done => "done",
        }
    }

    /// What belongs there, shown while it is empty.
    pub const fn asks(self) -> &'static str {
        match self {
            Self::Aim => "what were you trying to achieve?",
            Self::Cues => "what could you see, hear and know just then?",
            Self::Expectation => "what did you expect to happen next?",
            Self::Options => "what else could have been done, as it looked then?",
            Self::Pressure => "what was pressing?",
            Self::Prescribed => "the written or agreed way",
            Self::Done => "the way it was done",
        }
    }

    const fn place(self) -> usize {
        self as usize
    }
}

/// One note in the making.
#[derive(Clone, Debug)]
pub struct Form {
    /// The line, shorthand included.
    pub line: Field,
    /// Chosen kind.
    pub kind: Option<Kind>,
    /// When, as typed into its row; now where it is empty.
    pub when: Field,
    /// Chosen setting.
    pub setting: Option<String>,
    /// Where the author stood.
    pub stance: Stance,
    /// Whether a prompt made them write.
    pub prompted: bool,
    /// Chosen tags, by name.
    pub tags: Vec<String>,
    /// The optional fields, in the order of [`Extra::ALL`].
    pub extras: [Field; 7],
    /// When the first letter was typed.
    pub begun: Option<Moment>,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            line: Field::of_lines(),
            kind: None,
            when: Field::one_line(),
            setting: None,
            stance: Stance::Own,
            prompted: false,
            tags: Vec::new(),
            extras: std::array::from_fn(|_| Field::one_line()),
            begun: None,
        }
    }
}

impl Form {
    /// A note of these words and nothing else.
    pub fn of_words(words: &str) -> Self {
        Self { line: Field::of_lines().with(words), ..Self::default() }
    }

    /// One of the optional fields.
    pub fn extra(&self, extra: Extra) -> Option<&Field> {
        self.extras.get(extra.place())
    }

    /// One of the optional fields, to be typed in.
    pub fn extra_mut(&mut self, extra: Extra) -> Option<&mut Field> {
        self.extras.get_mut(extra.place())
    }

    /// Whether nothing has been typed or picked that would be a pity to lose.
    pub fn is_blank(&self) -> bool {
        self.line.text().trim().is_empty() && self.extras.iter().all(Field::is_empty)
    }

    /// Whether any optional field has something in it.
    pub fn has_extras(&self) -> bool {
        self.extras.iter().any(|field| !field.is_empty())
    }

    /// The time typed into its row, where there is one: the time, or why it is none.
    pub fn chosen_time(&self, now: Moment) -> Option<Result<Moment, crate::actions::Refusal>> {
        let typed = self.when.text();
        (!typed.trim().is_empty()).then(|| when::read(&typed, now))
    }

    /// What the capture action takes; `happened_at` has been read by then.
    pub fn to_draft(&self, happened_at: Option<Moment>) -> Draft {
        let said = |extra: Extra| {
            let text = self.extra(extra).map(Field::text).unwrap_or_default();
            (!text.trim().is_empty()).then(|| text.trim().to_owned())
        };
        Draft {
            line: self.line.text(),
            kind: self.kind,
            happened_at,
            setting: self.setting.clone(),
            stance: self.stance,
            origin: if self.prompted { Origin::Prompted(None) } else { Origin::Spontaneous },
            source: Source::Typed,
            tags: self.tags.clone(),
            foresight: Foresight {
                aim: said(Extra::Aim),
                cues: said(Extra::Cues),
                expectation: said(Extra::Expectation),
                options: said(Extra::Options),
                pressure: said(Extra::Pressure),
            },
            ways: Ways { prescribed: said(Extra::Prescribed), done: said(Extra::Done) },
        }
    }
}
