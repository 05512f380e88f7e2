//! After a test's process has ended, nothing of its servers is left; a user's server is not changed.
//!
//! Both need separate processes: this program starts itself again with one ignored test and another environment.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use aegis_events_test_servers::Postgres;

/// How long the supervisor may take to clean up. It takes less than a second unless the machine is busy.
const DEADLINE: Duration = Duration::from_secs(60);

#[test]
fn a_killed_test_process_leaves_nothing() {
    let folder = folder();
    let mut test = again("child_with_servers", &[("TMPDIR", folder.path().to_str().unwrap())]).spawn().unwrap();
    let mut lines = lines(&mut test);
    let servers: Vec<_> = (0..2).map(|_| printed(&mut lines, "server ")).collect();
    assert!(servers.iter().all(|server| runs(server)));
    test.kill().unwrap();
    test.wait().unwrap();
    eventually(|| is_empty(folder.path()), "the folders are removed");
    eventually(|| !servers.iter().any(|server| runs(server)), "the servers have ended");
}

#[test]
fn a_kill_during_a_server_start_leaves_nothing() {
    let folder = folder();
    // Each round kills at another step of the start, seen by the files in the folder.
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
fn a_panicking_test_leaves_nothing() {
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
fn a_killed_server_leaves_no_shared_memory() {
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
fn a_server_of_the_user_is_shared_and_not_changed() {
    let of_user = Postgres::start();
    let url = format!("{}?application_name=of_user", of_user.url());
    let test = again("child_with_database_url", &[("DATABASE_URL", &url)]).output().unwrap();
    assert!(test.status.success(), "{}", String::from_utf8_lossy(&test.stderr));
}

#[test]
fn without_postgresql_the_panic_names_the_installation() {
    // Debian's folder of versions is searched regardless of `PATH`.
    if Path::new("/usr/lib/postgresql").exists() {
        return;
    }
    let test = again("child_with_servers", &[("PATH", "/nowhere")]).output().unwrap();
    assert!(String::from_utf8_lossy(&test.stderr).contains("cargo xtask test"));
}

#[test]
#[ignore = "run by a test above, in a separate process"]
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
#[ignore = "run by a test above, in a separate process"]
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

/// This program with one of its ignored tests.
fn again(test: &str, environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env_remove("DATABASE_URL")
        .envs(environment.iter().copied())
        .stdout(Stdio::piped());
    command
}

/// A folder for temporary files that every user can read.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("aegis-left-").tempdir_in("/tmp").expect("/tmp can be written");
    Command::new("chmod").arg("755").arg(folder.path()).status().expect("chmod starts");
    folder
}

fn lines(test: &mut Child) -> Lines<BufReader<ChildStdout>> {
    BufReader::new(test.stdout.take().expect("the output is piped")).lines()
}

/// The rest of the next line with this beginning; the test harness writes other lines.
fn printed(lines: &mut Lines<BufReader<ChildStdout>>, begin: &str) -> String {
    lines.find_map(|line| Some(line.ok()?.split_once(begin)?.1.to_owned())).expect("the child prints the line")
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
