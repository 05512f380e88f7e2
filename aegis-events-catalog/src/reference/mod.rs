//! The reference page of the file format, `docs/catalog.md`, generated from the tables that the reader uses. A test keeps the
//! file up to date.

mod problems;

use std::fmt::Write as _;

use crate::declare::MAX_TYPE_DEPTH;
use crate::keys::{self, TableRule};
use crate::model::Scalar;

/// The example at the beginning of the page.
pub const EXAMPLE: &str = include_str!("example.toml");

/// The whole page, in Markdown.
#[must_use]
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

A catalog declares the events of a program: their payloads, their publishers and their subscribers. The file is TOML 1.1 in
UTF-8. A key that this page does not list is an error. Names are case-sensitive. Generated code and reports keep the order of
the file.

This page is generated from the code that reads catalogs, and a test keeps it up to date.

## An example
";

const NAMES: &str = "
## Names

| names of | form |
|---|---|
| types, publishers, subscribers, families, events, enums | `[A-Z][A-Za-z0-9]*`, not `Self` |
| fields, keys | `[a-z][a-z0-9_]*`, not `self`, `super`, `crate`; other Rust keywords become raw identifiers |
| the catalog | `[a-z][a-z0-9_-]*` |

The module of a family and the field of a publisher have their names in snake case: `McpTool` has the module `mcp_tool`. The SQL
view of an event is `events_<family>_<event>`, in snake case.
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
| a type with `is` | a newtype | as its `is` | as its `is` | as its `is` |
| a type with `values` | an enum | string | `text` | `text` |
| a type with `fields` | a struct | object | `jsonb` | `text` |
| a type with `rust` | that type | as its `is` | as its `is` | as its `is` |

### Defaults

A `default` is a TOML value of the type of the field. The range of integers, the form of UUIDs and the values of enumerations
are checked. A time is a TOML date-time with an offset, or a string in RFC 3339. A date is a TOML date or a string. Bytes are a
string in base64. A record is a table; fields with defaults and `Option` fields may be omitted. For `Option<T>` the default is a
value of `T`; without a default, a missing field is `None`.
";
