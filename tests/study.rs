//! The fold, told as what people did and what the study shows afterwards.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use asdone::study::*;

const ME: PersonId = PersonId(7);
const HERE: DeviceId = DeviceId(1);
const THERE: DeviceId = DeviceId(2);

/// One device's log in the making.
struct Device {
    id: DeviceId,
    seq: u64,
    time: Hybrid,
    author: PersonId,
}

impl Device {
    fn new(id: DeviceId, author: PersonId) -> Self {
        Self { id, seq: 0, time: Hybrid::default(), author }
    }

    fn writes(&mut self, clock: i64, changes: Vec<Change>) -> Vec<Entry> {
        self.acts(clock, Purpose::Do, changes)
    }

    fn acts(&mut self, clock: i64, purpose: Purpose, changes: Vec<Change>) -> Vec<Entry> {
        let act = self.seq + 1;
        changes
            .into_iter()
            .map(|change| {
                self.seq += 1;
                self.time = self.time.next(clock);
                let (device, seq, time, author) = (self.id, self.seq, self.time, self.author);
                let header = Header {
                    way: asdone::study::Way::Here,
                    device,
                    seq,
                    time,
                    author,
                    act,
                    purpose,
                };
                Entry { header, content: Content::Known(change) }
            })
            .collect()
    }
}

fn study_of(entries: impl IntoIterator<Item = Entry>) -> Study {
    let mut study = Study::new(HERE);
    entries.into_iter().for_each(|entry| study.apply(entry));
    study
}

fn at(minute: i64) -> Moment {
    Moment::new(1_770_000_000_000 + minute * 60_000, 0)
}

fn observation(id: u128, text: &str, tags: &[&str]) -> Observation {
    Observation {
        id: ObservationId(id),
        text: text.into(),
        kind: None,
        happened_at: at(0),
        recorded_at: at(5),
        setting: Some("duty desk".into()),
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Default::default(),
        tags: tags.iter().map(|tag| TagKey::parse(tag).unwrap()).collect(),
    }
}

fn recorded(id: u128, text: &str, tags: &[&str]) -> Change {
    Change::Recorded(Box::new(observation(id, text, tags)))
}

fn amended(id: u128, item: u128, text: &str) -> Change {
    let (observation, item) = (ObservationId(id), ItemId(item));
    Change::Amended { observation, item, text: text.into(), why: None, at: at(9) }
}

fn tag_names(study: &Study, id: u128) -> Vec<String> {
    let record = study.get(ObservationId(id)).unwrap();
    study.tags_of(record).map(|ix| study.codebook().get(ix).unwrap().name().to_owned()).collect()
}

fn merged(from: &str, into: &str) -> Change {
    Change::TagSet {
        tag: TagKey::parse(from).unwrap(),
        set: vec![TagField::MergedInto(TagKey::parse(into))],
        was: vec![TagField::MergedInto(None)],
    }
}

#[test]
fn the_first_words_stay_when_the_text_is_amended_and_come_back_when_that_is_undone() {
    let mut me = Device::new(HERE, ME);
    let mut log = me.writes(1, vec![recorded(1, "Rang school frist", &[])]);
    log.extend(me.writes(2, vec![amended(1, 10, "Rang school first")]));
    let study = study_of(log.clone());
    let record = study.get(ObservationId(1)).unwrap();
    assert_eq!((record.text(), record.first_text()), ("Rang school first", "Rang school frist"));

    let act = study.acts().undoable().unwrap();
    log.extend(me.acts(3, Purpose::Undo(act.seq), act.inverses()));
    let study = study_of(log);
    let record = study.get(ObservationId(1)).unwrap();
    assert_eq!(record.text(), "Rang school frist");
    assert_eq!(record.amendments().count(), 0);
    assert!(study.acts().redoable().is_some());
}

#[test]
fn what_is_said_about_an_observation_may_arrive_before_the_observation() {
    let mut me = Device::new(HERE, ME);
    let mut log = me.writes(1, vec![recorded(1, "first", &["s.check"])]);
    log.extend(me.writes(2, vec![amended(1, 10, "second")]));
    log.extend(me.writes(
        3,
        vec![Change::Corrected {
            observation: ObservationId(1),
            set: Fact::Kind(Some(Kind::Surprise)),
            was: Fact::Kind(None),
        }],
    ));
    let forwards = study_of(log.clone());
    log.reverse();
    let backwards = study_of(log.clone());
    assert_eq!(forwards.portrait(), backwards.portrait());
    log.extend(log.clone());
    assert_eq!(forwards.portrait(), study_of(log).portrait());
    let record = backwards.get(ObservationId(1)).unwrap();
    assert_eq!((record.text(), record.kind()), ("second", Some(Kind::Surprise)));
}

