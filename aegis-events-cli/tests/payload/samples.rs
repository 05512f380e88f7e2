//! Random payloads as JSON text: valid ones, and ones with a few errors.

use std::fmt;

use aegis_events_catalog::model::Scalar;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{Record, Type};

/// JSON as a tree that allows duplicate members and numbers of any size.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    Leaf(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = |items: Vec<String>| items.join(",");
        match self {
            Self::Leaf(text) => f.write_str(text),
            Self::List(items) => write!(f, "[{}]", all(items.iter().map(Self::to_string).collect())),
            Self::Object(members) => {
                let members = members.iter().map(|(name, value)| format!("{}:{value}", quoted(name)));
                write!(f, "{{{}}}", all(members.collect()))
            }
        }
    }
}

/// Values that are almost valid for some type.
const ODD: [&str; 46] = [
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1",
    "127",
    "128",
    "255",
    "256",
    "-129",
    "65536",
    "4294967296",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "1.0",
    "1.5",
    "1e2",
    "3.5e38",
    "1e400",
    "\"\"",
    "\"1\"",
    "\"red\"",
    "\"Red\"",
    "[]",
    "[1]",
    "[1,2]",
    "[null]",
    "{}",
    "{\"number\":1}",
    "\"01890a5d-ac96-774b-bcce-b302099a8057\"",
    "\"01890A5DAC96774BBCCEB302099A8057\"",
    "\"{01890a5d-ac96-774b-bcce-b302099a8057}\"",
    "\"urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057\"",
    "\"2026-03-04T05:06:07Z\"",
    "\"2026-03-04T05:06:07.123456789+01:00\"",
    "\"2026-03-04 05:06:07z\"",
    "\"2026-02-30T05:06:07Z\"",
    "\"+12026-03-04T05:06:07Z\"",
    "\"2026-03-04\"",
    "\"2026-3-4\"",
    "\"AAE=\"",
    "\"AAE\"",
    "\"AA-_\"",
    "\"\\u0000\\ud83d\\ude00\"",
];

/// A payload that decodes.
pub(crate) fn good(record: &Record) -> BoxedStrategy<Tree> {
    let members: Vec<_> = record
        .fields
        .iter()
        .zip(&record.types)
        .map(|(field, of)| {
            let names: Vec<&str> = std::iter::once(field.name()).chain(field.former_names().iter().copied()).collect();
            let may_be_missing = field.missing_json().is_some();
            (select(names), value(of, good, scalar), any::<u8>()).prop_map(move |(name, value, chance)| {
                (!may_be_missing || chance % 4 > 0).then(|| (name.to_owned(), value))
            })
        })
        .collect();
    let members = members.prop_map(|members| members.into_iter().flatten().collect::<Vec<_>>());
    members.prop_shuffle().prop_map(Tree::Object).boxed()
}

/// A payload as the runtime writes it: every field under its present name, every value in its canonical form.
pub(crate) fn written(record: &Record) -> BoxedStrategy<Tree> {
    let members = record.fields.iter().zip(&record.types).map(|(field, of)| {
        let name = field.name().to_owned();
        value(of, written, written_scalar).prop_map(move |value| (name.clone(), value))
    });
    members.collect::<Vec<_>>().prop_map(Tree::Object).boxed()
}

