//! Dates of birth: a date beside a word such as born, or a day of the year beside a birthday or an age.
//! A date of anything else is left: when a review is, when somebody moved in.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::numbers::{Look, any, part};
use super::{cues, innocent, tongues};

const KIND: &str = "date_of_birth";

/// What is looked for, in this order.
pub(super) const LOOKS: &[Look] = &[
    Look { kind: KIND, pattern: &BORN, stems: &[b"b", b"fxd", b"verj", b"syntym"], check: born },
    Look { kind: KIND, pattern: &BORN_ABROAD, stems: &[], check: abroad },
    Look { kind: KIND, pattern: &BORN_AFTER, stems: &[b"b"], check: born_after },
    Look { kind: KIND, pattern: &BORN_SAID, stems: &[b"b"], check: born },
    Look { kind: KIND, pattern: &AGED, stems: &[b"ag", b"tur", b"tw", b"he "], check: born },
    Look {
        kind: KIND,
        pattern: &BORN_BARE,
        stems: &[b"d", b"birth", b"yob", b"born", b"b."],
        check: bare,
    },
    Look {
        kind: KIND,
        pattern: &BORN_OR,
        stems: &[b"born", b"dob", b"d.o.b", b"birth"],
        check: other_date,
    },
    Look {
        kind: KIND,
        pattern: &BORN_MONTH,
        stems: &[b"born", b"dob", b"b ", b"b."],
        check: month_of_year,
    },
    Look { kind: KIND, pattern: &BIRTHDAY, stems: &[b"b"], check: day },
    Look { kind: KIND, pattern: &DAY_AGED, stems: &[b" be ", b" tur", b"'ll"], check: day },
    Look {
        kind: KIND,
        pattern: &AGED_DAY,
        stems: &[b" on ", b" (", b" next ", b", ", b"turn"],
        check: day,
    },
    Look {
        kind: KIND,
        pattern: &COMING_OF_AGE,
        stems: &[b"st ", b"nd ", b"rd ", b"th ", b"th,", b"st,"],
        check: last_day,
    },
];

/// Days that have a name, beside a word such as born; they need no figure.
pub(super) const FEASTS: &[Look] = &[
    Look { kind: KIND, pattern: &BORN_FEAST, stems: &[b"born", b"birth"], check: feast },
    Look { kind: KIND, pattern: &BORN_IN_WORDS, stems: &[b"born", b"birth"], check: in_words },
    Look {
        kind: KIND,
        pattern: &SAID_IN_FIGURES,
        stems: &[b"dob", b"birth", b"d.o.b"],
        check: said,
    },
    Look {
        kind: KIND,
        pattern: &DATE_IN_WORDS,
        stems: &[
            b"nineteen",
            b"twenty ",
            b"twenty-",
            b"two thousand",
            b"ty ",
            b"first",
            b"second",
            b"third",
            b"th ",
            b"eleventh",
        ],
        check: any,
    },
];

const MONTH: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|mai|mei|maj|june?|juni|july?|juli|aug(?:ust(?:us)?)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[csz](?:ember)?|januari?|februari?|maart|mars)";

/// Words that say that the date beside them is one of birth.
const BORN_WORDS: &str = r"(?:born|dobs?|d\.? ?o\.? ?b\b\.?|d/b|d/o/b|d-o-b|date of birth|birth ?date|birthday|b['/-]?day|b\.|geb(?:oren|oortedatum)?\.?|fxd(?:t|d|selsdato|elsedatum|selsdag)|verjaardag|syntym[a-z]*)";

const WEEKDAY: &str = "(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?";

