//! Reading forms: the file that comes with the program, or the study's own in its place.

use serde::de::DeserializeOwned;
use thiserror::Error;

use super::{
    DebriefForm, Forms, LessonForm, NAMES, NamesForm, Prompt, ReflectionForm, ShiftForm, Sort,
    StopForm, Study, VoiceForm,
};
use crate::wording;

/// What is wrong with a form.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{file}, line {line}: {reason}")]
pub struct FormError {
    /// Which file, as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

/// The file of a form as it comes with the program.
const BUILT_IN: [&str; 8] = [
    include_str!("data/shift.toml"),
    include_str!("data/reflection.toml"),
    include_str!("data/debrief.toml"),
    include_str!("data/voice.toml"),
    include_str!("data/lesson.toml"),
    include_str!("data/stop.toml"),
    wording::BLANK,
    include_str!("data/names.toml"),
];

impl Forms {
    /// The forms of a study: its own where it has them, and otherwise those of the program.
    pub fn of(study: &Study) -> Self {
        let mut forms = Self::reading(|name| study.form(name));
        for (sort, name) in [
            (Sort::Shift, "shift"),
            (Sort::Reflection, "reflection"),
            (Sort::Voice, "voice"),
            (Sort::Lesson, "lesson"),
        ] {
            let texts = study.texts_of_form(name);
            let asked = texts.into_iter().flat_map(|text| prompts_in(sort, text));
            let quiet = asked.filter(|prompt| prompt.quiet);
            forms.once_quiet.extend(quiet.map(|prompt| (sort, prompt.id)));
        }
        forms
    }

    /// The forms as they come with the program.
    pub fn of_the_program() -> Self {
        Self::reading(|_| None)
    }

    fn reading<'t>(own: impl Fn(&str) -> Option<&'t str>) -> Self {
        fn form<T: Form>(name: &str, own: Option<&str>) -> T {
            let own = own.and_then(|text| read::<T>(name, text).ok());
            own.or_else(|| read(name, Forms::built_in(name)?).ok()).unwrap_or_else(T::empty)
        }
        Self {
            shift: form("shift", own("shift")),
            reflection: form("reflection", own("reflection")),
            debrief: form("debrief", own("debrief")),
            voice: form("voice", own("voice")),
            lesson: form("lesson", own("lesson")),
            stop: form("stop", own("stop")),
            names: form("names", own("names")),
            once_quiet: Vec::new(),
        }
    }

    /// The file of the form `name` as it comes with the program.
    pub fn built_in(name: &str) -> Option<&'static str> {
        let at = NAMES.iter().position(|known| *known == name)?;
        BUILT_IN.get(at).copied()
    }

    /// Whether `text` can be the form `name`; `file` is what errors call it.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn check(name: &str, file: &str, text: &str) -> Result<(), FormError> {
        match name {
            "shift" => read::<ShiftForm>(file, text).map(drop),
            "reflection" => read::<ReflectionForm>(file, text).map(drop),
            "debrief" => read::<DebriefForm>(file, text).map(drop),
            "voice" => read::<VoiceForm>(file, text).map(drop),
            "lesson" => read::<LessonForm>(file, text).map(drop),
            "stop" => read::<StopForm>(file, text).map(drop),
            "names" => read::<NamesForm>(file, text).map(drop),
            // A study's rules of wording are a form like the others, read by the room that uses them.
            "wording" => wording::check_one(file, text).map_err(|wrong| FormError {
                file: wrong.file,
                line: wrong.line,
                reason: wrong.reason,
            }),
            other => Err(FormError {
                file: file.to_owned(),
                line: 1,
                reason: format!("there is no form \"{other}\"; there are {}", NAMES.join(", ")),
            }),
        }
    }
}

/// What the form of a sort of sheet asks; nothing where the text is none.
fn prompts_in(sort: Sort, text: &str) -> Vec<Prompt> {
    let prompts = match sort {
        Sort::Shift => read::<ShiftForm>("shift", text).map(|form| form.close),
        Sort::Reflection => read::<ReflectionForm>("reflection", text).map(|form| form.prompt),
        Sort::Voice => read::<VoiceForm>("voice", text).map(|form| form.prompt),
        Sort::Lesson => read::<LessonForm>("lesson", text).map(|form| form.part),
        Sort::Debrief | Sort::Stop | Sort::Round | Sort::Release => return Vec::new(),
    };
    prompts.unwrap_or_default()
}

