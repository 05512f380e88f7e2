//! Which declarations keep their names: no two generated items may get the same one.
//!
//! Of two that collide, the later one is dropped. So whatever is lowered after this has names of its own, in Rust and
//! in SQL.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use heck::ToSnakeCase;

use crate::declare::{CONSTRUCTORS, Catalog, Event, Family, FamilyEvents, Publisher, Subscriber, Type};
use crate::model::{Name, Scalar, Span};
use crate::problem::{Code, Problem, Reporter, quoted};
use crate::words;

/// The enum of a family.
pub(crate) fn enum_name(family: &Family) -> String {
    match &family.enum_name {
        Some(name) => name.text.clone(),
        None => format!("{}Event", family.name),
    }
}

/// The SQL view of an event.
pub(crate) fn view_name(family: &str, event: &str) -> String {
    format!("events_{}_{}", family.to_snake_case(), event.to_snake_case())
}

/// Where a generated name must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Scope {
    /// Beside `DomainEvent`.
    Domain,
    /// The fields of `Publishers`.
    Publishers,
    /// The module `subscribers`.
    Subscribers,
    /// The module of one family, by its place under `[events]`.
    Module(usize),
    /// The views of the database.
    Views,
}

/// A generated name, and what gets it: "the enum of family `Volume`".
struct Claim {
    scope: Scope,
    name: String,
    what: String,
}

/// An enum can be renamed alone.
const ENUM_OF: &str = "the enum of family";

fn claim(scope: Scope, name: impl Into<String>, what: String) -> Claim {
    Claim { scope, name: name.into(), what }
}

/// Something declared that claims names.
#[derive(Debug, Clone, Copy)]
enum Item {
    Type(usize),
    Family(usize),
    Publisher(usize),
    Subscriber(usize),
}

/// Drops every declaration whose generated names are taken or impossible.
pub(crate) fn settle(catalog: &mut Catalog, reporter: &mut Reporter) {
    let mut names = Names::with_reserved();
    let mut items = Vec::new();
    items.extend(catalog.types.items.iter().enumerate().map(|(at, it)| (Item::Type(at), &it.name, of_type(it))));
    items.extend(catalog.families.items.iter().enumerate().map(|(at, it)| (Item::Family(at), &it.name, of_family(it))));
    items.extend(
        catalog.publishers.items.iter().enumerate().map(|(at, it)| (Item::Publisher(at), &it.name, of_publisher(it))),
    );
    items.extend(
        catalog
            .subscribers
            .items
            .iter()
            .enumerate()
            .map(|(at, it)| (Item::Subscriber(at), &it.name, of_subscriber(it))),
    );
    items.sort_by_key(|(_, name, _)| name.span.start);

    let mut lost = Lost::default();
    for (item, name, claims) in items {
        if impossible(item, name, reporter) || !names.take(name, claims, reporter) {
            lost.add(item);
        }
    }
    lost.remove_from(catalog);
    settle_events(&mut catalog.events, &mut names, reporter);
}

fn settle_events(events: &mut [FamilyEvents], names: &mut Names, reporter: &mut Reporter) {
    for (place, family) in events.iter_mut().enumerate() {
        let family_name = family.family.text.clone();
        family.events.retain(|event| names.take(&event.name, of_event(event, &family_name, place), reporter));
    }
}

fn of_type(it: &Type) -> Vec<Claim> {
    vec![claim(Scope::Domain, &it.name.text, format!("type {}", quoted(&it.name.text)))]
}

fn of_family(it: &Family) -> Vec<Claim> {
    let name = quoted(&it.name.text);
    vec![
        claim(Scope::Domain, enum_name(it), format!("{ENUM_OF} {name}")),
        claim(Scope::Domain, it.name.text.to_snake_case(), format!("the module of family {name}")),
    ]
}

fn of_publisher(it: &Publisher) -> Vec<Claim> {
    let name = &it.name.text;
    vec![claim(Scope::Publishers, name.to_snake_case(), format!("the field of publisher {}", quoted(name)))]
}

fn of_subscriber(it: &Subscriber) -> Vec<Claim> {
    let name = &it.name.text;
    vec![
        claim(Scope::Subscribers, name, format!("subscriber {}", quoted(name))),
        claim(Scope::Subscribers, format!("{name}Event"), format!("the view of subscriber {}", quoted(name))),
    ]
}