fn date() -> String {
    format!(
        r"(?:[0-3]?[0-9] ?[/.-] ?(?:[0-3]?[0-9]|{MONTH}) ?[/.-] ?(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})|(?:19|20)[0-9]{{2}}[/.-][01]?[0-9][/.-][0-3]?[0-9]|[0-3]?[0-9](?:st|nd|rd|th)?(?: of)? ?{MONTH}\.?,? ?(?:(?:19|20)[0-9]{{2}}|'?[0-9]{{2}}\b)|[0-3]?[0-9](?:st|nd|rd|th)? of the [01]?[0-9](?:st|nd|rd|th)?,? (?:(?:19|20)[0-9]{{2}}|'?[0-9]{{2}}\b)|{MONTH}\.? [0-3]?[0-9](?:st|nd|rd|th)?,? (?:19|20)[0-9]{{2}}|[0-3]?[0-9]\. {MONTH} (?:19|20)[0-9]{{2}})"
    )
}

/// A day of the year: 9 May, the 30th of April, May 9.
fn day_of_year() -> String {
    format!(
        r"(?:[0-3]?[0-9](?:st|nd|rd|th)?(?: of)? {MONTH}\b|{MONTH} (?:the )?[0-3]?[0-9](?:st|nd|rd|th)?\b|[0-3]?[0-9](?:st|nd|rd|th) of the [01]?[0-9](?:st|nd|rd|th)\b)"
    )
}

/// An age in figures or in words.
fn age() -> String {
    let tens = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)";
    let ones = "one|two|three|four|five|six|seven|eight|nine";
    format!(
        "(?:[0-9]{{1,2}}|{tens}(?:[ -](?:{ones}))?|{ones}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
    )
}

pub(super) static DATE: LazyLock<Lazy> = LazyLock::new(|| Lazy::new(date()));

static BORN: LazyLock<Lazy> = LazyLock::new(|| {
    let date = date();
    Lazy::new(format!(
        r"\b(?:{BORN_WORDS}|b)(?:[:=,(-]| is| was| on| a| {WEEKDAY}| of| as| to| in| for| given| both| the| her| his| their| child| baby| letter| file| form| record| recorded| says| said| written| shown| shows| reads| field| box| entry| entered| down| twins?| mum| mother| dad| father)*[ :=(-]*{date}(?:,? (?:and|or|not|but|then|vs) {date})?"
    ))
});

/// A day as other languages write it: 12. Mxrz 2017, 1er juillet 2010, 3 de mayo de 2011.
const DAY_ABROAD: &str = r"(?:[0-3]?[0-9] ?[/.-] ?[0-3]?[0-9] ?[/.-] ?(?:(?:19|20)[0-9]{2}|[0-9]{2})|(?:19|20)[0-9]{2}[/.-][01]?[0-9][/.-][0-3]?[0-9]|[0-3]?[0-9][/.-](?:x?i{1,3}|i[vx]|x?vi{0,3}|x)[/.-](?:(?:19|20)[0-9]{2}|[0-9]{2})|[0-3]?[0-9](?:st|nd|rd|th) (?:of )?(?:the )?[01]?[0-9](?:st|nd|rd|th),? (?:(?:19|20)[0-9]{2}|[0-9]{2})|[a-z]{3,14} (?:de )?(?:19|20)[0-9]{2}|[0-3]?[0-9](?:\.|er|xr|~|st|nd|rd|th)?(?: de| d'| o| of)? [a-z]{3,14}\.?(?:,| de| del)?(?: (?:19|20)[0-9]{2}| '[0-9]{2})?)\b";

// "geboren 12. Mxrz 2017", "data ur. 2016-02-28".
static BORN_ABROAD: LazyLock<Lazy> = LazyLock::new(|| {
    let (born, between) = (tongues::BORN, tongues::BETWEEN);
    Lazy::new(format!(
        r"(?:\b(?:{BORN_WORDS}|{born})|~~+(?: ~~+)*)(?:[:=,(-]|{between})*[ :=(-]*{DAY_ABROAD}"
    ))
});

static LAST_DAY_ABROAD: LazyLock<Lazy> = LazyLock::new(|| Lazy::new(format!(r"\b{DAY_ABROAD}$")));

