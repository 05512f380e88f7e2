//! Environment variables that PostgreSQL's programs must not inherit.

use std::process::Command;

/// Removes variables (`PGSSLMODE`, `PGDATA` and others) that the user has set for another server.
pub(crate) fn without_settings_of_user(command: &mut Command) {
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
        command.env_remove(name);
    }
}
