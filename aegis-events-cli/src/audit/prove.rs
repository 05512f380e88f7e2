//! `aegis-events audit prove LOG EVENT_ID`.

use std::path::PathBuf;

use aegis_events::EventId;
use aegis_events::audit::{AuditError, prove};
use clap::Args;

use super::explained::explained;
use crate::out::{Answer, Failure, Out, Verdict};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Example:
  aegis-events audit prove /var/lib/aegis/audit 01890a5d-ac96-774b-bcce-b302099a8057 > event.tlog-proof

The proof contains the entry, and shows nothing of the others but digests.")]
pub(crate) struct Arguments {
    /// The folder of the log.
    log: PathBuf,
    /// The event's id.
    event_id: EventId,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    match prove(&arguments.log, arguments.event_id) {
        Ok(proof) => {
            out.say(proof.to_string().trim_end_matches('\n'))?;
            Ok(Verdict::Good)
        }
        // The log was changed: that is what was found, and no proof comes out of it.
        Err(AuditError::Refused { finding }) => {
            out.say(format_args!("BAD: {finding}"))?;
            Ok(Verdict::Found)
        }
        Err(error) => Err(Failure::new(explained(&error, &*error.help()))),
    }
}