/// The day at the end of what was found; without a year only where the word in it is a month.
fn abroad(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let found = LAST_DAY_ABROAD.regex()?.find(words)?;
    let day = found.as_bytes();
    let dayless = !day.first().is_some_and(u8::is_ascii_digit);
    let letters: Vec<&[u8]> =
        day.split(|b| !b.is_ascii_alphabetic()).filter(|word| word.len() > 2).collect();
    let month =
        letters.last().is_none_or(|word| innocent::is_month_word(word) || tongues::is_month(word));
    let year = !dayless
        && day.len() > 4
        && day.get(day.len() - 4..).is_some_and(innocent::is_year)
        && letters.first().is_none_or(|word| !cues::is_unit(word));
    let goes_on = note.get(range.end).is_some_and(|b| b.is_ascii_digit() || *b == b'/');
    ((month || year) && !goes_on).then(|| range.start + found.start()..range.end)
}

// "24/12/2010 is his date of birth".
static BORN_AFTER: LazyLock<Lazy> = LazyLock::new(|| {
    let date = date();
    Lazy::new(format!(
        r"{date}(?:,| is| was| as)? ?\(?(?:(?:his|her|their|my|the(?: right| wrong| child's| baby's)?) )?(?:dob|d\.o\.b|date of birth|birthday)\b"
    ))
});

// "Date of birth was wrong by a day, 06/06/2016": the words themselves say what the date is.
static BORN_SAID: LazyLock<Lazy> = LazyLock::new(|| {
    let date = date();
    Lazy::new(format!(
        r"\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|birth ?cert(?:ificate)?)(?:\b| )[^.;\n]{{0,40}}?{date}|\bbaby (?:girl |boy )?(?:arrived|came|delivered)(?: on| at)? {date}"
    ))
});

// "Born 2/3/17 and the red book says 3/2/17": both are kept somewhere, and one of them is right.
static BORN_OR: LazyLock<Lazy> = LazyLock::new(|| {
    let date = date();
    Lazy::new(format!(
        r"\b(?:born|dob|d\.o\.b|date of birth|birthday)\b[^.;!\n]{{0,40}}?{date}[^.;!?\n]{{0,48}}?{date}"
    ))
});

// "turns five on 3 June 2024", "aged 3, 17/08/2023", "twins, 30/01/2020".
static AGED: LazyLock<Lazy> = LazyLock::new(|| {
    let (date, age) = (date(), age());
    Lazy::new(format!(
        r"\b(?:(?:turn(?:s|ed|ing)|(?:he|she) (?:is|was|will be)) {age} on(?: the)?|aged? {age}(?: years)?,?|twins?,?) ?\(?{date}"
    ))
});

// Where the words leave no doubt: 13 2 16, 13022016, and the year alone.
static BORN_BARE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"\b(?:(?:dob|d\.? ?o\.? ?b\b\.?|d/b|d/o/b|date of birth|birth ?date)(?:[:;=,(-]| is| was| on| as| given| says)*[ :;=(-]*(?:[0-3]?[0-9] [0-3]?[0-9] (?:(?:19|20)[0-9]{2}|[0-9]{2})|[0-3][0-9][0-3][0-9](?:(?:19|20)[0-9]{2}|[0-9]{2})|(?:19|20)[0-9]{2}[01][0-9][0-3][0-9])|\bb\. ?(?:19|20)[0-9]{2}|born(?: in| back in|:)(?: the| early| late| mid| spring| summer| autumn| winter)* (?:19|20)[0-9]{2}|(?:yob|year of birth|birth year)(?:[:=,(-]| is| was)*[ :=(-]*(?:19|20)[0-9]{2})\b",
    )
});

static BARE: LazyLock<Lazy> = LazyLock::new(|| Lazy::new(r"[0-9]+(?: [0-9]+)*$"));

// "Born on Christmas Day 2014".
const FEAST: &str = r"(?:christmas (?:day|eve)|boxing day|new year'?s (?:day|eve)|hogmanay|halloween|valentine'?s(?: day)?|st\.? (?:patrick|george|david|andrew)'?s day|bonfire night|guy fawkes(?: night)?|easter (?:sunday|monday)|april fool'?s(?: day)?|leap day|xmas (?:day|eve)|xmas|july 4th|canada day|anzac day|australia day|waitangi day)";

