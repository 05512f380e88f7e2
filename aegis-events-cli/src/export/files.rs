//! The input and output of an export.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use serde::Serialize;

use crate::input;
use crate::out::{Answer, Failure, Out, Verdict};
use crate::output;

/// The input and output of an export.
#[derive(Args)]
pub(super) struct Files {
    #[command(flatten)]
    pub(super) catalog: input::OneCatalog,
    /// The file to write [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) out: Option<PathBuf>,
}

/// Write the text to the file or to the standard output.
pub(super) fn write(text: &str, file: Option<&Path>, out: &mut Out) -> Answer {
    match file {
        Some(file) => output::write(file, format!("{text}\n").as_bytes())?,
        None => out.line(text)?,
    }
    Ok(Verdict::Good)
}

pub(super) fn json(document: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(document).map_err(Failure::new)
}
