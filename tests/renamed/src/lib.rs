//! The runtime crate under another name. The test is that this crate builds without warnings.

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
    fn the_bus_delivers_events_under_any_crate_name() {
        let (bus, publishers) = EventBus::<Happening>::new(BusConfig::default());
        let mut watch = bus.subscribe_to::<WatchEvent>();
        publishers.watcher.publish(Lost {}).expect("the bus is open");
        assert_eq!(watch.try_recv().expect("it was published").event_type(), "Lost");
    }
}
