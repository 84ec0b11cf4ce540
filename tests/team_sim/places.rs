//! The shelf as a real folder, with everything in it that folders come to hold, and calls that fail.
#![cfg(unix)]

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use asdone::share::membership;
use asdone::share::shelf::{Folder, LONGEST, Listing, ShelfError};
use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};

use super::*;

/// Three laptops that know each other over a folder. The first two have lowered a note and raised
/// another; the second has handed that out, the first has not.
pub(super) struct Prepared {
    pub(super) laptops: Vec<Laptop>,
    pub(super) files: BTreeMap<Name, Vec<u8>>,
    pub(super) now: i64,
    /// How many notes everybody shows once all have exchanged.
    pub(super) shown: usize,
}

impl Prepared {
    fn new() -> Self {
        let mut team = begin(&[0, 0, 0], Memory::sound());
        team.settle();
        for of in [0, 1] {
            let lowered = ObservationId(70 + of as u128);
            team.laptops[of].write(team.now, vec![note(lowered, format!("lowered-{of}"))]);
            team.laptops[of].write(team.now, vec![audience(lowered, Audience::Team)]);
        }
        team.now += 20 * MINUTE;
        team.settle();
        for of in [0, 1] {
            let (lowered, new) = (ObservationId(70 + of as u128), ObservationId(80 + of as u128));
            team.laptops[of].write(team.now, vec![audience(lowered, Audience::Private)]);
            team.laptops[of].write(team.now, vec![note(new, format!("raised-{of}"))]);
            team.laptops[of].write(team.now, vec![audience(new, Audience::Team)]);
        }
        team.now += 20 * MINUTE;
        team.exchange(1);
        Self { laptops: team.laptops, files: team.shelf.files(), now: team.now, shown: 2 }
    }

    /// The laptops and the folder once more, as they were then.
    pub(super) fn again(&self) -> (Vec<Laptop>, tempfile::TempDir, PathBuf) {
        // In memory where there is such a place: nothing here is about what a disk does.
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let dir = dir.unwrap();
        let root = dir.path().join("team");
        fs::create_dir(&root).unwrap();
        for (name, bytes) in &self.files {
            let path = root.join(name.as_str());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let laptops = self.laptops.iter().map(|laptop| laptop.copied(laptop.device)).collect();
        (laptops, dir, root)
    }

    /// With nothing in the way any more, each laptop exchanges without a word of trouble, and all of
    /// them show what is shared and hold nothing of what was taken back.
    pub(super) fn heals(&self, laptops: &mut [Laptop], root: &Path, what: &str) {
        let folder = Folder::at(root);
        for of in [0, 1, 2, 0, 1, 2] {
            let done = laptops[of].exchange(&folder, self.now);
            let done = done.unwrap_or_else(|e| panic!("{what}: {of}: {e}"));
            assert_eq!(done.pulled.troubles, vec![], "{what}: {of}");
            assert_eq!(done.pulled.held, vec![], "{what}: {of}");
            done.pushed.unwrap_or_else(|e| panic!("{what}: {of}: {e}"));
        }
        let shown = laptops[2].view();
        assert_eq!(shown.len(), self.shown, "{what}: {shown:#?}");
        for laptop in &*laptops {
            assert_eq!(laptop.view(), shown, "{what}");
            assert!(!laptop.from_others().contains("lowered-"), "{what}");
            assert_eq!(laptop.open.journal().verify().unwrap().problems, Vec::<String>::new());
        }
        assert_eq!(unfinished(root), 0, "{what}");
    }
}

/// How many files are left that somebody was stopped in the midst of writing.
fn unfinished(dir: &Path) -> usize {
    let count = |item: fs::DirEntry| match item.path() {
        path if item.file_type().unwrap().is_dir() => unfinished(&path),
        path => usize::from(path.file_name().unwrap().to_string_lossy().starts_with(".unfini")),
    };
    fs::read_dir(dir).unwrap().map(|item| count(item.unwrap())).sum()
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum How {
    /// The folder is gone from then on.
    Vanishes,
    /// What is written and removed is refused from then on, with this number of the system.
    Refuses(i32),
    /// Every call fails from then on.
    Fails(i32),
    /// Half of what is written arrives.
    Torn,
}

/// A folder in which one call goes wrong, and those after it.
pub(super) struct Failing<'a> {
    pub(super) inner: Folder,
    pub(super) root: &'a Path,
    pub(super) at: usize,
    pub(super) how: How,
    pub(super) calls: AtomicUsize,
}

impl Failing<'_> {
    fn goes(&self, doing: &'static str, name: &Name, writes: bool) -> Result<(), ShelfError> {
        let number = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        if number < self.at {
            return Ok(());
        }
        let why = match self.how {
            How::Vanishes => {
                if number == self.at {
                    fs::rename(self.root, self.root.with_extension("away")).unwrap();
                }
                return Ok(());
            }
            How::Refuses(why) if writes => why,
            How::Fails(why) => why,
            How::Refuses(_) | How::Torn => return Ok(()),
        };
        let source = io::Error::from_raw_os_error(why);
        Err(ShelfError::Io { doing, name: name.clone(), source })
    }
}

