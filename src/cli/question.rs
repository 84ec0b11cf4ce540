//! One question, one line. Questions go to standard error, answers come on standard input, nothing is
//! drawn.

use std::io::{self, BufRead};

use super::{Failure, Shell, kept};

/// One answer without its line break; `None` when standard input has ended.
pub(super) fn line(shell: &mut Shell, question: &str) -> Result<Option<String>, Failure> {
    shell.out.ask(question);
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_until(b'\n', &mut bytes);
    let read = read.map_err(|source| Failure::Stream { doing: "read standard input", source })?;
    if read == 0 {
        shell.out.say("");
        return Ok(None);
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let kept = kept::bytes(shell, "not-utf-8", "bin", &bytes).ok();
        let byte = bytes.get(at).copied().unwrap_or(0);
        Failure::NotText { name: "standard input".to_owned(), at, byte, kept }
    })?;
    Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
}

/// Whether the answer to a question is yes; nothing and anything else is no.
pub(super) fn yes(shell: &mut Shell, question: &str) -> Result<bool, Failure> {
    let answer = line(shell, &format!("{question} [y/N] "))?.unwrap_or_default();
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
