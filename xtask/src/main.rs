//! The project's own commands.

mod bless;
mod code_map;
mod house;
mod provision;
mod run;
mod test;
mod tidy;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Everything that must pass before a change lands: tidy, format, clippy, docs, tests and doc tests. Installs the servers and the
    /// browser that the tests start, where they are missing.
    Test,
    /// Accepts what the tests see now: compile errors, snapshots of generated code, expected texts, generated pages.
    Bless,
    /// Writes anew what is generated: docs/catalog.md, and the code of the gRPC service.
    Codegen,
    /// Checks the house rules that no compiler checks: size of files, module docs, unfinished marks.
    Tidy,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Test => test::test(),
        Task::Bless => bless::bless(),
        Task::Codegen => bless::codegen(),
        Task::Tidy => tidy::tidy(),
    }
}
