//! Rounds by three coders on three laptops over one folder, each in a terminal of their own: by keys, from
//! the draw to what is proposed for the codebook, and with all that can go wrong on the way.

use std::path::Path;

use asdone::journal::Journal;
use asdone::journal::keys::{self, Secret};
use asdone::study::Line;

use super::*;
use crate::pty::Terminal;

const SIZE: (u16, u16) = (24, 80);
const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const DOWN: &str = "\x1b[B";
const TEAM: &str = "\x1b[21~";
const ROUND: &str = "\x1bc";
const QUIT: &str = "\x11";
const PALETTE: &str = "\x10";

/// Three laptops in one team, with two notes of each that the team has.
struct Team {
    folder: tempfile::TempDir,
    wren: Desk,
    heron: Desk,
    dunnock: Desk,
}

impl Team {
    fn begun() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (wren, heron, dunnock) = (laptop("wren"), laptop("heron"), laptop("dunnock"));
        let path = folder.path().to_str().unwrap();
        on(&wren, &["team", "begin", path], "").code(0);
        for desk in [&heron, &dunnock] {
            let words = team_words(&wren, "words");
            on(desk, &["team", "join", path, "--words", &words], "").code(0);
            let words = team_words(desk, "laptop_words");
            on(&wren, &["team", "admit", "--words", &words], "").code(0);
        }
        sync(&[&wren, &heron, &dunnock, &wren, &heron]);
        for (desk, text) in
            [(&wren, "Rang school"), (&heron, "Held the door"), (&dunnock, "Asked twice")]
        {
            for nth in ["first", "second"] {
                let text = format!("{text} the {nth} time #s.check");
                let code = on(desk, &["add", &text], "").code(0).out.trim().to_owned();
                on(desk, &["audience", &code, "team"], "").code(0);
            }
        }
        sync(&[&wren, &heron, &dunnock, &wren, &heron, &dunnock]);
        Self { folder, wren, heron, dunnock }
    }

    fn all(&self) -> [&Desk; 3] {
        [&self.wren, &self.heron, &self.dunnock]
    }

    fn shelf(&self) -> String {
        on_the_shelf(&self.wren, self.folder.path())
    }

    /// Draws a round over all notes, in a terminal in which the passphrase is typed.
    fn drawn(&self) -> String {
        let args = [
            "round",
            "begin",
            "--coders",
            "wren,heron,dunnock",
            "--tag",
            "s.check,s.speak",
            "--scope",
            "team",
        ];
        let mut terminal = Terminal::start(self.wren.home.path(), &args, SIZE);
        terminal.wait_for("assphrase");
        terminal.answer(desk::GOOD).send(ENTER);
        assert_eq!(terminal.ended(), 0, "{}", terminal.screen());
        assert!(terminal.screen().contains("6 notes, 2 tags, 3 coders"), "{}", terminal.screen());
        sync(&self.all());
        let listed = on(&self.wren, &["round", "list", "--json"], "").code(0).out;
        let round: Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
        round["code"].as_str().unwrap().to_owned()
    }
}

/// The screens of a laptop, unlocked, at the round.
fn opened(desk: &Desk) -> Terminal {
    let mut screen = Terminal::start(desk.home.path(), &[], SIZE);
    screen.wait_for("locked");
    screen.send(desk::GOOD).send(ENTER);
    screen.wait_for("F2 Write");
    screen.send(ROUND);
    screen.wait_for("Alt-C Round]");
    screen.wait_for("coders handed in");
    screen
}

/// What is typed for one note: first the tags by their numbers, then a memo.
struct Says(&'static [usize], &'static str);

/// Codes what is next, a note for each answer, and goes back to the rounds.
fn codes(screen: &mut Terminal, says: &[Says]) {
    screen.send(ENTER);
    for (nth, Says(tags, memo)) in says.iter().enumerate() {
        screen.wait_for(&format!("note {} of", nth + 1));
        // The list of tags stands where it stood in the note before.
        screen.send("\x1b[H");
        let mut at = 0;
        for tag in *tags {
            for _ in at..*tag {
                screen.send(DOWN);
            }
            at = *tag;
            screen.send(" ");
        }
        if !memo.is_empty() {
            screen.send("m");
            screen.wait_for("Esc");
            screen.answer(memo).send(ENTER);
            screen.wait_for("memo");
        }
        screen.send(ENTER);
    }
    screen.wait_for("Nothing is left to code here.");
    screen.send(ESC);
    screen.wait_for("coders handed in");
}

