//! The runtime crate under another name. That this crate builds without a warning is the test.

#![deny(warnings, missing_docs, unreachable_pub)]

use bus::domain_events;

/// Every event.
#[domain_events(catalog = "../../catalogs/small.toml", crate = bus)]
pub enum Happening {}

#[cfg(test)]
mod tests {
    use bus::{BusConfig, EventBus};

    use crate::watch::Lost;
    use crate::{Happening, WatchEvent};

    #[test]
    fn the_bus_carries_events_under_any_name() {
        let (bus, publishers) = EventBus::<Happening>::new(BusConfig::default());
        let mut watch = bus.subscribe_to::<WatchEvent>();
        publishers.watcher.publish(Lost {}).expect("nobody is in the way");
        assert_eq!(watch.try_recv().expect("it was published").event_type(), "Lost");
    }
}
