//! Types: from expressions to resolved types.
//!
//! A type that is not sound is left out, and so is everything that cannot be without it: that is no mistake of its own
//! and is not reported again.

use hashbrown::{HashMap, HashSet};
use heck::ToUpperCamelCase;

use super::fields::{self, Owner};
use super::order::order;
use crate::declare::{self, CONSTRUCTORS, DEEPEST, Form, Section, TypeExpr, TypeForm};
use crate::model::{FieldType, Name, Scalar, Span, TypeDef, TypeIndex, TypeShape, ValueDef};
use crate::problem::{Code, Fix, Problem, Reporter, Spelling, quoted};

/// The sound types, and what is known of all of them.
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

/// What is asked of a type again and again, so that nobody walks into it.
#[derive(Debug, Default, Clone, Copy)]
struct Facts {
    /// Levels below the type's name.
    depth: usize,
    holds_floats: bool,
    holds_json: bool,
    /// A record that lost fields, or an enumeration that lost values.
    partial: bool,
}

impl Types {
    /// Builds all types.
    pub(crate) fn lower(section: Section<declare::Type>, reporter: &mut Reporter) -> Types {
        let order = order(&section.items, reporter);
        let mut values = Values::lower(&section.items, reporter);
        let depths = depths(&section.items, &order, &values);

        let mut types = Types { known: section.known, unreadable: section.unreadable, ..Types::default() };
        for (at, it) in section.items.iter().enumerate() {
            if let Some(depth) = depths[at] {
                types.names.insert(it.name.text.clone(), TypeIndex(types.facts.len()));
                types.in_order.push(it.name.text.clone());
                types.facts.push(Facts { depth, ..Facts::default() });
            }
        }
        types.defs = types.facts.iter().map(|_| None).collect();

        // First those of the order, whose parts then exist; the others only to have their own problems told.
        let mut items: Vec<Option<declare::Type>> = section.items.into_iter().map(Some).collect();
        for at in order.into_iter().chain(0..items.len()) {
            if let Some(it) = items[at].take() {
                types.add(it, values.take(at), reporter);
            }
        }
        types
    }

    fn add(&mut self, it: declare::Type, values: Vec<ValueDef>, reporter: &mut Reporter) {
        let declare::Type { name, doc, form } = it;
        let owner = Owner { name: &name, noun: "type" };
        let mut partial = false;
        let shape = match form {
            Some(TypeForm::Newtype(is)) => self.resolve(&is, owner, reporter).map(TypeShape::Newtype),
            Some(TypeForm::Rust { path, is }) => {
                self.resolve(&is, owner, reporter).map(|is| TypeShape::Rust { path, is })
            }
            Some(TypeForm::Values(declared)) => {
                partial = values.len() < declared.len();
                Some(TypeShape::Enumeration(values))
            }
            Some(TypeForm::Fields(fields)) => {
                let (fields, lost) = fields::lower(fields, owner, self, reporter);
                partial = !lost.is_empty();
                Some(TypeShape::Record(fields))
            }
            None => None,
        };
        let (Some(shape), Some(&index)) = (shape, self.names.get(&name.text)) else {
            return;
        };
        let parts: Vec<&FieldType> = match &shape {
            TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => vec![is],
            TypeShape::Record(fields) => fields.iter().map(|field| &field.ty).collect(),
            TypeShape::Enumeration(_) => Vec::new(),
        };
        let holds_json = parts.iter().any(|ty| self.holds_json(ty));
        // A type of one's own that is any JSON may hold floats anywhere; `Json` itself cannot hold what is not finite.
        let is_any_json = holds_json && matches!(shape, TypeShape::Rust { .. });
        let holds_floats = is_any_json || parts.iter().any(|ty| self.holds_floats(ty));
        let facts = &mut self.facts[index.0];
        *facts = Facts { holds_floats, holds_json, partial, ..*facts };
        self.defs[index.0] = Some(TypeDef { name, doc, shape });
    }