fn hands_in(screen: &mut Terminal) {
    screen.send("h");
    screen.wait_for("Hand in what you coded");
    screen.answer("h");
    screen.wait_for("handed in ");
    screen.wait_for("You have handed in");
}

/// Exchanges, lets what was raised just now leave too, and goes back to the round.
fn exchanges(screen: &mut Terminal) {
    screen.send(TEAM);
    screen.wait_for("Alt-T Team]");
    // While one goes on by itself there is none to ask for.
    loop {
        screen.send(PALETTE).send("leave at once");
        let shown = screen.wait("the command", |shown| {
            shown.contains("let leave at once") || shown.contains("Nothing fits")
        });
        if shown.contains("let leave at once") {
            break;
        }
        screen.send(ESC);
        screen.wait_gone("Nothing fits");
    }
    screen.send(ENTER);
    // While it goes on the heading says so instead.
    screen.wait("an exchange that has ended", |shown| {
        !shown.contains("let leave at once") && shown.contains("3 laptops")
    });
    screen.send(ROUND);
    screen.wait_for("Alt-C Round]");
}

fn ends(mut screen: Terminal) {
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
}

fn code_of(desk: &Desk, words: &str) -> String {
    let found = on(desk, &["list", "--json", words], "").code(0).out;
    let found: Value = serde_json::from_str(found.lines().next().unwrap()).unwrap();
    found["code"].as_str().unwrap().to_owned()
}

fn figures(desk: &Desk, round: &str) -> Value {
    let done = on(desk, &["agreement", round, "--json", "--samples", "0"], "");
    serde_json::from_str(&done.out).unwrap_or_else(|_| panic!("{}{}", done.out, done.err))
}

