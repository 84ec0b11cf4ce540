//! Prints the portrait of a study as the program at the commit sees it that `make.py` names: the maker puts
//! this file among the examples of that commit.
//!
//! `portrait FOLDER [PASSPHRASE-FILE]`

#![allow(missing_docs, clippy::print_stdout, reason = "an example shows what it did")]

use asdone::journal::Journal;
use asdone::journal::keys::{self, Secret};
use asdone::study::Study;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = std::path::PathBuf::from(arguments.next().ok_or("which study?")?);
    let key = match arguments.next() {
        None => None,
        Some(file) => {
            let passphrase = std::fs::read_to_string(file)?.trim_end().to_owned();
            Some(keys::unlock(&folder, &Secret::passphrase(passphrase))?)
        }
    };
    let (journal, _) = Journal::open(&folder, key.as_ref())?;
    let mut study = Study::new(journal.identity().device);
    journal.replay(|entry| study.apply(entry))?;
    study.portrait().iter().for_each(|line| println!("{line}"));
    Ok(())
}