impl Shelf for Failing<'_> {
    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), ShelfError> {
        self.goes("write", name, true)?;
        let path = self.root.join(name.as_str());
        if self.how == How::Torn && self.calls.load(Ordering::Relaxed) >= self.at && !path.exists()
        {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
            let source = io::Error::from_raw_os_error(5);
            return Err(ShelfError::Io { doing: "write", name: name.clone(), source });
        }
        self.inner.put(name, bytes)
    }

    fn get(&self, name: &Name) -> Result<Option<Vec<u8>>, ShelfError> {
        self.goes("read", name, false)?;
        self.inner.get(name)
    }

    fn list(&self, under: &Name) -> Result<Listing, ShelfError> {
        self.goes("list", under, false)?;
        self.inner.list(under)
    }

    fn delete(&self, name: &Name) -> Result<(), ShelfError> {
        self.goes("remove", name, true)?;
        self.inner.delete(name)
    }

    fn sweep(&self, under: Option<&Name>, beginning: &str) {
        self.inner.sweep(under, beginning);
    }
}

/// Whatever was in the way, the person reads what it was about and what to do.
#[track_caller]
fn is_named(error: &ShareError, what: &str) {
    let said = error.to_string();
    assert!(said.contains("shared folder"), "{what}: {said}");
    assert!(error.hint().is_some_and(|hint| hint.len() > 10), "{what}: {said}");
}

/// A folder that vanishes in the midst, can only be read, is full, or stops answering, at every call in
/// turn.
#[test]
fn whichever_call_to_the_folder_goes_wrong_it_is_said_and_put_right_the_next_time() {
    let [eio, eacces, enospc, erofs, estale] = [5, 13, 28, 30, 116];
    let prepared = Prepared::new();
    let (mut tried, mut refused) = (0, 0);
    for how in [
        How::Vanishes,
        How::Refuses(erofs),
        How::Refuses(enospc),
        How::Refuses(eacces),
        How::Fails(eio),
        How::Fails(estale),
        How::Torn,
    ] {
        for at in 1.. {
            let what = format!("{how:?} from call {at}");
            let (mut laptops, _dir, root) = prepared.again();
            let calls = AtomicUsize::new(0);
            let failing = Failing { inner: Folder::at(&root), root: &root, at, how, calls };
            let done = laptops[0].exchange(&failing, prepared.now);
            let calls = failing.calls.into_inner();
            let error = match &done {
                Err(error) | Ok(Exchanged { pushed: Err(error), .. }) => Some(error),
                Ok(_) => None,
            };
            if let Some(error) = error {
                is_named(error, &what);
                refused += 1;
            }
            if how == How::Vanishes && at <= calls {
                let away = matches!(error, Some(ShareError::Shelf(ShelfError::Away { .. })));
                assert!(away, "{what}: {error:?}");
                assert!(!root.exists(), "{what}: a folder that is away is not made");
                fs::rename(root.with_extension("away"), &root).unwrap();
            }
            tried += 1;
            // A colleague comes upon it as it is.
            let done = laptops[1].exchange(&Folder::at(&root), prepared.now).unwrap();
            done.pushed.unwrap_or_else(|e| panic!("{what}: {e}"));
            prepared.heals(&mut laptops, &root, &what);
            if calls < at {
                break;
            }
        }
    }
    println!("{tried} exchanges in which a call went wrong, {refused} refused, 0 lost");
    assert!(refused > 50, "{refused} of {tried}");
}

const KINDS: [&str; 12] = [
    "a pipe",
    "a socket",
    "a device",
    "a folder",
    "a link to a file",
    "a link to a folder",
    "a link to nothing",
    "nothing in it",
    "blanks",
    "junk",
    "half",
    "too long",
];

