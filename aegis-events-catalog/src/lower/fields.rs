//! Fields: their types resolved, their defaults as JSON, their former names checked.

use hashbrown::HashMap;

use super::default;
use super::types::Types;
use crate::declare::{self, Fields, Lost};
use crate::model::{FieldDef, Name, Span};
use crate::problem::{Code, Problem, Reporter, quoted};

/// What the fields belong to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner<'a> {
    pub(crate) name: &'a Name,
    pub(crate) noun: &'static str,
}

impl Owner<'_> {
    /// Shows in a problem to what it belongs.
    pub(crate) fn explain(self, problem: Problem) -> Problem {
        problem.belongs_to(&self.name.span, self.noun)
    }
}

/// The sound fields, in the order of the file, and the others.
pub(crate) fn lower(fields: Fields, owner: Owner<'_>, types: &Types, reporter: &mut Reporter) -> (Vec<FieldDef>, Lost) {
    let Fields { sound, mut lost } = fields;
    let present = match sound.iter().any(|field| !field.was.is_empty()) {
        true => sound.iter().map(|field| (field.name.text.clone(), field.name.span.clone())).collect(),
        false => HashMap::new(),
    };
    let mut former = FormerNames { present, former: HashMap::new(), owner };
    let mut lowered = Vec::with_capacity(sound.len());
    for field in sound {
        let was = former.keep(field.was, reporter);
        let resolved = types.resolve(&field.ty, owner, reporter);
        let declare::FieldType { text, span, .. } = field.ty;
        let Some(ty) = resolved else {
            lost.names.insert(field.name.text);
            continue;
        };
        let default = field.default.and_then(|value| match default::json(&value, &ty, types, reporter) {
            Ok(json) => json,
            Err(problem) => {
                reporter.report(problem.belongs_to(&field.name.span, "field"));
                None
            }
        });
        lowered.push(FieldDef {
            name: field.name,
            ty,
            ty_span: span,
            ty_text: text,
            doc: field.doc,
            default,
            was,
            sensitive: field.sensitive,
        });
    }
    (lowered, lost)
}

/// The names that were given up, beside those in use. Where nothing has a former name, nobody asks for the others.
pub(crate) struct FormerNames<'a> {
    pub(crate) present: HashMap<String, Span>,
    pub(crate) former: HashMap<String, Span>,
    pub(crate) owner: Owner<'a>,
}

impl FormerNames<'_> {
    /// A former name is neither a present one nor another's former one.
    pub(crate) fn keep(&mut self, was: Vec<Name>, reporter: &mut Reporter) -> Vec<Name> {
        let mut kept = Vec::new();
        for name in was {
            let taken = self.present.get(&name.text).map(|span| (span, "in use here"));
            let taken = taken.or_else(|| self.former.get(&name.text).map(|span| (span, "claimed here already")));
            if let Some((other, remark)) = taken {
                let message = format!("former name {} is not free", quoted(&name.text));
                let problem = Problem::new(Code::FormerName, name.span, message)
                    .label("rows under this name would be read as both")
                    .context(other, remark)
                    .help("remove it from one of the two");
                reporter.report(self.owner.explain(problem));
                continue;
            }
            self.former.insert(name.text.clone(), name.span.clone());
            kept.push(name);
        }
        kept
    }
}
