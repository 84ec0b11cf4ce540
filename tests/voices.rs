//! Hearing the people served: taking their words down, sharing and withdrawing them, adding them
//! up, and the screen with the keyboard handed over.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod hands;

use asdone::actions::{self, Refusal, Spoken};
use asdone::analysis::Count;
use asdone::analysis::View;
use asdone::analysis::voices::placing::Region;
use asdone::analysis::voices::{self, ASSENT, MANNER, SPEAKER};
use asdone::forms::Forms;
use asdone::study::{PersonId, Sheet, SheetId, Sort, StudyField, Subject, Whose};
use hands::Hands;

fn said(text: &str) -> Spoken {
    Spoken { answers: vec![("happened".to_owned(), text.to_owned())], ..Spoken::default() }
}

fn shared(text: &str) -> Spoken {
    Spoken {
        speaker: Some("child".to_owned()),
        assent: Some("said yes".to_owned()),
        may_share: Some(true),
        ..said(text)
    }
}

fn hears(hands: &mut Hands, spoken: &Spoken) -> SheetId {
    let (id, deed) = actions::begin_voice(&hands.study, &hands.context(), spoken).expect("a voice");
    hands.does(deed);
    id
}

fn notes(hands: &mut Hands, id: SheetId, spoken: &Spoken) -> Result<String, Refusal> {
    hands.tries(|study, context| actions::voice(study, context, id, spoken))
}

fn voice(hands: &Hands, id: SheetId) -> &Sheet {
    hands.study.sheets().get(id).expect("a sheet")
}

fn is_shared(hands: &Hands, id: SheetId) -> bool {
    voices::may_be_shared(&Forms::of(&hands.study).voice, voice(hands, id))
}

fn sets(hands: &mut Hands, field: StudyField) {
    hands.tries(|study, context| actions::set(study, context, field)).expect("a setting");
}

mod taking_down {
    use super::*;

    #[test]
    fn their_words_stand_as_they_said_them() {
        let mut hands = Hands::founded();
        let note = hands.captures("Rang ahead of the visit");
        let spoken = Spoken {
            speaker: Some("young".to_owned()),
            manner: Some("Drew".to_owned()),
            placed: vec![("treated".to_owned(), vec![700, 0, 300])],
            about: vec![note],
            ..said("  She rang first.\r\nThat helped. ")
        };
        let id = hears(&mut hands, &spoken);
        let voice = voice(&hands, id);
        assert_eq!(voice.answer("happened"), Some("She rang first.\nThat helped."));
        assert_eq!(voice.choice(SPEAKER), Some("young person"));
        assert_eq!(voice.choice(MANNER), Some("drew it and described it"));
        assert_eq!(voice.links().collect::<Vec<_>>(), [Subject::Observation(note)]);
        let about: Vec<SheetId> =
            voices::about(View::of(&hands.study, hands.author), Subject::Observation(note))
                .map(Sheet::id)
                .collect();
        assert_eq!(about, [id]);
    }

    #[test]
    fn nothing_said_is_no_voice_and_anything_said_is_one() {
        let hands = Hands::founded();
        let nothing = actions::begin_voice(&hands.study, &hands.context(), &Spoken::default());
        assert_eq!(nothing.unwrap_err(), Refusal::NoText);
        let blank = actions::begin_voice(&hands.study, &hands.context(), &said(" \n "));
        assert_eq!(blank.unwrap_err(), Refusal::NoText);
        let place =
            Spoken { placed: vec![("known".to_owned(), vec![500, 500])], ..Spoken::default() };
        assert!(actions::begin_voice(&hands.study, &hands.context(), &place).is_ok());
    }

