//! The names of months, weekdays and small numbers, in the languages whose dates are read: English,
//! Welsh, Polish, German, French, Spanish, Italian, Portuguese, Dutch, Romanian, Arabic and Thai.

use chrono::Weekday;

/// A row a month. Names that mean two months in two languages stand nowhere.
const MONTHS: [&str; 12] = [
    "january jan januar janvier janv enero ene stycznia styczeń sty ionawr gennaio gen janeiro \
     januari ianuarie ian يناير มกราคม",
    "february feb februar février févr fevrier febrero lutego luty chwefror chwef febbraio febb \
     fevereiro fev februari februarie فبراير กุมภาพันธ์",
    "march mar märz maerz mär mrz mars marzo marca marzec mawrth março marco maart martie مارس \
     มีนาคม",
    "april apr avril avr abril abr kwietnia kwiecień kwi ebrill ebr aprile aprilie أبريل ابريل \
     เมษายน",
    "may mai mayo maja maj maggio mag maio mei مايو พฤษภาคม",
    "june jun juni juin junio czerwca czerwiec cze mehefin meh giugno giu junho iunie يونيو \
     มิถุนายน",
    "july jul juli juillet juil julio lipca lipiec lip gorffennaf gorff luglio lug julho iulie \
     يوليو กรกฎาคม",
    "august aug août aout agosto ago sierpnia sierpień sie awst augustus أغسطس اغسطس สิงหาคม",
    "september sep sept septembre septiembre setiembre września wrzesień wrz medi settembre \
     setembro septembrie سبتمبر กันยายน",
    "october oct oktober okt octobre octubre października październik paź hydref hyd ottobre \
     outubro octombrie أكتوبر اكتوبر ตุลาคม",
    "november nov novembre noviembre listopada listopad lis tachwedd tach novembro noiembrie \
     نوفمبر พฤศจิกายน",
    "december dec dezember dez décembre déc decembre diciembre dic grudnia grudzień gru rhagfyr \
     rhag dicembre dezembro decembrie ديسمبر ธันวาคม",
];

/// The English names of the months, as sentences say them.
const SAID: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A row a weekday, from Monday: the names that may stand alone, then those of other languages,
/// which count beside a date.
const WEEKDAYS: [(&str, &str); 7] = [
    ("monday mon", "montag lundi lunes poniedziałek lunedì maandag luni llun الاثنين الإثنين"),
    ("tuesday tues tue", "dienstag mardi martes wtorek martedì dinsdag marți mawrth الثلاثاء"),
    (
        "wednesday weds wed",
        "mittwoch mercredi miércoles środa mercoledì woensdag miercuri mercher الأربعاء",
    ),
    (
        "thursday thurs thur thu",
        "donnerstag jeudi jueves czwartek giovedì donderdag joi iau الخميس",
    ),
    ("friday fri", "freitag vendredi viernes piątek venerdì vrijdag vineri gwener الجمعة"),
    ("saturday sat", "samstag sonnabend samedi sábado sobota sabato zaterdag sâmbătă sadwrn السبت"),
    ("sunday sun", "sonntag dimanche domingo niedziela domenica zondag duminică sul الأحد"),
];

const NUMBERS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
];

/// The month that a word names, from 1.
pub(crate) fn month(word: &str) -> Option<u32> {
    let place = MONTHS.iter().position(|names| names.split(' ').any(|name| name == word))?;
    u32::try_from(place + 1).ok()
}

/// What a month is called.
pub(crate) fn said(month: u32) -> Option<&'static str> {
    SAID.get(usize::try_from(month).ok()?.checked_sub(1)?).copied()
}

fn at(place: usize) -> Option<Weekday> {
    u8::try_from(place).ok().and_then(|place| Weekday::try_from(place).ok())
}

/// The weekday that an English word names.
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    at(WEEKDAYS.iter().position(|(own, _)| own.split(' ').any(|name| name == word))?)
}

/// The weekday that a word names beside a date, in any of the languages.
pub(crate) fn weekday_beside(word: &str) -> Option<Weekday> {
    let names = |other: &str| other.split(' ').any(|name| name == word);
    weekday(word).or_else(|| at(WEEKDAYS.iter().position(|(_, other)| names(other))?))
}

/// Whether a word is the whole English name of a weekday, which is no other word.
pub(crate) fn is_whole_weekday(word: &str) -> bool {
    word.ends_with("day") && weekday(word).is_some()
}

/// The number that a word names, up to twelve; "a" and "an" are one.
pub(crate) fn number(word: &str) -> Option<u32> {
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    u32::try_from(NUMBERS.iter().position(|name| *name == word)?).ok()
}
