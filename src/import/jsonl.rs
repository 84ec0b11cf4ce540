//! JSON lines: every observation of a study of one's own, out and in again without loss; and simple
//! rows from elsewhere (`{"text": "…"}` is enough). Fields are described in `docs/json.md`.

mod head;

use serde::Serialize;

use super::Intake;
use super::row::{Amended, History, NamedExtras, Said, Withdrew, source_word, verdict_word};
use super::taking::Taking;
use crate::actions::Context;
use crate::study::{Moment, ObsIx, Origin, PersonIx, Record, Study, Tag, Verdict, letters};
use head::Head;

/// Reads JSON lines.
pub fn read(text: &str, study: &Study, context: &Context<'_>) -> Intake {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut taking = Taking::new(study, context);
    for (row, line) in text.lines().enumerate() {
        let (number, plain) = (row + 1, line.trim());
        if plain.is_empty() {
            continue;
        }
        let taken = if plain.starts_with("{\"asdone\"") {
            serde_json::from_str(plain)
                .map_err(|e| unreadable(&e))
                .and_then(|head| taking.head(head))
        } else {
            serde_json::from_str(plain).map_err(|e| unreadable(&e)).and_then(|row| taking.row(row))
        };
        if let Err(reason) = taken {
            taking.bad(number, line, reason);
        }
    }
    taking.finish()
}

fn unreadable(error: &serde_json::Error) -> String {
    format!("it is not an observation in JSON: {error}")
}

/// One observation as `list --json` prints it: one line, without a line break.
pub fn line(study: &Study, record: &Record) -> String {
    json(&Line::of(study, record, None))
}

/// A whole study: a first line that describes it (with its codebook, settings and people), then
/// one line an observation, with history. Reading it into an empty study gives the same portrait
/// but for ids of devices and stamps. Observations that undo has taken back stay behind.
pub fn write(study: &Study, among: &[ObsIx]) -> String {
    let mut lines = json(&Head::of(study));
    lines.push('\n');
    let records = among.iter().filter_map(|ix| study.record_at(*ix));
    for record in records.filter(|record| record.is_here() && !record.is_taken_back()) {
        let line = Line::of(study, record, history(study, record));
        lines.push_str(&json(&line));
        lines.push('\n');
    }
    lines
}

/// A value on one line for every reader: what some take for the end of a line (U+2028, U+2029), and
/// whatever a terminal would act on, is escaped. The text of it is the same.
fn json(value: &impl Serialize) -> String {
    let line = serde_json::to_string(value).unwrap_or_default();
    letters::visible(&line).into_owned()
}

/// One observation as it is written. The order of the fields is the order on the line.
#[derive(Serialize)]
struct Line<'a> {
    id: String,
    code: String,
    text: &'a str,
    kind: Option<&'static str>,
    tags: Vec<&'a str>,
    setting: Option<&'a str>,
    stance: &'static str,
    origin: &'static str,
    prompted_at: Option<String>,
    source: &'static str,
    happened_at: String,
    recorded_at: String,
    audience: &'static str,
    withdrawn: bool,
    amended: bool,
    #[serde(flatten)]
    extras: NamedExtras,
    later: Vec<LaterLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<History>,
}

#[derive(Serialize)]
struct LaterLine<'a> {
    id: String,
    at: String,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn of(study: &'a Study, record: &'a Record, history: Option<History>) -> Self {
        let codebook = study.codebook();
        let name = |ix| codebook.get(ix).map(Tag::name);
        let prompted_at = match record.origin() {
            Origin::Spontaneous => None,
            Origin::Prompted(at) => at,
        };
        let later = record.later();
        Self {
            id: record.id().to_string(),
            code: record.id().code().short().to_owned(),
            text: record.text(),
            kind: record.kind().map(crate::study::Kind::word),
            tags: study.tags_of(record).filter_map(name).collect(),
            setting: record.setting().map(|ix| study.setting_name(ix)),
            stance: record.stance().word(),
            origin: record.origin().word(),
            prompted_at: prompted_at.map(Moment::to_rfc3339),
            source: source_word(record.source()),
            happened_at: record.happened_at().to_rfc3339(),
            recorded_at: record.recorded_at().to_rfc3339(),
            audience: record.audience().word(),
            withdrawn: record.is_withdrawn(),
            amended: record.amendments().next().is_some(),
            extras: NamedExtras::of(record),
            later: later
                .map(|l| LaterLine { id: l.item.to_string(), at: l.at.to_rfc3339(), text: &l.text })
                .collect(),
            history,
        }
    }
}

/// What the line of an observation does not say by itself; `None` where that is nothing.
fn history(study: &Study, record: &Record) -> Option<History> {
    let person =
        |ix: PersonIx| study.people().get(ix.0 as usize).map(|person| person.id.to_string());
    let amendments: Vec<Amended> = record
        .amendments()
        .map(|a| Amended {
            id: a.item.to_string(),
            at: a.at.to_rfc3339(),
            text: a.text.clone(),
            why: a.why.clone(),
        })
        .collect();
    let withdrawals: Vec<Withdrew> = record
        .withdrawals()
        .map(|w| Withdrew {
            id: w.item.to_string(),
            at: w.at.to_rfc3339(),
            reason: w.reason.clone(),
        })
        .collect();
    let codebook = study.codebook();
    let plain = |t: &crate::study::Tagging| {
        t.verdict == Verdict::Yes && t.coder == record.author() && codebook.resolve(t.tag) == t.tag
    };
    let verdicts = (!record.taggings().iter().all(plain)).then(|| {
        let said = record.taggings().iter().filter_map(|t| {
            Some(Said {
                tag: codebook.get(t.tag)?.key().to_string(),
                coder: (t.coder != record.author()).then(|| person(t.coder)).flatten(),
                verdict: verdict_word(t.verdict).to_owned(),
            })
        });
        said.collect()
    });
    let author = (study.people().len() > 1).then(|| person(record.author())).flatten();
    let first_text = (!amendments.is_empty()).then(|| record.first_text().to_owned());
    let nothing = amendments.is_empty() && withdrawals.is_empty() && verdicts.is_none();
    let history = History { author, first_text, amendments, withdrawals, verdicts };
    (!nothing || history.author.is_some()).then_some(history)
}
