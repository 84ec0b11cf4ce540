//! The report: commands in, a page out that keeps to itself, tells nothing that is masked and can be
//! read by whoever gets it. A real browser reads it in `tests/clients/report`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may panic")]

#[path = "common/desk.rs"]
mod desk;

use std::fs;

use desk::Desk;

/// The page of the practice study.
fn practice(desk: &Desk, more: &[&str]) -> String {
    let study = desk.path("practice");
    let study = study.to_str().unwrap();
    desk.run(&["--study", study, "demo", "--print"], "").code(0);
    let args: Vec<&str> =
        ["--study", study, "report"].into_iter().chain(more.iter().copied()).collect();
    desk.run(&args, "").code(0).out
}

#[test]
fn a_page_loads_nothing_and_runs_nothing() {
    let desk = Desk::new();
    let page = practice(&desk, &[]);
    let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for outside in
        ["<script", "http:", "https:", " src=", "@import", "url(", "<link", "<form", " on"]
    {
        let found = page.match_indices(outside).find(|(at, _)| {
            // " on" only counts as the beginning of an attribute inside a tag.
            outside != " on" || page[..*at].rfind('<') > page[..*at].rfind('>')
        });
        assert!(found.is_none(), "{outside}: {:?}", found.map(|(at, _)| &page[at..at + 60]));
    }
    assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'"));
    for heading in ["How this was done", "What occurs together", "You said, we did"] {
        assert!(page.contains(&format!(">{heading}</h2>")), "{heading}");
    }
    let pictures = page.matches("<svg").count();
    assert!(pictures >= 6, "{pictures} pictures");
    for part in ["role=\"img\"", "<desc id=", "aria-labelledby=\""] {
        assert!(page.matches(part).count() >= pictures, "{part}");
    }
}

#[test]
fn the_figures_are_those_of_the_tally() {
    let desk = Desk::new();
    let page = practice(&desk, &[]);
    let study = desk.path("practice");
    let args = ["--study", study.to_str().unwrap(), "tally", "--by", "kind", "--json"];
    let tally = desk.run(&args, "").code(0).out;
    let tally: serde_json::Value = serde_json::from_str(&tally).unwrap();
    assert!(page.contains(&format!("<strong>{} notes</strong>", tally["denominator"])));
    for row in tally["rows"].as_array().unwrap().iter().filter(|row| row["count"] != 0) {
        let (name, count) = (row["name"].as_str().unwrap(), &row["count"]);
        let percent = format!("{:.0} %", row["share"].as_f64().unwrap() * 100.0);
        let cells =
            format!("<bdi>{name}</bdi></th><td class=\"n\">{count}</td><td class=\"n\">{percent}");
        assert!(page.contains(&cells), "{cells}");
    }
}

#[test]
fn the_file_is_private_and_takes_no_others_place() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "Riverside", "--pseudonym", "wren"], "").code(0);
    desk.run(&["add", "Rang the school before nine"], "").code(0);
    let file = desk.path("page.html");
    let to = file.to_str().unwrap();
    desk.run(&["report", "--out", to], "").code(0).says("read it through before it goes");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0);
    }
    desk.run(&["report", "--output", to], "").code(2).says("is there already");
    desk.run(&["report", "--output", to, "--force"], "").code(0);
    let page = fs::read_to_string(&file).unwrap();
    assert!(!page.contains("Rang the school"), "no note stands on a report in its own words");
    desk.run(&["report", "printer"], "").code(1).says("nothing found");
}

/// What is not raised is not there, and what few people raised has no number and no measure.
#[test]
fn a_wider_page_has_what_was_shared_and_no_masked_number() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "Riverside", "--pseudonym", "wren"], "").code(0);
    for nth in 0..12 {
        let note = format!("Rang the school {nth} #t.staff @court");
        let code = desk.run(&["add", &note], "").code(0).out;
        if nth < 3 {
            desk.run(&["audience", code.trim(), "team"], "").code(0);
        }
    }
    let page = desk.run(&["report", "--scope", "team"], "").code(0).out;
    assert!(page.contains("Only what people chose to share is here"));
    assert!(page.contains("<strong>&lt;5 notes</strong>"));
    for measure in ["class=\"bar\"", "class=\"spread\"", "class=\"dot\"", "cell h"] {
        assert!(!page.contains(measure), "{measure}");
    }
    for number in ["<td class=\"n\">3<", "<td class=\"n\">12<", "\"end\">3<", "\"end\">12<"] {
        assert!(!page.contains(number), "{number}");
    }
    let own = desk.run(&["report"], "").code(0).out;
    assert!(own.contains("<strong>12 notes</strong>") && own.contains("class=\"bar\""));
}

