//! Installs the servers and the browser that the tests start, where they are missing, from the system's packages.
//!
//! What is there stays as it is, and nothing installed here runs outside the tests: see `provision.sh`.

use std::process::{Command, Stdio};

use aegis_events_test_servers::find;
use anyhow::{Context, Result, anyhow, bail, ensure};

const SCRIPT: &str = include_str!("provision.sh");

/// A program that the tests start.
struct Program {
    /// Debian's package.
    package: &'static str,
    /// What is started of it.
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
    install(&packages(&wanted))
        .map_err(|why| anyhow!(by_hand(&wanted, &format!("they could not be installed: {why:#}"))))?;
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

/// What the reader has to do where this program could not.
fn by_hand(programs: &[&Program], why: &str) -> String {
    let commands: Vec<&str> = programs.iter().map(|program| program.commands).collect();
    format!(
        "the tests start programs that are not on this machine: {}\n  {why}\n  install them by hand, on \
         Debian with `apt-get install {}`, so that they are in PATH; none of them has to run",
        commands.join(", "),
        packages(programs).join(" ")
    )
}

fn install(packages: &[&str]) -> Result<()> {
    ensure!(answers("apt-get", &["--version"]), "there is no apt-get here");
    let mut command = if is_root()? {
        Command::new("sh")
    } else if answers("sudo", &["--version"]) {
        let mut sudo = Command::new("sudo");
        sudo.arg("sh");
        sudo
    } else {
        bail!("installing needs root or sudo")
    };
    println!("$ apt-get install {}", packages.join(" "));
    let status = command.args(["-c", SCRIPT, "provision"]).args(packages).status().context("`sh` cannot be started")?;
    ensure!(status.success(), "`apt-get install {}` failed", packages.join(" "));
    Ok(())
}

fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output().context("`id` cannot be started")?;
    Ok(output.stdout.trim_ascii() == b"0")
}

/// Whether a program is there at all.
fn answers(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    output.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::{PROGRAMS, by_hand};

    #[test]
    fn what_is_missing_is_told_with_the_reason_and_a_way_out() {
        let [postgres, _, _, driver] = &PROGRAMS;
        assert_eq!(
            by_hand(&[postgres, driver], "they could not be installed: installing needs root or sudo"),
            "the tests start programs that are not on this machine: `initdb`, `postgres` and `psql`, `chromedriver`\n  \
             they could not be installed: installing needs root or sudo\n  \
             install them by hand, on Debian with `apt-get install postgresql chromium-driver`, so that they are in PATH; \
             none of them has to run"
        );
    }
}
