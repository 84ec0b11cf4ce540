//! Clock times with a slip of the finger in them: `09;45` (the key of the colon without Shift), `9::30`,
//! `9,45`, `09 45`, `09: 45`, `o9:45`, `9:3O`, `12_30`. None is read as a time, since that would be a
//! guess. Whoever asks says what it looks like, so that one wrong key files no line as now.

use super::clock;
use super::typed::At;

/// What stands between an hour and its minutes, meant or slipped.
const BETWEEN: [char; 10] = [':', ';', ',', '_', '\'', '"', '.', '*', '+', '='];

/// The time that what stands here looks like, as `09:45`, and its end. `None` where it is a clock time as
/// it stands, or looks like none.
pub(crate) fn clock(at: At<'_>) -> Option<(String, At<'_>)> {
    if clock::clock(at).is_some_and(|(clock, _)| clock.is_ok()) {
        return None;
    }
    // "o945" has nothing between.
    let (hour, after) = [2, 1].into_iter().find_map(|many| figures(at, many))?;
    let (minute, end) = if is_letter(at) && figures(after, 2).is_some() {
        figures(after, 2)?
    } else {
        ways(at, after).into_iter().flatten().find_map(|from| figures(from, 2))?
    };
    let height = after.peek() == Some('\'') && (4..=7).contains(&hour) && minute < 12;
    let looks = hour <= 24 && minute < 60 && !height && is_figured(at, end);
    whole(end).filter(|_| looks).map(|end| (format!("{hour:02}:{minute:02}"), end))
}

/// Where minutes may begin behind an hour that ends at `after`.
fn ways<'t>(at: At<'t>, after: At<'t>) -> [Option<At<'t>>; 3] {
    let marked = after.eat_any(&BETWEEN);
    let twice = marked.and_then(|next| next.eat_any(&BETWEEN));
    // "9. 30 people came" begins with a number of a list; "09 45 rang" has a nought that no count has.
    let spaced = match after.blanks().eat_any(&[':', ';']) {
        Some(next) => Some(next.blanks()),
        None => after.gap().filter(|_| at.peek() == Some('0')),
    };
    [marked, twice, spaced]
}

/// A number of so many figures, of which some may be letters that look like them, and its end.
fn figures(at: At<'_>, many: usize) -> Option<(u32, At<'_>)> {
    let number = (0..many).try_fold(0, |number, by| {
        let figure = at.peek_on(by).and_then(|c| match c {
            'o' => Some(0),
            'l' | 'i' => Some(1),
            _ => c.to_digit(10),
        });
        figure.map(|figure| number * 10 + figure)
    });
    number.map(|number| (number, at.on(many)))
}

/// Whether a letter stands in place of the first figure.
fn is_letter(at: At<'_>) -> bool {
    at.peek() == Some('o')
}

/// Whether at least two real figures stand here before `end`.
fn is_figured(at: At<'_>, end: At<'_>) -> bool {
    let length = (0..).take_while(|by| !at.on(*by).is_at(end)).take(8);
    length.filter(|by| at.peek_on(*by).is_some_and(|c| c.is_ascii_digit())).count() >= 2
}

/// Behind the half of the day, where it is said; `None` where more of a number or a word stands there.
fn whole(at: At<'_>) -> Option<At<'_>> {
    let half = ["am", "pm", "a", "p", "h", "hrs"].iter().find_map(|half| at.eat_word(half));
    let at = half.unwrap_or(at);
    let number = at.peek().is_some_and(|c| ".,:;/-'".contains(c))
        && at.peek_on(1).is_some_and(|c| c.is_ascii_digit());
    (at.is_edge() && !number).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::super::typed::Typed;

    fn looks(text: &str) -> Option<String> {
        super::clock(Typed::of(text).start()).map(|(like, _)| like)
    }

    #[test]
    fn what_one_wrong_key_makes_of_a_time_is_seen() {
        for (text, like) in [
            ("09;45 took the key", "09:45"),
            ("9;45am rang", "09:45"),
            ("9,45 rang", "09:45"),
            ("9::30 rang", "09:30"),
            ("9:;30 rang", "09:30"),
            ("09 45 rang", "09:45"),
            ("09: 45 rang", "09:45"),
            ("9 :45 rang", "09:45"),
            ("9:3O rang", "09:30"),
            ("o9:45 rang", "09:45"),
            ("O945 rang", "09:45"),
            ("l0:30 rang", "10:30"),
            ("1O.30 rang", "10:30"),
            ("09_45 rang", "09:45"),
            ("9'45, rang", "09:45"),
            ("16\"05 rang", "16:05"),
        ] {
            assert_eq!(looks(text).as_deref(), Some(like), "{text}");
        }
    }

    #[test]
    fn times_as_they_are_and_what_is_none_are_left_alone() {
        for text in [
            "09:45 rang",
            "9.30 rang",
            "0945 rang",
            "12 children came",
            "9 45 year olds",
            "9,450 leaflets",
            "03,04,26 rang",
            "6'10 lad",
            "9. 30 people came",
            "oil was short",
            "lol",
            "20 15 min calls",
            "io",
            "25;10",
            "09;75",
            "o2 15 litres",
            "oh no",
            "1,2 and 3",
            "1-1 session",
            "24/7 cover",
        ] {
            assert_eq!(looks(text), None, "{text}");
        }
    }
}
