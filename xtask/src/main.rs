//! The project's own commands.

mod bless;
mod code_map;
mod layers;
mod manifests;
mod package;
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
    /// Run every check that must pass before a change lands. Installs missing servers and the browser for the tests.
    Test,
    /// Accept the current results of all snapshot tests: compile errors, generated code, expected texts, generated pages.
    Bless,
    /// Write the generated files: the code map, docs/catalog.md, the code of the gRPC service.
    Codegen,
    /// Package every published crate, and build a user's crate from the packages alone.
    Package,
    /// Check the rules that no compiler checks: order of modules, circles of imports, size of files, words, names of tests.
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
        Task::Package => package::package(),
        Task::Tidy => tidy::tidy(),
    }
}
