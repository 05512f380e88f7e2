//! `aegis-events audit verify LOG --key KEY`.

use std::path::{Path, PathBuf};

use aegis_events::audit::{Checkpoint, Finding, Problem, VerifyReport, verify};
use clap::Args;

use super::explained::explained;
use super::key;
use crate::input;
use crate::out::{Answer, Failure, Out, Verdict, counted};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events audit verify /var/lib/aegis/audit --key audit.pub
  aegis-events audit verify /var/lib/aegis/audit --key 'aegis-events-audit+9c7b3a1e+AX...' --expect-at-least kept-elsewhere.txt

Without --expect-at-least, a log that was cut back to an earlier state together with its checkpoints looks good: give a checkpoint that was
kept somewhere else.")]
pub(crate) struct Arguments {
    /// The folder of the log, with the files `entries-*.jsonl` and `checkpoints`.
    log: PathBuf,
    /// A public key that you trust, as the log prints it, or a file with it. Several are allowed; the log's first or present one is enough.
    #[arg(long, required = true, value_name = "KEY|FILE")]
    key: Vec<String>,
    /// A file with one or several checkpoints that were kept somewhere else: the log must contain what they seal.
    #[arg(long, value_name = "FILE")]
    expect_at_least: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let keys = key::read(&arguments.key)?;
    let expected: Vec<_> =
        arguments.expect_at_least.iter().map(|path| read_checkpoints(path)).collect::<Result<_, _>>()?;
    let report = verify(&arguments.log, &keys, &expected.concat())
        .map_err(|error| Failure::new(explained(&error, &*error.help())))?;
    out.say(text(&report).trim_end_matches('\n'))?;
    Ok(if report.is_good() { Verdict::Good } else { Verdict::Found })
}

fn read_checkpoints(path: &Path) -> Result<Vec<Checkpoint>, Failure> {
    let shown = path.display();
    let text = input::read_text(path)?;
    Checkpoint::all(&text).map_err(|error| Failure::new(format!("in `{shown}`: {}", explained(&error, error.help()))))
}

fn text(report: &VerifyReport) -> String {
    let mut text = String::new();
    let mut line = |words: String| text.push_str(&(words + "\n"));
    match &report.finding {
        None => line("GOOD".into()),
        Some(finding) => line(format!("BAD: {finding}")),
    }
    if matches!(&report.finding, Some(Finding { problem: Problem::KeyNotGiven { .. }, .. })) {
        // Nothing of the log can be trusted then, its checkpoints as little as its entries.
        line(
            "Is this the right key? Get it from somebody you trust; of what the log itself says nothing is proven."
                .into(),
        );
        return text;
    }
    line(match report.sealed {
        0 => "sealed:   no entry is sealed by a trusted key".into(),
        1 => "sealed:   entry 0 is exactly what was sealed".into(),
        sealed => format!("sealed:   entries 0 to {} are exactly what was sealed", sealed - 1),
    });
    line(match (report.unsealed(), &report.finding) {
        (0, None) => "unsealed: none".into(),
        (1, None) => format!("unsealed: entry {}, which nobody has signed", report.sealed),
        (_, None) => format!("unsealed: entries {} to {}, which nobody has signed", report.sealed, report.entries - 1),
        (_, Some(_)) => format!("unsealed: everything from entry {} on is worth nothing", report.sealed),
    });
    let (entries, checkpoints) = (report.torn_entry_bytes, report.torn_checkpoint_bytes);
    if entries + checkpoints > 0 {
        line(format!(
            "torn:     {} of an entry and {} of a checkpoint at the end, as a crash leaves them",
            counted(entries, "byte"),
            counted(checkpoints, "byte")
        ));
    }
    line(format!("good checkpoints: {}", report.checkpoints));
    for key in &report.keys {
        line(format!("signed by: {key}"));
    }
    if let Some(checkpoint) = &report.last_checkpoint {
        line(format!("\nThe last good checkpoint, to be kept somewhere else:\n\n{checkpoint}"));
    }
    text
}
