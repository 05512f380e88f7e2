//! `aegis-events completions SHELL`.

use clap::Args;
use clap_complete::{Shell, generate};

use crate::out::{Answer, Out, Verdict};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events completions bash > ~/.local/share/bash-completion/completions/aegis-events
  aegis-events completions zsh > ~/.zfunc/_aegis-events
  aegis-events completions fish > ~/.config/fish/completions/aegis-events.fish")]
pub(crate) struct Arguments {
    /// The shell.
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments, mut command: clap::Command, out: &mut Out) -> Answer {
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, "aegis-events", &mut script);
    std::io::Write::write_all(out, &script)?;
    Ok(Verdict::Good)
}
