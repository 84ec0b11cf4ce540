//! What an answer of a store means. Its text is looked at for what the services call their refusals, and
//! passed on to nobody: it can hold names, addresses and what whoever answers likes to say.

use std::error::Error as _;

use object_store::Error;
use object_store::client::{HttpError, HttpErrorKind};

use super::Why;

/// What the services call a refusal, and what it is. The first that is found counts.
const CALLED: &[(&str, Why)] = &[
    ("RequestTimeTooSkewed", Why::Clock),
    ("ExpiredToken", Why::RunOut),
    ("TokenRefreshRequired", Why::RunOut),
    ("Signature not valid in the specified time frame", Why::RunOut),
    ("InvalidAccessKeyId", Why::BadKeys),
    ("SignatureDoesNotMatch", Why::BadKeys),
    ("InvalidToken", Why::BadKeys),
    ("Server failed to authenticate", Why::BadKeys),
    ("AuthorizationHeaderMalformed", Why::Elsewhere),
    ("redirect without LOCATION", Why::Elsewhere),
    ("PermanentRedirect", Why::Elsewhere),
    ("IllegalLocationConstraint", Why::Elsewhere),
    ("NoSuchBucket", Why::NoBucket),
    ("ContainerNotFound", Why::NoBucket),
    ("InvalidBucketName", Why::NoBucket),
    ("ContainerBeingDeleted", Why::NoBucket),
    ("QuotaExceeded", Why::Full),
    ("EntityTooLarge", Why::Full),
];

/// Why a store did not do what was asked: "read", "write", "list" or "remove".
pub(super) fn why(error: &Error, doing: &'static str) -> Why {
    let text = error.to_string();
    if let Some((_, why)) = CALLED.iter().find(|(called, _)| text.contains(called)) {
        return *why;
    }
    match error {
        Error::PermissionDenied { .. } => may_not(&text, doing),
        Error::Unauthenticated { .. } => Why::BadKeys,
        // A list that is refused comes without a name of its own.
        _ => by_status(&text, doing).or_else(|| by_cause(error)).unwrap_or(Why::Odd),
    }
}

fn may_not(text: &str, doing: &'static str) -> Why {
    if text.contains("AuthenticationFailed") { Why::BadKeys } else { Why::MayNot(doing) }
}

/// By the number of an answer that was none of the good ones.
fn by_status(text: &str, doing: &'static str) -> Option<Why> {
    let (_, after) = text.split_once("status code: ")?;
    let number: u16 = after.get(..3)?.parse().ok()?;
    Some(match number {
        301 | 307 | 308 => Why::Elsewhere,
        401 => Why::BadKeys,
        403 => may_not(text, doing),
        407 => Why::Unreachable,
        408 | 504 => Why::Late,
        413 | 507 => Why::Full,
        429 | 500 | 502 | 503 => Why::Failing,
        _ => return None,
    })
}

/// By what kept a connection from standing.
fn by_cause(error: &Error) -> Option<Why> {
    let mut cause = error.source();
    let (mut kind, mut untrusted) = (None, false);
    while let Some(error) = cause {
        if let Some(http) = error.downcast_ref::<HttpError>() {
            kind = Some(http.kind());
        }
        untrusted |= error.to_string().contains("certificate");
        cause = error.source();
    }
    Some(match kind? {
        _ if untrusted => Why::Untrusted,
        HttpErrorKind::Timeout => Why::Late,
        HttpErrorKind::Connect => Why::Unreachable,
        HttpErrorKind::Request | HttpErrorKind::Interrupted => Why::Failing,
        _ => return None,
    })
}
