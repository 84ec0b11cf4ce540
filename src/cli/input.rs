//! Text that a person hands in: as an argument, on standard input, or in a file.

use std::io::{self, IsTerminal, Read};
use std::path::Path;

use super::{Failure, Shell, kept};
use crate::files::decoded;
use crate::journal::regular;

/// The text of an argument (its words joined), or of standard input where there is none or `-`.
/// One line break at the end is the shell's and not the person's.
pub(super) fn words(shell: &mut Shell, words: &[String]) -> Result<String, Failure> {
    match words {
        [] => standard_input(shell),
        [dash] if dash == "-" => standard_input(shell),
        words => Ok(words.join(" ")),
    }
}

/// The text of a file, or of standard input for `-`.
pub(super) fn file(shell: &mut Shell, path: &Path) -> Result<String, Failure> {
    if path == Path::new("-") {
        return standard_input(shell);
    }
    let bytes = regular::given(path).map_err(|error| Failure::file("read", path, error))?;
    decode(bytes).map_err(|(_, at, byte)| {
        let name = path.display().to_string();
        Failure::NotText { name, at, byte, kept: None }
    })
}

/// The lines of a file, or of standard input for `-`, blank ones too. A line break ends a line, so
/// that one at the end of the file begins no other.
pub(super) fn lines(shell: &mut Shell, path: &Path) -> Result<Vec<String>, Failure> {
    let text = if path == Path::new("-") {
        standard_input_whole(shell)?
    } else {
        let bytes = regular::given(path).map_err(|error| Failure::file("read", path, error))?;
        decode_whole(bytes).map_err(|(_, at, byte)| {
            let name = path.display().to_string();
            Failure::NotText { name, at, byte, kept: None }
        })?
    };
    Ok(text.split_terminator('\n').map(str::to_owned).collect())
}

fn standard_input(shell: &mut Shell) -> Result<String, Failure> {
    standard_input_whole(shell).map(without_last_break)
}

fn without_last_break(text: String) -> String {
    text.strip_suffix('\n').map(str::to_owned).unwrap_or(text)
}

fn standard_input_whole(shell: &mut Shell) -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        shell.out.say("write, then press Enter and Ctrl-D");
    }
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|source| Failure::Stream { doing: "read standard input", source })?;
    decode_whole(bytes).map_err(|(bytes, at, byte)| {
        let kept = kept::bytes(shell, "not-utf-8", "bin", &bytes).ok();
        Failure::NotText { name: "standard input".to_owned(), at, byte, kept }
    })
}

/// Text from bytes: a byte order mark and the carriage returns of another system are taken off.
/// Where it is not text, the bytes come back with the offset of the first wrong one.
fn decode(bytes: Vec<u8>) -> Result<String, (Vec<u8>, usize, u8)> {
    decode_whole(bytes).map(without_last_break)
}

/// The same with the line break at the end.
fn decode_whole(bytes: Vec<u8>) -> Result<String, (Vec<u8>, usize, u8)> {
    decoded(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_other_systems_are_not_part_of_a_note() {
        let bytes = b"\xef\xbb\xbfRang school\r\nsecond line\r\n".to_vec();
        assert_eq!(decode(bytes), Ok("Rang school\nsecond line".to_owned()));
    }

    #[test]
    fn the_first_wrong_byte_is_named_and_no_byte_is_lost() {
        let bytes = b"Zo\xeb rang".to_vec();
        assert_eq!(decode(bytes.clone()), Err((bytes, 2, 0xeb)));
    }
}
