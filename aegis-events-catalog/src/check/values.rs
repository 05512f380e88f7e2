//! An enumeration has at least one value; its values are different strings with different variants.

use hashbrown::HashMap;
use heck::ToUpperCamelCase;

use crate::declare::{Catalog, Form, List, TypeForm};
use crate::model::{Name, Span};
use crate::problem::{Code, Fix, Problem, Reporter, quoted};

/// Drops the values that break a rule.
pub(super) fn values(catalog: &mut Catalog, reporter: &mut Reporter) {
    for it in &mut catalog.types.items {
        if let Some(TypeForm::Values(list)) = &mut it.form {
            of_type(&it.name, list, reporter);
        }
    }
}

fn of_type(name: &Name, list: &mut List, reporter: &mut Reporter) {
    if list.entries.is_empty() {
        let message = format!("enumeration {} has no values", quoted(&name.text));
        let problem = Problem::new(Code::EnumerationValue, name.span.clone(), message).label("`values` is empty");
        reporter.report(problem.help("list at least one: `values = [\"..\"]`"));
    }
    let before = list.entries.len();
    let mut first_of: HashMap<String, Name> = HashMap::new();
    list.entries.retain(|value| {
        let variant = value.text.to_upper_camel_case();
        let problem = if !Form::UpperCamel.accepts(&variant) {
            no_variant(value, &variant)
        } else if let Some(first) = first_of.get(&variant) {
            collision(value, first, &variant)
        } else {
            first_of.insert(variant, value.clone());
            return true;
        };
        reporter.report(problem.belongs_to(&name.span, "type"));
        false
    });
    list.incomplete |= list.entries.len() < before;
}

fn no_variant(value: &Name, variant: &str) -> Problem {
    problem(&value.span, format!("value {} gives no Rust variant", quoted(&value.text)))
        .label(format!("{} is not a valid variant", quoted(variant)))
        .help("begin the value with a letter, use only ASCII, and avoid `self`")
}

fn collision(value: &Name, first: &Name, variant: &str) -> Problem {
    let (shown, first_shown) = (quoted(&value.text), quoted(&first.text));
    let problem = if first.text == value.text {
        problem(&value.span, format!("value {shown} is listed twice"))
            .help("remove one of the two")
            .maybe_fix(Some(Fix::RemoveEntry))
    } else {
        problem(&value.span, format!("values {first_shown} and {shown} both give the variant `{variant}`"))
            .help("change one of the two")
    };
    problem.label("listed again here").context(&first.span, "first listed here")
}

fn problem(span: &Span, message: String) -> Problem {
    Problem::new(Code::EnumerationValue, span.clone(), message)
}
