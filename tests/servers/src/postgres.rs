//! A PostgreSQL for tests: started here, or the one that `DATABASE_URL` names.

use std::collections::BTreeSet;
use std::path::Path;
use std::process;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::find;
use crate::private::Private;
use crate::psql::{Psql, literal, with_database};

/// Overrides [`Postgres::shared`]: the tests create their databases on this server.
const OVERRIDE: &str = "DATABASE_URL";

const INSTALL: &str = "`cargo xtask test` installs it; by hand: apt-get install postgresql";

/// How long cut connections may take to end. They end immediately unless the machine is busy.
const CUT_DEADLINE: Duration = Duration::from_secs(30);

/// The pause between two checks whether connections have ended.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A PostgreSQL for tests.
///
/// A private server has its own data folder and listens only on 127.0.0.1, at its own port. It is durable (`fsync` is on), so a test may
/// [`kill`](Postgres::kill) it. Process and data are removed when this value is dropped or the test's process ends, even by `kill -9`.
///
/// All methods block, and panic with the reason if they fail: a test has no way to handle the error.
#[derive(Debug)]
pub struct Postgres {
    server: Server,
    psql: Psql,
}

/// A database for one test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    /// Its name: small letters, digits and underscores.
    pub name: String,
    /// The address to connect to.
    pub url: String,
}

#[derive(Debug)]
enum Server {
    Private(Box<Private>),
    /// The user's. Tests only create databases on it.
    OfUser {
        url: String,
    },
}

impl Postgres {
    /// Starts a private server, even if `DATABASE_URL` is set. It takes about a second.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start; the text contains the server's log.
    pub fn start() -> Postgres {
        Postgres::start_private(None)
    }

    /// Starts a private server whose data is in a new folder inside `folder`, for example on a small tmpfs. An empty server
    /// takes about 30 MB, and its write-ahead log grows by up to 32 MB. Its log of messages is elsewhere.
    ///
    /// # Panics
    /// As [`start`](Postgres::start), and if the user who runs the server cannot reach the folder.
    pub fn start_in(folder: &Path) -> Postgres {
        Postgres::start_private(Some(folder))
    }

    /// The server that the tests of this process share, started on first use: the one that `DATABASE_URL` names if that is set,
    /// else a private one. A test that stops its server needs [`start`](Postgres::start).
    pub fn shared() -> &'static Postgres {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| match std::env::var(OVERRIDE) {
            Ok(url) if !url.is_empty() => Postgres::of_user(url),
            _ => Postgres::start(),
        })
    }

    /// Whether this process started the server: `false` if `DATABASE_URL` named it.
    pub fn is_private(&self) -> bool {
        matches!(self.server, Server::Private(_))
    }

    /// The address to connect to: the database `postgres` of a private server, else `DATABASE_URL`.
    pub fn url(&self) -> String {
        match &self.server {
            Server::Private(server) => format!("postgres://postgres@127.0.0.1:{}/postgres", server.port),
            Server::OfUser { url } => url.clone(),
        }
    }

    /// Creates an empty database with a unique name, in UTF-8 and ordered by code points. It exists as long as the server; on a
    /// user's server it stays.
    pub fn create_database(&self) -> Database {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        // Process ids are reused, and several machines may share a server, so the name contains the time.
        let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("aegis_test_{}_{now:x}_{number}", process::id());
        // `template1` may have content; `template0` is empty on every server.
        self.run(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"));
        Database { url: with_database(&self.url(), &name), name }
    }

    /// Runs one statement in a database and returns its rows, columns separated by `|`.
    pub fn query(&self, database: &Database, statement: &str) -> Vec<String> {
        self.psql.run(&database.url, statement)
    }

    /// Cuts all connections to a database with `pg_terminate_backend`, waits until they have ended, and returns their number. New
    /// connections are possible immediately.
    pub fn cut_connections(&self, database: &str) -> usize {
        let database = literal(database);
        let cut: BTreeSet<String> = self
            .run(&format!(
                // The function is in the select list, which only chosen rows reach; a condition may run on others.
                "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = {database} AND pid <> pg_backend_pid()"
            ))
            .into_iter()
            .filter_map(|row| Some(row.split_once('|')?.0.to_owned()))
            .collect();
        let begun = Instant::now();
        while self.run("SELECT pid FROM pg_stat_activity").iter().any(|process| cut.contains(process)) {
            assert!(begun.elapsed() < CUT_DEADLINE, "connections to {database} have not ended within {CUT_DEADLINE:?}");
            thread::sleep(LOOK_EVERY);
        }
        cut.len()
    }

    /// Stops the server and disconnects its clients (`pg_ctl stop -m fast`). Returns when its process has ended.
    ///
    /// # Panics
    /// If it does not run, or is not [private](Postgres::is_private).
    pub fn stop(&self) {
        self.private("stop").stop();
    }

    /// Kills the server's process with `kill -9`: a crash. Returns when that process has ended; the processes of its connections end
    /// soon after, a busy one a little later.
    ///
    /// # Panics
    /// If it does not run, or is not [private](Postgres::is_private).
    pub fn kill(&self) {
        self.private("kill").kill();
    }

    /// Starts the server again on the same data and port, after [`stop`](Postgres::stop), [`kill`](Postgres::kill) or its own end.
    /// Returns when it has recovered and accepts connections.
    ///
    /// # Panics
    /// If it already runs, does not start, or is not [private](Postgres::is_private).
    pub fn start_again(&self) {
        self.private("start again").start_again();
    }

    /// The folder of a [private](Postgres::is_private) server's data.
    pub fn data_folder(&self) -> &Path {
        &self.private("look at the data of").folders.data
    }

    /// The process id of a [private](Postgres::is_private) server, while it runs.
    pub fn process_id(&self) -> Option<u32> {
        self.private("look at the process of").process_id()
    }

    fn start_private(place_of_data: Option<&Path>) -> Postgres {
        let programs = find::postgres().unwrap_or_else(|| panic!("PostgreSQL is not installed; help: {INSTALL}"));
        let psql = Psql::for_private_server(programs.psql.clone());
        Postgres { server: Server::Private(Box::new(Private::start(programs, place_of_data))), psql }
    }

    fn of_user(url: String) -> Postgres {
        let program = find::psql().unwrap_or_else(|| panic!("`psql` is not installed; help: {INSTALL}"));
        Postgres { server: Server::OfUser { url }, psql: Psql::for_server_of_user(program) }
    }

    fn run(&self, statement: &str) -> Vec<String> {
        self.psql.run(&self.url(), statement)
    }

    fn private(&self, what: &str) -> &Private {
        match &self.server {
            Server::Private(server) => server,
            Server::OfUser { .. } => panic!(
                "tests must not {what} the server of {OVERRIDE}; help: use Postgres::start(), or check is_private() first"
            ),
        }
    }
}
