//! What a program of PostgreSQL must not inherit.

use std::process::Command;

/// Takes away the variables (`PGSSLMODE`, `PGDATA` and the like) that the user has set for a server of their own.
pub(crate) fn without_settings_of_user(command: &mut Command) {
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
        command.env_remove(name);
    }
}
