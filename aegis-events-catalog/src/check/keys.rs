//! Keys: their names, their types, and their sources in each event.

use hashbrown::{HashMap, HashSet};
use heck::ToUpperCamelCase;

use crate::declare::{self, Alias, Form, Section, TypeExpr};
use crate::lower::{DraftEvent, DraftKey, Types};
use crate::model::{
    FieldDef, FieldType, KeyDef, KeyIndex, KeySource, KeyStep, Name, Scalar, Span, TypeDef, TypeIndex, TypeShape,
};
use crate::problem::{Code, Owner, Problem, Reporter, Spelling, quoted};
use crate::words;

/// The sound keys, and the names of all that the file declares.
pub(crate) struct Keys {
    pub(crate) defs: Vec<KeyDef>,
    names: HashMap<String, KeyIndex>,
    known: HashSet<String>,
    unreadable: bool,
}

impl Keys {
    pub(crate) fn check(section: Section<DraftKey>, types: &Types, reporter: &mut Reporter) -> Keys {
        let Section { items, known, unreadable } = section;
        let mut keys = Keys { defs: Vec::new(), names: HashMap::new(), known, unreadable };
        let mut by_type: HashMap<TypeIndex, Span> = HashMap::new();
        for DraftKey { declared: key, ty } in items {
            let free = is_free(&key.name, reporter);
            let Some(ty) = ty.and_then(|ty| key_type(&key, ty, types, reporter)) else {
                continue;
            };
            if is_shared(&key, ty, &mut by_type, reporter) || !free {
                continue;
            }
            keys.names.insert(key.name.text.clone(), KeyIndex(keys.defs.len()));
            keys.defs.push(KeyDef { name: key.name, ty });
        }
        keys
    }

    /// The sources of the keys of an event, in the order of `[keys]`.
    pub(crate) fn sources(&self, event: &DraftEvent, types: &Types, reporter: &mut Reporter) -> Vec<KeySource> {
        let mut sources = Vec::new();
        let mut aliased = HashSet::new();
        for alias in &event.aliases {
            aliased.insert(alias.key.text.as_str());
            sources.extend(self.of_alias(alias, event, types, reporter));
        }
        for field in &event.def.fields {
            if !aliased.contains(field.name.text.as_str()) {
                sources.extend(self.of_field(field, event, types, reporter));
            }
        }
        sources.sort_by_key(|source| source.key);
        sources
    }

    /// A field that has the name of a key has its type and is not sensitive.
    fn of_field(
        &self,
        field: &FieldDef,
        event: &DraftEvent,
        types: &Types,
        reporter: &mut Reporter,
    ) -> Option<KeySource> {
        let index = *self.names.get(&field.name.text)?;
        let owner = Owner { name: &event.def.name, noun: "event" };
        let key = &self.defs[index.0];
        if !has_type(field, key) {
            let message = format!("field {} has the name of a key, but another type", quoted(&field.name.text));
            let problem = wrong_type(message, &field.ty_span, key, types)
                .help("give it the type of the key, or rename the field");
            reporter.report(owner.explain(problem));
            return None;
        }
        if field.sensitive {
            let problem = sensitive(&field.name.span, key, field);
            reporter.report(owner.explain(problem.help("remove `sensitive`, or rename the field")));
            return None;
        }
        Some(KeySource { key: index, path: vec![step(field)] })
    }

    /// An entry of the `keys` of an event: the key is declared, the event has no field with its name, and the path leads to a field
    /// of its type that is not sensitive.
    fn of_alias(&self, alias: &Alias, event: &DraftEvent, types: &Types, reporter: &mut Reporter) -> Option<KeySource> {
        let owner = Owner { name: &event.def.name, noun: "event" };
        let Some(&index) = self.names.get(&alias.key.text) else {
            if !self.unreadable && !self.known.contains(&alias.key.text) {
                reporter.report(owner.explain(self.unknown(&alias.key, reporter)));
            }
            return None;
        };
        if let Some(own) = event.def.fields.iter().find(|field| field.name.text == alias.key.text) {
            let message = format!("two fields fill key {}", quoted(&alias.key.text));
            let problem = Problem::new(Code::AmbiguousKey, alias.key.span.clone(), message)
                .label("filled from another field here")
                .context(&own.name.span, "this field fills the key already")
                .help("remove one of the two");
            reporter.report(owner.explain(problem));
            return None;
        }
        let key = &self.defs[index.0];
        match walk(&alias.path, key, event, types, reporter) {
            Ok(path) => path.map(|path| KeySource { key: index, path }),
            Err(problem) => {
                reporter.report(owner.explain(problem));
                None
            }
        }
    }

