//! What is left when a test's process ends: nothing. And a server of the user is left alone.
//!
//! Both need processes of their own: this program runs itself again, one ignored test of it, in another environment.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use aegis_events_test_servers::Postgres;

/// How long the supervisor may take to clear up. It takes less than a second; the rest is for busy machines.
const DEADLINE: Duration = Duration::from_secs(60);

#[test]
fn a_killed_test_process_leaves_nothing() {
    let folder = folder();
    let mut test = again("child_with_servers", &[("TMPDIR", folder.path().to_str().unwrap())]).spawn().unwrap();
    let mut lines = lines(&mut test);
    let servers: Vec<_> = (0..2).map(|_| said(&mut lines, "server ")).collect();
    assert!(servers.iter().all(|server| runs(server)));
    test.kill().unwrap();
    test.wait().unwrap();
    eventually(|| is_empty(folder.path()), "the folders are removed");
    eventually(|| !servers.iter().any(|server| runs(server)), "the servers have ended");
}

#[test]
fn a_test_process_that_is_killed_while_a_server_starts_leaves_nothing() {
    let folder = folder();
    // Each round kills at another step of the start, as the folder shows it.
    let steps: [fn(&Path) -> bool; 4] = [
        |_| true,
        |run| run.join("data/base").exists(),
        |run| run.join("running/process_id").exists(),
        |run| run.join("data/postmaster.pid").exists(),
    ];
    for has_come_to_step in steps {
        let mut test = again("child_with_servers", &[("TMPDIR", folder.path().to_str().unwrap())]).spawn().unwrap();
        let mut server = None;
        eventually(
            || {
                let Some(run) = fs::read_dir(folder.path()).unwrap().flatten().next() else { return false };
                server = fs::read_to_string(run.path().join("running/process_id")).ok();
                has_come_to_step(&run.path())
            },
            "the server comes to the step",
        );
        test.kill().unwrap();
        test.wait().unwrap();
        eventually(|| is_empty(folder.path()), "the folders are removed");
        eventually(|| !server.as_deref().is_some_and(|server| runs(server.trim())), "the server has ended");
    }
}

#[test]
fn a_server_that_is_dropped_while_a_test_panics_leaves_nothing() {
    let (mut folder, mut process) = (None, None);
    let test = catch_unwind(AssertUnwindSafe(|| {
        let server = Postgres::start();
        folder = Some(server.data_folder().to_owned());
        process = server.process_id();
        panic!("as a failing test does");
    }));
    assert!(test.is_err());
    assert!(!folder.unwrap().exists());
    assert!(!runs(&process.unwrap().to_string()));
}

#[test]
fn a_killed_server_that_is_not_started_again_leaves_no_shared_memory() {
    let server = Postgres::start();
    let text = fs::read_to_string(server.data_folder().join("postmaster.pid")).unwrap();
    let shared_memory = text.lines().nth(6).unwrap().split_whitespace().nth(1).unwrap().to_owned();
    // Only Linux lists it in a file.
    let is_there = || {
        let list = fs::read_to_string("/proc/sysvipc/shm").unwrap_or_default();
        list.lines().any(|line| line.split_whitespace().nth(1) == Some(&shared_memory))
    };
    assert_eq!(is_there(), cfg!(target_os = "linux"));
    server.kill();
    drop(server);
    eventually(|| !is_there(), "the shared memory is removed");
}

#[test]
fn a_server_of_the_user_is_shared_and_left_alone() {
    let of_user = Postgres::start();
    let url = format!("{}?application_name=of_user", of_user.url());
    let test = again("child_with_database_url", &[("DATABASE_URL", &url)]).output().unwrap();
    assert!(test.status.success(), "{}", String::from_utf8_lossy(&test.stderr));
}

#[test]
fn without_postgresql_the_panic_says_how_to_install_it() {
    // Debian's folder of versions is searched whatever `PATH` says: where it exists, there is nothing to miss.
    if Path::new("/usr/lib/postgresql").exists() {
        return;
    }
    let test = again("child_with_servers", &[("PATH", "/nowhere")]).output().unwrap();
    assert!(String::from_utf8_lossy(&test.stderr).contains("cargo xtask test"));
}

#[test]
#[ignore = "run by a test above, in a process of its own"]
fn child_with_servers() {
    let own = Postgres::start();
    println!("server {}", own.process_id().unwrap());
    println!("server {}", Postgres::shared().process_id().unwrap());
    // Until it is killed.
    loop {
        thread::park();
    }
}

#[test]
#[ignore = "run by a test above, in a process of its own"]
fn child_with_database_url() {
    let shared = Postgres::shared();
    assert!(!shared.is_private());
    let database = shared.create_database();
    assert!(database.url.ends_with("?application_name=of_user"), "{}", database.url);
    assert_eq!(shared.query(&database, "SELECT current_database()"), [database.name.as_str()]);
    for change in [Postgres::stop, Postgres::kill, Postgres::start_again] {
        assert!(catch_unwind(|| change(shared)).is_err());
    }
    assert_eq!(shared.query(&database, "SELECT 1"), ["1"]);
    assert!(Postgres::start().is_private());
}

/// This program again, one of its ignored tests.
fn again(test: &str, environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env_remove("DATABASE_URL")
        .envs(environment.iter().copied())
        .stdout(Stdio::piped());
    command
}

/// A folder for temporary files that everybody can reach.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("aegis-left-").tempdir_in("/tmp").expect("/tmp can be written");
    Command::new("chmod").arg("755").arg(folder.path()).status().expect("chmod starts");
    folder
}

fn lines(test: &mut Child) -> Lines<BufReader<ChildStdout>> {
    BufReader::new(test.stdout.take().expect("the output is piped")).lines()
}

/// The rest of the next line that begins so; the test harness writes lines of its own.
fn said(lines: &mut Lines<BufReader<ChildStdout>>, begin: &str) -> String {
    lines.find_map(|line| Some(line.ok()?.split_once(begin)?.1.to_owned())).expect("the child has said it")
}

fn runs(process: &str) -> bool {
    let status = Command::new("sh").args(["-c", "kill -0 \"$1\"", "sh", process]).stderr(Stdio::null()).status();
    status.expect("sh starts").success()
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).expect("the folder is there").next().is_none()
}

fn eventually(mut is_so: impl FnMut() -> bool, what: &str) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}