#[test]
#[allow(clippy::too_many_lines, reason = "a round is one story")]
fn a_round_goes_by_keys_from_the_draw_to_the_codebook_though_notes_change_on_the_way() {
    let team = Team::begun();
    let round = team.drawn();
    let Team { wren, heron, dunnock, .. } = &team;
    // Before anybody codes, one note is erased by its author and one recalled.
    let erased = code_of(dunnock, "asked first");
    let mut at_wren = opened(wren);
    let mut at_heron = opened(heron);
    let at_dunnock = opened(dunnock);
    for screen in [&at_wren, &at_heron, &at_dunnock] {
        let shown = screen.wait_for("6 notes, 0 of 3 coders handed in");
        assert!(shown.contains("You have coded 0 of your 6 notes"), "{shown}");
    }
    codes(
        &mut at_wren,
        &[
            Says(&[0], "canary-wren"),
            Says(&[0], ""),
            Says(&[0], ""),
            Says(&[0], ""),
            Says(&[0], ""),
            Says(&[0], ""),
        ],
    );
    // What the coder sees of it is their own progress, and nothing of what the note was tagged with.
    assert!(!at_wren.screen().contains("#s.check"));
    hands_in(&mut at_wren);
    exchanges(&mut at_wren);

    // Heron codes two, and stops; by then dunnock has erased a note and wren has reworded one.
    at_heron.send(ENTER);
    at_heron.wait_for("note 1 of 6");
    at_heron.send("\x1b[H").send(" ").send("m");
    at_heron.wait_for("Esc");
    at_heron.answer("canary-heron").send(ENTER);
    at_heron.wait_for("memo");
    at_heron.send(ENTER);
    at_heron.wait_for("note 2 of 6");
    at_heron.send(ENTER);
    at_heron.wait_for("note 3 of 6");
    at_heron.send(ESC);
    at_heron.wait_for("You have coded 2 of your 6 notes");
    ends(at_heron);
    ends(at_dunnock);
    on(dunnock, &["erase", &erased, "--reason", "consent withdrawn", "--yes"], "").code(0);
    sync(&[dunnock, heron]);
    let reworded = code_of(heron, "door second");
    on(heron, &["amend", &reworded, "Held the lift the second time"], "").code(0);
    let recalled = code_of(heron, "door first");
    on(heron, &["audience", &recalled, "private"], "").code(0);
    sync(&[heron, dunnock]);

    // Both go on another day with the notes that are left.
    let mut at_dunnock = opened(dunnock);
    at_dunnock.send(ENTER);
    let shown = at_dunnock.wait_for("note 1 of 4");
    assert!(!shown.contains("Asked twice the first"), "{shown}");
    at_dunnock.send(ESC);
    at_dunnock.wait_for("coders handed in");
    codes(
        &mut at_dunnock,
        &[Says(&[1], "canary-dunnock"), Says(&[], ""), Says(&[], ""), Says(&[], "")],
    );
    hands_in(&mut at_dunnock);
    exchanges(&mut at_dunnock);
    let mut at_heron = opened(heron);
    at_heron.send(ENTER);
    at_heron.wait("heron's next note", |shown| {
        shown.contains(" of 4") && !shown.contains("Held the door the first")
    });
    // Whichever of the two that are coded are gone, what is left is coded here.
    while !at_heron.screen().contains("Nothing is left") {
        let before = at_heron.screen();
        at_heron.send(ENTER);
        at_heron.wait("another note", |shown| shown != before);
    }
    at_heron.send(ESC);
    at_heron.wait_for("coders handed in");
    hands_in(&mut at_heron);
    exchanges(&mut at_heron);

    // Before the close nobody can read anything of another's, on the shelf with the team's key neither.
    let shelf = team.shelf();
    assert!(shelf.contains("Rang school the first time"), "or this would prove nothing");
    for screen in [&at_heron, &at_dunnock] {
        assert!(screen.screen().contains("You have handed in"), "{}", screen.screen());
    }
    for (canary, own) in
        [("canary-wren", wren), ("canary-heron", heron), ("canary-dunnock", dunnock)]
    {
        assert!(!shelf.contains(canary), "{canary} lies on the shelf before the close");
        for desk in team.all() {
            let is_own = std::ptr::eq(desk, own);
            let there = readable_in(desk).contains(canary);
            assert!(is_own || !there, "{canary} is at another's laptop");
        }
    }

    // Everybody has handed in, so a coder may close it, who did not begin it; then everybody's come.
    exchanges(&mut at_dunnock);
    at_dunnock.wait_for("3 of 3 coders handed in");
    at_dunnock.send("c");
    at_dunnock.wait_for("Close round");
    at_dunnock.answer("c");
    at_dunnock.wait_for("3 of 3 handed in");
    exchanges(&mut at_dunnock);
    exchanges(&mut at_wren);
    at_wren.wait_for("It is closed");
    exchanges(&mut at_heron);
    at_heron.wait_for("It is closed");
    exchanges(&mut at_dunnock);
    exchanges(&mut at_wren);

    // Differences are settled by keys, and one asks something of the codebook.
    at_wren.send(ENTER);
    let shown = at_wren.wait_for("difference 1 of");
    for name in ["wren", "heron", "dunnock"] {
        let beside = shown.lines().skip(3).filter(|line| !line.contains("canary-"));
        assert!(!beside.into_iter().any(|line| line.contains(name)), "{shown}");
    }
    at_wren.send("w");
    at_wren.wait_for("Esc");
    at_wren.answer("Say that ringing ahead is a check").send(ENTER);
    at_wren.wait_for("proposed for");
    at_wren.send("y");
    at_wren.wait_for("Why does it apply?");
    at_wren.answer("a second look").send(ENTER);
    at_wren.wait_for("settled ");
    while !at_wren.screen().contains("No difference is left to settle.") {
        let before = at_wren.screen();
        at_wren.send("e");
        at_wren.wait_for("Enter alone gives no reason");
        at_wren.answer("").send(ENTER);
        at_wren
            .wait("the next difference", |shown| shown != before && !shown.contains("Esc leave"));
    }
    at_wren.send(ESC);
    exchanges(&mut at_wren);
    exchanges(&mut at_heron);
    exchanges(&mut at_dunnock);
    for screen in [at_wren, at_heron, at_dunnock] {
        ends(screen);
    }

    // Each laptop says the same of it: what is gone and what was reworded counts as that.
    sync(&team.all());
    sync(&team.all());
    let mut said: Vec<Value> = team.all().iter().map(|desk| figures(desk, &round)).collect();
    for (desk, figures) in said.iter_mut().enumerate() {
        // Whoever has their own codings can still check them, and nobody else can: notes of it are gone.
        let not_checked = figures.as_object_mut().unwrap().remove("not_checked").unwrap();
        assert!(not_checked.as_u64() <= Some(3), "laptop {desk}: {not_checked}");
    }
    assert_eq!(said[0], said[1]);
    assert_eq!(said[1], said[2]);
    let of = |what: &str| said[0][what].as_u64();
    assert_eq!((of("coders"), of("handed_in"), of("does_not_fit")), (Some(3), Some(3), Some(0)));
    assert_eq!((of("notes"), of("gone"), of("reworded")), (Some(6), Some(2), Some(1)));
    let proposals = on(dunnock, &["round", "proposals", &round], "").code(0).out;
    assert!(proposals.contains("Say that ringing ahead is a check"), "{proposals}");
    assert!(proposals.contains("asdone codebook"), "{proposals}");
    on(dunnock, &["round", "mine", &round], "");
    for desk in team.all() {
        assert!(!desk.opened().contains("Asked twice the first"), "erased is gone everywhere");
    }
}