    #[test]
    fn what_the_form_does_not_have_is_refused_with_what_it_has() {
        let mut hands = Hands::founded();
        let id = hears(&mut hands, &said("It went fine"));
        let who = Spoken { speaker: Some("teacher".to_owned()), ..Spoken::default() };
        let refusal = notes(&mut hands, id, &who).unwrap_err().to_string();
        assert!(refusal.contains("\"teacher\" is not a speaker"), "{refusal}");
        assert!(refusal.contains("child, young person, parent"), "{refusal}");
        let placed = |scale: &str, shares: &[u16]| Spoken {
            placed: vec![(scale.to_owned(), shares.to_vec())],
            ..Spoken::default()
        };
        assert!(notes(&mut hands, id, &placed("mood", &[500, 500])).is_err());
        assert!(notes(&mut hands, id, &placed("known", &[500, 400])).is_err());
        assert!(notes(&mut hands, id, &placed("known", &[300, 300, 400])).is_err());
        let star = Spoken { answers: vec![("stars".into(), "5".into())], ..Spoken::default() };
        assert!(notes(&mut hands, id, &star).is_err());
        assert!(notes(&mut hands, id, &placed("known", &[250, 750])).is_ok());
    }

    #[test]
    fn only_who_took_it_down_may_put_it_right() {
        let mut hands = Hands::founded();
        let id = hears(&mut hands, &said("It went fine"));
        hands.author = PersonId(99);
        let refusal = notes(&mut hands, id, &said("It went badly")).unwrap_err();
        assert!(matches!(refusal, Refusal::NotTheAuthor { .. }), "{refusal}");
    }

    #[test]
    fn one_undo_takes_back_one_act() {
        let mut hands = Hands::founded();
        let id = hears(&mut hands, &shared("It went fine"));
        hands
            .tries(|study, context| actions::tell_voice(study, context, id, "We ring first now"))
            .unwrap();
        assert_eq!(voice(&hands, id).lines().count(), 1);
        hands.undoes().unwrap();
        assert_eq!(voice(&hands, id).lines().count(), 0);
        hands.undoes().unwrap();
        assert!(!voice(&hands, id).is_standing());
    }
}

mod sharing {
    use super::*;

    #[test]
    fn it_goes_only_with_their_yes() {
        let mut hands = Hands::founded();
        let id = hears(&mut hands, &said("It went fine"));
        let share = Spoken { may_share: Some(true), ..Spoken::default() };
        let refusal = notes(&mut hands, id, &share).unwrap_err();
        assert_eq!(refusal.to_string(), "their assent is needed");
        let not = Spoken { assent: Some("not asked".to_owned()), ..Spoken::default() };
        notes(&mut hands, id, &not).unwrap();
        assert!(notes(&mut hands, id, &share).is_err());
        let yes = Spoken { assent: Some("said yes".to_owned()), ..share.clone() };
        notes(&mut hands, id, &yes).unwrap();
        assert!(is_shared(&hands, id));
    }

    #[test]
    fn assent_that_is_taken_back_takes_sharing_along() {
        let mut hands = Hands::founded();
        let id = hears(&mut hands, &shared("It went fine"));
        assert!(is_shared(&hands, id));
        let not = Spoken { assent: Some("not asked".to_owned()), ..Spoken::default() };
        notes(&mut hands, id, &not).unwrap();
        assert!(!is_shared(&hands, id));
        let yes = Spoken { assent: Some("said yes".to_owned()), ..Spoken::default() };
        notes(&mut hands, id, &yes).unwrap();
        assert!(!is_shared(&hands, id), "sharing is asked for again");
    }

    #[test]
    fn a_voice_goes_to_the_team_only_if_it_may_be_shared_and_comes_back_when_it_may_not() {
        use asdone::actions::audience::release;
        use asdone::study::Audience;

        let mut hands = Hands::founded();
        let id = hears(&mut hands, &said("Between us"));
        let subjects = [Subject::Sheet(id)];
        let refusal = hands.tries(|s, c| release(s, c, &subjects, Audience::Team)).unwrap_err();
        assert!(matches!(refusal, Refusal::MayNotBeShared { .. }), "{refusal}");
        notes(&mut hands, id, &shared("Tell them")).unwrap();
        hands.tries(|s, c| release(s, c, &subjects, Audience::Team)).unwrap();
        assert_eq!(voice(&hands, id).audience(), Audience::Team);
        let no = Spoken { may_share: Some(false), ..Spoken::default() };
        notes(&mut hands, id, &no).unwrap();
        assert_eq!(voice(&hands, id).audience(), Audience::Private);
    }

