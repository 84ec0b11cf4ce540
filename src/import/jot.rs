//! Lines jotted on a phone or on paper: `HH:MM k text #tag @setting`, under date headings.

use super::Intake;
use crate::actions::{Consent, Context};
use crate::study::Study;

/// Reads jotted lines. The same line under the same date is the same observation however often it
/// is brought in. Lines before the first heading are today's (`context.now`).
pub fn read(text: &str, study: &Study, context: &Context<'_>, consent: Consent) -> Intake {
    let _ = (text, study, context, consent);
    todo!()
}