#[test]
fn a_withdrawal_dominates_an_amendment_that_arrives_later() {
    let mut me = Device::new(HERE, ME);
    let mut log = me.writes(1, vec![recorded(1, "about a family", &[])]);
    log.extend(me.writes(
        2,
        vec![Change::Withdrawn {
            observation: ObservationId(1),
            item: ItemId(20),
            reason: "asked to".into(),
            at: at(9),
        }],
    ));
    log.extend(me.writes(3, vec![amended(1, 10, "reworded")]));
    let study = study_of(log);
    assert!(study.get(ObservationId(1)).unwrap().is_withdrawn());
    assert_eq!(study.all_standing().count(), 0);
}

#[test]
fn the_last_word_of_one_coder_wins_and_coders_never_overwrite_each_other() {
    let other = PersonId(8);
    let (mut me, mut them) = (Device::new(HERE, ME), Device::new(THERE, other));
    let says = |verdict, was| Change::Tagged {
        observation: ObservationId(1),
        tag: TagKey::parse("s.check").unwrap(),
        verdict,
        was,
        codebook: 1,
    };
    let mut log = me.writes(1, vec![recorded(1, "read it back", &["s.check"])]);
    log.extend(them.writes(2, vec![says(Verdict::No, Verdict::Unsaid)]));
    log.extend(me.writes(3, vec![says(Verdict::Unsaid, Verdict::Yes)]));
    let study = study_of(log);
    let record = study.get(ObservationId(1)).unwrap();
    let tag = TagKey::parse("s.check").unwrap();
    assert_eq!(study.verdict(record, ME, &tag), Verdict::Unsaid);
    assert_eq!(study.verdict(record, other, &tag), Verdict::No);
    assert!(tag_names(&study, 1).is_empty());
}

#[test]
fn past_taggings_follow_a_merge_and_come_back_when_it_is_undone() {
    let mut me = Device::new(HERE, ME);
    let mut log = me.writes(1, vec![recorded(1, "by phone", &["phoned", "rang"])]);
    log.extend(me.writes(2, vec![merged("rang", "phoned")]));
    let study = study_of(log.clone());
    assert_eq!(tag_names(&study, 1), ["phoned"]);
    assert!(!study.codebook().find("rang").unwrap().is_offered());

    let act = study.acts().undoable().unwrap();
    log.extend(me.acts(3, Purpose::Undo(act.seq), act.inverses()));
    assert_eq!(tag_names(&study_of(log), 1), ["phoned", "rang"]);
}

#[test]
fn a_name_that_two_tags_have_come_to_means_one_of_them_everywhere_and_is_named_as_work() {
    let (mut me, mut them) = (Device::new(HERE, ME), Device::new(THERE, PersonId(8)));
    let tag = |name| TagKey::parse(name).unwrap();
    let set = |key, set: Vec<TagField>| Change::TagSet { tag: tag(key), set, was: vec![] };
    let defined = || TagField::Status(Status::Defined);
    let mut log = me.writes(1, vec![set("rang", vec![defined()])]);
    log.extend(me.writes(2, vec![set("rang", vec![TagField::Name("phoned".into())])]));
    log.extend(them.writes(2, vec![set("phoned", vec![defined()])]));
    for _ in 0..log.len() {
        log.rotate_left(1);
        let study = study_of(log.clone());
        let codebook = study.codebook();
        assert_eq!(codebook.find("phoned").unwrap().key(), &tag("phoned"));
        let shared: Vec<Vec<&TagKey>> = codebook
            .namesakes()
            .iter()
            .map(|tags| tags.iter().map(|t| t.key()).collect())
            .collect();
        assert_eq!(shared, [[&tag("phoned"), &tag("rang")]]);
    }
    // Settled: the one that is still offered has the name, and nothing is left to do.
    log.extend(me.writes(3, vec![merged("phoned", "rang")]));
    let study = study_of(log);
    assert_eq!(study.codebook().find("phoned").unwrap().key(), &tag("rang"));
    assert!(study.codebook().namesakes().is_empty());
}

