//! How names are formed.

use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};

use crate::model::Name;
use crate::problem::{Code, Problem, Reporter, Spelling, quoted};
use crate::words;

/// One of the ways in which the catalog's names are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    UpperCamel,
    Snake,
    Package,
}

impl Form {
    /// Upper camel case for what becomes a Rust type, snake case for fields and keys; ASCII, because the names also
    /// stand in SQL, metrics and subjects.
    pub(crate) fn accepts(self, text: &str) -> bool {
        let mut chars = text.chars();
        let first = chars.next().unwrap_or(' ');
        let ours = !words::NEVER_RAW.contains(&text);
        match self {
            Form::UpperCamel => ours && first.is_ascii_uppercase() && chars.all(|c| c.is_ascii_alphanumeric()),
            Form::Snake => {
                ours && first.is_ascii_lowercase()
                    && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            }
            Form::Package => {
                first.is_ascii_lowercase()
                    && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'))
            }
        }
    }

    fn label(self) -> &'static str {
        match self {
            Form::UpperCamel => "expected upper camel case, `[A-Z][A-Za-z0-9]*`",
            Form::Snake => "expected snake case, `[a-z][a-z0-9_]*`",
            Form::Package => "expected `[a-z][a-z0-9_-]*`",
        }
    }

    /// The same name, well-formed.
    pub(crate) fn mend(self, text: &str) -> Option<String> {
        let mended = match self {
            Form::UpperCamel => text.to_upper_camel_case(),
            Form::Snake => text.to_snake_case(),
            Form::Package => text.to_kebab_case(),
        };
        (mended.len() <= 100 && self.accepts(&mended)).then_some(mended)
    }

    /// Reports a name that is not well-formed. `noun` is what it names: "event". A name may be written well without asking
    /// where it is only declared; `None` where it is that of something that exists.
    pub(crate) fn check(self, name: &Name, noun: &str, spelling: Option<Spelling>, reporter: &mut Reporter) -> bool {
        if self.accepts(&name.text) {
            return true;
        }
        let shown = quoted(&name.text);
        let problem = if words::NEVER_RAW.contains(&name.text.as_str()) {
            let longer = format!("{}{}", name.text.trim_matches('_'), self.suffix());
            let longer = self.mend(&longer).unwrap_or(longer);
            Problem::new(Code::IllFormedName, name.span.clone(), format!("{shown} cannot name {}", with_article(noun)))
                .label("Rust's own word, even as a raw identifier")
                .help(format!("choose another name, `{longer}` say"))
        } else {
            let message = format!("{shown} is not well-formed as the name of {}", with_article(noun));
            let problem = Problem::new(Code::IllFormedName, name.span.clone(), message).label(self.label());
            match (self.mend(&name.text), spelling) {
                (Some(mended), None) => problem.help(format!("write `{mended}`")),
                (Some(mended), Some(spelling)) => problem.help(format!("write `{mended}`")).write(&mended, spelling),
                (None, _) => problem,
            }
        };
        reporter.report(problem);
        false
    }

    fn suffix(self) -> &'static str {
        match self {
            Form::UpperCamel => "State",
            Form::Snake | Form::Package => "_id",
        }
    }
}

/// "an event", "a family".
pub(crate) fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}
