//! The value of a field in `event_data`, as SQL.
//!
//! The member with the field's name has priority, also if it is `null`; then a member with a former name; then the default. Rows are decoded
//! into events in the same way.

use crate::catalog::{Column, EventInfo, Field, SqlType};
use crate::history::backend::Dialect;
use crate::history::escape::escape_json;

use crate::history::backend::quote::literal;

/// A value in `event_data`, as JSON and as text.
struct Json {
    json: String,
    text: String,
}

/// A member, as JSON (`->`) or as text (`->>`).
fn member(of: &str, arrow: &str, name: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!("{of} {arrow} {}", literal(name, dialect)),
        // A path with the name quoted: SQLite takes a bare text that looks like a number for an array's index.
        Dialect::Sqlite => format!("{of} {arrow} {}", literal(&format!("$.\"{name}\""), dialect)),
    }
}

/// The text or number in JSON. PostgreSQL returns text, SQLite the value's own type.
fn scalar(json: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!("{json} #>> '{{}}'"),
        Dialect::Sqlite => format!("{json} ->> '$'"),
    }
}

/// The value of a field, under its name or a former one.
fn json_of(field: &Field, dialect: Dialect) -> Json {
    let names = std::iter::once(field.name()).chain(field.former_names().iter().copied());
    let mut sources: Vec<_> = names.map(|name| member("\"event_data\"", "->", name, dialect)).collect();
    // Without a default, a missing value is `NULL`.
    if let Some(default) = field.missing_json().filter(|&json| json != "null") {
        let default = String::from_utf8_lossy(&escape_json(default.as_bytes().to_vec())).into_owned();
        let default = literal(&default, dialect);
        sources.push(match dialect {
            Dialect::Postgres => format!("{default}::jsonb"),
            Dialect::Sqlite => default,
        });
    }
    if sources.len() == 1 {
        let text = member("\"event_data\"", "->>", field.name(), dialect);
        return Json { json: sources.remove(0), text };
    }
    let json = format!("coalesce({})", sources.join(", "));
    let text = scalar(&json, dialect);
    Json { json, text }
}

/// The column of a field in its event's view.
///
/// A value that does not fit the type is an error of the query, as it is when the event is read. Strings are shown as they are stored: NUL is
/// U+001A and `0`.
pub(super) fn view_value(field: &Field, dialect: Dialect) -> String {
    let Json { json, text } = json_of(field, dialect);
    let Column { sql_type, nullable, .. } = field.column();
    match dialect {
        Dialect::Postgres => postgres_value(sql_type, nullable, &json, &text),
        Dialect::Sqlite => match sql_type {
            // `->>` converts numbers above `i64::MAX` to floating point; the JSON has all digits.
            SqlType::Numeric20 => format!("nullif({json}, 'null')"),
            SqlType::Json if nullable => format!("nullif({json}, 'null')"),
            SqlType::Json => json,
            _ => text,
        },
    }
}

fn postgres_value(sql_type: SqlType, nullable: bool, json: &str, text: &str) -> String {
    match sql_type {
        SqlType::Json if nullable => format!("nullif({json}, 'null'::jsonb)"),
        SqlType::Json => json.to_owned(),
        SqlType::Text => text.to_owned(),
        SqlType::Bytes => format!("decode({text}, 'base64')"),
        SqlType::Timestamp | SqlType::Date => postgres_time(sql_type, text),
        _ => format!("({text})::{}", sql_type.postgres()),
    }
}

/// Years outside 1 to 9999 have a sign, or are 0000. PostgreSQL reads neither; like the columns of `domain_events`, the view has an infinity.
/// PostgreSQL rounds nanoseconds to microseconds; like those columns, the view cuts them off.
fn postgres_time(sql_type: SqlType, text: &str) -> String {
    let of = sql_type.postgres();
    let cut = match sql_type {
        SqlType::Timestamp => {
            format!(" WHEN {text} LIKE '____-__-__T__:__:__.______%Z' THEN (left({text}, 26) || 'Z')::{of}")
        }
        _ => String::new(),
    };
    format!(
        "CASE WHEN {text} LIKE '-%' OR {text} LIKE '0000-%' THEN '-infinity'::{of} \
         WHEN {text} LIKE '+%' THEN 'infinity'::{of}{cut} ELSE ({text})::{of} END"
    )
}

/// The value of a key by the path of its field, `field` or `field.inner`.
///
/// `NULL` if the value does not fit the key's type: such a row cannot be read as an event, and must not make queries by key fail.
pub(super) fn key_value(event: &EventInfo, path: &str, sql_type: SqlType, dialect: Dialect) -> String {
    let mut segments = path.split('.');
    let first = segments.next().unwrap_or_default();
    let mut value = match event.fields().iter().find(|field| field.name() == first) {
        Some(field) => json_of(field, dialect),
        None => Json {
            json: member("\"event_data\"", "->", first, dialect),
            text: member("\"event_data\"", "->>", first, dialect),
        },
    };
    for segment in segments {
        let of = &value.json;
        value = Json { json: member(of, "->", segment, dialect), text: member(of, "->>", segment, dialect) };
    }
    match dialect {
        Dialect::Postgres => postgres_key(&value, sql_type),
        Dialect::Sqlite => sqlite_key(&value, sql_type),
    }
}

fn postgres_key(Json { json, text }: &Json, sql_type: SqlType) -> String {
    let of = sql_type.postgres();
    let (lowest, highest) = match sql_type {
        SqlType::Uuid => {
            let uuid = "^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$";
            return format!("CASE WHEN {text} ~ '{uuid}' THEN ({text})::uuid END");
        }
        SqlType::SmallInt => (i16::MIN.into(), i16::MAX.into()),
        SqlType::Integer => (i32::MIN.into(), i32::MAX.into()),
        SqlType::BigInt => (i64::MIN.into(), i64::MAX.into()),
        SqlType::Numeric20 => (0, u64::MAX.into()),
        _ => return format!("CASE WHEN jsonb_typeof({json}) = 'string' THEN {text} END"),
    };
    let (lowest, highest): (i128, i128) = (lowest, highest);
    // Nested, since the conditions of an `AND` have no order.
    format!(
        "CASE WHEN {text} ~ '^-?[0-9]{{1,20}}$' THEN \
         CASE WHEN ({text})::numeric BETWEEN {lowest} AND {highest} THEN ({text})::{of} END END"
    )
}

fn sqlite_key(Json { json, text }: &Json, sql_type: SqlType) -> String {
    match sql_type {
        // Lower case, like arguments.
        SqlType::Uuid => format!("CASE WHEN json_type({json}) = 'text' AND length({text}) = 36 THEN lower({text}) END"),
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => {
            format!("CASE WHEN typeof({text}) = 'integer' AND json_type({json}) = 'integer' THEN {text} END")
        }
        SqlType::Numeric20 => format!("CASE WHEN json_type({json}) = 'integer' THEN {json} END"),
        _ => format!("CASE WHEN json_type({json}) = 'text' THEN {text} END"),
    }
}
