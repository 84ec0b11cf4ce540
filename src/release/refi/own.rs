//! One's own study as a project, for work on one's own laptop in another program: texts, settings
//! and times as they are. It is not made for giving away.

use super::{Code, Coder, Project, Selection, Source, Value, guid};
use crate::analysis::View;
use crate::study::{Moment, ObsIx, PersonIx, Record, Study, TagIx, Verdict};

/// The tags of a codebook as codes, merges left out, each with its place in the codebook.
fn tags(study: &Study) -> Vec<(TagIx, Code)> {
    let codebook = study.codebook();
    let listed = codebook.listed().into_iter();
    let own = listed.filter_map(|tag| {
        let ix = codebook.ix(tag.key()).filter(|ix| codebook.resolve(*ix) == *ix)?;
        let parts =
            [("", tag.definition()), ("With: ", tag.include()), ("Without: ", tag.exclude())];
        let said = parts.iter().filter(|(_, text)| !text.trim().is_empty());
        let said: Vec<String> = said.map(|(head, text)| format!("{head}{text}")).collect();
        let code = Code {
            guid: guid(&["tag", tag.key().as_str()]),
            name: tag.name().to_owned(),
            group: tag.group().to_owned(),
            description: said.join("\n"),
        };
        Some((ix, code))
    });
    own.collect()
}

/// The codebook of a study as codes.
pub fn codes_of(study: &Study) -> Vec<Code> {
    tags(study).into_iter().map(|(_, code)| code).collect()
}

fn utc(at: Moment) -> String {
    let there = chrono::DateTime::from_timestamp_millis(at.millis).unwrap_or_default();
    there.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Notes of a study as a project: each note a text, coded as a whole by everybody who tagged it.
pub fn project_of(view: View<'_>, among: &[ObsIx], now: Moment) -> Project {
    let study = view.study();
    let tags = tags(study);
    let mut people: Vec<PersonIx> = Vec::new();
    let sources = among
        .iter()
        .filter_map(|ix| study.record_at(*ix))
        .map(|record| source(study, record, &tags, &mut people))
        .collect();
    let coder = |ix: &PersonIx| {
        let person = study.people().get(ix.0 as usize);
        let name = person.map(|person| person.pseudonym.clone()).unwrap_or_default();
        let id = person.map(|person| person.id.to_string()).unwrap_or_default();
        Coder { guid: guid(&["person", &id]), name }
    };
    Project {
        name: study.name().to_owned(),
        origin: format!("asdone {}", env!("CARGO_PKG_VERSION")),
        memo: "Observations of normal work, written with asdone. This is not the case record. The \
               words are as they were written and may name somebody."
            .to_owned(),
        at: utc(now),
        coders: people.iter().map(coder).collect(),
        codes: tags.into_iter().map(|(_, code)| code).collect(),
        sources,
        journals: Vec::new(),
    }
}

fn source(
    study: &Study,
    record: &Record,
    tags: &[(TagIx, Code)],
    people: &mut Vec<PersonIx>,
) -> Source {
    let codebook = study.codebook();
    let mut place = |person: PersonIx| {
        people.iter().position(|known| *known == person).unwrap_or_else(|| {
            people.push(person);
            people.len() - 1
        })
    };
    // The author is somebody of the project, whether or not they tagged.
    place(record.author());
    let mut selections: Vec<Selection> = Vec::new();
    // What colleagues said of it is theirs to give.
    let own = record.taggings().iter().filter(|one| study.writes_in_it(one.coder));
    for tagging in own.filter(|one| one.verdict == Verdict::Yes) {
        let tag = codebook.resolve(tagging.tag);
        let code = tags.iter().position(|(ix, _)| *ix == tag);
        let coder = place(tagging.coder);
        selections.extend(code.map(|code| Selection { coder, code, memo: String::new() }));
    }
    selections.sort_by_key(|one| (one.coder, one.code));
    let extras = record.extra_texts().map(|(extra, text)| format!("{}: {text}", extra.word()));
    let later = record.later().filter(|later| study.writes_in_it(later.author)).map(|later| {
        format!("Known later, {}: {}", later.at.local().format("%Y-%m-%d"), later.text)
    });
    let memo: Vec<String> = extras.chain(later).collect();
    let values = [
        ("kind", record.kind().map(|kind| kind.word().to_owned())),
        ("setting", record.setting().map(|ix| study.setting_name(ix).to_owned())),
        ("who did it", Some(record.stance().word().to_owned())),
        ("prompted", Some(if record.is_prompted() { "yes" } else { "no" }.to_owned())),
        ("visible to", Some(record.audience().word().to_owned())),
        ("happened", Some(record.happened_at().local().format("%Y-%m-%d %H:%M").to_string())),
    ];
    let day = record.happened_at().local().format("%Y-%m-%d");
    Source {
        guid: guid(&["note", &record.id().to_string()]),
        name: format!("{day} {}", record.id().code()),
        text: record.text().to_owned(),
        memo: memo.join("\n"),
        at: utc(record.happened_at()),
        values: values
            .into_iter()
            .filter_map(|(name, value)| Some(Value { variable: name.to_owned(), value: value? }))
            .collect(),
        selections,
    }
}