#[test]
fn hostile_words_are_words() {
    let desk = Desk::new();
    let name = "<img src=x onerror=alert(1)> & \"co\"";
    desk.run(&["init", "--name", name, "--pseudonym", "wren"], "").code(0);
    desk.run(&["add", "Rang @\"<b>court</b>\""], "").code(0);
    let page = desk.run(&["report"], "").code(0).out;
    assert!(!page.contains("<img") && !page.contains("<b>"), "{page}");
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;co&quot;"));
    assert!(page.contains("&lt;b&gt;court&lt;/b&gt;"));
}

/// A project of one's own for other programs: every note a text, coded by whoever tagged it.
#[test]
fn a_project_has_every_text_as_it_is() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "Riverside", "--pseudonym", "wren"], "").code(0);
    let texts = ["Cŵn yn cyfarth 👩‍👧 #t.place @court", "سألت الأم مرة أخرى <&> #s.check", "plain"];
    for text in texts {
        desk.run(&["add", text], "").code(0);
    }
    let file = desk.path("mine.qdpx");
    let to = file.to_str().unwrap();
    desk.run(&["export", "--qdpx", to], "").code(0).says("keep the file to yourself");
    desk.run(&["export", "--qdpx", to], "").code(2).says("is there already");
    let mut zip = zip::ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
    let mut inside = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        inside.push((file.name().unwrap().into_owned(), text));
    }
    assert_eq!(inside[0].0, "project.qde");
    assert!(inside[1..].iter().all(|(name, _)| name.starts_with("sources/")));
    assert!(inside.iter().any(|(_, text)| text == "سألت الأم مرة أخرى <&>"), "{inside:?}");
    let project = &inside[0].1;
    assert_eq!(project.matches("<TextSource ").count(), 3);
    assert_eq!(project.matches("<PlainTextSelection ").count(), 2);
    assert!(
        project.contains("endPosition=\"18\"") && project.contains("<TextValue>court<"),
        "{project}"
    );
    assert!(project.contains("<User guid=") && project.contains("name=\"wren\""));

    let codes = desk.path("codes.qdc");
    desk.run(&["codebook", "export", "--qdc", codes.to_str().unwrap()], "").code(0);
    let codes = fs::read_to_string(codes).unwrap();
    assert!(codes.contains("name=\"TRIGGER\" isCodable=\"false\"") && codes.contains("With: "));
}

/// Several coders, memos and journals: written for other programs to read, and left where
/// `tests/clients/qualcoder` finds it.
#[test]
fn a_project_of_several_coders_is_whole() {
    use asdone::release::refi::{self, Code, Coder, Journal, Project, Selection, Source, Value};
    let text = |guid: &str, text: &str, selections: Vec<Selection>| Source {
        guid: refi::guid(&["note", guid]),
        name: "a note".into(),
        text: text.into(),
        memo: format!("memo of {guid} <&>"),
        at: String::new(),
        values: vec![Value { variable: "lleoliad".into(), value: "ymweliad cartref".into() }],
        selections,
    };
    let by = |coder, code, memo: &str| Selection { coder, code, memo: memo.into() };
    let project = Project {
        name: "Several coders".into(),
        origin: "asdone".into(),
        memo: "about it all".into(),
        at: "2026-01-01T00:00:00Z".into(),
        coders: ["wren", "wren", "heron"]
            .iter()
            .zip(["1", "2", "3"])
            .map(|(name, n)| Coder { guid: refi::guid(&["coder", n]), name: (*name).into() })
            .collect(),
        codes: ["s.check", "s.check", "t.place"]
            .iter()
            .zip(["1", "2", "3"])
            .map(|(name, n)| Code {
                guid: refi::guid(&["code", n]),
                name: (*name).into(),
                group: "SAFETY".into(),
                description: format!("what {n} means\nand more"),
            })
            .collect(),
        sources: vec![
            text("1", "Cŵn yn cyfarth 👩‍👧 <&>", vec![by(0, 0, "pam"), by(1, 0, ""), by(2, 2, "🙂")]),
            text("2", "سألت الأم مرة أخرى", vec![by(2, 1, ""), by(2, 1, "again")]),
        ],
        journals: vec![Journal { name: "Round 1".into(), text: "agreed\nto differ".into() }],
    };
    let bytes = refi::project(&project).unwrap();
    assert_eq!(bytes, refi::project(&project).unwrap(), "the same bytes twice");
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("several.qdpx");
    fs::write(&file, &bytes).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut project = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("project.qde").unwrap(), &mut project).unwrap();
    for name in
        ["wren", "wren (2)", "heron", "s.check", "s.check (2)", "a note", "a note (2)", "Round 1"]
    {
        assert_eq!(project.matches(&format!(" name=\"{name}\"")).count(), 1, "{name}: {project}");
    }
    assert_eq!(project.matches("<PlainTextSelection ").count(), 4);
}

