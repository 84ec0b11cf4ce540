//! A shelf that is a bucket: an S3-compatible store or Azure Blob Storage, through the client of
//! `object_store`. Each call waits for its answer, and none for ever.
//!
//! Nothing here hangs on conditional writes, complete listings or clocks, which the stores that there
//! are do not all have: a name is read before it is written, what a listing lacks comes later, and of
//! what the library says no word is passed on, since an answer can hold anything.

mod refused;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, Certificate, ClientOptions, Error, HeaderValue, ObjectStore, ObjectStoreExt,
    PutPayload, RetryConfig,
};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use super::access::{Access, Keys, Lookup};
use super::address::{Address, Service};
use super::{LONGEST, Listing, MOST_NAMES, Name, Shelf, ShelfError, Why};
use crate::journal::regular;
use refused::why;

/// How many answers are waited for at a time.
const AT_ONCE: usize = 16;

/// One request takes no longer, whatever is behind it.
const REQUEST: Duration = Duration::from_secs(20);

/// Until a connection stands.
const CONNECT: Duration = Duration::from_secs(5);

/// One call takes no longer, with everything that was tried again, and all pages of a listing.
const CALL: Duration = Duration::from_secs(90);

/// A file of certificates is no longer.
const LONGEST_ROOTS: u64 = 4 * 1024 * 1024;

/// A bucket as a shelf. The client is made at the first call.
pub struct Cloud {
    address: Address,
    access: Access,
    keys: Option<Keys>,
    look: Lookup,
    engine: OnceLock<Result<Engine, Why>>,
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cloud({})", self.address)
    }
}

/// The client, and what runs it.
struct Engine {
    store: Arc<dyn ObjectStore>,
    runtime: Option<Runtime>,
}

impl Drop for Engine {
    fn drop(&mut self) {
        // A name that is still being looked up keeps nobody waiting.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Engine {
    fn of(store: Arc<dyn ObjectStore>) -> Result<Self, Why> {
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(Self { store, runtime: Some(runtime.map_err(|_| Why::Settings)?) })
    }

    fn wait<T>(&self, doing: impl Future<Output = T>) -> Result<T, Why> {
        let runtime = self.runtime.as_ref().ok_or(Why::Settings)?;
        runtime.block_on(async { tokio::time::timeout(CALL, doing).await }).map_err(|_| Why::Late)
    }
}

impl Cloud {
    /// The shelf in a bucket, opened with a key.
    pub fn at(address: Address, access: Access, keys: Keys, look: Lookup) -> Self {
        Self { address, access, keys: Some(keys), look, engine: OnceLock::new() }
    }

    /// The shelf on a store that is there already, for trying it out.
    #[cfg(any(test, feature = "harness"))]
    pub fn over(address: Address, store: Arc<dyn ObjectStore>) -> Self {
        let engine = OnceLock::from(Engine::of(store));
        let look = super::unasked;
        Self { address, access: Access::default(), keys: None, look, engine }
    }

    fn engine(&self) -> Result<&Engine, ShelfError> {
        let engine = self.engine.get_or_init(|| self.store().and_then(Engine::of));
        engine.as_ref().map_err(|why| self.bucket(*why))
    }

    fn bucket(&self, why: Why) -> ShelfError {
        ShelfError::Bucket { place: self.address.to_string(), why }
    }

    /// Waits for something of the store.
    fn wait<T>(&self, does: impl AsyncFnOnce(Arc<dyn ObjectStore>) -> T) -> Result<T, ShelfError> {
        let engine = self.engine()?;
        let store = Arc::clone(&engine.store);
        engine.wait(does(store)).map_err(|why| self.bucket(why))
    }

    /// What a name is called in the bucket.
    fn key(&self, name: &Name) -> Key {
        match self.address.prefix.as_str() {
            "" => Key::from(name.as_str()),
            prefix => Key::from(format!("{prefix}/{name}")),
        }
    }

    fn store(&self) -> Result<Arc<dyn ObjectStore>, Why> {
        // Whoever has chosen one already has chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let keys = self.keys.as_ref().ok_or(Why::NoKeys)?;
        match self.address.service {
            Service::S3 => self.amazon(keys),
            Service::Azure => self.microsoft(keys),
        }
    }

    fn amazon(&self, keys: &Keys) -> Result<Arc<dyn ObjectStore>, Why> {
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.address.bucket)
            .with_access_key_id(keys.name())
            .with_secret_access_key(keys.secret())
            .with_region(self.access.region.as_deref().unwrap_or("us-east-1"))
            .with_client_options(self.options()?)
            .with_retry(patience())
            // Not every engine has the other way, and one at a time is what is taken away here.
            .with_disable_bulk_delete(true);
        if let Some(token) = keys.token() {
            builder = builder.with_token(token);
        }
        if let Some(at) = self.access.service_at() {
            builder = builder.with_endpoint(at.as_str()).with_allow_http(at.is_plain());
        }
        Ok(Arc::new(builder.build().map_err(|_| Why::Settings)?))
    }

