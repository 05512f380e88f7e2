//! The last part of the report: the five observers, and the shutdown.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

use super::Summary;
use super::tables::table;
use crate::screen::{clean, several};
use crate::standing::{AuditReport, Received};

impl Summary {
    pub(super) fn write_standing(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_recorded(f)?;
        self.write_audit(f)?;
        self.write_scrape(f)?;
        self.write_stream(f)?;
        self.write_volumes(f)?;
        self.write_steps(f)
    }

    fn write_recorded(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let history = &self.history;
        write!(f, "events recorded: {} of {} published", history.events_of_this_run, self.published)?;
        match history.positions {
            Some((first, last)) => writeln!(f, ", at the positions {first} to {last} of {}", history.place),
            None => writeln!(f, ", to {}", history.place),
        }
    }

    fn write_audit(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AuditReport { folder, public_key, new, checkpoints, verified } = &self.audit;
        match &verified.finding {
            None => write!(f, "audit log verified: {} entries, {} of them sealed", verified.entries, verified.sealed)?,
            Some(finding) => write!(f, "audit log NOT valid: {finding}")?,
        }
        writeln!(
            f,
            "; of this run {} and {}",
            several(*new, "entry", "entries"),
            several(*checkpoints, "checkpoint", "checkpoints")
        )?;
        writeln!(
            f,
            "  verify it with: cargo run -p aegis-events-cli -- audit verify {} --key {}",
            quoted(folder),
            public_key
        )
    }

    fn write_scrape(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scrape = match &self.scrape {
            Ok(scrape) => scrape,
            Err(why) => return writeln!(f, "metrics scraped: none: {}", clean(why)),
        };
        writeln!(f, "metrics scraped: {} samples from {}, among them\n", scrape.samples, scrape.url)?;
        let mut table = table(&["metric", "value"], &[1]);
        for (series, value) in &scrape.chosen {
            table.add_row([series, value]);
        }
        writeln!(f, "{table}\n")
    }

    fn write_stream(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(stream) = &self.stream else {
            return writeln!(f, "gRPC stream: switched off");
        };
        match &stream.received {
            Some(received) => write_received(f, stream.address, received)?,
            None => writeln!(f, "gRPC stream on {}: {}", stream.address, stream.served)?,
        }
        match &stream.problem {
            Some(problem) => writeln!(f, "  {}", clean(&problem.to_string())),
            None => Ok(()),
        }
    }

    fn write_volumes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (expired, reaper) = (self.volumes.expired, &self.volumes.reaper);
        write!(
            f,
            "volumes expired: {} in this run, {expired} in all runs; {} pending",
            reaper.expired, reaper.pending
        )?;
        if reaper.failed_hooks > 0 {
            write!(f, "; {} folders were not deleted at the first attempt", reaper.failed_hooks)?;
        }
        match &reaper.last_error {
            Some(error) => writeln!(f, "\n  its last error: {}\n", clean(&error.message)),
            None => writeln!(f, "\n"),
        }
    }

    fn write_steps(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = table(&["shutdown, in order", "ms", "result"], &[1]);
        for step in &self.steps {
            table.add_row([step.who.to_owned(), step.took.as_millis().to_string(), clean(&step.what)]);
        }
        writeln!(f, "{table}\n")
    }
}

fn write_received(f: &mut fmt::Formatter<'_>, server: SocketAddr, received: &Received) -> fmt::Result {
    let families: Vec<_> = received.families.iter().map(|(name, events)| format!("{events} {name}")).collect();
    write!(f, "gRPC client received: {} events from {}", received.events(), server)?;
    if !families.is_empty() {
        write!(f, ", {}", families.join(" and "))?;
    }
    if received.of_others > 0 {
        write!(f, "; {} from other nodes", received.of_others)?;
    }
    if received.lost > 0 {
        write!(f, "; {} lost", received.lost)?;
    }
    let (code, text) = &received.ending;
    writeln!(f, "\n  ended by the server: {code}, {}", clean(text))
}

/// A path quoted for a shell.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+=:@%,".contains(c);
    if path.chars().all(is_plain) { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_special_characters_is_quoted() {
        for (path, shown) in
            [("/a/b-c", "/a/b-c"), ("/a b", "'/a b'"), ("/it's", r"'/it'\''s'"), ("/$HOME", "'/$HOME'")]
        {
            assert_eq!(quoted(Path::new(path)), shown);
        }
    }
}