/// The bytes of a file, where it is one: of a pipe, one would wait for ever.
fn bytes_at(path: &Path) -> Option<Vec<u8>> {
    let about = fs::symlink_metadata(path).ok()?;
    about.is_file().then(|| fs::read(path).ok()).flatten()
}

/// Puts something in a place; what was there is kept beside it.
fn put_there(path: &Path, kind: &str, beside: &Path) -> bool {
    let before = fs::read(path).unwrap_or_default();
    if fs::symlink_metadata(path).is_ok() {
        fs::rename(path, beside).unwrap();
    }
    let elsewhere = beside.with_extension("elsewhere");
    match kind {
        "a pipe" => mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0).unwrap(),
        "a socket" => drop(std::os::unix::net::UnixListener::bind(path).unwrap()),
        // It takes the right to make one.
        "a device" => {
            return mknodat(CWD, path, FileType::CharacterDevice, Mode::RWXU, makedev(1, 5))
                .is_ok();
        }
        "a folder" => fs::create_dir(path).unwrap(),
        "a link to a file" => {
            fs::write(&elsewhere, &before).unwrap();
            symlink(&elsewhere, path).unwrap();
        }
        "a link to a folder" => {
            fs::create_dir(&elsewhere).unwrap();
            symlink(&elsewhere, path).unwrap();
        }
        "a link to nothing" => symlink("/nowhere/at/all", path).unwrap(),
        "nothing in it" => fs::write(path, b"").unwrap(),
        "blanks" => fs::File::create(path).unwrap().set_len(before.len().max(9) as u64).unwrap(),
        "junk" => fs::write(path, b"junk that is no file of ours").unwrap(),
        "half" => fs::write(path, &before[..before.len() / 2]).unwrap(),
        "too long" => fs::File::create(path).unwrap().set_len(LONGEST + 1).unwrap(),
        other => unreachable!("{other}"),
    }
    true
}

/// Takes away what was put there, and what was there before stands there again.
fn take_away(path: &Path, kind: &str, beside: &Path) {
    match kind {
        "a folder" => drop(fs::remove_dir_all(path)),
        _ => drop(fs::remove_file(path)),
    }
    if fs::symlink_metadata(beside).is_ok() {
        fs::rename(beside, path).unwrap();
    }
}

/// Ends the whole test where something hangs: the thread that hangs cannot be ended.
fn within<T: Send>(what: &str, does: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let began = Instant::now();
        let doing = scope.spawn(does);
        while !doing.is_finished() {
            if began.elapsed() > Duration::from_secs(60) {
                eprintln!("{what}: it hangs");
                std::process::abort();
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        doing.join().unwrap_or_else(|_| panic!("{what}"))
    })
}

#[test]
fn whatever_stands_in_a_place_of_the_folder_nobody_waits_for_it_and_nothing_is_lost() {
    let prepared = Prepared::new();
    let [owner, other] = [prepared.laptops[0].device, prepared.laptops[1].device];
    let mut places: Vec<String> =
        prepared.files.keys().map(|name| name.as_str().to_owned()).collect();
    assert!(places.len() > 5, "{places:?}");
    places.extend(["seg", "keys", "join", "door"].map(str::to_owned));
    for device in [owner, other] {
        // What this laptop would hand out next, and much later.
        let next =
            prepared.files.keys().filter(|name| name.as_str().contains(&format!("seg/{device}")));
        let next = next.filter_map(|name| name.last().parse::<u64>().ok()).max().unwrap_or(0) + 1;
        places.extend([format!("seg/{device}"), format!("seg/{device}/{next:08}")]);
        places.push(format!("seg/{device}/00009999"));
    }
    let (mut tried, mut named, mut mended) = (0, 0, 0);
    for (nth, place) in places.iter().enumerate() {
        // Some by default: every kind somewhere, and something in every place.
        let slow = std::env::var_os("ASDONE_SLOW").is_some();
        for kind in
            KINDS.iter().skip(if slow { 0 } else { nth % 4 }).step_by(if slow { 1 } else { 4 })
        {
            let what = format!("{kind} as {place}");
            let (mut laptops, dir, root) = prepared.again();
            let (path, beside) = (root.join(place), dir.path().join("beside"));
            if !put_there(&path, kind, &beside) {
                continue;
            }
            tried += 1;
            let folder = Folder::at(&root);
            let done = within(&what, || laptops[0].exchange(&folder, prepared.now));
            let error = match &done {
                Err(error) | Ok(Exchanged { pushed: Err(error), .. }) => Some(error),
                Ok(_) => None,
            };
            if let Some(error) = error {
                is_named(error, &what);
                named += 1;
            }
            let is_file = ["nothing in it", "blanks", "junk", "half"].contains(kind);
            let own = place == "genesis" || place.contains(&format!("{owner}"));
            let is_there = prepared.files.contains_key(&Name::parse(place).unwrap());
            if own && is_file && is_there {
                // What is this laptop's own, it puts there again.
                assert!(error.is_none(), "{what}: {error:?}");
                let name = Name::parse(place).unwrap();
                let now = bytes_at(&path);
                let gone = place.starts_with("seg/") && now.is_none();
                assert!(gone || now.as_ref() == prepared.files.get(&name), "{what}");
                mended += 1;
            }
            if place.contains(&format!("/{other}")) && !own {
                assert!(
                    error.is_none(),
                    "what is another's stands in nobody's way: {what}: {error:?}"
                );
            }
            let name = Name::parse(place).unwrap();
            let stays = is_there && bytes_at(&path).as_ref() == prepared.files.get(&name);
            drop(within(&what, || laptops[1].exchange(&folder, prepared.now)));
            if !stays {
                take_away(&path, kind, &beside);
            }
            prepared.heals(&mut laptops, &root, &what);
        }
    }
    println!("{tried} things in {} places, {named} named, {mended} mended at once", places.len());
    assert!(tried > 40 && mended > 5, "{tried} {mended}");
}