    #[test]
    fn others_read_only_what_may_be_shared() {
        let mut hands = Hands::founded();
        let kept = hears(&mut hands, &said("Between us"));
        let open = hears(&mut hands, &shared("Tell them"));
        let read = |person| -> Vec<SheetId> {
            voices::readable(View::of(&hands.study, person)).into_iter().map(Sheet::id).collect()
        };
        assert_eq!(read(hands.author), [kept, open]);
        assert_eq!(read(PersonId(99)), [] as [SheetId; 0]);
    }
}

mod withdrawing {
    use super::*;

    #[test]
    fn it_is_gone_from_every_list_tally_and_note_and_needs_no_reason() {
        let mut hands = Hands::founded();
        let note = hands.captures("Rang ahead");
        let spoken = Spoken {
            about: vec![note],
            placed: vec![("treated".to_owned(), vec![1000, 0, 0])],
            ..shared("She rang first")
        };
        let id = hears(&mut hands, &spoken);
        assert_eq!(voices::tally(View::of(&hands.study, hands.author)).voices, Count::Shown(1));
        // Whoever they ask can do it.
        let author = std::mem::replace(&mut hands.author, PersonId(99));
        hands.tries(|study, context| actions::withdraw_voice(study, context, id, "")).unwrap();
        hands.author = author;
        let tally = voices::tally(View::of(&hands.study, hands.author));
        assert_eq!(tally.voices, Count::Shown(0));
        assert!(tally.speakers.iter().all(|row| row.count == Count::Shown(0)));
        assert!(tally.scales.iter().all(|scale| scale.placed == Count::Shown(0)));
        assert!(voices::readable(View::of(&hands.study, hands.author)).is_empty());
        assert_eq!(
            voices::about(View::of(&hands.study, hands.author), Subject::Observation(note)).count(),
            0
        );
        let code = id.code().short().to_owned();
        assert!(actions::find_sheet(&hands.study, Sort::Voice, &code).is_err());
        assert!(notes(&mut hands, id, &said("again")).is_err());
        assert!(!is_shared(&hands, id));
    }

    #[test]
    fn from_the_hands_of_whoever_took_it_down_it_is_erased_for_good() {
        let mut hands = Hands::founded();
        let id = hears(&mut hands, &shared("She rang first"));
        let said =
            hands.tries(|study, context| actions::withdraw_voice(study, context, id, "")).unwrap();
        assert!(said.ends_with("out of the study and erased what was said"), "{said}");
        assert!(voice(&hands, id).is_erased());
        assert_eq!(voice(&hands, id).answers().count(), 0);
        assert!(!hands.study.portrait().join("\n").contains("rang first"));
        let _ = hands.undoes();
        assert!(
            voices::readable(View::of(&hands.study, hands.author)).is_empty(),
            "undo leaves it erased"
        );
        assert_eq!(voices::tally(View::of(&hands.study, hands.author)).voices, Count::Shown(0));
    }
}

mod adding_up {
    use super::*;

    fn placed(shares: &[u16]) -> Spoken {
        Spoken { placed: vec![("treated".to_owned(), shares.to_vec())], ..shared("said") }
    }

    #[test]
    fn places_are_counted_in_regions_and_never_averaged() {
        let mut hands = Hands::founded();
        for shares in [[1000, 0, 0], [650, 0, 350], [500, 500, 0], [334, 333, 333]] {
            hears(&mut hands, &placed(&shares));
        }
        hears(&mut hands, &shared("passed over the triangle"));
        let tally = voices::tally(View::of(&hands.study, hands.author));
        assert_eq!(tally.voices, Count::Shown(5));
        let scale = &tally.scales[0];
        assert_eq!((scale.scale.as_str(), scale.placed), ("treated", Count::Shown(4)));
        let filled: Vec<(Region, u64)> = scale
            .regions
            .iter()
            .filter_map(|(region, count)| count.shown().filter(|n| *n > 0).map(|n| (*region, n)))
            .collect();
        assert_eq!(filled, [(Region::Near(0), 2), (Region::Between(0, 1), 1), (Region::Middle, 1)]);
    }

