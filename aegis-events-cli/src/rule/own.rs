//! The rules of `fmt --check` and `verify-store`, in one table.

use clap::ValueEnum;

use super::severity::Severity;

/// A rule of a single command. `ValueEnum` lists them; none is an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Own {
    NotFormatted,
    RowOfUnknownEvent,
    FieldUnreadable,
    PayloadUnreadable,
    SchemaRefused,
    SchemaDiffers,
    SchemaNote,
    NotChecked,
}

struct About {
    name: &'static str,
    command: &'static str,
    severity: Severity,
    /// One line.
    title: &'static str,
    /// The explanation after the title.
    prose: &'static str,
    help: &'static str,
}

const FMT: &str = "fmt --check";
/// The command that reads a history with a catalog.
pub(crate) const VERIFY_STORE: &str = "verify-store";

impl Own {
    pub(crate) fn name(self) -> &'static str {
        self.about().name
    }

    /// The command that reports it.
    pub(crate) fn command(self) -> &'static str {
        self.about().command
    }

    /// Its severity.
    pub(crate) fn severity(self) -> Severity {
        self.about().severity
    }

    /// The finding, in one line without a full stop.
    pub(crate) fn title(self) -> &'static str {
        self.about().title
    }

    /// The cause, in sentences.
    pub(crate) fn prose(self) -> &'static str {
        self.about().prose
    }

    /// The fix, in lower case without a full stop.
    pub(crate) fn help(self) -> &'static str {
        self.about().help
    }

    fn about(self) -> &'static About {
        match self {
            Self::NotFormatted => &About {
                name: "not-formatted",
                command: FMT,
                severity: Severity::Error,
                title: "the catalog is not formatted",
                prose: "A formatted catalog has its sections in a fixed order, with `=` and comments aligned. Formatting does not change its meaning.",
                help: "run `aegis-events fmt`",
            },
            Self::RowOfUnknownEvent => &About {
                name: "row-of-unknown-event",
                command: VERIFY_STORE,
                severity: Severity::Error,
                title: "the catalog has no event with a row's name",
                prose: "The event was deleted, or renamed without `was`. Its rows remain, and no query reads them.",
                help: "keep the event in the catalog as deprecated, or add its name to the `was` of its successor",
            },
            Self::FieldUnreadable => &About {
                name: "field-unreadable",
                command: VERIFY_STORE,
                severity: Severity::Error,
                title: "a value does not decode as its field, or is missing where there is no `default`",
                prose: "The field was added without a `default`, was renamed without `was`, or changed its type. A query that reads such a row returns an error.",
                help: "give a new field a `default` and a renamed field its old name in `was`; do not change the type of recorded fields",
            },
            Self::PayloadUnreadable => &About {
                name: "payload-unreadable",
                command: VERIFY_STORE,
                severity: Severity::Error,
                title: "a payload is not a JSON object",
                prose: "The recorder never writes such a row: it was changed by hand, or the file is damaged.",
                help: "restore the row from a backup",
            },
            Self::SchemaRefused => &About {
                name: "schema-refused",
                command: VERIFY_STORE,
                severity: Severity::Error,
                title: "the schema cannot be migrated to the catalog",
                prose: "A key's type differs from its column, or an object that was created by hand has the same name. A program with this catalog does not start.",
                help: "follow the reason",
            },
            Self::SchemaDiffers => &About {
                name: "schema-differs",
                command: VERIFY_STORE,
                severity: Severity::Notice,
                title: "the schema is older than the catalog",
                prose: "Columns, views or indexes of the catalog do not exist yet. The next program that starts with `migrate` creates them.",
                help: "review the steps; `aegis-events sql --dialect DIALECT --from OLD` prints them as SQL",
            },
            Self::SchemaNote => &About {
                name: "schema-note",
                command: VERIFY_STORE,
                severity: Severity::Notice,
                title: "the schema has columns that the catalog no longer has",
                prose: "The column of a removed key, for example. The migration keeps it.",
                help: "nothing, unless you want to drop the column",
            },
            Self::NotChecked => &About {
                name: "not-checked",
                command: VERIFY_STORE,
                severity: Severity::Notice,
                title: "a field has a `rust` type, which this command cannot read",
                prose: "This command does not contain the code of the type. All other fields of the rows were checked.",
                help: "read the rows with your program, for example in a test",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_rules_have_kebab_case_names_and_well_formed_texts() {
        for own in Own::value_variants() {
            let variant = own.to_possible_value().unwrap();
            assert_eq!(own.name(), variant.get_name());
            assert!(!own.title().ends_with('.') && !own.help().ends_with('.') && own.prose().ends_with('.'), "{own:?}");
        }
    }
}
