//! Codebooks of very many tags: nothing that reads one may compare every tag with every other.

use std::hint::black_box;
use std::time::{Duration, Instant};

use asdone::actions::{Consent, Context, Ids};
use asdone::analysis::{By, tally};
use asdone::files::{codebook, csv, jot, jsonl};
use asdone::study::{PersonId, Study};

use super::sample::{Sample, all, all_different, now, seen};

/// The same id each time: nothing here is recorded twice.
struct One;

impl Ids for One {
    fn fresh(&self) -> uuid::Uuid {
        uuid::Uuid::nil()
    }
}

/// What a table, a file of lines or a study brings in that no tag of the study has.
fn imported(read: impl FnOnce(&Context<'_>) -> asdone::files::Intake) {
    let intake = read(&Context { now: now(), author: PersonId(1), ids: &One });
    assert!(intake.bad.is_empty(), "{:?}", intake.bad.first());
    black_box(intake);
}

fn taken(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// Four times the tags may take about four times as long, and sixteen times where each is compared
/// with each; the bound stands between. What else the machine does can make one of twenty tries slow and
/// not all: work that grows with the square keeps the bound in none.
#[test]
fn four_times_the_tags_take_no_more_than_their_share_of_time() {
    type Reader = (&'static str, fn(&Sample, &Study));
    let readers: [Reader; 9] = [
        ("fold", |sample, _| drop(black_box(sample.study()))),
        ("find", |_, study| {
            for tag in study.codebook().all() {
                black_box(study.codebook().find(tag.name()));
                black_box(study.codebook().ix(tag.key()).map(|ix| study.codebook().resolve(ix)));
            }
        }),
        ("list", |_, study| {
            black_box((study.codebook().offered(), study.codebook().groups()));
            black_box((study.known_settings(), study.codebook().namesakes()));
        }),
        ("tally by tag", |_, study| drop(black_box(tally(seen(study), &all(study), By::Tag)))),
        ("tally by group", |_, study| drop(black_box(tally(seen(study), &all(study), By::Group)))),
        ("export", |_, study| {
            black_box(codebook::write(study.codebook(), codebook::Table::Tsv));
            black_box(jsonl::write(study, &all(study)));
        }),
        ("import of rows", |_, study| {
            imported(|context| {
                let rows: String = (0..study.codebook().all().len())
                    .map(|nth| format!("Rang school {nth},fresh-{nth},place {nth}\n"))
                    .collect();
                csv::read(&format!("text,tags,setting\n{rows}"), study, context)
            })
        }),
        ("import of lines", |_, study| {
            imported(|context| {
                let lines: String = (0..study.codebook().all().len())
                    .map(|nth| format!("14:20 Rang school {nth} #fresh-{nth}\n"))
                    .collect();
                jot::read(
                    &lines,
                    study,
                    context,
                    Consent { new_tags: true, new_settings: true, future: true },
                )
            })
        }),
        ("import of a study", |_, study| {
            imported(|context| jsonl::read(&jsonl::write(study, &all(study)), study, context))
        }),
    ];
    let few = all_different(500);
    let many = all_different(2_000);
    let (few_study, many_study) = (few.study(), many.study());
    for (name, read) in readers {
        let tries = (0..20).map(|_| {
            let short = taken(|| read(&few, &few_study));
            (short, taken(|| read(&many, &many_study)))
        });
        let mut tried = Vec::new();
        let mut tries = tries.inspect(|times| tried.push(*times));
        let keeps = tries.any(|(short, long)| long < short * 9 + Duration::from_millis(5));
        drop(tries);
        assert!(keeps, "{name}, for 500 tags and for 2,000: {tried:?}");
    }
}
