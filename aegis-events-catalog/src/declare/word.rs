//! Values with a special form: durations, Rust paths, delivery classes and versions.

use std::time::Duration;

use crate::declare::table::Reader;
use crate::keys;
use crate::model::{Delivery, Name};
use crate::problem::{Code, Problem, Spelling, quoted};
use crate::words;

impl Reader<'_, '_> {
    /// `retention`: a number and a unit.
    pub(crate) fn duration(&mut self, key: &'static str) -> Option<Duration> {
        let text = self.string(key)?;
        let duration = parse_duration(&text.text);
        if duration.is_none() {
            let problem = Problem::new(Code::BadValue, text.span, format!("{} is not a duration", quoted(&text.text)))
                .label("expected a number from 1 and a unit")
                .help("the units are `s`, `m`, `h`, `d` and `w`: `\"90d\"` is ninety days");
            self.report(problem);
        }
        duration
    }

    /// `rust`: a well-formed path. rustc reports whether it exists.
    pub(crate) fn rust_path(&mut self, key: &'static str) -> Option<Name> {
        let path = self.string(key)?;
        if is_rust_path(&path.text) {
            return Some(path);
        }
        let problem = Problem::new(Code::BadValue, path.span, format!("{} is not a Rust path", quoted(&path.text)))
            .label("expected a path to a type")
            .help("write, for example, `crate::manifest::AgentManifest`; for a type with generic arguments, declare an alias in Rust");
        self.report(problem);
        None
    }

    pub(crate) fn delivery(&mut self) -> Option<Delivery> {
        let text = self.string(keys::DELIVERY)?;
        if let Some(class) = Delivery::from_name(&text.text) {
            return Some(class);
        }
        let meant = self.reading.reporter.closest(&text.text, Delivery::ALL.iter().map(|class| class.name()));
        let problem = Problem::new(Code::BadValue, text.span, format!("unknown delivery {}", quoted(&text.text)))
            .label("expected `live`, `lossless` or `durable`")
            .suggest(meant, Some(Spelling::Quoted));
        self.report(problem);
        None
    }

    /// `version`: from 1.
    pub(crate) fn version(&mut self) -> Option<u32> {
        let entry = self.value(keys::VERSION)?;
        let crate::parse::Kind::Integer(number) = entry.value.kind else {
            return self.wrong_kind("`version`", "an integer", &entry.value);
        };
        let version = number.and_then(|number| u32::try_from(number).ok()).filter(|&version| version > 0);
        if version.is_none() {
            let problem = Problem::new(Code::BadValue, entry.value.span, "a version is at least 1")
                .label(format!("expected 1 to {}", u32::MAX))
                .help("omit `version` for the first version");
            self.report(problem);
        }
        version
    }
}

fn parse_duration(text: &str) -> Option<Duration> {
    let unit = text.chars().next_back()?;
    let digits = &text[..text.len() - unit.len_utf8()];
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok().filter(|&number| number > 0)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'w' => 7 * 24 * 60 * 60,
        _ => return None,
    };
    /// Ten thousand years: databases can subtract no more from the current time.
    const LONGEST_S: u64 = 10_000 * 365 * 24 * 60 * 60;
    number.checked_mul(seconds).filter(|&seconds| seconds <= LONGEST_S).map(Duration::from_secs)
}

/// `crate::a::B`, `self::B`, `super::super::B`, `::krate::B`, `a::B`, `B`.
fn is_rust_path(text: &str) -> bool {
    let (rooted, rest) = match text.strip_prefix("::") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let segments: Vec<&str> = rest.split("::").collect();
    let qualifiers = if rooted { 0 } else { count_qualifiers(&segments) };
    let names = &segments[qualifiers..];
    let enough = if rooted { names.len() >= 2 } else { !names.is_empty() };
    enough && names.iter().all(|name| is_identifier(name))
}

fn count_qualifiers(segments: &[&str]) -> usize {
    match segments.first() {
        Some(&"crate") => 1,
        Some(&"self") => 1 + segments[1..].iter().take_while(|it| **it == "super").count(),
        _ => segments.iter().take_while(|it| **it == "super").count(),
    }
}

fn is_identifier(text: &str) -> bool {
    let (raw, name) = match text.strip_prefix("r#") {
        Some(name) => (true, name),
        None => (false, text),
    };
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let taken = if raw { words::NEVER_RAW } else { words::RUST_KEYWORDS };
    starts && name != "_" && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !taken.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::{is_rust_path, parse_duration};

    #[test]
    fn paths_to_types_are_accepted() {
        for path in ["crate::manifest::AgentManifest", "super::super::A", "self::A", "::krate::A", "A", "a::r#type::B"]
        {
            assert!(is_rust_path(path), "{path}");
        }
    }

    #[test]
    fn anything_else_is_not_a_path() {
        for path in
            ["", "::", "::A", "crate", "self::", "a::", "a:B", "a b", "Vec<u8>", "a::self::B", "crate::type", "é", "_"]
        {
            assert!(!is_rust_path(path), "{path}");
        }
    }

    #[test]
    fn a_duration_has_a_number_and_a_unit() {
        let seconds = |text| parse_duration(text).map(|duration| duration.as_secs());
        assert_eq!(seconds("90d"), Some(90 * 86_400));
        assert_eq!(seconds("2w"), Some(14 * 86_400));
        assert_eq!(seconds("30m"), Some(1_800));
        for text in [
            "",
            "d",
            "0d",
            "+1d",
            "-1d",
            "1.5h",
            "1y",
            "90",
            "1 d",
            "99999999999999999999d",
            "1é",
            "18446744073709551615w",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
