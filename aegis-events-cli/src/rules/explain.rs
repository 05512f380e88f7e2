//! One rule, with everything that there is to say.

use aegis_events_catalog::diff::{self, Rule, compare};
use aegis_events_catalog::{Code, Style, closest_word, read_bytes, render};
use serde_json::json;

use crate::difference;
use crate::out::{Answer, Failure, Form, Out, TITLE, Verdict};

pub(super) fn explain(name: &str, form: Form, out: &mut Out) -> Answer {
    let code = Code::ALL.iter().find(|code| code.to_string().eq_ignore_ascii_case(name));
    match (code, Rule::from_name(name)) {
        (Some(code), _) => explain_code(*code, form, out)?,
        (None, Some(rule)) => explain_rule(rule, form, out)?,
        (None, None) => {
            let names = Rule::ALL.iter().map(|rule| rule.name());
            let hint = closest_word(name, names).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(Failure::new(format!(
                "there is no rule `{name}`{hint}\n  `aegis-events ls-rules` lists those of `check` and `diff`"
            )));
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

fn explain_rule(rule: Rule, form: Form, out: &mut Out) -> Result<(), Failure> {
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

fn write(value: serde_json::Value, out: &mut Out) -> Result<(), Failure> {
    out.say(serde_json::to_string_pretty(&value).map_err(Failure::new)?)
}

fn indented(text: &str) -> String {
    let lines: Vec<String> =
        text.trim_end().lines().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") }).collect();
    lines.join("\n")
}
