//! Counts words with a swarm: each child counts a part of the files and appends its count to a shared file.

use std::sync::Arc;

use super::walk::Survey;
use crate::execution::{Stuck, Toolbox};
use crate::storage::{AegisFsal, Caller, Files, FsalError, Place};
use crate::swarm::{Child, LockRequest, SwarmError, SwarmSpec};

/// The limit of the swarm, and the number of children that the surveyor requests.
const MOST_CHILDREN: usize = 3;
const WANTED_CHILDREN: usize = 4;

/// The shared file, and the name of the lock on it.
const SHARED: &str = "words.txt";

/// Size limit of the shared file: a line for each child.
const SHARED_BYTES: usize = 4_096;

/// The part of one child.
struct Part {
    paths: Vec<String>,
    most_bytes: usize,
}

/// The words of all text files, one number for each child.
pub(crate) async fn count_words(toolbox: &Toolbox, survey: &Survey, most_bytes: usize) -> Result<Vec<u64>, Stuck> {
    let swarms = &toolbox.swarms;
    let spec = SwarmSpec { parent: toolbox.run, mounts: toolbox.mounts, most_children: MOST_CHILDREN };
    let (swarm_id, mut mailbox) = swarms.create(spec, toolbox.cause).await?;
    for number in 0..WANTED_CHILDREN {
        let mine = survey.texts.iter().skip(number).step_by(MOST_CHILDREN);
        let part = Part { paths: mine.map(|file| file.path.clone()).collect(), most_bytes };
        let fsal = Arc::clone(&toolbox.fsal);
        match swarms.spawn(swarm_id, |child| count_part(child, fsal, part)).await {
            Ok(_) | Err(SwarmError::SpawnRejected(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    swarms.broadcast(swarm_id, toolbox.run, b"begin", toolbox.cause).await?;
    swarms.join(swarm_id).await?;
    // A child sends its count before it ends.
    let mut counts = Vec::new();
    while let Ok(message) = mailbox.try_recv() {
        counts.extend(String::from_utf8(message.payload).ok().and_then(|text| text.parse::<u64>().ok()));
    }
    swarms.dissolve(swarm_id, "all parts are counted").await?;
    Ok(counts)
}

/// One child.
async fn count_part(mut child: Child, fsal: Arc<AegisFsal>, part: Part) -> Result<(), SwarmError> {
    // The parent broadcasts when all children exist.
    child.mailbox.recv().await;
    let caller = Caller { run: child.run.execution_id, is_workflow: false, cause: child.cause };
    let files = Files::new(fsal, caller);
    let mut words = 0_u64;
    for path in part.paths {
        match files.read(&Place::new(child.mounts.input, path), part.most_bytes).await {
            Ok(bytes) => words += String::from_utf8_lossy(&bytes).split_whitespace().count() as u64,
            Err(error) if error.is_about_one_file() => {}
            Err(error) => return Err(failed(&error)),
        }
    }
    let text = words.to_string();
    let service = &child.service;
    service.lock(LockRequest::new(child.swarm_id, child.run, SHARED, child.cause)).await?;
    let line = format!("{text}\n").into_bytes();
    let written = files.append(&Place::new(child.mounts.workspace, SHARED), line, SHARED_BYTES).await;
    service.unlock(child.swarm_id, child.run, SHARED).await?;
    written.map_err(|error| failed(&error))?;
    service.send(child.swarm_id, child.run, child.parent.agent_id, text.into_bytes(), child.cause).await
}

fn failed(error: &FsalError) -> SwarmError {
    SwarmError::Child(error.to_string())
}
