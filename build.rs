//! Gives the fold a name (`ASDONE_FOLD`) that changes whenever its source, a library or the compiler
//! does. What is kept of a folded study is read only by the fold that made it, so nobody has to
//! remember a number.
#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What decides how an entry is read, folded and written down.
const SOURCES: [&str; 3] = ["src/study", "src/journal", "Cargo.lock"];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut name = Name(0xcbf2_9ce4_8422_2325);
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        take(&mut name, &root.join(source));
    }
    let compiler = env::var_os("RUSTC").map(|rustc| Command::new(rustc).arg("--version").output());
    if let Some(Ok(said)) = compiler {
        name.take(&said.stdout);
    }
    println!("cargo::rustc-env=ASDONE_FOLD={:016x}", name.0);
}

/// FNV-1a: a name, and no seal.
struct Name(u64);

impl Name {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

fn take(name: &mut Name, path: &Path) {
    if let Ok(items) = fs::read_dir(path) {
        let mut items: Vec<PathBuf> = items.flatten().map(|item| item.path()).collect();
        items.sort();
        items.iter().for_each(|item| take(name, item));
        return;
    }
    name.take(path.file_name().unwrap_or_default().as_encoded_bytes());
    name.take(&fs::read(path).unwrap_or_default());
}
