//! What goes wrong below a test: a small disk of its own, and single calls that fail or are the last.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The right to mount (`CAP_SYS_ADMIN`).
const MAY_MOUNT: u32 = 21;

/// A disk of a few megabytes in memory.
pub(crate) struct Disk {
    place: TempDir,
}

impl Disk {
    /// `None` where this process may not mount one.
    pub(crate) fn new(kilobytes: u32) -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let size = format!("size={kilobytes}k,mode=700");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "asdone-test"])
            .arg(place.path())
            .output();
        if mounted.is_ok_and(|done| done.status.success()) {
            return Some(Self { place });
        }
        let may = capable(MAY_MOUNT);
        assert!(!(slow() && may), "no disk could be mounted, and this run wants everything tried");
        eprintln!("no small disk can be mounted here: full and read-only disks are not tried");
        None
    }

    pub(crate) fn path(&self) -> &Path {
        self.place.path()
    }

    pub(crate) fn study(&self) -> PathBuf {
        self.place.path().join("study")
    }

    pub(crate) fn ballast(&self) -> PathBuf {
        self.place.path().join("ballast")
    }

    /// Fills the disk until so many kilobytes are left.
    pub(crate) fn fill(&self, left: usize) {
        let mut long = 0;
        let page = [7u8; 4096];
        let mut file = fs::File::create(self.ballast()).unwrap();
        while std::io::Write::write_all(&mut file, &page).is_ok() {
            long += page.len() as u64;
        }
        file.set_len(long.saturating_sub(left as u64 * 1024)).unwrap();
    }

    /// Takes what room somebody has given back since.
    pub(crate) fn stay_full(&self) {
        let mut file = fs::OpenOptions::new().append(true).open(self.ballast()).unwrap();
        while std::io::Write::write_all(&mut file, &[7; 4096]).is_ok() {}
    }

    pub(crate) fn make_room(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }

    pub(crate) fn remount(&self, how: &str) {
        let how = format!("remount,{how}");
        let done = Command::new("mount").args(["-o", &how]).arg(self.path()).status().unwrap();
        assert!(done.success(), "{how}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.place.path()).status();
    }
}

/// The shim, built; `None` where there is no C compiler.
pub(crate) fn shim(dir: &Path) -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/torture/shim.c");
    let shim = dir.join("shim.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([&shim, &source])
        .arg("-ldl")
        .status();
    match built {
        Ok(status) => {
            assert!(status.success(), "the shim does not compile");
            Some(shim)
        }
        Err(_) => {
            assert!(!slow(), "there is no C compiler (cc), and this run wants everything tried");
            eprintln!("there is no C compiler (cc): faults of single calls are not tried");
            None
        }
    }
}

/// Whether this process has a capability of Linux, by its number.
pub(crate) fn capable(number: u32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> number & 1 == 1)
}

pub(crate) fn slow() -> bool {
    std::env::var_os("ASDONE_SLOW").is_some()
}
