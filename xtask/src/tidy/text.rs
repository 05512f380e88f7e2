//! The text that people read in a file: comments and string literals of a Rust file; all of any other file.

/// A piece of text and the line that it is on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece<'text> {
    pub(crate) line: usize,
    pub(crate) text: &'text str,
}

/// The pieces of a file, none longer than a line.
pub(crate) fn pieces<'text>(file: &str, text: &'text str) -> Vec<Piece<'text>> {
    let mut spans = Vec::new();
    if file.ends_with(".rs") {
        rust(text, &mut spans)
    } else {
        spans.push(0..text.len())
    }
    let mut pieces = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for span in spans {
        line += text[counted..span.start].matches('\n').count();
        let lines = text[span.clone()].split('\n').enumerate();
        pieces.extend(lines.map(|(at, text)| Piece { line: line + at, text }).filter(|piece| !piece.text.is_empty()));
        counted = span.start;
    }
    pieces
}

/// Where comments and string literals are in Rust.
fn rust(text: &str, spans: &mut Vec<std::ops::Range<usize>>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let end = match bytes[at] {
            b'/' if rest.starts_with("//") => at + rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*") => at + block(rest),
            b'"' => at + quoted(rest),
            b'r' if !at.checked_sub(1).is_some_and(|before| is_name(bytes[before]) && bytes[before] != b'b') => {
                match raw(rest) {
                    Some(length) => at + length,
                    None => {
                        at += 1;
                        continue;
                    }
                }
            }
            b'\'' => {
                at += character(rest);
                continue;
            }
            _ => {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            }
        };
        spans.push(at..end);
        at = end;
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The length of a block comment, with those inside it.
fn block(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        let opened = text[at..].find("/*").map_or(text.len(), |found| at + found);
        let Some(closed) = text[at..].find("*/").map(|found| at + found) else { return text.len() };
        if opened < closed {
            depth += 1;
            at = opened + 2;
        } else {
            depth -= 1;
            at = closed + 2;
        }
        if depth == 0 {
            return at;
        }
    }
}

/// The length of a string literal.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a raw string literal, if `r` begins one.
fn raw(text: &str) -> Option<usize> {
    let hashes = text[1..].bytes().take_while(|&byte| byte == b'#').count();
    let body = text[1 + hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    Some(body.find(&close).map_or(text.len(), |found| 2 + hashes + found + close.len()))
}

/// The length of a character literal, or of the quote of a lifetime.
fn character(text: &str) -> usize {
    let mut inside = text[1..].chars();
    match inside.next() {
        Some('\\') => text[3..].find('\'').map_or(text.len(), |found| 3 + found + 1),
        Some(one) if inside.next() == Some('\'') => 1 + one.len_utf8() + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn comments_and_strings_are_text_and_code_is_not() {
        let text = "//! head\nfn f<'a>(name: &'a str) -> char {\n    // why\n    let r = r#\"raw \"\n second\"#;\n    \
                    let s = \"a \\\" b\"; /* x /* y */ */ '\"'\n}\n/// é doc\nlet c = ['\\'', 'a', '\\u{1}'];\"end\"";
        let found: Vec<(usize, &str)> =
            pieces("f.rs", text).into_iter().map(|piece| (piece.line, piece.text)).collect();
        assert_eq!(
            found,
            [
                (1, "//! head"),
                (3, "// why"),
                (4, "r#\"raw \""),
                (5, " second\"#"),
                (6, "\"a \\\" b\""),
                (6, "/* x /* y */ */"),
                (8, "/// é doc"),
                (9, "\"end\""),
            ]
        );
    }

    #[test]
    fn a_markdown_file_is_text_as_a_whole() {
        assert_eq!(pieces("a.md", "# One\n\ntwo\n").iter().map(|piece| piece.line).collect::<Vec<_>>(), [1, 3]);
    }
}
