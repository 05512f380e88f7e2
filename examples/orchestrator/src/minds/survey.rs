//! The surveyor: counts the contents of the folder, compares a count with a real command, and writes a report.
//!
//! Its first plan has two mistakes: the report goes to a read-only mount, and a section is missing. The file system refuses the first, a
//! validator finds the second. Each time it improves its plan from the feedback.

use std::fmt::Write as _;

use serde_json::json;

use super::walk::{Limits, Survey, walk};
use super::words::count_words;
use crate::execution::{Feedback, Mind, Rejection, Stuck, Toolbox};
use crate::smcp::CallError;
use crate::storage::{FsalError, Place};

/// The surveyor.
pub(crate) struct SurveyMind {
    limits: Limits,
    plan: Plan,
    survey: Option<Survey>,
}

struct Plan {
    /// The mount for the report.
    target: &'static str,
    sections: Vec<&'static str>,
}

const REPORT: &str = "survey.md";

impl SurveyMind {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, plan: Plan { target: "input", sections: vec!["files", "lines"] }, survey: None }
    }
}

impl Mind for SurveyMind {
    fn plan(&self) -> String {
        format!("report: {}/{REPORT}\nsections: {}\n", self.plan.target, self.plan.sections.join(", "))
    }

    fn action(&self) -> String {
        format!("survey the folder into {}/{REPORT}: {}", self.plan.target, self.plan.sections.join(", "))
    }

    async fn iterate(&mut self, toolbox: &Toolbox) -> Result<String, Stuck> {
        let mounts = toolbox.mounts;
        toolbox.files.write(&Place::new(mounts.workspace, "plan.txt"), self.plan().into_bytes()).await?;
        if self.survey.is_none() {
            self.survey = Some(walk(toolbox, mounts.input, &self.limits).await?);
        }
        let Some(survey) = &self.survey else { return Err(Stuck::Refused(Vec::new())) };
        let mut report = String::from("survey of the input\n");
        if let Some(words) = earlier_report(toolbox).await? {
            line(&mut report, format_args!("earlier report: {words} words"));
        }
        for &section in &self.plan.sections {
            match section {
                "files" => files(&mut report, survey),
                "lines" => lines(&mut report, survey, toolbox).await?,
                _ => {
                    let parts = count_words(toolbox, survey, self.limits.file_bytes).await?;
                    let sum: u64 = parts.iter().sum();
                    let parts: Vec<_> = parts.iter().map(u64::to_string).collect();
                    line(&mut report, format_args!("words: {sum} = {}", parts.join(" + ")));
                }
            }
        }
        let target = if self.plan.target == "input" { mounts.input } else { mounts.workspace };
        toolbox.files.write(&Place::new(target, REPORT), report.clone().into_bytes()).await?;
        Ok(report)
    }

    fn refine(&mut self, feedback: &Feedback<'_>) -> bool {
        match feedback {
            Feedback::Stuck(Stuck::File(FsalError::Policy { .. })) if self.plan.target == "input" => {
                self.plan.target = "workspace";
                true
            }
            Feedback::Rejected(Rejection::MissingSection(section)) => {
                self.plan.sections.push(section);
                true
            }
            _ => false,
        }
    }
}

/// The number of words in the report of an earlier iteration, if there is one.
async fn earlier_report(toolbox: &Toolbox) -> Result<Option<u64>, Stuck> {
    let arguments = json!({ "volume": "workspace", "path": REPORT });
    Ok(answer(toolbox.tools.call("text.count_words", arguments).await)?.and_then(|result| result["words"].as_u64()))
}

fn files(report: &mut String, survey: &Survey) {
    let (texts, binaries, refused) = (survey.texts.len(), survey.binaries, survey.refused.len());
    line(report, format_args!("files: {} = {texts} text + {binaries} binary + {refused} refused", survey.files()));
    let more = if survey.cut_short { "; cut off at the limits" } else { "" };
    line(report, format_args!("folders: {}, skipped: {}{more}", survey.folders, survey.skipped));
    for refused in survey.refused.iter().take(5) {
        line(report, format_args!("refused: {refused}"));
    }
}

/// The number of lines, and details of the largest file from tools and a command.
async fn lines(report: &mut String, survey: &Survey, toolbox: &Toolbox) -> Result<(), Stuck> {
    line(report, format_args!("lines: {}", survey.lines()));
    let Some(largest) = survey.largest() else { return Ok(()) };
    let path = largest.path.as_str();
    let tools = &toolbox.tools;
    if let Some(result) = answer(tools.call("text.longest_line", json!({ "volume": "input", "path": path })).await)? {
        let (number, length) = (&result["line"], &result["characters"]);
        line(report, format_args!("longest line: {path}:{number}, {length} characters"));
    }
    let search = json!({ "volume": "input", "path": path, "needle": "the" });
    if let Some(result) = answer(tools.call("text.search", search).await)? {
        line(report, format_args!("lines with `the` in {path}: {}", result["hits"]));
    }
    match lines_by_command(toolbox, path).await? {
        Some(counted) if counted == largest.lines => line(report, format_args!("wc agrees: {counted} lines in {path}")),
        Some(counted) => line(report, format_args!("wc disagrees: {counted} lines in {path}, not {}", largest.lines)),
        None => line(report, format_args!("wc is not installed to compare with")),
    }
    Ok(())
}

/// The number of lines of a file, counted by the first of two commands that is installed.
async fn lines_by_command(toolbox: &Toolbox, path: &str) -> Result<Option<u64>, Stuck> {
    for command in ["aegis-wc", "wc"] {
        let arguments = json!({ "command": command, "args": ["-l", format!("./{path}")] });
        if let Some(result) = answer(toolbox.tools.call("cmd.run", arguments).await)? {
            let stdout = result["stdout"].as_str().unwrap_or_default();
            return Ok(stdout.split_whitespace().next().and_then(|count| count.parse().ok()));
        }
    }
    Ok(None)
}

/// A tool's result. `None` if the tool failed; the survey continues without it.
fn answer<T>(result: Result<T, CallError>) -> Result<Option<T>, Stuck> {
    match result {
        Ok(result) => Ok(Some(result)),
        Err(CallError::Tool(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn line(report: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(report, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execution::ReportValidator;

    #[test]
    fn the_plan_improves_with_feedback_once() {
        let mut mind = SurveyMind::new(Limits::of_files(1));
        let refused =
            Stuck::File(FsalError::Policy { operation: "create", path: REPORT.to_owned(), rule: "read-only" });
        assert!(mind.refine(&Feedback::Stuck(&refused)));
        assert!(mind.plan().starts_with("report: workspace/"));
        assert!(!mind.refine(&Feedback::Stuck(&refused)), "the same feedback has no further answer");
        assert!(mind.refine(&Feedback::Rejected(&Rejection::MissingSection("words"))));
        assert!(mind.plan().contains("files, lines, words"));
    }

    #[test]
    fn the_first_report_lacks_a_required_section() {
        let mut report = String::new();
        files(&mut report, &Survey::default());
        let validator = ReportValidator { sections: &["files", "words"] };
        assert_eq!(validator.check(&report), Err(Rejection::MissingSection("words")));
        assert_eq!(ReportValidator { sections: &["files"] }.check(&report), Ok(()));
    }
}
