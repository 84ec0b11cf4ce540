//! What is asked, as data: prompts, agenda, scales, statuses and the text on the local statutory
//! route. Each form comes with the program as a TOML file, and a study can put its own in its
//! place; a file with something wrong in it is refused with file, line and reason.

mod quiet;
mod read;

pub use read::FormError;

use serde::Deserialize;

use crate::study::{Sort, Study};

/// The names of the forms, as files and commands use them.
pub const NAMES: [&str; 8] =
    ["shift", "reflection", "debrief", "voice", "lesson", "stop", "wording", "names"];

/// What a form is for, in a few words.
pub fn about(name: &str) -> &'static str {
    match name {
        "shift" => "the question of the capture line, and the close of a shift",
        "reflection" => "the fuller reflection on one observation",
        "debrief" => "the agenda of a debrief, and what is kept, tried and carried",
        "voice" => {
            "what families and young people are asked, and the scales they place themselves on"
        }
        "lesson" => "the parts, levels and statuses of a lesson card",
        "stop" => "the text shown for a note that may be reportable: the local route",
        "wording" => "the study's own rules on wording and identifiers",
        "names" => "people and places to point out in the review of a release; never leaves",
        _ => "",
    }
}

/// Every form, as a study has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Forms {
    /// What is asked at the beginning and end of a shift, and its prompts.
    pub shift: ShiftForm,
    /// Of fuller reflections.
    pub reflection: ReflectionForm,
    /// The agenda of a debrief, with times and questions.
    pub debrief: DebriefForm,
    /// What a person served is asked, and in which words they answer.
    pub voice: VoiceForm,
    /// The parts of a lesson and the statuses on its way.
    pub lesson: LessonForm,
    /// For notes that may be reportable.
    pub stop: StopForm,
    /// For the review of releases.
    pub names: NamesForm,
    /// What was quiet by any form that was in use before: who answered it did so in confidence.
    pub(super) once_quiet: Vec<(Sort, String)>,
}

/// One question.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// Its name in the journal; never changed once it was answered.
    pub id: String,
    /// The question as people read it.
    pub ask: String,
    /// Where the idea comes from.
    #[serde(default)]
    pub source: String,
    /// Opens after the others, and is dated apart.
    #[serde(default)]
    pub last: bool,
    /// Its answer never leaves the author.
    #[serde(default)]
    pub quiet: bool,
}

/// What is asked during a shift and at its close.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftForm {
    /// The question of the capture line and of a prompt.
    pub moment: String,
    /// Minutes that the close is meant to take.
    pub minutes: u32,
    /// The questions of the close.
    pub close: Vec<Prompt>,
}

/// A fuller reflection on one observation.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReflectionForm {
    /// Minutes that it is meant to take.
    pub minutes: u32,
    /// Questions, in the order in which they are asked.
    pub prompt: Vec<Prompt>,
}

/// The agenda of a debrief.
#[derive(Clone, Default, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DebriefForm {
    /// Its steps, in order.
    pub step: Vec<Step>,
    /// What a line at the end can be: keep, try, carry.
    pub outcome: Vec<Outcome>,
}

impl DebriefForm {
    /// The steps of the whole agenda, or of the short version, each with its minutes.
    pub fn steps(&self, short: bool) -> impl Iterator<Item = (&Step, u32)> {
        let minutes = move |step: &Step| if short { step.short } else { step.minutes };
        self.step.iter().map(move |step| (step, minutes(step))).filter(|(_, minutes)| *minutes > 0)
    }
}

/// One step of the agenda.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name in the journal.
    pub id: String,
    /// Its name on the screen.
    pub name: String,
    /// Its minutes in the whole agenda.
    pub minutes: u32,
    /// Its minutes in the short version; 0 leaves it out.
    pub short: u32,
    /// What the facilitator asks.
    pub ask: String,
    /// Where the idea comes from.
    #[serde(default)]
    pub source: String,
    /// Whether lines to keep, try and carry are gathered here.
    #[serde(default)]
    pub outcomes: bool,
}

/// What a line at the end of a debrief can be.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its name in the journal.
    pub id: String,
    /// Its name on the screen.
    pub name: String,
    /// Whether someone has to answer for it, by a day.
    #[serde(default)]
    pub owner: bool,
}

/// Feedback of the people served.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceForm {
    /// Who may be speaking.
    pub speakers: Vec<String>,
    /// How it was given.
    pub manners: Vec<String>,
    /// How they agreed: with one of these words a voice may be shared.
    pub assents: Vec<String>,
    /// What else can be said of their assent; with one of these it may not.
    #[serde(default)]
    pub unasked: Vec<String>,
    /// What whoever takes it down reads first.
    #[serde(default)]
    pub about: String,
    /// What the person reads before the first question.
    #[serde(default)]
    pub welcome: String,
    /// What the person reads after the last.
    #[serde(default)]
    pub thanks: String,
    /// Open questions, in the order in which they are asked.
    pub prompt: Vec<Prompt>,
    /// The scales that people place themselves on.
    pub scale: Vec<Scale>,
}

/// Two or three words to place oneself between.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Its name in the journal.
    pub id: String,
    /// What one places oneself on.
    pub ask: String,
    /// The words, two or three.
    pub corners: Vec<String>,
}

/// A lesson card.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessonForm {
    /// What sort of step is proposed.
    pub steps: Vec<String>,
    /// How high it is to be carried.
    pub levels: Vec<String>,
    /// Parts of the card, in the order in which they are asked.
    pub part: Vec<Prompt>,
    /// The statuses; a new lesson has the first.
    pub status: Vec<LessonStatus>,
}

/// A status of a lesson.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessonStatus {
    /// Stands for the status in the record, whatever it is called later.
    pub id: String,
    /// Whether it is given with a reason only.
    #[serde(default)]
    pub reason: bool,
    /// Whether no reply is due any more.
    #[serde(default)]
    pub closed: bool,
}

/// What is shown for a note that may be reportable.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopForm {
    /// Its heading.
    pub title: String,
    /// The study's own text on the local route.
    pub text: String,
}

/// The study's own list of who and what somebody may be known by, for the review of releases.
#[derive(Clone, Default, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NamesForm {
    /// Names of people.
    pub people: Vec<String>,
    /// Names of places.
    pub places: Vec<String>,
}
