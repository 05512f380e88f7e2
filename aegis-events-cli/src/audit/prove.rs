//! `aegis-events audit prove LOG EVENT_ID`: print a proof for an event.

use std::path::PathBuf;

use aegis_events::EventId;
use aegis_events::audit::{AuditError, prove};
use clap::Args;

use crate::out::{Answer, Failure, Out, Verdict, explained};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Example:
  aegis-events audit prove /var/lib/aegis/audit 01890a5d-ac96-774b-bcce-b302099a8057 > event.tlog-proof

The proof contains the entry; of other entries it contains only digests.")]
pub(crate) struct Arguments {
    /// The folder of the log
    log: PathBuf,
    /// The id of the event
    event_id: EventId,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    match prove(&arguments.log, arguments.event_id) {
        Ok(proof) => {
            out.line(proof.to_string().trim_end_matches('\n'))?;
            Ok(Verdict::Good)
        }
        // The log was changed, so there is no proof.
        Err(AuditError::Refused { finding }) => {
            out.line(format_args!("BAD: {finding}"))?;
            Ok(Verdict::Found)
        }
        Err(error) => Err(Failure::new(explained(&error))),
    }
}