    #[test]
    fn in_a_record_of_one_s_own_all_count_and_in_a_team_s_only_what_may_be_shared() {
        let mut hands = Hands::founded();
        for _ in 0..6 {
            hears(&mut hands, &shared("tell them"));
        }
        hears(&mut hands, &said("between us"));
        assert_eq!(voices::tally(View::of(&hands.study, hands.author)).voices, Count::Shown(7));
        assert_eq!(voices::tally(View::of(&hands.study, PersonId(99))).voices, Count::Shown(0));
        sets(&mut hands, StudyField::Whose(Whose::Team));
        assert_eq!(voices::tally(View::of(&hands.study, hands.author)).voices, Count::Shown(6));
    }

    #[test]
    fn small_counts_of_a_team_cannot_be_worked_out() {
        let mut hands = Hands::founded();
        sets(&mut hands, StudyField::Whose(Whose::Team));
        for _ in 0..9 {
            hears(&mut hands, &placed(&[1000, 0, 0]));
        }
        for _ in 0..2 {
            let parent = Spoken { speaker: Some("parent".to_owned()), ..placed(&[0, 1000, 0]) };
            hears(&mut hands, &parent);
        }
        let tally = voices::tally(View::of(&hands.study, hands.author));
        let of = |word: &str| tally.speakers.iter().find(|row| row.word == word).unwrap().count;
        assert_eq!(of("parent"), Count::Masked(5));
        assert_eq!(of("child"), Count::Withheld, "or 11 less 9 would tell");
        let near = |corner| {
            let found = tally.scales[0].regions.iter().find(|(r, _)| *r == Region::Near(corner));
            found.unwrap().1
        };
        assert_eq!((near(0), near(1)), (Count::Withheld, Count::Masked(5)));
    }

    #[test]
    fn places_between_words_that_the_form_no_longer_has_are_counted_apart() {
        let mut hands = Hands::founded();
        hears(&mut hands, &placed(&[1000, 0, 0]));
        let own = Forms::built_in("voice").unwrap().replace("left waiting", "left on my own");
        assert_eq!(Forms::check("voice", "voice.toml", &own), Ok(()));
        sets(&mut hands, StudyField::Form { name: "voice".to_owned(), text: own });
        hears(&mut hands, &placed(&[0, 0, 1000]));
        let tally = voices::tally(View::of(&hands.study, hands.author));
        let treated: Vec<(&str, Count)> = tally
            .scales
            .iter()
            .filter(|scale| scale.scale == "treated")
            .map(|scale| (scale.corners[2].as_str(), scale.placed))
            .collect();
        assert_eq!(
            treated,
            [("left on my own", Count::Shown(1)), ("left waiting", Count::Shown(1))]
        );
    }
}

mod reading_back {
    use super::*;

    #[test]
    fn the_page_has_their_words_and_what_was_done_and_nothing_of_the_worker() {
        let mut hands = Hands::founded();
        let spoken = Spoken {
            placed: vec![("treated".to_owned(), vec![750, 50, 200])],
            ..shared("She rang first, and then I knew who was coming to the door that day")
        };
        let id = hears(&mut hands, &spoken);
        hands
            .tries(|study, context| {
                actions::tell_voice(study, context, id, "We ring the evening before now.")
            })
            .unwrap();
        let page = voices::read_back(voice(&hands, id));
        insta::assert_snapshot!(page);
        assert!(page.lines().all(|line| line.chars().count() <= 66));
        assert!(!page.contains("wren"), "no pseudonym: {page}");
        assert_eq!(voice(&hands, id).choice(ASSENT), Some("said yes"));
    }
}

mod keys {
    use asdone::journal::DraftSlot;
    use asdone::study::{Sheet, Sort};
    use asdone::tui::harness::Harness;
    use asdone::tui::screens::Screen;

    fn voices(harness: &Harness) -> Vec<&Sheet> {
        harness.model.study.sheets().all_of(Sort::Voice).collect()
    }

    pub(super) fn after(keys: &str) -> Harness {
        let mut harness = Harness::open();
        harness.keys(keys);
        harness
    }

    /// Who speaks, how, and that they agreed.
    pub(super) const WHO: &str = "<f8>n1<enter>1<enter>1<enter>";

