//! Reads a client's filter: kinds and keys, or all its problems.

use aegis_events_suggest::shortened;

use super::problem::{Problem, hint, list};
use super::proto;
use crate::catalog::{CatalogInfo, FamilyInfo, Kind, KindRange, KindSet, SqlType};
use crate::event::KeyValue;
use crate::types::Uuid;

/// A checked filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) kinds: KindSet,
    /// By the index of the key in the catalog, in order, so that equal filters compare equal.
    pub(super) keys: Vec<(usize, KeyValue)>,
}

/// The events that a stream serves.
#[derive(Debug, Clone)]
pub(super) struct Served {
    catalog: &'static CatalogInfo,
    kinds: KindSet,
}

impl Served {
    pub(super) fn new(catalog: &'static CatalogInfo, ranges: &[KindRange]) -> Self {
        Self { catalog, kinds: KindSet::of(ranges, catalog.events().len()) }
    }

    pub(super) fn catalog(&self) -> &'static CatalogInfo {
        self.catalog
    }

    /// The kinds, in the catalog's order.
    pub(super) fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        self.kinds.iter()
    }

    /// Reads a filter. An empty one selects all events that are served. Returns all problems at once.
    pub(super) fn read(&self, filter: &proto::Filter, most_entries: usize) -> Result<Wanted, Vec<Problem>> {
        let entries = filter.families.len() + filter.events.len() + filter.keys.len();
        if entries > most_entries {
            return Err(vec![Problem::TooManyEntries { entries, limit: most_entries }]);
        }
        let mut problems = Vec::new();
        let mut keep = |found: Result<Vec<Kind>, Problem>| {
            found.unwrap_or_else(|problem| {
                problems.push(problem);
                Vec::new()
            })
        };
        let mut kinds: Vec<Kind> = Vec::new();
        filter.families.iter().for_each(|name| kinds.extend(keep(self.family(name))));
        filter.events.iter().for_each(|name| kinds.extend(keep(self.event(name))));
        if filter.families.is_empty() && filter.events.is_empty() {
            kinds.extend(self.kinds.iter());
        }
        let mut keys: Vec<(usize, KeyValue)> = Vec::new();
        for key in &filter.keys {
            match self.key(key, &kinds) {
                Err(problem) => problems.push(problem),
                Ok((index, value)) => match keys.iter().find(|(other, _)| *other == index) {
                    Some((_, other)) if *other == value => {}
                    Some(_) => problems.push(Problem::KeyTwice { key: self.catalog.keys()[index].name() }),
                    None => keys.push((index, value)),
                },
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        keys.sort_by_key(|(index, _)| *index);
        let ranges: Vec<_> = kinds.into_iter().map(KindRange::only).collect();
        Ok(Wanted { kinds: KindSet::of(&ranges, self.catalog.events().len()), keys })
    }

    fn family(&self, name: &str) -> Result<Vec<Kind>, Problem> {
        let families = self.catalog.families();
        let Some(family) = families.iter().find(|family| family.name() == name) else {
            let hint = hint(name, families.iter().map(FamilyInfo::name));
            return Err(Problem::UnknownFamily {
                name: shortened(name),
                catalog: self.catalog.name(),
                hint,
                served: self.served(),
            });
        };
        let all = family.kinds().count();
        let served: Vec<_> = family.kinds().filter(|&kind| self.kinds.contains(kind)).collect();
        match served.len() {
            0 => Err(Problem::FamilyNotServed { family: family.name(), served: self.served() }),
            some if some < all => {
                let served = list(served.iter().map(|&kind| self.name(kind)));
                Err(Problem::FamilyPartlyServed { family: family.name(), served })
            }
            _ => Ok(served),
        }
    }

    fn event(&self, name: &str) -> Result<Vec<Kind>, Problem> {
        let Some((family, event_type)) = name.split_once('.') else {
            let same = self.catalog.events().iter().find(|info| info.event_type() == name);
            let example = same.map(|info| info.kind()).or_else(|| self.kinds.iter().next());
            let example = example.map_or_else(|| "Family.Event".to_owned(), |kind| self.name(kind));
            return Err(Problem::NotAnEventName { text: shortened(name), example });
        };
        let Some(kind) = self.catalog.find(family, event_type) else {
            let known: Vec<_> = self.catalog.events().iter().map(|info| self.name(info.kind())).collect();
            let hint = hint(name, known.iter().map(String::as_str));
            return Err(Problem::UnknownEvent { name: shortened(name), catalog: self.catalog.name(), hint });
        };
        if self.kinds.contains(kind) {
            Ok(vec![kind])
        } else {
            Err(Problem::EventNotServed { event: self.name(kind), served: self.served() })
        }
    }

    fn key(&self, key: &proto::Key, kinds: &[Kind]) -> Result<(usize, KeyValue), Problem> {
        let keys = self.catalog.keys();
        let Some(index) = keys.iter().position(|info| info.name() == key.name) else {
            return Err(Problem::UnknownKey {
                name: shortened(&key.name),
                catalog: self.catalog.name(),
                hint: hint(&key.name, keys.iter().map(|info| info.name())),
                keys: list(keys.iter().map(|info| info.name())),
            });
        };
        let info = &keys[index];
        let carries = |&kind: &Kind| self.catalog.event(kind).keys().iter().any(|(carried, _)| *carried == index);
        // If all events of the filter are wrong, that is already reported.
        if !kinds.is_empty() && !kinds.iter().any(carries) {
            return Err(Problem::KeyNotCarried { key: info.name() });
        }
        let (value, expected) = match info.column().sql_type {
            SqlType::Uuid => (
                key.value.parse::<Uuid>().ok().map(KeyValue::Uuid),
                "a UUID, such as `01890a5d-ac96-774b-bcce-b302099a8057`",
            ),
            SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Numeric20 => {
                (key.value.parse().ok().map(KeyValue::Integer), "a whole number")
            }
            _ => (Some(KeyValue::Text(key.value.as_str().into())), "a text"),
        };
        let value =
            value.ok_or_else(|| Problem::KeyValue { key: info.name(), value: shortened(&key.value), expected })?;
        Ok((index, value))
    }

    /// The families that are served, and the events of partly served families.
    fn served(&self) -> String {
        let names = self.catalog.families().iter().flat_map(|family| {
            let all = family.kinds().count();
            let served: Vec<_> = family.kinds().filter(|&kind| self.kinds.contains(kind)).collect();
            if served.len() == all {
                vec![family.name().to_owned()]
            } else {
                served.into_iter().map(|kind| self.name(kind)).collect()
            }
        });
        list(names)
    }

    fn name(&self, kind: Kind) -> String {
        let info = self.catalog.event(kind);
        format!("{}.{}", info.family(), info.event_type())
    }
}
