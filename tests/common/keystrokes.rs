//! The ten commonest jobs, each with the keys that it takes beside the person's own words. The guide
//! shows them; a key more, and the table there is another one.

use asdone::tui::harness::Harness;
use asdone::tui::key::{Key, script};

/// A job: what it is, the keys from the screen for writing on, and how one sees that it is done. The
/// person's own words stand between `«` and `»` and are not counted.
struct Job {
    what: &'static str,
    keys: &'static str,
    /// How many keys it takes.
    takes: usize,
    done: fn(&Harness) -> bool,
}

const JOBS: &[Job] = &[
    Job {
        what: "save what happened",
        keys: "«Rang the school first»<enter>",
        takes: 1,
        done: |seen| last(seen) == "Rang the school first",
    },
    Job {
        what: "say what sort of work it was as well",
        keys: "«Wrote the plan by hand»<alt-w><enter>",
        takes: 2,
        done: |seen| seen.model.study.records().last().is_some_and(|note| note.kind().is_some()),
    },
    Job {
        what: "say that it was a quarter of an hour ago",
        keys: "-15m «rang the school first»<enter>",
        takes: 6,
        done: |seen| {
            let note = seen.model.study.records().last();
            note.is_some_and(|note| note.happened_at().millis < seen.now.millis - 14 * 60_000)
        },
    },
    Job {
        what: "give it a tag that you used lately",
        keys: "«Read it back»<alt-t>1<enter>",
        takes: 3,
        done: |seen| last(seen) == "Read it back" && tagged(seen) == 2,
    },
    Job {
        what: "find notes by a word",
        keys: "<f3>/«printer»<enter>",
        takes: 3,
        done: |seen| seen.screen().contains("1 of 2"),
    },
    Job {
        what: "reword the last note",
        keys: "<f3>a«, twice»<enter>",
        takes: 3,
        done: |seen| seen.screen().contains("Printer down, read it back, twice"),
    },
    Job {
        what: "add what came later",
        keys: "<f3>l«It held»<enter>",
        takes: 3,
        done: |seen| seen.model.study.records().iter().any(|note| note.later().count() == 1),
    },
    Job {
        what: "let the team see the last note",
        keys: "<f3>v2",
        takes: 3,
        done: |seen| {
            let team = asdone::study::Audience::Team;
            seen.model.study.records().iter().any(|note| note.audience() == team)
        },
    },
    Job {
        what: "begin a shift",
        keys: "<f5>s<enter>",
        takes: 3,
        done: |seen| seen.said().contains("shift"),
    },
    Job {
        what: "take back what you did last, a whole note",
        keys: "<alt-u>t",
        takes: 2,
        done: |seen| seen.model.study.all_standing().count() == 1,
    },
];

fn last(seen: &Harness) -> &str {
    seen.model.study.records().last().map_or("", asdone::study::Record::text)
}

fn tagged(seen: &Harness) -> usize {
    let study = &seen.model.study;
    study.records().iter().filter(|note| study.tags_of(note).next().is_some()).count()
}

/// The keys of a script that are not the person's own words.
fn counted(keys: &str) -> Vec<Key> {
    let (mut own, mut rest) = (String::new(), keys);
    while let Some((before, after)) = rest.split_once('«') {
        own.push_str(before);
        rest = after.split_once('»').expect("own words end").1;
    }
    own.push_str(rest);
    script(&own).expect("keys")
}

/// Plays a job; what is seen after it.
fn played(job: &Job) -> Harness {
    let mut harness = Harness::open();
    harness.keys("Swapped bays<enter>Printer down, read it back #s.check<enter>");
    harness.keys(&job.keys.replace(['«', '»'], ""));
    harness
}

/// The keys as the guide shows them: the words of one's own as three dots, letters of the line together.
fn shown(job: &Job) -> String {
    let mut all: Vec<String> = Vec::new();
    let mut rest = job.keys;
    let plain = |part: &str, all: &mut Vec<String>| {
        let keys = script(part).expect("keys");
        if keys.len() > 3 && keys.iter().all(|key| key.typed().is_some()) {
            all.push(format!("`{}`", part.trim()));
        } else {
            all.extend(keys.iter().map(|key| format!("`{key}`")));
        }
    };
    while let Some((before, after)) = rest.split_once('«') {
        plain(before, &mut all);
        all.push("…".to_owned());
        rest = after.split_once('»').expect("own words end").1;
    }
    plain(rest, &mut all);
    all.join(" ")
}

/// The table of the guide.
pub(crate) fn table() -> String {
    let mut table = "| job | keys | how many |\n|---|---|---|\n".to_owned();
    for job in JOBS {
        let (what, keys, many) = (job.what, shown(job), counted(job.keys).len());
        table.push_str(&format!("| {what} | {keys} | {many} |\n"));
    }
    table
}

#[test]
fn the_ten_commonest_jobs_take_no_more_keys_than_they_did() {
    assert_eq!(JOBS.len(), 10);
    for job in JOBS {
        let seen = played(job);
        assert!((job.done)(&seen), "{}: {}\n{}", job.what, job.keys, seen.screen());
        assert_eq!(counted(job.keys).len(), job.takes, "{}", job.what);
    }
}