    #[test]
    fn a_voice_is_taken_down_question_by_question() {
        let harness = after(&format!(
            "{WHO}She rang first<enter><tab><tab><tab><up><up><left><enter><tab>1<enter>"
        ));
        let heard = voices(&harness);
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0].answer("happened"), Some("She rang first"));
        assert_eq!(heard[0].choice("speaker"), Some("child"));
        let places: Vec<_> = asdone::analysis::voices::placements(heard[0]).collect();
        assert_eq!(places.len(), 1, "the second scale was passed over");
        assert_eq!(places[0].3, [500, 300, 200]);
        let form = asdone::forms::Forms::of(&harness.model.study).voice;
        assert!(asdone::analysis::voices::may_be_shared(&form, heard[0]));
        assert!(harness.screen().contains("She rang first"), "{}", harness.screen());
    }

    #[test]
    fn looking_at_the_questions_leaves_nothing_behind() {
        let harness = after("<f8>n<tab><tab><tab><tab><esc>");
        assert!(voices(&harness).is_empty());
        assert!(harness.screen().contains("No voice has been heard yet"));
    }

    #[test]
    fn a_half_typed_answer_survives_a_crash() {
        let mut harness = after(&format!("{WHO}She rang fi"));
        harness.wait(400);
        let slot = DraftSlot::Named("asking-voices".to_owned());
        let draft = harness.drafts.get(&slot).expect("a draft").clone();
        assert!(draft.contains("She rang fi"));
        let mut next = Harness::opening();
        next.send(asdone::tui::Msg::DraftFound(slot, draft));
        next.load();
        next.keys("<f8>");
        assert!(next.screen().contains("She rang fi"), "{}", next.screen());
        assert!(!next.screen().contains("keyboard back"));
    }

    #[test]
    fn with_the_keyboard_handed_over_nothing_else_can_be_seen_or_reached() {
        let mut harness = after("A note about a family<enter>");
        harness.keys(&format!("{WHO}<alt-h><enter>"));
        let shown = harness.screen();
        for kept in ["Riverside", "family", "Write", "F2", "14:32", "recorded", "private"] {
            assert!(!shown.contains(kept), "{kept}:\n{shown}");
        }
        assert!(shown.contains("What happened, in your own words?"), "{shown}");
        harness.keys("<f1><f2><f3><f9><ctrl-p><ctrl-q><ctrl-c><alt-z><alt-u>");
        assert_eq!(harness.model.screen, Screen::Voices);
        assert!(!harness.has_quit && harness.model.overlays.is_empty());
        assert_eq!(harness.screen(), shown);
        // Esc asks, and neither Enter nor Esc nor a letter answers that it is back.
        harness.keys("<esc>");
        assert!(harness.screen().contains("Is the keyboard back"), "{}", harness.screen());
        harness.keys("<ctrl-q>");
        assert!(!harness.has_quit);
        for slip in ["<enter>", "<esc>"] {
            harness.keys(slip);
            assert_eq!(harness.screen(), shown, "{slip}");
            harness.keys("<esc>");
        }
        harness.keys("b");
        assert!(harness.screen().contains("Riverside"), "{}", harness.screen());
    }

    #[test]
    fn the_notebook_is_shown_again_only_for_the_word_or_the_passphrase() {
        let mut harness = after("A note about a family<enter>");
        harness.keys(&format!("{WHO}<alt-h>otter<enter>"));
        let shown = harness.screen();
        assert!(!shown.contains("otter") && !shown.contains("Riverside"), "{shown}");
        harness.keys("<esc>stoat<enter>");
        assert!(harness.screen().contains("that is another word"), "{}", harness.screen());
        assert!(!harness.screen().contains("Riverside"), "{}", harness.screen());
        harness.keys("<esc>");
        assert_eq!(harness.screen(), shown);
        harness.keys("<esc>Otter<enter>");
        assert!(harness.screen().contains("Riverside"), "{}", harness.screen());
        // A sealed study is locked when the keyboard comes back, and what was said is saved.
        const OPENS: &str = "lantern otter gravel seventeen";
        let mut sealed = Harness::sealed(OPENS);
        sealed.keys(&format!("{WHO}<alt-h>She rang first<enter><esc>b"));
        assert!(sealed.screen().contains("locked"), "{}", sealed.screen());
        assert!(!sealed.screen().contains("Riverside"), "{}", sealed.screen());
        sealed.keys("<tab>").keys(OPENS).keys("<enter>");
        assert_eq!(voices(&sealed)[0].answer("happened"), Some("She rang first"));
    }

    #[test]
    fn what_is_typed_with_the_keyboard_handed_over_is_saved_and_the_end_gives_it_back() {
        let mut harness = after("<f8>n<alt-h><enter>");
        let next = "<enter>";
        harness.keys("It was loud").keys(next).keys(next).keys(next).keys(next);
        assert!(harness.screen().contains("listened to"), "{}", harness.screen());
        harness.keys("3").keys(next).keys(next);
        assert!(harness.screen().contains("May others read this"), "{}", harness.screen());
        harness.keys("2").keys(next);
        assert!(harness.screen().contains("Is the keyboard back"), "{}", harness.screen());
        harness.keys("b<esc>");
        let heard = voices(&harness);
        assert_eq!(heard[0].answer("happened"), Some("It was loud"));
        assert!(heard[0].choice("speaker").is_none());
        assert_eq!(asdone::analysis::voices::placements(heard[0]).count(), 1);
    }

    #[test]
    fn a_disk_that_fails_is_said_calmly_and_keeps_the_words() {
        let mut harness = after("<f8>n<alt-h><enter>");
        harness.fail_at = Some(1);
        harness.keys("It was loud<enter>");
        let screen = harness.screen();
        assert!(screen.contains("could not be kept just now"), "{screen}");
        assert!(screen.contains("It was loud"), "{screen}");
        harness.keys("<enter>");
        assert_eq!(voices(&harness)[0].answer("happened"), Some("It was loud"));
    }

    #[test]
    fn one_key_from_the_note_to_the_voice_and_back() {
        let mut harness = after("Rang ahead of the visit<enter><f3>h");
        assert!(harness.screen().contains("Who is speaking?"), "{}", harness.screen());
        harness.keys("1<enter><tab>1<enter>She rang first<enter><esc>");
        assert_eq!(voices(&harness)[0].links().count(), 1);
        harness.keys("o");
        assert_eq!(harness.model.screen, Screen::Observations);
        assert!(harness.screen().contains("Rang ahead of the visit"));
        assert!(!harness.screen().contains("She rang first"), "not to be shared yet");
        assert!(harness.screen().contains("not to be shared; h leads there"));
        harness.keys("h");
        assert_eq!(harness.model.screen, Screen::Voices);
        assert!(harness.screen().contains("She rang first"), "{}", harness.screen());
        // Once it may be shared, their reading stands beside the worker's.
        harness.keys("<enter><up><esc>");
        harness.keys("<enter><tab><tab><tab><tab><tab><tab><tab><tab>");
        while !harness.screen().contains("May others read this") {
            harness.keys("<tab>");
        }
        harness.keys("1<enter>o");
        assert!(harness.screen().contains("child, in their own words"), "{}", harness.screen());
        assert!(harness.screen().contains("She rang first"));
    }

    #[test]
    fn answered_read_back_and_withdrawn() {
        let mut harness =
            after(&format!("{WHO}She rang first<enter><esc>dWe ring first now<enter>"));
        assert!(harness.screen().contains("We ring first now"), "{}", harness.screen());
        harness.keys("r");
        assert!(harness.screen().contains("You told us"), "{}", harness.screen());
        harness.keys("<enter>w<esc>");
        assert_eq!(voices(&harness).len(), 1, "Esc keeps it");
        harness.keys("t");
        assert!(harness.screen().contains("1 voice"), "{}", harness.screen());
        harness.keys("<esc>w<enter>");
        assert_eq!(voices(&harness).len(), 1, "Enter alone erases nothing for good");
        harness.keys("ww");
        assert!(voices(&harness).is_empty());
        assert!(!harness.screen().contains("She rang"), "{}", harness.screen());
        harness.keys("t");
        assert!(harness.screen().contains("0 voices"), "{}", harness.screen());
    }
}

