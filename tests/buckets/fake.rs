//! A store on loopback that speaks as S3 does, as far as it is spoken to here, and does as it is told:
//! refuses, lags, answers in small pages, or says nothing at all. It keeps whatever it was sent.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

/// How it answers.
#[derive(Clone, Default)]
pub(crate) enum Mode {
    #[default]
    Sound,
    /// With this status and body, where the method is one of these.
    Refuses(u16, String, &'static [&'static str]),
    /// Not at all, for so long.
    Silent(Duration),
    /// Listings lack everything whose name ends so.
    Lags(String),
}

#[derive(Default)]
pub(crate) struct Inside {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// The head of every request.
    pub(crate) heard: Vec<String>,
    pub(crate) mode: Mode,
    /// The most requests that were under way at one time.
    pub(crate) most: usize,
    now: usize,
}

#[derive(Clone)]
pub(crate) struct Fake {
    inside: Arc<Mutex<Inside>>,
    pub(crate) port: u16,
}

/// So many names stand on one page of a listing.
const PAGE: usize = 3;

impl Fake {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let fake = Self { inside: Arc::default(), port: listener.local_addr().unwrap().port() };
        let serving = fake.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                thread::spawn(move || serving.serve(stream));
            }
        });
        fake
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    pub(crate) fn is(&self, mode: Mode) {
        self.inside().mode = mode;
    }

    fn serve(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut stream = stream;
        while let Some((head, body)) = request(&mut reader) {
            {
                let mut inside = self.inside();
                inside.heard.push(head.clone());
                inside.now += 1;
                inside.most = inside.most.max(inside.now);
            }
            let answer = self.answer(&head, body);
            self.inside().now -= 1;
            let Some(answer) = answer else { return };
            if stream.write_all(&answer).is_err() {
                return;
            }
        }
    }

    fn answer(&self, head: &str, body: Vec<u8>) -> Option<Vec<u8>> {
        let mut words = head.split_whitespace();
        let (method, target) = (words.next()?, words.next()?);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mode = self.inside().mode.clone();
        let mut hidden = None;
        match mode {
            Mode::Sound => {}
            Mode::Refuses(status, body, methods) if methods.contains(&method) => {
                return Some(said(status, "", body.as_bytes()));
            }
            Mode::Refuses(..) => {}
            Mode::Silent(long) => {
                thread::sleep(long);
                return None;
            }
            Mode::Lags(end) => hidden = Some(end),
        }
        // As a store that is some way off.
        thread::sleep(Duration::from_millis(2));
        let path = decoded(path.trim_start_matches('/'));
        let (_bucket, key) = path.split_once('/').unwrap_or((&path, ""));
        let mut inside = self.inside();
        Some(match method {
            "GET" if query.contains("list-type=2") => {
                said(200, "", listing(&inside.files, query, hidden.as_deref()).as_bytes())
            }
            "GET" => match inside.files.get(key) {
                Some(bytes) => said(200, "", bytes),
                None => said(404, "", b"<Error><Code>NoSuchKey</Code></Error>"),
            },
            "PUT" => {
                inside.files.insert(key.to_owned(), body);
                said(200, "", b"")
            }
            "DELETE" => {
                inside.files.remove(key);
                said(204, "", b"")
            }
            _ => said(400, "", b""),
        })
    }
}

fn request(reader: &mut impl BufRead) -> Option<(String, Vec<u8>)> {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((head, body))
}

fn said(status: u16, more: &str, body: &[u8]) -> Vec<u8> {
    let mut answer = format!(
        "HTTP/1.1 {status} Said\r\nContent-Length: {}\r\nETag: \"1\"\r\n\
         Last-Modified: Sun, 29 Nov 2026 18:00:00 GMT\r\n{more}\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend_from_slice(body);
    answer
}

fn decoded(text: &str) -> String {
    let (mut out, mut bytes) = (Vec::new(), text.bytes());
    while let Some(b) = bytes.next() {
        match b {
            b'%' => {
                let hex: String = bytes.by_ref().take(2).map(char::from).collect();
                out.push(u8::from_str_radix(&hex, 16).unwrap());
            }
            b => out.push(b),
        }
    }
    String::from_utf8(out).unwrap()
}

fn listing(files: &BTreeMap<String, Vec<u8>>, query: &str, hidden: Option<&str>) -> String {
    let value = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| decoded(value))
    };
    let (prefix, after) = (value("prefix").unwrap_or_default(), value("continuation-token"));
    let mut rows: Vec<(String, Option<usize>)> = Vec::new();
    for (key, bytes) in files {
        let Some(rest) = key.strip_prefix(&prefix) else { continue };
        if hidden.is_some_and(|end| key.ends_with(end)) {
            continue;
        }
        let row = match rest.split_once('/').filter(|_| value("delimiter").is_some()) {
            Some((part, _)) => (format!("{prefix}{part}/"), None),
            None => (key.clone(), Some(bytes.len())),
        };
        if rows.last() != Some(&row) {
            rows.push(row);
        }
    }
    rows.retain(|(key, _)| after.as_ref().is_none_or(|after| key > after));
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let mut out = String::from("<?xml version=\"1.0\"?><ListBucketResult>");
    for (key, size) in &rows {
        match size {
            Some(size) => out.push_str(&format!(
                "<Contents><Key>{key}</Key><LastModified>2026-11-29T18:00:00.000Z</LastModified>\
                 <ETag>\"1\"</ETag><Size>{size}</Size></Contents>"
            )),
            None => {
                out.push_str(&format!("<CommonPrefixes><Prefix>{key}</Prefix></CommonPrefixes>"))
            }
        }
    }
    if more {
        let (last, _) = rows.last().unwrap();
        out.push_str(&format!("<NextContinuationToken>{last}</NextContinuationToken>"));
    }
    out.push_str("</ListBucketResult>");
    out
}
