//! JSON lines: every observation of a study of one's own, out and in again without loss; and simple
//! rows from elsewhere (`{"text": "…"}` is enough). Fields are described in `docs/json.md`.

mod head;
mod once;

use serde::Serialize;
use serde_json::Value;

use once::Once;

use super::Intake;
use super::row::{Amended, History, NamedExtras, Said, Withdrew, source_word, verdict_word};
use super::taking::Taking;
use crate::actions::Context;
use crate::study::{
    Change, Extra, Moment, ObsIx, Origin, PersonIx, Record, Study, Tag, Verdict, letters,
};

/// Reads JSON lines; or a list of rows in JSON, and rows that were written over several lines.
pub fn read(text: &str, study: &Study, context: &Context<'_>) -> Intake {
    rows(text, Taking::new(study, context))
}

/// The same, handing over the changes row by row.
pub fn read_each(
    text: &str,
    study: &Study,
    context: &Context<'_>,
    each: &mut dyn FnMut(Change),
) -> Intake {
    rows(text, Taking::for_taker(study, context, each))
}

fn rows(text: &str, mut taking: Taking<'_>) -> Intake {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut left = Vec::new();
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let begins = matches!(first.get(..1), Some("[" | "{"));
    if begins && serde_json::from_str::<Value>(first).map_or(true, |value| value.is_array()) {
        whole(text, &mut taking, &mut left);
    } else {
        for (row, line) in text.split(['\n', '\r']).enumerate() {
            let plain = line.trim();
            if plain.is_empty() {
                continue;
            }
            let value = serde_json::from_str::<Once>(plain).map_err(|error| unreadable(&error));
            let taken = value.and_then(|value| one(value, &mut taking, &mut left));
            if let Err(reason) = taken {
                taking.bad(row + 1, line, reason);
            }
            taking.row_done();
        }
    }
    if !left.is_empty() {
        let said = format!("fields not known here, so left out: {}", left.join(", "));
        taking.guesses.push(said);
    }
    taking.finish()
}

/// Reads values that stand one after the other, lists of them among them.
fn whole(text: &str, taking: &mut Taking<'_>, left: &mut Vec<String>) {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Once>();
    loop {
        let start = values.byte_offset();
        let Some(value) = values.next() else { break };
        let number = 1 + text.get(..start).map_or(0, |before| before.matches('\n').count());
        let raw = text.get(start..values.byte_offset()).unwrap_or_default().trim();
        match value {
            Ok(Once::List(rows)) => {
                for (place, row) in rows.into_iter().enumerate() {
                    let line = match &row {
                        Once::Row(fields, _) => Value::Object(fields.clone()).to_string(),
                        Once::List(_) => "[…]".to_owned(),
                        Once::Other(value) => value.to_string(),
                    };
                    if let Err(reason) = one(row, taking, left) {
                        taking.bad(place + 1, &line, reason);
                    }
                    taking.row_done();
                }
            }
            Ok(row) => {
                if let Err(reason) = one(row, taking, left) {
                    taking.bad(number, raw, reason);
                }
                taking.row_done();
            }
            Err(error) => {
                let rest = text.get(start..).unwrap_or_default().trim();
                taking.bad(error.line(), rest, unreadable(&error));
                break;
            }
        }
    }
}

/// Takes in one value: a row, or the line that describes a whole study.
fn one(value: Once, taking: &mut Taking<'_>, left: &mut Vec<String>) -> Result<(), String> {
    let other = match value {
        Once::Row(_, Some(name)) => return Err(format!("\"{name}\" stands in it twice")),
        Once::Row(fields, None) => Ok(fields),
        Once::List(_) => Err("a list".to_owned()),
        Once::Other(value) => Err(sort_of(&value)),
    };
    let fields = other.map_err(|what| {
        format!(
            "it is not an observation in JSON: it is {what}, and a row looks like \
             {{\"text\": \"…\"}}"
        )
    })?;
    if fields.contains_key("asdone") {
        let head = serde_json::from_value::<head::Head>(Value::Object(fields));
        return head.map_err(|_| other_head()).and_then(|head| taking.head(head));
    }
    if fields.contains_key(COLLEAGUE) {
        return Err("it is a colleague's note, which only its author brings in".to_owned());
    }
    let row = named(fields, left)?;
    let row = serde_json::from_value(Value::Object(row)).map_err(|_| {
        "it is not an observation in JSON: a field has another form than docs/json.md says"
            .to_owned()
    })?;
    taking.row(row)
}

fn other_head() -> String {
    "the first line of this study has another form than this program writes".to_owned()
}

/// The fields of a row that are words or nothing.
const WORDS: [&str; 10] = [
    "id",
    "text",
    "kind",
    "setting",
    "stance",
    "origin",
    "prompted_at",
    "source",
    "happened_at",
    "recorded_at",
];

/// The field that says that a line is a colleague's note.
const COLLEAGUE: &str = "colleague";

/// Fields that are known besides.
const OTHERS: [&str; 7] = ["audience", "tags", "withdrawn", "later", "history", "code", "amended"];