/// Everything that a laptop's study holds as its passphrase opens it, its screens being open.
fn readable_in(desk: &Desk) -> String {
    let study = desk.path("study");
    let key = keys::unlock(&study, &Secret::passphrase(desk::GOOD.to_owned())).unwrap();
    let journal = Journal::look_at(&study, Some(&key)).unwrap();
    let mut all = String::new();
    journal.replay(|entry| all.push_str(&format!("{entry:?}\n"))).unwrap();
    all
}

#[test]
fn a_lead_closes_early_one_never_hands_in_and_one_hands_in_something_else() {
    let team = Team::begun();
    let round = team.drawn();
    let Team { wren, heron, dunnock, .. } = &team;
    let six = || [0; 6].map(|_| Says(&[0], ""));
    for desk in [wren, heron] {
        let mut screen = opened(desk);
        codes(&mut screen, &six());
        hands_in(&mut screen);
        exchanges(&mut screen);
        ends(screen);
    }
    // Dunnock codes one and never hands in.
    let mut at_dunnock = opened(dunnock);
    at_dunnock.send(ENTER);
    at_dunnock.wait_for("note 1 of 6");
    at_dunnock.send("m");
    at_dunnock.wait_for("Esc");
    at_dunnock.answer("canary-never").send(ENTER);
    at_dunnock.wait_for("memo");
    at_dunnock.send(ENTER);
    at_dunnock.wait_for("note 2 of 6");
    at_dunnock.send(ESC);
    at_dunnock.wait_for("You have coded 1 of your 6 notes");
    // Past the program, heron takes back a coding that was handed in.
    past_the_program(heron, &round, "heron");
    // While somebody has not handed in, whoever began it alone can close it.
    on(heron, &["round", "close", &round], "").code(2);
    // The lead closes early.
    let mut at_wren = opened(wren);
    exchanges(&mut at_wren);
    at_wren.wait_for("2 of 3 coders handed in");
    at_wren.send("c");
    at_wren.wait_for("What was not handed in by now is out");
    at_wren.answer("c");
    at_wren.wait_for("2 of 3 handed in");
    exchanges(&mut at_wren);
    // To whoever did not hand in it is closed too, and nothing of theirs leaves.
    exchanges(&mut at_dunnock);
    at_dunnock.wait_for("It is closed");
    at_dunnock.send("h");
    at_dunnock.wait_for("what was not handed in by then is out");
    exchanges(&mut at_dunnock);
    sync(&[heron]);
    exchanges(&mut at_wren);
    ends(at_wren);
    ends(at_dunnock);
    on(dunnock, &["round", "hand-in", &round], "").code(2).says("has ended");
    sync(&[heron, dunnock, heron, wren, dunnock, wren]);
    assert!(!team.shelf().contains("canary-never"));
    assert!(!wren.opened().contains("canary-never"));
    assert!(dunnock.opened().contains("canary-never"), "it stays theirs");
    let found = figures(wren, &round);
    let of = |what: &str| found[what].as_u64();
    assert_eq!((of("coders"), of("handed_in"), of("does_not_fit")), (Some(3), Some(1), Some(1)));
    // What is left is one coder's: there is nothing to compare, and that is said.
    assert_eq!(found["tags"][0]["alpha"]["undefined"], "no-pair", "{found}");
    let said = on(wren, &["agreement", &round], "").out;
    assert!(said.contains("what 1 handed in is not what stands now, and is out"), "{said}");
    assert!(said.starts_with("1 of 3 coders handed in;"), "{said}");
}

