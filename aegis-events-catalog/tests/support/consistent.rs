//! The guarantees of the model, so that code generated from it compiles.

use std::collections::HashSet;

use aegis_events_catalog::model::{
    CheckedCatalog, EventDef, FieldDef, FieldType, Interest, Scalar, TypeDef, TypeShape,
};
use serde_json::Value;

fn assert_unique<'a>(names: impl IntoIterator<Item = &'a str>) {
    let mut seen = HashSet::new();
    for name in names {
        assert!(seen.insert(name.to_owned()), "{name} twice");
    }
}

fn is_camel(name: &str) -> bool {
    name != "Self"
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_snake(name: &str) -> bool {
    !["self", "super", "crate"].contains(&name)
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Asserts all guarantees.
pub(crate) fn assert_consistent(catalog: &CheckedCatalog) {
    assert_names(catalog);
    for (at, ty) in catalog.types().iter().enumerate() {
        assert_type(catalog, at, ty);
    }
    assert_keys(catalog);
    assert_families(catalog);
    for event in catalog.events() {
        assert_event(catalog, event);
    }
    assert_subscribers(catalog);
}

fn assert_names(catalog: &CheckedCatalog) {
    let types = catalog.types().iter().map(|it| it.name.text.as_str());
    let families = catalog.families();
    let enums = families.iter().map(|it| it.enum_name.as_str());
    let modules = families.iter().map(|it| it.module.as_str());
    let fixed =
        ["DomainEvent", "Publisher", "Publishers", "publishers", "subscribers", "Option", "Vec", "Map", "String"];
    assert_unique(types.chain(enums).chain(modules).chain(fixed));
    assert_unique(families.iter().map(|it| it.name.text.as_str()));
    assert_unique(catalog.publishers().iter().map(|it| it.name.text.as_str()));
    assert_unique(catalog.publishers().iter().map(|it| it.field.as_str()));
    assert!(catalog.publishers().iter().all(|it| is_snake(&it.field) && is_camel(&it.name.text)));
    let subscribers = catalog.subscribers().iter().map(|it| it.name.text.clone());
    let views = catalog.subscribers().iter().map(|it| format!("{}Event", it.name));
    let subscribers: Vec<String> = subscribers.chain(views).collect();
    assert_unique(subscribers.iter().map(String::as_str));
    assert_unique(catalog.events().iter().map(|it| it.view.as_str()));
}

fn assert_type(catalog: &CheckedCatalog, at: usize, ty: &TypeDef) {
    assert!(is_camel(&ty.name.text));
    let mut on_the_way = vec![at];
    match &ty.shape {
        TypeShape::Newtype(is) => assert_field_type(catalog, is, &mut on_the_way),
        TypeShape::Rust { is, .. } => assert_field_type(catalog, is, &mut on_the_way),
        TypeShape::Record(fields) => assert_fields(catalog, fields, &mut on_the_way),
        TypeShape::Enumeration(values) => {
            assert!(!values.is_empty());
            assert_unique(values.iter().map(|it| it.variant.as_str()));
            assert_unique(values.iter().map(|it| it.value.text.as_str()));
            assert!(values.iter().all(|it| is_camel(&it.variant)));
        }
    }
}

fn assert_fields(catalog: &CheckedCatalog, fields: &[FieldDef], on_the_way: &mut Vec<usize>) {
    assert_unique(
        fields
            .iter()
            .map(|it| it.name.text.as_str())
            .chain(fields.iter().flat_map(|it| it.was.iter()).map(|it| it.text.as_str())),
    );
    for field in fields {
        assert!(is_snake(&field.name.text));
        assert_field_type(catalog, &field.ty, on_the_way);
        if let Some(default) = &field.default {
            let value: Value = serde_json::from_str(default).unwrap_or_else(|_| panic!("{default}"));
            assert!(decodes(catalog, &value, &field.ty), "{default} for {}", field.ty_text);
        }
    }
}

fn assert_field_type(catalog: &CheckedCatalog, ty: &FieldType, on_the_way: &mut Vec<usize>) {
    match ty {
        FieldType::Scalar(_) => {}
        FieldType::Option(inner) | FieldType::Vec(inner) | FieldType::Map(inner) => {
            assert_field_type(catalog, inner, on_the_way);
        }
        FieldType::Pair(first, second) => {
            assert_field_type(catalog, first, on_the_way);
            assert_field_type(catalog, second, on_the_way);
        }
        FieldType::Named(index) => {
            let at = index.index();
            assert!(!on_the_way.contains(&at), "recursive type");
            assert!(on_the_way.len() <= 64, "too deep");
            on_the_way.push(at);
            match &catalog.type_def(*index).shape {
                TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => assert_field_type(catalog, is, on_the_way),
                TypeShape::Record(fields) => {
                    fields.iter().for_each(|field| assert_field_type(catalog, &field.ty, on_the_way));
                }
                TypeShape::Enumeration(_) => {}
            }
            on_the_way.pop();
        }
    }
}

/// Whether JSON is a value of a type, as the runtime decodes it.
fn decodes(catalog: &CheckedCatalog, value: &Value, ty: &FieldType) -> bool {
    match ty {
        FieldType::Option(_) if value.is_null() => true,
        FieldType::Option(inner) => decodes(catalog, value, inner),
        FieldType::Vec(inner) => {
            value.as_array().is_some_and(|values| values.iter().all(|it| decodes(catalog, it, inner)))
        }
        FieldType::Map(inner) => {
            value.as_object().is_some_and(|values| values.values().all(|it| decodes(catalog, it, inner)))
        }
        FieldType::Pair(first, second) => value.as_array().is_some_and(|values| {
            values.len() == 2 && decodes(catalog, &values[0], first) && decodes(catalog, &values[1], second)
        }),
        FieldType::Named(index) => match &catalog.type_def(*index).shape {
            TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => decodes(catalog, value, is),
            TypeShape::Enumeration(values) => values.iter().any(|it| value == it.value.text.as_str()),
            TypeShape::Record(fields) => fields
                .iter()
                .all(|field| value.get(&field.name.text).is_some_and(|value| decodes(catalog, value, &field.ty))),
        },
        FieldType::Scalar(scalar) => match scalar {
            Scalar::Bool => value.is_boolean(),
            Scalar::F32 | Scalar::F64 => value.is_number(),
            Scalar::I8 => value.as_i64().is_some_and(|it| i8::try_from(it).is_ok()),
            Scalar::I16 => value.as_i64().is_some_and(|it| i16::try_from(it).is_ok()),
            Scalar::I32 => value.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
            Scalar::I64 => value.as_i64().is_some(),
            Scalar::U8 => value.as_u64().is_some_and(|it| u8::try_from(it).is_ok()),
            Scalar::U16 => value.as_u64().is_some_and(|it| u16::try_from(it).is_ok()),
            Scalar::U32 => value.as_u64().is_some_and(|it| u32::try_from(it).is_ok()),
            Scalar::U64 => value.as_u64().is_some(),
            Scalar::Json => true,
            Scalar::String | Scalar::Bytes => value.is_string(),
            Scalar::Uuid => value.as_str().is_some_and(|it| uuid::Uuid::parse_str(it).is_ok()),
            Scalar::Timestamp => value.as_str().is_some_and(|it| it.parse::<chrono::DateTime<chrono::Utc>>().is_ok()),
            Scalar::Date => value.as_str().is_some_and(|it| it.parse::<chrono::NaiveDate>().is_ok()),
        },
    }
}

fn assert_keys(catalog: &CheckedCatalog) {
    assert_unique(catalog.keys().iter().map(|it| it.name.text.as_str()));
    let mut types = HashSet::new();
    for key in catalog.keys() {
        assert!(types.insert(key.ty), "two keys of one type");
        let suits = match &catalog.type_def(key.ty).shape {
            TypeShape::Enumeration(_) => true,
            TypeShape::Newtype(FieldType::Scalar(it)) => {
                matches!(it, Scalar::Uuid | Scalar::String) || it.integer_range().is_some()
            }
            _ => false,
        };
        assert!(suits, "{}", key.name);
        assert!(is_snake(&key.name.text) && key.name.text != "event_id");
    }
}

fn assert_families(catalog: &CheckedCatalog) {
    let mut next = 0;
    for (at, family) in catalog.families().iter().enumerate() {
        assert_eq!(family.events.start, next, "families in order, without gaps");
        assert!(!family.events.is_empty(), "{} is empty", family.name);
        next = family.events.end;
        assert!(is_camel(&family.name.text) && is_camel(&family.enum_name) && is_snake(&family.module));
        let events = &catalog.events()[family.events.clone()];
        assert!(events.iter().all(|event| event.family.index() == at));
        let rights: Vec<String> = events.iter().map(|it| format!("MayPublish{}", it.name)).collect();
        assert_unique(events.iter().map(|it| it.name.text.as_str()).chain(rights.iter().map(String::as_str)));
        let former = events.iter().flat_map(|it| &it.was).map(|it| it.text.as_str());
        assert_unique(events.iter().map(|it| it.name.text.as_str()).chain(former));
    }
    assert_eq!(next, catalog.events().len());
}

fn assert_event(catalog: &CheckedCatalog, event: &EventDef) {
    assert!(is_camel(&event.name.text) && event.version > 0);
    assert_fields(catalog, &event.fields, &mut Vec::new());
    let owners: HashSet<_> = event.published_by.iter().collect();
    assert_eq!(owners.len(), event.published_by.len());
    for owner in &event.published_by {
        catalog.publisher(*owner);
    }
    if let Some(time) = event.time {
        assert_eq!(event.fields[time].ty, FieldType::Scalar(Scalar::Timestamp));
    }
    assert!(event.keys.is_sorted_by(|a, b| a.key < b.key), "keys in order, each once");
    for source in &event.keys {
        let key = catalog.key(source.key);
        let mut fields = event.fields.as_slice();
        for (at, step) in source.path.iter().enumerate() {
            let field = fields.iter().find(|it| it.name.text == step.field).expect("a field on the way");
            assert!(!field.sensitive);
            let (optional, ty) = match &field.ty {
                FieldType::Option(inner) => (true, &**inner),
                ty => (false, ty),
            };
            assert_eq!(optional, step.optional);
            let FieldType::Named(index) = ty else { panic!("a key from {ty:?}") };
            if at + 1 == source.path.len() {
                assert_eq!(*index, key.ty);
            } else if let TypeShape::Record(inner) = &catalog.type_def(*index).shape {
                fields = inner;
            } else {
                panic!("a key through {}", catalog.type_def(*index).name);
            }
        }
    }
}

fn assert_subscribers(catalog: &CheckedCatalog) {
    for subscriber in catalog.subscribers() {
        assert!(is_camel(&subscriber.name.text) && !subscriber.interests.is_empty());
        let mut variants = Vec::new();
        for interest in &subscriber.interests {
            match interest {
                Interest::Everything => assert_eq!(subscriber.interests.len(), 1),
                Interest::Family { family, variant } => {
                    catalog.family(*family);
                    variants.push(variant.as_str());
                }
                Interest::Event { event, variant } => {
                    catalog.event(*event);
                    variants.push(variant.as_str());
                }
            }
        }
        assert!(variants.iter().all(|variant| is_camel(variant)));
        assert_unique(variants);
    }
}
