//! How a place is reached that is a bucket: what the options say, and a key that is asked for and never
//! an argument, since others see those.

use std::path::Path;

use clap::Args;

use crate::cli::out::can_ask;
use crate::cli::{Failure, Shell, ask, unlock};
use crate::config::environment;
use crate::journal::keys::ExposeSecret;
use crate::share::Team;
use crate::share::shelf::{Access, HAS_BUCKETS, Keys, Reach, Service, address_in};

/// How a bucket is reached.
#[derive(Args, Debug)]
pub(super) struct At {
    /// For a bucket: the service that keeps it, where it is not Amazon's or Microsoft's own
    #[arg(long, value_name = "URL", help_heading = "A bucket instead of a folder")]
    endpoint: Option<String>,
    /// For a bucket: ask for a key, and keep it sealed with this study
    #[arg(long, help_heading = "A bucket instead of a folder")]
    new_key: bool,
    /// For a bucket: reach it without encryption (on this laptop that is always taken)
    #[arg(long, help_heading = "A bucket instead of a folder")]
    allow_http: bool,
}

impl At {
    /// How a place is reached. A key is asked for where that was said, and where none is kept for this
    /// bucket and the environment says none.
    pub(super) fn reach(
        &self,
        shell: &mut Shell,
        place: &Path,
        team: Option<&Team>,
    ) -> Result<Reach, Failure> {
        let look = environment::variable;
        let mut reach =
            Reach { endpoint: self.endpoint.clone(), plain: self.allow_http, typed: None, look };
        let Some(address) = address_in(place) else {
            if self.endpoint.is_some() || self.new_key || self.allow_http {
                return Err(Failure::usage(
                    "--endpoint, --new-key and --allow-http are for a bucket, and this is a folder",
                    "name s3://BUCKET/PREFIX or az://CONTAINER/PREFIX, or leave them out",
                ));
            }
            return Ok(reach);
        };
        // What is wrong with the address is said before a key is asked for.
        let Some(address) = address.ok().filter(|_| HAS_BUCKETS) else { return Ok(reach) };
        let service = address.service;
        let same = team.filter(|team| team.place == Path::new(&address.to_string()));
        let kept = same.and_then(|team| team.access.as_ref());
        reach.typed = kept.and_then(|access| access.keys.clone());
        let known = reach.typed.is_some() || Keys::around(service, look).is_some();
        if self.new_key || (!known && can_ask() && unlock::can_ask()) {
            reach.typed = Some(key(shell, service)?);
        }
        Ok(reach)
    }
}

/// A key that somebody types; its secret is not shown.
fn key(shell: &mut Shell, service: Service) -> Result<Keys, Failure> {
    if !(can_ask() && unlock::can_ask()) {
        return Err(Failure::usage(
            "nobody is there to type a key",
            match service {
                Service::S3 => "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                Service::Azure => {
                    "set AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY (or \
                     AZURE_STORAGE_SAS_TOKEN)"
                }
            },
        ));
    }
    shell.out.say("A key to the bucket, from whoever runs it. It is kept sealed with this study.");
    let name = ask::line(shell, &format!("The {}: ", service.name_word()))?.unwrap_or_default();
    if name.trim().is_empty() {
        return Err(Failure::Cancelled);
    }
    let secret = unlock::typed(&format!("The {} (not shown): ", service.secret_word()))?;
    Keys::typed(&name, secret.expose_secret()).ok_or_else(|| {
        Failure::usage(
            "that cannot be a key",
            "it is letters, digits and signs without blanks, as whoever runs the bucket gave it",
        )
    })
}

/// Says how a bucket is reached, where it is one.
pub(super) fn say_how(shell: &mut Shell, access: Option<&Access>) {
    if let Some(access) = access {
        shell.out.say(&format!("  reached {}", access.said()));
    }
}