#[test]
fn lists_follow_what_was_written_first_and_not_what_arrived_first() {
    let (mut me, mut them) = (Device::new(HERE, ME), Device::new(THERE, PersonId(8)));
    let mut log = me.writes(1, vec![recorded(5, "first", &["b", "a"])]);
    log.extend(them.writes(2, vec![recorded(3, "second", &[])]));
    log.extend(me.writes(3, vec![recorded(4, "third", &[])]));
    let debrief = |id| Change::Begun { sheet: SheetId(id), sort: Sort::Debrief, at: at(0) };
    log.extend(them.writes(4, vec![debrief(2)]));
    log.extend(me.writes(5, vec![debrief(1)]));
    for _ in 0..log.len() {
        log.rotate_left(1);
        let mut study = Study::new(HERE);
        for entry in log.clone() {
            study.apply(entry);
            let _ = study.all_standing().count();
        }
        let texts: Vec<&str> = study.all_standing().map(|(_, record)| record.text()).collect();
        assert_eq!(texts, ["first", "second", "third"]);
        assert_eq!(tag_names(&study, 5), ["b", "a"]);
        let last = study.sheets().all_of(Sort::Debrief).next_back().map(Sheet::id);
        assert_eq!(last, Some(SheetId(1)));
    }
}

#[test]
fn two_people_who_merge_two_tags_into_each_other_get_the_same_answer_everywhere() {
    let (mut me, mut them) = (Device::new(HERE, ME), Device::new(THERE, PersonId(8)));
    let mut log = me.writes(1, vec![recorded(1, "x", &["beta"]), recorded(2, "y", &["alpha"])]);
    log.extend(me.writes(2, vec![merged("beta", "alpha")]));
    log.extend(them.writes(2, vec![merged("alpha", "beta")]));
    for _ in 0..log.len() {
        log.rotate_left(1);
        let study = study_of(log.clone());
        assert_eq!(tag_names(&study, 1), ["alpha"]);
        assert_eq!(tag_names(&study, 2), ["alpha"]);
    }
}

#[test]
fn the_same_line_brought_in_on_two_laptops_is_one_observation_with_its_first_words() {
    let (mut me, mut them) = (Device::new(HERE, ME), Device::new(THERE, PersonId(8)));
    let mut log = them.writes(5, vec![recorded(1, "brought in second", &["b"])]);
    log.extend(me.writes(1, vec![recorded(1, "brought in first", &["a"])]));
    let study = study_of(log.clone());
    log.reverse();
    assert_eq!(study.portrait(), study_of(log).portrait());
    assert_eq!(study.all_standing().count(), 1);
    assert_eq!(study.get(ObservationId(1)).unwrap().text(), "brought in first");
}

#[test]
fn doing_something_new_after_an_undo_empties_what_could_be_redone() {
    let mut me = Device::new(HERE, ME);
    let mut log = me.writes(1, vec![recorded(1, "one", &[])]);
    let taken_back = vec![recorded(1, "one", &[]).inverse().unwrap()];
    log.extend(me.acts(2, Purpose::Undo(1), taken_back));
    assert!(study_of(log.clone()).acts().redoable().is_some());
    log.extend(me.writes(3, vec![recorded(2, "two", &[])]));
    let study = study_of(log);
    assert!(study.acts().redoable().is_none());
    assert_eq!(study.acts().undoable().unwrap().seq, 3);
}

#[test]
fn acts_of_another_device_cannot_be_undone_here() {
    let mut them = Device::new(THERE, ME);
    let study = study_of(them.writes(1, vec![recorded(1, "theirs", &[])]));
    assert!(study.acts().undoable().is_none());
}

#[test]
fn a_change_from_a_newer_version_is_counted_and_left_alone() {
    let mut me = Device::new(HERE, ME);
    let mut log = me.writes(1, vec![recorded(1, "one", &[]), recorded(2, "two", &[])]);
    log[1].content = Content::Unknown(Box::from([99, 1, 2, 3]));
    let study = study_of(log);
    assert_eq!((study.unread(), study.all_standing().count()), (1, 1));
}

