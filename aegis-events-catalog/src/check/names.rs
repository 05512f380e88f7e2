//! Generated items have different names.
//!
//! If two declarations collide, the later one is dropped. So all later modules can rely on unique names, in Rust and in SQL.

use std::fmt;
use std::rc::Rc;

use hashbrown::{HashMap, HashSet};
use heck::ToSnakeCase;

use crate::declare::{CONSTRUCTORS, Catalog, Event, Family, FamilyEvents, Publisher, Subscriber, Type};
use crate::model::{Name, Scalar, Span};
use crate::problem::{Code, Problem, Reporter, quoted};
use crate::words;

/// Where a generated name must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Scope {
    /// The module of `DomainEvent`.
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

/// A generated name, and its item.
struct Claim {
    scope: Scope,
    name: String,
    what: What,
}

/// The item of a name: "the enum of family `Volume`". There are thousands, and messages show very few of them.
struct What {
    noun: &'static str,
    /// The name of the declaration, if it has one.
    of: Option<Rc<str>>,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            Some(of) => write!(f, "{} {}", self.noun, quoted(of)),
            None => f.write_str(self.noun),
        }
    }
}

/// An enum can be renamed separately.
const ENUM_OF: &str = "the enum of family";

fn claim(scope: Scope, name: impl Into<String>, noun: &'static str, of: &Rc<str>) -> Claim {
    Claim { scope, name: name.into(), what: What { noun, of: Some(Rc::clone(of)) } }
}

/// Drops every declaration whose generated names are taken or impossible.
pub(super) fn settle(catalog: &mut Catalog, reporter: &mut Reporter) {
    let mut items: Vec<(&Name, Option<Impossible>, Vec<Claim>)> = Vec::new();
    items.extend(catalog.types.items.iter().map(|it| (&it.name, None, of_type(it))));
    items.extend(catalog.families.items.iter().map(|it| (&it.name, Some(MODULE), of_family(it))));
    items.extend(catalog.publishers.items.iter().map(|it| (&it.name, Some(FIELD), of_publisher(it))));
    items.extend(catalog.subscribers.items.iter().map(|it| (&it.name, None, of_subscriber(it))));
    items.sort_by_key(|(name, ..)| name.span.start);

    let mut names = Names::with_reserved();
    // By their places in the file.
    let mut lost = HashSet::new();
    for (name, impossible, claims) in items {
        if impossible.is_some_and(|it| it.is(name, reporter)) || !names.take(name, claims, reporter) {
            lost.insert(name.span.start);
        }
    }
    let is_kept = |name: &Name| !lost.contains(&name.span.start);
    catalog.types.items.retain(|it| is_kept(&it.name));
    catalog.families.items.retain(|it| is_kept(&it.name));
    catalog.publishers.items.retain(|it| is_kept(&it.name));
    catalog.subscribers.items.retain(|it| is_kept(&it.name));
    settle_events(&mut catalog.events.items, &mut names, reporter);
}

fn settle_events(events: &mut [FamilyEvents], names: &mut Names, reporter: &mut Reporter) {
    for (place, family) in events.iter_mut().enumerate() {
        family.events.items.retain(|event| names.take(&event.name, of_event(event, place), reporter));
    }
}

fn of_type(it: &Type) -> Vec<Claim> {
    let name = &it.name.text;
    vec![claim(Scope::Domain, name, "type", &name.as_str().into())]
}

fn of_family(it: &Family) -> Vec<Claim> {
    let name = it.name.text.as_str().into();
    vec![
        claim(Scope::Domain, it.generated_enum(), ENUM_OF, &name),
        claim(Scope::Domain, it.module(), "the module of family", &name),
    ]
}

fn of_publisher(it: &Publisher) -> Vec<Claim> {
    let name = &it.name.text;
    vec![claim(Scope::Publishers, name.to_snake_case(), "the field of publisher", &name.as_str().into())]
}

