//! The explanation of one rule.

use aegis_events_catalog::diff::{self, Change, Fault, Waivers, WaiversReading, compare, render_waiver_problem};
use aegis_events_catalog::{Code, Source, Style, read_bytes, render};
use serde_json::json;

use crate::difference;
use crate::names;
use crate::out::{Answer, Failure, Form, Out, TITLE, Verdict};
use crate::rule::{Own, Rule};

pub(super) fn explain(name: &str, form: Form, out: &mut Out) -> Answer {
    match Rule::from_name(name) {
        Some(Rule::Code(code)) => explain_code(code, form, out)?,
        Some(Rule::Change(rule)) => explain_change(rule, form, out)?,
        Some(Rule::Waiver(fault)) => explain_waiver(fault, form, out)?,
        Some(Rule::Own(own)) => explain_own(own, form, out)?,
        None => {
            let names: Vec<String> = Rule::all().map(Rule::name).collect();
            let hint = names::meant(name, names.iter().map(String::as_str))
                .unwrap_or_else(|| "`aegis-events ls-rules` lists all rules".to_owned());
            return Err(Failure::new(format!("unknown rule `{name}`\n  {hint}")));
        }
    }
    Ok(Verdict::Good)
}

fn explain_code(code: Code, form: Form, out: &mut Out) -> Result<(), Failure> {
    let reading = read_bytes("catalog.toml", code.example());
    let source = reading.catalog.source();
    let style = if form == Form::Human { Style::Colour } else { Style::Plain };
    let rendered: Vec<String> = reading.problems.iter().map(|problem| render(problem, source, style)).collect();
    if form == Form::Json {
        let name = code.to_string();
        let (title, rule, example) = (code.title(), code.rule(), source.text());
        return out
            .json(&json!({ "name": name, "title": title, "rule": rule, "example": example, "rendered": rendered }));
    }
    out.line(format_args!("{TITLE}{code} {}{TITLE:#}\n\n{}\n", code.title(), code.rule()))?;
    out.line(format_args!("{TITLE}Example{TITLE:#}\n\n{}\n\n{}", indented(source.text()), rendered.join("\n\n")))
}

fn explain_change(rule: diff::Rule, form: Form, out: &mut Out) -> Result<(), Failure> {
    let [old, new] = [("old.toml", rule.example_old()), ("new.toml", rule.example_new())]
        .map(|(path, text)| read_bytes(path, text.as_bytes()).catalog);
    let changes = compare(&old, &new);
    let style = if form == Form::Human { Style::Colour } else { Style::Plain };
    let own = changes.iter().filter(|change| change.rule() == rule);
    let rendered: Vec<String> = own.map(|change| diff::render(change, old.source(), new.source(), style)).collect();
    let (before, after) = (old.source().text(), new.source().text());
    if form == Form::Json {
        let effects: Vec<serde_json::Value> = rule
            .effects()
            .iter()
            .map(|it| json!({ "category": it.category.name(), "severity": it.severity.name(), "how": it.how }))
            .collect();
        return out.json(&json!({
            "name": rule.name(), "rule": rule.prose(), "effects": effects, "help": rule.todo(),
            "example": { "old": before, "new": after }, "rendered": rendered,
        }));
    }
    out.line(format_args!("{TITLE}{rule}{TITLE:#}\n\n{}\n", rule.prose()))?;
    for effect in rule.effects() {
        out.line(format_args!("  {:7} {:8} {}", effect.category, effect.severity, effect.how))?;
    }
    if let Some(todo) = rule.todo() {
        out.line(format_args!("\nHelp: {todo}."))?;
    }
    let change = difference::unified("catalog.toml", before, after);
    out.line(format_args!("\n{TITLE}Example{TITLE:#}\n\n{change}\n\n{}", rendered.join("\n\n")))
}

fn explain_waiver(fault: Fault, form: Form, out: &mut Out) -> Result<(), Failure> {
    let WaiversReading { waivers, mut problems, .. } =
        Waivers::parse(Source::new("catalog-waivers.toml", fault.example()));
    // There are no changes, so the valid waivers waive nothing.
    problems.extend(waivers.apply(Vec::<Change>::new()).problems);
    let style = if form == Form::Human { Style::Colour } else { Style::Plain };
    let own = problems.iter().filter(|problem| problem.fault == fault);
    let rendered: Vec<String> = own.map(|it| render_waiver_problem(it, waivers.source(), style)).collect();
    let (name, rule, example) = (fault.name(), fault.rule(), fault.example());
    if form == Form::Json {
        return out.json(&json!({ "name": name, "rule": rule, "example": example, "rendered": rendered }));
    }
    out.line(format_args!("{TITLE}{name}{TITLE:#}\n\n{rule}\n"))?;
    out.line(format_args!("{TITLE}Example{TITLE:#}\n\n{}\n\n{}", indented(example), rendered.join("\n\n")))
}

/// These rules have no example: they need a database or a file.
fn explain_own(own: Own, form: Form, out: &mut Out) -> Result<(), Failure> {
    let Own { name, command, title, prose, help, .. } = own;
    if form == Form::Json {
        return out.json(&json!({ "name": name, "title": title, "rule": prose, "help": help }));
    }
    out.line(format_args!("{TITLE}{name}{TITLE:#}\n\nReported by `{command}`: {title}.\n{prose}\n\nHelp: {help}."))
}

fn indented(text: &str) -> String {
    let lines: Vec<String> =
        text.trim_end().lines().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") }).collect();
    lines.join("\n")
}
