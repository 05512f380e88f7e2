//! One rule, with everything that there is to say.

use aegis_events_catalog::diff::{self, Change, Fault, Waivers, WaiversReading, compare, render_waiver_problem};
use aegis_events_catalog::{Code, Source, Style, read_bytes, render};
use serde_json::json;

use super::{Own, Rule};
use crate::difference;
use crate::names;
use crate::out::{Answer, Failure, Form, Out, TITLE, Verdict};

pub(super) fn explain(name: &str, form: Form, out: &mut Out) -> Answer {
    match Rule::from_name(name) {
        Some(Rule::Code(code)) => explain_code(code, form, out)?,
        Some(Rule::Change(rule)) => explain_change(rule, form, out)?,
        Some(Rule::Waiver(fault)) => explain_waiver(fault, form, out)?,
        Some(Rule::Own(own)) => explain_own(own, form, out)?,
        None => {
            let names: Vec<String> = Rule::all().map(Rule::name).collect();
            let hint = names::meant(name, names.iter().map(String::as_str))
                .unwrap_or_else(|| "`aegis-events ls-rules` lists those of every command".to_owned());
            return Err(Failure::new(format!("there is no rule `{name}`\n  {hint}")));
        }
    }
    Ok(Verdict::Good)
}

fn explain_code(code: Code, form: Form, out: &mut Out) -> Result<(), Failure> {
    let reading = read_bytes("catalog.toml", code.example());
    let source = reading.catalog.source();
    let style = if form == Form::Human { Style::Colour } else { Style::Plain };
    let told: Vec<String> = reading.problems.iter().map(|problem| render(problem, source, style)).collect();
    if form == Form::Json {
        let name = code.to_string();
        return write(
            json!({ "name": name, "title": code.title(), "rule": code.rule(), "example": source.text(), "told": told }),
            out,
        );
    }
    out.say(format_args!("{TITLE}{code} {}{TITLE:#}\n\n{}\n", code.title(), code.rule()))?;
    out.say(format_args!("{TITLE}Example{TITLE:#}\n\n{}\n\n{}", indented(source.text()), told.join("\n\n")))
}

fn explain_change(rule: diff::Rule, form: Form, out: &mut Out) -> Result<(), Failure> {
    let [old, new] = [("old.toml", rule.example_old()), ("new.toml", rule.example_new())]
        .map(|(path, text)| read_bytes(path, text.as_bytes()).catalog);
    let changes = compare(&old, &new);
    let style = if form == Form::Human { Style::Colour } else { Style::Plain };
    let own = changes.iter().filter(|change| change.rule() == rule);
    let told: Vec<String> = own.map(|change| diff::render(change, old.source(), new.source(), style)).collect();
    let (before, after) = (old.source().text(), new.source().text());
    if form == Form::Json {
        let effects: Vec<serde_json::Value> = rule
            .effects()
            .iter()
            .map(|it| json!({ "category": it.category.name(), "severity": it.severity.name(), "how": it.how }))
            .collect();
        return write(
            json!({
                "name": rule.name(), "rule": rule.prose(), "effects": effects, "help": rule.todo(),
                "example": { "old": before, "new": after }, "told": told,
            }),
            out,
        );
    }
    out.say(format_args!("{TITLE}{rule}{TITLE:#}\n\n{}\n", rule.prose()))?;
    for effect in rule.effects() {
        out.say(format_args!("  {:7} {:8} {}", effect.category, effect.severity, effect.how))?;
    }
    if let Some(todo) = rule.todo() {
        out.say(format_args!("\nWhat to do: {todo}."))?;
    }
    let change = difference::unified("catalog.toml", before, after);
    out.say(format_args!("\n{TITLE}Example{TITLE:#}\n\n{change}\n\n{}", told.join("\n\n")))
}

fn explain_waiver(fault: Fault, form: Form, out: &mut Out) -> Result<(), Failure> {
    let WaiversReading { waivers, mut problems, .. } =
        Waivers::parse(Source::new("catalog-waivers.toml", fault.example()));
    // Nothing has changed, so that the sound ones waive nothing.
    problems.extend(waivers.apply(Vec::<Change>::new()).problems);
    let style = if form == Form::Human { Style::Colour } else { Style::Plain };
    let own = problems.iter().filter(|problem| problem.fault == fault);
    let told: Vec<String> = own.map(|it| render_waiver_problem(it, waivers.source(), style)).collect();
    let (name, rule, example) = (fault.name(), fault.rule(), fault.example());
    if form == Form::Json {
        return write(json!({ "name": name, "rule": rule, "example": example, "told": told }), out);
    }
    out.say(format_args!("{TITLE}{name}{TITLE:#}\n\n{rule}\n"))?;
    out.say(format_args!("{TITLE}Example{TITLE:#}\n\n{}\n\n{}", indented(example), told.join("\n\n")))
}

/// What only a database or a whole file shows has no example here.
fn explain_own(own: Own, form: Form, out: &mut Out) -> Result<(), Failure> {
    let (name, command, title, prose, todo) = (own.name(), own.command(), own.title(), own.prose(), own.todo());
    if form == Form::Json {
        return write(json!({ "name": name, "title": title, "rule": prose, "help": todo }), out);
    }
    out.say(format_args!("{TITLE}{name}{TITLE:#}\n\n`{command}` has found: {title}.\n{prose}\n\nWhat to do: {todo}."))
}

fn write(value: serde_json::Value, out: &mut Out) -> Result<(), Failure> {
    out.say(serde_json::to_string_pretty(&value).map_err(Failure::new)?)
}

fn indented(text: &str) -> String {
    let lines: Vec<String> =
        text.trim_end().lines().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") }).collect();
    lines.join("\n")
}
