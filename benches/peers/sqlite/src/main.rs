//! Times SQLite statements in process.
//!
//! `peer-sqlite FILE SECONDS TIMES NAME SQL [NAME SQL]...`
//!
//! Each SQL is one piece of work: statements with semicolons between them, none within a literal.
//! It is done in two ways, TIMES times each or until SECONDS are over: *fresh* opens the database,
//! does the work and closes; *open* does it on a connection that stays open, its statements
//! prepared. A NAME that begins with `+` changes the database and is done in the open way only.
//! Every statement is read to its last row. Rows of the output, with tabs between the columns:
//!
//! ```text
//! NAME  fresh|open  rows read  sum of the whole numbers read  nanoseconds of each time
//! ```

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::types::ValueRef;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, seconds, times, works @ ..] = arguments.as_slice() else {
        return Err("usage: peer-sqlite FILE SECONDS TIMES NAME SQL [NAME SQL]...".into());
    };
    let file = Path::new(file);
    let limit =
        Limit { times: times.parse()?, spent: Duration::try_from_secs_f64(seconds.parse()?)? };
    println!("version\t{}", rusqlite::version());
    for work in works.chunks_exact(2) {
        let [name, sql] = work else { continue };
        let changes = name.starts_with('+');
        let connection = open(file)?;
        report(name, "open", limit.time(|| run(&connection, sql))?);
        drop(connection);
        if !changes {
            report(name, "fresh", limit.time(|| run(&open(file)?, sql))?);
        }
    }
    Ok(())
}

/// A connection on which a commit is on the disk when it says so.
fn open(file: &Path) -> Outcome<Connection> {
    let connection = Connection::open(file)?;
    connection.execute_batch("PRAGMA synchronous = FULL")?;
    Ok(connection)
}

/// What a piece of work read: enough to see that it was the work that was meant.
#[derive(Clone, Copy, Default)]
struct Read {
    rows: u64,
    sum: i64,
}

fn run(connection: &Connection, sql: &str) -> Outcome<Read> {
    let mut read = Read::default();
    for statement in sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        let mut statement = connection.prepare_cached(statement)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            read.rows += 1;
            for column in 0..columns {
                if let ValueRef::Integer(number) = row.get_ref(column)? {
                    read.sum += number;
                }
            }
        }
    }
    Ok(read)
}

/// How often a piece of work is repeated.
struct Limit {
    times: usize,
    spent: Duration,
}

impl Limit {
    /// Times `work`, after one run that warms the caches and is not counted.
    fn time(&self, work: impl Fn() -> Outcome<Read>) -> Outcome<(Read, Vec<Duration>)> {
        let begun = Instant::now();
        let read = work()?;
        let mut taken = Vec::with_capacity(self.times);
        while taken.is_empty() || (taken.len() < self.times && begun.elapsed() < self.spent) {
            let start = Instant::now();
            work()?;
            taken.push(start.elapsed());
        }
        Ok((read, taken))
    }
}

fn report(name: &str, how: &str, (read, taken): (Read, Vec<Duration>)) {
    let taken: Vec<String> = taken.iter().map(|time| time.as_nanos().to_string()).collect();
    println!("{name}\t{how}\t{}\t{}\t{}", read.rows, read.sum, taken.join(" "));
}
