//! Agreement in words that a practitioner understands. No figure is called good or bad: where one lies
//! by the usual cut-offs is said as the convention that it is.

use std::fmt;

use super::{Agreement, Interval, SetAgreement, Undefined};

/// With fewer units that two coders coded, figures say too little.
pub const TOO_FEW_UNITS: usize = 20;

/// And where anybody saw a tag in fewer units.
pub const TOO_FEW_SEEN: usize = 5;

/// Where a figure lies by the cut-offs that Krippendorff gives as a convention.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Band {
    /// .80 or more.
    High,
    /// .667 or more.
    Tentative,
    /// Less.
    Low,
}

impl Band {
    /// Where a figure lies.
    pub fn of(figure: f64) -> Self {
        match figure {
            figure if figure >= 0.8 => Self::High,
            figure if figure >= 0.667 => Self::Tentative,
            _ => Self::Low,
        }
    }
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPair => f.write_str("no note was coded by two coders"),
            Self::OneCategory => {
                f.write_str("every coding says the same, so agreement cannot be told from chance")
            }
            Self::NotTwo { coders: 1 } => f.write_str("it compares two coders, and there is one"),
            Self::NotTwo { coders } => write!(f, "it compares two coders, and there are {coders}"),
            Self::Unequal { least, most } => write!(
                f,
                "it needs equally many coders for each note, and there are between {least} and {most}"
            ),
            Self::NeverChosen => f.write_str("no coder said so of any note that counts"),
        }
    }
}

impl Undefined {
    /// A word for it that scripts can rely on.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoPair => "no-pair",
            Self::OneCategory => "one-category",
            Self::NotTwo { .. } => "not-two-coders",
            Self::Unequal { .. } => "unequal-coders",
            Self::NeverChosen => "never-chosen",
        }
    }
}

impl Agreement {
    /// Whether there are too few codings, or too few that see the tag, to tell anything by.
    pub fn is_too_few(&self) -> bool {
        let seen = self.yes_no.as_ref().map(|yes_no| yes_no.seen);
        self.counted < TOO_FEW_UNITS
            || seen.is_some_and(|seen| seen.by_all + seen.by_some < TOO_FEW_SEEN)
    }

    /// What it comes to, in a sentence or two without a full stop at the end; `tag` says whether it is
    /// about a tag that was seen or not.
    pub fn sentence(&self) -> String {
        if self.counted == 0 {
            return format!("Nothing to compare: {}", Undefined::NoPair);
        }
        let notes = notes(self.counted);
        let all = if self.coders == 2 { "both coders" } else { "all coders" };
        let mut said = match &self.yes_no {
            Some(yes_no) => {
                let seen = yes_no.seen;
                match (seen.by_all, seen.by_some) {
                    (0, 0) => format!("Of {notes}, nobody saw it in any"),
                    (all_saw, 0) => {
                        format!("Of {notes}, {all} saw it in {all_saw}, and nobody else did")
                    }
                    (all_saw, some) => {
                        let only = if self.coders == 2 { "only one" } else { "only some" };
                        format!("Of {notes}, {all} saw it in {all_saw} and {only} in {some}")
                    }
                }
            }
            None => match self.percent.value {
                Ok(share) => format!("Over {notes}, two codings agree {}", times(share)),
                Err(why) => format!("Nothing to compare: {why}"),
            },
        };
        if self.is_too_few() {
            said.push_str("; too few to tell");
            return said;
        }
        said.push_str(&beyond_chance(self.alpha.value, self.alpha.interval));
        said.push_str(&self.rare());
        said
    }

    /// What it comes to where both "coders" are one person, some time apart.
    pub fn sentence_of_one(&self) -> String {
        let Some(seen) = self.yes_no.as_ref().map(|yes_no| yes_no.seen) else {
            return self.sentence();
        };
        if self.counted == 0 {
            return "Nothing to compare: you coded no note both times".to_owned();
        }
        let mut said = format!(
            "Of {} that you coded both times, you saw it both times in {} and only once in {}",
            notes(self.counted),
            seen.by_all,
            seen.by_some
        );
        if self.is_too_few() {
            said.push_str("; too few to tell");
        }
        said
    }

    /// Why figures that correct for chance are low though few codings differ.
    fn rare(&self) -> String {
        let Some(yes_no) = &self.yes_no else { return String::new() };
        let (Ok(percent), Ok(alpha), Ok(prevalence)) =
            (self.percent.value, self.alpha.value, yes_no.prevalence.value)
        else {
            return String::new();
        };
        if percent < 0.9 || alpha >= 0.667 || (0.1..=0.9).contains(&prevalence) {
            return String::new();
        }
        let (what, which) = if prevalence < 0.1 {
            ("rare", &yes_no.positive)
        } else {
            ("everywhere", &yes_no.negative)
        };
        let said = if prevalence < 0.1 { "yes" } else { "no" };
        let met = which.value.map_or(String::new(), |share| {
            format!(": who said {said} met another {said} {}", times(share))
        });
        format!(
            ". The tag is {what}, so most of the agreement is easy, and it is the rest that counts{met}"
        )
    }
}

impl SetAgreement {
    /// What it comes to, in a sentence without a full stop.
    pub fn sentence(&self) -> String {
        if self.counted == 0 {
            return format!("Nothing to compare: {}", Undefined::NoPair);
        }
        let mut said =
            format!("Of {}, {} got the same tags from everybody", notes(self.counted), self.same);
        if self.counted < TOO_FEW_UNITS {
            said.push_str("; too few to tell");
            return said;
        }
        said.push_str(&beyond_chance(self.alpha.value, self.alpha.interval));
        said
    }
}

fn notes(number: usize) -> String {
    if number == 1 { "1 note".to_owned() } else { format!("{number} notes") }
}

fn times(share: f64) -> String {
    format!("{:.0} times in 100", share * 100.0)
}

fn beyond_chance(alpha: Result<f64, Undefined>, interval: Option<Interval>) -> String {
    let value = match alpha {
        Ok(value) => value,
        Err(why) => return format!("; {why}"),
    };
    let band = match Band::of(value) {
        Band::High => "above .80, which many take as enough to rely on",
        Band::Tentative => {
            "between .667 and .80, which many take as enough for tentative conclusions"
        }
        Band::Low => "below .667, which many take as too little to build on",
    };
    let wide = match interval {
        Some(interval) if Band::of(interval.low) != Band::of(interval.high) => {
            "; other notes like these could have put it elsewhere"
        }
        _ => "",
    };
    format!(". Beyond chance they agree {} ({band}{wide})", two_digits(value))
}

/// A figure with two digits, the way such figures are printed: `.74`, `-.83`, `1.00`.
fn two_digits(value: f64) -> String {
    let text = format!("{value:.2}");
    match text.strip_prefix("0.").or(text.strip_prefix("-0.")) {
        Some(digits) if text.starts_with('-') => format!("-.{digits}"),
        Some(digits) => format!(".{digits}"),
        None => text,
    }
}
