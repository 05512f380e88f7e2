//! From an event to the lanes that want it.
//!
//! The table maps each [`Interest`] to a target (a lane's or a queue's index). It finds the targets that want all events of a kind at once,
//! and looks up the event's keys only if a target wants single values of them.

use std::sync::Arc;

use hashbrown::HashMap;

use super::interest::{Interest, KeyCell, KeyProbe};
use crate::catalog::Kind;
use crate::event::Domain;

/// Targets by kind and by key.
#[derive(Debug)]
pub(super) struct RouteTable {
    kinds: Box<[KindRoutes]>,
    keyed: HashMap<KeyCell, Vec<KeyedTarget>>,
}

#[derive(Debug, Default)]
struct KindRoutes {
    /// The targets that want every event of the kind.
    all: Vec<usize>,
    /// The keys by which targets want some events of the kind.
    keys: Vec<KeyUse>,
}

#[derive(Debug)]
struct KeyUse {
    index: usize,
    targets: usize,
}

#[derive(Debug)]
struct KeyedTarget {
    interest: Arc<Interest>,
    target: usize,
}

impl RouteTable {
    pub(super) fn new(kinds: usize) -> Self {
        Self { kinds: (0..kinds).map(|_| KindRoutes::default()).collect(), keyed: HashMap::new() }
    }

    pub(super) fn insert(&mut self, interest: &Arc<Interest>, target: usize) {
        let first = interest.keys.first();
        for routes in self.kinds_of(interest) {
            match first {
                None => routes.all.push(target),
                Some(cell) => match routes.keys.iter_mut().find(|key| key.index == cell.index) {
                    Some(key) => key.targets += 1,
                    None => routes.keys.push(KeyUse { index: cell.index, targets: 1 }),
                },
            }
        }
        if let Some(cell) = first {
            let target = KeyedTarget { interest: Arc::clone(interest), target };
            self.keyed.entry(cell.clone()).or_default().push(target);
        }
    }

    pub(super) fn remove(&mut self, interest: &Interest, target: usize) {
        let first = interest.keys.first();
        for routes in self.kinds_of(interest) {
            match first {
                None => routes.all.retain(|&other| other != target),
                Some(cell) => {
                    for key in routes.keys.iter_mut().filter(|key| key.index == cell.index) {
                        key.targets -= 1;
                    }
                    routes.keys.retain(|key| key.targets > 0);
                }
            }
        }
        if let Some(cell) = first
            && let Some(targets) = self.keyed.get_mut(cell)
        {
            targets.retain(|keyed| keyed.target != target);
            if targets.is_empty() {
                self.keyed.remove(cell);
            }
        }
    }

    /// Whether any target wants some events of a kind.
    #[inline]
    pub(super) fn wants(&self, kind: Kind) -> bool {
        self.kinds.get(kind.index()).is_some_and(|routes| !routes.all.is_empty() || !routes.keys.is_empty())
    }

    /// Visits each target that wants the event, once.
    #[inline]
    pub(super) fn for_each<D: Domain>(&self, kind: Kind, event: &D, mut each: impl FnMut(usize)) {
        let Some(routes) = self.kinds.get(kind.index()) else { return };
        routes.all.iter().for_each(|&target| each(target));
        if !routes.keys.is_empty() {
            self.for_each_keyed(routes, kind, event, &mut each);
        }
    }

    fn for_each_keyed<D: Domain>(&self, routes: &KindRoutes, kind: Kind, event: &D, each: &mut dyn FnMut(usize)) {
        let payload = event.payload();
        for key in &routes.keys {
            let Some(value) = payload.key(key.index) else { continue };
            let Some(targets) = self.keyed.get(&KeyProbe(key.index, value)) else { continue };
            for keyed in targets {
                if keyed.interest.covers(kind) && keyed.interest.holds_beyond_first(payload) {
                    each(keyed.target);
                }
            }
        }
    }

    fn kinds_of(&mut self, interest: &Interest) -> impl Iterator<Item = &mut KindRoutes> {
        let kinds = self.kinds.iter_mut().enumerate();
        kinds.filter(|(index, _)| interest.covers(Kind::new(*index as u32))).map(|(_, routes)| routes)
    }
}
