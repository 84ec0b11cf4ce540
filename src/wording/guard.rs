//! When a rule is quiet although its words are there: what a pattern without look-around cannot say.
//! These matter more than the triggers: most of what checkers of this sort get wrong is a device
//! that failed, a mention of a word, or words under a negation.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::Captures;

use super::pack::Guard;
use super::rule::Lazy;

/// A match in its sentence.
pub(super) struct Found<'a> {
    pub(super) sentence: &'a [u8],
    pub(super) range: Range<usize>,
}

impl Found<'_> {
    pub(super) fn words(&self) -> &[u8] {
        self.sentence.get(self.range.clone()).unwrap_or_default()
    }

    pub(super) fn before(&self) -> &[u8] {
        self.sentence.get(..self.range.start).unwrap_or_default()
    }

    pub(super) fn after(&self) -> &[u8] {
        self.sentence.get(self.range.end..).unwrap_or_default()
    }

    pub(super) fn rest(&self) -> &[u8] {
        self.sentence.get(self.range.start..).unwrap_or_default()
    }

    /// The words before the match within its clause, the nearest first.
    fn words_before(&self) -> impl Iterator<Item = &[u8]> {
        let before = self.before();
        let clause = before.iter().rposition(|b| b",:;()\"".contains(b)).map_or(0, |at| at + 1);
        let clause = before.get(clause..).unwrap_or_default();
        clause.rsplit(|b| !is_word(*b)).filter(|word| !word.is_empty())
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'\'' || byte == b'-'
}

/// Whether a guard holds at a place.
pub(super) fn holds(guard: Guard, place: &Found<'_>, captures: &Captures<'_>) -> bool {
    match guard {
        Guard::Device => is_device(place, captures.name("v").map(|verb| verb.as_bytes())),
        Guard::Reason => REASON.is_match(place.after()),
        Guard::Technical => is_technical(place),
        Guard::Guess => GUESS.is_match(place.after()),
        Guard::Unsure => UNSURE.is_match(place.sentence),
    }
}

static REASON: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"^[^.;!?,:']{0,60}\b(?:on purpose|deliberately so|because|since|so that|so as to|as agreed|by agreement|by design|in order to)\b",
    )
});

static GUESS: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"^[^.;!?]{0,30}\bby (?:now|then|the time|[0-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|lunch|tonight|tomorrow|morning|evening|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
    )
});

static UNSURE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"\b(?:not sure|unsure|(?:did|do|does)(?:n't| not) know|no idea|not certain|hard to (?:say|tell)|couldn't tell|could not tell|not clear|unclear|who knows|we guessed)\b",
    )
});

static TECHNICAL: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"\b(?:radios?|frequenc(?:y|ies)|channels?|repeaters?|reception|antennas?|coverage|bandwidth|cell(?:ular)? (?:phone|service)|hand-?helds?|signal|masts?|wi-?fi|tones?|network|satellite|line of sight|dead spots?)\b",
    )
});

fn is_technical(place: &Found<'_>) -> bool {
    let about = |part: &[u8]| part.windows(8).any(|w| w.eq_ignore_ascii_case(b"communic"));
    about(place.words()) && TECHNICAL.is_match(place.sentence)
}

static MENTION_AFTER: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"^(?:'s)?[ -](?:analys[ei]s |reduction |awareness |risk |prevention |assessment |free |based )?(?:training|modules?|courses?|posters?|forms?|templates?|sessions?|workshops?|displays?|boards?|budgets?|polic(?:y|ies)|logs?|reports?|reporting|analys[ei]s|toolkits?|e-learning|slides?|day|week|talks?|lectures?|chapters?|columns?|codes?|categor(?:y|ies)|box(?:es)?|checklists?|surveys?|lead|meetings?|seminars?|webinars?|audits?|exercises?|drills?|guidance|tools?|rates?|data|statistics|books?|leaflets?|nurses?|teams?|groups?|charts?|plans?|referrals?|checks?)\b",
    )
});

static MENTION_BEFORE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"\b(?:words?|terms?|phrases?|heading|headed|category|called|titled|entitled|labelled|says|reads|(?:tick|text) box|definition of|training (?:on|in|about)|course (?:on|in|about)|talk (?:on|about)|lecture on|chapter on|article on|poster (?:on|about)|session (?:on|about))[ :]*(?:the |a |an )?$",
    )
});

static MENTION_WORD: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"^,? (?:is|was|are|were) (?:the|a|an|not the|not a) (?:words?|terms?|headings?|titles?|topics?|themes?|category)\b",
    )
});

/// Whether the words are spoken of and not said: a module on human error, the word negligence.
pub(super) fn is_mention(place: &Found<'_>) -> bool {
    MENTION_AFTER.is_match(place.after())
        || MENTION_BEFORE.is_match(place.before())
        || MENTION_WORD.is_match(place.after())
}

/// How many words before the match a negation may stand.
const NEGATION_REACH: usize = 4;

/// Whether the words are denied: "nobody was to blame", "not a case of human error".
pub(super) fn is_negated(place: &Found<'_>) -> bool {
    let denies = |word: &[u8]| {
        let word = word.to_ascii_lowercase();
        let plain: &[&[u8]] = &[
            b"not", b"no", b"nobody", b"none", b"never", b"nothing", b"without", b"neither",
            b"nor", b"cannot", b"rather", b"hardly",
        ];
        plain.contains(&word.as_slice()) || word.ends_with(b"n't")
    };
    // "Not only" and "no doubt" deny nothing.
    for word in place.words_before().take(NEGATION_REACH) {
        if word.eq_ignore_ascii_case(b"only") || word.eq_ignore_ascii_case(b"doubt") {
            return false;
        }
        if denies(word) {
            return true;
        }
    }
    false
}

