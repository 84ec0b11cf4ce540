//! What reading a note for hindsight, blame and identifiers is worth, in figures: on the notes it was
//! tuned with, on notes that were written before it and looked at seldom, and, where the folder
//! `ASDONE_EVALUATION` has them, on sentences that fire crews wrote. Run with `--nocapture` to read
//! the figures.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests may panic"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use asdone::wording::{MarkKind, Reader, check, strangers};
use serde::Deserialize;

#[derive(Deserialize, Debug)]
struct Note {
    #[serde(default)]
    id: String,
    text: String,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    spans: Vec<Span>,
    #[serde(default)]
    ambiguous: bool,
}

#[derive(Deserialize, Debug, Clone)]
struct Span {
    start: usize,
    end: usize,
    #[serde(default)]
    kind: String,
}

fn notes(path: &Path) -> Vec<Note> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn data(name: &str) -> Vec<Note> {
    notes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name))
}

/// Counts of right, false and missed, and what they come to.
#[derive(Default, Clone, Copy, Debug)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Score {
    fn add(&mut self, said: bool, so: bool) {
        self.right += usize::from(said && so);
        self.wrong += usize::from(said && !so);
        self.missed += usize::from(!said && so);
    }

    fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    fn say(self, what: &str) {
        let Self { right, wrong, missed } = self;
        let (p, r) = (self.precision(), self.recall());
        println!(
            "{what:<34} precision {p:.3}  recall {r:.3}  ({right} right, {wrong} false, {missed} missed)"
        );
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Note by note, and for each category.
fn wording_score(notes: &[Note], what: &str) -> Score {
    let reader = Reader::built_in();
    let mut whole = Score::default();
    let mut each: BTreeMap<String, Score> = BTreeMap::new();
    for note in notes.iter().filter(|note| !note.ambiguous) {
        let marks = reader.wording(&note.text);
        let said: BTreeSet<String> = marks.iter().map(|m| m.category.to_string()).collect();
        let so: BTreeSet<String> = note.labels.iter().cloned().collect();
        whole.add(!said.is_empty(), !so.is_empty());
        for category in said.union(&so) {
            let score = each.entry(category.clone()).or_default();
            score.add(said.contains(category), so.contains(category));
        }
        if said.is_empty() != so.is_empty() {
            let rules: Vec<_> = marks.iter().map(|m| (&*m.rule, m.words(&note.text))).collect();
            println!("  {} {so:?} {rules:?} {}", note.id, note.text);
        }
    }
    whole.say(what);
    each.iter().for_each(|(category, score)| score.say(&format!("  {category}")));
    whole
}

/// Identifier by identifier: right where one of the same kind overlaps by at least half of each.
fn identifier_scores(notes: &[Note]) -> BTreeMap<String, Score> {
    let reader = Reader::built_in();
    let mut each: BTreeMap<String, Score> = BTreeMap::new();
    for note in notes {
        let marks = reader.read(&note.text);
        let marks: Vec<_> = marks.iter().filter(|m| m.kind == MarkKind::Identifier).collect();
        let mut left: Vec<Span> = note.spans.clone();
        for mark in marks {
            let fits = |span: &Span| {
                let both =
                    mark.range.end.min(span.end).saturating_sub(mark.range.start.max(span.start));
                span.kind == *mark.category
                    && 2 * both >= mark.range.len()
                    && 2 * both >= span.end - span.start
            };
            let score = each.entry(mark.category.to_string()).or_default();
            match left.iter().position(fits) {
                Some(at) => {
                    let span = left.remove(at);
                    score.right += 1;
                    if (span.start, span.end) != (mark.range.start, mark.range.end) {
                        println!("  other ends: {:?} in {}", mark.words(&note.text), note.text);
                    }
                }
                None => {
                    score.wrong += 1;
                    println!(
                        "  false {} {:?} in {}",
                        mark.category,
                        mark.words(&note.text),
                        note.text
                    );
                }
            }
        }
        for span in left {
            each.entry(span.kind.clone()).or_default().missed += 1;
            let words: String =
                note.text.chars().skip(span.start).take(span.end - span.start).collect();
            println!("  missed {} {words:?} in {}", span.kind, note.text);
        }
    }
    each
}

/// All patterned kinds together, and names.
fn identifiers(name: &str) -> (Score, Score) {
    let each = identifier_scores(&data(name));
    let mut patterned = Score::default();
    let mut names = Score::default();
    for (kind, score) in &each {
        score.say(&format!("  {kind}"));
        let sum = if kind == "name" { &mut names } else { &mut patterned };
        sum.right += score.right;
        sum.wrong += score.wrong;
        sum.missed += score.missed;
    }
    patterned.say(&format!("{name}: patterned"));
    names.say(&format!("{name}: names"));
    (patterned, names)
}

#[test]
fn the_notes_it_was_tuned_with_are_read_as_labelled() {
    let score = wording_score(&data("wording-dev.jsonl"), "wording-dev, notes");
    assert!(score.precision() >= 0.97, "{score:?}");
    assert!(score.recall() >= 0.95, "{score:?}");
}

#[test]
fn notes_written_before_the_rules_were_tuned_are_read_nearly_as_well() {
    let score = wording_score(&data("wording-held-out.jsonl"), "wording-held-out, notes");
    assert!(score.precision() >= 0.93, "{score:?}");
    assert!(score.recall() >= 0.70, "{score:?}");
}

#[test]
fn identifiers_of_a_known_form_are_found_and_names_as_well_as_can_be() {
    let (patterned, names) = identifiers("identifiers-dev.jsonl");
    assert!(patterned.precision() >= 0.95 && patterned.recall() >= 0.95, "{patterned:?}");
    assert!(names.precision() >= 0.95 && names.recall() >= 0.90, "{names:?}");
    let (patterned, names) = identifiers("identifiers-held-out.jsonl");
    assert!(patterned.precision() >= 0.95 && patterned.recall() >= 0.90, "{patterned:?}");
    assert!(names.precision() >= 0.90 && names.recall() >= 0.85, "{names:?}");
}

/// Notes of the kinds that a look at strangers' notes had shown to fail: names of many languages, in
/// capitals and small letters, wording in everyday words, and what looks like either and is neither.
#[test]
fn notes_of_the_kinds_that_failed_are_read_as_labelled() {
    let score = wording_score(&data("unseen-dev.jsonl"), "unseen-dev, notes");
    assert!(score.precision() >= 0.95 && score.recall() >= 0.90, "{score:?}");
}

#[test]
fn names_of_many_languages_and_numbers_of_many_forms_are_found() {
    let (patterned, names) = identifiers("unseen-dev.jsonl");
    assert!(patterned.precision() >= 0.97 && patterned.recall() >= 0.97, "{patterned:?}");
    assert!(names.precision() >= 0.95 && names.recall() >= 0.95, "{names:?}");
}

/// Written before any rule was touched for them. `docs/wording.md` gives the figures of the first look.
#[test]
fn notes_that_nothing_was_tuned_on_are_read_nearly_as_well() {
    let score = wording_score(&data("unseen-held-out.jsonl"), "unseen-held-out, notes");
    let (patterned, names) = identifiers("unseen-held-out.jsonl");
    let stricter = review_score(&data("unseen-held-out.jsonl"), true);
    assert!(score.precision() >= 0.95 && score.recall() >= 0.75, "{score:?}");
    assert!(patterned.precision() >= 0.97 && patterned.recall() >= 0.97, "{patterned:?}");
    assert!(names.precision() >= 0.95 && names.recall() >= 0.90, "{names:?}");
    assert!(stricter.recall() >= 0.98, "{stricter:?}");
}

/// A second look of the same sort, at notes of other roles: a hospital, foster care, youth justice and
/// care at home.
#[test]
fn notes_of_other_roles_are_read_nearly_as_well() {
    let score = wording_score(&data("unseen-roles.jsonl"), "unseen-roles, notes");
    let (patterned, names) = identifiers("unseen-roles.jsonl");
    let stricter = review_score(&data("unseen-roles.jsonl"), true);
    assert!(score.precision() >= 0.95 && score.recall() >= 0.75, "{score:?}");
    assert!(patterned.precision() >= 0.97 && patterned.recall() >= 0.97, "{patterned:?}");
    assert!(names.precision() >= 0.90 && names.recall() >= 0.90, "{names:?}");
    assert!(stricter.recall() >= 0.98, "{stricter:?}");
}

/// Notes with numbers, addresses and days by which somebody could be known, and with what looks like them
/// and is none. They were written before the rules were touched, with forms that came from elsewhere, and
/// parted by lot: nothing was tuned on the second half. `docs/wording.md` gives the figures of the first look.
#[test]
fn forms_of_fresh_notes_are_found() {
    let (tuned, _) = identifiers("forms-dev.jsonl");
    let (held_out, _) = identifiers("forms-held-out.jsonl");
    assert!(tuned.precision() >= 0.97 && tuned.recall() >= 0.97, "{tuned:?}");
    assert!(held_out.precision() >= 0.97 && held_out.recall() >= 0.97, "{held_out:?}");
}

/// Forms of more countries and hands, with as much that looks like them and is none: first the notes that
/// the rules were tuned with, then two sets that were looked at once before anything was mended for them.
/// `docs/wording.md` gives the figures of those first looks.
#[test]
fn forms_of_other_countries_and_tired_hands_are_found() {
    let (tuned, _) = identifiers("forms-wide-dev.jsonl");
    let (blind, names) = identifiers("forms-wide-blind.jsonl");
    let (second, _) = identifiers("forms-wide-second.jsonl");
    let wording = wording_score(&data("forms-wide-blind.jsonl"), "forms-wide-blind, notes");
    let stricter = review_score(&data("forms-wide-blind.jsonl"), true);
    assert!(tuned.precision() >= 0.99 && tuned.recall() >= 0.99, "{tuned:?}");
    assert!(blind.precision() >= 0.98 && blind.recall() >= 0.98, "{blind:?}");
    assert!(second.precision() >= 0.98 && second.recall() >= 0.98, "{second:?}");
    assert!(names.precision() >= 0.90 && names.recall() >= 0.90, "{names:?}");
    assert!(wording.precision() >= 0.90 && wording.recall() >= 0.75, "{wording:?}");
    assert!(stricter.recall() >= 0.98, "{stricter:?}");
}

/// Forms of many services and countries, written by hurried hands before the rules that read figures in
/// general: each set was looked at once before anything was mended for it. `docs/wording.md` gives the
/// figures of those first looks.
#[test]
fn forms_that_no_list_foresaw_are_found() {
    let (third, _) = identifiers("forms-third-blind.jsonl");
    let (fourth, _) = identifiers("forms-fourth-blind.jsonl");
    let (fifth, _) = identifiers("forms-fifth-blind.jsonl");
    assert!(third.precision() >= 0.98 && third.recall() >= 0.98, "{third:?}");
    assert!(fourth.precision() >= 0.98 && fourth.recall() >= 0.97, "{fourth:?}");
    assert!(fifth.precision() >= 0.98 && fifth.recall() >= 0.98, "{fifth:?}");
}

/// Forms of notes that somebody else wrote than the rules, without a look at them: each set was looked at
/// once before anything was mended for it. `docs/wording.md` gives the figures of those first looks.
#[test]
fn forms_of_notes_by_another_hand_are_found() {
    let (sixth, _) = identifiers("forms-sixth-blind.jsonl");
    let (seventh, _) = identifiers("forms-seventh-blind.jsonl");
    assert!(sixth.precision() >= 0.98 && sixth.recall() >= 0.98, "{sixth:?}");
    assert!(seventh.precision() >= 0.98 && seventh.recall() >= 0.98, "{seventh:?}");
}

/// Forms of a third hand that knew no rule, of many countries: the rules were tuned with the ninth set, and
/// the eighth was looked at once with them frozen, before anything was mended for it.
#[test]
fn forms_of_notes_by_a_third_hand_are_found() {
    let (eighth, _) = identifiers("forms-eighth-blind.jsonl");
    assert!(eighth.precision() >= 0.98 && eighth.recall() >= 0.98, "{eighth:?}");
    let (ninth, _) = identifiers("forms-ninth-dev.jsonl");
    assert!(ninth.precision() >= 0.98 && ninth.recall() >= 0.98, "{ninth:?}");
}

/// The rule for a date beside a person goes by the year in which a note is read, whatever the clock shows.
#[test]
fn a_date_of_years_back_is_told_by_the_year_in_which_a_note_is_read() {
    let marked = |note: &str, year: u32| {
        let reader = Reader::of(&[]).0.of_year(year);
        reader.read(note).iter().any(|mark| &*mark.category == "date_of_birth")
    };
    for (note, first) in
        [("Mum 14/07/2019 says she was tired", 2027), ("Mum 14/07/2024 says no", 2032)]
    {
        assert!(!marked(note, first - 1), "{note} in {}", first - 1);
        assert!(marked(note, first) && marked(note, first + 20), "{note} in {first}");
    }
    assert!(
        marked("Mum 14/07/1991, dad out", 2026) && !marked("LAC review 12/05/2014 at ten", 2050)
    );
}

/// What leaves the study is read more strictly before: hardly a form is not shown there.
#[test]
fn a_review_shows_forms_that_are_not_marked_while_one_writes() {
    for set in ["third", "fourth", "fifth", "sixth", "seventh", "eighth"] {
        let score = review_score(&data(&format!("forms-{set}-blind.jsonl")), false);
        assert!(score.recall() >= 0.98, "{set}: {score:?}");
    }
}

/// What was found is kept by its place, so a note of so many numbers is read in one go: ten times the
/// numbers take no hundred times as long.
#[test]
fn a_note_of_thousands_of_numbers_is_read_in_one_go() {
    let reader = Reader::built_in();
    let took = |times: usize| {
        let note = "44188, ".repeat(times);
        let begun = std::time::Instant::now();
        assert!(!reader.read(&note).is_empty());
        begun.elapsed().as_secs_f64()
    };
    took(100);
    let (short, long) = (took(400), took(4_000));
    println!("400 numbers {short:.4} s, 4,000 numbers {long:.4} s");
    assert!(long < 40.0 * short.max(0.002), "{short} and {long}");
}

/// How many names, or forms, the stricter reading of a review shows: as a mark, or as a capital that no list of
/// ordinary words knows or a run of three figures. What is shown of a form may be a part of it.
fn review_score(notes: &[Note], names: bool) -> Score {
    let reader = Reader::built_in();
    let mut score = Score::default();
    for note in notes {
        let places: Vec<usize> =
            note.text.char_indices().map(|(at, _)| at).chain([note.text.len()]).collect();
        let mut shown: Vec<std::ops::Range<usize>> = strangers(&note.text);
        shown.extend(reader.read(&note.text).iter().map(|mark| mark.bytes(&note.text)));
        for span in note.spans.iter().filter(|span| (span.kind == "name") == names) {
            let bytes = places[span.start]..places[span.end];
            let seen = shown.iter().any(|at| at.start < bytes.end && bytes.start < at.end);
            if !seen {
                println!("  not shown: {:?} in {}", &note.text[bytes], note.text);
            }
            score.add(seen, true);
        }
    }
    score.say(if names { "names shown in a review" } else { "forms shown in a review" });
    score
}

/// Sentences that fire crews wrote in public reports; not ours to pass on, so they lie elsewhere.
fn fire_crews(name: &str) -> Option<Vec<Note>> {
    let Some(folder) = std::env::var_os("ASDONE_EVALUATION").map(PathBuf::from) else {
        println!(
            "ASDONE_EVALUATION names no folder, so {name} is not read and its figures are not checked"
        );
        return None;
    };
    Some(notes(&folder.join(name)))
}

#[test]
fn sentences_of_fire_crews_are_read_as_labelled() {
    let Some(notes) = fire_crews("fire-crews-labelled.jsonl") else { return };
    let score = wording_score(&notes, "fire-crews-labelled, sentences");
    assert!(score.precision() >= 0.87, "{score:?}");
    assert!(score.recall() >= 0.90, "{score:?}");
}

#[test]
fn few_sentences_of_fire_crews_are_marked() {
    let Some(notes) = fire_crews("fire-crews-unlabelled.jsonl") else { return };
    let reader = Reader::built_in();
    let marked = notes.iter().filter(|note| !reader.wording(&note.text).is_empty()).count();
    println!(
        "fire-crews-unlabelled: {marked} of {} sentences marked, {:.2} %",
        notes.len(),
        100.0 * share(marked, notes.len())
    );
    assert!(share(marked, notes.len()) <= 0.036, "{marked} of {}", notes.len());
}

#[test]
fn every_rule_marks_and_leaves_what_it_says() {
    let checked = check(&[]);
    let wrong: Vec<String> = checked.wrong.iter().map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(checked.rules >= 50 && checked.sentences >= 2 * checked.rules, "{checked:?}");
}

/// The person's and the study's packs, and what is said of a pack with something wrong in it.
mod packs {
    use asdone::forms::Forms;
    use asdone::wording::{Layer, Reader, check, check_one};

    const OWN: &str = "disable = [\"bl.trait\"]\nallow = [\"human error\"]\n\n[[rule]]\nid = \"own.silly\"\n\
        category = \"blame\"\nphrases = [\"silly mistake\", \"{person} * thoughtless\"]\n\
        ask = [\"What was the work asking of them?\"]\nmark = [\"It was a silly mistake by the starter.\"]\n\
        leave = [\"Silly hats on Friday.\"]\n";

    fn rules(layers: &[Layer<'_>], note: &str) -> Vec<String> {
        let (reader, wrong) = Reader::of(layers);
        assert!(wrong.is_empty(), "{wrong:?}");
        reader.wording(note).iter().map(|mark| mark.rule.to_string()).collect()
    }

    #[test]
    fn a_person_turns_rules_off_allows_words_and_adds_rules_and_the_study_has_the_last_word() {
        let own = Layer { name: "own.toml", text: OWN };
        assert_eq!(rules(&[], "Careless with the keys."), ["bl.trait"]);
        assert_eq!(rules(&[own], "Careless with the keys."), Vec::<String>::new());
        assert_eq!(rules(&[own], "Put it down to human error."), Vec::<String>::new());
        assert_eq!(rules(&[own], "The carer was again quite thoughtless."), ["own.silly"]);
        let study = Layer { name: "study", text: "enable = [\"bl.trait\"]\n" };
        assert_eq!(rules(&[own, study], "Careless with the keys."), ["bl.trait"]);
        assert!(check(&[own]).wrong.is_empty(), "{:?}", check(&[own]).wrong);
    }

    #[test]
    fn what_is_wrong_with_a_pack_is_said_with_file_line_and_reason() {
        let said = |text: &str| check_one("own.toml", text).unwrap_err().to_string();
        assert!(said("disable = [").starts_with("own.toml, line 1: "));
        assert!(
            said("\ndisable = [\"bl.none\"]").starts_with("own.toml, line 2: there is no rule")
        );
        let unknown = OWN.replace("category = \"blame\"", "category = \"sin\"");
        assert!(said(&unknown).contains("no category \"sin\""), "{}", said(&unknown));
        let false_mark = OWN.replace("Silly hats on Friday.", "A silly mistake.");
        let line = false_mark.lines().position(|line| line.starts_with("leave")).unwrap() + 1;
        let expected =
            format!("own.toml, line {line}: own.silly should leave, and marks: A silly mistake.");
        assert_eq!(said(&false_mark), expected);
        let why = OWN.replace("What was the work asking of them?", "Why did they?");
        assert!(said(&why).contains("never why"), "{}", said(&why));
        let pattern = OWN.replace(
            "phrases = [\"silly mistake\", \"{person} * thoughtless\"]",
            "pattern = '(silly'",
        );
        assert!(said(&pattern).contains("a pattern cannot be read"), "{}", said(&pattern));
        assert!(said(&OWN.replace("{person}", "{thing}")).contains("there is no {thing}"));
        assert!(said(&OWN.replace("mark = ", "flag = ")).contains("unknown field"));
    }

    #[test]
    fn the_form_of_a_study_is_checked_as_any_other() {
        assert_eq!(Forms::check("wording", "wording", OWN), Ok(()));
        let wrong = Forms::check("wording", "wording.toml", "allow = 4").unwrap_err();
        assert!(wrong.to_string().starts_with("wording.toml, line 1: "), "{wrong}");
        assert_eq!(Forms::check("wording", "wording", Forms::built_in("wording").unwrap()), Ok(()));
    }

    #[test]
    fn a_broken_pack_is_left_out_whole_and_the_others_stand() {
        let broken = Layer { name: "own.toml", text: "disable = [\"bl.trait\", \"bl.none\"]" };
        let (reader, wrong) = Reader::of(&[broken]);
        assert_eq!(wrong.len(), 1);
        assert_eq!(reader.wording("Careless with the keys.").len(), 1);
    }
}

/// Looking for stems first only saves time: those written in the pack are those that the patterns
/// cannot do without.
#[test]
fn the_stems_in_the_pack_are_those_of_its_patterns() {
    let reader = Reader::built_in();
    let wrong: Vec<_> = (reader.rules().iter())
        .filter(|rule| rule.stems().is_empty() || rule.stems() != rule.derived_stems())
        .map(|rule| (rule.id.clone(), rule.stems().to_vec(), rule.derived_stems()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn places_are_code_points_and_quotations_are_quiet() {
    let reader = Reader::built_in();
    let note = "Zo\u{eb} \u{2013} the crew failed to follow \u{201c}you should have rung\u{201d}.";
    let marks = reader.wording(note);
    assert_eq!(marks.len(), 1, "{marks:?}");
    let words: String =
        note.chars().skip(marks[0].range.start).take(marks[0].range.len()).collect();
    assert_eq!(words, "failed to follow");
    assert_eq!(marks[0].words(note), words);
}

/// What is typed on the screen, and what it asks.
mod screen {
    use asdone::tui::harness::Harness;
    use asdone::tui::msg::{Effect, Msg};

    fn pause(harness: &mut Harness) {
        harness.now.millis += 1_000;
        harness.send(Msg::Tick);
    }

    fn shown(harness: &Harness) -> Option<(String, String)> {
        let wording = &harness.model.wording;
        wording.shown().map(|(mark, words)| (mark.rule.to_string(), words.to_owned()))
    }

    #[test]
    fn nothing_is_asked_while_a_word_is_typed_and_one_question_after_a_pause() {
        let mut harness = Harness::open();
        harness.keys("Crew failed to follow the steps");
        assert_eq!(shown(&harness), None);
        pause(&mut harness);
        assert_eq!(shown(&harness).unwrap().1, "failed to follow");
        let screen = harness.screen();
        assert!(screen.contains("~ \"failed to follow\""), "{screen}");
        assert!(screen.contains('?'), "{screen}");
        harness.keys(" today<enter>");
        assert_eq!(harness.line(), "", "Enter is never in the way");
        assert_eq!(shown(&harness), None);
        assert!(!harness.screen().contains("failed to follow\" "), "{}", harness.screen());
    }

    #[test]
    fn a_sentence_that_ends_is_read_at_once_and_marks_go_with_their_words() {
        let mut harness = Harness::open();
        harness.keys("She should have rung.");
        assert_eq!(shown(&harness).unwrap().0, "cf.should-have");
        harness.keys("<backspace><backspace><backspace><backspace><backspace>");
        assert_eq!(shown(&harness), None, "the words are others now");
    }

    #[test]
    fn an_identifier_is_replaced_by_one_key_and_comes_back_by_undo() {
        let mut harness = Harness::open();
        harness.keys("Rang Dr Patel about it.");
        assert_eq!(shown(&harness).unwrap(), ("id.name".to_owned(), "Dr Patel".to_owned()));
        assert!(harness.screen().contains("the doctor would do"), "{}", harness.screen());
        harness.keys("<alt-g>");
        assert_eq!(harness.line(), "Rang the doctor about it.");
        for _ in 0..3 {
            if harness.line() != "Rang Dr Patel about it." {
                harness.keys("<ctrl-_>");
            }
        }
        assert_eq!(harness.line(), "Rang Dr Patel about it.");
    }

    #[test]
    fn a_mark_is_left_in_this_note_and_the_next_one_comes_forward() {
        let mut harness = Harness::open();
        harness.keys("Careless again. She should have rung.");
        assert_eq!(shown(&harness).unwrap().0, "cf.should-have");
        harness.keys("<alt-j>");
        assert_eq!(shown(&harness).unwrap().0, "bl.trait");
        harness.keys("<alt-x>");
        assert_eq!(shown(&harness).unwrap().0, "cf.should-have");
        harness.keys("<alt-x> Then home.");
        assert_eq!(shown(&harness), None);
    }

    #[test]
    fn words_are_left_in_this_study_for_good_by_its_own_pack() {
        let mut harness = Harness::open();
        harness.keys("Careless again.<alt-q>");
        assert!(harness.screen().contains("Rule bl.trait"), "{}", harness.screen());
        harness.keys("s");
        let form = harness.model.study.form("wording").unwrap();
        assert!(form.contains("allow = [\"Careless\"]"), "{form}");
        assert_eq!(shown(&harness), None);
        assert!(
            harness.said().contains("no longer questioned in this study"),
            "{}",
            harness.said()
        );
        harness.keys("<enter>Careless once more.");
        assert_eq!(shown(&harness), None);
    }

    #[test]
    fn what_came_later_is_read_too_and_replaced_by_the_same_key() {
        let mut harness = Harness::open();
        harness.keys("Rang the school.<enter><f3>");
        harness.keys("l");
        harness.keys("Dr Patel should have rung.");
        let screen = harness.screen();
        assert!(screen.contains("~ \"should have") && screen.contains("(2 of 2)"), "{screen}");
        harness.keys("<alt-j><alt-g>");
        assert!(harness.screen().contains("The doctor should have rung"), "{}", harness.screen());
        harness.keys("<alt-q>");
        assert!(harness.screen().contains("Rule cf.should-have"), "{}", harness.screen());
        harness.keys("e ok<enter>");
        assert!(harness.model.overlays.is_empty(), "{}", harness.screen());
        assert_eq!(shown(&harness), None);
    }

    #[test]
    fn answers_of_a_reflection_are_read_and_those_of_another_question_begin_anew() {
        let mut harness = Harness::open();
        harness.keys("Rang the school.<enter><f5>n<enter>");
        assert!(harness.screen().contains("1  "), "{}", harness.screen());
        harness.keys("Careless of her.");
        assert_eq!(shown(&harness).unwrap().0, "bl.trait");
        assert!(harness.screen().contains("~ \"Careless\""), "{}", harness.screen());
        harness.keys("<alt-x>");
        assert_eq!(shown(&harness), None);
        harness.keys("<tab>");
        assert_eq!(shown(&harness), None);
        harness.keys("<shift-tab>");
        pause(&mut harness);
        assert_eq!(shown(&harness).unwrap().0, "bl.trait", "left for that once");
    }

    #[test]
    fn a_line_of_a_debrief_is_read_where_it_is_typed() {
        let mut harness = Harness::open();
        harness.keys("Rang the school.<enter><f6>n<enter>a5<enter>nc<tab><tab><enter>n<enter>");
        harness.keys("Mrs Okafor failed to follow it.");
        let screen = harness.screen();
        assert!(screen.contains("~ \"") && screen.contains("as said"), "{screen}");
        harness.keys("<alt-x><alt-x><alt-x>");
        assert_eq!(shown(&harness), None, "{}", harness.screen());
        harness.keys("<enter>");
        assert!(harness.said().starts_with("noted"), "{}", harness.said());
    }

    #[test]
    fn what_a_person_who_is_asked_says_is_theirs_and_is_not_read() {
        let mut harness = Harness::open();
        harness.keys("<f8>n1<enter>1<enter>1<enter>She should have rung. Careless.");
        assert!(harness.screen().contains("Careless"), "{}", harness.screen());
        pause(&mut harness);
        assert_eq!(shown(&harness), None, "{}", harness.screen());
        harness.keys("<alt-h><enter> She should have rung.");
        pause(&mut harness);
        assert_eq!(shown(&harness), None, "{}", harness.screen());
    }

    #[test]
    fn how_marks_look_wherever_one_types() {
        let mut later = Harness::open();
        later.keys("Rang the school.<enter><f3>lDr Patel should have rung.");
        let mut reflection = Harness::open();
        reflection.keys("Rang the school.<enter><f5>n<enter>Careless of her.");
        for (name, harness) in [("later", &mut later), ("reflection", &mut reflection)] {
            for (wide, high) in [(80, 24), (60, 20)] {
                harness.resize(wide, high);
                insta::assert_snapshot!(format!("{name}_{wide}x{high}"), harness.screen());
            }
        }
    }

    #[test]
    fn a_rule_is_turned_off_for_good_in_the_persons_own_file() {
        let mut harness = Harness::open();
        harness.keys("Careless again.<alt-q>r");
        let kept = harness.effects.iter().find_map(|effect| match effect {
            Effect::KeepRules(path, text) => Some((path.display().to_string(), text.clone())),
            _ => None,
        });
        let (path, text) = kept.unwrap();
        assert!(path.ends_with("wording.toml"), "{path}");
        assert_eq!(text, "disable = [\"bl.trait\"]\n");
        assert_eq!(shown(&harness), None);
        harness.keys(" She should have rung.");
        assert_eq!(shown(&harness).unwrap().0, "cf.should-have", "the others go on");
    }

    #[test]
    fn it_fits_where_there_is_little_room() {
        let mut harness = Harness::open();
        harness.resize(60, 20);
        harness.keys("Rang Dr Patel, who should have been told.");
        let screen = harness.screen();
        assert!(screen.contains("(2 of 2)") && screen.contains("Enter save"), "{screen}");
        harness.keys("<alt-q>");
        let screen = harness.screen();
        assert!(screen.contains("turn the rule cf.should-have off for good"), "{screen}");
    }
}

/// The plain command.
mod command {
    use std::io::Write;
    use std::process::{Command, Stdio};

    fn asdone(home: &std::path::Path, args: &[&str], input: &str) -> (i32, String, String) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_asdone"))
            .args(args)
            .env("ASDONE_HOME", home)
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
    }

    #[test]
    fn a_line_of_json_for_each_line_and_no_study_needed() {
        let home = tempfile::tempdir().unwrap();
        let input = "She should have rung.\n\nSat with Mr Khan.";
        let (code, out, err) = asdone(home.path(), &["wording", "-", "--json"], input);
        assert_eq!((code, err.as_str()), (0, ""));
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(
            lines,
            [
                "{\"text\":\"She should have rung.\",\"marks\":[{\"kind\":\"wording\",\"category\":\"counterfactual\",\"start\":4,\"end\":20,\"rule\":\"cf.should-have\"}]}",
                "{\"text\":\"\",\"marks\":[]}",
                "{\"text\":\"Sat with Mr Khan.\",\"marks\":[{\"kind\":\"identifier\",\"category\":\"name\",\"start\":9,\"end\":16,\"rule\":\"id.name\"}]}",
            ]
        );
        let (_, out, _) = asdone(home.path(), &["wording", "-", "--json"], "\n");
        assert_eq!(out, "{\"text\":\"\",\"marks\":[]}\n");
        let (_, out, _) = asdone(home.path(), &["wording", "-", "--json"], "");
        assert_eq!(out, "");
    }

    #[test]
    fn in_words_with_questions_rules_and_reasons() {
        let home = tempfile::tempdir().unwrap();
        let (code, out, _) = asdone(home.path(), &["wording"], "fine\nShe should have rung.\n");
        assert_eq!(code, 0);
        assert!(out.starts_with("2  She should have rung.\n    \"should have rung\" (counterfactual, cf.should-have)\n    What"), "{out}");
        let (_, out, _) = asdone(home.path(), &["wording", "why", "bl.failed-to"], "");
        assert!(
            out.contains("asks\n") && out.contains("leaves\n") && out.contains("source\n"),
            "{out}"
        );
        let (code, _, err) = asdone(home.path(), &["wording", "why", "bl.none"], "");
        assert!(code == 2 && err.contains("asdone wording rules"), "{err}");
        let (code, out, _) = asdone(home.path(), &["wording", "check"], "");
        assert!(code == 0 && out.contains("as they say"), "{out}");
    }

    #[test]
    fn a_file_of_rules_with_something_wrong_is_named_with_line_and_reason() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("wording.toml");
        std::fs::write(&file, "# mine\ndisable = [\"bl.none\"]\n").unwrap();
        let (code, out, err) = asdone(home.path(), &["wording", "check"], "");
        assert_eq!(code, 2, "{err}");
        assert!(out.contains("wording.toml, line 2: there is no rule \"bl.none\""), "{out}");
        let (code, _, err) = asdone(home.path(), &["wording", "-"], "Careless.\n");
        assert!(code == 0 && err.contains("line 2") && err.contains("not used"), "{err}");
    }

    #[test]
    fn ones_own_notes_in_the_study_and_nobody_elses() {
        let home = tempfile::tempdir().unwrap();
        let init = ["init", "--name", "R", "--pseudonym", "wren"];
        assert_eq!(asdone(home.path(), &init, "").0, 0);
        assert_eq!(asdone(home.path(), &["add"], "She should have rung the ward\n").0, 0);
        assert_eq!(asdone(home.path(), &["add"], "Quiet night, two visits\n").0, 0);
        let (code, out, err) = asdone(home.path(), &["wording", "notes"], "");
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("\"should have rung\"") && !out.contains("Quiet"), "{out}");
        let (code, _, _) = asdone(home.path(), &["wording", "notes", "quiet"], "");
        assert_eq!(code, 1);
    }
}
