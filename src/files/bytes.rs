//! Text from the bytes of a file, whatever program wrote it: with or without a byte order mark, in
//! UTF-8 or UTF-16, with the line ends of any system.

/// The text of a file, its byte order mark taken off and its line ends as `\n`.
///
/// # Errors
/// The bytes again, with where the first wrong one stands, and which it is.
pub fn decoded(bytes: Vec<u8>) -> Result<String, (Vec<u8>, usize, u8)> {
    let text = match wide(&bytes) {
        Some(text) => text,
        None => String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let byte = bytes.get(at).copied().unwrap_or(0);
            (bytes, at, byte)
        })?,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Text in UTF-16: by its mark, or because every other byte of its beginning is nothing, as no text
/// in UTF-8 has it. `None` where it is not that, or is not whole.
fn wide(bytes: &[u8]) -> Option<String> {
    const LOOK: usize = 64;
    let little = bytes.starts_with(&[0xFF, 0xFE]);
    let big = bytes.starts_with(&[0xFE, 0xFF]);
    let begins = bytes.get(..bytes.len().min(LOOK))?;
    let nothing = |odd: usize| {
        begins.len() >= 4 && begins.iter().enumerate().all(|(at, b)| at % 2 != odd || *b == 0)
    };
    let little = little || (!big && nothing(1) && !nothing(0));
    let big = big || (!little && nothing(0) && !nothing(1));
    if !little && !big {
        return None;
    }
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    let units = pairs.map(|pair| match pair {
        [a, b] if little => u16::from_le_bytes([*a, *b]),
        [a, b] => u16::from_be_bytes([*a, *b]),
        _ => 0,
    });
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}
