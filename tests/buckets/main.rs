//! A team over a bucket, as plain commands of a build that reaches them: laptops side by side over a store
//! on loopback, what the store may do to them, and where a key must never be found.
#![cfg(all(unix, feature = "cloud"))]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]
#![allow(clippy::too_many_lines, reason = "a day of two laptops is one story")]

#[path = "../common/desk.rs"]
mod desk;
mod fake;
mod keys;

use std::time::{Duration, Instant};

use desk::{Desk, Done};
use fake::{Fake, Mode};
use serde_json::Value;

/// The secret that must never be found.
const CANARY: &str = "wJalrXUtnFEMIK7MDENGbPxRfiCYcanary";
const KEY_ID: &str = "AKIACANARYKEYID";

/// A laptop that reaches the store with a key of its environment.
struct Laptop {
    desk: Desk,
    endpoint: String,
    secret: Option<String>,
    /// Everything that it ever printed.
    said: std::cell::RefCell<String>,
}

impl Laptop {
    fn new(name: &str, fake: &Fake) -> Self {
        let laptop = Self {
            desk: Desk::new(),
            endpoint: fake.endpoint(),
            secret: Some(CANARY.to_owned()),
            said: Default::default(),
        };
        let args = ["init", "--name", "R", "--pseudonym", name, "--seal", "--codebook", "empty"];
        laptop.does(&args).code(0);
        laptop
    }

    /// Runs a command with the passphrase, and with the key and the service of the environment.
    fn does(&self, args: &[&str]) -> Done {
        let good = self.desk.path("good");
        let mut all = vec!["--passphrase-file", good.to_str().unwrap()];
        all.extend_from_slice(args);
        let mut command = self.desk.command(&all);
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
            command.env_remove(name);
        }
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
            command.env_remove(name);
        }
        command.env("AWS_ENDPOINT_URL", &self.endpoint);
        if let Some(secret) = &self.secret {
            command.env("AWS_ACCESS_KEY_ID", KEY_ID).env("AWS_SECRET_ACCESS_KEY", secret);
        }
        let done = Done::of(command.spawn().unwrap(), "");
        self.said.borrow_mut().push_str(&format!("{}\n{}\n", done.out, done.err));
        done
    }

    fn status(&self) -> Value {
        serde_json::from_str(self.does(&["team", "status", "--json"]).code(0).out.trim()).unwrap()
    }

    fn words(&self, which: &str) -> String {
        self.status()[which].as_str().unwrap().to_owned()
    }

    fn sync(&self) {
        self.does(&["team", "sync", "--at-once"]).code(0);
    }

    /// Writes a note and raises it; gives its code.
    fn raised(&self, text: &str) -> String {
        let code = self.does(&["add", text]).code(0).out.trim().to_owned();
        self.does(&["audience", &code, "team"]).code(0);
        code
    }

    fn sees(&self, text: &str) -> bool {
        let listed = self.does(&["list", "--scope", "team", "--json"]);
        assert!(matches!(listed.code, Some(0 | 1)), "{}", listed.err);
        listed.out.contains(text)
    }

    /// Nothing that it said and no file of it shows the key.
    #[track_caller]
    fn keeps_the_key(&self) {
        let said = self.said.borrow();
        for part in [CANARY, KEY_ID] {
            assert!(!said.contains(part), "it was said: {said}");
            let found = desk::readable(self.desk.home.path(), part);
            assert!(found.is_empty(), "{found:?}");
        }
    }
}

const PLACE: &str = "s3://riverside-team/pilot/one";

/// Two laptops in a team over the store; the first began it.
fn team(fake: &Fake) -> [Laptop; 2] {
    let (wren, heron) = (Laptop::new("wren", fake), Laptop::new("heron", fake));
    wren.does(&["team", "begin", PLACE])
        .code(0)
        .says("began a team in s3://riverside-team/pilot/one");
    heron.does(&["team", "join", PLACE, "--words", &wren.words("words")]).code(0);
    wren.does(&["team", "admit", "--words", &heron.words("laptop_words")]).code(0);
    heron.sync();
    wren.sync();
    [wren, heron]
}

