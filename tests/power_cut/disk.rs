//! A disk that forgets what was not synced: files and folders as they are now and as they would be
//! found after a power cut, under three models of what a real disk does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::trace::Event;

/// What happens to writes that were not synced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Model {
    /// All of them are lost, names too.
    Lost,
    /// Pages of 4 KiB are lost or kept by chance, and names from some moment on.
    Pages,
    /// Files keep the length that they had when they were last synced, and names from some moment
    /// on are lost.
    Length,
}

/// Numbers that look random and are the same for the same seed (splitmix64).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % (n.max(1) as u64)) as usize
    }
}

const PAGE: usize = 4096;

#[derive(Clone)]
enum Write {
    Bytes(usize, Vec<u8>),
    Length(usize),
}

#[derive(Clone, Default)]
struct File {
    synced: Vec<u8>,
    now: Vec<u8>,
    pending: Vec<Write>,
}

#[derive(Clone, Default)]
struct Folder {
    synced: BTreeMap<String, usize>,
    now: BTreeMap<String, usize>,
}

#[derive(Clone)]
enum Node {
    File(File),
    Folder(Folder),
}

/// A change of a name that no folder's sync has made durable yet.
#[derive(Clone)]
struct Naming {
    folder: usize,
    name: String,
    /// What it names from now on; `None` for nothing.
    what: Option<usize>,
    /// Together with the change before it (a rename is one).
    with_before: bool,
}

/// The disk.
#[derive(Clone)]
pub(crate) struct Disk {
    root: PathBuf,
    nodes: Vec<Node>,
    namings: Vec<Naming>,
}

impl Disk {
    /// A folder as it is on a real disk, all of it durable.
    pub(crate) fn of(root: &Path) -> Self {
        let mut disk = Self { root: root.to_path_buf(), nodes: Vec::new(), namings: Vec::new() };
        disk.take(root);
        disk
    }

    fn take(&mut self, path: &Path) -> usize {
        let at = self.nodes.len();
        if path.is_dir() {
            self.nodes.push(Node::Folder(Folder::default()));
            let mut names = BTreeMap::new();
            for item in fs::read_dir(path).unwrap().map(Result::unwrap) {
                let name = item.file_name().into_string().unwrap();
                names.insert(name, self.take(&item.path()));
            }
            self.nodes[at] = Node::Folder(Folder { synced: names.clone(), now: names });
        } else {
            let now = fs::read(path).unwrap();
            let file = File { synced: now.clone(), now, pending: Vec::new() };
            self.nodes.push(Node::File(file));
        }
        at
    }

    fn find(&self, path: &Path) -> Option<usize> {
        let mut at = 0;
        for part in path.strip_prefix(&self.root).ok()? {
            let Node::Folder(folder) = &self.nodes[at] else { return None };
            at = *folder.now.get(part.to_str()?)?;
        }
        Some(at)
    }

    fn parent(&self, path: &Path) -> Option<(usize, String)> {
        let folder = self.find(path.parent()?)?;
        Some((folder, path.file_name()?.to_str()?.to_owned()))
    }

    fn name(&mut self, path: &Path, what: Option<usize>, with_before: bool) {
        let (at, name) = self.parent(path).unwrap_or_else(|| panic!("no folder for {path:?}"));
        let Node::Folder(folder) = &mut self.nodes[at] else { panic!("{path:?}") };
        match what {
            Some(what) => drop(folder.now.insert(name.clone(), what)),
            None => drop(folder.now.remove(&name)),
        }
        self.namings.push(Naming { folder: at, name, what, with_before });
    }

    fn file(&mut self, path: &Path) -> Option<&mut File> {
        let at = self.find(path)?;
        match &mut self.nodes[at] {
            Node::File(file) => Some(file),
            Node::Folder(_) => None,
        }
    }

