//! `aegis-events ls-rules [RULE]`: list the rules of all commands, or explain one.

mod explain;

use aegis_events_catalog::diff::{Effect, Severity};
use clap::Args;
use comfy_table::Table;
use serde::Serialize;

use crate::out::{Answer, Form, Out, Verdict, lines, table};
use crate::rule::Rule;

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events ls-rules
  aegis-events ls-rules AE0012
  aegis-events ls-rules field-deleted
  aegis-events ls-rules --format json")]
pub(crate) struct Arguments {
    /// The rule to explain, such as `AE0012` or `field-deleted` [default: list all rules]
    rule: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

/// A rule in the list. The JSON keys are stable.
#[derive(Serialize)]
struct Listed {
    name: String,
    /// The command that reports it.
    command: &'static str,
    /// The heading of its table.
    #[serde(skip)]
    group: &'static str,
    severity: &'static str,
    /// The parties that a change breaks, with the severity. Empty for other rules.
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
    let rules: Vec<Listed> = Rule::all().map(listed).collect();
    match arguments.format {
        Form::Json => out.json(&rules)?,
        Form::Human => {
            for rules in rules.chunk_by(|a, b| a.group == b.group) {
                out.line(format_args!("{}\n", lines(&of_one_group(rules))))?;
            }
            out.line("Capitals: the change breaks it. Lower case: the change may break it, or is worth knowing.")?;
            out.line("Explain one rule: `aegis-events ls-rules AE0012`, `aegis-events ls-rules field-deleted`")?;
        }
    }
    Ok(Verdict::Good)
}

fn of_one_group(rules: &[Listed]) -> Table {
    let of_changes = rules.iter().any(|rule| !rule.categories.is_empty());
    let group = rules.first().map_or("", |rule| rule.group);
    let header: &[&str] =
        if of_changes { &[group, "severity", "concerns", "what has changed"] } else { &[group, "severity", "rule"] };
    let mut table = table(header, &[]);
    for rule in rules {
        let (name, severity, sentence) = (rule.name.clone(), rule.severity.to_owned(), rule.sentence.clone());
        if of_changes {
            table.add_row([name, severity, concerns(rule), sentence])
        } else {
            table.add_row([name, severity, sentence])
        };
    }
    table
}

/// `SOURCE store`: capitals for what it breaks.
fn concerns(rule: &Listed) -> String {
    let name = |it: &Concerned| {
        if it.severity == Severity::Breaking.name() { it.category.to_owned() } else { it.category.to_lowercase() }
    };
    let names: Vec<String> = rule.categories.iter().map(name).collect();
    names.join(" ")
}

fn listed(rule: Rule) -> Listed {
    let effects = match rule {
        Rule::Change(rule) => rule.effects(),
        Rule::Code(_) | Rule::Waiver(_) | Rule::Own(_) => &[],
    };
    let concerned = |it: &Effect| Concerned { category: it.category.name(), severity: it.severity.name() };
    Listed {
        name: rule.name(),
        command: rule.command(),
        group: rule.group(),
        severity: rule.severity(),
        categories: effects.iter().map(concerned).collect(),
        sentence: rule.sentence(),
    }
}
