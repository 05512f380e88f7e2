//! The section `[publishers]`, and the publishers of an event.

use super::{Both, Compare, Draft, Rule};
use crate::diff::matching::is_reordered;
use crate::diff::spell;
use crate::keys;
use crate::model::{CheckedCatalog, EventDef, PublisherDef, PublisherIndex};

impl Compare<'_> {
    pub(super) fn publishers(&mut self) {
        let (old, new) = (self.old, self.new);
        for (at, publisher) in new.publishers.iter().enumerate() {
            let item = item(publisher);
            let Some(former) = self.pairs.publishers.old_of(at) else {
                let message = format!("`{item}` is new; {}", publishes(new, at, "it publishes"));
                self.add(Draft::new(Rule::PublisherAdded, &item, message).new_at(&publisher.name.span));
                continue;
            };
            let former = &old.publishers[former];
            let both = Both { item: &item, old: &former.name, new: &publisher.name };
            self.renamed(both, Rule::PublisherRenamed, &self::item(former));
            self.doc(both, former.doc.as_deref(), publisher.doc.as_deref());
        }
        for at in self.pairs.publishers.deleted() {
            let publisher = &old.publishers[at];
            let item = item(publisher);
            let message = format!("`{item}` is gone; {}", publishes(old, at, "it published"));
            self.add(Draft::new(Rule::PublisherDeleted, &item, message).old(&publisher.name.span));
        }
        if self.pairs.publishers.reordered() {
            self.reordered(keys::PUBLISHERS);
        }
    }

    /// The publishers of an event. Added and deleted publishers are reported in their own section.
    pub(super) fn owners(&mut self, both: Both<'_>, old: &EventDef, new: &EventDef) {
        let name = |catalog: &CheckedCatalog, index: PublisherIndex| catalog.publisher(index).name.text.clone();
        let partners: Vec<Option<PublisherIndex>> =
            new.published_by.iter().map(|it| self.pairs.publishers.old_of(it.0).map(PublisherIndex)).collect();
        for (owner, former) in new.published_by.iter().zip(&partners) {
            if former.is_some_and(|former| !old.published_by.contains(&former)) {
                let name = name(self.new, *owner);
                let message = format!("`{name}` may now publish `{}`", both.item);
                self.add(both.draft(Rule::PublisherGranted, message).is(name));
            }
        }
        for owner in &old.published_by {
            let successor = self.pairs.publishers.new_of(owner.0).map(PublisherIndex);
            if successor.is_some_and(|successor| !new.published_by.contains(&successor)) {
                let name = name(self.old, *owner);
                let message = format!("`{name}` may no longer publish `{}`", both.item);
                self.add(both.draft(Rule::PublisherRevoked, message).was(name));
            }
        }
        let places = partners.iter().flatten().filter_map(|former| old.published_by.iter().position(|it| it == former));
        if is_reordered(places) {
            let message = format!("the publishers of `{}` have another order", both.item);
            self.add(both.draft(Rule::DeclarationsReordered, message));
        }
    }
}

fn item(publisher: &PublisherDef) -> String {
    format!("{}.{}", keys::PUBLISHERS, publisher.name)
}

/// The events of a publisher, as text.
fn publishes(catalog: &CheckedCatalog, publisher: usize, begin: &str) -> String {
    let owned = catalog.events.iter().filter(|event| event.published_by.contains(&PublisherIndex(publisher)));
    let names: Vec<String> = owned.map(|event| catalog.event_path(event)).collect();
    if names.is_empty() { format!("{begin} nothing") } else { format!("{begin} {}", spell::names(&names)) }
}
