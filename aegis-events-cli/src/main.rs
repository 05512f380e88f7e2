//! `aegis-events`: arguments → one module per group of commands → text and an exit code.
//!
//! A command is given its arguments and an [`Out`], and answers with a [`Verdict`](out::Verdict), or with a
//! [`Failure`](out::Failure) where no answer can be given.

mod audit;
mod check;
mod completions;
mod dead_letters;
mod diff;
mod difference;
mod docs;
mod export;
mod finding;
mod fmt;
mod history;
mod info;
mod input;
mod names;
mod new;
mod out;
mod output;
mod payload;
mod rules;
mod runtime;
mod show;
mod sql;
mod stats;
mod store;
mod syntax;
mod tail;
mod verify_store;

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
    /// Starts a project: a small catalog and a program that compiles and runs at once.
    New(new::Arguments),
    /// Checks a catalog: all problems and warnings, each with its place and a way out.
    Check(check::Arguments),
    /// Orders and aligns a catalog, without losing a comment.
    Fmt(fmt::Arguments),
    /// Compares catalogs: what changed, and whom it breaks.
    Diff(diff::Arguments),
    /// Lists every rule that a finding of any command can name, and explains one.
    LsRules(rules::Arguments),
    /// Counts what a catalog has, and lists what in it is nobody's.
    Stats(stats::Arguments),
    /// Writes a catalog as a site: pages, search and graph, without a server.
    Docs(docs::Arguments),
    /// Writes a catalog as JSON Schema, AsyncAPI or Mermaid.
    #[command(subcommand)]
    Export(export::Command),
    /// Prints the SQL schema of a catalog's history, or the migration from an older catalog.
    Sql(sql::Arguments),
    /// Shows recorded events: by family, event, key, time, position and correlation; once or as they come.
    History(history::Arguments),
    /// Shows events of a running service as they come, over gRPC.
    Tail(tail::Arguments),
    /// Lists the events that a database could not keep, and tries them again.
    DeadLetter(dead_letters::Arguments),
    /// Reads a recorded history with a catalog, and tells what would no longer read.
    VerifyStore(verify_store::Arguments),
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
        Command::New(arguments) => new::run(&arguments, &mut out),
        Command::Check(arguments) => check::run(&arguments, &mut out),
        Command::Fmt(arguments) => fmt::run(&arguments, &mut out),
        Command::Diff(arguments) => diff::run(&arguments, &mut out),
        Command::LsRules(arguments) => rules::run(&arguments, &mut out),
        Command::Stats(arguments) => stats::run(&arguments, &mut out),
        Command::Docs(arguments) => docs::run(&arguments, &mut out),
        Command::Export(command) => export::run(command, &mut out),
        Command::Sql(arguments) => sql::run(&arguments, &mut out),
        Command::History(arguments) => history::run(&arguments, &mut out),
        Command::Tail(arguments) => tail::run(&arguments, &mut out),
        Command::DeadLetter(arguments) => dead_letters::run(&arguments, &mut out),
        Command::VerifyStore(arguments) => verify_store::run(&arguments, &mut out),
        Command::Audit(command) => audit::run(command, &mut out),
        Command::Completions(arguments) => completions::run(&arguments, Arguments::command(), &mut out),
    };
    out.finish(answer)
}
