//! The words of the life of the practice study. All of them are invented.

/// A reflection on a note of the table.
pub(super) struct Looked {
    /// Which note, by its place in the table.
    pub(super) note: usize,
    /// On which day, counted from the first.
    pub(super) day: u64,
    /// What was answered, question by question; the last is what is known now.
    pub(super) said: &'static [&'static str],
    /// Whether it was finished.
    pub(super) done: bool,
}

/// A lesson card.
pub(super) struct Card {
    /// What it is called.
    pub(super) title: &'static str,
    /// Its parts, in the order of the form.
    pub(super) parts: [&'static str; 5],
    /// The notes behind it, by their places in the table.
    pub(super) notes: &'static [usize],
    /// Its tags.
    pub(super) tags: &'static [&'static str],
    /// When it was written.
    pub(super) day: u64,
    /// What became of it, a day apart, with the reason where one was given.
    pub(super) status: &'static [(&'static str, &'static str)],
    /// Who answers for it.
    pub(super) owner: &'static str,
    /// By which day.
    pub(super) reply: u64,
    /// What those who fed it were told.
    pub(super) told: &'static [&'static str],
}

/// What a child, young person, parent, carer or advocate said.
pub(super) struct Voice {
    /// Who speaks.
    pub(super) speaker: &'static str,
    /// How it was given.
    pub(super) manner: &'static str,
    /// How they agreed.
    pub(super) assent: &'static str,
    /// Whether others may read it; none where that was not asked.
    pub(super) share: Option<bool>,
    /// What they said to each question of [`ANSWERS`].
    pub(super) said: &'static [&'static str],
    /// Where they placed themselves.
    pub(super) placed: &'static [(&'static str, &'static [u16])],
    /// The note that it is about.
    pub(super) about: usize,
    /// When.
    pub(super) day: u64,
    /// What they were told was done.
    pub(super) told: &'static str,
}

/// The questions of a voice.
pub(super) const ANSWERS: [&str; 4] = ["happened", "helped", "harder", "change"];

/// Notes that the team talked about, by their places in the table.
pub(super) const TO_TEAM: [usize; 4] = [271, 264, 226, 198];

/// What was written when a prompt came.
pub(super) const PROMPTED: [&str; 12] = [
    "!o Listening to the duty worker while she reads the list back to the caller #s.check",
    "!o Walking to the car with the student, planning who asks first #p.anticipate",
    "!a Sat in the corridor to write, since the room was taken #t.place #a.tailor",
    "!k Waited at the door until the mother had found her glasses #s.relate",
    "!o Phone in one hand, tea in the other, nobody waiting",
    "!a Moved the next visit by half an hour, the ward round ran over #t.outside #a.tailor",
    "!w Wrote the times on my hand because the tablet was updating #t.tool #w.stand-in",
    "!o Reading the file for the two o'clock meeting",
    "!s The school rang us before we rang the school #t.info",
    "!a Took the second call for my colleague, who was with a family #t.staff #a.share",
    "!k Asked the carer to say the plan in her own words #s.check #s.handover",
    "!o Three letters signed, nothing else",
];

/// The closes of the first shifts, question by question; the others were not asked for.
pub(super) const CLOSES: [[&str; 5]; 6] = [
    [
        "The morning list was short, and the student had read the files the evening before.",
        "That the new starter could calm a caller better than any of us.",
        "I lent her my login screen to look over my shoulder.",
        "Whether the ward would ring before three.",
        "The car seat is in the boot of the grey car.",
    ],
    ["Court ran to the minute.", "", "We used the pencil list again.", "", "Ring the usher early."],
    ["", "A whole hour without the phone.", "", "The missing cot leg.", ""],
    ["", "", "", "", ""],
    ["The snow plan held.", "No snow.", "Two visits moved to the morning.", "", "Hills first."],
    ["The weekend note was read by everyone.", "", "", "The fog on the top road.", ""],
];

/// Reflections.
pub(super) const REFLECTIONS: &[Looked] = &[
    Looked {
        note: 193,
        day: 36,
        said: &[
            "To hear how he was before the review; the review form was pulling the other way.",
            "A suit, a bus at quarter past, a mother who was proud.",
            "The bus.",
            "That he would send us away.",
            "I offered to walk with him, and he talked the whole way.",
            "No form fits a walk. The short visit plan did, because it is only three questions.",
            "Ten minutes of my lunch.",
            "Glad. Nobody needs anything.",
            "He got the job, and asked for the next visit to be a walk too.",
        ],
        done: true,
    },
    Looked {
        note: 214,
        day: 39,
        said: &[
            "A quiet visit with one mother; three aunts wanted to be heard.",
            "Coats still on, a kettle boiling, the mother looking at the floor.",
            "Who the mother looked at before she spoke.",
            "An argument.",
            "I asked each of them for one thing that works. It took the heat out.",
            "The room was large enough. There is no guidance on visits that turn into meetings.",
            "The next visit was late, and the family there carried that.",
            "Tired.",
            "The aunts take turns now, which was not in any plan.",
        ],
        done: true,
    },
    Looked {
        note: 288,
        day: 53,
        said: &["To hear what others do with car seats.", "Two notes that said opposite things."],
        done: false,
    },
];

