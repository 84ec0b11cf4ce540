//! Addresses of buckets, as people type them, and of the services that keep them.
//!
//! An address never says a key. What cannot be read as an address is not said again in any error, since
//! somebody may have typed a key into it.

use core::net::{Ipv4Addr, Ipv6Addr};
use std::fmt;

use thiserror::Error;

/// The longest text that is taken for an address or an endpoint, in bytes.
const LONGEST: usize = 1024;

/// Which service keeps a bucket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Service {
    /// Amazon S3, or an engine that speaks as it does.
    S3,
    /// Azure Blob Storage, where a bucket is called a container.
    Azure,
}

impl Service {
    /// What its addresses begin with.
    const fn scheme(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Azure => "az",
        }
    }

    /// What the name beside its secret is called.
    pub const fn name_word(self) -> &'static str {
        match self {
            Self::S3 => "access key id",
            Self::Azure => "storage account",
        }
    }

    /// How a key is given.
    pub const fn key_hint(self) -> &'static str {
        match self {
            Self::S3 => {
                "--new-key asks for one and keeps it sealed with the study; or set AWS_ACCESS_KEY_ID \
                 and AWS_SECRET_ACCESS_KEY"
            }
            Self::Azure => {
                "--new-key asks for one and keeps it sealed with the study; or set \
                 AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY (or AZURE_STORAGE_SAS_TOKEN)"
            }
        }
    }

    /// What its secret is called.
    pub const fn secret_word(self) -> &'static str {
        match self {
            Self::S3 => "secret access key",
            Self::Azure => "account key or SAS token",
        }
    }
}

/// A bucket, and where in it a team's files begin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    /// Which service keeps it.
    pub service: Service,
    /// The bucket, or container.
    pub bucket: String,
    /// What every name in it begins with, without slashes at its ends; may be empty.
    pub prefix: String,
}

/// Why a text is no address that can be used. None of these says what was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum BadAddress {
    /// It begins as an address of something else.
    #[error("that is an address, and none of a bucket that asdone can use")]
    Scheme,
    /// It says, or could say, a key.
    #[error("an address takes no key, password or question mark")]
    Secret,
    /// No bucket is called so.
    #[error("that is no name of a bucket")]
    Bucket,
    /// What follows the bucket cannot be the beginning of names.
    #[error("what follows the bucket cannot be used as a prefix")]
    Prefix,
    /// The address of the service cannot be read.
    #[error("the endpoint is no address of a service")]
    Endpoint,
}

impl BadAddress {
    /// What to type instead.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Scheme => {
                "name a folder, s3://BUCKET/PREFIX or az://CONTAINER/PREFIX; a network drive is named \
                 by the folder that it is on this laptop"
            }
            Self::Secret => {
                "name the bucket alone; a key comes from the environment, or is typed when asdone \
                 asks for it"
            }
            Self::Bucket => {
                "s3://BUCKET/PREFIX or az://CONTAINER/PREFIX, with 3 to 63 small letters, digits, \
                 hyphens and dots for the bucket"
            }
            Self::Prefix => {
                "letters, digits, hyphens, dots and underscores, separated by slashes: \
                 s3://BUCKET/riverside/team"
            }
            Self::Endpoint => {
                "https://HOST or https://HOST:PORT, as the service's own pages have it"
            }
        }
    }
}

impl Address {
    /// Reads what somebody typed; `None` where it is the path of a folder and no address.
    ///
    /// # Errors
    /// Where it begins as an address does and is none of a bucket.
    pub fn typed(text: &str) -> Option<Result<Self, BadAddress>> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://")?;
        let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
        // One letter before a colon is a drive of Windows.
        if scheme.len() < 2 || !scheme.bytes().all(letter) {
            return None;
        }
        let service = [Service::S3, Service::Azure]
            .into_iter()
            .find(|service| scheme.eq_ignore_ascii_case(service.scheme()));
        Some(service.ok_or(BadAddress::Scheme).and_then(|service| Self::of(service, rest)))
    }

    fn of(service: Service, rest: &str) -> Result<Self, BadAddress> {
        if rest.contains(['@', '?', '#', '%', ':']) {
            return Err(BadAddress::Secret);
        }
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_end_matches('/');
        if !is_bucket(service, bucket) {
            return Err(BadAddress::Bucket);
        }
        if !prefix.is_empty() && !is_prefix(prefix) {
            return Err(BadAddress::Prefix);
        }
        Ok(Self { service, bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        write!(f, "{}://{}{slash}{}", self.service.scheme(), self.bucket, self.prefix)
    }
}

fn is_bucket(service: Service, name: &str) -> bool {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let dots = service == Service::S3;
    let fits = |b: u8| letter(b) || b == b'-' || (dots && b == b'.');
    let ends = [name.bytes().next(), name.bytes().last()];
    (3..=63).contains(&name.len())
        && name.bytes().all(fits)
        && ends.into_iter().flatten().all(letter)
        && !name.contains("..")
}

fn is_prefix(prefix: &str) -> bool {
    const LONGEST_PART: usize = 80;
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    let fits = |part: &str| {
        (1..=LONGEST_PART).contains(&part.len())
            && part.bytes().all(letter)
            && part.bytes().any(|b| b != b'.')
    };
    prefix.len() <= 512 && prefix.split('/').all(fits)
}

/// The address of a service that keeps buckets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    text: String,
    plain: bool,
    here: bool,
}

