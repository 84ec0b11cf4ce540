//! What else somebody tries who means ill, against what was built last: forms that promise no longer what
//! they promised, files that come back, floods of keys.

use asdone::study::StudyField;

use super::*;

const SHEET: SheetId = SheetId(0x91);

fn form(text: &str) -> Change {
    let set = StudyField::Form { name: "reflection".into(), text: text.into() };
    Change::StudySet { was: set.clone(), set }
}

/// Those who run a team ask a question that stays with whoever answers it, and then change the form.
#[test]
fn what_was_answered_in_confidence_does_not_leave_because_somebody_changes_the_form() {
    let mut team = pair();
    let asks = |quiet: bool| {
        let aim = "minutes = 9\n\n[[prompt]]\nid = \"aim\"\nask = \"What for?\"\n";
        format!("{aim}\n[[prompt]]\nid = \"grief\"\nask = \"And you?\"\nquiet = {quiet}\n")
    };
    asdone::forms::Forms::check("reflection", "it", &asks(true)).unwrap();
    let now = team.now;
    team.laptops[0].write(now, vec![form(&asks(true))]);
    team.now += 11 * MINUTE;
    team.settle();
    assert!(team.laptops[1].open.study.form("reflection").unwrap().contains("quiet = true"));
    let answer = |prompt: &str, text: &str| {
        let (asked, prompt, text) = ("asked".into(), prompt.into(), text.into());
        put(SHEET, Field::Answer { prompt, asked, text })
    };
    let (now, at) = (team.now, Moment::new(team.now, 0));
    team.laptops[1].sheets.push(SHEET);
    team.laptops[1].write(
        now,
        vec![
            Change::Begun { sheet: SHEET, sort: Sort::Reflection, at },
            answer("grief", "said in confidence"),
            answer("aim", "said to all"),
            put(SHEET, Field::Audience(Audience::Team)),
        ],
    );
    team.now += 11 * MINUTE;
    team.settle();
    assert!(team.on_shelf().contains("said to all"));
    for text in [asks(false), String::new(), asks(false)] {
        let now = team.now;
        team.laptops[0].write(now, vec![form(&text)]);
        team.now += 11 * MINUTE;
        team.settle();
        assert!(!team.on_shelf().contains("said in confidence"), "{text}");
        assert!(!team.laptops[0].from_others().contains("said in confidence"), "{text}");
    }
    assert!(team.on_shelf().contains("said to all"));
}

/// Whoever can write the folder puts back everything that ever lay there, beside what lies there now.
#[test]
fn files_that_were_taken_away_and_come_back_bring_nothing_back() {
    let mut team = begin(&[0, 0, 0], Memory::sound());
    team.settle();
    let mut ever = BTreeMap::new();
    for (nth, words) in ["lowered", "reworded", "erased"].into_iter().enumerate() {
        let id = ObservationId(0x60 + nth as u128);
        let now = team.now;
        team.laptops[1].notes.push(id);
        team.laptops[1]
            .write(now, vec![note(id, format!("{words} words")), audience(id, Audience::Team)]);
        team.now += 11 * MINUTE;
        team.exchange(1);
        ever.extend(team.shelf.files());
    }
    team.settle();
    ever.extend(team.shelf.files());
    let (now, at) = (team.now, Moment::new(team.now, 0));
    let (item, reason) = (ItemId(0x61), String::new());
    let what = Item::Observation(ObservationId(0x62));
    let observation = ObservationId(0x61);
    team.laptops[1].write(
        now,
        vec![
            audience(ObservationId(0x60), Audience::Private),
            Change::Amended { observation, item, text: "others".into(), why: None, at },
            Change::Erased { what, item: ItemId(0x63), reason, at },
        ],
    );
    team.settle();
    let gone = ever.iter().filter(|(name, _)| !team.shelf.files().contains_key(*name)).count();
    assert!(gone > 0, "something was taken away");
    // Before its author exchanges again, the others do, and somebody who comes new.
    ever.iter().for_each(|(name, bytes)| team.shelf.plant(name, bytes));
    let new = team.join(9, 9, 0);
    for of in [0, 2, new, 0, 2, new] {
        team.now += MINUTE;
        let done = team.exchange(of);
        assert_eq!(done.pulled.troubles, vec![], "{of}");
        let came = team.laptops[of].from_others();
        for words in ["lowered words", "reworded words", "erased words"] {
            assert!(!came.contains(words), "{of}: {words}");
        }
    }
    assert!(team.laptops[new].view().values().any(|said| said.contains("others")));
    // And at its author's next exchange they are gone again.
    team.exchange(1);
    assert!(!team.on_shelf().contains("lowered words"));
}

/// Whoever can write the folder puts any number of files among the keys, before all others by name.
#[test]
fn a_flood_of_files_among_the_keys_keeps_no_key_from_anybody_for_ever() {
    let mut team = begin(&[0, 0, 0], Memory::sound());
    team.settle();
    for nth in 0..6_000 {
        let name = name(&format!("keys/0000000000000000-0000000000000000-{nth:06x}"));
        team.shelf.plant(&name, b"asdone keys 1\nand nothing that is one");
    }
    team.removes(2);
    let now = team.now;
    let id = ObservationId(0x70);
    team.laptops[0].write(now, vec![note(id, "after".into()), audience(id, Audience::Team)]);
    team.now += 11 * MINUTE;
    team.exchange(0);
    let mut exchanges = 0;
    while team.laptops[1].view().is_empty() {
        exchanges += 1;
        assert!(exchanges < 40, "the key never came");
        team.now += MINUTE;
        team.exchange(1);
    }
}
