//! NUL in strings: PostgreSQL stores it neither in `jsonb` nor in `text`, and model output contains it.
//!
//! In JSON text, `\u0000` becomes `\u001a0` and `\u001a` becomes `\u001a1`: U+001A, SUBSTITUTE, is Unicode's character for this. Reading
//! reverses both. Nearly all texts contain neither: they are scanned once and left as they are.

use std::borrow::Cow;

const ESCAPE: &[u8] = br"\u001a";
const NUL: &[u8] = br"\u0000";
const SUBSTITUTE: char = '\u{1a}';

/// JSON text that a database can store.
pub(super) fn escape_json(json: Vec<u8>) -> Vec<u8> {
    if !may_hold(&json, b"\\u00") {
        return json;
    }
    rewrite(&json, |rest, out| match rest {
        rest if rest.starts_with(NUL) => {
            out.extend_from_slice(ESCAPE);
            out.push(b'0');
            NUL.len()
        }
        rest if rest.starts_with(ESCAPE) => {
            out.extend_from_slice(ESCAPE);
            out.push(b'1');
            ESCAPE.len()
        }
        _ => 0,
    })
}

/// The JSON text before it was escaped.
pub(super) fn unescape_json(json: &[u8]) -> Cow<'_, [u8]> {
    if !may_hold(json, ESCAPE) {
        return Cow::Borrowed(json);
    }
    Cow::Owned(rewrite(json, |rest, out| {
        let Some(code) = rest.strip_prefix(ESCAPE).and_then(|after| after.first()) else { return 0 };
        match code {
            b'0' => out.extend_from_slice(NUL),
            b'1' => out.extend_from_slice(ESCAPE),
            _ => return 0,
        }
        ESCAPE.len() + 1
    }))
}

/// A text that a database can store.
pub(super) fn escape_text(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', SUBSTITUTE]) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\0' => out.extend([SUBSTITUTE, '0']),
            SUBSTITUTE => out.extend([SUBSTITUTE, '1']),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// Whether JSON text contains an escape that begins with `begin`. Backslashes are rare, so that the scan is fast.
fn may_hold(json: &[u8], begin: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        if rest[at..].starts_with(begin) {
            return true;
        }
        // An escaped backslash is two bytes, whatever follows.
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    false
}

/// Copies JSON text. At each escape, `each` may write something else; it returns how much it has read.
fn rewrite(json: &[u8], each: impl Fn(&[u8], &mut Vec<u8>) -> usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len() + 16);
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let mut read = each(rest, &mut out);
        if read == 0 {
            read = rest.len().min(2);
            out.extend_from_slice(&rest[..read]);
        }
        rest = &rest[read..];
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn round_trip(text: &str) {
        let json = serde_json::to_vec(text).unwrap();
        let escaped = escape_json(json.clone());
        assert!(!may_hold(&escaped, NUL), "{}", String::from_utf8_lossy(&escaped));
        assert_eq!(unescape_json(&escaped), json);
        // A database may write the parsed JSON in another spelling, with the same characters.
        let through: String = serde_json::from_slice(&escaped).unwrap();
        assert_eq!(through, escape_text(text));
        let back: String = serde_json::from_slice(&unescape_json(&serde_json::to_vec(&through).unwrap())).unwrap();
        assert_eq!(back, text);
    }

    proptest! {
        #[test]
        fn any_text_survives_the_round_trip(text in r#"[\x00\x1a\x1b\\u001a"é𝄞]{0,24}"#) {
            round_trip(&text);
        }
    }

    #[test]
    fn an_escaped_backslash_does_not_begin_an_escape() {
        for text in ["\\u0000", "\\\0", "\0", "\u{1a}", "\u{1a}0", "\\", "\\\\u001a0", "plain"] {
            round_trip(text);
        }
        assert_eq!(escape_json(br#""\\u0000""#.to_vec()), br#""\\u0000""#);
    }
}