static BORN_FEAST: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:born|birthday|birth ?date|date of birth)(?:'s|,| is| was| falls| on| of)* {FEAST}(?:,? (?:(?:in|of) )?(?:19|20)[0-9]{{2}})?\b"
    ))
});

// "Her birthday is the fourteenth of March".
const ORDINAL: &str = r"(?:(?:twenty|thirty)[ -]?)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|[a-z]+teenth|twentieth|thirtieth)";

const DAY_IN_WORDS: &str = r"(?:(?:twenty|thirty)[ -]?)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|[a-z]+teenth|twentieth|thirtieth) (?:of )?";

static BORN_IN_WORDS: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:born|birthday|birth ?date|date of birth)(?:'s|[,:?]| is| was| falls| on| the)* {DAY_IN_WORDS}{MONTH}(?:,? (?:19|20)[0-9]{{2}})?\b"
    ))
});

/// A number from nought to ninety-nine in words.
const SAID: &str = "(?:oh|nought|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)";

// "dob oh three, oh four, ninety one".
static SAID_IN_FIGURES: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:dob|d\.o\.b\.?|date of birth|birthday)(?:[:,]| is| was| as| given)* {SAID}(?:[ ,-]+{SAID}){{2,7}}\b"
    ))
});

static ALL_SAID: LazyLock<Lazy> =
    LazyLock::new(|| Lazy::new(format!(r"\b{SAID}(?:[ ,-]+{SAID}){{2,7}}$")));

fn said(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let found = ALL_SAID.regex()?.find(part(note, range.clone()))?;
    Some(range.start + found.start()..range.end)
}

// "nineteen forty one, fourth of april", "the third of may two thousand and nine".
static DATE_IN_WORDS: LazyLock<Lazy> = LazyLock::new(|| {
    let ones = "one|two|three|four|five|six|seven|eight|nine";
    let teens = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen";
    let tens = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety";
    let year = format!(
        "(?:nineteen[ -](?:(?:oh|hundred and)[ -](?:{ones})|{teens}|(?:{tens})(?:[ -](?:{ones}))?)|twenty[ -](?:(?:oh|hundred and)[ -](?:{ones})|{teens})|two thousand(?: and)?(?: (?:{ones}|{teens}|twenty))?)"
    );
    let day = format!(
        r"(?:the )?(?:{DAY_IN_WORDS}(?:of )?(?:the )?(?:{MONTH}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)|[0-3]?[0-9](?:st|nd|rd|th)(?: of)? {MONTH}|{MONTH} (?:the )?{ORDINAL})"
    );
    Lazy::new(format!(
        r"\b(?:{DAY_IN_WORDS}{MONTH},? (?:19[0-9]{{2}}|200[0-9]|201[0-6])|{year},? (?:on )?{day}|{day},? (?:of |in )?(?:{year}|(?:forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:{ones}))?))\b"
    ))
});

static IN_WORDS: LazyLock<Lazy> =
    LazyLock::new(|| Lazy::new(format!(r"\b{DAY_IN_WORDS}{MONTH}(?:,? (?:19|20)[0-9]{{2}})?$")));

static FEAST_DAY: LazyLock<Lazy> =
    LazyLock::new(|| Lazy::new(format!(r"{FEAST}(?:,? (?:(?:in|of) )?(?:19|20)[0-9]{{2}})?$")));

static BORN_MONTH: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:(?:born|dob|b\.)(?: back)?(?: in|:)? {MONTH},? (?:19|20)[0-9]{{2}}|(?:born|dob|b\.?)(?: in|:)? [01]?[0-9]/(?:19|20)[0-9]{{2}})\b"
    ))
});

static MONTH_OF_YEAR: LazyLock<Lazy> =
    LazyLock::new(|| Lazy::new(format!(r"(?:{MONTH},? |[01]?[0-9]/)(?:19|20)[0-9]{{2}}$")));

