//! Payloads without compiled types: whether they decode, and what may be shown.
//!
//! [`check`](Record::check) accepts exactly what the runtime's codec decodes and reports each bad field;
//! [`redact`](Record::redact) removes sensitive values at every depth. Values of `rust` types can only be read by a compiled program: they
//! are skipped, and [`opaque`](Record::opaque) lists them.

mod check;
mod default;
#[cfg(test)]
#[path = "../../tests/payload/every_type.rs"]
pub(crate) mod every_type;
mod misfit;
mod redact;
#[cfg(test)]
#[path = "../../tests/payload/samples.rs"]
pub(crate) mod samples;
#[cfg(test)]
#[path = "../../tests/payload/checked.rs"]
mod tests;

use std::rc::Rc;

use aegis_events::catalog::{Field, Kind};
use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{FieldDef, FieldType, Scalar, TypeShape};

use crate::info;
pub(crate) use default::{Json, default, public_default};
pub(crate) use misfit::Misfit;
pub(crate) use redact::{REDACTED, REDACTED_JSON};

/// The payloads of all events of a catalog.
pub(crate) struct Payloads {
    events: Vec<Record>,
}

/// An event's payload, or a record of `[types]`.
#[derive(Debug)]
pub(crate) struct Record {
    name: &'static str,
    fields: &'static [Field],
    /// The types of the fields, in order.
    types: Vec<Rc<Type>>,
}

/// The type of a value.
#[derive(Debug)]
enum Type {
    Scalar(Scalar),
    Enumeration {
        name: &'static str,
        values: &'static [&'static str],
    },
    Record(Record),
    Option(Rc<Type>),
    Vec(Rc<Type>),
    Map(Rc<Type>),
    Pair(Rc<Type>, Rc<Type>),
    /// A `rust` type, by its name.
    Opaque(&'static str),
}

impl Payloads {
    /// The payloads of a valid catalog.
    pub(crate) fn of(catalog: &CheckedCatalog) -> Self {
        let mut types = Types { catalog, named: vec![None; catalog.types().len()] };
        let events = catalog.events().iter().map(|event| types.record(&event.name.text, &event.fields));
        Self { events: events.collect() }
    }

    /// The payload of an event.
    pub(crate) fn of_kind(&self, kind: Kind) -> &Record {
        &self.events[kind.index()]
    }
}

impl Record {
    /// The fields with `rust` types, and the names of the types.
    pub(crate) fn opaque(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.fields.iter().zip(&self.types).filter_map(|(field, of)| Some((field.name(), of.opaque()?)))
    }

    /// The field with this name or former name.
    fn place_of(&self, name: &str) -> Option<usize> {
        let present = self.fields.iter().position(|field| field.name() == name);
        present.or_else(|| self.fields.iter().position(|field| field.former_names().contains(&name)))
    }
}

impl Type {
    /// The first `rust` type inside.
    fn opaque(&self) -> Option<&'static str> {
        match self {
            Self::Scalar(_) | Self::Enumeration { .. } => None,
            Self::Opaque(name) => Some(name),
            Self::Option(inner) | Self::Vec(inner) | Self::Map(inner) => inner.opaque(),
            Self::Pair(first, second) => first.opaque().or_else(|| second.opaque()),
            Self::Record(record) => record.opaque().next().map(|(_, name)| name),
        }
    }
}

/// Resolves types. Each type of `[types]` is resolved once.
struct Types<'c> {
    catalog: &'c CheckedCatalog,
    named: Vec<Option<Rc<Type>>>,
}

impl Types<'_> {
    fn record(&mut self, name: &str, fields: &[FieldDef]) -> Record {
        Record {
            name: info::text(name),
            fields: info::fields(self.catalog, fields),
            types: fields.iter().map(|field| self.resolve(&field.ty)).collect(),
        }
    }

    fn resolve(&mut self, of: &FieldType) -> Rc<Type> {
        Rc::new(match of {
            FieldType::Scalar(scalar) => Type::Scalar(*scalar),
            FieldType::Option(inner) => Type::Option(self.resolve(inner)),
            FieldType::Vec(inner) => Type::Vec(self.resolve(inner)),
            FieldType::Map(inner) => Type::Map(self.resolve(inner)),
            FieldType::Pair(first, second) => Type::Pair(self.resolve(first), self.resolve(second)),
            FieldType::Named(index) => {
                if let Some(known) = &self.named[index.index()] {
                    return Rc::clone(known);
                }
                let of =
                    self.named_type(&self.catalog.type_def(*index).name.text, &self.catalog.type_def(*index).shape);
                self.named[index.index()] = Some(Rc::clone(&of));
                return of;
            }
        })
    }

    fn named_type(&mut self, name: &str, shape: &TypeShape) -> Rc<Type> {
        Rc::new(match shape {
            TypeShape::Newtype(is) => return self.resolve(is),
            TypeShape::Enumeration(values) => Type::Enumeration {
                name: info::text(name),
                values: info::list(values.iter().map(|value| info::text(&value.value.text))),
            },
            TypeShape::Record(fields) => Type::Record(self.record(name, fields)),
            TypeShape::Rust { .. } => Type::Opaque(info::text(name)),
        })
    }
}
