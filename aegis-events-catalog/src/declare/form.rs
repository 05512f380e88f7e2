//! The forms of names.

use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};

use crate::model::Name;
use crate::problem::{Code, Problem, Reporter, Spelling, quoted};
use crate::words;

/// A form of names in the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    UpperCamel,
    Snake,
    Package,
}

impl Form {
    /// Upper camel case for names that become Rust types, snake case for fields and keys; ASCII, because SQL, metrics and
    /// subjects use the names too.
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

    /// The well-formed version of a name.
    pub(crate) fn mend(self, text: &str) -> Option<String> {
        let mended = match self {
            Form::UpperCamel => text.to_upper_camel_case(),
            Form::Snake => text.to_snake_case(),
            Form::Package => text.to_kebab_case(),
        };
        (mended.len() <= 100 && self.accepts(&mended)).then_some(mended)
    }

    /// Reports a name that is not well-formed, of an "event" for example, as `noun` says. Returns whether it is well-formed. With
    /// a `spelling`, the name gets a fix; `None` for the name of something that exists already.
    pub(crate) fn check(self, name: &Name, noun: &str, spelling: Option<Spelling>, reporter: &mut Reporter) -> bool {
        if self.accepts(&name.text) {
            return true;
        }
        let shown = quoted(&name.text);
        let problem = if words::NEVER_RAW.contains(&name.text.as_str()) {
            let longer = format!("{}{}", name.text.trim_matches('_'), self.suffix());
            let longer = self.mend(&longer).unwrap_or(longer);
            Problem::new(Code::IllFormedName, name.span.clone(), format!("{shown} cannot name {}", with_article(noun)))
                .label("reserved by Rust, even as a raw identifier")
                .help(format!("choose another name, for example `{longer}`"))
        } else {
            let message = format!("ill-formed name {shown} of {}", with_article(noun));
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