fn of_subscriber(it: &Subscriber) -> Vec<Claim> {
    let name = it.name.text.as_str().into();
    vec![
        claim(Scope::Subscribers, &it.name.text, "subscriber", &name),
        claim(Scope::Subscribers, format!("{name}Event"), "the view of subscriber", &name),
    ]
}

fn of_event(it: &Event, place: usize) -> Vec<Claim> {
    let name = &it.name.text;
    let path = format!("{}.{name}", it.family).into();
    vec![
        claim(Scope::Module(place), name, "event", &path),
        claim(Scope::Module(place), format!("MayPublish{name}"), "the right to publish", &path),
        claim(Scope::Views, it.view_name(), "the SQL view of", &path),
    ]
}

/// Words that the name of a declaration is not, in snake case.
struct Impossible {
    /// The item with that name.
    what: &'static str,
    words: &'static [&'static str],
}

const MODULE: Impossible = Impossible { what: "the module of this family", words: words::RUST_KEYWORDS };
/// The field can be a raw identifier.
const FIELD: Impossible = Impossible { what: "the field of this publisher", words: words::NEVER_RAW };

impl Impossible {
    /// Whether the name is one of the words, which is reported.
    fn is(&self, name: &Name, reporter: &mut Reporter) -> bool {
        let generated = name.text.to_snake_case();
        let is_one = self.words.contains(&generated.as_str());
        if is_one {
            let message = format!("{} would be `{generated}`, which Rust reserves", self.what);
            let problem = Problem::new(Code::RustKeyword, name.span.clone(), message)
                .label(format!("`{generated}` in snake case"))
                .help(format!("choose another name, for example `{name}Process`"));
            reporter.report(problem);
        }
        is_one
    }
}

/// All names that are taken.
struct Names {
    taken: HashMap<Scope, HashMap<String, Taken>>,
}

struct Taken {
    /// The place of its declaration; `None` for reserved names.
    span: Option<Span>,
    what: What,
}

impl Names {
    fn with_reserved() -> Self {
        let generated = words::GENERATED.iter().map(|name| (*name, "an item that is always generated"));
        let built_in = Scalar::ALL.iter().map(|scalar| scalar.name()).chain(CONSTRUCTORS.iter().copied());
        let reserved = generated.chain(built_in.map(|name| (name, "a built-in type")));
        let taken = |noun| Taken { span: None, what: What { noun, of: None } };
        let reserved = reserved.map(|(name, noun)| (name.to_owned(), taken(noun))).collect();
        Self { taken: HashMap::from_iter([(Scope::Domain, reserved)]) }
    }

    /// Takes all names of one item, or reports the first that is taken and takes none.
    fn take(&mut self, item: &Name, claims: Vec<Claim>, reporter: &mut Reporter) -> bool {
        for claim in &claims {
            if let Some(taken) = self.taken.get(&claim.scope).and_then(|names| names.get(&claim.name)) {
                reporter.report(collision(item, claim, taken));
                return false;
            }
        }
        for Claim { scope, name, what } in claims {
            let taken = Taken { span: Some(item.span.clone()), what };
            self.taken.entry(scope).or_default().insert(name, taken);
        }
        true
    }
}

fn collision(item: &Name, claim: &Claim, taken: &Taken) -> Problem {
    let name = quoted(&claim.name);
    let (what, other) = (&claim.what, &taken.what);
    let code = if claim.scope == Scope::Views { Code::ViewsCollide } else { Code::NamesCollide };
    match &taken.span {
        Some(span) => {
            let message = format!("{what} and {other} would both be {name}");
            Problem::new(code, item.span.clone(), message)
                .label(format!("{name} is taken"))
                .context(span, format!("{name} comes from here"))
                .help(if [what, other].iter().any(|what| what.noun == ENUM_OF) {
                    "rename one of the two, or give the family another `enum`"
                } else {
                    "rename one of the two"
                })
        }
        None => Problem::new(code, item.span.clone(), format!("{what} would have the name of {other}"))
            .label(format!("{name} is taken"))
            .help("choose another name"),
    }
}
