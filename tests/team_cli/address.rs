//! Addresses of buckets where a folder is asked for: a build without buckets refuses them and says what to
//! do; nothing is ever made that is called after one.

use std::fs;

use asdone::share::shelf::HAS_BUCKETS;

use super::{begin, folder, laptop, on, words};

/// The secret that must never be said again.
const CANARY: &str = "wJalrXUtnFEMIcanary";

#[test]
fn an_address_is_refused_where_no_bucket_can_be_reached_and_makes_no_folder() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    let refused = |desk: &super::Desk, args: &[&str], says: &str, next: &str| {
        let done = on(desk, args).code(2).says(says).says(next);
        let said = format!("{}{}", done.out, done.err);
        assert!(!said.contains(CANARY) && !said.contains("No such file"), "{said}");
    };
    if !HAS_BUCKETS {
        let says = "the bucket s3://riverside/team cannot be reached: this asdone was built without buckets";
        refused(&wren, &["team", "begin", "s3://riverside/team"], says, "--features cloud");
        let says = "the bucket az://riverside cannot be reached";
        refused(&wren, &["team", "begin", "AZ://riverside/"], says, "use a folder");
        let join = ["team", "join", "s3://riverside/team", "--words", "a b c d e f"];
        refused(&heron, &join, "built without buckets", "asdone doctor");
        let doctor = on(&wren, &["doctor"]).code(0).out;
        assert!(doctor.contains("this build opens no network connection"), "{doctor}");
    }
    let with_a_key = format!("s3://AKIA:{CANARY}@riverside/team");
    refused(&wren, &["team", "begin", &with_a_key], "takes no key", "environment");
    let with_a_token = format!("az://riverside/team?sig={CANARY}");
    refused(&wren, &["team", "begin", &with_a_token], "takes no key", "environment");
    let elsewhere = format!("https://{CANARY}.example.org/team");
    refused(&wren, &["team", "begin", &elsewhere], "none of a bucket", "name a folder");
    refused(&wren, &["team", "begin", "s3://Riverside"], "no name of a bucket", "s3://BUCKET");
    refused(
        &wren,
        &["team", "begin", "s3://riverside/../x"],
        "as a prefix",
        "separated by slashes",
    );
    let options = ["team", "begin", super::path(&folder), "--endpoint", "https://s3.example.org"];
    refused(&wren, &options, "this is a folder", "leave them out");

    begin(&wren, &folder);
    refused(&wren, &["team", "folder", "ftp://server/team"], "none of a bucket", "name a folder");
    assert_eq!(words(&wren).split_whitespace().count(), 6, "the team is where it was");
    for desk in [&wren, &heron] {
        let made: Vec<_> =
            fs::read_dir(desk.home.path()).unwrap().map(|item| item.unwrap()).collect();
        let odd = made.iter().map(|item| item.file_name().into_string().unwrap());
        let odd: Vec<String> = odd.filter(|name| name.contains(':')).collect();
        assert!(odd.is_empty(), "{odd:?}");
    }
    assert!(!std::path::Path::new("s3:").exists() && !std::path::Path::new("az:").exists());
}
