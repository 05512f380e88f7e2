//! Filters by the names of a catalog.

use aegis_events::catalog::{CatalogInfo, Kind, KindRange, KindSet, SqlType};
use aegis_events::event::KeyValue;
use aegis_events::types::Uuid;
use clap::Args;

use crate::names::{self, known_or};
use crate::out::Failure;

/// A filter as arguments.
#[derive(Args, Clone, Default)]
pub(crate) struct Filter {
    /// Only events of this family; repeat to add families
    #[arg(long, value_name = "FAMILY")]
    pub(crate) family: Vec<String>,
    /// Only this event: `Volume.VolumeCreated`, or an event name that only one family has; repeat to add events
    #[arg(long, value_name = "EVENT")]
    pub(crate) event: Vec<String>,
    /// Only events with this key value; with several, all must match
    #[arg(long, value_name = "KEY=VALUE", value_parser = key)]
    pub(crate) key: Vec<(String, String)>,
}

fn key(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write KEY=VALUE, such as execution_id=0189...")?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

/// The filter, resolved in a catalog.
pub(crate) struct Wanted {
    /// `None`: all events, including those that are not in the catalog.
    pub(crate) kinds: Option<KindSet>,
    /// Values by the index of the key in the catalog.
    pub(crate) keys: Vec<(usize, KeyValue)>,
}

impl Filter {
    /// Whether the filter names events or families.
    pub(crate) fn names_events(&self) -> bool {
        !self.family.is_empty() || !self.event.is_empty()
    }

    /// Look up the names. `owner` contains them, "the catalog `shop`".
    pub(crate) fn read(&self, info: &CatalogInfo, owner: &str) -> Result<Wanted, Failure> {
        let mut kinds: Vec<Kind> = Vec::new();
        for name in &self.family {
            let family = info.families().iter().find(|family| family.name() == name);
            let names = || info.families().iter().map(|family| family.name());
            kinds.extend(known_or(family, name, "family", owner, names())?.kinds());
        }
        for name in &self.event {
            kinds.push(names::event(info, owner, name)?);
        }
        let keys = self
            .key
            .iter()
            .map(|(name, value)| self.key_value(info, owner, &kinds, name, value))
            .collect::<Result<_, _>>()?;
        let ranges: Vec<_> = kinds.into_iter().map(KindRange::only).collect();
        let kinds = self.names_events().then(|| KindSet::of(&ranges, info.events().len()));
        Ok(Wanted { kinds, keys })
    }

    fn key_value(
        &self,
        info: &CatalogInfo,
        owner: &str,
        kinds: &[Kind],
        name: &str,
        value: &str,
    ) -> Result<(usize, KeyValue), Failure> {
        let place = info.keys().iter().position(|key| key.name() == name);
        let place = known_or(place, name, "key", owner, info.keys().iter().map(|key| key.name()))?;
        let carries = |&kind: &Kind| info.event(kind).keys().iter().any(|(key, _)| *key == place);
        if self.names_events() && !kinds.iter().any(carries) {
            return Err(Failure::new(format!("no selected event carries the key `{name}`")));
        }
        let (value, expected) = match info.keys()[place].column().sql_type {
            SqlType::Uuid => {
                (value.parse::<Uuid>().ok().map(KeyValue::Uuid), "a UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057")
            }
            SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Numeric20 => {
                (value.parse().ok().map(KeyValue::Integer), "a whole number")
            }
            _ => (Some(KeyValue::Text(value.into())), "a text"),
        };
        let wrong = || Failure::new(format!("the value of the key `{name}` is not {expected}"));
        Ok((place, value.ok_or_else(wrong)?))
    }
}