#[test]
fn a_team_over_a_bucket_goes_from_the_first_day_to_the_last_and_the_key_is_nowhere() {
    let fake = Fake::start();
    let [wren, heron] = team(&fake);
    let text = "Rang the school before the visit";
    let code = wren.raised(text);
    wren.sync();
    heron.sync();
    assert!(heron.sees(text));
    heron.raised("Moved the handover to nine");
    heron.sync();
    wren.sync();
    assert!(wren.sees("Moved the handover to nine"));
    // What is taken back goes there, and its words lie nowhere in the bucket.
    wren.does(&["audience", &code, "private"]).code(0);
    wren.sync();
    heron.sync();
    assert!(!heron.sees(text));
    wren.does(&["doctor", "--json"]).code(0);
    wren.does(&["doctor"]).code(0);
    wren.does(&["team", "status"]).code(0);
    wren.does(&["team", "members"]).code(0);
    wren.does(&["team", "invite"]).code(0);
    wren.does(&["team", "folder", PLACE]).code(0);
    let files: Vec<(String, Vec<u8>)> = fake.inside().files.clone().into_iter().collect();
    assert!(files.iter().all(|(key, _)| key.starts_with("pilot/one/")), "below the prefix alone");
    let clear =
        |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|at| at == text.as_bytes());
    assert!(!files.iter().any(|(_, bytes)| clear(bytes, "wren") || clear(bytes, "school")));
    heron.does(&["team", "leave", "--take-back", "--yes"]).code(0);
    wren.sync();
    assert!(!wren.sees("Moved the handover to nine"));
    heron.does(&["team", "status"]).code(2).says("in no team");

    // The secret signs, and is sent nowhere.
    assert!(fake.inside().heard.iter().all(|head| !head.contains(CANARY)));
    assert!(fake.inside().heard.iter().any(|head| head.contains(KEY_ID)));
    wren.keeps_the_key();
    heron.keeps_the_key();
}

#[test]
fn a_listing_that_lags_means_only_later_and_what_is_not_ours_is_left_alone() {
    let fake = Fake::start();
    let [wren, heron] = team(&fake);
    fake.inside().files.insert("pilot/one/seg/desktop.ini".into(), b"x".to_vec());
    fake.inside().files.insert("pilot/one/join/A file (1)".into(), b"x".to_vec());
    fake.inside().files.insert("pilot/one/seg/".into(), Vec::new());
    fake.inside().files.insert("elsewhere/seg/1".into(), b"another's".to_vec());
    wren.raised("One of several that come late");
    wren.sync();
    let newest =
        fake.inside().files.keys().filter(|key| key.contains("/seg/")).max().unwrap().clone();
    let last = newest.rsplit('/').next().unwrap().to_owned();
    fake.is(Mode::Lags(last));
    heron.sync();
    heron.sync();
    fake.is(Mode::Sound);
    heron.sync();
    assert!(heron.sees("One of several that come late"));
    let files = fake.inside().files.clone();
    assert_eq!(files["elsewhere/seg/1"], b"another's");
    assert_eq!(files["pilot/one/seg/desktop.ini"], b"x");
}

#[test]
fn many_files_are_asked_for_at_a_time() {
    let fake = Fake::start();
    let [wren, heron] = team(&fake);
    for nth in 0..20 {
        wren.raised(&format!("Note {nth} of a long week"));
        wren.sync();
    }
    fake.inside().most = 0;
    heron.sync();
    assert!(heron.sees("Note 19 of a long week") && heron.sees("Note 0 of a long week"));
    let most = fake.inside().most;
    assert!((4..=16).contains(&most), "{most}");
}

