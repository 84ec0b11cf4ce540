//! What every keeper of sealed files holds to, tried on each: the folder, the one in memory, the one on
//! which things go wrong, and (in a build that reaches buckets) a bucket.

use super::memory::Memory;
use super::*;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn names(all: &[&str]) -> Vec<Name> {
    all.iter().map(|text| name(text)).collect()
}

/// What every shelf holds to on which nothing goes wrong.
fn holds(shelf: &dyn Shelf) {
    let [one, two] = ["seg/00c0ffee00c0ffee/00000001", "seg/00c0ffee00c0ffee/00000002"].map(name);
    let [seg, laptop] = ["seg", "seg/00c0ffee00c0ffee"].map(name);
    assert_eq!(shelf.get(&one).unwrap(), None);
    assert_eq!(shelf.list(&seg).unwrap(), Listing::default());
    shelf.delete(&one).unwrap();
    shelf.sweep(None, "genesis-");
    shelf.sweep(Some(&laptop), "");

    shelf.put(&one, b"sealed").unwrap();
    shelf.put(&one, b"sealed").unwrap();
    assert_eq!(shelf.get(&one).unwrap().unwrap(), b"sealed");
    for other in [b"other".as_slice(), b"seale", b"", b"sealed and more"] {
        let put = shelf.put(&one, other);
        // What lies there may be a beginning of what is put, and of nothing else.
        match other.starts_with(b"sealed") {
            true => put.unwrap(),
            false => assert!(matches!(put, Err(ShelfError::Taken { .. })), "{put:?}"),
        }
    }
    assert_eq!(shelf.get(&one).unwrap().unwrap(), b"sealed and more");

    shelf.put(&name("genesis"), b"began").unwrap();
    shelf.put(&name("keys/a-b"), b"key").unwrap();
    shelf.put(&two, &[7; 200_000]).unwrap();
    let listed = |under: &Name| shelf.list(under).unwrap().names;
    assert_eq!(listed(&seg), std::slice::from_ref(&laptop), "one level, and each name once");
    assert_eq!(listed(&laptop), [one.clone(), two.clone()]);
    assert_eq!(listed(&name("keys")), [name("keys/a-b")]);
    // A name that only begins like another is not below it.
    shelf.put(&name("keys-old/x"), b"x").unwrap();
    assert_eq!(listed(&name("keys")), [name("keys/a-b")]);
    assert_eq!(listed(&name("join")), []);

    let asked = [two.clone(), name("seg/none/1"), one.clone(), two.clone()];
    let got: Vec<_> = shelf.get_many(&asked).into_iter().map(Result::unwrap).collect();
    let expected: Vec<_> = asked.iter().map(|name| shelf.get(name).unwrap()).collect();
    assert_eq!(got, expected);
    assert!(got[1].is_none() && got[0].as_ref().is_some_and(|bytes| bytes.len() == 200_000));
    let asked = names(&["keys", "join", "seg/00c0ffee00c0ffee"]);
    let got: Vec<_> = shelf.list_many(&asked).into_iter().map(Result::unwrap).collect();
    assert_eq!(got, asked.iter().map(|under| shelf.list(under).unwrap()).collect::<Vec<_>>());
    assert_eq!((shelf.get_many(&[]).len(), shelf.list_many(&[]).len()), (0, 0));

    shelf.sweep(Some(&laptop), "");
    shelf.delete(&one).unwrap();
    shelf.delete(&one).unwrap();
    assert_eq!(shelf.get(&one).unwrap(), None);
    assert_eq!(listed(&laptop), std::slice::from_ref(&two));
    shelf.delete(&two).unwrap();
    assert!(listed(&laptop).is_empty());
    // Once it was taken away, a name may be given again.
    shelf.put(&one, b"anew").unwrap();
    assert_eq!(shelf.get(&one).unwrap().unwrap(), b"anew");
}

#[test]
fn every_keeper_holds_to_the_contract() {
    holds(&Memory::sound());
    let dir = tempfile::tempdir().unwrap();
    holds(&Folder::at(dir.path()));
    let dir = tempfile::tempdir().unwrap();
    let boxed: Box<dyn Shelf> = Box::new(Folder::at(dir.path()));
    holds(&boxed);
}

/// However often things go wrong, whoever tries again comes to what they wanted, and what was said to be
/// there is there.
fn holds_in_the_end(shelf: &dyn Shelf, calm: &dyn Fn()) {
    let one = name("seg/00c0ffee00c0ffee/00000001");
    let bytes = vec![3; 5_000];
    assert!((0..200).any(|_| shelf.put(&one, &bytes).is_ok()), "it is put at last");
    let whole = |got: Result<Option<Vec<u8>>, ShelfError>| {
        got.is_ok_and(|got| got.as_ref() == Some(&bytes))
    };
    assert!((0..200).any(|_| whole(shelf.get(&one))), "and read at last");
    assert!((0..200).any(|_| shelf.get_many(&[one.clone(), one.clone()]).into_iter().any(whole)));
    calm();
    assert!(whole(shelf.get(&one)));
    assert!(matches!(shelf.put(&one, b"other"), Err(ShelfError::Taken { .. })));
}

