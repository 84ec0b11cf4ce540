//! How long a bucket takes for a program of many laptops: so many devices, each with so many segments, put
//! there one after another, then read one by one, then sixteen at a time, then asked once more for news.
//!
//! `cargo run --release --features cloud --example bucket_figures s3://BUCKET/PREFIX [DEVICES]
//! [SEGMENTS]`, with the key and the service in the environment as for `asdone team begin`. It reads
//! back what it wrote, fails where a byte differs, and takes everything away at its end.

#![allow(clippy::print_stdout, reason = "an example shows what it did")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use asdone::config::environment::variable;
use asdone::share::shelf::{Name, Reach, Shelf, Site};

/// About what a segment of a day is.
const LONG: usize = 8 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let place = arguments.next().ok_or("name a bucket: s3://BUCKET/PREFIX")?;
    let devices: u64 = arguments.next().map_or(Ok(20), |count| count.parse())?;
    let segments: u64 = arguments.next().map_or(Ok(20), |count| count.parse())?;
    let site = Site::named(Path::new(&place), Path::new("."), &Reach::by(variable))?;
    let shelf = site.shelf(variable);

    let folder = |device: u64| Name::parse(&format!("seg/{device:016x}")).ok_or("no name");
    let folders = (1..=devices).map(folder).collect::<Result<Vec<_>, _>>()?;
    let mut names = Vec::new();
    for folder in &folders {
        for number in 1..=segments {
            names.push(folder.join(&format!("{number:08}")).ok_or("no name")?);
        }
    }
    let bytes = |name: &Name| -> Vec<u8> {
        let mut seed = blake3::Hasher::new().update(name.as_str().as_bytes()).finalize_xof();
        let mut bytes = vec![0; LONG];
        seed.fill(&mut bytes);
        bytes
    };
    timed(&format!("put {} one by one", names.len()), || {
        names.iter().try_for_each(|name| shelf.put(name, &bytes(name)))
    })?;
    timed("put them again, which changes nothing", || {
        names.iter().try_for_each(|name| shelf.put(name, &bytes(name)))
    })?;
    let listed = timed(&format!("list {devices} folders one by one"), || {
        folders.iter().map(|under| shelf.list(under)).collect::<Result<Vec<_>, _>>()
    })?;
    let together = timed(&format!("list {devices} folders sixteen at a time"), || {
        shelf.list_many(&folders).into_iter().collect::<Result<Vec<_>, _>>()
    })?;
    let count: usize = together.iter().map(|listing| listing.names.len()).sum();
    if listed != together || count != names.len() {
        return Err(format!("{count} names are listed of {}", names.len()).into());
    }
    let alone = timed("get them one by one", || {
        names.iter().map(|name| shelf.get(name)).collect::<Result<Vec<_>, _>>()
    })?;
    let many = timed("get them sixteen at a time", || {
        shelf.get_many(&names).into_iter().collect::<Result<Vec<_>, _>>()
    })?;
    for ((name, one), other) in names.iter().zip(alone).zip(many) {
        if one.as_deref() != Some(&*bytes(name)) || one != other {
            return Err(format!("{name} came back otherwise").into());
        }
    }
    timed("look for news where there are none", || {
        shelf.list_many(&folders).into_iter().try_for_each(|listing| listing.map(drop))
    })?;
    timed("take them away", || names.iter().try_for_each(|name| shelf.delete(name)))?;
    Ok(())
}

fn timed<T, E: Error + 'static>(
    what: &str,
    does: impl FnOnce() -> Result<T, E>,
) -> Result<T, Box<dyn Error>> {
    let began = Instant::now();
    let done = does()?;
    println!("{:>9.3} s  {what}", began.elapsed().as_secs_f64());
    Ok(done)
}