mod screens {
    use asdone::tui::harness::Harness;
    use asdone::tui::theme::{Look, Theme};

    use super::keys::{WHO, after};

    fn both(name: &str, mut harness: Harness) {
        for (wide, high) in [(80, 24), (60, 20)] {
            harness.resize(wide, high);
            insta::assert_snapshot!(format!("{name}_{wide}x{high}"), harness.screen());
        }
        let ascii = Look { theme: Theme::Mono, ascii: true };
        harness.model.look = ascii;
        assert!(harness.screen().is_ascii(), "{}", harness.screen());
        for (wide, high) in [(40, 10), (41, 13), (200, 60), (39, 9), (1, 1)] {
            harness.resize(wide, high);
            let _ = harness.buffer();
        }
    }

    const LAST: &str =
        "She rang first and said who was coming<enter><tab><tab><tab><up><up><right>";

    #[test]
    fn empty() {
        both("voices_empty", after("<f8>"));
    }

    #[test]
    fn asking() {
        both("voices_asking", after(&format!("{WHO}She rang first and said who")));
    }

    #[test]
    fn choosing() {
        both("voices_choosing", after("<f8>n2"));
    }

    #[test]
    fn placing() {
        both("voices_placing", after(&format!("{WHO}{LAST}")));
    }

    #[test]
    fn on_a_line() {
        both("voices_line", after(&format!("{WHO}{LAST}<enter><left><left>")));
    }

