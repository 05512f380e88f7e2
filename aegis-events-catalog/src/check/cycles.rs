//! The order in which types can be built: the parts of a type come before it. Types that contain themselves are left out.

use hashbrown::HashMap;

use crate::declare::{Type, TypeForm};
use crate::model::Name;
use crate::problem::{Code, Problem, Reporter, quoted};

/// Places of types, each after its parts, without those on a cycle, which are reported.
pub(super) fn order(types: &[Type], reporter: &mut Reporter) -> Vec<usize> {
    let places: HashMap<&str, usize> = types.iter().enumerate().map(|(at, it)| (it.name.text.as_str(), at)).collect();
    let parts: Vec<Vec<(usize, &Name)>> = types.iter().map(|it| parts(it, &places)).collect();
    let mut walk = Walk { types, parts: &parts, state: vec![State::New; types.len()], order: Vec::new(), reporter };
    for start in 0..types.len() {
        walk.visit(start);
    }
    let Walk { state, order, .. } = walk;
    order.into_iter().filter(|&at| state[at] != State::Cyclic).collect()
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
    /// Being visited, at this place of the path.
    Open(usize),
    Done,
    /// Part of a cycle.
    Cyclic,
}

/// A depth-first walk with an explicit stack, because chains of types may be as long as the file. Takes linear time for any
/// number of cycles.
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
        // The path from the start to here: each type, and the next of its parts.
        let mut path = vec![(start, 0)];
        let mut cycles = Cycles::default();
        self.state[start] = State::Open(0);
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            let Some(&(part, mention)) = self.parts[at].get(*next) else {
                path.pop();
                self.state[at] = if cycles.leave(path.len()) { State::Cyclic } else { State::Done };
                self.order.push(at);
                continue;
            };
            *next += 1;
            match self.state[part] {
                State::New => {
                    self.state[part] = State::Open(path.len());
                    path.push((part, 0));
                }
                State::Open(from) => {
                    // A cycle that shares a type with another is fixed together with it.
                    if cycles.close(from, path.len() - 1) {
                        let cycle: Vec<usize> = path[from..].iter().map(|(it, _)| *it).collect();
                        self.report(&cycle, mention);
                    }
                }
                State::Done | State::Cyclic => {}
            }
        }
    }

    /// A type does not contain itself, neither directly nor through others.
    fn report(&mut self, cycle: &[usize], mention: &Name) {
        /// Of a longer cycle, the message has the beginning.
        const LONGEST: usize = 8;

        let first = &self.types[cycle[0]].name;
        let mut names: Vec<String> = cycle.iter().take(LONGEST).map(|&at| quoted(&self.types[at].name.text)).collect();
        if cycle.len() > LONGEST {
            names.push("…".to_owned());
        }
        names.push(quoted(&first.text));
        let problem = Problem::new(
            Code::RecursiveType,
            mention.span.clone(),
            format!("type {} contains itself", quoted(&first.text)),
        )
        .label(names.join(" → "))
        .context(&first.span, "the first type of the cycle")
        .help("refer to the other type by an id instead");
        self.reporter.report(problem);
    }
}

/// The cycles on the path, as disjoint ranges of places in ascending order.
#[derive(Default)]
struct Cycles {
    ranges: Vec<(usize, usize)>,
}

impl Cycles {
    /// Adds a cycle. Returns false if it only extends others.
    fn close(&mut self, mut from: usize, to: usize) -> bool {
        let mut apart = true;
        while let Some((first, _)) = self.ranges.pop_if(|(_, last)| *last >= from) {
            from = from.min(first);
            apart = false;
        }
        self.ranges.push((from, to));
        apart
    }

    /// Removes the last place of the path. Returns whether it was on a cycle.
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
