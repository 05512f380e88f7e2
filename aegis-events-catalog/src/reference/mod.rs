//! The reference page of the file format, `docs/catalog.md`, written from the tables that the reader itself uses.
//!
//! So the page cannot say what the reader does not do. A test keeps the file in step.

mod problems;

use std::fmt::Write as _;

use crate::declare::MAX_TYPE_DEPTH;
use crate::keys::{self, TableRule};
use crate::model::Scalar;

/// The catalog with which the page begins.
pub const EXAMPLE: &str = include_str!("example.toml");

/// The whole page, in Markdown.
pub fn page() -> String {
    let mut page = String::from(INTRODUCTION);
    _ = write!(page, "\n```toml\n{EXAMPLE}```\n");
    tables(&mut page);
    types(&mut page);
    page.push_str(NAMES);
    problems::write(&mut page);
    page
}

const INTRODUCTION: &str = "\
# catalog.toml

A catalog declares the events of a program: what they carry, who may publish them and who listens. The file is TOML 1.1
in UTF-8. Keys that this page does not name are errors. Names are case-sensitive, and order in the file is order
everywhere: in generated code, in reports and in these rules.

This page is generated from the code that reads catalogs, and tested to be in step with it.

## An example
";

const NAMES: &str = "
## Names

| what is named | form |
|---|---|
| types, publishers, subscribers, families, events, enums | `[A-Z][A-Za-z0-9]*`, not `Self` |
| fields, keys | `[a-z][a-z0-9_]*`, not `self`, `super`, `crate`; other Rust keywords work, as raw identifiers in Rust |
| the catalog | `[a-z][a-z0-9_-]*` |

Families and publishers also give their names in snake case: `McpTool` is the module `mcp_tool`. The SQL view of an event
is `events_<family>_<event>`, in snake case.
";

fn tables(page: &mut String) {
    page.push_str("\n## Tables\n");
    for table in keys::TABLES {
        _ = write!(page, "\n### `{}`\n\n{}\n", table.header, table.rule);
        if !table.keys.is_empty() {
            keys_of(page, table);
        }
    }
}

fn keys_of(page: &mut String, table: &TableRule) {
    page.push_str("\n| key | | example | |\n|---|---|---|---|\n");
    for rule in table.keys {
        let required = if rule.required { "required" } else { "" };
        _ = writeln!(page, "| `{}` | {required} | `{}` | {} |", rule.key, rule.example, rule.rule);
    }
}

fn types(page: &mut String) {
    page.push_str("\n## Field types\n\n### Built-in types\n\n");
    page.push_str("| type | Rust | JSON | PostgreSQL | SQLite |\n|---|---|---|---|---|\n");
    for scalar in Scalar::ALL {
        let (name, rust, json) = (scalar.name(), scalar.rust(), scalar.json());
        let (postgres, sqlite) = (scalar.sql_type().postgres(), scalar.sql_type().sqlite());
        _ = writeln!(page, "| `{name}` | `{rust}` | {json} | `{postgres}` | `{sqlite}` |");
    }
    _ = write!(
        page,
        "{COMPOSED_TYPES}\nThey nest up to {MAX_TYPE_DEPTH} levels, counted through the types that they name. No type contains itself.\n"
    );
    page.push_str(COMPOSITES);
}

const COMPOSED_TYPES: &str = "\n### Composed types\n";

const COMPOSITES: &str = "
| type | Rust | JSON | PostgreSQL | SQLite |
|---|---|---|---|---|
| `Option<T>` | `Option<T>` | `null`, or as `T` | as `T`, nullable | as `T`, nullable |
| `Vec<T>` | `Vec<T>` | array | `jsonb` | `text` |
| `Map<T>` | `BTreeMap<String, T>` | object | `jsonb` | `text` |
| `(T, U)` | `(T, U)` | array of two | `jsonb` | `text` |
| a type with `is` | a newtype | as what it is | as what it is | as what it is |
| a type with `values` | an enum | string | `text` | `text` |
| a type with `fields` | a struct | object | `jsonb` | `text` |
| a type with `rust` | that type | as its `is` says | as its `is` says | as its `is` says |

### Defaults

A `default` is a TOML value of the field's type, and is checked like one: the range of integers, the form of UUIDs, the
values of enumerations. A time is a TOML date-time with an offset, or a string in RFC 3339; a date is a TOML date or a
string; bytes are a string in base64. A record is a table, in which fields with defaults and `Option` fields may be left
out. For `Option<T>` it is a value of `T`; the field is absent without any default.
";
