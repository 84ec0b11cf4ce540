//! Sealing what is given to people outside the study: a plain `age` file, which stock `age` opens.

use std::io::Write;
use std::str::FromStr;

use crate::journal::JournalError;

/// Seals to recipients (`age1…`).
///
/// # Errors
/// [`JournalError::NotARecipient`] where one is none or there is none at all.
pub fn seal_to(recipients: &[String], plain: &[u8]) -> Result<Vec<u8>, JournalError> {
    let read = |typed: &String| {
        age::x25519::Recipient::from_str(typed.trim())
            .map_err(|_| JournalError::NotARecipient { typed: typed.clone() })
    };
    let recipients: Vec<age::x25519::Recipient> =
        recipients.iter().map(read).collect::<Result<_, _>>()?;
    let each = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
    let failed = |what: String| JournalError::Keys { what };
    let to = age::Encryptor::with_recipients(each).map_err(|e| failed(e.to_string()))?;
    let mut sealed = Vec::new();
    let mut writer = to.wrap_output(&mut sealed).map_err(|e| failed(e.to_string()))?;
    writer.write_all(plain).map_err(|e| failed(e.to_string()))?;
    writer.finish().map_err(|e| failed(e.to_string()))?;
    Ok(sealed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_those_it_is_sealed_to_opens_it_and_nobody_else_does() {
        let [one, other, third] = [(); 3].map(|()| age::x25519::Identity::generate());
        let to = [&one, &other].map(|who| who.to_public().to_string());
        let sealed = seal_to(&to, b"rows").unwrap();
        assert_eq!(age::decrypt(&one, &sealed).unwrap(), b"rows");
        assert_eq!(age::decrypt(&other, &sealed).unwrap(), b"rows");
        assert!(age::decrypt(&third, &sealed).is_err());
        assert!(seal_to(&["nobody".to_owned()], b"rows").is_err() && seal_to(&[], b"").is_err());
    }
}
