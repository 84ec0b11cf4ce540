//! With what a bucket is opened: the address of its service and a key. It is kept in the sealed file
//! `share/team` of a study, or said by the environment; nothing that shows it shows the secret.

use std::fmt;

use zeroize::Zeroizing;

use super::address::{Address, BadAddress, Endpoint, Service};
use crate::share::bytes::{Reader, counted};

/// Where the environment is asked for a variable. It is asked when a bucket is opened and not before.
pub type Lookup = fn(&str) -> Option<String>;

/// An environment that says nothing.
pub const fn unasked(_: &str) -> Option<String> {
    None
}

/// A key of a bucket.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// The access key id, or the storage account.
    name: Zeroizing<String>,
    secret: Zeroizing<String>,
    /// What goes with a key that is lent for a while.
    token: Option<Zeroizing<String>>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// A key as it was typed; `None` where a part is missing, or is nothing that a key is made of.
    pub fn typed(name: &str, secret: &str) -> Option<Self> {
        const LONGEST: usize = 4096;
        let part = |text: &str| {
            let text = text.trim();
            let fits = (1..=LONGEST).contains(&text.len());
            let fits = fits && text.bytes().all(|b| b.is_ascii_graphic());
            fits.then(|| Zeroizing::new(text.to_owned()))
        };
        Some(Self { name: part(name)?, secret: part(secret)?, token: None })
    }

    /// The key that the environment says for a service, under the names that its own tools use.
    pub fn around(service: Service, look: Lookup) -> Option<Self> {
        let first = |names: &[&str]| names.iter().find_map(|name| look(name));
        let (name, secret): (&[&str], &[&str]) = match service {
            Service::S3 => (&["AWS_ACCESS_KEY_ID"], &["AWS_SECRET_ACCESS_KEY"]),
            Service::Azure => (
                &["AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT"],
                &[
                    "AZURE_STORAGE_ACCOUNT_KEY",
                    "AZURE_STORAGE_KEY",
                    "AZURE_STORAGE_SAS_TOKEN",
                    "AZURE_STORAGE_SAS_KEY",
                ],
            ),
        };
        let mut keys = Self::typed(&first(name)?, &first(secret)?)?;
        if service == Service::S3 {
            keys.token = look("AWS_SESSION_TOKEN").map(Zeroizing::new);
        }
        Some(keys)
    }

    /// The access key id, or the storage account.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The secret: for the client of the service alone.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// What goes with a key that is lent for a while.
    pub fn token(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.as_str())
    }
}

/// How a bucket is reached, as it is kept with the team.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Access {
    /// The service, where it is not the one that everybody means.
    pub endpoint: Option<String>,
    /// The region that the bucket is in, where it matters.
    pub region: Option<String>,
    /// Whether a person said that it may be reached without encryption.
    pub plain: bool,
    /// The key that was typed; none where the environment says it each time.
    pub keys: Option<Keys>,
}

