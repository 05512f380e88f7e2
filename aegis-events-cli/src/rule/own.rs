//! The rules of `fmt --check` and `verify-store`, in one table.

use super::severity::Severity;

/// A rule of a single command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Own {
    /// In kebab case.
    pub(crate) name: &'static str,
    /// The command that reports it.
    pub(crate) command: &'static str,
    pub(crate) severity: Severity,
    /// The finding, in one line without a full stop.
    pub(crate) title: &'static str,
    /// The cause, in sentences.
    pub(crate) prose: &'static str,
    /// The fix, in lower case without a full stop.
    pub(crate) help: &'static str,
}

const FMT: &str = "fmt --check";
/// The command that reads a history with a catalog.
pub(crate) const VERIFY_STORE: &str = "verify-store";

impl Own {
    pub(crate) const ALL: [Self; 8] = [
        Self::NOT_FORMATTED,
        Self::ROW_OF_UNKNOWN_EVENT,
        Self::FIELD_UNREADABLE,
        Self::PAYLOAD_UNREADABLE,
        Self::SCHEMA_REFUSED,
        Self::SCHEMA_DIFFERS,
        Self::SCHEMA_NOTE,
        Self::NOT_CHECKED,
    ];

    pub(crate) const NOT_FORMATTED: Self = Self {
        name: "not-formatted",
        command: FMT,
        severity: Severity::Error,
        title: "the catalog is not formatted",
        prose: "A formatted catalog has its sections in a fixed order, with `=` and comments aligned. Formatting does not change its meaning.",
        help: "run `aegis-events fmt`",
    };
    pub(crate) const ROW_OF_UNKNOWN_EVENT: Self = Self {
        name: "row-of-unknown-event",
        command: VERIFY_STORE,
        severity: Severity::Error,
        title: "the catalog has no event with a row's name",
        prose: "The event was deleted, or renamed without `was`. Its rows remain, and no query reads them.",
        help: "keep the event in the catalog as deprecated, or add its name to the `was` of its successor",
    };
    pub(crate) const FIELD_UNREADABLE: Self = Self {
        name: "field-unreadable",
        command: VERIFY_STORE,
        severity: Severity::Error,
        title: "a value does not decode as its field, or is missing where there is no `default`",
        prose: "The field was added without a `default`, was renamed without `was`, or changed its type. A query that reads such a row returns an error.",
        help: "give a new field a `default` and a renamed field its old name in `was`; do not change the type of recorded fields",
    };
    pub(crate) const PAYLOAD_UNREADABLE: Self = Self {
        name: "payload-unreadable",
        command: VERIFY_STORE,
        severity: Severity::Error,
        title: "a payload is not a JSON object",
        prose: "The recorder never writes such a row: it was changed by hand, or the file is damaged.",
        help: "restore the row from a backup",
    };
    pub(crate) const SCHEMA_REFUSED: Self = Self {
        name: "schema-refused",
        command: VERIFY_STORE,
        severity: Severity::Error,
        title: "the schema cannot be migrated to the catalog",
        prose: "A key's type differs from its column, or an object that was created by hand has the same name. A program with this catalog does not start.",
        help: "follow the reason",
    };
    pub(crate) const SCHEMA_DIFFERS: Self = Self {
        name: "schema-differs",
        command: VERIFY_STORE,
        severity: Severity::Notice,
        title: "the schema is older than the catalog",
        prose: "Columns, views or indexes of the catalog do not exist yet. The next program that starts with `migrate` creates them.",
        help: "review the steps; `aegis-events sql --dialect DIALECT --from OLD` prints them as SQL",
    };
    pub(crate) const SCHEMA_NOTE: Self = Self {
        name: "schema-note",
        command: VERIFY_STORE,
        severity: Severity::Notice,
        title: "the schema has columns that the catalog no longer has",
        prose: "The column of a removed key, for example. The migration keeps it.",
        help: "nothing, unless you want to drop the column",
    };
    pub(crate) const NOT_CHECKED: Self = Self {
        name: "not-checked",
        command: VERIFY_STORE,
        severity: Severity::Notice,
        title: "a field has a `rust` type, which this command cannot read",
        prose: "This command does not contain the code of the type. All other fields of the rows were checked.",
        help: "read the rows with your program, for example in a test",
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_rules_have_kebab_case_names_and_well_formed_texts() {
        for Own { name, title, prose, help, .. } in Own::ALL {
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert!(!title.ends_with('.') && !help.ends_with('.') && prose.ends_with('.'), "{name}");
        }
    }
}
