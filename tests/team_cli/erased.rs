//! What the owner or a steward erases for everybody.

use super::{add, begin, folder, join, laptop, on, raised, seen, status, sync, team_of};

#[test]
fn what_a_steward_erases_leaves_every_laptop_and_stays_private_with_its_author() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let [wren, heron, robin] = team_of(&folder, ["wren", "heron", "robin"]);
    on(&wren, &["team", "rights", "heron", "steward"]).code(0);
    let kept = raised(&wren, "Swapped visits with the duty desk");
    sync(&wren);
    let named = "Rang Zephyrine before school";
    let note = raised(&robin, named);
    on(&robin, &["later", &note, "Zephyrine rang back"]).code(0);
    sync(&robin);
    sync(&heron);
    sync(&wren);
    on(&wren, &["later", &note, "I was there too"]).code(0);
    sync(&wren);
    sync(&heron);
    assert!(heron.opened().contains("Zephyrine") && wren.opened().contains("Zephyrine"));

    // A writer erases nothing of others; a steward is told what it means before they do.
    let erase = |code: &str| {
        ["erase", code, "--reason", "a child is named", "--yes"].map(str::to_owned).to_vec()
    };
    let by =
        |desk, code: &str| on(desk, &erase(code).iter().map(String::as_str).collect::<Vec<_>>());
    by(&robin, &kept).code(2).says("only its author, or whoever runs the team");
    by(&heron, &note).code(0).says("Somebody else shared it").says("for your whole team");
    assert_eq!(seen(&heron, named), None);
    assert!(!heron.opened().contains("Zephyrine"), "its words are gone where it was erased");
    let next = on(&heron, &["team", "status"]).code(0).out;
    assert!(next.contains("erased for everybody") && next.contains(&note), "{next}");
    on(&heron, &["team", "sync"]).code(0);
    assert_eq!(status(&heron)["next"].as_array().unwrap().len(), 0, "and once alone");

    // At a colleague's it is gone, and nobody learns why; their own words stay theirs.
    sync(&wren);
    assert_eq!(seen(&wren, named), None);
    let opened = wren.opened();
    assert!(!opened.contains("Zephyrine") && !opened.contains("a child is named"), "{opened}");
    assert!(opened.contains("I was there too"));
    assert!(seen(&wren, "Swapped visits with the duty desk").is_some());

    // Its author is told, once and on asking, keeps it, and cannot share it again.
    sync(&robin).says("erased it for everybody else").says("You need do nothing");
    let again = sync(&robin);
    assert!(!again.err.contains("erased it"), "{}", again.err);
    assert_eq!(status(&robin)["erased_for_everybody"][0], note.as_str());
    assert_eq!(status(&robin)["left"]["observations"], 0);
    let shown = on(&robin, &["show", &note]).code(0).out;
    assert!(shown.contains(named) && shown.contains("Zephyrine rang back"), "{shown}");
    assert!(shown.contains("private, erased for everybody else"), "{shown}");
    assert!(!robin.opened().contains("I was there too"), "what was said of it goes everywhere");
    on(&robin, &["audience", &note, "team"]).code(2).says("so it stays with you");
    on(&robin, &["amend", &note, "Rang before school"]).code(0);
    on(&robin, &["audience", &note, "team"]).code(2).says("was erased for everybody");
    on(&robin, &["audience", &note, "private"]).code(2).says("nothing to change");
    assert_eq!(seen(&robin, "Rang before school"), None);

    // Who comes later never has it, and the word of a steward who is one no longer stands.
    on(&wren, &["team", "remove", "heron", "--yes"]).code(0);
    let late = laptop("kite");
    join(&late, &folder, &wren);
    sync(&late);
    assert!(seen(&late, "Swapped visits with the duty desk").is_some());
    assert!(!late.opened().contains("Zephyrine"));
    sync(&robin);
    on(&robin, &["audience", &note, "team"]).code(2).says("was erased for everybody");
}

#[test]
fn the_owner_erases_a_line_of_a_debrief_or_a_whole_lesson_that_others_shared() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    let note = raised(&wren, "Swapped desks");
    sync(&wren);
    sync(&heron);
    on(&heron, &["later", &note, "It was the green door"]).code(0);
    on(&heron, &["lesson", "new", "--title", "Ring the green door first"]).code(0);
    let lesson = heron.code("good", &["lesson", "list", "--json"]);
    on(&heron, &["audience", &lesson, "team"]).code(0);
    sync(&heron);
    sync(&wren);
    assert!(wren.opened().contains("green door"));
    // What a colleague added to one's own note is theirs: one erases it as whoever runs the team.
    on(&wren, &["erase", &note, "--later", "1", "--reason", "names a house", "--yes"]).code(0);
    on(&wren, &["erase", &lesson, "--reason", "names a house", "--yes"]).code(0);
    assert!(!wren.opened().contains("green door"));
    sync(&wren);
    sync(&heron).says("erased it for everybody else");
    assert_eq!(status(&heron)["left"]["others"], 0);
    on(&heron, &["audience", &lesson, "team"]).code(2).says("was erased for everybody");
    let own = on(&heron, &["lesson", "show", &lesson]).code(0).out;
    assert!(own.contains("Ring the green door first"), "{own}");
    // Its author's own note is erased as ever, and nobody is told more than that it is gone.
    on(&wren, &["erase", &note, "--reason", "asked to", "--yes"]).code(0);
    sync(&wren);
    let done = sync(&heron);
    assert!(!done.err.contains("erased it"), "{}", done.err);
    assert_eq!(seen(&heron, "Swapped desks"), None);
    add(&heron, "And goes on");
}
