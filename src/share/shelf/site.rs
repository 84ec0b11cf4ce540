//! Where a team's sealed files lie: a folder, or a bucket with how it is reached. What a person types
//! for it is read here and nowhere else, so that no address is ever taken for the name of a folder.

use std::path::{Path, PathBuf};

use super::access::{Access, Lookup, Reach};
use super::address::Address;
use super::bucket::{Closed, Why};
use super::{Folder, NoPlace, Shelf};

/// Whether this build reaches buckets.
pub const HAS_BUCKETS: bool = cfg!(feature = "cloud");

/// Where a team's sealed files lie.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    /// The folder, or the address of the bucket.
    pub place: PathBuf,
    /// How it is reached, where it is a bucket.
    pub access: Option<Access>,
}

impl Site {
    /// A place that somebody named. A folder must be there, and be no part of a study; of a bucket, the
    /// address has to be one and a key known.
    ///
    /// # Errors
    /// Where it is none that a team can have.
    pub fn named(typed: &Path, study_dir: &Path, reach: &Reach) -> Result<Self, NoPlace> {
        let Some(address) = address_in(typed) else {
            return Ok(Self { place: Folder::named(typed, study_dir)?, access: None });
        };
        let address = address.map_err(NoPlace::Address)?;
        let place = PathBuf::from(address.to_string());
        let no = |why| NoPlace::Bucket(place.display().to_string(), why);
        if !HAS_BUCKETS {
            return Err(no(Why::NotBuilt));
        }
        let access = Access::of(reach, &address).map_err(NoPlace::Address)?;
        if access.is_bare() {
            return Err(no(Why::Bare));
        }
        if access.keys_for(address.service, reach.look).is_none() {
            return Err(NoPlace::Keys(address));
        }
        Ok(Self { place, access: Some(access) })
    }

    /// The shelf there. Nothing is opened before something is asked of it.
    pub fn shelf(&self, look: Lookup) -> Box<dyn Shelf> {
        shelf_at(&self.place, self.access.as_ref(), look)
    }
}

/// The address in what somebody typed; `None` where it is the path of a folder.
pub fn address_in(typed: &Path) -> Option<Result<Address, super::BadAddress>> {
    Address::typed(typed.to_str()?)
}

/// The shelf in a place. Nothing is opened before something is asked of it.
pub(in crate::share) fn shelf_at(
    place: &Path,
    access: Option<&Access>,
    look: Lookup,
) -> Box<dyn Shelf> {
    let Some(Ok(address)) = address_in(place) else {
        return Box::new(Folder::at(place));
    };
    match opened(&address, access.cloned().unwrap_or_default(), look) {
        Ok(shelf) => shelf,
        Err(why) => Box::new(Closed { place: address.to_string(), why }),
    }
}

#[cfg(feature = "cloud")]
fn opened(address: &Address, access: Access, look: Lookup) -> Result<Box<dyn Shelf>, Why> {
    if access.is_bare() {
        return Err(Why::Bare);
    }
    let keys = access.keys_for(address.service, look).ok_or(Why::NoKeys)?;
    Ok(Box::new(super::Cloud::at(address.clone(), access, keys, look)))
}

#[cfg(not(feature = "cloud"))]
fn opened(_: &Address, _: Access, _: Lookup) -> Result<Box<dyn Shelf>, Why> {
    Err(Why::NotBuilt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::share::shelf::{Name, ShelfError};

    fn keyed(name: &str) -> Option<String> {
        matches!(name, "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY").then(|| "canary".to_owned())
    }

    #[test]
    fn an_address_is_never_a_folder_whatever_is_built_in() {
        let dir = tempfile::tempdir().unwrap();
        let named = |typed: &str, reach: &Reach| Site::named(Path::new(typed), dir.path(), reach);
        let with = Reach::by(keyed);
        for typed in ["ftp://server/x", "s3://a:b@bucket", "s3://", "s3://bucket/../x"] {
            assert!(matches!(named(typed, &with), Err(NoPlace::Address(_))), "{typed}");
        }
        let bucket = named("s3://team-bucket/a", &with);
        let without = named("s3://team-bucket/a", &Reach::default());
        if HAS_BUCKETS {
            let site = bucket.unwrap();
            assert_eq!(site.place, Path::new("s3://team-bucket/a"));
            assert_eq!(site.access.unwrap().keys, None, "the environment's key is not kept");
            assert!(matches!(without, Err(NoPlace::Keys(_))));
            let bare = Reach { endpoint: Some("http://10.0.0.7".to_owned()), ..with.clone() };
            let bare = named("s3://team-bucket", &bare);
            assert!(matches!(bare, Err(NoPlace::Bucket(_, Why::Bare))));
        } else {
            assert!(matches!(bucket, Err(NoPlace::Bucket(_, Why::NotBuilt))));
            assert!(matches!(without, Err(NoPlace::Bucket(_, Why::NotBuilt))));
        }
    }

    #[test]
    fn a_bucket_that_cannot_be_reached_says_so_and_makes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        // No key is known, and the default build reaches no bucket at all.
        let shelf = shelf_at(Path::new("s3://team-bucket/a"), None, super::super::access::unasked);
        let name = Name::parse("genesis").unwrap();
        let why = if HAS_BUCKETS { Why::NoKeys } else { Why::NotBuilt };
        let said =
            |e: ShelfError| matches!(e, ShelfError::Bucket { why: known, .. } if known == why);
        assert!(said(shelf.put(&name, b"x").unwrap_err()));
        assert!(said(shelf.get(&name).unwrap_err()));
        assert!(said(shelf.list(&name).unwrap_err()));
        assert!(said(shelf.delete(&name).unwrap_err()));
        assert!(!Path::new("s3:").exists());
        let folder = shelf_at(dir.path(), None, super::super::access::unasked);
        folder.put(&name, b"x").unwrap();
        assert_eq!(std::fs::read(dir.path().join("genesis")).unwrap(), b"x");
    }
}
