//! More than a thousand identifiers of every kind, which belong to nobody: one of each kind in each field
//! that a study has, in each word of the plan, and in the names of files. A person reviews them away,
//! and none is in any file of the release in any form in which a program could read it. The same
//! search finds them where they were approved, so that it can find them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use aho_corasick::{AhoCorasick, MatchKind};
use asdone::release::{self, Key, Made, Plan, package, pick, review};
use asdone::study::{Change, Digest, Moment, Passed, PersonId, Study};
#[cfg(feature = "parquet")]
use parquet::basic::PageType;
#[cfg(feature = "parquet")]
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::every_field;

/// Numbers that look drawn and are the same each time.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn below(&mut self, most: u64) -> u64 {
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

/// Makes identifiers, each once, and remembers them by their kind.
struct Seeds {
    forms: BTreeMap<String, Vec<String>>,
    draw: Draw,
    given: BTreeMap<String, String>,
}

/// What stands in some of the identifiers, so that every way of writing it differently is used.
const SIGNS: [&str; 8] = ["", "ŵ", "", "ö'", "&", "", "<\"", "🙂"];

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
        let mut forms: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in include_str!("../data/identifiers.jsonl").lines() {
            let Line { text, spans } = serde_json::from_str(line).unwrap();
            for span in spans {
                let words: String =
                    text.chars().skip(span.start).take(span.end - span.start).collect();
                // A short one would be found by chance.
                if words.chars().filter(|c| c.is_ascii_alphanumeric()).count() >= 7 {
                    forms.entry(span.kind).or_default().push(words);
                }
            }
        }
        Self { forms, draw: Draw(7), given: BTreeMap::new() }
    }

    /// Another identifier of a kind.
    fn next(&mut self, kind: &str) -> String {
        loop {
            let forms = &self.forms[kind];
            let form = &forms[self.draw.below(forms.len() as u64) as usize];
            let mut made = self.draw.like(form);
            let half = made.char_indices().nth(made.chars().count() / 2).map_or(0, |(at, _)| at);
            made.insert_str(half, SIGNS[self.given.len() % SIGNS.len()]);
            if self.given.insert(made.clone(), kind.to_owned()).is_none() {
                return made;
            }
        }
    }

    /// Words with an identifier of each kind in them; of one kind where they are the name of a tag,
    /// which has to be short.
    fn words(&mut self, what: &str) -> String {
        let kinds: Vec<String> = self.forms.keys().cloned().collect();
        if what == "tag" {
            let kind = &kinds[self.given.len() % kinds.len()];
            return format!("tag {} was there", self.next(kind)).chars().take(40).collect();
        }
        let made: Vec<String> = kinds.iter().map(|kind| self.next(kind)).collect();
        format!("{what}: {} was there", made.join("; "))
    }
}

fn redacted(text: &str, given: &AhoCorasick) -> Passed {
    let pieces: Vec<(u32, u32, String)> = given
        .find_iter(text)
        .map(|hit| (hit.start() as u32, hit.end() as u32, "[taken out]".to_owned()))
        .collect();
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
    // What a setting is called in the study, and whatever the filter leaves out.
    plan.settings.insert(seed("called"), String::new());
    plan.filter = format!("-{}", serde_json::to_string(&seed("filter").replace('"', "")).unwrap());
    plan
}

