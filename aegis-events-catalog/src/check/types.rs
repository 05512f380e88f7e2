//! Limits of types: no type contains itself, is nested too deep, or has an `Option` inside an `Option`.
//!
//! They are checked on declarations, so that every later room can walk through a type by recursion.

use hashbrown::HashMap;

use super::cycles;
use crate::declare::{Catalog, FieldType, Fields, MAX_TYPE_DEPTH, TypeExpr, TypeForm};
use crate::problem::{Code, Owner, Problem, Reporter, quoted};

/// Drops every type expression that breaks a limit. Returns the places of the types that do not contain themselves, parts
/// first: the order in which they can be built.
pub(super) fn types(catalog: &mut Catalog, reporter: &mut Reporter) -> Vec<usize> {
    let order = cycles::order(&catalog.types.items, reporter);
    let mut limits = Limits { sound: HashMap::new(), reporter };
    let types = &mut catalog.types.items;
    for (nth, at) in order.iter().copied().chain(0..types.len()).enumerate() {
        let it = &mut types[at];
        if limits.sound.contains_key(&it.name.text) {
            continue;
        }
        let owner = Owner { name: &it.name, noun: "type" };
        let measure = match &mut it.form {
            Some(TypeForm::Newtype(is)) => limits.check(is, owner),
            Some(TypeForm::Rust { is, .. }) => {
                limits.check(is, owner).map(|measure| Measure { is_option: false, ..measure })
            }
            Some(TypeForm::Fields(fields)) => Some(limits.fields(fields, owner)),
            Some(TypeForm::Values(values)) => (!values.entries.is_empty()).then(Measure::default),
            None => None,
        };
        if let Some(measure) = measure.filter(|_| nth < order.len()) {
            limits.sound.insert(it.name.text.clone(), measure);
        }
    }
    for key in &mut catalog.keys.items {
        limits.check(&mut key.ty, Owner { name: &key.name, noun: "key" });
    }
    for event in catalog.events_of_families() {
        limits.fields(&mut event.fields, Owner { name: &event.name, noun: "event" });
    }
    order
}

struct Limits<'a> {
    sound: HashMap<String, Measure>,
    reporter: &'a mut Reporter,
}

#[derive(Debug, Default, Clone, Copy)]
struct Measure {
    depth: usize,
    is_option: bool,
    doubles_option: bool,
}

impl Limits<'_> {
    /// The measure of a record with these fields.
    fn fields(&mut self, fields: &mut Fields, owner: Owner<'_>) -> Measure {
        let depths = fields.sound.iter_mut().filter_map(|field| self.check(&mut field.ty, owner)).map(|it| it.depth);
        Measure { depth: depths.max().unwrap_or_default(), ..Measure::default() }
    }

    /// The measure of a type that keeps the limits. `None` after a reported problem, or if it names an unsound type.
    fn check(&mut self, ty: &mut FieldType, owner: Owner<'_>) -> Option<Measure> {
        let measure = self.measure(ty.expr.as_ref()?)?;
        let problem = |message: String| Problem::new(Code::IllFormedType, ty.span.clone(), message);
        let problem = if measure.depth > MAX_TYPE_DEPTH {
            problem(format!("{} is more than {MAX_TYPE_DEPTH} levels deep", quoted(&ty.text)))
                .label("too deep, through the types that it names")
        } else if measure.doubles_option {
            problem(format!("{} has an `Option` inside an `Option`", quoted(&ty.text)))
                .label("both would be `null` in JSON")
                .help("write one `Option`, or a type with `values` that names each case")
        } else {
            return Some(measure);
        };
        self.reporter.report(owner.explain(problem));
        ty.expr = None;
        None
    }

    fn measure(&self, expr: &TypeExpr) -> Option<Measure> {
        Some(match expr {
            TypeExpr::Scalar(_) => Measure::default(),
            TypeExpr::Named(name) => {
                let named = self.sound.get(&name.text)?;
                Measure { depth: 1 + named.depth, ..*named }
            }
            TypeExpr::Option(inner) => {
                let inner = self.measure(inner)?;
                let doubles_option = inner.is_option || inner.doubles_option;
                Measure { depth: 1 + inner.depth, is_option: true, doubles_option }
            }
            TypeExpr::Vec(inner) | TypeExpr::Map(inner) => {
                let inner = self.measure(inner)?;
                Measure { depth: 1 + inner.depth, is_option: false, ..inner }
            }
            TypeExpr::Pair(first, second) => {
                let (first, second) = (self.measure(first)?, self.measure(second)?);
                Measure {
                    depth: 1 + first.depth.max(second.depth),
                    is_option: false,
                    doubles_option: first.doubles_option || second.doubles_option,
                }
            }
        })
    }
}
