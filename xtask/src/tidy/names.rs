//! Names of tests: a claim of at most [`MOST_CHARACTERS`].

use proc_macro2::{TokenStream, TokenTree};

use super::finding::Finding;
use super::sources::Sources;

const MOST_CHARACTERS: usize = 60;

/// A test function.
pub(crate) struct Test {
    pub(crate) line: usize,
    pub(crate) name: String,
}

/// Finds names that are too long.
pub(crate) fn check(sources: &Sources) -> Vec<Finding> {
    let tests = sources.rust().flat_map(|(file, text)| tests(file, text).into_iter().map(move |test| (file, test)));
    tests
        .filter_map(|(file, Test { line, name })| {
            let length = name.chars().count();
            (length > MOST_CHARACTERS).then(|| {
                let what = format!("the test's name has {length} characters, more than {MOST_CHARACTERS}: {name}");
                Finding::new(file, line, what, "shorten the claim; the rest of the sentence is a comment in the test")
            })
        })
        .collect()
}

/// The tests of a Rust file, also those inside macro calls.
pub(crate) fn tests(file: &str, text: &str) -> Vec<Test> {
    let mut tests = Vec::new();
    if file.ends_with(".rs")
        && let Ok(tokens) = text.parse::<TokenStream>()
    {
        walk(tokens, &mut tests);
    }
    tests
}

fn walk(tokens: TokenStream, tests: &mut Vec<Test>) {
    let mut marked = false;
    let mut named = false;
    let mut after_hash = false;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => after_hash = punct.as_char() == '#',
            TokenTree::Group(group) => {
                if after_hash {
                    marked |= is_test(group.stream());
                } else {
                    walk(group.stream(), tests);
                    // The body of a function ends what an attribute is about.
                    marked &= group.delimiter() != proc_macro2::Delimiter::Brace;
                }
                after_hash = false;
            }
            TokenTree::Ident(name) if named => {
                if std::mem::take(&mut marked) {
                    tests.push(Test { line: name.span().start().line, name: name.to_string() });
                }
                named = false;
            }
            TokenTree::Ident(word) => named = word == "fn",
            TokenTree::Literal(_) => {}
        }
    }
}

/// Whether an attribute is `test`, or one of a runtime, as `tokio::test`.
fn is_test(attribute: TokenStream) -> bool {
    let path = attribute.into_iter().take_while(|token| !matches!(token, TokenTree::Group(_)));
    path.last().is_some_and(|token| matches!(token, TokenTree::Ident(name) if name == "test"))
}

#[cfg(test)]
mod tests {
    use super::{check, tests};
    use crate::tidy::sources::Sources;

    #[test]
    fn tests_are_found_by_their_attribute() {
        let text = "#[test]\nfn one() {}\nfn helper() {}\n#[tokio::test(start_paused = true)]\nasync fn two() {}\n\
                    proptest! {\n    #[test]\n    fn three(x in 0..1) {}\n}\n#[cfg(test)]\nmod tests { fn other() {} }\n";
        let names: Vec<String> = tests("t.rs", text).into_iter().map(|test| test.name).collect();
        assert_eq!(names, ["one", "two", "three"]);
    }

    #[test]
    fn a_long_name_is_a_finding() {
        let name = "a".repeat(61);
        let sources = Sources([("t.rs".to_owned(), format!("#[test]\nfn {name}() {{}}\n"))].into());
        let found: Vec<String> = check(&sources).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [format!(
                "t.rs:2: the test's name has 61 characters, more than 60: {name}\n  \
                 help: shorten the claim; the rest of the sentence is a comment in the test"
            )]
        );
    }
}
