//! `aegis-events audit check PROOF --key KEY`.

use std::fs;
use std::io::{self, Read as _};

use aegis_events::audit::check_proof;
use clap::Args;

use super::key;
use crate::out::Outcome;

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Example:
  aegis-events audit check event.tlog-proof --key audit.pub

Get the key from somebody you trust, not from who gave you the proof.")]
pub(crate) struct Arguments {
    /// The file with the proof; `-` reads it from the standard input.
    proof: String,
    /// A public key that you trust, as the log prints it, or a file with it.
    #[arg(long, required = true, value_name = "KEY|FILE")]
    key: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let keys = match key::read(&arguments.key) {
        Ok(keys) => keys,
        Err(error) => return Outcome::usage(error),
    };
    let text = match read(&arguments.proof) {
        Ok(text) => text,
        Err(error) => return Outcome::usage(format!("cannot read the proof from `{}`: {error}", arguments.proof)),
    };
    match check_proof(&text, &keys) {
        Ok(proof) => Outcome::Good(format!(
            "PROVEN: entry {} of the log `{}`, as sealed with {} entries:\n\n{}",
            proof.index(),
            proof.checkpoint().origin(),
            proof.checkpoint().size(),
            String::from_utf8_lossy(proof.entry())
        )),
        Err(error) => Outcome::Found(format!("NOT PROVEN: {error}")),
    }
}

fn read(path: &str) -> io::Result<String> {
    if path != "-" {
        return fs::read_to_string(path);
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text)
}