    fn unknown(&self, name: &Name, reporter: &Reporter) -> Problem {
        let known = self.defs.iter().map(|key| key.name.text.as_str());
        let message = format!("unknown key {} in `keys`", quoted(&name.text));
        Problem::new(Code::UnknownCorrelationKey, name.span.clone(), message)
            .label("not declared under [keys]")
            .suggest(reporter.closest(&name.text, known), Some(Spelling::Bare))
    }
}

/// A key does not have the name of a column of `domain_events` or of a method of events.
fn is_free(key: &Name, reporter: &mut Reporter) -> bool {
    let name = key.text.as_str();
    let taken = if words::is_envelope_column(name) {
        "a column of `domain_events`"
    } else if words::SYSTEM_COLUMNS.contains(&name) {
        "a system column of the database"
    } else if words::ACCESSORS.contains(&name) {
        "a method of every event"
    } else {
        return true;
    };
    let problem =
        Problem::new(Code::ReservedKeyName, key.span.clone(), format!("key {} has the name of {taken}", quoted(name)))
            .label("this name is reserved")
            .help(format!("choose another name, for example `{name}_ref`"));
    reporter.report(problem);
    false
}

/// A key's type is a newtype of `Uuid`, `String` or an integer, or an enumeration.
fn key_type(key: &declare::Key, ty: FieldType, types: &Types, reporter: &mut Reporter) -> Option<TypeIndex> {
    let (index, found) = match ty {
        FieldType::Named(index) => match &types.get(index)?.shape {
            TypeShape::Enumeration(_) => return Some(index),
            TypeShape::Newtype(FieldType::Scalar(scalar)) if is_key_type(*scalar) => return Some(index),
            TypeShape::Newtype(_) => (Some(index), "a newtype of another type"),
            TypeShape::Record(_) => (Some(index), "a record"),
            TypeShape::Rust { .. } => (Some(index), "a hand-written type"),
        },
        FieldType::Scalar(_) => (None, "a built-in type, which other fields have too"),
        FieldType::Option(_) => (None, "an `Option`; an event without the key has no such field"),
        FieldType::Vec(_) | FieldType::Map(_) | FieldType::Pair(..) => (None, "a composite type"),
    };
    let message = format!("{} is not allowed as the type of a key", quoted(&key.ty.text));
    let mut problem =
        Problem::new(Code::KeyType, key.ty.span.clone(), message).label(found).help(declare_newtype(key, types));
    if let Some(def) = index.and_then(|index| types.get(index)) {
        problem = problem.context(&def.name.span, "declared here");
    }
    reporter.report(Owner { name: &key.name, noun: "key" }.explain(problem));
    None
}

fn is_key_type(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::Uuid | Scalar::String) || scalar.integer_range().is_some()
}

fn declare_newtype(key: &declare::Key, types: &Types) -> String {
    let is = match key.ty.expr {
        Some(TypeExpr::Scalar(scalar)) if is_key_type(scalar) => scalar.name(),
        _ => "Uuid",
    };
    let name = key.name.text.to_upper_camel_case();
    if Form::UpperCamel.accepts(&name) && name.len() <= 100 && !types.knows(&name) {
        format!("declare a newtype, `[types.{name}]` with `is = \"{is}\"`, and name it here")
    } else {
        format!("declare a newtype with `is = \"{is}\"` under [types], and name it here")
    }
}

/// Each key has its own type.
fn is_shared(
    key: &declare::Key,
    ty: TypeIndex,
    by_type: &mut HashMap<TypeIndex, Span>,
    reporter: &mut Reporter,
) -> bool {
    let Some(first) = by_type.get(&ty) else {
        by_type.insert(ty, key.name.span.clone());
        return false;
    };
    let message = format!("key {} has the type of another key", quoted(&key.name.text));
    let problem = Problem::new(Code::KeyTypeShared, key.ty.span.clone(), message)
        .label(format!("{} is the type of another key", quoted(&key.ty.text)))
        .context(first, "this key has it")
        .help("declare a separate type for each key, so that the compiler distinguishes keys");
    reporter.report(problem);
    true
}

