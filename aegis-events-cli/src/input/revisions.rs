//! The git revisions of a file.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::STDIN;
use super::git::{git, no_git};
use crate::out::Failure;
use crate::output::folder;

/// The length of shown ids. A fixed length, because git's own choice differs between clones.
const SHOWN_ID: usize = 10;

/// The alternative without git.
const WITHOUT: &str = "leave out `--history`";

/// A revision that changed the file.
pub(crate) struct Revision {
    /// The abbreviated commit id.
    pub(crate) id: String,
    /// The author's date, `2026-01-31`.
    pub(crate) date: String,
    /// The first line of the commit message.
    pub(crate) subject: String,
    /// The file's content in git's terms: `<commit>:<path>`.
    object: String,
}

/// All revisions of a file, oldest first, including former paths.
pub(crate) fn revisions(path: &Path) -> Result<Vec<Revision>, Failure> {
    let (folder, name) = (folder(path), name(path)?);
    let output = git(folder)
        .args(["-c", "log.showSignature=false", "log", "--follow", "-z", "--name-only", "--no-color", "--no-ext-diff"])
        .args(["--format=%x1e%H%x1f%as%x1f%s", "--"])
        .arg(name)
        .output()
        .map_err(|error| no_git(&error, WITHOUT))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(no_history(path, message.trim())));
    }
    let log = String::from_utf8_lossy(&output.stdout);
    let mut revisions: Vec<Revision> = log.split('\u{1e}').filter_map(revision).collect();
    revisions.reverse();
    Ok(revisions)
}

fn no_history(path: &Path, message: &str) -> String {
    let path = path.display();
    if message.contains("not a git repository") {
        format!("`{path}` is not in a git repository\n  {WITHOUT}")
    } else if message.contains("does not have any commits") {
        format!("the git repository around `{path}` has no commits\n  commit the file, or {WITHOUT}")
    } else {
        format!("git has no history of `{path}`: {message}\n  {WITHOUT}")
    }
}

/// `<id>␟<day>␟<subject>␀␤<path>␀`
fn revision(entry: &str) -> Option<Revision> {
    let (head, path) = entry.split_once('\0')?;
    let path = path.trim_matches(|c| c == '\0' || c == '\n');
    let mut parts = head.splitn(3, '\u{1f}');
    let (id, date, subject) = (parts.next()?, parts.next()?, parts.next()?);
    // A merge names no file.
    (!path.is_empty()).then(|| Revision {
        id: id.chars().take(SHOWN_ID).collect(),
        date: date.to_owned(),
        subject: subject.to_owned(),
        object: format!("{id}:{path}"),
    })
}

/// Reads the contents at revisions through one git process.
pub(crate) struct Contents {
    child: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Contents {
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        let mut child = git(folder(path))
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| no_git(&error, WITHOUT))?;
        let (Some(ask), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Failure::new("cannot write to git"));
        };
        Ok(Self { child, ask: Some(ask), answers: BufReader::new(answers) })
    }

    /// The content at a revision; `None` if the file did not exist.
    pub(crate) fn at(&mut self, revision: &Revision) -> Result<Option<Vec<u8>>, Failure> {
        self.read(revision).map_err(|error| {
            Failure::new(format!("cannot read the catalog as it was at {}: git ended: {error}", revision.id))
        })
    }

    fn read(&mut self, revision: &Revision) -> io::Result<Option<Vec<u8>>> {
        let Some(ask) = &mut self.ask else { return Ok(None) };
        writeln!(ask, "{}", revision.object)?;
        ask.flush()?;
        let mut head = String::new();
        if self.answers.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // `<id> blob <length>`, or `<object> missing`
        let mut words = head.trim_end().rsplit(' ');
        let length = words.next().and_then(|word| word.parse::<u64>().ok());
        let (Some(length), Some("blob")) = (length, words.next()) else {
            return Ok(None);
        };
        let mut content = Vec::new();
        self.answers.by_ref().take(length + 1).read_to_end(&mut content)?;
        content.pop();
        Ok(Some(content))
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        // Git ends when its input is closed.
        drop(self.ask.take());
        let _ = self.child.wait();
    }
}

fn name(path: &Path) -> Result<&std::ffi::OsStr, Failure> {
    match path.file_name() {
        Some(name) if path.as_os_str() != STDIN => Ok(name),
        _ => Err(Failure::new("the standard input has no git history\n  name the file, or omit `--history`")),
    }
}
