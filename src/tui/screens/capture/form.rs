//! The form of one note: what was typed and what was chosen, before it is an observation.

use crate::actions::{Draft, when};
use crate::study::{Extra, Extras, Kind, Moment, Origin, Source, Stance};
use crate::tui::widgets::Field;

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
    pub extras: [Field; Extra::ALL.len()],
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
        self.extras.get(extra as usize)
    }

    /// One of the optional fields, to be typed in.
    pub fn extra_mut(&mut self, extra: Extra) -> Option<&mut Field> {
        self.extras.get_mut(extra as usize)
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
        let mut extras = Extras::NONE;
        for (extra, field) in Extra::ALL.into_iter().zip(&self.extras) {
            let text = field.text().trim().to_owned();
            extras.set(extra, Some(text).filter(|text| !text.is_empty()));
        }
        Draft {
            line: self.line.text(),
            kind: self.kind,
            happened_at,
            setting: self.setting.clone(),
            stance: self.stance,
            origin: if self.prompted { Origin::Prompted(None) } else { Origin::Spontaneous },
            source: Source::Typed,
            tags: self.tags.clone(),
            extras,
        }
    }
}