/// Follows a path from a field of the event through records. `Ok(None)` if it leads to a part that is reported elsewhere.
fn walk(
    path: &Name,
    key: &KeyDef,
    event: &DraftEvent,
    types: &Types,
    reporter: &Reporter,
) -> Result<Option<Vec<KeyStep>>, Problem> {
    let mut fields: &[FieldDef] = &event.def.fields;
    let mut complete = event.lost.is_empty();
    let mut steps = Vec::new();
    let mut last: Option<&FieldDef> = None;
    for segment in path.text.split('.') {
        if let Some(last) = last {
            let Some((record, is_partial)) = record_of(last, types) else {
                return Err(no_record(path, last));
            };
            (fields, complete) = (record, !is_partial);
        }
        let Some(field) = fields.iter().find(|field| field.name.text == segment) else {
            return if complete { Err(no_field(path, segment, last, fields, reporter)) } else { Ok(None) };
        };
        if field.sensitive {
            return Err(
                sensitive(&path.span, key, field).help("remove `sensitive`, or fill the key from another field")
            );
        }
        steps.push(step(field));
        last = Some(field);
    }
    match last {
        Some(field) if has_type(field, key) => Ok(Some(steps)),
        Some(field) => {
            let message =
                format!("field {} does not have the type of key {}", quoted(&path.text), quoted(&key.name.text));
            let problem = wrong_type(message, &path.span, key, types).context(&field.ty_span, "its type");
            Err(problem.help("name a field with the type of the key"))
        }
        None => Ok(None),
    }
}

/// The fields of a record, or of an `Option` of one.
fn record_of<'a>(field: &FieldDef, types: &'a Types) -> Option<(&'a [FieldDef], bool)> {
    let FieldType::Named(index) = *plain(&field.ty) else {
        return None;
    };
    match &types.get(index)?.shape {
        TypeShape::Record(fields) => Some((fields, types.is_partial(index))),
        _ => None,
    }
}

fn no_record(path: &Name, field: &FieldDef) -> Problem {
    let message = format!("{} leads through {}, which is not a record", quoted(&path.text), quoted(&field.name.text));
    Problem::new(Code::UnknownField, path.span.clone(), message)
        .label("has no fields")
        .context(&field.ty_span, "its type")
        .help("a path leads through types with `fields`, or an `Option` of them")
}

fn no_field(
    path: &Name,
    segment: &str,
    parent: Option<&FieldDef>,
    fields: &[FieldDef],
    reporter: &Reporter,
) -> Problem {
    let (owner, label) = match parent {
        Some(parent) => (format!("the record in {}", quoted(&parent.name.text)), "not a field of the record"),
        None => ("the event".to_owned(), "not a field of the event"),
    };
    let known = fields.iter().map(|field| field.name.text.as_str());
    let spelling = (path.text == segment).then_some(Spelling::Quoted);
    Problem::new(Code::UnknownField, path.span.clone(), format!("{owner} has no field {}", quoted(segment)))
        .label(label)
        .suggest(reporter.closest(segment, known), spelling)
}

fn has_type(field: &FieldDef, key: &KeyDef) -> bool {
    *plain(&field.ty) == FieldType::Named(key.ty)
}

/// The type without an outer `Option`.
fn plain(ty: &FieldType) -> &FieldType {
    match ty {
        FieldType::Option(inner) => inner,
        other => other,
    }
}

fn step(field: &FieldDef) -> KeyStep {
    KeyStep { field: field.name.text.clone(), optional: matches!(field.ty, FieldType::Option(_)) }
}

fn wrong_type(message: String, span: &Span, key: &KeyDef, types: &Types) -> Problem {
    let ty = types.get(key.ty).map(|def: &TypeDef| def.name.text.as_str()).unwrap_or_default();
    Problem::new(Code::KeyFieldType, span.clone(), message)
        .label(format!("expected `{ty}` or `Option<{ty}>`"))
        .context(&key.name.span, "the key is declared here")
}

fn sensitive(span: &Span, key: &KeyDef, field: &FieldDef) -> Problem {
    let message =
        format!("key {} would show field {}, which is sensitive", quoted(&key.name.text), quoted(&field.name.text));
    Problem::new(Code::SensitiveField, span.clone(), message)
        .label("keys are shown everywhere")
        .context(&field.name.span, "sensitive")
}
