//! Parts of the model as the catalog writes them.

use std::fmt;

use super::{CheckedCatalog, Delivery, EventDef, FieldType, Interest, KeySource};
use crate::keys;

impl Delivery {
    /// All classes, the weakest first.
    pub const ALL: &[Delivery] = &[Delivery::Live, Delivery::Lossless, Delivery::Durable];

    /// Its name in the catalog: `lossless`.
    pub fn name(self) -> &'static str {
        match self {
            Delivery::Live => keys::LIVE,
            Delivery::Lossless => keys::LOSSLESS,
            Delivery::Durable => keys::DURABLE,
        }
    }

    /// The delivery of a name.
    pub fn from_name(name: &str) -> Option<Delivery> {
        Delivery::ALL.iter().copied().find(|class| class.name() == name)
    }
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl KeySource {
    /// The path to the value of the key: `access_context.execution_id`.
    pub fn dotted_path(&self) -> String {
        self.path.iter().map(|step| step.field.as_str()).collect::<Vec<_>>().join(".")
    }
}

impl CheckedCatalog {
    /// An event with its family: `Volume.VolumeCreated`.
    pub fn event_path(&self, event: &EventDef) -> String {
        format!("{}.{}", self.family(event.family).name, event.name)
    }

    /// A type: `Option<ExecutionId>`.
    pub fn written_type(&self, ty: &FieldType) -> String {
        match ty {
            FieldType::Scalar(scalar) => scalar.name().to_owned(),
            FieldType::Named(index) => self.type_def(*index).name.text.clone(),
            FieldType::Option(inner) => format!("Option<{}>", self.written_type(inner)),
            FieldType::Vec(inner) => format!("Vec<{}>", self.written_type(inner)),
            FieldType::Map(inner) => format!("Map<{}>", self.written_type(inner)),
            FieldType::Pair(first, second) => format!("({}, {})", self.written_type(first), self.written_type(second)),
        }
    }

    /// An entry of `consumes`: `*`, `Volume` or `Volume.VolumeCreated`.
    pub fn written_interest(&self, interest: &Interest) -> String {
        match interest {
            Interest::Everything => keys::EVERYTHING.to_owned(),
            Interest::Family { family, .. } => self.family(*family).name.text.clone(),
            Interest::Event { event, .. } => self.event_path(self.event(*event)),
        }
    }
}