#[test]
fn a_keeper_on_which_things_go_wrong_comes_to_the_same() {
    for seed in 0..50 {
        let shelf = Memory::faulty(seed, 3);
        holds_in_the_end(&shelf, &|| shelf.calm());
    }
}

#[test]
fn no_name_leads_out_of_a_shelf() {
    for fine in ["genesis", "seg/00c0ffee00c0ffee/00000001", "keys/00c0ffee-00000001"] {
        assert_eq!(Name::parse(fine).unwrap().as_str(), fine);
    }
    for not in [
        "",
        "/",
        "..",
        "seg/..",
        "seg//1",
        "/etc",
        "seg/",
        "a b",
        "genesis (1)",
        "Genesis",
        "seg\\1",
        "1.tmp",
        "nul\0",
        "-x",
        "seg/é",
    ] {
        assert_eq!(Name::parse(not), None, "{not:?}");
    }
}

#[cfg(feature = "cloud")]
mod bucket {
    use std::sync::Arc;

    use object_store::memory::InMemory;
    use object_store::path::Path as Key;
    use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

    use super::*;

    fn cloud(place: &str) -> (Cloud, Arc<InMemory>) {
        let store = Arc::new(InMemory::new());
        let address = Address::typed(place).unwrap().unwrap();
        (Cloud::over(address, Arc::clone(&store) as Arc<dyn ObjectStore>), store)
    }

    fn now<T>(doing: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(doing)
    }

    fn plant(store: &InMemory, key: &str, bytes: Vec<u8>) {
        now(store.put(&Key::from(key), PutPayload::from(bytes))).unwrap();
    }

    #[test]
    fn a_bucket_holds_to_the_contract_with_a_prefix_and_without() {
        for place in ["s3://team-bucket", "s3://team-bucket/a/b", "az://container/a"] {
            let (shelf, store) = cloud(place);
            plant(&store, "elsewhere/seg/other", b"another's".to_vec());
            holds(&shelf);
            let there = now(store.get(&Key::from("elsewhere/seg/other")));
            assert!(there.is_ok(), "nothing changes what is not below the prefix");
        }
    }

    #[test]
    fn what_is_too_long_is_not_fetched_and_what_is_not_ours_is_counted() {
        let (shelf, store) = cloud("s3://team-bucket/a");
        plant(&store, "a/join/1", vec![0; LONGEST as usize]);
        plant(&store, "a/join/2", vec![0; LONGEST as usize + 1]);
        assert_eq!(shelf.get(&name("join/1")).unwrap().unwrap().len() as u64, LONGEST);
        let asked = names(&["join/2", "join/1", "join/3"]);
        let got = shelf.get_many(&asked);
        let is_long = |got: &Result<_, ShelfError>| match got {
            Err(ShelfError::Io { name, source, .. }) => {
                name.as_str() == "join/2" && source.kind() == std::io::ErrorKind::FileTooLarge
            }
            _ => false,
        };
        assert!(is_long(&got[0]), "one that cannot be read stands in nobody's way: {:?}", got[0]);
        assert!(is_long(&shelf.get(&name("join/2"))));
        assert!(got[1].as_ref().is_ok_and(Option::is_some));
        assert!(got[2].as_ref().is_ok_and(Option::is_none));
        for other in ["a/join/A file (1)", "a/join/.hidden", "a/join/UP/x", "a/join/1.tmp"] {
            plant(&store, other, b"x".to_vec());
        }
        let listed = shelf.list(&name("join")).unwrap();
        assert_eq!(listed, Listing { names: names(&["join/1", "join/2"]), others: 4 });
    }

    #[test]
    fn a_thousand_are_asked_for_in_order_and_no_more_than_sixteen_at_a_time() {
        let (shelf, store) = cloud("s3://team-bucket/a");
        let all: Vec<Name> = (0..1_000).map(|n| name(&format!("seg/a/{n:08}"))).collect();
        for (nth, one) in all.iter().enumerate().filter(|(nth, _)| nth % 3 != 0) {
            plant(&store, &format!("a/{one}"), nth.to_string().into_bytes());
        }
        let got = shelf.get_many(&all);
        for (nth, got) in got.into_iter().enumerate() {
            let expected = (nth % 3 != 0).then(|| nth.to_string().into_bytes());
            assert_eq!(got.unwrap(), expected, "{nth}");
        }
        assert_eq!(shelf.at_once(), 16);
    }

    #[test]
    fn nothing_shows_the_key_of_a_bucket() {
        let address = Address::typed("s3://team-bucket/a").unwrap().unwrap();
        let keys = Keys::typed("AKIACANARY", "canary-secret").unwrap();
        let reach = Reach { endpoint: Some("http://127.0.0.1:9".into()), ..Reach::default() };
        let access = Access::of(&reach, &address).unwrap();
        let shelf = Cloud::at(address, access, keys, unasked);
        let error = shelf.get(&name("genesis")).unwrap_err();
        assert!(matches!(error, ShelfError::Bucket { why: Why::Unreachable, .. }), "{error:?}");
        let shown = format!("{shelf:?} {error:?} {error}");
        assert!(!shown.contains("CANARY") && !shown.contains("canary"), "{shown}");
    }
}