/// What was said in the debrief, at which step of its agenda.
pub(super) const SAID: &[(usize, &str)] = &[
    (0, "What is said about families stays here; what we do about printers may leave."),
    (1, "The bedroom one, and the blue folder, because everybody has a story about it."),
    (2, "I was already in the car in my head. She said it, and I put the key down again."),
    (2, "From outside it looked like forgetting a glove."),
    (3, "I expected a quick goodbye. I did not expect the window."),
    (4, "We had four visits that day, and one of us had the feeling and no word for it."),
    (4, "The folder is faster than the system when the baby cries."),
    (5, "That somebody may say 'something is off' without having to prove it."),
    (5, "It cost the last family of the day forty minutes."),
    (7, "Nobody needs anything. We tell the two who wrote the notes."),
];

/// Lessons.
pub(super) const CARDS: &[Card] = &[
    Card {
        title: "A second printer on the duty desk",
        parts: [
            "When the one printer is down, plans are written by hand, signed twice and typed later.",
            "Two people read every word, and nothing waits.",
            "Half an hour of typing in the evening, for whoever was on duty.",
            "Not for papers that need the court's form.",
            "Order one printer, and try it for a month.",
        ],
        notes: &[1, 219, 228],
        tags: &["t.tool", "w.stand-in"],
        day: 30,
        status: &[("shared", ""), ("accepted", ""), ("trying", "")],
        owner: "team manager",
        reply: 44,
        told: &["Your three notes are why a printer is ordered. It comes on the first Monday."],
    },
    Card {
        title: "A word agreed before going in",
        parts: [
            "Student and worker agree on a word that means: come in now.",
            "It can be said in front of anybody.",
            "Nothing but a minute in the car.",
            "Where one goes alone.",
            "Put it on the card for first visits.",
        ],
        notes: &[203, 241],
        tags: &["p.anticipate", "s.margin"],
        day: 44,
        status: &[("shared", ""), ("accepted", ""), ("adopted", "")],
        owner: "practice lead",
        reply: 55,
        told: &[
            "The card for first visits has the line now. Thank you.",
            "Two other teams asked for the card.",
        ],
    },
    Card {
        title: "One page instead of the long chronology",
        parts: [
            "For the panel the chronology was cut to one page.",
            "The panel read it before the meeting, and asked about the child.",
            "What is left out has to be known by somebody.",
            "In court.",
            "Ask the panel whether one page may be the rule.",
        ],
        notes: &[272, 227],
        tags: &["t.rule", "w.leave-out", "y.trade"],
        day: 50,
        status: &[
            ("shared", ""),
            (
                "declined",
                "The panel wants to see the whole of it until its rules change in spring.",
            ),
        ],
        owner: "service manager",
        reply: 54,
        told: &["The panel said no for now, and why; they look at it again in spring."],
    },
    Card {
        title: "Keep the blue folder up to date",
        parts: [
            "The blue folder is what people reach for when nothing else works.",
            "Paper does not need a password.",
            "Somebody has to print the sheets each Monday.",
            "Where two teams share one folder.",
            "Name who prints, and put the date on every sheet.",
        ],
        notes: &[223, 228, 264],
        tags: &["t.tool"],
        day: 49,
        status: &[("shared", "")],
        owner: "admin lead",
        reply: 52,
        told: &[],
    },
];

/// Voices.
pub(super) const VOICES: &[Voice] = &[
    Voice {
        speaker: "young person",
        manner: "typed it themselves",
        assent: "said yes",
        share: Some(true),
        said: &[
            "We walked to the bus and talked about the interview.",
            "That we did not sit at the table.",
            "",
            "Ask before you bring a new person.",
        ],
        placed: &[("treated", &[800, 100, 100]), ("known", &[700, 300])],
        about: 193,
        day: 37,
        told: "The next visit is a walk again, and nobody new comes without asking you.",
    },
    Voice {
        speaker: "parent",
        manner: "said it, written down",
        assent: "said yes, with someone they trust",
        share: Some(true),
        said: &[
            "You read only the first page of the letter with me, and then we stopped.",
            "That we stopped.",
            "The waiting room, with everybody looking.",
            "A room with a door.",
        ],
        placed: &[("treated", &[600, 200, 200]), ("known", &[400, 600])],
        about: 287,
        day: 53,
        told: "",
    },
    Voice {
        speaker: "child",
        manner: "drew it and described it",
        assent: "said yes",
        share: None,
        said: &["I drew where everyone sleeps.", "My pens.", "When the phone rings.", ""],
        placed: &[("treated", &[900, 50, 50])],
        about: 238,
        day: 44,
        told: "Your map is in the blue folder now, and the phone stays in the car.",
    },
    Voice {
        speaker: "carer",
        manner: "on paper",
        assent: "said yes",
        share: Some(false),
        said: &[
            "",
            "That you asked how I was.",
            "Being told the date the day before.",
            "Tell me earlier.",
        ],
        placed: &[("treated", &[300, 100, 600]), ("known", &[200, 800])],
        about: 236,
        day: 45,
        told: "",
    },
    Voice {
        speaker: "parent",
        manner: "said it, written down",
        assent: "said yes",
        share: Some(true),
        said: &[
            "I rang before and not after.",
            "Somebody who knew my name.",
            "",
            "Keep that number.",
        ],
        placed: &[("treated", &[850, 50, 100]), ("known", &[500, 500])],
        about: 259,
        day: 48,
        told: "The night number stays, and your sister is on the list.",
    },
];
