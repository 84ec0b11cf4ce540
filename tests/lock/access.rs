//! Who can open the study, from the screens: sealing one that was in clear, a new passphrase, new
//! words, a custodian. Keys in, screen, state and effects out.

use asdone::tui::harness::Harness;
use asdone::tui::model::Phase;
use asdone::tui::msg::Effect;
use asdone::tui::screens::access::Rekey;

use super::keys::both;

const OPENS: &str = "correct horse";
const STRONG: &str = "quiet harbour lantern omelette";
const CUSTODIAN: &str = "age1quyqjzstpsxsurcszyfpx9q4zct3sxg6rvwp68slyqsjygeyy5nqe7jwet";

/// Gives a command of the palette by its words.
fn command(harness: &mut Harness, words: &str) {
    harness.keys("<ctrl-p>").keys(words).keys("<enter>");
}

fn rekeys(harness: &Harness) -> Vec<&Rekey> {
    let mut all = Vec::new();
    for effect in &harness.effects {
        if let Effect::Rekey(rekey) = effect {
            all.push(rekey);
        }
    }
    all
}

/// A study in clear with a note, and another half-typed, where sealing is asked for.
fn sealing() -> Harness {
    let mut harness = Harness::open();
    harness.keys("Rang school, the file had two addresses #t.tool<enter>Half a line");
    command(&mut harness, "seal this study");
    harness
}

#[test]
fn a_study_in_clear_is_sealed_its_words_are_shown_and_what_was_typed_is_still_there() {
    let mut harness = sealing();
    assert!(harness.model.shows_access(), "{}", harness.screen());
    assert!(harness.screen().contains("Backups"), "{}", harness.screen());
    assert!(!harness.screen().contains("F3"), "no way to anywhere else: {}", harness.screen());
    harness.keys(STRONG);
    assert!(harness.screen().contains("That is strong") && !harness.screen().contains("lantern"));
    harness.keys("<enter>").keys(STRONG).keys("<enter>");
    assert!(harness.model.sealed && harness.model.shows_words());
    assert!(harness.screen().contains("24 xray"), "{}", harness.screen());
    harness.keys("<enter>charlie<enter>kilo<enter>tango<enter>");
    assert_eq!(harness.said(), "all three are right; the study is sealed");
    assert_eq!(harness.line(), "Half a line");
    assert_eq!(harness.model.study.all_standing().count(), 1);
    harness.keys("<ctrl-l>");
    assert_eq!(harness.model.phase, Phase::Locked);
    harness.keys(STRONG).keys("<enter>");
    assert!(harness.model.is_open());
    assert!(!format!("{:?} {:?}", harness.model, harness.effects).contains("harbour"));
}

#[test]
fn ctrl_l_on_a_study_in_clear_offers_to_seal_it_and_enter_alone_does_not() {
    let mut harness = Harness::open();
    harness.keys("<ctrl-l>");
    assert!(harness.screen().contains("This study has no passphrase."), "{}", harness.screen());
    harness.keys("<enter>");
    assert!(!harness.model.shows_access() && harness.model.overlays.is_empty());
    harness.keys("<ctrl-l>s");
    assert!(harness.model.shows_access());
}

#[test]
fn esc_leaves_it_in_clear_and_keeps_nothing_of_what_was_typed() {
    let mut harness = sealing();
    harness.keys(STRONG).keys("<enter><esc>");
    assert!(!harness.model.shows_access() && !harness.model.sealed);
    assert_eq!(harness.said(), "nothing was changed");
    assert!(rekeys(&harness).is_empty());
    command(&mut harness, "seal this study");
    harness.keys("<enter>");
    assert!(harness.screen().contains("nothing is typed"), "{}", harness.screen());
}

#[test]
fn two_that_differ_seal_nothing() {
    let mut harness = sealing();
    harness.keys(STRONG).keys("<enter>something else<enter>");
    assert!(harness.screen().contains("the two are not the same"), "{}", harness.screen());
    assert!(!harness.model.sealed && rekeys(&harness).is_empty());
    harness.keys(STRONG).keys("<enter>").keys(STRONG).keys("<enter>");
    assert!(harness.model.sealed);
}

#[test]
fn what_repairs_set_aside_in_clear_is_asked_about_first() {
    let mut harness = sealing();
    harness.set_aside = 3;
    harness.keys(STRONG).keys("<enter>").keys(STRONG).keys("<enter>");
    assert!(!harness.model.sealed);
    assert!(harness.screen().contains("set 3 files aside"), "{}", harness.screen());
    harness.keys("<enter>");
    assert!(harness.model.sealed);
    let drops = |rekey: &&Rekey| matches!(rekey, Rekey::Seal { drop_set_aside: true, .. });
    assert_eq!(rekeys(&harness).iter().filter(|rekey| drops(rekey)).count(), 1);
}

