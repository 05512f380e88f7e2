//! The sound types of a catalog, by name and by index: type expressions become resolved types.

use hashbrown::{HashMap, HashSet};
use heck::ToUpperCamelCase;

use crate::declare::{self, CONSTRUCTORS, Form, TypeExpr};
use crate::model::{FieldType, Name, Scalar, TypeDef, TypeIndex};
use crate::problem::{Code, Owner, Problem, Reporter, Spelling, quoted};

/// The sound types, and the names of all types that the file declares.
#[derive(Debug, Default)]
pub(crate) struct Types {
    names: HashMap<String, TypeIndex>,
    /// The same names in the order of the file.
    in_order: Vec<String>,
    known: HashSet<String>,
    unreadable: bool,
    /// `None` only while the types are being built.
    defs: Vec<Option<TypeDef>>,
    facts: Vec<Facts>,
}

/// Properties of a type that are computed once, when it is built.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Facts {
    pub(super) holds_floats: bool,
    pub(super) holds_json: bool,
    /// A record that lost fields, or an enumeration that lost values.
    pub(super) is_partial: bool,
}

impl Types {
    /// Types of these names, in the order of the file, none of them built yet. `known` has the unsound ones too.
    pub(super) fn of_names(in_order: Vec<String>, known: HashSet<String>, unreadable: bool) -> Types {
        let names = in_order.iter().enumerate().map(|(at, name)| (name.clone(), TypeIndex(at))).collect();
        let (defs, facts) = (vec![None; in_order.len()], vec![Facts::default(); in_order.len()]);
        Types { names, in_order, known, unreadable, defs, facts }
    }

    /// Adds a type that is built. Does nothing if the type is not among the sound ones.
    pub(super) fn define(&mut self, def: TypeDef, facts: Facts) {
        if let Some(&TypeIndex(at)) = self.names.get(&def.name.text) {
            self.defs[at] = Some(def);
            self.facts[at] = facts;
        }
    }

    /// The type that a declaration means; `None` after a reported problem.
    pub(super) fn resolve(
        &self,
        ty: &declare::FieldType,
        owner: Owner<'_>,
        reporter: &mut Reporter,
    ) -> Option<FieldType> {
        self.resolve_expr(ty.expr.as_ref()?, owner, reporter)
    }

    fn resolve_expr(&self, expr: &TypeExpr, owner: Owner<'_>, reporter: &mut Reporter) -> Option<FieldType> {
        let mut inner = |expr: &TypeExpr| self.resolve_expr(expr, owner, reporter).map(Box::new);
        Some(match expr {
            TypeExpr::Scalar(scalar) => FieldType::Scalar(*scalar),
            TypeExpr::Option(expr) => FieldType::Option(inner(expr)?),
            TypeExpr::Vec(expr) => FieldType::Vec(inner(expr)?),
            TypeExpr::Map(expr) => FieldType::Map(inner(expr)?),
            TypeExpr::Pair(first, second) => {
                let (first, second) = (inner(first), inner(second));
                FieldType::Pair(first?, second?)
            }
            TypeExpr::Named(name) => match self.names.get(&name.text) {
                Some(index) => FieldType::Named(*index),
                None => {
                    if !self.unreadable && !self.known.contains(&name.text) {
                        self.report_unknown(name, owner, reporter);
                    }
                    return None;
                }
            },
        })
    }

    fn report_unknown(&self, name: &Name, owner: Owner<'_>, reporter: &mut Reporter) {
        let scalars = Scalar::ALL.iter().map(|scalar| scalar.name());
        let declared = self.in_order.iter().map(String::as_str);
        let known = scalars.chain(CONSTRUCTORS.iter().copied()).chain(declared);
        let problem =
            Problem::new(Code::UnknownType, name.span.clone(), format!("unknown type {}", quoted(&name.text)))
                .label("not declared under [types]");
        let problem = match declare::foreign(&name.text) {
            Some(ours) => problem.help(format!("did you mean `{ours}`?")),
            None => match reporter.closest(&name.text, known) {
                Some(meant) => problem.suggest(Some(meant), Spelling::inside(&name.text, &name.span)),
                None => problem.help(declare_it(&name.text)),
            },
        };
        reporter.report(owner.explain(problem));
    }

    /// A type of this catalog; `None` for one that is being built.
    pub(crate) fn get(&self, index: TypeIndex) -> Option<&TypeDef> {
        self.defs.get(index.0)?.as_ref()
    }

    /// Whether the file declares a type of this name.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// Whether a record lost fields that the file declares, or an enumeration values.
    pub(crate) fn is_partial(&self, index: TypeIndex) -> bool {
        self.facts.get(index.0).is_some_and(|facts| facts.is_partial)
    }

    pub(super) fn holds_floats(&self, ty: &FieldType) -> bool {
        self.holds(ty, |scalar| matches!(scalar, Scalar::F32 | Scalar::F64), |facts| facts.holds_floats)
    }

    pub(super) fn holds_json(&self, ty: &FieldType) -> bool {
        self.holds(ty, |scalar| scalar == Scalar::Json, |facts| facts.holds_json)
    }

    /// Whether one of the scalars and named types that a type is made of has a property.
    fn holds(&self, ty: &FieldType, scalar: fn(Scalar) -> bool, named: fn(&Facts) -> bool) -> bool {
        match ty {
            FieldType::Scalar(it) => scalar(*it),
            FieldType::Named(index) => named(&self.facts[index.0]),
            FieldType::Option(inner) | FieldType::Vec(inner) | FieldType::Map(inner) => {
                self.holds(inner, scalar, named)
            }
            FieldType::Pair(first, second) => self.holds(first, scalar, named) || self.holds(second, scalar, named),
        }
    }

    /// All types, in the order of the file.
    pub(crate) fn into_defs(self) -> Vec<TypeDef> {
        self.defs.into_iter().flatten().collect()
    }
}

fn declare_it(name: &str) -> String {
    let name = if Form::UpperCamel.accepts(name) { name.to_owned() } else { name.to_upper_camel_case() };
    if Form::UpperCamel.accepts(&name) && name.len() <= 100 {
        format!("declare it: `[types.{name}]` with `is`, `values` or `fields`")
    } else {
        "use a built-in type, or declare one under [types]".to_owned()
    }
}