    fn microsoft(&self, keys: &Keys) -> Result<Arc<dyn ObjectStore>, Why> {
        use object_store::azure::AzureConfigKey;
        let mut builder = MicrosoftAzureBuilder::new()
            .with_container_name(&self.address.bucket)
            .with_account(keys.name())
            .with_client_options(self.options()?)
            .with_retry(patience());
        builder = match is_sas(keys.secret()) {
            true => builder
                .with_config(AzureConfigKey::CredentialType, "sas_token")
                .with_config(AzureConfigKey::SasKey, keys.secret()),
            false => builder
                .with_config(AzureConfigKey::CredentialType, "access_key")
                .with_access_key(keys.secret()),
        };
        if let Some(at) = self.access.service_at() {
            builder = builder.with_endpoint(at.as_str().to_owned()).with_allow_http(at.is_plain());
        }
        // The one thing that it finds wrong with a key by itself is that it is none.
        Ok(Arc::new(builder.build().map_err(|_| Why::BadKeys)?))
    }

    /// How connections are made. A proxy and its exceptions are read from the environment by the client.
    fn options(&self) -> Result<ClientOptions, Why> {
        let at = self.access.service_at();
        let plain = at.as_ref().is_some_and(super::Endpoint::is_plain);
        let mut options = ClientOptions::new()
            .with_user_agent(HeaderValue::from_static("asdone"))
            .with_timeout(REQUEST)
            .with_connect_timeout(CONNECT)
            .with_pool_max_idle_per_host(AT_ONCE)
            .with_allow_http(plain)
            // Where nothing is encrypted no certificate is looked at, and a bare system has none.
            .with_no_system_certificates(plain);
        for certificate in self.roots()? {
            options = options.with_root_certificate(certificate);
        }
        Ok(options)
    }

    /// The certificates that an organisation adds to those of the system.
    fn roots(&self) -> Result<Vec<Certificate>, Why> {
        let named = (self.look)("ASDONE_CA_FILE").or_else(|| (self.look)("AWS_CA_BUNDLE"));
        let Some(file) = named else { return Ok(Vec::new()) };
        let read = regular::given_upto(Path::new(&file), LONGEST_ROOTS);
        let (_, pem) = read.map_err(|_| Why::Roots)?;
        let found = Certificate::from_pem_bundle(&pem).map_err(|_| Why::Roots)?;
        if found.is_empty() { Err(Why::Roots) } else { Ok(found) }
    }

    /// Many answers at a time, in the order of what was asked.
    fn many<T, F>(
        &self,
        asked: &[Name],
        ask: impl Fn(Arc<dyn ObjectStore>, Name) -> F,
    ) -> Vec<Result<T, ShelfError>>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Refusal>> + Send + 'static,
    {
        let mut answers: Vec<Option<Result<T, Refusal>>> = asked.iter().map(|_| None).collect();
        let done = self.wait(async |store| {
            let mut under_way = JoinSet::new();
            let mut next = asked.iter().enumerate();
            loop {
                while under_way.len() < AT_ONCE
                    && let Some((nth, name)) = next.next()
                {
                    let answer = ask(Arc::clone(&store), name.clone());
                    under_way.spawn(async move { (nth, answer.await) });
                }
                match under_way.join_next().await {
                    None => return,
                    Some(Ok((nth, answer))) => {
                        if let Some(place) = answers.get_mut(nth) {
                            *place = Some(answer);
                        }
                    }
                    // It was broken off, which nobody does here.
                    Some(Err(_)) => {}
                }
            }
        });
        let unanswered = match done {
            Ok(()) => Why::Odd,
            Err(ShelfError::Bucket { why, .. }) => why,
            Err(_) => Why::Odd,
        };
        let all = answers.into_iter().zip(asked);
        all.map(|(answer, name)| {
            let answer = answer.unwrap_or(Err(Refusal::Whole(unanswered)));
            answer.map_err(|refusal| self.said(refusal, name))
        })
        .collect()
    }

    fn said(&self, refusal: Refusal, name: &Name) -> ShelfError {
        match refusal {
            Refusal::Whole(why) => self.bucket(why),
            Refusal::One(doing, kind) => {
                ShelfError::Io { doing, name: name.clone(), source: kind.into() }
            }
        }
    }
}

