//! A key to a bucket, asked for where the environment says none: its name, then its secret, unseen.

use super::{Deed, Then};
use crate::share::shelf::{Keys, Service};
use crate::tui::model::Model as Tui;
use crate::tui::msg::Failure;
use crate::tui::overlay::{Handled, Overlay, Prompt, Then as Any};

/// Asks for the name of the key to a bucket, and then for its secret.
pub(super) fn ask_key_name(model: &mut Tui, service: Service, deed: Deed) {
    let title = format!("the {} of the bucket", service.name_word());
    let explains = "A key to the bucket, from whoever runs it. It is kept sealed with this study, and \
                    shown nowhere. First its name, then its secret.";
    let then = Any::Team(Then::KeyName(service, Box::new(deed)));
    model.over(Overlay::Prompt(Prompt::one_line(&title, explains, then).for_a_secret()));
}

/// Asks for the secret of the key.
pub(super) fn ask_key_secret(
    model: &mut Tui,
    service: Service,
    deed: Box<Deed>,
    name: String,
) -> Handled {
    let title = format!("the {}", service.secret_word());
    let explains = "What you type or paste is not shown: a dot stands for each character.";
    let then = Any::Team(Then::KeySecret(deed, name));
    model.over(Overlay::Prompt(Prompt::one_line(&title, explains, then).unseen()));
    Handled::Done
}

/// The same deed, with the key that was typed.
pub(super) fn keyed(deed: Box<Deed>, name: &str, secret: &str) -> Result<Deed, Handled> {
    let refused = || {
        Handled::Refused(Failure {
            message: "that cannot be a key".to_owned(),
            hint: Some("it is letters, digits and signs without blanks".to_owned()),
        })
    };
    let keys = Keys::typed(name, secret).ok_or_else(refused)?;
    Ok(Deed::Keyed(deed, keys))
}