/// How many words before the match its subject may stand.
const SUBJECT_REACH: usize = 6;

/// Whether the subject is a thing: of the words before, the nearest that names a person or a device
/// says so; with neither, a verb that only devices do.
fn is_device(place: &Found<'_>, verb: Option<&[u8]>) -> bool {
    for word in place.words_before().take(SUBJECT_REACH) {
        if NEW_CLAUSE.contains(&word.to_ascii_lowercase().as_slice()) {
            break;
        }
        match subject(word) {
            Some(Subject::Device) => return true,
            Some(Subject::Person) => return false,
            None => {}
        }
    }
    verb.is_some_and(|verb| listed(DEVICE_VERBS, verb))
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Subject {
    Person,
    Device,
}

fn subject(word: &[u8]) -> Option<Subject> {
    let word = word.strip_suffix(b"'s").unwrap_or(word);
    let single = word.strip_suffix(b"s").unwrap_or(word);
    let is = |list: &'static str| listed(list, word) || listed(list, single);
    if is(PEOPLE) {
        Some(Subject::Person)
    } else if is(DEVICES) {
        Some(Subject::Device)
    } else {
        None
    }
}

/// Whether a word stands in a list, whatever its case.
fn listed(list: &str, word: &[u8]) -> bool {
    list.split_ascii_whitespace().any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

/// Words that begin a clause with a subject of its own.
const NEW_CLAUSE: &[&[u8]] =
    &[b"because", b"so", b"but", b"when", b"while", b"although", b"if", b"after", b"before"];

const PEOPLE: &str = include_str!("data/people.txt");
const DEVICES: &str = include_str!("data/devices.txt");
const DEVICE_VERBS: &str = include_str!("data/device-verbs.txt");

/// Participles that as often stand before a noun: "should have trained staff" is about staff, while
/// "should have trained them" is about training.
const ADJECTIVES: &str = "trained limited qualified dedicated assigned reduced increased agreed \
    designated experienced skilled detailed named printed fixed set shared written added required \
    combined mixed locked padded sealed marked dated signed planned protected paid unlimited \
    supervised structured unrestricted restricted registered certified laminated advanced improved \
    enhanced updated raised heated covered enclosed cut put set let read";

/// Words that end in -ed or stand in the list of participles and are none.
const NO_PARTICIPLES: &str =
    "bed beds red need seed weed shed sled speed indeed hundred feed breed greed deed";

/// Words after a participle that show that it was one after all.
const NO_NOUNS: &str = "the a an this that these those it him her them us me you my your his its our \
    their and or but to in on at by for from with without of off up down out over under before after \
    when while if as so than then again earlier later sooner sooner, back away more less better \
    properly already yet all any some each every both who what how straight first twice once \
    immediately about around because instead through into";

/// Whether what was taken for a participle is an adjective before a noun, or no participle at all.
pub(super) fn is_adjective(word: &[u8], after: &[u8]) -> bool {
    if listed(NO_PARTICIPLES, word) {
        return true;
    }
    if !listed(ADJECTIVES, word) {
        return false;
    }
    let next = after.strip_prefix(b" ").unwrap_or_default();
    let next: &[u8] = next.split(|b| !is_word(*b)).next().unwrap_or_default();
    let lower = next.first().is_some_and(u8::is_ascii_lowercase);
    lower && !listed(NO_NOUNS, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place<'a>(sentence: &'a str, words: &str) -> Found<'a> {
        let at = sentence.find(words).unwrap();
        Found { sentence: sentence.as_bytes(), range: at..at + words.len() }
    }

    #[test]
    fn the_nearest_noun_is_the_subject() {
        let device = |sentence, words| is_device(&place(sentence, words), None);
        assert!(device("The alarm failed to sound", "failed to"));
        assert!(!device("The alarm engineer failed to come", "failed to"));
        assert!(!device("The pump was on but staff ignored the light", "ignored"));
        assert!(!device("She ignored the light", "ignored"));
        assert!(is_device(&place("failure to extend", "failure to"), Some(b"extend")));
    }

    #[test]
    fn denied_words_are_not_said() {
        assert!(is_negated(&place("Nobody was to blame", "to blame")));
        assert!(is_negated(&place("It wasn't human error", "human error")));
        assert!(!is_negated(&place("Not only was staff error seen", "error")));
        assert!(!is_negated(&place("No signal, staff were careless", "careless")));
    }

    #[test]
    fn a_mention_is_no_claim() {
        assert!(is_mention(&place("The human error module", "human error")));
        assert!(is_mention(&place("the word negligence", "negligence")));
        assert!(!is_mention(&place("Put it down to human error.", "human error")));
    }

    #[test]
    fn an_adjective_is_no_participle() {
        assert!(is_adjective(b"trained", b" staff on site"));
        assert!(!is_adjective(b"trained", b" them"));
        assert!(!is_adjective(b"trained", b""));
        assert!(is_adjective(b"bed", b"s"));
        assert!(!is_adjective(b"checked", b" wristbands"));
    }
}