impl Access {
    /// How somebody who names a bucket reaches it: what they say, and for the rest what the environment
    /// says now. A key of the environment is asked for each time and not kept.
    ///
    /// # Errors
    /// Where the address of the service is none.
    pub fn of(reach: &Reach, address: &Address) -> Result<Self, BadAddress> {
        let look = reach.look;
        let first = |names: &[&str]| names.iter().find_map(|name| look(name));
        let around = match address.service {
            Service::S3 => first(&["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]),
            Service::Azure => first(&["AZURE_STORAGE_ENDPOINT"]),
        };
        let endpoint = reach.endpoint.clone().or(around).map(|text| Endpoint::parse(&text));
        let region = match address.service {
            Service::S3 => first(&["AWS_REGION", "AWS_DEFAULT_REGION"]),
            Service::Azure => None,
        };
        Ok(Self {
            endpoint: endpoint.transpose()?.map(|endpoint| endpoint.as_str().to_owned()),
            region,
            plain: reach.plain,
            keys: reach.typed.clone(),
        })
    }

    /// Whether it would be reached without encryption, beyond this laptop, and nobody said that it may.
    pub fn is_bare(&self) -> bool {
        !self.plain && self.service_at().is_some_and(|at| at.is_plain() && !at.is_here())
    }

    /// The address of the service, where it is not the one that everybody means.
    pub fn service_at(&self) -> Option<Endpoint> {
        Endpoint::parse(self.endpoint.as_deref()?).ok()
    }

    /// The key: the one that is kept, or else the environment's.
    pub fn keys_for(&self, service: Service, look: Lookup) -> Option<Keys> {
        self.keys.clone().or_else(|| Keys::around(service, look))
    }

    /// How it is reached, in words, without anything that opens it.
    pub fn said(&self) -> String {
        let at = match self.service_at() {
            None => String::new(),
            Some(at) if at.is_plain() && !at.is_here() => {
                format!("at {}, not encrypted on its way, ", at.as_str())
            }
            Some(at) => format!("at {}, ", at.as_str()),
        };
        let with = match self.keys {
            Some(_) => "with the key that is kept sealed in this study",
            None => "with the key that the environment says",
        };
        format!("{at}{with}")
    }

    pub(in crate::share) fn write(&self, out: &mut Vec<u8>) {
        let text = |out: &mut Vec<u8>, text: Option<&str>| match text {
            None => out.push(0),
            Some(text) => {
                out.push(1);
                counted(out, text.as_bytes());
            }
        };
        text(out, self.endpoint.as_deref());
        text(out, self.region.as_deref());
        out.push(u8::from(self.plain));
        text(out, self.keys.as_ref().map(Keys::name));
        text(out, self.keys.as_ref().map(Keys::secret));
        text(out, self.keys.as_ref().and_then(Keys::token));
    }

    pub(in crate::share) fn read(from: &mut Reader<'_>) -> Option<Self> {
        fn text(from: &mut Reader<'_>) -> Option<Option<Zeroizing<String>>> {
            match from.array::<1>()? {
                [0] => Some(None),
                [1] => Some(Some(Zeroizing::new(from.text()?.to_owned()))),
                _ => None,
            }
        }
        let plainly = |text: Option<Zeroizing<String>>| text.map(|text| text.to_string());
        let (endpoint, region) = (plainly(text(from)?), plainly(text(from)?));
        let plain = from.array::<1>()? == [1];
        let (name, secret, token) = (text(from)?, text(from)?, text(from)?);
        let keys = name.zip(secret).map(|(name, secret)| Keys { name, secret, token });
        Some(Self { endpoint, region, plain, keys })
    }
}

/// What a person says when they name a place that may be a bucket, and where the environment is asked.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The service, where it is not the one that everybody means.
    pub endpoint: Option<String>,
    /// Whether it may be reached without encryption.
    pub plain: bool,
    /// A key that was typed, to be kept.
    pub typed: Option<Keys>,
    /// The environment.
    pub look: Lookup,
}

impl Reach {
    /// Nothing was said but the place.
    pub const fn by(look: Lookup) -> Self {
        Self { endpoint: None, plain: false, typed: None, look }
    }
}

impl Default for Reach {
    fn default() -> Self {
        Self::by(unasked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANARY: &str = "wJalrXUtnFEMI/K7MDENG";

    fn amazon(name: &str) -> Option<String> {
        let value = match name {
            "AWS_ACCESS_KEY_ID" => "AKIAIOSFODNN7",
            "AWS_SECRET_ACCESS_KEY" => CANARY,
            "AWS_SESSION_TOKEN" => "lent-for-an-hour",
            "AWS_REGION" => "eu-west-2",
            "AWS_ENDPOINT_URL" => "http://127.0.0.1:5000/",
            _ => return None,
        };
        Some(value.to_owned())
    }

    fn microsoft(name: &str) -> Option<String> {
        let value = match name {
            "AZURE_STORAGE_ACCOUNT" => "riverside",
            "AZURE_STORAGE_SAS_TOKEN" => "sv=2024&sig=abc",
            _ => return None,
        };
        Some(value.to_owned())
    }

    fn address(text: &str) -> Address {
        Address::typed(text).unwrap().unwrap()
    }

    #[test]
    fn the_environment_says_where_and_with_what_and_its_key_is_not_kept() {
        let access = Access::of(&Reach::by(amazon), &address("s3://team-bucket")).unwrap();
        assert_eq!(access.endpoint.as_deref(), Some("http://127.0.0.1:5000"));
        assert_eq!(access.region.as_deref(), Some("eu-west-2"));
        assert_eq!(access.keys, None);
        assert!(!access.is_bare());
        let keys = access.keys_for(Service::S3, amazon).unwrap();
        assert_eq!((keys.name(), keys.secret()), ("AKIAIOSFODNN7", CANARY));
        assert_eq!(keys.token(), Some("lent-for-an-hour"));
        let keys = access.keys_for(Service::Azure, microsoft).unwrap();
        assert_eq!((keys.name(), keys.secret()), ("riverside", "sv=2024&sig=abc"));
        assert_eq!(access.keys_for(Service::S3, microsoft), None);
        // What is kept comes before what another program has set.
        let typed = Keys::typed("mine", "mine too");
        assert_eq!(typed, None, "a key has no blanks");
        let kept = Access { keys: Keys::typed(" mine ", "own"), ..access };
        assert_eq!(kept.keys_for(Service::S3, amazon).unwrap().name(), "mine");
    }

    #[test]
    fn what_is_not_encrypted_beyond_this_laptop_has_to_be_said() {
        let at = |endpoint: &str, plain| {
            let reach = Reach { endpoint: Some(endpoint.to_owned()), plain, ..Reach::default() };
            Access::of(&reach, &address("s3://team-bucket")).unwrap()
        };
        assert!(at("http://10.0.0.7:9000", false).is_bare());
        assert!(!at("http://10.0.0.7:9000", true).is_bare());
        assert!(at("http://10.0.0.7:9000", true).said().contains("not encrypted"));
        assert!(!at("http://localhost:9000", false).is_bare());
        assert!(!at("https://10.0.0.7:9000", false).is_bare());
    }

    #[test]
    fn what_is_kept_comes_back_and_nothing_shows_the_secret() {
        let access = Access {
            endpoint: Some("https://s3.example.org".to_owned()),
            region: None,
            plain: true,
            keys: Keys::typed("AKIA", CANARY),
        };
        let mut bytes = Vec::new();
        access.write(&mut bytes);
        assert_eq!(Access::read(&mut Reader(&bytes)), Some(access.clone()));
        for end in 0..bytes.len() {
            assert_eq!(Access::read(&mut Reader(&bytes[..end])), None, "cut at {end}");
        }
        let reach = Reach { typed: access.keys.clone(), ..Reach::default() };
        let shown = format!("{access:?} {access:#?} {reach:?} {}", access.said());
        assert!(!shown.contains(CANARY) && !shown.contains("AKIA"), "{shown}");
    }
}
