//! The grammar of field types: `name`, `Option<T>`, `Vec<T>`, `Map<T>`, `(T, U)`.

use crate::model::{Name, Scalar, Span};
use crate::problem::{Code, Problem, quoted};

/// The type of a field, with the names that it uses and their places.
#[derive(Debug)]
pub(crate) enum TypeExpr {
    Scalar(Scalar),
    Named(Name),
    Option(Box<TypeExpr>),
    Vec(Box<TypeExpr>),
    Map(Box<TypeExpr>),
    Pair(Box<TypeExpr>, Box<TypeExpr>),
}

/// The maximal depth of a type. Generic code of this depth compiles within the recursion limit of rustc.
pub(crate) const MAX_TYPE_DEPTH: usize = 32;

/// The constructors that take one argument.
pub(crate) const CONSTRUCTORS: &[&str] = &["Option", "Vec", "Map"];

/// Types of other languages and libraries, with the types to use instead.
const FOREIGN: &[(&str, &str)] = &[
    ("str", "String"),
    ("text", "String"),
    ("char", "String"),
    ("usize", "u64"),
    ("isize", "i64"),
    ("u128", "u64"),
    ("i128", "i64"),
    ("int", "i64"),
    ("integer", "i64"),
    ("float", "f64"),
    ("double", "f64"),
    ("boolean", "bool"),
    ("DateTime", "Timestamp"),
    ("NaiveDate", "Date"),
    ("Instant", "Timestamp"),
    ("SystemTime", "Timestamp"),
    ("HashMap", "Map"),
    ("BTreeMap", "Map"),
    ("Array", "Vec"),
    ("List", "Vec"),
    ("Value", "Json"),
    ("Guid", "Uuid"),
];

/// The type to use instead of a foreign one.
pub(crate) fn foreign(name: &str) -> Option<&'static str> {
    FOREIGN.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| *ours)
}

impl TypeExpr {
    /// Parses a type. `whole` is the span of the TOML string. `text_start` is the place where its text begins in the source, if the
    /// source has the text without escapes.
    pub(crate) fn parse(text: &str, whole: &Span, text_start: Option<usize>) -> Result<TypeExpr, Problem> {
        let mut parser = Parser { text, at: 0, whole, text_start };
        let expr = parser.expr(0)?;
        parser.skip_blanks();
        if parser.at < text.len() {
            return Err(parser.unexpected("the end of the type"));
        }
        Ok(expr)
    }

    /// Every name of `[types]` that the type mentions.
    pub(crate) fn for_each_name<'a>(&'a self, visit: &mut impl FnMut(&'a Name)) {
        match self {
            TypeExpr::Scalar(_) => {}
            TypeExpr::Named(name) => visit(name),
            TypeExpr::Option(inner) | TypeExpr::Vec(inner) | TypeExpr::Map(inner) => inner.for_each_name(visit),
            TypeExpr::Pair(first, second) => {
                first.for_each_name(visit);
                second.for_each_name(visit);
            }
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    whole: &'a Span,
    text_start: Option<usize>,
}

impl<'a> Parser<'a> {
    fn expr(&mut self, depth: usize) -> Result<TypeExpr, Problem> {
        self.skip_blanks();
        if depth >= MAX_TYPE_DEPTH {
            let message = format!("the type is more than {MAX_TYPE_DEPTH} levels deep");
            return Err(self.problem(self.at..self.at + 1, message).label("too deep"));
        }
        if self.eat('(') {
            return self.pair(depth);
        }
        let start = self.at;
        let name = self.name();
        if name.is_empty() {
            return Err(self.unexpected("a type"));
        }
        let span = start..self.at;
        self.skip_blanks();
        match name {
            "Option" => Ok(TypeExpr::Option(self.argument(span, depth)?)),
            "Vec" => Ok(TypeExpr::Vec(self.argument(span, depth)?)),
            "Map" => Ok(TypeExpr::Map(self.argument(span, depth)?)),
            _ if self.peek() == Some('<') => Err(self.not_generic(span)),
            _ => Ok(match Scalar::from_name(name) {
                Some(scalar) => TypeExpr::Scalar(scalar),
                None => TypeExpr::Named(Name { text: name.to_owned(), span: self.place(span) }),
            }),
        }
    }

    fn argument(&mut self, constructor: Span, depth: usize) -> Result<Box<TypeExpr>, Problem> {
        let name = &self.text[constructor.clone()];
        if !self.eat('<') {
            let problem = self.problem(constructor, format!("`{name}` needs a type argument"));
            return Err(problem
                .label("expected `<..>` after it")
                .help(format!("write, for example, `{name}<String>`")));
        }
        let argument = self.expr(depth + 1)?;
        self.skip_blanks();
        if name == "Map" && self.peek() == Some(',') {
            let problem = self.problem(self.at..self.at + 1, "`Map` has one type argument");
            return Err(problem.label("expected `>`").help("keys of a map are strings: write `Map<T>`"));
        }
        if !self.eat('>') {
            return Err(self.unexpected("`>`"));
        }
        Ok(Box::new(argument))
    }

    fn pair(&mut self, depth: usize) -> Result<TypeExpr, Problem> {
        let first = self.expr(depth + 1)?;
        self.skip_blanks();
        if !self.eat(',') {
            return Err(self.unexpected("`,`").help("a tuple has two types: `(T, U)`"));
        }
        let second = self.expr(depth + 1)?;
        self.skip_blanks();
        if !self.eat(')') {
            return Err(self.unexpected("`)`").help("a tuple has two types; declare a record under [types] for more"));
        }
        Ok(TypeExpr::Pair(Box::new(first), Box::new(second)))
    }

    fn not_generic(&self, name: Span) -> Problem {
        let text = &self.text[name.clone()];
        let help = match foreign(text) {
            Some("Map") => "write `Map<T>`: keys of a map are strings".to_owned(),
            Some("Vec") => "write `Vec<T>`".to_owned(),
            Some(ours) => format!("write `{ours}`"),
            None => "only `Option<T>`, `Vec<T>` and `Map<T>` have a type argument".to_owned(),
        };
        let message = match foreign(text) {
            Some(_) => format!("a catalog has no {}", quoted(text)),
            None => format!("{} has no type argument", quoted(text)),
        };
        self.problem(name, message).label("not `Option`, `Vec` or `Map`").help(help)
    }

    fn unexpected(&self, expected: &str) -> Problem {
        let label = format!("expected {expected}");
        match self.peek() {
            Some(found) => {
                let span = self.at..self.at + found.len_utf8();
                self.problem(span, format!("unexpected {} in a type", quoted(&found.to_string()))).label(label)
            }
            None => self.problem(self.at..self.at, "the type ends too early").label(label),
        }
    }

    fn problem(&self, span: Span, message: impl AsRef<str>) -> Problem {
        Problem::new(Code::IllFormedType, self.place(span), message)
    }

    /// From a place in the text to a place in the source.
    fn place(&self, span: Span) -> Span {
        match self.text_start {
            Some(start) => start + span.start..start + span.end,
            None => self.whole.clone(),
        }
    }

    fn name(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn skip_blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }
}
