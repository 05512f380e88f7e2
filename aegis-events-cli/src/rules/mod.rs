//! `aegis-events ls-rules [RULE]`: every rule that a catalog or a change can break, and each with its example.

mod explain;

use aegis_events_catalog::Code;
use aegis_events_catalog::diff::{Category, Rule, Severity};
use clap::Args;
use serde::Serialize;

use crate::out::{Answer, Failure, Form, Out, Verdict, lines, table};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events ls-rules
  aegis-events ls-rules AE0012
  aegis-events ls-rules field-deleted
  aegis-events ls-rules --format json")]
pub(crate) struct Arguments {
    /// The rule to explain, with its example: `AE0012`, `field-deleted`.
    rule: Option<String>,
    /// For people or for programs.
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

/// A rule, in one line. Its keys stay, for programs.
#[derive(Serialize)]
struct Listed {
    name: String,
    /// The command that tells it.
    command: &'static str,
    severity: String,
    /// Whom it breaks, and how much; of `check`, none.
    categories: Vec<Concerned>,
    sentence: String,
}

#[derive(Serialize)]
struct Concerned {
    category: &'static str,
    severity: &'static str,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    if let Some(name) = &arguments.rule {
        return explain::explain(name, arguments.format, out);
    }
    let rules: Vec<Listed> =
        Code::ALL.iter().map(|code| of_check(*code)).chain(Rule::ALL.iter().map(|rule| of_diff(*rule))).collect();
    match arguments.format {
        Form::Json => out.say(serde_json::to_string_pretty(&rules).map_err(Failure::new)?)?,
        Form::Human => {
            let (of_check, of_diff) = rules.split_at(Code::ALL.len());
            let mut checked = table(&["check", "severity", "rule"], &[]);
            for rule in of_check {
                checked.add_row([&rule.name, &rule.severity, &rule.sentence]);
            }
            let mut compared = table(&["diff", "severity", "concerns", "what has changed"], &[]);
            for rule in of_diff {
                compared.add_row([&rule.name, &rule.severity, &concerns(rule), &rule.sentence]);
            }
            out.say(format_args!("{}\n\n{}", lines(&checked), lines(&compared)))?;
            out.say("\nIn capitals: what a change breaks; in small letters: what it may break, or what is worth knowing there.")?;
            out.say(
                "One rule with its example: `aegis-events ls-rules AE0012`, `aegis-events ls-rules field-deleted`",
            )?;
        }
    }
    Ok(Verdict::Good)
}

/// `SOURCE store`: in capitals what it breaks.
fn concerns(rule: &Listed) -> String {
    let name = |it: &Concerned| match it.severity == Severity::Breaking.name() {
        true => it.category.to_owned(),
        false => it.category.to_lowercase(),
    };
    let names: Vec<String> = rule.categories.iter().map(name).collect();
    names.join(" ")
}

fn of_check(code: Code) -> Listed {
    Listed {
        name: code.to_string(),
        command: "check",
        severity: match code.severity() {
            aegis_events_catalog::Severity::Error => "error".to_owned(),
            aegis_events_catalog::Severity::Warning => "warning".to_owned(),
        },
        categories: Vec::new(),
        sentence: format!("{}: {}", code.title(), first_sentence(code.rule())),
    }
}

fn of_diff(rule: Rule) -> Listed {
    let concerned = |category: &Category| {
        let severity = rule.severity_for(*category)?;
        Some(Concerned { category: category.name(), severity: severity.name() })
    };
    Listed {
        name: rule.name().to_owned(),
        command: "diff",
        severity: rule.severity().name().to_owned(),
        categories: Category::ALL.iter().filter_map(concerned).collect(),
        sentence: first_sentence(rule.prose()).to_owned(),
    }
}

fn first_sentence(text: &str) -> &str {
    match text.find(". ") {
        Some(end) => &text[..=end],
        None => text,
    }
}
