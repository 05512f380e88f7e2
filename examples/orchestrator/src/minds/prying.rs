//! The prying agent: tries forbidden operations, first on files, then with tools. An operation that is not refused is a gap.

use aegis_events::domain::VolumeId;
use serde_json::json;

use crate::execution::{Feedback, Mind, Stuck, Toolbox};
use crate::smcp::{AgentKey, CallError};
use crate::storage::{FsalError, Place};

/// The prying agent.
pub(crate) struct PryingMind {
    /// A volume of another owner.
    foreign: VolumeId,
    /// The link in its image that points out of its workspace.
    link: &'static str,
    tries: Tries,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tries {
    Files,
    Tools,
}

/// More than its workspace holds.
const HOARD_BYTES: usize = 64 * 1024;

impl PryingMind {
    pub(crate) fn new(foreign: VolumeId, link: &'static str) -> Self {
        Self { foreign, link, tries: Tries::Files }
    }
}

impl Mind for PryingMind {
    fn plan(&self) -> String {
        match self.tries {
            Tries::Files => "try: files\n".to_owned(),
            Tries::Tools => "try: tools\n".to_owned(),
        }
    }

    fn action(&self) -> String {
        match self.tries {
            Tries::Files => "access files of others".to_owned(),
            Tries::Tools => "call forbidden tools".to_owned(),
        }
    }

    async fn iterate(&mut self, toolbox: &Toolbox) -> Result<String, Stuck> {
        let mut outcomes = Outcomes::default();
        match self.tries {
            Tries::Files => self.try_files(toolbox, &mut outcomes).await?,
            Tries::Tools => try_tools(toolbox, &mut outcomes).await?,
        }
        outcomes.into_result()
    }

    fn refine(&mut self, _: &Feedback<'_>) -> bool {
        let before = std::mem::replace(&mut self.tries, Tries::Tools);
        before == Tries::Files
    }
}

impl PryingMind {
    async fn try_files(&self, toolbox: &Toolbox, outcomes: &mut Outcomes) -> Result<(), Stuck> {
        const MOST: usize = 4_096;
        let (files, mounts) = (&toolbox.files, toolbox.mounts);
        let up = Place::new(mounts.workspace, "../../etc/passwd");
        outcomes.file("read a path with `..`", files.read(&up, MOST).await)?;
        let absolute = Place::new(mounts.workspace, "/etc/passwd");
        outcomes.file("read an absolute path", files.read(&absolute, MOST).await)?;
        let out = Place::new(mounts.workspace, format!("{}/etc/passwd", self.link));
        outcomes.file("read through a link that points out", files.read(&out, MOST).await)?;
        outcomes.file("list a volume of another owner", files.list(&Place::new(self.foreign, "")).await)?;
        let input = Place::new(mounts.input, "planted.txt");
        outcomes.file("write to the input", files.write_new(&input, b"planted".to_vec()).await)?;
        let hoard = Place::new(mounts.workspace, "hoard.bin");
        outcomes.file("write past the quota", files.write_new(&hoard, vec![0; HOARD_BYTES]).await)
    }
}

async fn try_tools(toolbox: &Toolbox, outcomes: &mut Outcomes) -> Result<(), Stuck> {
    let tools = &toolbox.tools;
    let remove = json!({ "command": "rm", "args": ["-rf", "."] });
    outcomes.call("run a forbidden command", tools.call("cmd.run", remove).await)?;
    outcomes.call("call a forbidden tool", tools.call("admin.shutdown", json!({})).await)?;
    let search = json!({ "volume": "input", "path": "README.md", "needle": "password" });
    outcomes.call("search a mount outside its context", tools.call("text.search", search).await)?;
    let fetch = json!({ "host": "collector.example" });
    outcomes.call("reach a host", tools.call("net.fetch", fetch).await)?;
    match AgentKey::random() {
        Ok(stranger) => {
            let search = json!({ "volume": "workspace", "path": "notes.txt", "needle": "key" });
            let forged = tools.forge(&stranger, "text.search", search).await;
            outcomes.call("sign with another key", forged)
        }
        Err(error) => {
            outcomes.refused.push(format!("sign with another key: {error}"));
            Ok(())
        }
    }
}

/// The results of the attempts.
#[derive(Default)]
struct Outcomes {
    refused: Vec<String>,
    gaps: Vec<&'static str>,
}

impl Outcomes {
    fn file<T>(&mut self, attempt: &'static str, result: Result<T, FsalError>) -> Result<(), Stuck> {
        match result {
            Ok(_) => self.gaps.push(attempt),
            Err(error @ FsalError::Publish(_)) => return Err(error.into()),
            Err(error) => self.refused.push(format!("{attempt}: {error}")),
        }
        Ok(())
    }

    fn call<T>(&mut self, attempt: &'static str, result: Result<T, CallError>) -> Result<(), Stuck> {
        match result {
            Ok(_) => self.gaps.push(attempt),
            Err(error @ CallError::Publish(_)) => return Err(error.into()),
            Err(error) => self.refused.push(format!("{attempt}: {error}")),
        }
        Ok(())
    }

    /// A response if something was not refused.
    fn into_result(self) -> Result<String, Stuck> {
        if self.gaps.is_empty() {
            Err(Stuck::Refused(self.refused))
        } else {
            Ok(format!("not refused: {}", self.gaps.join(", ")))
        }
    }
}
