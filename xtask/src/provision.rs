//! Installs the servers and the browser that the tests start, where they are missing, from the system's packages.
//!
//! What is there stays as it is, and nothing installed here runs outside the tests: see `provision.sh`.

use std::process::{Command, Stdio};

use aegis_events_test_servers::find;
use anyhow::{Context, Result, bail, ensure};

const SCRIPT: &str = include_str!("provision.sh");

/// A program that the tests start.
struct Program {
    /// Debian's package.
    package: &'static str,
    is_there: fn() -> bool,
}

const PROGRAMS: [Program; 4] = [
    Program { package: "postgresql", is_there: || find::postgres().is_some() },
    Program { package: "nats-server", is_there: || find::nats_server().is_some() },
    Program { package: "chromium", is_there: || find::chromium().is_some() },
    Program { package: "chromium-driver", is_there: || find::chromedriver().is_some() },
];

pub(crate) fn provision() -> Result<()> {
    let packages = missing();
    if packages.is_empty() {
        return Ok(());
    }
    let by_hand = format!(
        "the tests start programs that are not installed: {0}. Install them by hand (on Debian: apt-get install {0}), so that \
         `initdb`, `postgres`, `psql`, `nats-server`, `chromium` and `chromedriver` are in PATH; none of them has to run",
        packages.join(" ")
    );
    install(&packages).context(by_hand)?;
    let missing = missing();
    ensure!(missing.is_empty(), "{} is installed, but its programs are not found", missing.join(" "));
    Ok(())
}

fn missing() -> Vec<&'static str> {
    PROGRAMS.iter().filter(|program| !(program.is_there)()).map(|program| program.package).collect()
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
