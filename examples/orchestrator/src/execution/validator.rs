//! Validators: check the response of an execution.

use thiserror::Error;

/// Checks a report: its sections are present, and its sums are correct.
///
/// A section is a line `name: ...`; a sum is a line `name: total = part and words + part and words + ...`.
#[derive(Debug)]
pub(crate) struct ReportValidator {
    pub(crate) sections: &'static [&'static str],
}

/// Why a response is rejected.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum Rejection {
    #[error("the section `{0}` is missing")]
    MissingSection(&'static str),
    #[error("the section `{section}` has the total {total}, but its parts add up to {sum}")]
    WrongSum { section: String, total: u64, sum: u64 },
    #[error("the section `{section}` contains `{text}`, which is not a number")]
    NoNumber { section: String, text: String },
}

impl ReportValidator {
    /// Checks a report and returns the first problem.
    pub(crate) fn check(&self, report: &str) -> Result<(), Rejection> {
        let lines: Vec<_> = report.lines().filter_map(|line| line.split_once(": ")).collect();
        for &section in self.sections {
            if !lines.iter().any(|(name, _)| *name == section) {
                return Err(Rejection::MissingSection(section));
            }
        }
        let checked = lines.iter().filter(|(name, _)| self.sections.contains(name));
        checked.filter_map(|(name, value)| Some((name, value.split_once(" = ")?))).try_for_each(
            |(name, (total, parts))| {
                let total = number(name, total)?;
                let parts: Result<Vec<_>, _> = parts.split(" + ").map(|part| number(name, part)).collect();
                let sum = parts?.into_iter().fold(0, u64::saturating_add);
                if sum == total { Ok(()) } else { Err(Rejection::WrongSum { section: (*name).to_owned(), total, sum }) }
            },
        )
    }
}

/// The number at the start of a text.
fn number(section: &str, text: &str) -> Result<u64, Rejection> {
    let word = text.split_whitespace().next().unwrap_or_default();
    word.parse().map_err(|_| Rejection::NoNumber { section: section.to_owned(), text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALIDATOR: ReportValidator = ReportValidator { sections: &["files", "words"] };

    #[test]
    fn a_complete_report_with_correct_sums_passes() {
        let report = "a survey\nfiles: 5 = 3 text + 2 binary\nwords: 10 = 4 + 6\nremark: x = y\n";
        assert_eq!(VALIDATOR.check(report), Ok(()));
        assert_eq!(VALIDATOR.check("files: 0\nwords: 0"), Ok(()));
    }

    #[test]
    fn a_missing_section_is_named() {
        assert_eq!(VALIDATOR.check("files: 1 = 1 text"), Err(Rejection::MissingSection("words")));
        assert_eq!(VALIDATOR.check(""), Err(Rejection::MissingSection("files")));
    }

    #[test]
    fn a_wrong_sum_is_shown_with_the_correct_one() {
        let wrong = VALIDATOR.check("files: 6 = 3 text + 2 binary\nwords: 0").unwrap_err();
        assert_eq!(wrong.to_string(), "the section `files` has the total 6, but its parts add up to 5");
        let none = VALIDATOR.check("files: many = 3 text\nwords: 0").unwrap_err();
        assert_eq!(none, Rejection::NoNumber { section: "files".to_owned(), text: "many".to_owned() });
    }
}