#[test]
fn the_passphrase_is_changed_by_whoever_knows_it_and_by_nobody_else() {
    let mut harness = Harness::sealed(OPENS);
    command(&mut harness, "change the passphrase");
    harness.keys("not it<enter>").keys(STRONG).keys("<enter>").keys(STRONG).keys("<enter>");
    assert!(harness.screen().contains("the passphrase is not right"), "{}", harness.screen());
    assert_eq!(harness.passphrase.as_deref(), Some(OPENS));
    // The new one is still there; only the present one is asked for again.
    harness.keys(OPENS).keys("<enter><enter>").keys(STRONG).keys("<enter>");
    assert_eq!(harness.passphrase.as_deref(), Some(STRONG));
    assert!(harness.said().starts_with("changed"), "{}", harness.said());
    harness.keys("<ctrl-l>").keys(STRONG).keys("<enter>");
    assert!(harness.model.is_open());
}

#[test]
fn new_words_are_made_for_the_passphrase_and_shown() {
    let mut harness = Harness::sealed(OPENS);
    command(&mut harness, "24 new words");
    harness.keys(OPENS).keys("<enter>");
    assert!(harness.model.shows_words(), "{}", harness.screen());
    harness.keys("<enter>charlie<enter>kilo<enter>tango<enter>");
    assert!(harness.said().contains("open nothing any more"), "{}", harness.said());
}

#[test]
fn a_custodian_is_named_checked_shown_and_removed() {
    let mut harness = Harness::sealed(OPENS);
    command(&mut harness, "custodian");
    harness.keys(OPENS).keys("<enter>age1nonsense<enter>");
    assert!(harness.screen().contains("age1nonsense"), "{}", harness.screen());
    assert!(rekeys(&harness).is_empty());
    harness.keys("<ctrl-u>").paste(CUSTODIAN).keys("<enter>");
    assert_eq!(harness.custodian.as_deref(), Some(CUSTODIAN));
    assert!(harness.said().contains("can open this study from now on"), "{}", harness.said());
    command(&mut harness, "custodian");
    harness.keys(OPENS).keys("<enter>");
    assert!(harness.screen().contains(&CUSTODIAN[..40]), "{}", harness.screen());
    harness.keys("<ctrl-u><enter>");
    assert_eq!(harness.custodian, None);
    assert!(harness.said().starts_with("there is no custodian"), "{}", harness.said());
}

#[test]
fn after_the_24_words_a_new_passphrase_is_asked_for_without_the_forgotten_one() {
    let mut harness = Harness::sealed(OPENS);
    harness.keys("<ctrl-l><ctrl-r>").paste(
        "alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november \
         oscar papa quebec romeo sierra tango uniform victor whiskey xray",
    );
    harness.keys("<enter>");
    assert!(harness.model.shows_access(), "{}", harness.screen());
    harness.keys(STRONG).keys("<enter>").keys(STRONG).keys("<enter>");
    assert_eq!(harness.passphrase.as_deref(), Some(STRONG));
    assert!(harness.model.is_open() && !harness.model.shows_access());
}

#[test]
fn each_command_is_offered_where_it_can_be_used() {
    let offered = |harness: &mut Harness, words: &str| {
        harness.keys("<ctrl-p>").keys(words);
        let screen = harness.screen();
        harness.keys("<esc>");
        screen
    };
    let mut clear = Harness::open();
    assert!(offered(&mut clear, "seal this").contains("seal this study with"));
    assert!(!offered(&mut clear, "change the pass").contains("change the passphrase"));
    let mut sealed = Harness::sealed(OPENS);
    assert!(!offered(&mut sealed, "seal this").contains("seal this study with"));
    assert!(offered(&mut sealed, "change the pass").contains("change the passphrase"));
}

#[test]
fn locking_takes_the_questions_away_with_everything_else() {
    let mut harness = Harness::sealed(OPENS);
    command(&mut harness, "change the passphrase");
    harness.keys("half of it<ctrl-l>");
    assert_eq!(harness.model.phase, Phase::Locked);
    assert!(harness.model.access.is_none());
    harness.keys("").keys(OPENS).keys("<enter>");
    assert!(harness.model.is_open() && !harness.model.shows_access());
}

#[test]
fn how_it_looks() {
    let mut harness = sealing();
    both("seal", &mut harness);
    harness.keys("riverside1<enter>");
    both("weak", &mut harness);
    harness.keys("<enter>other<enter>");
    both("differ", &mut harness);
    let mut harness = Harness::sealed(OPENS);
    command(&mut harness, "change the passphrase");
    both("change", &mut harness);
    harness.keys("<esc>");
    command(&mut harness, "custodian");
    harness.keys(OPENS).keys("<enter>").paste(CUSTODIAN);
    both("custodian", &mut harness);
    let mut harness = Harness::open();
    harness.keys("<ctrl-l>");
    both("nothing_to_lock", &mut harness);
    harness.keys("s").keys(STRONG).keys("<enter>").keys(STRONG).keys("<enter>");
    both("the_words", &mut harness);
    harness.keys("<enter>delta<enter>");
    both("asked_back", &mut harness);
}