/// Whether a secret of Azure is a token that says itself what it allows, and no key of the account.
fn is_sas(secret: &str) -> bool {
    secret.contains("sig=") && secret.contains('&')
}

/// How often and how long something is tried again.
fn patience() -> RetryConfig {
    let backoff = BackoffConfig {
        init_backoff: Duration::from_millis(200),
        max_backoff: Duration::from_secs(3),
        base: 2.0,
    };
    RetryConfig { backoff, max_retries: 3, retry_timeout: Duration::from_secs(30) }
}

/// What was not done: for the whole bucket, or for one name in it.
enum Refusal {
    Whole(Why),
    One(&'static str, std::io::ErrorKind),
}

/// The bytes under a key. What is too long is not fetched.
async fn read(store: Arc<dyn ObjectStore>, key: Key) -> Result<Option<Vec<u8>>, Refusal> {
    let refused = |error: Error| match error {
        Error::NotFound { .. } if why(&error, "read") != Why::NoBucket => Ok(None),
        error => Err(Refusal::Whole(why(&error, "read"))),
    };
    let found = match store.get(&key).await {
        Ok(found) => found,
        Err(error) => return refused(error),
    };
    if found.meta.size > LONGEST {
        return Err(Refusal::One("read", std::io::ErrorKind::FileTooLarge));
    }
    match found.bytes().await {
        Ok(bytes) => Ok(Some(bytes.to_vec())),
        Err(error) => refused(error),
    }
}

/// The names below a key, page by page.
async fn listed(store: Arc<dyn ObjectStore>, key: Key, under: Name) -> Result<Listing, Refusal> {
    let found = match store.list_with_delimiter(Some(&key)).await {
        Ok(found) => found,
        // A name that cannot be one makes the page that it stands on unreadable.
        Err(Error::InvalidPath { .. }) => {
            return Err(Refusal::One("list", std::io::ErrorKind::InvalidInput));
        }
        Err(Error::NotFound { .. }) => return Err(Refusal::Whole(Why::NoBucket)),
        Err(error) => return Err(Refusal::Whole(why(&error, "list"))),
    };
    let mut listing = Listing::default();
    let objects = found.objects.iter().map(|object| &object.location);
    for location in found.common_prefixes.iter().chain(objects) {
        // Some programs mark a folder by an empty object of its name.
        if *location == key {
            continue;
        }
        let part = location.as_ref().strip_prefix(key.as_ref());
        let part = part.and_then(|part| part.strip_prefix('/'));
        match part.and_then(|part| under.join(part)).filter(|_| listing.names.len() < MOST_NAMES) {
            Some(name) => listing.names.push(name),
            None => listing.others += 1,
        }
    }
    listing.names.sort();
    listing.names.dedup();
    Ok(listing)
}

impl Shelf for Cloud {
    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), ShelfError> {
        match self.get(name)? {
            Some(there) if there == bytes => return Ok(()),
            // What a program brought here that copies folders can be a beginning.
            Some(there) if !bytes.starts_with(&there) => {
                return Err(ShelfError::Taken { name: name.clone() });
            }
            Some(_) | None => {}
        }
        let (key, payload) = (self.key(name), PutPayload::from(bytes.to_vec()));
        let put = self.wait(async |store| store.put(&key, payload).await)?;
        put.map(drop).map_err(|error| self.bucket(why(&error, "write")))
    }

    fn get(&self, name: &Name) -> Result<Option<Vec<u8>>, ShelfError> {
        let key = self.key(name);
        self.wait(|store| read(store, key))?.map_err(|refusal| self.said(refusal, name))
    }

    fn list(&self, under: &Name) -> Result<Listing, ShelfError> {
        let (key, below) = (self.key(under), under.clone());
        self.wait(|store| listed(store, key, below))?.map_err(|refusal| self.said(refusal, under))
    }

    fn delete(&self, name: &Name) -> Result<(), ShelfError> {
        let key = self.key(name);
        match self.wait(async |store| store.delete(&key).await)? {
            Ok(()) => Ok(()),
            Err(error @ Error::NotFound { .. }) if why(&error, "remove") != Why::NoBucket => Ok(()),
            Err(error) => Err(self.bucket(why(&error, "remove"))),
        }
    }

    fn at_once(&self) -> usize {
        AT_ONCE
    }

    fn get_many(&self, names: &[Name]) -> Vec<Result<Option<Vec<u8>>, ShelfError>> {
        self.many(names, |store, name| read(store, self.key(&name)))
    }

    fn list_many(&self, under: &[Name]) -> Vec<Result<Listing, ShelfError>> {
        self.many(under, |store, name| listed(store, self.key(&name), name))
    }
}