    /// The type that a declaration means; `None` beside a reported problem.
    pub(crate) fn resolve(
        &self,
        ty: &declare::FieldType,
        owner: Owner<'_>,
        reporter: &mut Reporter,
    ) -> Option<FieldType> {
        let expr = ty.expr.as_ref()?;
        let resolved = self.resolve_expr(expr, owner, reporter)?;
        if self.depth(&resolved) > DEEPEST {
            let message = format!("{} is more than {DEEPEST} levels deep", quoted(&ty.text));
            let problem = Problem::new(Code::IllFormedType, ty.span.clone(), message)
                .label("too deep, through the types that it names");
            reporter.report(owner.explain(problem));
            return None;
        }
        if self.doubles_an_option(&resolved) {
            let message = format!("{} has an `Option` inside an `Option`", quoted(&ty.text));
            let problem = Problem::new(Code::IllFormedType, ty.span.clone(), message)
                .label("both would be `null` in JSON")
                .help("write one `Option`, or a type with `values` that names each case");
            reporter.report(owner.explain(problem));
            return None;
        }
        Some(resolved)
    }

    /// Whether an `Option` holds another one, also through a newtype: `None` and `Some(None)` would be one in JSON.
    fn doubles_an_option(&self, ty: &FieldType) -> bool {
        match ty {
            FieldType::Scalar(_) | FieldType::Named(_) => false,
            FieldType::Option(inner) => self.is_option(inner) || self.doubles_an_option(inner),
            FieldType::Vec(inner) | FieldType::Map(inner) => self.doubles_an_option(inner),
            FieldType::Pair(first, second) => self.doubles_an_option(first) || self.doubles_an_option(second),
        }
    }

    fn is_option(&self, ty: &FieldType) -> bool {
        match ty {
            FieldType::Option(_) => true,
            FieldType::Named(index) => match self.get(*index).map(|definition| &definition.shape) {
                Some(TypeShape::Newtype(is)) => self.is_option(is),
                _ => false,
            },
            _ => false,
        }
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
        self.facts.get(index.0).is_some_and(|facts| facts.partial)
    }

    pub(crate) fn holds_floats(&self, ty: &FieldType) -> bool {
        self.holds(ty, |scalar| matches!(scalar, Scalar::F32 | Scalar::F64), |facts| facts.holds_floats)
    }

    fn holds_json(&self, ty: &FieldType) -> bool {
        self.holds(ty, |scalar| scalar == Scalar::Json, |facts| facts.holds_json)
    }

    /// Whether a type is made of some scalars, or of a named type of which that is known.
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

    fn depth(&self, ty: &FieldType) -> usize {
        match ty {
            FieldType::Scalar(_) => 0,
            FieldType::Named(index) => 1 + self.facts[index.0].depth,
            FieldType::Option(inner) | FieldType::Vec(inner) | FieldType::Map(inner) => 1 + self.depth(inner),
            FieldType::Pair(first, second) => 1 + self.depth(first).max(self.depth(second)),
        }
    }

    /// All types, in the order of the file.
    pub(crate) fn into_defs(self) -> Vec<TypeDef> {
        self.defs.into_iter().flatten().collect()
    }
}

fn declare_it(name: &str) -> String {
    let name = if Form::UpperCamel.accepts(name) { name.to_owned() } else { name.to_upper_camel_case() };
    match Form::UpperCamel.accepts(&name) && name.len() <= 100 {
        true => format!("declare it: `[types.{name}]` with `is`, `values` or `fields`"),
        false => "use a built-in type, or declare one under [types]".to_owned(),
    }
}