/// Dunnock has seen what the others said, once heron, who did not begin it, closed the round; takes their
/// own hand-in and codings back past the program, says what the others said, and hands that in.
#[test]
fn a_round_that_a_coder_closed_stays_so_when_another_takes_their_hand_in_back() {
    let team = Team::begun();
    let round = team.drawn();
    let Team { wren, heron, dunnock, .. } = &team;
    for (desk, said) in [(wren, "1\n"), (heron, "1\n"), (dunnock, "2\n")] {
        on(desk, &["round", "code", &round, "--ask"], &said.repeat(6)).code(1);
        on(desk, &["round", "hand-in", &round], "").code(0);
    }
    sync(&[wren, heron, dunnock, heron]);
    on(heron, &["round", "close", &round], "").code(0).says("3 of 3 handed in");
    sync(&[heron, wren, dunnock, wren, dunnock, heron, wren, dunnock]);
    let of = |desk: &Desk| {
        let found = figures(desk, &round);
        let of = |what: &str| found[what].as_u64();
        (of("handed_in"), of("does_not_fit"), of("on_its_way"))
    };
    for desk in team.all() {
        assert_eq!(of(desk), (Some(3), Some(0), Some(0)));
    }
    let before = figures(wren, &round);
    // It is no line that can be erased by the way either.
    let erase = ["erase", &round, "--line", "1", "--reason", "x", "--yes"];
    assert_ne!(on(dunnock, &erase, "").code, Some(0));
    all_taken_back_and_said_as_others_did(dunnock);
    sync(&[dunnock, wren, heron]);
    for desk in team.all() {
        assert_eq!(of(desk), (Some(2), Some(1), Some(0)), "the first hand-in is it");
        on(desk, &["round", "code", &round, "--ask"], "1\n").code(1);
        on(desk, &["round", "hand-in", &round], "").code(2).says("has ended");
    }
    assert_ne!(before, figures(wren, &round));
    let said = on(heron, &["agreement", &round, "--samples", "0"], "").code(0).out;
    assert!(said.contains("what 1 handed in is not what stands now, and is out"), "{said}");
}

fn all_taken_back_and_said_as_others_did(desk: &Desk) {
    let study: &Path = &desk.path("study");
    let key = keys::unlock(study, &Secret::passphrase(desk::GOOD.to_owned())).unwrap();
    let (mut open, _) = OpenStudy::open(study, Some(&key), Mending::Ask).unwrap();
    open.read_past(None).unwrap();
    let dunnock = called(&open.study, "dunnock").unwrap();
    let ix = open.study.person_ix(dunnock).unwrap();
    let sheet = open.study.sheets().all_of(Sort::Round).next().unwrap();
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis();
    let since = i64::try_from(since).unwrap();
    let (id, at) = (sheet.id(), asdone::study::Moment::new(since, 0));
    let tag = Round::of(sheet).unwrap().tags()[0].tag.clone();
    let own: Vec<(ItemId, Line)> = sheet
        .lines()
        .filter(|said| said.author == ix)
        .map(|said| (said.item, said.line.clone()))
        .collect();
    let mut changes = Vec::new();
    for (nth, (item, line)) in (1u128..).zip(own) {
        changes.push(Change::Stands { item: Item::Line(id, item), stands: false });
        if let Line::Coded { of, words, .. } = line {
            let (yes, unsure, memo) = (vec![tag.clone()], vec![], String::new());
            let line = Line::Coded { of, words, yes, unsure, memo };
            changes.push(Change::Said { sheet: id, item: ItemId(nth), line, at });
        }
    }
    let mut by_dunnock = |changes| {
        let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
        open.perform_by(dunnock, &deed, since).unwrap();
        let sheet = open.study.sheets().get(id).unwrap();
        asdone::study::digest_of(&Round::of(sheet).unwrap().codings(ix))
    };
    let digest = by_dunnock(changes);
    let line = Line::HandedIn(digest);
    by_dunnock(vec![Change::Said { sheet: id, item: ItemId(99), line, at }]);
}

/// Takes back one coding of a coder at their own laptop, past what the program would do.
fn past_the_program(desk: &Desk, round: &str, name: &str) {
    let study: &Path = &desk.path("study");
    let key = keys::unlock(study, &Secret::passphrase(desk::GOOD.to_owned())).unwrap();
    let (mut open, _) = OpenStudy::open(study, Some(&key), Mending::Ask).unwrap();
    open.read_past(None).unwrap();
    let coder = called(&open.study, name).unwrap();
    let sheet = open.study.sheets().all_of(Sort::Round).next().unwrap();
    assert!(round.starts_with(sheet.id().code().short()) || sheet.id().code().begins_with(round));
    let ix = open.study.person_ix(coder).unwrap();
    let found = Round::of(sheet).unwrap();
    let struck = found.units().iter().find_map(|unit| found.coding_of(ix, *unit)).unwrap().item;
    let item = Item::Line(sheet.id(), struck);
    let changes = vec![Change::Stands { item, stands: false }];
    let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis();
    open.perform_by(coder, &deed, i64::try_from(since).unwrap()).unwrap();
}
