//! `aegis-events audit verify LOG --key KEY`: verify a log.

use std::path::{Path, PathBuf};

use aegis_events::audit::{Checkpoint, Finding, Problem, VerifyReport, verify};
use clap::Args;

use super::key;
use crate::input;
use crate::out::{Answer, Failure, Out, Verdict, counted, explained};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events audit verify /var/lib/aegis/audit --key audit.pub
  aegis-events audit verify /var/lib/aegis/audit --key 'aegis-events-audit+9c7b3a1e+AX...' --expect-at-least kept-elsewhere.txt

Without --expect-at-least, the command cannot detect a log that was truncated together with its checkpoints: pass a checkpoint that you keep
elsewhere.")]
pub(crate) struct Arguments {
    /// The folder of the log, with `entries-*.jsonl` and `checkpoints`
    log: PathBuf,
    /// A trusted public key, as the log prints it, or a file that contains it; the first or the present key of the log is enough
    #[arg(long, required = true, value_name = "KEY|FILE")]
    key: Vec<String>,
    /// A file with checkpoints that you keep elsewhere; the log must contain the entries that they cover
    #[arg(long, value_name = "FILE")]
    expect_at_least: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let keys = key::read(&arguments.key)?;
    let expected: Vec<_> =
        arguments.expect_at_least.iter().map(|path| read_checkpoints(path)).collect::<Result<_, _>>()?;
    let report = verify(&arguments.log, &keys, &expected.concat()).map_err(|error| Failure::new(explained(&error)))?;
    out.line(text(&report).trim_end_matches('\n'))?;
    Ok(if report.is_good() { Verdict::Good } else { Verdict::Found })
}

fn read_checkpoints(path: &Path) -> Result<Vec<Checkpoint>, Failure> {
    let shown = path.display();
    let text = input::read_text(path)?;
    Checkpoint::all(&text).map_err(|error| Failure::new(format!("in `{shown}`: {}", explained(&error))))
}

fn text(report: &VerifyReport) -> String {
    let mut text = String::new();
    let mut line = |words: String| text.push_str(&(words + "\n"));
    match &report.finding {
        None => line("GOOD".into()),
        Some(finding) => line(format!("BAD: {finding}")),
    }
    if matches!(&report.finding, Some(Finding { problem: Problem::KeyNotGiven { .. }, .. })) {
        // Without its key, neither entries nor checkpoints are verified.
        line(
            "help: check that this is the right key, and get it from a trusted source; nothing in the log is verified"
                .into(),
        );
        return text;
    }
    line(match report.sealed {
        0 => "sealed:   no entries".into(),
        1 => "sealed:   entry 0 is unchanged".into(),
        sealed => format!("sealed:   entries 0 to {} are unchanged", sealed - 1),
    });
    line(match (report.unsealed(), &report.finding) {
        (0, None) => "unsealed: none".into(),
        (1, None) => format!("unsealed: entry {}, not yet covered by a checkpoint", report.sealed),
        (_, None) => {
            format!("unsealed: entries {} to {}, not yet covered by a checkpoint", report.sealed, report.entries - 1)
        }
        (_, Some(_)) => format!("unsealed: entry {} and all later entries are not trustworthy", report.sealed),
    });
    let (entries, checkpoints) = (report.torn_entry_bytes, report.torn_checkpoint_bytes);
    if entries + checkpoints > 0 {
        line(format!(
            "torn:     {} of an entry and {} of a checkpoint at the end, from a crash",
            counted(entries, "byte"),
            counted(checkpoints, "byte")
        ));
    }
    line(format!("good checkpoints: {}", report.checkpoints));
    for key in &report.keys {
        line(format!("signed by: {key}"));
    }
    if let Some(checkpoint) = &report.last_checkpoint {
        line(format!("\nThe last good checkpoint; keep a copy elsewhere:\n\n{checkpoint}"));
    }
    text
}