#[test]
fn the_codebook_counts_acts_and_its_hash_tells_what_it_says_and_not_how_it_came_to_be() {
    let set = |name: &str, text: &str| Change::TagSet {
        tag: TagKey::parse(name).unwrap(),
        set: vec![
            TagField::Name(name.into()),
            TagField::Definition(text.into()),
            TagField::Status(Status::Defined),
        ],
        was: vec![],
    };
    let mut me = Device::new(HERE, ME);
    let one = study_of(me.writes(1, vec![set("a", "first"), set("b", "second")]));
    let mut me = Device::new(HERE, ME);
    let mut log = me.writes(1, vec![set("b", "draft")]);
    log.extend(me.writes(2, vec![set("a", "first")]));
    log.extend(me.writes(3, vec![set("b", "second")]));
    let other = study_of(log);
    assert_eq!((one.codebook().version(), other.codebook().version()), (1, 3));
    assert_eq!(one.codebook().content_hash(), other.codebook().content_hash());
    let mut me = Device::new(HERE, ME);
    let third = study_of(me.writes(1, vec![set("a", "first"), set("b", "else")]));
    assert_ne!(one.codebook().content_hash(), third.codebook().content_hash());
}

#[test]
fn a_renamed_tag_answers_to_both_names() {
    let mut me = Device::new(HERE, ME);
    let mut log = me.writes(1, vec![recorded(1, "x", &["t.staff"])]);
    log.extend(me.writes(
        2,
        vec![Change::TagSet {
            tag: TagKey::parse("t.staff").unwrap(),
            set: vec![TagField::Name("t.people".into())],
            was: vec![TagField::Name("t.staff".into())],
        }],
    ));
    let study = study_of(log);
    assert_eq!(tag_names(&study, 1), ["t.people"]);
    assert_eq!(study.codebook().find("#T.People").unwrap().key().as_str(), "t.staff");
    assert_eq!(study.codebook().find("t.staff").unwrap().name(), "t.people");
}

#[test]
fn a_clock_that_goes_back_never_makes_a_device_lose_its_own_last_word() {
    let time = Hybrid::default().next(5_000);
    let after = time.next(1_000);
    assert!(after > time);
    assert_eq!(after.millis(), 5_000);
}

#[test]
fn codes_can_be_said_aloud_and_hardly_ever_meet() {
    let mut shorts = std::collections::HashSet::new();
    for n in 0..20_000u128 {
        let parts = [n.to_string()];
        let id = ObservationId::derived(StudyId(1), &[parts[0].as_str()]);
        let code = id.code();
        assert!(code.as_str().chars().all(|c| !"01ilouvs".contains(c)), "{code:?}");
        assert!(code.begins_with(&code.short().to_uppercase()));
        shorts.insert(code.short().to_owned());
    }
    // 20,000 of 17.2 million: about 12 pairs meet by chance.
    assert!(shorts.len() > 19_960, "{}", shorts.len());
}

#[test]
fn tag_names_are_words_and_nothing_else() {
    for good in ["s.check", "#S.Check", "blue-folder", "über_gang", "a1"] {
        assert!(TagKey::parse(good).is_some(), "{good}");
    }
    for bad in ["", "#", "two words", "-x", "x.", "a,b", "tag\u{0}", &"x".repeat(41)] {
        assert!(TagKey::parse(bad).is_none(), "{bad}");
    }
}

#[test]
fn moments_keep_the_clock_on_the_wall() {
    let moment = Moment::from_rfc3339("2026-03-03T23:20:00+01:00").unwrap();
    assert_eq!((moment.hour(), moment.weekday()), (23, 1));
    assert_eq!(moment.to_rfc3339(), "2026-03-03T23:20:00+01:00");
    assert_eq!(Moment::at_local(moment.local(), 60), moment);
    assert_eq!(Moment::new(i64::MAX, 840).plus_minutes(1).millis, i64::MAX);
    assert!(Moment::from_rfc3339("2026-02-30T10:00:00Z").is_none());
}

#[test]
fn words_are_read_as_people_write_them() {
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.word()), Some(*kind));
        assert_eq!(Kind::parse(&kind.key().to_string().to_uppercase()), Some(*kind));
    }
    assert_eq!(Kind::parse("Kept safe"), Some(Kind::KeptSafe));
    assert_eq!(Kind::parse("z"), None);
}