// A birthday has no year, and whoever knows the age has it.
static BIRTHDAY: LazyLock<Lazy> = LazyLock::new(|| {
    let day = day_of_year();
    Lazy::new(format!(
        r"\b(?:{BORN_WORDS}(?:'s|[:=,(-]| is| was| falls| fell| comes| came| on| of| as| just| only| party| cake| tea| do| outing| the| a| {WEEKDAY})*[ :=(-]*(?:{day}|[0-3]?[0-9]/[0-3]?[0-9]\b)|{day}(?: is| was|,|:|'s| -)?(?: (?:the|his|her|their|[a-z]+'?s))?(?: own)?(?: [0-9]{{1,2}}(?:st|nd|rd|th)| [a-z]+th)? (?:birthday|b'?day|bday|birthdate|dob)\b)"
    ))
});

// "on 3 May he turns 8".
static DAY_AGED: LazyLock<Lazy> = LazyLock::new(|| {
    let (age, day) = (age(), day_of_year());
    Lazy::new(format!(
        r"{day}(?:,| -)?(?: when| as| and| cos)?(?: (?:he|she|they|who))?(?: will be|'ll be| to be| turn| turns| turned| turning) {age}\b"
    ))
});

// "turns sixteen on 9 May", "she'll be 21 on 19 July", "Will be eighteen on 4th January".
static AGED_DAY: LazyLock<Lazy> = LazyLock::new(|| {
    let (age, day) = (age(), day_of_year());
    Lazy::new(format!(
        r"(?:\b(?:turn|hit|reach|make)(?:s|es|ed|ing)?|\b(?:he|she|they|who|boy|girl|lad|child|son|daughter|twins|mum|dad|nan|gran|grandad|brother|sister|baby|one)(?: is| are| was| were| will be|'s|s|'ll be|'d be| becomes?| became)|\b(?:mum|dad|nan|gran|nana|granny|grandad|aunty?|uncle|brother|sister|twins|eldest|youngest)|(?:^|[.;!?] )(?:will be|is|becomes|became)) {age}(?: years old)?(?:(?:,? (?:next )?on|,| next)(?: the)?(?: {WEEKDAY},?)?(?: the)? | \()(?:{day}|[0-3]?[0-9]/[01]?[0-9]\b)|\bturn(?:s|ed|ing)? {age},? {MONTH} [0-3]?[0-9](?:st|nd|rd|th)\b|\b(?:nearly|almost|just) {age}(?:,| on)(?: the)? {day}|(?:^|[.;!?,] ?)(?:just |nearly |only )?(?:16|18|21|65|ten|eleven|twelve|[a-z]+teen|twenty(?:[ -][a-z]+)?)(?: next)? on (?:the )?(?:{day}|[0-3]?[0-9]/[01]?[0-9]\b)"
    ))
});

// "Her 18th is 19 March", "Nan's eightieth was on 12 October".
static COMING_OF_AGE: LazyLock<Lazy> = LazyLock::new(|| {
    let (date, day) = (date(), day_of_year());
    Lazy::new(format!(
        r"(?:\b(?:her|his|their|my|[a-z]+'?s)|^|[.;!?,]) ?(?:[0-9]{{1,3}}(?:st|nd|rd|th)|(?:twenty|thirty)-?[a-z]+(?:st|nd|rd|th)|[a-z]+ti?eth|[a-z]+eenth)(?: birthday)?(?:'s|,| is| was| falls| fell| will be| on| the| {WEEKDAY})+ (?:{date}|{day}|[0-3]?[0-9]/[01]?[0-9]\b)|\b(?:her|his|their|my|[a-z]+'?s) (?:13|16|18|21|[3-9]0|100)(?:th|st)(?: birthday)? (?:{date}|{day})"
    ))
});

static DAY: LazyLock<Lazy> = LazyLock::new(|| {
    let day = day_of_year();
    Lazy::new(format!(r"(?:{day}|\b[0-3]?[0-9]/[0-3]?[0-9]\b)"))
});

/// The first of what `look` finds in the match, unless a number goes on behind it.
fn within(look: &Lazy, note: &[u8], range: &Range<usize>, last: bool) -> Option<Range<usize>> {
    let mut all = look.regex()?.find_iter(part(note, range.clone()));
    let found = if last { all.last()? } else { all.next()? };
    let found = range.start + found.start()..range.start + found.end();
    let goes_on = note.get(found.end).is_some_and(u8::is_ascii_digit);
    (!goes_on).then_some(found)
}