/// What each form checks beyond its shape. The first word of each complaint is where to look: the
/// line with that value is named.
trait Form: DeserializeOwned {
    /// A form that asks nothing, for a program built with a broken file (a test says it is not).
    fn empty() -> Self;

    /// The value that is wrong, and what is wrong with it.
    fn wrong(&self) -> Option<(String, String)>;
}

fn read<T: Form>(file: &str, text: &str) -> Result<T, FormError> {
    let error = |line, reason| FormError { file: file.to_owned(), line, reason };
    let form: T = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| line_of(text, span.start));
        error(line, e.message().trim().replace('\n', " "))
    })?;
    match form.wrong() {
        None => Ok(form),
        Some((value, reason)) => {
            // The last place, since it is the second of two equal names that is too many.
            let at = text.rfind(&format!("{value:?}")).unwrap_or(0);
            Err(error(line_of(text, at), reason))
        }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// Names that are used twice or cannot be used, and questions without words.
fn wrong_ids<'a>(
    what: &str,
    ids: impl Iterator<Item = (&'a str, &'a str)>,
) -> Option<(String, String)> {
    let mut seen: Vec<&str> = Vec::new();
    for (id, said) in ids {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        if id.is_empty() || !id.chars().all(plain) {
            let reason = format!("{what} id {id:?} has to be small letters, digits, - and _");
            return Some((id.to_owned(), reason));
        }
        if seen.contains(&id) {
            return Some((id.to_owned(), format!("{what} id {id:?} is used twice")));
        }
        if said.trim().is_empty() {
            return Some((id.to_owned(), format!("{what} {id:?} has no words")));
        }
        seen.push(id);
    }
    seen.is_empty().then(|| (String::new(), format!("there has to be at least one {what}")))
}

fn wrong_prompts(what: &str, prompts: &[Prompt]) -> Option<(String, String)> {
    wrong_ids(what, prompts.iter().map(|prompt| (prompt.id.as_str(), prompt.ask.as_str())))
}

/// A list of words to choose from.
fn wrong_words(what: &str, words: &[String]) -> Option<(String, String)> {
    if words.is_empty() {
        return Some((what.to_owned(), format!("{what} has no words to choose from")));
    }
    let twice = |(at, word): (usize, &String)| {
        let before = words.get(..at).unwrap_or_default();
        (word.trim().is_empty() || before.contains(word)).then(|| word.clone())
    };
    let word = words.iter().enumerate().find_map(twice)?;
    let reason = format!("{what}: {word:?} is empty or there twice");
    Some((word, reason))
}

impl Form for ShiftForm {
    fn empty() -> Self {
        Self { moment: String::new(), minutes: 0, close: Vec::new() }
    }
    fn wrong(&self) -> Option<(String, String)> {
        if self.moment.trim().is_empty() {
            return Some((self.moment.clone(), "moment has no words".to_owned()));
        }
        wrong_prompts("close", &self.close)
    }
}

impl Form for ReflectionForm {
    fn empty() -> Self {
        Self { minutes: 0, prompt: Vec::new() }
    }
    fn wrong(&self) -> Option<(String, String)> {
        /// More make it a checklist (Gibbs is often criticised so).
        const MOST: usize = 9;
        if let Some(prompt) = self.prompt.get(MOST) {
            let reason = format!("at most {MOST} prompts, so that it stays a reflection");
            return Some((prompt.id.clone(), reason));
        }
        wrong_prompts("prompt", &self.prompt)
    }
}

impl Form for DebriefForm {
    fn empty() -> Self {
        Self { step: Vec::new(), outcome: Vec::new() }
    }
    fn wrong(&self) -> Option<(String, String)> {
        let untimed = self.step.iter().find(|step| step.minutes == 0 || step.minutes > 240);
        if let Some(step) = untimed {
            let reason = format!("step {:?} has to take 1 to 240 minutes", step.id);
            return Some((step.id.clone(), reason));
        }
        let steps = self.step.iter().map(|step| (step.id.as_str(), step.ask.as_str()));
        let outcomes = self.outcome.iter().map(|one| (one.id.as_str(), one.name.as_str()));
        wrong_ids("step", steps).or_else(|| wrong_ids("outcome", outcomes))
    }
}

