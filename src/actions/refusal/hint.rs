//! What can be done about a refusal.

use super::Refusal;

/// What can be done about what somebody else wrote.
const NOT_YOURS: &str =
    "ask its author; to a note you can still give tags, or add what came later (`later`)";

/// What can be done where a word is none that can be chosen.
const ONE_OF_THOSE: &str = "choose one of those words, or leave it out";

impl Refusal {
    /// What to do next, where there is something: a sentence without a full stop, in words that
    /// fit a screen and a shell alike.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoShift | Self::OnShift { .. } | Self::ShiftsOverlap { .. } | Self::NoPrompt => {
                return self.hint_on_shifts().map(str::to_owned);
            }
            Self::NoText
            | Self::TooLong { .. }
            | Self::TooMuch { .. }
            | Self::Unfit(_)
            | Self::ControlCharacter { .. } => return self.hint_on_texts().map(str::to_owned),
            Self::BadTag { .. }
            | Self::NearTag { .. }
            | Self::OutOfUse { .. }
            | Self::NearSetting { .. }
            | Self::NoSuchTag { .. }
            | Self::TagExists { .. }
            | Self::MergeIntoItself { .. } => return self.hint_on_tags().map(str::to_owned),
            Self::MergeRing { into, .. } => {
                return Some(format!("bring \"{into}\" back into use on its own first"));
            }
            Self::Future { .. } => "put the time right, or say that it is meant (--future)",
            Self::BadTime { .. } | Self::UnclearTime { .. } | Self::BadDay { .. } => {
                return self.hint_on_times().map(str::to_owned);
            }
            Self::NotAChoice { .. } | Self::NotInList { .. } => ONE_OF_THOSE,
            Self::NotANumber { .. } | Self::LongName { .. } => return self.hint_on_form(),
            Self::NotACoder { .. }
            | Self::HandedInAlready { .. }
            | Self::NotInRound { .. }
            | Self::StillOpen { .. }
            | Self::Hidden { .. } => {
                return self.hint_on_rounds().map(str::to_owned);
            }
            Self::NoSuchObservation { .. } | Self::NoSuchSheet { .. } => {
                return Some(self.hint_on_codes());
            }
            Self::NotTheAuthor { .. }
            | Self::OnAnotherLaptop { .. }
            | Self::NotYoursToErase { .. }
            | Self::GoneForAll { .. }
            | Self::NameTaken { .. }
            | Self::DecidedForAll
            | Self::NothingTakenBack { .. }
            | Self::AmbiguousCode { .. }
            | Self::SetSince { .. } => return self.hint_on_others(),
            Self::Withdrawn { .. }
            | Self::NoGround { .. }
            | Self::DebriefOpen { .. }
            | Self::HasEnded { .. }
            | Self::NotReleased { .. }
            | Self::NotOnShow { .. }
            | Self::NoSuchLine { .. }
            | Self::NoSuchForm { .. }
            | Self::BadForm(_)
            | Self::StaysHere { .. }
            | Self::MayNotBeShared { .. } => return self.hint_on_debriefs().map(str::to_owned),
            Self::NothingToChange { .. } | Self::NothingTo { .. } => return None,
            Self::InRow { refusal, .. } => return refusal.hint(),
            Self::Missing { what } => return Some(format!("give {what} and try again")),
        };
        Some(hint.to_owned())
    }

    fn hint_on_codes(&self) -> String {
        match self {
            Self::NoSuchSheet { sort, .. } => {
                format!("its code stands beside it in the list (`{sort} list`)")
            }
            _ => "its code stands beside it in the list (`list`); two characters or more will do"
                .to_owned(),
        }
    }

    fn hint_on_others(&self) -> Option<String> {
        let hint = match self {
            Self::OnAnotherLaptop { .. } => "change it there; it comes here with the next exchange",
            Self::NotYoursToErase { .. } => {
                "ask its author, or whoever runs the team: \"asdone team members\" says who they are"
            }
            Self::GoneForAll { .. } => {
                "it is as it was in your own study; write it anew, without what was to go, if it should \
                 be shared"
            }
            Self::NameTaken { .. } => "choose another pseudonym",
            Self::DecidedForAll => "ask one of them; \"asdone team members\" says who they are",
            Self::AmbiguousCode { .. } => "type one more character of the code",
            Self::NothingTakenBack { .. } => "\"asdone undo --list\" names what was taken back",
            Self::SetSince { .. } => "look at it, and change it by hand if it should be different",
            _ => NOT_YOURS,
        };
        Some(hint.to_owned())
    }

    fn hint_on_form(&self) -> Option<String> {
        let hint = match self {
            Self::NotANumber { .. } => "write it in digits",
            Self::LongName { .. } => "choose a shorter one",
            _ => return None,
        };
        Some(hint.to_owned())
    }

    const fn hint_on_tags(&self) -> Option<&'static str> {
        Some(match self {
            Self::BadTag { .. } => {
                "a tag is letters and digits, with . - or _ between them, at most 40 characters"
            }
            Self::NearSetting { .. } => {
                "choose one of them, or say that the new place is meant (--new-setting)"
            }
            Self::OutOfUse { .. } => {
                "choose another tag, bring it back into use (`codebook restore`), or say that it is meant (--new-tag)"
            }
            Self::NearTag { .. } => {
                "choose one of them, or say that the new tag is meant (--new-tag)"
            }
            Self::NoSuchTag { .. } => "look in the codebook for its name (`codebook`)",
            Self::TagExists { .. } => {
                "edit that one, choose another name, or bring it back into use if it is retired"
            }
            Self::MergeIntoItself { .. } => "name two different tags",
            _ => return None,
        })
    }

    /// Coding rounds.
    const fn hint_on_rounds(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotACoder { .. } => "say who codes with --as; `round status` names the coders",
            Self::HandedInAlready { .. } => "what is seen differently now is for settling",
            Self::Hidden { .. } => "say what you see in it with `round code`",
            Self::StillOpen { .. } => {
                "nobody sees what others coded before it is closed (`round close`)"
            }
            Self::NotInRound { .. } => "`round code ROUND` shows the next one",
            _ => return None,
        })
    }

    /// Debriefs and lessons, the forms they follow, and who may see what.
    const fn hint_on_debriefs(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoGround { .. } => {
                "name notes, reflections, debriefs or lines of them, or voices"
            }
            Self::DebriefOpen { .. } => "go on with it, or end it first (`debrief end`)",
            Self::HasEnded { .. } => "undo opens it again if it ended just now; begin another",
            Self::NotReleased { .. } => "its author decides (`audience`); choose a released one",
            Self::NotOnShow { .. } => "put it on show first (`debrief show-note`)",
            Self::NoSuchLine { .. } => {
                "its code stands beside it in the record (`debrief record`, `debrief carried`)"
            }
            Self::NoSuchForm { .. } => "name one of those",
            Self::BadForm(_) => {
                "the study's form is as it was; put that line right and try again (`forms check`)"
            }
            Self::StaysHere { .. } => "only that there was one is counted",
            Self::MayNotBeShared { .. } => "ask them, record that it may, and raise it then",
            _ => return None,
        })
    }

    const fn hint_on_times(&self) -> Option<&'static str> {
        Some(match self {
            Self::BadTime { .. } => {
                "write it like 14:20, -15m, yesterday 16:05 or 2026-03-03 09:15"
            }
            Self::UnclearTime { .. } => {
                "put the time right, or give it beside the words (--at now, or the field When)"
            }
            Self::BadDay { .. } => "write it like friday, 2w, 17 March or 2026-03-17",
            _ => return None,
        })
    }

    const fn hint_on_texts(&self) -> Option<&'static str> {
        match self {
            Self::NoText => Some("write a line first"),
            Self::TooLong { .. } => {
                Some("it is kept as a draft; save a first part, then add the rest with `later`")
            }
            Self::TooMuch { .. } => Some("put a part of it into a later note (`later`)"),
            Self::Unfit(_) => Some("put that right and save again"),
            Self::ControlCharacter { .. } => {
                Some("take that character out and save again; line breaks and tabs are fine")
            }
            _ => None,
        }
    }

    const fn hint_on_shifts(&self) -> Option<&'static str> {
        match self {
            Self::NoShift => Some("begin one first (`shift start`)"),
            Self::OnShift { .. } => {
                Some("end that one first (`shift end --covered`, or --not-covered)")
            }
            Self::ShiftsOverlap { .. } => {
                Some("put the times right; `shift list` shows what is there")
            }
            _ => None,
        }
    }
}