    #[test]
    fn handed_over() {
        both("voices_handed", after(&format!("{WHO}<alt-h><enter>She rang")));
    }

    #[test]
    fn handed_over_placing() {
        both("voices_handed_placing", after(&format!("{WHO}<alt-h><enter>{LAST}")));
    }

    #[test]
    fn giving_back() {
        both("voices_giving_back", after(&format!("{WHO}<alt-h><enter><esc>")));
    }

    #[test]
    fn list() {
        let more = "<esc>dWe ring the evening before now<enter>n3<enter><tab>1<enter>Too many people \
                    at once<enter><esc>";
        both("voices_list", after(&format!("{WHO}{LAST}<enter>{more}")));
    }

    #[test]
    fn tally() {
        let more = "<esc>n3<enter><tab>1<enter>Too many people<enter><tab><tab><tab>3<enter><esc>t";
        both("voices_tally", after(&format!("{WHO}{LAST}<enter>{more}")));
    }
}

mod commands {
    use std::io::Write;
    use std::path::Path;
    use std::process::{Command, Stdio};

    /// What a command printed, what it said, and its exit code.
    fn asdone(home: &Path, args: &[&str], input: &str) -> (String, String, i32) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_asdone"))
            .args(args)
            .env("ASDONE_HOME", home)
            .env("TZ", "UTC")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (text(done.stdout), text(done.stderr), done.status.code().unwrap())
    }

    /// Whether any file under a folder has these words.
    fn holds(folder: &Path, words: &str) -> bool {
        std::fs::read_dir(folder).unwrap().map(Result::unwrap).any(|entry| {
            let path = entry.path();
            let inside = |bytes: Vec<u8>| bytes.windows(words.len()).any(|w| w == words.as_bytes());
            if path.is_dir() { holds(&path, words) } else { std::fs::read(path).is_ok_and(inside) }
        })
    }

    fn begun() -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        let args = ["init", "--name", "Riverside", "--pseudonym", "wren"];
        assert_eq!(asdone(home.path(), &args, "").2, 0);
        home
    }

    fn only(home: &Path) -> serde_json::Value {
        let (json, ..) = asdone(home, &["voice", "list", "--json"], "");
        assert_eq!(json.lines().count(), 1, "{json}");
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn a_voice_from_the_first_word_to_the_last() {
        let home = begun();
        let home = home.path();
        let (_, said, _) = asdone(home, &["add", "Rang ahead"], "");
        let note = said.split_whitespace().find(|word| word.len() == 5).unwrap().to_owned();
        let words = ["voice", "new", "--speaker", "child", "--manner", "drew", "--about", &note];
        let (_, said, code) = asdone(home, &words, "She rang first.\n");
        assert_eq!(code, 0, "{said}");
        let voice = only(home);
        let code = voice["code"].as_str().unwrap().to_owned();
        assert_eq!(voice["answers"][0]["text"], "She rang first.");
        assert_eq!(voice["manner"], "drew it and described it");
        assert_eq!(voice["about"][0], note.as_str());
        let does = |args: &[&str], input: &str| {
            let (out, said, status) = asdone(home, args, input);
            assert_eq!(status, 0, "{args:?}: {said}");
            out
        };
        let refused = asdone(home, &["voice", "share", &code], "");
        assert_eq!(
            (refused.1.lines().next().unwrap(), refused.2),
            ("asdone: their assent is needed", 2)
        );
        does(&["voice", "assent", &code, "said", "yes"], "");
        does(&["voice", "share", &code], "");
        does(&["voice", "place", &code, "treated", "113"], "");
        does(&["voice", "place", &code, "known", "60,40"], "");
        let (_, said, status) = asdone(home, &["voice", "place", &code, "treated", "44"], "");
        assert_eq!(status, 2);
        assert!(said.contains("listened to, told what to do, left waiting, middle"), "{said}");
        does(&["voice", "say", &code, "helped"], "That I knew who was coming.\n");
        does(&["voice", "did", &code], "We ring the evening before now.\n");
        let voice = only(home);
        assert_eq!(voice["shared"], true);
        assert_eq!(voice["placed"][0]["shares"], serde_json::json!([667, 0, 333]));
        assert_eq!(voice["placed"][0]["region"], "near-1");
        assert_eq!(voice["placed"][1]["words"], "mostly clear to me, some a surprise");
        assert!(does(&["show", &note], "").contains("She rang first."), "beside the note");
        let page = does(&["voice", "read", &code], "");
        assert!(page.contains("That I knew who was coming."), "{page}");
        assert!(page.contains("We ring the evening before now."), "{page}");
        let tally = does(&["voice", "tally", "--json"], "");
        let tally: serde_json::Value = serde_json::from_str(&tally).unwrap();
        assert_eq!((&tally["voices"], &tally["scales"][0]["placed"]), (&1.into(), &1.into()));
        assert!(holds(home, "She rang first"), "so that the end means something");
        let plain = does(&["voice", "tally", "--plain"], "");
        assert!(plain.contains("1, mostly listened to") && !plain.contains('/'), "{plain}");
        let (out, said, _) = asdone(home, &["voice", "withdraw", &code], "");
        assert!(out.is_empty() && said.contains("out of the study"), "{said}");
        assert_eq!(asdone(home, &["voice", "tally"], "").2, 1);
        assert_eq!(asdone(home, &["voice", "list"], "").2, 1);
        assert_eq!(asdone(home, &["voice", "read", &code], "").2, 2);
        assert!(!does(&["show", &note], "").contains("She rang first."));
        assert!(!holds(home, "She rang first"), "what was said is in no file any more");
    }

    #[test]
    fn asked_line_by_line_each_answer_is_saved_as_it_is_given() {
        let home = begun();
        let home = home.path();
        let answers = "2\nsaid\n1\nIt was loud\n\n\n\n3\n9\n2\nyes\n";
        let (_, said, status) = asdone(home, &["voice", "new", "--ask"], answers);
        assert_eq!(status, 0, "{said}");
        assert!(said.contains("about the service"), "{said}");
        let voice = only(home);
        assert_eq!(voice["speaker"], "young person");
        assert_eq!(voice["manner"], "said it, written down");
        assert_eq!(voice["answers"].as_array().unwrap().len(), 1);
        assert_eq!(voice["placed"][0]["region"], "near-3");
        assert_eq!(voice["placed"][1]["region"], "near-2", "9 was asked again");
        assert_eq!(voice["shared"], true);
        // Whoever stops half-way has said enough.
        let (_, _, status) = asdone(home, &["voice", "new", "--ask"], "1\n\n\nToo many people");
        assert_eq!(status, 0);
        let (json, ..) = asdone(home, &["voice", "list", "--json"], "");
        assert!(json.contains("Too many people"), "{json}");
        let (_, said, status) = asdone(home, &["voice", "new", "--ask"], "\n\n");
        assert_eq!(status, 2, "{said}");
        assert_eq!(asdone(home, &["voice", "list", "--json"], "").0.lines().count(), 2);
    }
}