impl Endpoint {
    /// Reads one.
    ///
    /// # Errors
    /// Where it is none, or says a key.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let text = text.trim().trim_end_matches('/');
        if text.contains(['@', '?', '#']) {
            return Err(BadAddress::Secret);
        }
        let odd = |c: char| c.is_whitespace() || c.is_control() || !c.is_ascii();
        if text.len() > LONGEST || text.contains(odd) {
            return Err(BadAddress::Endpoint);
        }
        let (scheme, rest) = text.split_once("://").ok_or(BadAddress::Endpoint)?;
        let plain = match scheme.to_ascii_lowercase().as_str() {
            "https" => false,
            "http" => true,
            _ => return Err(BadAddress::Endpoint),
        };
        let authority = rest.split('/').next().unwrap_or_default();
        let host = host(authority).ok_or(BadAddress::Endpoint)?;
        let text = format!("{}://{rest}", scheme.to_ascii_lowercase());
        Ok(Self { text, plain, here: is_loopback(host) })
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether what is sent to it is not encrypted on its way.
    pub const fn is_plain(&self) -> bool {
        self.plain
    }

    /// Whether it is on this laptop.
    pub const fn is_here(&self) -> bool {
        self.here
    }
}

/// The host of `host`, `host:port` or `[::1]:port`.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            let port = after.strip_prefix(':');
            (host, port.or_else(|| after.is_empty().then_some("0"))?)
        }
        None => authority.split_once(':').unwrap_or((authority, "0")),
    };
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b':' | b'_');
    let fits = !host.is_empty() && host.bytes().all(letter) && port.parse::<u16>().is_ok();
    fits.then_some(host)
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<Ipv4Addr>().is_ok_and(|it| it.is_loopback())
        || host.parse::<Ipv6Addr>().is_ok_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_paths_are_none() {
        for (typed, shown) in [
            ("s3://riverside", "s3://riverside"),
            (" S3://riverside/ ", "s3://riverside"),
            ("s3://riverside.team-1/a/b_c/D.e/", "s3://riverside.team-1/a/b_c/D.e"),
            ("az://container/team", "az://container/team"),
        ] {
            assert_eq!(Address::typed(typed).unwrap().unwrap().to_string(), shown, "{typed}");
        }
        for path in ["/mnt/team", "team", r"Z:\team", "c://team", r"\\server\team", "s3:", "s3:/a"]
        {
            assert_eq!(Address::typed(path), None, "{path}");
        }
    }

    #[test]
    fn what_is_no_address_of_a_bucket_is_refused_and_never_said_again() {
        use BadAddress::*;
        let long = format!("s3://bucket/{}", "a/".repeat(300));
        let canary = "wJalrXUtnFEMI";
        for (typed, why) in [
            ("https://bucket.s3.amazonaws.com/", Scheme),
            ("sftp://server/team", Scheme),
            ("file:///mnt/team", Scheme),
            ("smb://wJalrXUtnFEMI@server/team", Scheme),
            ("s3://AKIA:wJalrXUtnFEMI@bucket/team", Secret),
            ("s3://AKIA:wJalrXUtnFEMI", Secret),
            ("az://box/team?sig=wJalrXUtnFEMI", Secret),
            ("s3://", Bucket),
            ("s3:///team", Bucket),
            ("s3://ab", Bucket),
            ("s3://wJalrXUtnFEMI", Bucket),
            ("s3://bucket..a", Bucket),
            ("s3://-bucket", Bucket),
            ("az://box.dot", Bucket),
            ("s3://bucket/../other", Prefix),
            ("s3://bucket//team", Prefix),
            ("s3://bucket/a b", Prefix),
            ("s3://bucket/\u{1b}[2J", Prefix),
            (&long, Prefix),
        ] {
            let refused = Address::typed(typed).unwrap().unwrap_err();
            assert_eq!(refused, why, "{typed}");
            assert!(!format!("{refused} {refused:?} {}", refused.hint()).contains(canary));
        }
    }

    #[test]
    fn endpoints_are_read_and_it_is_told_whether_they_are_encrypted_and_here() {
        for (typed, plain, here) in [
            ("https://s3.example.org", false, false),
            ("HTTPS://s3.example.org:9000/", false, false),
            ("http://127.0.0.1:5000", true, true),
            ("http://127.9.9.9", true, true),
            ("http://localhost:10000/devstoreaccount1", true, true),
            ("http://[::1]:3900", true, true),
            ("http://10.0.0.7:9000", true, false),
            // What only begins like this laptop is elsewhere.
            ("http://127.0.0.1.example.org", true, false),
            ("http://localhost.example.org", true, false),
        ] {
            let read = Endpoint::parse(typed).unwrap();
            assert_eq!((read.is_plain(), read.is_here()), (plain, here), "{typed}");
        }
        for not in [
            "",
            "s3.example.org",
            "ftp://s3.example.org",
            "https://",
            "https://a:b",
            "https://a:99999",
            "https://[::1",
            "https://key:secret@host",
            "https://host?x=1",
            "https://ho st",
            "https://host/\u{7}",
            "https://höst",
        ] {
            assert!(Endpoint::parse(not).is_err(), "{not:?}");
        }
    }
}
