//! The order in which types can be built: what a type is made of comes before it. Types that contain themselves have no
//! place in it.

use hashbrown::HashMap;

use crate::declare::{Type, TypeForm};
use crate::model::Name;
use crate::problem::{Code, Problem, Reporter, quoted};

/// Places of types, each after the types that it is made of; without those on a circle, which are reported.
pub(super) fn order(types: &[Type], reporter: &mut Reporter) -> Vec<usize> {
    let places: HashMap<&str, usize> = types.iter().enumerate().map(|(at, it)| (it.name.text.as_str(), at)).collect();
    let parts: Vec<Vec<(usize, &Name)>> = types.iter().map(|it| parts(it, &places)).collect();
    let mut walk = Walk { types, parts: &parts, state: vec![State::New; types.len()], order: Vec::new(), reporter };
    for start in 0..types.len() {
        walk.visit(start);
    }
    let Walk { state, order, .. } = walk;
    order.into_iter().filter(|&at| state[at] != State::Circular).collect()
}

/// The types that a type mentions, and where.
fn parts<'a>(it: &'a Type, places: &HashMap<&str, usize>) -> Vec<(usize, &'a Name)> {
    let mut parts = Vec::new();
    let mut add = |name: &'a Name| parts.extend(places.get(name.text.as_str()).map(|&at| (at, name)));
    match &it.form {
        Some(TypeForm::Newtype(is) | TypeForm::Rust { is, .. }) => {
            is.expr.iter().for_each(|expr| expr.for_each_name(&mut add));
        }
        Some(TypeForm::Fields(fields)) => {
            let exprs = fields.sound.iter().filter_map(|field| field.ty.expr.as_ref());
            exprs.for_each(|expr| expr.for_each_name(&mut add));
        }
        Some(TypeForm::Values(_)) | None => {}
    }
    parts
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// Being walked, at this place of the way.
    Open(usize),
    Done,
    /// Part of a circle.
    Circular,
}

/// A depth-first walk with a stack of its own: chains of types may be as long as the file. Linear, however many circles
/// there are.
struct Walk<'a> {
    types: &'a [Type],
    parts: &'a [Vec<(usize, &'a Name)>],
    state: Vec<State>,
    order: Vec<usize>,
    reporter: &'a mut Reporter,
}

impl Walk<'_> {
    fn visit(&mut self, start: usize) {
        if self.state[start] != State::New {
            return;
        }
        // The way from the start to here: a type, and which of its parts is next.
        let mut way = vec![(start, 0)];
        let mut circles = Circles::default();
        self.state[start] = State::Open(0);
        while let Some((at, next)) = way.last_mut() {
            let at = *at;
            let Some(&(part, mention)) = self.parts[at].get(*next) else {
                way.pop();
                self.state[at] = if circles.leave(way.len()) { State::Circular } else { State::Done };
                self.order.push(at);
                continue;
            };
            *next += 1;
            match self.state[part] {
                State::New => {
                    self.state[part] = State::Open(way.len());
                    way.push((part, 0));
                }
                State::Open(from) => {
                    // A circle that shares a type with another is broken together with it.
                    if circles.close(from, way.len() - 1) {
                        let circle: Vec<usize> = way[from..].iter().map(|(it, _)| *it).collect();
                        self.report(&circle, mention);
                    }
                }
                State::Done | State::Circular => {}
            }
        }
    }

    /// A type does not contain itself, neither directly nor through others.
    fn report(&mut self, circle: &[usize], mention: &Name) {
        /// A longer way is told by its beginning.
        const LONGEST: usize = 8;

        let first = &self.types[circle[0]].name;
        let mut names: Vec<String> = circle.iter().take(LONGEST).map(|&at| quoted(&self.types[at].name.text)).collect();
        if circle.len() > LONGEST {
            names.push("…".to_owned());
        }
        names.push(quoted(&first.text));
        let problem = Problem::new(
            Code::RecursiveType,
            mention.span.clone(),
            format!("type {} contains itself", quoted(&first.text)),
        )
        .label(names.join(" → "))
        .context(&first.span, "the type that begins the circle")
        .help("refer to the other by an id instead");
        self.reporter.report(problem);
    }
}

/// The circles on the way, as ranges of places: apart from each other, in ascending order.
#[derive(Default)]
struct Circles {
    ranges: Vec<(usize, usize)>,
}

impl Circles {
    /// Adds a circle; false if it only widens others.
    fn close(&mut self, mut from: usize, to: usize) -> bool {
        let mut apart = true;
        while let Some((first, _)) = self.ranges.pop_if(|(_, last)| *last >= from) {
            from = from.min(first);
            apart = false;
        }
        self.ranges.push((from, to));
        apart
    }

    /// The way has ended at a place; whether that place was on a circle.
    fn leave(&mut self, place: usize) -> bool {
        match self.ranges.last_mut() {
            Some((first, last)) if *last >= place => {
                *last = place.saturating_sub(1);
                if *first == place {
                    self.ranges.pop();
                }
                true
            }
            _ => false,
        }
    }
}