/// The fields under their own names, whatever capitals they have, each of the right sort.
fn named(
    fields: serde_json::Map<String, Value>,
    left: &mut Vec<String>,
) -> Result<serde_json::Map<String, Value>, String> {
    let mut row = serde_json::Map::new();
    for (name, value) in fields {
        let own = super::sheet::plain(&name);
        let words =
            WORDS.contains(&own.as_str()) || own == "audience" || Extra::parse(&own).is_some();
        if !words && !OTHERS.contains(&own.as_str()) {
            if !left.contains(&name) {
                left.push(name);
            }
            continue;
        }
        if words && !matches!(value, Value::String(_) | Value::Null) {
            return Err(format!(
                "\"{name}\" is {}; expected a string, which is words in quotation marks",
                sort_of(&value)
            ));
        }
        let value = match (own.as_str(), value) {
            // A list that is not there is an empty one.
            ("later", Value::Null) => continue,
            ("withdrawn", Value::String(word)) => match word.trim().to_lowercase().as_str() {
                "true" | "yes" | "1" => Value::Bool(true),
                "" | "false" | "no" | "0" => Value::Bool(false),
                _ => return Err(format!("\"{word}\" is neither true nor false")),
            },
            ("withdrawn", value @ (Value::Bool(_) | Value::Null)) => value,
            ("withdrawn", value) => {
                return Err(format!("\"withdrawn\" is {}, and is true or false", sort_of(&value)));
            }
            ("tags", Value::Array(tags)) if !tags.iter().all(Value::is_string) => {
                return Err(
                    "\"tags\" has something in it that is no word in quotation marks".to_owned()
                );
            }
            ("tags", value @ (Value::Number(_) | Value::Bool(_) | Value::Object(_))) => {
                return Err(format!("\"tags\" is {}, and is a list of words", sort_of(&value)));
            }
            (_, value) => value,
        };
        if row.insert(own.clone(), value).is_some() {
            return Err(format!("\"{own}\" stands in it twice"));
        }
    }
    Ok(row)
}

/// What a value is, as a person would say it.
fn sort_of(value: &Value) -> String {
    match value {
        Value::Null => "nothing (null)".to_owned(),
        Value::Bool(bool) => bool.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a set of fields".to_owned(),
    }
}

fn unreadable(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Eof => {
            "it ends too early; a quotation mark or a bracket is not closed".to_owned()
        }
        Category::Syntax | Category::Data | Category::Io => format!(
            "a comma, a quotation mark or a bracket is missing or one too many, near character {}",
            error.column()
        ),
    };
    format!("it is not an observation in JSON: {what}")
}

/// One observation as `list --json` prints it: one line, without a line break.
pub fn line(study: &Study, record: &Record) -> String {
    let mut line = NoteLine::of(study, record, None);
    let codebook = study.codebook();
    line.tags = study.tags_of(record).filter_map(|ix| codebook.get(ix).map(Tag::name)).collect();
    json(&line)
}

/// A whole study: a first line that describes it (with its codebook, settings and people), then
/// one line an observation, with history. Reading it into an empty study gives the same portrait
/// but for ids of devices and stamps. Observations that undo has taken back stay behind.
pub fn write(study: &Study, among: &[ObsIx]) -> String {
    let mut lines = json(&head::Head::of(study));
    lines.push('\n');
    let records = among.iter().filter_map(|ix| study.record_at(*ix));
    for record in records.filter(|record| record.is_here() && !record.is_taken_back()) {
        let line = NoteLine::of(study, record, history(study, record));
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
struct NoteLine<'a> {
    id: String,
    code: String,
    /// What a colleague goes by whose note it is; left out of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    colleague: Option<&'a str>,
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

impl<'a> NoteLine<'a> {
    fn of(study: &'a Study, record: &'a Record, history: Option<History>) -> Self {
        let codebook = study.codebook();
        let name = |ix| codebook.get(ix).map(Tag::name);
        let prompted_at = match record.origin() {
            Origin::Spontaneous => None,
            Origin::Prompted(at) => at,
        };
        let later = record.later().filter(|l| record.is_foreign() || study.writes_in_it(l.author));
        Self {
            id: record.id().to_string(),
            code: record.id().code().short().to_owned(),
            colleague: record.is_foreign().then(|| pseudonym(study, record.author())),
            text: record.text(),
            kind: record.kind().map(crate::study::Kind::word),
            tags: study.own_tags_of(record).filter_map(name).collect(),
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

fn pseudonym(study: &Study, person: PersonIx) -> &str {
    study.people().get(person.0 as usize).map_or("", |person| person.pseudonym.as_str())
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
    let mut own = record.taggings().iter().filter(|t| study.writes_in_it(t.coder));
    let verdicts = (!own.all(plain)).then(|| {
        let own = record.taggings().iter().filter(|t| study.writes_in_it(t.coder));
        let said = own.filter_map(|t| {
            Some(Said {
                tag: codebook.get(t.tag)?.key().to_string(),
                coder: (t.coder != record.author()).then(|| person(t.coder)).flatten(),
                verdict: verdict_word(t.verdict).to_owned(),
            })
        });
        said.collect()
    });
    let several = study.everyone().into_iter().filter_map(|person| study.person_ix(person.id));
    let several = several.filter(|ix| study.writes_in_it(*ix)).count() > 1;
    let author = several.then(|| person(record.author())).flatten();
    let first_text = (!amendments.is_empty()).then(|| record.first_text().to_owned());
    let nothing = amendments.is_empty() && withdrawals.is_empty() && verdicts.is_none();
    let history = History { author, first_text, amendments, withdrawals, verdicts };
    (!nothing || history.author.is_some()).then_some(history)
}
