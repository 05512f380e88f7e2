//! Quoted identifiers and literals, and the hash that identifies a definition.

use super::sql::Dialect;

/// An identifier. Names of a catalog contain no quotes; names of a user's roles and tables may.
pub(crate) fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Identifiers, separated by commas.
pub(crate) fn idents<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.into_iter().map(ident).collect();
    names.join(", ")
}

/// A text. In PostgreSQL, a setting of the server decides how backslashes in plain literals are read; `E''` does not depend on it.
pub(crate) fn literal(text: &str, dialect: Dialect) -> String {
    let text = text.replace('\'', "''");
    if dialect == Dialect::Postgres && text.contains('\\') {
        return format!("E'{}'", text.replace('\\', "\\\\"));
    }
    format!("'{text}'")
}

/// FNV-1a, 64 bits: the same in every build, unlike the hashes of `std`.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_end_no_literal() {
        assert_eq!(literal("it's", Dialect::Sqlite), "'it''s'");
        assert_eq!(literal(r#""a\n'""#, Dialect::Sqlite), r#"'"a\n''"'"#);
        assert_eq!(literal(r#""a\n'""#, Dialect::Postgres), r#"E'"a\\n''"'"#);
        assert_eq!(ident(r#"a"b"#), r#""a""b""#);
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("foobar"), 0x8594_4171_f739_67e8);
    }
}
