//! `aegis-events`: arguments → one module per group of commands → text and an exit code.
//!
//! A command is given its arguments and an [`Out`](out::Out), and answers with a [`Verdict`](out::Verdict), or with a
//! [`Failure`](out::Failure) where no answer can be given.

mod audit;
mod check;
mod completions;
mod docs;
mod finding;
mod input;
mod out;
mod output;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use out::Out;

/// Event catalogs checked, compared, documented; histories and audit logs read.
#[derive(Parser)]
#[command(name = "aegis-events", version, arg_required_else_help = true, max_term_width = 120)]
#[command(after_help = "\
Where a catalog is not named, it is the nearest `catalog.toml`, from the current folder up to the repository's root.

Exit codes:
  0  all is well
  1  something was found: a problem, a breaking change, an entry that does not verify
  2  no answer: the arguments make no sense, or something cannot be read or written")]
struct Arguments {
    #[command(flatten)]
    colour: colorchoice_clap::Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Checks a catalog: all problems and warnings, each with its place and a way out.
    Check(check::Arguments),
    /// Writes a catalog as a site: pages, search and graph, without a server.
    Docs(docs::Arguments),
    /// Verifies audit logs, and proves that events are in them.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Writes the script that completes this command in a shell.
    Completions(completions::Arguments),
}

fn main() -> ExitCode {
    let Arguments { colour, command } = Arguments::parse();
    colour.write_global();
    let mut out = Out::stdout();
    let answer = match command {
        Command::Check(arguments) => check::run(&arguments, &mut out),
        Command::Docs(arguments) => docs::run(&arguments, &mut out),
        Command::Audit(command) => audit::run(command, &mut out),
        Command::Completions(arguments) => completions::run(&arguments, Arguments::command(), &mut out),
    };
    out.finish(answer)
}