impl Form for VoiceForm {
    fn empty() -> Self {
        Self {
            speakers: Vec::new(),
            manners: Vec::new(),
            assents: Vec::new(),
            unasked: Vec::new(),
            about: String::new(),
            welcome: String::new(),
            thanks: String::new(),
            prompt: Vec::new(),
            scale: Vec::new(),
        }
    }
    fn wrong(&self) -> Option<(String, String)> {
        let odd = self.scale.iter().find(|scale| !(2..=3).contains(&scale.corners.len()));
        if let Some(scale) = odd {
            let reason = format!("scale {:?} has to have two or three corners", scale.id);
            return Some((scale.id.clone(), reason));
        }
        let both = self.assents.iter().find(|word| self.unasked.contains(word));
        if let Some(word) = both {
            let reason = format!("{word:?} stands among assents and among unasked");
            return Some((word.clone(), reason));
        }
        let corners = |scale: &super::Scale| wrong_words("corners", &scale.corners);
        if let Some(wrong) = self.scale.iter().find_map(corners) {
            return Some(wrong);
        }
        let scales = self.scale.iter().map(|scale| (scale.id.as_str(), scale.ask.as_str()));
        wrong_words("speakers", &self.speakers)
            .or_else(|| wrong_words("manners", &self.manners))
            .or_else(|| wrong_words("assents", &self.assents))
            .or_else(|| wrong_prompts("prompt", &self.prompt))
            .or_else(|| wrong_ids("scale", scales))
    }
}

impl Form for LessonForm {
    fn empty() -> Self {
        Self { steps: Vec::new(), levels: Vec::new(), part: Vec::new(), status: Vec::new() }
    }
    fn wrong(&self) -> Option<(String, String)> {
        let statuses = self.status.iter().map(|status| (status.id.as_str(), status.id.as_str()));
        if let Some(first) = self.status.first().filter(|first| first.closed || first.reason) {
            let reason = format!("a new lesson is {:?}, so it cannot be closed", first.id);
            return Some((first.id.clone(), reason));
        }
        wrong_words("steps", &self.steps)
            .or_else(|| wrong_words("levels", &self.levels))
            .or_else(|| wrong_prompts("part", &self.part))
            .or_else(|| wrong_ids("status", statuses))
    }
}

impl Form for StopForm {
    fn empty() -> Self {
        Self { title: String::new(), text: String::new() }
    }
    fn wrong(&self) -> Option<(String, String)> {
        let empty = self.title.trim().is_empty() || self.text.trim().is_empty();
        empty.then(|| (self.title.clone(), "title and text have to have words".to_owned()))
    }
}

impl Form for NamesForm {
    fn empty() -> Self {
        Self::default()
    }
    fn wrong(&self) -> Option<(String, String)> {
        let name = |name: &&String| name.trim().chars().count() < 2;
        let short = self.people.iter().chain(&self.places).find(name)?;
        Some((short.clone(), format!("{short:?} is too short to be pointed out")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_the_program_hold() {
        for name in NAMES {
            let text = Forms::built_in(name).unwrap();
            assert_eq!(Forms::check(name, name, text), Ok(()));
        }
        let forms = Forms::of(&Study::new(crate::study::DeviceId(1)));
        assert_eq!(forms.shift.close.len(), 5);
        assert_eq!(forms.reflection.prompt.len(), 9);
        assert_eq!(forms.debrief.steps(false).map(|(_, minutes)| minutes).sum::<u32>(), 25);
        assert_eq!(forms.debrief.steps(true).map(|(_, minutes)| minutes).sum::<u32>(), 10);
    }

    #[test]
    fn what_is_wrong_is_said_with_file_line_and_reason() {
        let said =
            |name: &str, text: &str| Forms::check(name, "own.toml", text).unwrap_err().to_string();
        let twice = "steps = [\"keep\"]\nlevels = [\"team\"]\n[[part]]\nid = \"saw\"\nask = \"What?\"\n\
                     [[status]]\nid = \"new\"\n[[status]]\nid = \"new\"\n";
        assert_eq!(said("lesson", twice), "own.toml, line 9: status id \"new\" is used twice");
        let unknown = "title = \"Stop\"\ntext = \"Ring\"\ncolour = \"red\"\n";
        assert!(said("stop", unknown).starts_with("own.toml, line 3: unknown field `colour`"));
        assert!(said("voice", "speakers = 4").starts_with("own.toml, line 1: "));
        assert_eq!(
            said("names", "people = [\n  \"Prosser\",\n  \"P\",\n]\n"),
            "own.toml, line 3: \"P\" is too short to be pointed out"
        );
        assert!(said("poem", "").contains("there is no form \"poem\""));
    }
}
