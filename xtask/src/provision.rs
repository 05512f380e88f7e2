//! Installs missing servers, and the browser, that the tests start, from the system's packages.
//!
//! Installed programs are not changed, and nothing installed here runs outside the tests: see `provision.sh`.

use std::process::Command;

use aegis_events_test_servers::find;
use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::run::succeeds;

const SCRIPT: &str = include_str!("provision.sh");

/// A program that the tests start.
struct Program {
    /// Debian's package.
    package: &'static str,
    /// Its programs that the tests start.
    commands: &'static str,
    is_there: fn() -> bool,
}

const PROGRAMS: [Program; 4] = [
    Program {
        package: "postgresql",
        commands: "`initdb`, `postgres` and `psql`",
        is_there: || find::postgres().is_some(),
    },
    Program { package: "nats-server", commands: "`nats-server`", is_there: || find::nats_server().is_some() },
    Program { package: "chromium", commands: "`chromium`", is_there: || find::chromium().is_some() },
    Program { package: "chromium-driver", commands: "`chromedriver`", is_there: || find::chromedriver().is_some() },
];

pub(crate) fn provision() -> Result<()> {
    let wanted = missing();
    if wanted.is_empty() {
        return Ok(());
    }
    install(&packages(&wanted)).map_err(|why| anyhow!(by_hand(&wanted, &format!("cannot install them: {why:#}"))))?;
    let still = missing();
    ensure!(
        still.is_empty(),
        by_hand(
            &still,
            "their packages are installed, but the programs are neither in PATH nor where Debian puts them"
        )
    );
    Ok(())
}

fn missing() -> Vec<&'static Program> {
    PROGRAMS.iter().filter(|program| !(program.is_there)()).collect()
}

fn packages(programs: &[&Program]) -> Vec<&'static str> {
    programs.iter().map(|program| program.package).collect()
}

/// The error that asks the user to install the programs.
fn by_hand(programs: &[&Program], why: &str) -> String {
    let commands: Vec<&str> = programs.iter().map(|program| program.commands).collect();
    format!(
        "the tests need programs that are not installed: {}\n  {why}\n  help: install them, on Debian with \
         `apt-get install {}`, so that they are in PATH; they need not run",
        commands.join(", "),
        packages(programs).join(" ")
    )
}

fn install(packages: &[&str]) -> Result<()> {
    ensure!(succeeds("apt-get", &["--version"]), "apt-get is not installed");
    let mut command = if is_root()? {
        Command::new("sh")
    } else if succeeds("sudo", &["--version"]) {
        let mut sudo = Command::new("sudo");
        sudo.arg("sh");
        sudo
    } else {
        bail!("installing needs root or sudo")
    };
    println!("$ apt-get install {}", packages.join(" "));
    let status = command.args(["-c", SCRIPT, "provision"]).args(packages).status().context("cannot start `sh`")?;
    ensure!(status.success(), "`apt-get install {}` failed", packages.join(" "));
    Ok(())
}

fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output().context("cannot start `id`")?;
    Ok(output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::{PROGRAMS, by_hand};

    #[test]
    fn missing_programs_are_listed_with_reason_and_help() {
        let [postgres, _, _, driver] = &PROGRAMS;
        assert_eq!(
            by_hand(&[postgres, driver], "cannot install them: installing needs root or sudo"),
            "the tests need programs that are not installed: `initdb`, `postgres` and `psql`, `chromedriver`\n  \
             cannot install them: installing needs root or sudo\n  \
             help: install them, on Debian with `apt-get install postgresql chromium-driver`, so that they are in PATH; \
             they need not run"
        );
    }
}
