//! The request to the server.

use aegis_events::grpc::proto::{Filter as Asked, GetCatalogRequest, Key, SubscribeRequest};
use tonic::Status;

use super::connect::Client;
use crate::names;
use crate::out::Failure;
use crate::store::Filter;

/// The filter as the server expects it. Event names without a family are resolved with the server's catalog; the server checks
/// everything else.
pub(super) async fn filter(filter: &Filter, client: &mut Client) -> Result<Asked, Refused> {
    let mut events = Vec::new();
    let mut served = None;
    for name in &filter.event {
        if name.contains('.') {
            events.push(name.clone());
            continue;
        }
        let catalog = match &served {
            Some(catalog) => catalog,
            None => served.insert(client.get_catalog(GetCatalogRequest {}).await?.into_inner()),
        };
        let served = catalog.events.iter();
        let same = served.clone().filter(|event| event.event_type == *name);
        let same: Vec<_> =
            same.map(|event| format!("{}.{name}", event.family)).map(|full| (full.clone(), full)).collect();
        let owner = format!("the stream of `{}`", catalog.name);
        events.push(names::the_only(&same, name, &owner, served.map(|event| event.event_type.as_str()))?);
    }
    let keys = filter.key.iter().map(|(name, value)| Key { name: name.clone(), value: value.clone() });
    Ok(Asked { families: filter.family.clone(), events, keys: keys.collect() })
}

/// The request, starting after a position if one is known.
pub(super) fn request(filter: &Asked, after: Option<u64>, recorded: bool) -> SubscribeRequest {
    SubscribeRequest {
        filter: Some(filter.clone()),
        after_position: after,
        recorded: recorded && after.is_none(),
        when_slow: 0,
    }
}

/// A failed request.
pub(super) enum Refused {
    /// It cannot succeed later.
    ForGood(Failure),
    /// The server refused it.
    ByServer(Status),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::ForGood(failure)
    }
}

impl From<Status> for Refused {
    fn from(status: Status) -> Self {
        Self::ByServer(status)
    }
}