/// The first date in the match: what stands before it is what it is the date of.
fn born(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    within(&DATE, note, &range, false)
}

/// The date before the word, unless the word has one of its own behind it.
fn born_after(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let after = part(note, range.end..(range.end + 16).min(note.len()));
    let own = DATE.regex()?.find(after).is_some_and(|date| date.start() < 6);
    if own && part(note, range.clone()).contains(&b',') {
        return None;
    }
    born(note, range)
}

/// The second date of a birth, unless a word between the two says what else it is the date of.
fn other_date(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let found = within(&DATE, note, &range, true)?;
    let between = part(note, range.start..found.start);
    let mut words = between.split(|b| !b.is_ascii_alphabetic() && *b != b'-');
    (!words.any(cues::is_of_something_else)).then_some(found)
}

/// "Born 3/7 ago", "born 2/7 early": in a hospital sevenths are days.
fn day(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let sevenths = |found: &Range<usize>| {
        let after = part(note, found.end..(found.end + 6).min(note.len())).to_ascii_lowercase();
        [&b" ago"[..], b" old", b" early", b" late", b" prem", b" post", b" over", b" of"]
            .iter()
            .any(|word| after.starts_with(word))
    };
    within(&DAY, note, &range, false)
        .filter(|found| note.get(found.end) != Some(&b'/') && !sevenths(found))
}

/// The day at the end of what was found.
fn last_day(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    within(&DATE, note, &range, true)
        .filter(|found| found.end == range.end)
        .or_else(|| within(&DAY, note, &range, true))
}

fn bare(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let found = BARE.regex()?.find(part(note, range.clone()))?;
    Some(range.start + found.start()..range.end)
}

fn feast(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let found = FEAST_DAY.regex()?.find(part(note, range.clone()))?;
    Some(range.start + found.start()..range.end)
}

fn in_words(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let found = IN_WORDS.regex()?.find(part(note, range.clone()))?;
    Some(range.start + found.start()..range.end)
}

fn month_of_year(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    within(&MONTH_OF_YEAR, note, &range, false)
}

#[cfg(test)]
mod tests {
    use super::super::numbers::read;

    fn found(note: &str) -> Vec<&str> {
        read(note.as_bytes())
            .into_found()
            .into_iter()
            .map(|one| note.get(one.range).unwrap())
            .collect()
    }

    #[test]
    fn a_birthday_is_one_with_its_year_and_without() {
        for (note, days) in [
            ("He turns sixteen on 9 May, the order ends that week.", vec!["9 May"]),
            ("She'll be 21 on 19 July.", vec!["19 July"]),
            ("Her birthday is the 2nd of October.", vec!["2nd of October"]),
            ("birthday 28 Feb, cake in the fridge", vec!["28 Feb"]),
            ("Born in March 2014.", vec!["March 2014"]),
            ("Turned forty-one on November 3rd", vec!["November 3rd"]),
            ("24/12/2010 is his date of birth", vec!["24/12/2010"]),
            ("born 2/3/17 and the book says 3/2/17", vec!["2/3/17", "3/2/17"]),
        ] {
            let mut found = found(note);
            found.sort_unstable();
            let mut days = days;
            days.sort_unstable();
            assert_eq!(found, days, "{note}");
        }
    }

    #[test]
    fn days_of_anything_else_are_left() {
        for note in [
            "The panel sat on 9 May and again on 12 May.",
            "We turned back on 3 June because of the flood.",
            "The unit turned three beds into a lounge on 1 March.",
            "There will be eight on 4 May, twelve came on 6 May.",
            "It is his birthday soon and the review is on 9 May.",
            "born early, three weeks in the unit, home by 6 June.",
            "Sixteen on the list on 9 May.",
        ] {
            assert_eq!(found(note), Vec::<&str>::new(), "{note}");
        }
    }
}
