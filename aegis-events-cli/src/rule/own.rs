//! The rules that `fmt --check` and `verify-store` have of their own, in one table.

use clap::ValueEnum;

use super::severity::Severity;

/// A rule that only one command has. `ValueEnum` is there to list them: none is an argument.
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
    /// In one line.
    title: &'static str,
    /// What there is to say beside the title.
    prose: &'static str,
    todo: &'static str,
}

const FMT: &str = "fmt --check";
/// The command that reads a history.
pub(crate) const VERIFY_STORE: &str = "verify-store";

impl Own {
    pub(crate) fn name(self) -> &'static str {
        self.about().name
    }

    /// The command that tells it.
    pub(crate) fn command(self) -> &'static str {
        self.about().command
    }

    /// How bad it always is.
    pub(crate) fn severity(self) -> Severity {
        self.about().severity
    }

    /// What has been found, in one line without a full stop.
    pub(crate) fn title(self) -> &'static str {
        self.about().title
    }

    /// Where it comes from, in sentences.
    pub(crate) fn prose(self) -> &'static str {
        self.about().prose
    }

    /// What to do about it, in a sentence without its capital and its full stop.
    pub(crate) fn todo(self) -> &'static str {
        self.about().todo
    }

    fn about(self) -> &'static About {
        match self {
            Self::NotFormatted => &About {
                name: "not-formatted",
                command: FMT,
                severity: Severity::Error,
                title: "the catalog is not formatted",
                prose: "A formatted catalog has its sections in one order, and `=` and comments aligned. What it says does not change by it.",
                todo: "run `aegis-events fmt`",
            },
            Self::RowOfUnknownEvent => &About {
                name: "row-of-unknown-event",
                command: VERIFY_STORE,
                severity: Severity::Error,
                title: "the catalog has no event of a row's name",
                prose: "The event was deleted, or renamed without `was`, and its rows are still there. No query reads them.",
                todo: "keep it in the catalog as deprecated, or name it in the `was` of its successor",
            },
            Self::FieldUnreadable => &About {
                name: "field-unreadable",
                command: VERIFY_STORE,
                severity: Severity::Error,
                title: "a value does not decode as its field, or is missing where there is no `default`",
                prose: "The field was added without a `default`, renamed without `was`, or has another type than the rows. A query that meets such a row ends with an error.",
                todo: "give new fields a `default`, renamed ones their old name with `was`, and keep the type of what is recorded",
            },
            Self::PayloadUnreadable => &About {
                name: "payload-unreadable",
                command: VERIFY_STORE,
                severity: Severity::Error,
                title: "a payload as a whole is not what it should be",
                prose: "It is not JSON, or no object. Nothing of this project writes such a row: somebody has changed it, or a file was damaged.",
                todo: "restore the row from a copy",
            },
            Self::SchemaRefused => &About {
                name: "schema-refused",
                command: VERIFY_STORE,
                severity: Severity::Error,
                title: "a migration to the catalog would be refused",
                prose: "A key has another type than its column, or something that somebody else has made is in the way. A program with this catalog does not start.",
                todo: "do what the reason says",
            },
            Self::SchemaDiffers => &About {
                name: "schema-differs",
                command: VERIFY_STORE,
                severity: Severity::Notice,
                title: "a migration to the catalog has something to do",
                prose: "Columns, views or indexes of the catalog are not there yet. The next start of a program that migrates makes them.",
                todo: "look at the steps; `aegis-events sql --dialect DIALECT --from OLD` prints them as SQL",
            },
            Self::SchemaNote => &About {
                name: "schema-note",
                command: VERIFY_STORE,
                severity: Severity::Notice,
                title: "what a migration to the catalog would note",
                prose: "The database has what the catalog no longer knows, a key's column for example, and the migration leaves it there.",
                todo: "nothing, if you want to keep it",
            },
            Self::NotChecked => &About {
                name: "not-checked",
                command: VERIFY_STORE,
                severity: Severity::Notice,
                title: "a field has a type of your own: only your program can tell",
                prose: "The field's type is one with `rust`, whose code this command does not have. All other fields of the rows were checked.",
                todo: "read the rows once with your program, in a test for example",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_variants_and_texts_are_in_form() {
        for own in Own::value_variants() {
            let variant = own.to_possible_value().unwrap();
            assert_eq!(own.name(), variant.get_name());
            assert!(!own.title().ends_with('.') && !own.todo().ends_with('.') && own.prose().ends_with('.'), "{own:?}");
        }
    }
}
