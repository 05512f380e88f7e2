//! A temporary folder per test, and the command in it.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use expect_test::Expect;
use tempfile::TempDir;

/// A small valid catalog.
pub(crate) const SMALL: &str = r#"[catalog]
name = "demo"

[types.VolumeId]
is = "Uuid"

[keys]
volume_id = "VolumeId"

[publishers.VolumeManager]

[subscribers.Log]
consumes = ["Volume"]

[families.Volume]
published_by = ["VolumeManager"]

[events.Volume.VolumeCreated]
when = "Volume provisioned"
[events.Volume.VolumeCreated.fields]
volume_id  = "VolumeId"
size       = "u64"
created_at = "Timestamp"

[events.Volume.VolumeDeleted]
when = "Volume gone"
[events.Volume.VolumeDeleted.fields]
volume_id = "VolumeId"
"#;

pub(crate) struct Folder {
    folder: TempDir,
}

/// The result of a command.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// With a `catalog.toml`.
    pub(crate) fn with(catalog: &str) -> Self {
        let folder = Self::new();
        folder.write("catalog.toml", catalog);
        folder
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// All entries, including hidden files.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<String> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(Path::new(env!("CARGO_BIN_EXE_aegis-events")), arguments)
    }

    pub(crate) fn command_of(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.path());
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(variable);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    /// Compares the result of a command; this folder's path is `FOLDER`.
    pub(crate) fn check(&self, arguments: &[&str], expect: Expect) {
        self.check_ran(self.run(arguments), expect);
    }

    pub(crate) fn check_ran(&self, ran: Ran, expect: Expect) {
        expect.assert_eq(&ran.to_string().replace(self.path().to_str().unwrap(), "FOLDER"));
    }

    /// Commits all files, with a tag.
    pub(crate) fn commit(&self, tag: &str) {
        if !self.path().join(".git").exists() {
            self.git(&["init", "-q"]);
        }
        self.git(&["add", "-A"]);
        self.git(&["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false", "commit", "-qm", tag]);
        self.git(&["tag", tag]);
    }

    fn git(&self, arguments: &[&str]) {
        let mut git = self.command_of(Path::new("git"), arguments);
        let done = git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null").output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        let Output { status, stdout, stderr } = output;
        Self { code: status.code(), out: String::from_utf8(stdout).unwrap(), err: String::from_utf8(stderr).unwrap() }
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.out)?;
        if !self.err.is_empty() {
            writeln!(f, "── stderr ──\n{}", self.err.trim_end())?;
        }
        match self.code {
            Some(code) => writeln!(f, "── exit code {code} ──"),
            None => writeln!(f, "── killed ──"),
        }
    }
}