    /// Lets one thing happen.
    pub(crate) fn happen(&mut self, event: &Event) {
        match event {
            Event::Said(_) => {}
            Event::Opened { path, create, truncate } => {
                if !path.starts_with(&self.root) {
                    return;
                }
                if self.find(path).is_none() {
                    if !create {
                        return;
                    }
                    self.nodes.push(Node::File(File::default()));
                    let new = self.nodes.len() - 1;
                    self.name(path, Some(new), false);
                } else if *truncate && let Some(file) = self.file(path) {
                    file.now.clear();
                    file.pending.push(Write::Length(0));
                }
            }
            Event::Wrote { path, at, bytes } => {
                let Some(file) = self.file(path) else { return };
                let at = at.map_or(file.now.len(), |at| at as usize);
                put(&mut file.now, at, bytes);
                file.pending.push(Write::Bytes(at, bytes.clone()));
            }
            Event::Resized { path, length } => {
                let Some(file) = self.file(path) else { return };
                file.now.resize(*length as usize, 0);
                file.pending.push(Write::Length(*length as usize));
            }
            Event::Synced(path) => self.sync(path),
            Event::Made(path) if path.starts_with(&self.root) => {
                self.nodes.push(Node::Folder(Folder::default()));
                let new = self.nodes.len() - 1;
                self.name(path, Some(new), false);
            }
            Event::Made(_) => {}
            Event::Renamed(from, to) => {
                let Some(what) = self.find(from) else { return };
                self.name(to, Some(what), false);
                self.name(from, None, true);
            }
            Event::Removed(path) => {
                if self.find(path).is_some() {
                    self.name(path, None, false);
                }
            }
        }
    }

    fn sync(&mut self, path: &Path) {
        let Some(at) = self.find(path) else { return };
        match &mut self.nodes[at] {
            Node::File(file) => {
                file.synced.clone_from(&file.now);
                file.pending.clear();
            }
            Node::Folder(folder) => {
                folder.synced.clone_from(&folder.now);
                self.namings.retain(|naming| naming.folder != at);
            }
        }
    }

    /// Writes to `target` what would be found after a power cut now.
    pub(crate) fn cut(&self, model: Model, chance: &mut Chance, target: &Path) {
        let mut names: Vec<BTreeMap<String, usize>> = self
            .nodes
            .iter()
            .map(|node| match node {
                Node::Folder(folder) => folder.synced.clone(),
                Node::File(_) => BTreeMap::new(),
            })
            .collect();
        // Of names, a journaling file system keeps all up to some moment.
        let mut kept = match model {
            Model::Lost => 0,
            Model::Pages | Model::Length => chance.below(self.namings.len() + 1),
        };
        while self.namings.get(kept).is_some_and(|naming| naming.with_before) && kept > 0 {
            kept += 1;
        }
        for naming in self.namings.iter().take(kept) {
            match naming.what {
                Some(what) => drop(names[naming.folder].insert(naming.name.clone(), what)),
                None => drop(names[naming.folder].remove(&naming.name)),
            }
        }
        self.write(0, &names, model, chance, target);
    }

    fn write(
        &self,
        at: usize,
        names: &[BTreeMap<String, usize>],
        model: Model,
        chance: &mut Chance,
        target: &Path,
    ) {
        match &self.nodes[at] {
            Node::File(file) => fs::write(target, file.found(model, chance)).unwrap(),
            Node::Folder(_) => {
                fs::create_dir_all(target).unwrap();
                for (name, what) in &names[at] {
                    self.write(*what, names, model, chance, &target.join(name));
                }
            }
        }
    }
}

impl File {
    /// What the file would hold.
    fn found(&self, model: Model, chance: &mut Chance) -> Vec<u8> {
        let mut found = self.synced.clone();
        match model {
            Model::Lost => {}
            Model::Length => {
                found.clone_from(&self.now);
                found.resize(self.synced.len(), 0);
            }
            Model::Pages => {
                for write in &self.pending {
                    match write {
                        Write::Length(length) if chance.below(2) == 0 => found.resize(*length, 0),
                        Write::Length(_) => {}
                        Write::Bytes(at, bytes) => {
                            let mut from = 0;
                            while from < bytes.len() {
                                let page_end = ((at + from) / PAGE + 1) * PAGE - at;
                                let to = page_end.min(bytes.len());
                                if chance.below(2) == 0 {
                                    put(&mut found, at + from, &bytes[from..to]);
                                }
                                from = to;
                            }
                        }
                    }
                }
            }
        }
        found
    }
}

fn put(bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
    if bytes.len() < at + new.len() {
        bytes.resize(at + new.len(), 0);
    }
    bytes[at..at + new.len()].copy_from_slice(new);
}