fn of_event(it: &Event, family: &str, place: usize) -> Vec<Claim> {
    let name = &it.name.text;
    let path = quoted(&format!("{family}.{name}"));
    vec![
        claim(Scope::Module(place), name, format!("event {path}")),
        claim(Scope::Module(place), format!("MayPublish{name}"), format!("the right to publish {path}")),
        claim(Scope::Views, view_name(family, name), format!("the SQL view of {path}")),
    ]
}

/// The module of a family is no keyword; the field of a publisher none that cannot be a raw identifier.
fn impossible(item: Item, name: &Name, reporter: &mut Reporter) -> bool {
    let generated = name.text.to_snake_case();
    let (what, taken) = match item {
        Item::Family(_) => ("the module of this family", words::RUST_KEYWORDS),
        Item::Publisher(_) => ("the field of this publisher", words::NEVER_RAW),
        Item::Type(_) | Item::Subscriber(_) => return false,
    };
    if !taken.contains(&generated.as_str()) {
        return false;
    }
    let message = format!("{what} would be `{generated}`, which Rust keeps for itself");
    let problem = Problem::new(Code::RustKeyword, name.span.clone(), message)
        .label(format!("`{generated}` in snake case"))
        .help(format!("choose another name, `{name}Process` say"));
    reporter.report(problem);
    true
}

/// Who has which name.
struct Names {
    taken: HashMap<(Scope, String), (Option<Span>, String)>,
}

impl Names {
    fn with_reserved() -> Self {
        let generated = words::GENERATED.iter().map(|name| (*name, "an item that is always generated"));
        let built_in = Scalar::ALL.iter().map(|scalar| scalar.name()).chain(CONSTRUCTORS.iter().copied());
        let reserved = generated.chain(built_in.map(|name| (name, "a built-in type")));
        let taken = reserved.map(|(name, what)| ((Scope::Domain, name.to_owned()), (None, what.to_owned()))).collect();
        Self { taken }
    }

    /// Takes all names of one item, or reports the first that is taken and takes none.
    fn take(&mut self, item: &Name, claims: Vec<Claim>, reporter: &mut Reporter) -> bool {
        let is_taken = |claim: &&Claim| self.taken.contains_key(&(claim.scope, claim.name.clone()));
        if let Some(claim) = claims.iter().find(is_taken) {
            if let Some((span, what)) = self.taken.get(&(claim.scope, claim.name.clone())) {
                reporter.report(collision(item, claim, span.as_ref(), what));
            }
            return false;
        }
        for claim in claims {
            if let Entry::Vacant(free) = self.taken.entry((claim.scope, claim.name)) {
                free.insert((Some(item.span.clone()), claim.what));
            }
        }
        true
    }
}

fn collision(item: &Name, claim: &Claim, other: Option<&Span>, other_what: &str) -> Problem {
    let name = quoted(&claim.name);
    let code = if claim.scope == Scope::Views { Code::ViewsCollide } else { Code::NamesCollide };
    match other {
        Some(other) => {
            let message = format!("{} and {other_what} would both be {name}", claim.what);
            Problem::new(code, item.span.clone(), message)
                .label(format!("{name} is taken"))
                .context(other, format!("{name} comes from here"))
                .help(match [claim.what.as_str(), other_what].iter().any(|what| what.starts_with(ENUM_OF)) {
                    true => "rename one of the two, or give the family another `enum`",
                    false => "rename one of the two",
                })
        }
        None => Problem::new(code, item.span.clone(), format!("{} would be named like {other_what}", claim.what))
            .label(format!("{name} is taken"))
            .help("choose another name"),
    }
}

/// The declarations that lost their names, by place.
#[derive(Default)]
struct Lost {
    types: Vec<usize>,
    families: Vec<usize>,
    publishers: Vec<usize>,
    subscribers: Vec<usize>,
}

impl Lost {
    fn add(&mut self, item: Item) {
        match item {
            Item::Type(at) => self.types.push(at),
            Item::Family(at) => self.families.push(at),
            Item::Publisher(at) => self.publishers.push(at),
            Item::Subscriber(at) => self.subscribers.push(at),
        }
    }

    fn remove_from(self, catalog: &mut Catalog) {
        remove(&mut catalog.types.items, self.types);
        remove(&mut catalog.families.items, self.families);
        remove(&mut catalog.publishers.items, self.publishers);
        remove(&mut catalog.subscribers.items, self.subscribers);
    }
}

fn remove<T>(items: &mut Vec<T>, mut places: Vec<usize>) {
    places.sort_unstable();
    let mut at = 0;
    items.retain(|_| {
        at += 1;
        places.binary_search(&(at - 1)).is_err()
    });
}