/// A value whose records and scalars come from these functions.
fn value(
    of: &Type,
    record: fn(&Record) -> BoxedStrategy<Tree>,
    scalar: fn(Scalar) -> BoxedStrategy<String>,
) -> BoxedStrategy<Tree> {
    let inner = |of: &Type| value(of, record, scalar);
    match of {
        Type::Scalar(of) => scalar(*of).prop_map(Tree::Leaf).boxed(),
        Type::Enumeration { values, .. } => select(values.to_vec()).prop_map(|value| Tree::Leaf(quoted(value))).boxed(),
        Type::Record(of) => record(of),
        Type::Option(of) => prop_oneof![Just(Tree::Leaf("null".into())), inner(of)].boxed(),
        Type::Vec(of) => prop::collection::vec(inner(of), 0..3).prop_map(Tree::List).boxed(),
        Type::Map(of) => prop::collection::vec(("[a-c]?", inner(of)), 0..3).prop_map(Tree::Object).boxed(),
        Type::Pair(first, second) => (inner(first), inner(second)).prop_map(|(a, b)| Tree::List(vec![a, b])).boxed(),
        Type::Opaque(_) => Just(Tree::Leaf(r#"{"number":1}"#.into())).boxed(),
    }
}

/// Canonical ids, and dates after year 0: JSON Schema knows no others.
fn written_scalar(of: Scalar) -> BoxedStrategy<String> {
    match of {
        Scalar::Uuid => Just("\"01890a5d-ac96-774b-bcce-b302099a8057\"".to_owned()).boxed(),
        Scalar::Date => Just("\"2026-03-04\"".to_owned()).boxed(),
        of => scalar(of),
    }
}

fn scalar(of: Scalar) -> BoxedStrategy<String> {
    if let Some(range) = of.integer_range() {
        return range.prop_map(|number| number.to_string()).boxed();
    }
    let texts = |texts: &'static [&'static str]| select(texts).prop_map(str::to_owned).boxed();
    match of {
        Scalar::Bool => texts(&["true", "false"]),
        Scalar::F32 | Scalar::F64 => texts(&["0", "-1.5", "1e3", "3.25", "18446744073709551616"]),
        Scalar::Uuid => texts(&["\"01890a5d-ac96-774b-bcce-b302099a8057\"", "\"01890A5DAC96774BBCCEB302099A8057\""]),
        Scalar::Timestamp => texts(&["\"2026-03-04T05:06:07Z\"", "\"2026-03-04T05:06:07.25+01:00\""]),
        Scalar::Date => texts(&["\"2026-03-04\"", "\"-0044-03-15\""]),
        Scalar::Bytes => texts(&["\"\"", "\"AAE=\""]),
        Scalar::Json => texts(&["null", "{\"a\":[1,2.5,\"x\"]}", "7"]),
        _ => any::<String>().prop_map(|text| quoted(&text)).boxed(),
    }
}

/// A change of a payload.
#[derive(Debug, Clone)]
pub(super) enum Spoiling {
    /// Replace a value.
    Replace(Index, &'static str),
    /// Remove a member or element.
    Remove(Index),
    /// Duplicate a member or element.
    Repeat(Index),
    /// Rename a member.
    Rename(Index, String),
    /// Truncate or extend the text.
    Cut(Index),
    Append(&'static str),
}

pub(super) fn spoiling() -> impl Strategy<Value = Spoiling> {
    let at = any::<Index>;
    prop_oneof![
        8 => (at(), select(&ODD[..])).prop_map(|(at, odd)| Spoiling::Replace(at, odd)),
        2 => at().prop_map(Spoiling::Remove),
        2 => at().prop_map(Spoiling::Repeat),
        2 => (at(), "[a-z]{1,3}").prop_map(|(at, name)| Spoiling::Rename(at, name)),
        1 => at().prop_map(Spoiling::Cut),
        1 => select(&[" ", "}", "null", ","][..]).prop_map(Spoiling::Append),
    ]
}

/// The changed payload as text.
pub(super) fn spoilt(mut tree: Tree, all: &[Spoiling]) -> String {
    for spoiling in all {
        let nodes = count(&tree);
        match spoiling {
            Spoiling::Replace(at, odd) => {
                visit(&mut tree, &mut at.index(nodes), &mut |node| *node = Tree::Leaf((*odd).to_owned()));
            }
            Spoiling::Remove(at) | Spoiling::Repeat(at) => {
                let repeat = matches!(spoiling, Spoiling::Repeat(_));
                visit(&mut tree, &mut at.index(nodes), &mut |node| change_size(node, at, repeat));
            }
            Spoiling::Rename(at, name) => visit(&mut tree, &mut at.index(nodes), &mut |node| {
                if let Tree::Object(members) = node
                    && let Some(member) = pick(members, at)
                {
                    member.0.clone_from(name);
                }
            }),
            Spoiling::Cut(_) | Spoiling::Append(_) => {}
        }
    }
    let mut text = tree.to_string();
    for spoiling in all {
        match spoiling {
            Spoiling::Cut(at) if !text.is_empty() => text.truncate(text.floor_char_boundary(at.index(text.len()))),
            Spoiling::Append(more) => text.push_str(more),
            _ => {}
        }
    }
    text
}

fn change_size(node: &mut Tree, at: &Index, repeat: bool) {
    fn change<T: Clone>(items: &mut Vec<T>, at: &Index, repeat: bool) {
        if items.is_empty() {
            return;
        }
        let at = at.index(items.len());
        if repeat { items.push(items[at].clone()) } else { drop(items.remove(at)) }
    }
    match node {
        Tree::Leaf(_) => {}
        Tree::List(items) => change(items, at, repeat),
        Tree::Object(members) => change(members, at, repeat),
    }
}

fn pick<'t, T>(items: &'t mut [T], at: &Index) -> Option<&'t mut T> {
    if items.is_empty() { None } else { items.get_mut(at.index(items.len())) }
}

fn count(tree: &Tree) -> usize {
    1 + match tree {
        Tree::Leaf(_) => 0,
        Tree::List(items) => items.iter().map(count).sum(),
        Tree::Object(members) => members.iter().map(|(_, value)| count(value)).sum(),
    }
}

/// Calls `change` with the node at an index in pre-order.
fn visit(tree: &mut Tree, at: &mut usize, change: &mut dyn FnMut(&mut Tree)) {
    if *at == 0 {
        change(tree);
        *at = usize::MAX;
        return;
    }
    let mut next = |node: &mut Tree| {
        if *at != usize::MAX {
            *at -= 1;
            visit(node, at, change);
        }
    };
    match tree {
        Tree::Leaf(_) => {}
        Tree::List(items) => items.iter_mut().for_each(&mut next),
        Tree::Object(members) => members.iter_mut().for_each(|(_, value)| next(value)),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