/// What exists as text is on a page in the same words.
#[test]
fn a_record_is_a_page_too() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "Riverside", "--pseudonym", "wren"], "").code(0);
    desk.run(&["debrief", "begin", "--title", "The <late> court"], "").code(0);
    let text = desk.run(&["debrief", "record"], "").code(0).out;
    assert!(text.contains("The <late> court"));
    let page = desk.run(&["debrief", "record", "--html"], "").code(0).out;
    assert!(page.contains("The &lt;late&gt; court</bdi></h1>"), "{page}");
    assert!(page.contains("nobody&#39;s appraisal") || page.contains("nobody's appraisal"));
    assert!(page.contains("default-src 'none'"));
}

/// A brief and what a voice said, in the same words as where they are printed as text.
#[test]
fn a_brief_and_a_voice_are_pages_of_the_same_words() {
    let desk = Desk::new();
    practice(&desk, &[]);
    let study = desk.path("practice");
    let on = |args: &[&str]| {
        let args = [&["--study", study.to_str().unwrap()], args].concat();
        desk.run(&args, "").code(0).out
    };
    for (list, read) in [("lesson", "brief"), ("voice", "read")] {
        let listed = on(&[list, "list", "--json"]);
        let first: serde_json::Value =
            serde_json::from_str(listed.lines().next().unwrap()).unwrap();
        let code = first["code"].as_str().unwrap();
        let text = on(&[list, read, code]);
        let page = on(&[list, read, code, "--html"]);
        assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'"), "{list}");
        assert!(!page.contains("<script") && page.contains("</h1>"), "{list}");
        // Each word of the text, whatever marks stand around it there.
        let plain = page.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&");
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3);
        let gone: Vec<&str> = words.filter(|word| !plain.contains(word)).collect();
        assert!(gone.is_empty() && text.len() > 200, "{list}: {gone:?}\n{text}\n{page}");
    }
}

/// Everything that is asked of a report stands on it, each count with what it is a share of.
#[test]
fn a_report_has_each_of_its_parts_and_says_what_shares_are_of() {
    let desk = Desk::new();
    let page = practice(&desk, &[]);
    for part in [
        "method",
        "coverage",
        "tallies",
        "together",
        "lessons",
        "answers",
        "voices",
        "agreement",
        "codebook",
    ] {
        let section = page.split(&format!("<h2 id=\"{part}\"")).nth(1).unwrap_or_default();
        let section = section.split("</section>").next().unwrap();
        assert!(section.len() > 150, "{part}: {section}");
    }
    for words in [
        "Triggers that met no adjustment",
        "none of these",
        "What these figures rest on",
        "Wilson",
        "it is nobody's appraisal",
    ] {
        assert!(page.replace("&#39;", "'").contains(words), "{words}");
    }
    // By tag, group, kind, setting and week, and by hour and day.
    let captions: Vec<&str> = page.split("<caption>").skip(1).collect();
    let captions: Vec<&str> =
        captions.iter().map(|rest| rest.split("</caption>").next().unwrap()).collect();
    for by in ["tag", "group", "kind", "setting", "week", "hour"] {
        assert!(captions.iter().any(|said| said.to_lowercase().contains(by)), "{by}: {captions:?}");
    }
}

/// Relative luminance and contrast as WCAG 2.2 defines them.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_colour_can_be_told_from_its_paper() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    let desk = Desk::new();
    let page = practice(&desk, &[]);
    let themes: Vec<&str> =
        page.split(":root {").skip(1).map(|part| part.split('}').next().unwrap()).collect();
    assert_eq!(themes.len(), 3, "light, dark, print");
    for theme in themes {
        let token = |name: &str| {
            let at = theme.find(&format!("--{name}: ")).unwrap() + name.len() + 4;
            &theme[at..at + 7]
        };
        for (text, ground, least) in [
            ("ink", "paper", 7.0),
            ("ink", "band", 7.0),
            ("faint", "paper", 4.5),
            ("faint", "band", 4.5),
            ("bar", "paper", 3.0),
            ("edge", "paper", 3.0),
        ] {
            let found = contrast(token(text), token(ground));
            assert!(found >= least, "{text} on {ground}: {found:.2} in {theme}");
        }
        let steps: Vec<f64> =
            (1..=5).map(|n| contrast(token(&format!("heat-{n}")), token("paper"))).collect();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
    }
}