/// What a program that copies folders leaves beside its files: copies of a conflict, its own notes.
#[test]
fn copies_of_a_conflict_are_in_nobodys_way() {
    let prepared = Prepared::new();
    let (mut laptops, _dir, root) = prepared.again();
    let device = prepared.laptops[1].device;
    for (name, bytes) in &prepared.files {
        let path = root.join(name.as_str());
        let last = name.last();
        for copy in [
            format!("{last}-LAPTOP"),
            format!("{last}-laptop"),
            format!("{last}-laptop-2"),
            format!("{last} (1)"),
            format!("{last}-LAPTOP.seg"),
            format!("{last}.tmp"),
            "desktop.ini".to_owned(),
            "~$lock".to_owned(),
        ] {
            fs::write(path.with_file_name(copy), bytes).unwrap();
        }
    }
    for copy in [format!("{device} (1)"), format!("{device}-LAPTOP"), "Neuer Ordner".to_owned()] {
        fs::create_dir(root.join("seg").join(&copy)).unwrap();
        fs::write(root.join("seg").join(copy).join("00000001"), b"junk").unwrap();
    }
    prepared.heals(&mut laptops, &root, "copies of a conflict");
}

/// Asking and admitting: what else lies there denies nobody anything.
#[test]
fn something_else_among_those_who_ask_keeps_nobody_from_asking_or_being_admitted() {
    let prepared = Prepared::new();
    let (laptops, dir, root) = prepared.again();
    let folder = Folder::at(&root);
    let owner = &laptops[0].team;
    let asks = Team::join(
        Genesis::read(owner.genesis.bytes()).unwrap(),
        Path::new("/nowhere"),
        DeviceId(77),
        PersonId(77),
        Hybrid::default(),
    )
    .unwrap();
    let out = Memory::sound();
    membership::ask(&asks, "heron", &out, &folder).unwrap();
    let (name, bytes) = out.files().pop_first().unwrap();
    for kind in KINDS {
        let beside = dir.path().join(format!("beside {kind}"));
        for place in [root.join("join/0123-ab"), root.join("door/0123-ab")] {
            assert!(put_there(&place, kind, &beside) || kind == "a device");
            let asked = within(kind, || membership::asked(owner, &folder)).unwrap();
            assert_eq!(asked.asking.len(), 1, "{kind}");
            within(kind, || membership::ask(&asks, "heron", &out, &folder)).unwrap();
            take_away(&place, kind, &beside);
            let _ = fs::remove_file(beside.with_extension("elsewhere"));
            let _ = fs::remove_dir_all(beside.with_extension("elsewhere"));
        }
    }
    // And what stands in its own place, where that is a file, goes.
    for junk in [b"".to_vec(), vec![0; bytes.len()], b"junk".to_vec(), bytes[..99].to_vec()] {
        fs::write(root.join(name.as_str()), junk).unwrap();
        membership::ask(&asks, "heron", &out, &folder).unwrap();
        assert_eq!(membership::asked(owner, &folder).unwrap().asking.len(), 1);
    }
}