/// How deep each type is; `None` for those that are not sound: circular ones, and those that are nothing without one
/// that is not sound. A record does without a field.
fn depths(types: &[declare::Type], order: &[usize], values: &Values) -> Vec<Option<usize>> {
    let mut sound: HashMap<&str, usize> = HashMap::new();
    let mut depths = vec![None; types.len()];
    for &at in order {
        let depth = match &types[at].form {
            Some(TypeForm::Newtype(is) | TypeForm::Rust { is, .. }) => depth_of(is, &sound),
            Some(TypeForm::Fields(fields)) => {
                fields.sound.iter().filter_map(|field| depth_of(&field.ty, &sound)).max().or(Some(0))
            }
            Some(TypeForm::Values(_)) => values.any(at).then_some(0),
            None => None,
        };
        sound.extend(depth.map(|depth| (types[at].name.text.as_str(), depth)));
        depths[at] = depth;
    }
    depths
}

fn depth_of(ty: &declare::FieldType, sound: &HashMap<&str, usize>) -> Option<usize> {
    fn walk(expr: &TypeExpr, sound: &HashMap<&str, usize>) -> Option<usize> {
        Some(match expr {
            TypeExpr::Scalar(_) => 0,
            TypeExpr::Named(name) => 1 + sound.get(name.text.as_str())?,
            TypeExpr::Option(inner) | TypeExpr::Vec(inner) | TypeExpr::Map(inner) => 1 + walk(inner, sound)?,
            TypeExpr::Pair(first, second) => 1 + walk(first, sound)?.max(walk(second, sound)?),
        })
    }
    walk(ty.expr.as_ref()?, sound).filter(|&depth| depth <= DEEPEST)
}

/// The values of all enumerations, by place of the type.
struct Values {
    of: HashMap<usize, Vec<ValueDef>>,
}

impl Values {
    fn lower(types: &[declare::Type], reporter: &mut Reporter) -> Values {
        let mut of = HashMap::new();
        for (at, it) in types.iter().enumerate() {
            if let Some(TypeForm::Values(values)) = &it.form {
                of.insert(at, lower_values(&it.name, values, reporter));
            }
        }
        Values { of }
    }

    fn any(&self, at: usize) -> bool {
        self.of.get(&at).is_some_and(|values| !values.is_empty())
    }

    fn take(&mut self, at: usize) -> Vec<ValueDef> {
        self.of.remove(&at).unwrap_or_default()
    }
}

/// Values are different strings, at least one, and each gives a variant of its own.
fn lower_values(name: &Name, values: &[Name], reporter: &mut Reporter) -> Vec<ValueDef> {
    let problem = |span: &Span, message: String, label: &str| {
        Problem::new(Code::EnumerationValue, span.clone(), message).label(label).belongs_to(&name.span, "type")
    };
    if values.is_empty() {
        let message = format!("enumeration {} has no values", quoted(&name.text));
        reporter
            .report(problem(&name.span, message, "`values` is empty").help("list at least one: `values = [\"..\"]`"));
    }
    let mut lowered: Vec<ValueDef> = Vec::new();
    let mut variants: HashMap<String, usize> = HashMap::new();
    for value in values {
        let variant = value.text.to_upper_camel_case();
        let shown = quoted(&value.text);
        if !Form::UpperCamel.accepts(&variant) {
            let message = format!("value {shown} gives no Rust variant");
            let label = format!("{} is no name for a variant", quoted(&variant));
            let help = "begin values with a letter, use ASCII, and avoid `self`";
            reporter.report(problem(&value.span, message, &label).help(help));
            continue;
        }
        if let Some(&first) = variants.get(&variant) {
            let first = &lowered[first];
            let repeated = first.value.text == value.text;
            let (message, help) = match repeated {
                true => (format!("value {shown} is listed twice"), "remove one of the two"),
                false => {
                    let message =
                        format!("values {} and {shown} both give the variant `{variant}`", quoted(&first.value.text));
                    (message, "change one of the two")
                }
            };
            let problem = problem(&value.span, message, "listed again here");
            let problem = problem.maybe_fix(repeated.then_some(Fix::RemoveEntry));
            reporter.report(problem.context(&first.value.span, "first listed here").help(help));
            continue;
        }
        variants.insert(variant.clone(), lowered.len());
        lowered.push(ValueDef { value: value.clone(), variant });
    }
    lowered
}