/// The release of a study, every text of which was decided upon, and all identifiers.
fn built(decide: impl Fn(&str, &AhoCorasick) -> Passed) -> (Made, Vec<String>) {
    let seeds = RefCell::new(Seeds::new());
    let seed = |what: &str| seeds.borrow_mut().words(what);
    let mut changes = every_field::changes(&seed);
    let plan = plan(&seed);
    let plan_text = seed("plan as it was typed");
    let mut of_kind: BTreeMap<String, usize> = BTreeMap::new();
    let given = seeds.borrow().given.clone();
    given.values().for_each(|kind| *of_kind.entry(kind.clone()).or_default() += 1);
    assert!(of_kind.len() == 10 && of_kind.values().all(|count| *count >= 1_000), "{of_kind:?}");
    let given: Vec<String> = given.into_keys().collect();
    let known =
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&given).unwrap();
    let study = every_field::study(changes.clone());
    let texts = texts(&study, &plan);
    assert!(texts.len() > 80, "{}", texts.len());
    for text in texts {
        let verdict =
            if text.contains("was there") { decide(&text, &known) } else { Passed::Whole };
        changes.push((1, Change::Reviewed { words: Digest::of(&text), verdict }));
    }
    let study = every_field::study(changes);
    let from = release::From {
        view: pick::view(&study, PersonId(1)),
        plan: &plan,
        plan_text: &plan_text,
        at: at(),
        id: 900,
        program: "asdone",
    };
    (release::build(from, Key::new([7; 32])).unwrap(), given)
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
    forms.push(escaped.replace('"', "&quot;").replace('\'', "&#39;").into());
    forms.push(escaped.replace('"', "&quot;").into());
    forms.push(escaped.clone().into());
    let in_numbers = |write: &dyn Fn(u32) -> String| -> Vec<u8> {
        text.chars().map(|c| write(u32::from(c))).collect::<String>().into()
    };
    forms.push(in_numbers(&|c| format!("&#{c};")));
    forms.push(in_numbers(&|c| format!("&#x{c:x};")));
    forms.push(in_numbers(&|c| format!("&#x{c:X};")));
    // What is not ASCII as JSON and XML may write it.
    let but_ascii = |write: &dyn Fn(char) -> String| -> Vec<u8> {
        let other = |c: char| if c.is_ascii() { c.to_string() } else { write(c) };
        text.chars().map(other).collect::<String>().into()
    };
    let units = |c: char| -> String {
        c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
    };
    forms.push(but_ascii(&units));
    forms.push(but_ascii(&|c| format!("&#{};", u32::from(c))));
    forms.push(but_ascii(&|c| format!("&#x{:X};", u32::from(c))));
    // Without what parts it, as somebody might compare numbers.
    forms.push(text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().into());
    forms.push(text.replace('"', "\"\"").into());
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
        found.push((format!("{name}: its name"), name.clone().into_bytes()));
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
    let pairs = reader.metadata().file_metadata().key_value_metadata();
    for pair in pairs.into_iter().flatten() {
        let pair = format!("{} {}", pair.key, pair.value.as_deref().unwrap_or_default());
        found.push((format!("{name}: metadata"), pair.into_bytes()));
    }
    for group in 0..reader.num_row_groups() {
        for column in reader.metadata().row_group(group).columns() {
            // The least and the greatest text of a column are texts: there are to be none.
            assert!(column.statistics().is_none(), "{name}: {}", column.column_path());
            assert!(column.column_index_offset().is_none(), "{name}: {}", column.column_path());
            assert!(column.bloom_filter_offset().is_none(), "{name}: {}", column.column_path());
        }
        let group = reader.get_row_group(group).unwrap();
        for column in 0..group.num_columns() {
            for page in group.get_column_page_reader(column).unwrap() {
                let page = page.unwrap();
                assert!(page.statistics().is_none());
                let is_dictionary = page.page_type() == PageType::DICTIONARY_PAGE;
                let kind = if is_dictionary { "a dictionary" } else { "a page" };
                found.push((format!("{name}: {kind}"), page.buffer().to_vec()));
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
    let each = given.iter().flat_map(|seed| forms(seed).into_iter().map(move |form| (form, seed)));
    let every: Vec<(Vec<u8>, &String)> =
        each.collect::<BTreeMap<Vec<u8>, &String>>().into_iter().collect();
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
        "observations.parquet: a dictionary",
        "reflections.csv",
        "debrief_lines.csv",
        "lessons.parquet: a dictionary",
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
