//! Typical edits of a sketch.

use proptest::prelude::*;
use proptest::sample::Index;

use super::{
    EVENTS, Event, FIELDS, Field, KEYS, Key, Shape, Sketch, Type, VALUES, event, field, former, key, of, shape,
};

/// An edit: the event or type, the field, and the change.
#[derive(Debug, Clone)]
pub(in super::super) struct Edit {
    owner: Index,
    field: Index,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    /// Replace a part by a new random one.
    Field(Field),
    FieldType(Type),
    FieldDefault(Option<bool>),
    FieldOptional,
    /// Wrap or unwrap its type.
    FieldWrapped(Wrap),
    FieldThere,
    /// Rename it, with or without `was`.
    FieldRenamed(usize, bool),
    FieldWas(Vec<usize>),
    Shape(Shape),
    Value(usize),
    Event(Event),
    EventThere,
    EventRenamed(usize, bool),
    EventWas(Vec<usize>),
    Carried(usize),
    Retention(Option<u8>),
    Key(Key),
    Name,
}

#[derive(Debug, Clone, Copy)]
enum Wrap {
    /// A newtype: the named type wraps it.
    Newtype(usize),
    Vec,
    Unwrapped,
    Json,
    Text,
}

/// A random edit; edits of fields are the most frequent.
pub(in super::super) fn edit() -> impl Strategy<Value = Edit> {
    let default = prop_oneof![Just(None), any::<bool>().prop_map(Some)];
    let wrap = prop_oneof![
        3 => (0..4_usize).prop_map(Wrap::Newtype),
        1 => Just(Wrap::Vec),
        2 => Just(Wrap::Unwrapped),
        2 => Just(Wrap::Json),
        1 => Just(Wrap::Text),
    ];
    let what = prop_oneof![
        6 => field().prop_map(What::Field),
        8 => of().prop_map(What::FieldType),
        6 => default.prop_map(What::FieldDefault),
        6 => Just(What::FieldOptional),
        8 => wrap.prop_map(What::FieldWrapped),
        6 => Just(What::FieldThere),
        8 => (0..FIELDS.len(), prop::bool::weighted(0.8)).prop_map(|(name, keeps)| What::FieldRenamed(name, keeps)),
        4 => former(FIELDS.len()).prop_map(What::FieldWas),
        8 => shape().prop_map(What::Shape),
        6 => (0..VALUES.len()).prop_map(What::Value),
        2 => event().prop_map(What::Event),
        3 => Just(What::EventThere),
        4 => (0..EVENTS.len(), prop::bool::weighted(0.8)).prop_map(|(name, keeps)| What::EventRenamed(name, keeps)),
        3 => former(EVENTS.len()).prop_map(What::EventWas),
        3 => (0..KEYS.len()).prop_map(What::Carried),
        2 => prop_oneof![Just(None), (1..3_u8).prop_map(Some)].prop_map(What::Retention),
        4 => key().prop_map(What::Key),
        1 => Just(What::Name),
    ];
    (any::<Index>(), any::<Index>(), what).prop_map(|(owner, field, what)| Edit { owner, field, what })
}

impl Sketch {
    /// The edited sketch.
    pub(in super::super) fn edited(&self, edits: &[Edit]) -> Self {
        let mut sketch = self.clone();
        edits.iter().for_each(|edit| sketch.edit(edit));
        sketch
    }

    fn edit(&mut self, edit: &Edit) {
        let ty = edit.owner.index(self.types.len());
        let key = edit.owner.index(self.keys.len());
        let at = edit.owner.index(self.events.len());
        let event = &mut self.events[at];
        match &edit.what {
            What::Shape(shape) => self.types[ty] = shape.clone(),
            What::Value(value) => {
                for shape in &mut self.types {
                    if let Shape::Enumeration(values) = shape {
                        values[*value] = !values[*value];
                    }
                }
            }
            What::Event(other) => *event = other.clone(),
            What::EventThere => event.is_there = !event.is_there,
            What::EventWas(was) => event.was.clone_from(was),
            What::EventRenamed(name, keeps) => rename(&mut event.name, &mut event.was, *name, *keeps),
            What::Carried(key) => event.carries[*key] = !event.carries[*key],
            What::Retention(days) => event.retention_days = *days,
            What::Key(other) => self.keys[key] = other.clone(),
            What::Name => self.name = "other",
            of_field => self.edit_field(edit, of_field),
        }
    }

    fn edit_field(&mut self, edit: &Edit, what: &What) {
        let records = self.types.iter_mut().filter_map(|shape| match shape {
            Shape::Record(fields) => Some(fields),
            _ => None,
        });
        let mut owners: Vec<&mut Vec<Field>> =
            self.events.iter_mut().map(|event| &mut event.fields).chain(records).collect();
        let at = edit.owner.index(owners.len());
        let at_field = edit.field.index(owners[at].len());
        let field = &mut owners[at][at_field];
        if let What::FieldWrapped(wrap) = what {
            let new = field.wrapped(*wrap);
            if let (Wrap::Newtype(place), Some(of)) = (*wrap, new) {
                self.types[place] = Shape::Newtype(of);
            }
            return;
        }
        match what {
            What::Field(other) => *field = other.clone(),
            What::FieldType(of) => field.of = of.clone(),
            What::FieldDefault(default) => field.default = *default,
            What::FieldOptional => field.is_optional = !field.is_optional,
            What::FieldRenamed(name, keeps) => rename(&mut field.name, &mut field.was, *name, *keeps),
            What::FieldWas(was) => field.was.clone_from(was),
            _ => field.is_there = !field.is_there,
        }
    }
}

impl Field {
    /// Wraps or unwraps the type. Returns the old type if it needs a newtype.
    fn wrapped(&mut self, wrap: Wrap) -> Option<Type> {
        let of = self.of.clone();
        let boxed = |of: Type| Box::new(of);
        self.of = match (wrap, of.clone()) {
            (Wrap::Newtype(place), _) => {
                let whole = if self.is_optional { Type::Option(boxed(of)) } else { of };
                self.is_optional = false;
                self.of = Type::Named(place);
                return Some(whole);
            }
            (Wrap::Vec, of) => Type::Vec(boxed(of)),
            (Wrap::Unwrapped, Type::Option(of) | Type::Vec(of) | Type::Map(of) | Type::Pair(of, _)) => *of,
            (Wrap::Unwrapped, of) => of,
            (Wrap::Json, _) => Type::Scalar("Json"),
            (Wrap::Text, _) => Type::Scalar("String"),
        };
        None
    }
}

fn rename(name: &mut usize, was: &mut Vec<usize>, new: usize, keeps: bool) {
    let old = std::mem::replace(name, new);
    was.retain(|former| *former != new);
    if keeps && old != new {
        was.push(old);
    }
}
