//! The address of a database.

use clap::Args;

/// The address of a database as an argument.
#[derive(Args)]
pub(crate) struct Address {
    /// The database: an SQLite file, sqlite:PATH, or postgres://USER:PASSWORD@HOST/DATABASE
    #[arg(value_name = "DATABASE", env = "AEGIS_EVENTS_RECORDER_URL", hide_env_values = true, value_parser = url)]
    url: String,
}

impl Address {
    /// The URL that the runtime opens. It may contain a password.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// Turn a file path into a URL. URLs stay unchanged; an empty one is an error.
fn url(text: &str) -> Result<String, &'static str> {
    let rest = ["postgres:", "postgresql:"].iter().find_map(|scheme| text.strip_prefix(scheme));
    // The driver would use the local host and the current user.
    if rest.is_some_and(|rest| rest.trim_matches('/').is_empty()) {
        return Err("no server and no database; write postgres://USER:PASSWORD@HOST/DATABASE");
    }
    if text.is_empty() {
        return Err("empty address");
    }
    let is_address =
        text.contains("://") || ["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| text.starts_with(scheme));
    if is_address {
        return Ok(text.to_owned());
    }
    // These characters have a meaning in a URL.
    Ok(format!("sqlite:{}", text.replace('%', "%25").replace('?', "%3F")))
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn any_path_is_an_sqlite_file() {
        let addresses = [
            ("events.db", "sqlite:events.db"),
            ("/var/lib/a b?100%.db", "sqlite:/var/lib/a b%3F100%25.db"),
            ("sqlite:events.db?mode=ro", "sqlite:events.db?mode=ro"),
            ("postgres://user:pass%20word@host/name", "postgres://user:pass%20word@host/name"),
            ("mysql://host", "mysql://host"),
        ];
        for (text, address) in addresses {
            assert_eq!(url(text).unwrap(), address);
        }
        for nothing in ["", "postgres://", "postgresql:///", "postgres:"] {
            assert!(url(nothing).is_err(), "{nothing}");
        }
        assert!(url("postgres:///events").is_ok(), "the server of this machine");
    }
}
