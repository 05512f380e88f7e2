//! `aegis-events completions SHELL`: print a completion script.

use clap::Args;
use clap_complete::{Shell, generate};

use crate::out::{Answer, Failure, Out, Verdict};

/// clap_complete 4.6 writes the hyphen of a command name in two ways in the script for bash
/// (<https://github.com/clap-rs/clap/issues/6421>). Both must be equal, or nothing after a subcommand is completed.
const SET: &str = "aegis__events";
const LOOKED_FOR: &str = "aegis__subcmd__events";

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  source <(aegis-events completions bash)                 # for this shell
  aegis-events completions bash > ~/.local/share/bash-completion/completions/aegis-events
  aegis-events completions zsh > ~/.zfunc/_aegis-events
  aegis-events completions fish > ~/.config/fish/completions/aegis-events.fish")]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments, mut command: clap::Command, out: &mut Out) -> Answer {
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, "aegis-events", &mut script);
    let script = String::from_utf8(script).map_err(Failure::new)?;
    std::io::Write::write_all(out, script.replace(LOOKED_FOR, SET).as_bytes())?;
    Ok(Verdict::Good)
}
