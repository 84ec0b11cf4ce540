//! More than a thousand identifiers that belong to nobody, of every kind, one in each field that a
//! study has and in each word of the plan. A person reviews them away, and none is in any file of the
//! release in any form in which a program could read it. The same search finds them where they were
//! approved, so that it can find them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use aho_corasick::{AhoCorasick, MatchKind};
use asdone::release::{self, Key, Made, Plan, package, pick, review};
use asdone::study::{Change, Digest, Moment, Passed, PersonId, Study};
#[cfg(feature = "parquet")]
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::every_field;

/// Numbers that look drawn and are the same each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    /// An identifier of the same form as another: each digit another digit, each letter another.
    fn like(&mut self, identifier: &str) -> String {
        let other = |c: char, draw: &mut Self| match c {
            '0'..='9' => char::from(b'0' + draw.below(10) as u8),
            'a'..='z' => char::from(b'a' + draw.below(26) as u8),
            'A'..='Z' => char::from(b'A' + draw.below(26) as u8),
            other => other,
        };
        identifier.chars().map(|c| other(c, self)).collect()
    }
}

/// Makes identifiers, each once, and remembers them.
struct Seeds {
    forms: Vec<(String, String)>,
    draw: Draw,
    given: BTreeSet<String>,
    kinds: BTreeSet<String>,
}

impl Seeds {
    fn new() -> Self {
        #[derive(serde::Deserialize)]
        struct Line {
            text: String,
            spans: Vec<Span>,
        }
        #[derive(serde::Deserialize)]
        struct Span {
            start: usize,
            end: usize,
            kind: String,
        }
        let mut forms = Vec::new();
        for line in include_str!("../data/identifiers.jsonl").lines() {
            let Line { text, spans } = serde_json::from_str(line).unwrap();
            for span in spans {
                let words: String =
                    text.chars().skip(span.start).take(span.end - span.start).collect();
                // A short one would be found by chance.
                if words.chars().filter(|c| c.is_ascii_alphanumeric()).count() >= 7 {
                    forms.push((span.kind, words));
                }
            }
        }
        Self { forms, draw: Draw(7), given: BTreeSet::new(), kinds: BTreeSet::new() }
    }

    fn next(&mut self) -> String {
        loop {
            let at = self.given.len() % self.forms.len();
            let (kind, form) = self.forms[at].clone();
            let made = self.draw.like(&form);
            if self.given.insert(made.clone()) {
                self.kinds.insert(kind);
                return made;
            }
        }
    }
}

fn redacted(text: &str, given: &BTreeSet<String>) -> Passed {
    let mut pieces: Vec<(u32, u32, String)> = given
        .iter()
        .flat_map(|seed| text.match_indices(seed.as_str()))
        .map(|(at, seed)| (at as u32, (at + seed.len()) as u32, "[taken out]".to_owned()))
        .collect();
    pieces.sort_unstable();
    assert!(!pieces.is_empty(), "{text} has an identifier in it");
    Passed::Redacted(pieces)
}

fn at() -> Moment {
    Moment::new(1_780_000_000_000, 60)
}

/// The plan, its words with identifiers in them.
fn plan(seed: &dyn Fn(&str) -> String) -> Plan {
    let text = super::plan().replace("\"Canal Row\"", "\"duty desk\"");
    let mut plan = Plan::read(&text).unwrap();
    plan.words().into_iter().for_each(|(_, words)| *words = seed("plan"));
    plan
}

/// The release of a study, every text of which was decided upon.
fn built(decide: impl Fn(&str, &BTreeSet<String>) -> Passed) -> (Made, Vec<String>) {
    let seeds = RefCell::new(Seeds::new());
    let seed = |what: &str| format!("{what}: {} was there", seeds.borrow_mut().next());
    let mut changes = every_field::changes(&seed);
    let plan = plan(&seed);
    let given = seeds.borrow().given.clone();
    assert!(given.len() > 1_000, "{}", given.len());
    assert_eq!(seeds.borrow().kinds.len(), 10, "{:?}", seeds.borrow().kinds);
    let study = every_field::study(changes.clone());
    let texts = texts(&study, &plan);
    assert!(texts.len() > 80, "{}", texts.len());
    for text in texts {
        let verdict =
            if text.contains("was there") { decide(&text, &given) } else { Passed::Whole };
        changes.push((1, Change::Reviewed { words: Digest::of(&text), verdict }));
    }
    let study = every_field::study(changes);
    let from = release::From {
        view: pick::view(&study, PersonId(1)),
        plan: &plan,
        plan_text: "",
        at: at(),
        id: 900,
        program: "asdone",
    };
    (release::build(from, Key::new([7; 32])).unwrap(), given.into_iter().collect())
}

fn texts(study: &Study, plan: &Plan) -> BTreeSet<String> {
    let view = pick::view(study, PersonId(1));
    let picked = pick::pick(view, plan, at()).unwrap();
    let mut texts: BTreeSet<String> =
        review::items(study, plan, &picked).into_iter().map(|item| item.text).collect();
    texts.extend(plan.clone().words().into_iter().map(|(_, words)| words.clone()));
    texts
}

