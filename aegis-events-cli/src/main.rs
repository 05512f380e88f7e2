//! The command `aegis-events`: one module per subcommand.
//!
//! A subcommand takes its arguments and an [`Out`], and returns a [`Verdict`](out::Verdict) or a [`Failure`].

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
mod ls_rules;
mod names;
mod new;
mod out;
mod output;
mod payload;
mod rule;
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

use out::{Failure, Out};

/// Check, compare and document event catalogs; read histories and audit logs.
#[derive(Parser)]
#[command(name = "aegis-events", version, arg_required_else_help = true, max_term_width = 120)]
#[command(after_help = "\
Without a path, a command reads the nearest `catalog.toml`: from the current folder up to the repository's root.

Exit codes:
  0  success
  1  findings: a problem, a breaking change, an entry that does not verify
  2  usage error or I/O error")]
struct Arguments {
    #[command(flatten)]
    colour: colorchoice_clap::Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Create a project: a small catalog and a program that compiles and runs.
    New(new::Arguments),
    /// Check a catalog: all errors and warnings, each with its location and a fix.
    Check(check::Arguments),
    /// Format a catalog; comments are kept.
    Fmt(fmt::Arguments),
    /// Compare catalogs: the changes, and what they break.
    Diff(diff::Arguments),
    /// List the rules of all commands, or explain one.
    LsRules(ls_rules::Arguments),
    /// Show catalog statistics and unused items.
    Stats(stats::Arguments),
    /// Write a catalog as a static site with search and a graph.
    Docs(docs::Arguments),
    /// Export a catalog as JSON Schema, AsyncAPI or Mermaid.
    #[command(subcommand)]
    Export(export::Command),
    /// Print the SQL schema of a catalog, or the migration from an older catalog.
    Sql(sql::Arguments),
    /// Show recorded events, filtered by family, event, key, time, position or correlation.
    History(history::Arguments),
    /// Show live events of a running service, over gRPC.
    Tail(tail::Arguments),
    /// List the dead letters of a history, and retry them.
    DeadLetters(dead_letters::Arguments),
    /// Read a recorded history with a catalog, and report the rows that it cannot read.
    VerifyStore(verify_store::Arguments),
    /// Verify audit logs, and prove that they contain an event.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Print the completion script for a shell.
    Completions(completions::Arguments),
}

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|name| name == "set-aside") {
        let renamed = "`set-aside` has a new name\n  run `aegis-events dead-letters` with the same arguments";
        return Out::stdout().finish(Err(Failure::new(renamed)));
    }
    let Arguments { colour, command } = Arguments::parse();
    colour.write_global();
    let mut out = Out::stdout();
    let answer = match command {
        Command::New(arguments) => new::run(&arguments, &mut out),
        Command::Check(arguments) => check::run(&arguments, &mut out),
        Command::Fmt(arguments) => fmt::run(&arguments, &mut out),
        Command::Diff(arguments) => diff::run(&arguments, &mut out),
        Command::LsRules(arguments) => ls_rules::run(&arguments, &mut out),
        Command::Stats(arguments) => stats::run(&arguments, &mut out),
        Command::Docs(arguments) => docs::run(&arguments, &mut out),
        Command::Export(command) => export::run(command, &mut out),
        Command::Sql(arguments) => sql::run(&arguments, &mut out),
        Command::History(arguments) => history::run(&arguments, &mut out),
        Command::Tail(arguments) => tail::run(&arguments, &mut out),
        Command::DeadLetters(arguments) => dead_letters::run(&arguments, &mut out),
        Command::VerifyStore(arguments) => verify_store::run(&arguments, &mut out),
        Command::Audit(command) => audit::run(command, &mut out),
        Command::Completions(arguments) => completions::run(&arguments, Arguments::command(), &mut out),
    };
    out.finish(answer)
}