/// What a store says when it refuses, and what is said of it: never its own words.
#[test]
fn whatever_a_store_says_is_said_in_plain_words_with_what_to_do() {
    let fake = Fake::start();
    let [wren, _heron] = team(&fake);
    let error = |code: &str| {
        format!(
            "<Error><Code>{code}</Code><Message>\u{1b}[31mprivate words {CANARY}</Message></Error>"
        )
    };
    wren.raised("Waits until the bucket works again");
    let all: &[&str] = &["GET", "PUT", "DELETE"];
    let writes: &[&str] = &["PUT"];
    for (status, code, methods, says, next) in [
        (
            403,
            "AccessDenied",
            writes,
            "refused: the key is not allowed to write",
            "ask whoever runs",
        ),
        (403, "AccessDenied", all, "refused: the key is not allowed to", "ask whoever runs"),
        (403, "InvalidAccessKeyId", all, "refused the key", "--new-key"),
        (403, "SignatureDoesNotMatch", all, "refused the key", "--new-key"),
        (400, "ExpiredToken", all, "it has run out", "--new-key"),
        (403, "RequestTimeTooSkewed", all, "the clock of this laptop is wrong", "date and time"),
        (404, "NoSuchBucket", all, "is not there", "check the name"),
        (301, "PermanentRedirect", all, "another region", "AWS_REGION"),
        (400, "Nonsense", all, "an answer that cannot be used", "endpoint"),
        (507, "QuotaExceeded", writes, "no space left", "make room"),
    ] {
        fake.is(Mode::Refuses(status, error(code), methods));
        let done = wren.does(&["team", "sync", "--at-once"]).code(3);
        let said = format!("{}{}", done.out, done.err);
        assert!(said.contains("the bucket s3://riverside-team/pilot/one"), "{code}: {said}");
        assert!(said.contains(says) && said.contains(next), "{code}: {said}");
        for never in ["private words", "\u{1b}", "<Code>", code, "http", "127.0.0.1", "Generic"] {
            assert!(!said.contains(never), "{code} says {never:?}: {said}");
        }
    }
    // Nothing answers at all.
    let mut gone = Laptop::new("robin", &fake);
    "http://127.0.0.1:9".clone_into(&mut gone.endpoint);
    let began = Instant::now();
    gone.does(&["team", "begin", PLACE]).code(3).says("cannot be reached").says("HTTPS_PROXY");
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    gone.does(&["team", "status"]).code(2).says("in no team");
    // And then all is well, and nothing was lost.
    fake.is(Mode::Sound);
    wren.sync();
    assert_eq!(wren.status()["left"]["observations"], 1);
    wren.keeps_the_key();
}

#[test]
fn a_store_that_is_silent_keeps_nobody_for_ever() {
    if std::env::var_os("ASDONE_SLOW").is_none() {
        return;
    }
    let fake = Fake::start();
    let [wren, _heron] = team(&fake);
    fake.is(Mode::Silent(Duration::from_secs(300)));
    let began = Instant::now();
    wren.does(&["team", "sync"]).code(3).says("did not answer in time");
    assert!(began.elapsed() < Duration::from_secs(100), "{:?}", began.elapsed());
}

#[test]
fn what_is_no_address_or_no_key_is_refused_and_never_said_again() {
    let fake = Fake::start();
    let mut wren = Laptop::new("wren", &fake);
    let with = format!("s3://{KEY_ID}:{CANARY}@riverside-team/a");
    wren.does(&["team", "begin", &with]).code(2).says("takes no key");
    let endpoint = format!("http://{KEY_ID}:{CANARY}@127.0.0.1:1");
    wren.does(&["team", "begin", PLACE, "--endpoint", &endpoint]).code(2).says("takes no key");
    let token = format!("az://container/a?sig={CANARY}");
    wren.does(&["team", "begin", &token]).code(2).says("takes no key");
    wren.does(&["team", "begin", "sftp://server/team"]).code(2).says("none of a bucket");
    wren.does(&["team", "begin", PLACE, "--endpoint", "http://10.255.255.1:9000"])
        .code(2)
        .says("without encryption")
        .says("--allow-http");
    wren.does(&["team", "begin", "/tmp", "--endpoint", "https://s3.example.org"])
        .code(2)
        .says("this is a folder");
    wren.secret = None;
    wren.does(&["team", "begin", PLACE]).code(2).says("needs a key").says("AWS_ACCESS_KEY_ID");
    wren.does(&["team", "begin", PLACE, "--new-key"]).code(2).says("nobody is there to type");
    assert!(fake.inside().heard.is_empty(), "nothing was asked of anybody");
    wren.keeps_the_key();
}

#[test]
fn where_the_key_of_the_environment_is_gone_it_is_said_and_the_study_goes_on() {
    let fake = Fake::start();
    let [mut wren, _heron] = team(&fake);
    wren.secret = None;
    wren.does(&["add", "Written without any key"]).code(0);
    wren.does(&["team", "sync"]).code(2).says("needs a key").says("--new-key");
    // What it knows of its team it shows all the same.
    assert!(wren.status()["to_decide"].to_string().contains("needs a key"));
}