/// A text in every form in which it could stand in a file.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let mut forms: Vec<Vec<u8>> = vec![text.into(), text.to_lowercase().into()];
    forms.push(every_field::as_key(text).into());
    forms.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    forms.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    forms.push(serde_json::to_string(text).unwrap().trim_matches('"').into());
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    forms.push(escaped.replace('"', "&quot;").replace('\'', "&apos;").into());
    let numbers: String = text.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    forms.push(numbers.into());
    for space in ["%20", "+"] {
        let percent: String = text
            .bytes()
            .map(|b| match b {
                b' ' => space.to_owned(),
                b if b.is_ascii_alphanumeric() || b"-._~".contains(&b) => char::from(b).to_string(),
                b => format!("%{b:02X}"),
            })
            .collect();
        forms.push(percent.into());
    }
    forms.extend((0..3).filter_map(|before| base64_inside(text, before)));
    forms.push(text.bytes().map(|b| format!("{b:02x}")).collect::<String>().into());
    forms
}

/// What of a text's base64 does not depend on what stands around it, `before` bytes after a full group.
fn base64_inside(text: &str, before: usize) -> Option<Vec<u8>> {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let skip = (3 - before) % 3;
    let whole = text.as_bytes().get(skip..)?;
    let whole = &whole[..whole.len() / 3 * 3];
    let signs: Vec<u8> = whole
        .chunks(3)
        .flat_map(|three| {
            let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
            [18, 12, 6, 0].map(|by| SIGNS[(bits >> by & 63) as usize])
        })
        .collect();
    (signs.len() >= 8).then_some(signs)
}

/// The bytes of each file, and of what is inside it: entries and names of ZIPs, pages of Parquet as they
/// are when unpacked, dictionaries among them.
fn inside(files: &BTreeMap<String, Vec<u8>>) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for (name, bytes) in files {
        found.push((name.clone(), bytes.clone()));
        if name.ends_with(".qdpx") || name.ends_with(".zip") {
            let mut zip = zip::ZipArchive::new(Cursor::new(bytes.clone())).unwrap();
            found.push((format!("{name}: remark"), zip.comment().to_vec()));
            let mut entries = BTreeMap::new();
            for at in 0..zip.len() {
                let mut entry = zip.by_index(at).unwrap();
                let path = entry.name().unwrap().into_owned();
                let mut about = path.clone().into_bytes();
                about.extend(entry.comment().bytes());
                found.push((format!("{name}: name"), about));
                let mut inner = Vec::new();
                entry.read_to_end(&mut inner).unwrap();
                entries.insert(path.rsplit('/').next().unwrap().to_owned(), inner);
            }
            let entries = inside(&entries);
            found
                .extend(entries.into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        }
        #[cfg(feature = "parquet")]
        if name.ends_with(".parquet") {
            found.extend(pages(name, bytes));
        }
    }
    found
}

#[cfg(feature = "parquet")]
fn pages(name: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let mut found =
        vec![(format!("{name}: metadata"), format!("{:?}", reader.metadata()).into_bytes())];
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).unwrap();
        for column in 0..group.num_columns() {
            for page in group.get_column_page_reader(column).unwrap() {
                let page = page.unwrap();
                assert!(page.statistics().is_none());
                found.push((format!("{name}: a page"), page.buffer().to_vec()));
            }
        }
    }
    found
}

/// In which places which identifiers are.
fn found(made: &Made, given: &[String]) -> BTreeMap<String, BTreeSet<String>> {
    let mut files = made.files.clone();
    let zip = package::zipped(&made.files, "r").unwrap();
    files.insert("all.zip".into(), zip);
    let every: Vec<(Vec<u8>, &String)> = given
        .iter()
        .flat_map(|seed| forms(seed).into_iter().map(move |form| (form, seed)))
        .collect();
    let mut search = AhoCorasick::builder();
    let search = search
        .match_kind(MatchKind::LeftmostFirst)
        .build(every.iter().map(|(form, _)| form))
        .unwrap();
    let mut hits: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (place, bytes) in inside(&files) {
        for hit in search.find_iter(&bytes) {
            let seed = every[hit.pattern().as_usize()].1.clone();
            hits.entry(place.clone()).or_default().insert(seed);
        }
    }
    hits
}

#[test]
fn a_thousand_identifiers_that_were_reviewed_away_are_nowhere_in_any_form() {
    let (made, given) = built(redacted);
    let text = String::from_utf8_lossy(&made.files["reflections.csv"]).into_owned();
    assert!(text.contains("[taken out]"), "{text}");
    let hits = found(&made, &given);
    assert!(hits.is_empty(), "{hits:?}");
}

#[test]
fn the_search_finds_what_was_approved() {
    let (made, given) = built(|_, _| Passed::Whole);
    let hits = found(&made, &given);
    for file in [
        "README.md",
        "observations.csv",
        "observations.parquet: a page",
        "reflections.csv",
        "debrief_lines.csv",
        "lessons.parquet: a page",
        "voices.csv",
        "tags.csv",
        "codebook.csv",
        "codebook.qdc",
        "project.qdpx/project.qde",
        "report.html",
        "consent.md",
        "information.md",
        "CITATION.cff",
        "datacite.json",
        "datapackage.json",
        "residual-risk.md",
        "ro-crate-metadata.json",
        "all.zip/observations.csv",
    ] {
        assert!(hits.contains_key(file), "{file} is searched: {:?}", hits.keys());
    }
    // What nobody ever reviews is in none of them all the same: quiet answers, memos, pseudonyms.
    let out: BTreeSet<&String> = hits.values().flatten().collect();
    assert!(out.len() < given.len() / 2, "{} of {}", out.len(), given.len());
}
