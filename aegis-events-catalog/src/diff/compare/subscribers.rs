//! The section `[subscribers]`: what each subscriber consumes, its view and its delivery.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Both, Compare, Draft, Rule};
use crate::diff::matching::is_reordered;
use crate::diff::spell;
use crate::keys;
use crate::model::{CheckedCatalog, Delivery, Interest, SubscriberDef};

impl Compare<'_> {
    pub(super) fn subscribers(&mut self) {
        let (old, new) = (self.old, self.new);
        for (at, subscriber) in new.subscribers.iter().enumerate() {
            let item = item(subscriber);
            match self.pairs.subscribers.old_of(at) {
                Some(former) => {
                    let former = &old.subscribers[former];
                    let both = Both { item: &item, old: &former.name, new: &subscriber.name };
                    self.subscriber(both, former, subscriber);
                }
                None => {
                    let (delivery, of) = (subscriber.delivery.name(), interests(new, subscriber));
                    let message = format!("`{item}` is new; it consumes {of}, with {delivery} delivery");
                    let draft = Draft::new(Rule::SubscriberAdded, &item, message);
                    self.add(draft.new_at(&subscriber.name.span));
                }
            }
        }
        for at in self.pairs.subscribers.deleted() {
            let subscriber = &old.subscribers[at];
            let item = item(subscriber);
            let message = format!("`{item}` is gone; it consumed {}", interests(old, subscriber));
            self.add(Draft::new(Rule::SubscriberDeleted, &item, message).old(&subscriber.name.span));
        }
        if self.pairs.subscribers.reordered() {
            self.reordered(keys::SUBSCRIBERS);
        }
    }

    fn subscriber(&mut self, both: Both<'_>, old: &SubscriberDef, new: &SubscriberDef) {
        self.renamed(both, Rule::SubscriberRenamed, &item(old));
        self.interests(both, old, new);
        self.delivery(both, old.delivery, new.delivery);
        self.doc(both, old.doc.as_deref(), new.doc.as_deref());
    }

    fn interests(&mut self, both: Both<'_>, old: &SubscriberDef, new: &SubscriberDef) {
        let text = |catalog, subscriber| spell::text(&entries(catalog, subscriber).join(", "));
        let (was, is) = (text(self.old, old), text(self.new, new));
        let (old_events, new_events) = (self.old.consumed(old), self.new.consumed(new));
        let heirs: BTreeSet<usize> = old_events.iter().filter_map(|&at| self.pairs.events.new_of(at)).collect();
        let name = |at: &usize| self.new.event_path(&self.new.events[*at]);

        let lost: Vec<String> = heirs.difference(&new_events).map(name).collect();
        if !lost.is_empty() {
            let message = format!("`{}` no longer consumes {}", both.item, spell::names(&lost));
            self.add(both.draft(Rule::SubscriberNarrowed, message).was(&was).is(&is));
        }
        let implied = self.implied_events(old);
        let gained: Vec<String> = new_events.difference(&heirs).filter(|at| !implied.contains(at)).map(name).collect();
        if !gained.is_empty() {
            let message = format!("`{}` also consumes {}", both.item, spell::names(&gained));
            self.add(both.draft(Rule::SubscriberWidened, message).was(&was).is(&is));
        }
        if self.has_another_view(old, new, &new_events) {
            let message = format!("the view of `{}` has changed: from `{was}` to `{is}`", both.item);
            self.add(both.draft(Rule::SubscriberViewChanged, message).was(was).is(is));
        }
        if is_reordered(self.places_of_interests(old, new).into_iter().flatten()) {
            let message = format!("the `consumes` of `{}` has another order", both.item);
            self.add(both.draft(Rule::DeclarationsReordered, message));
        }
    }

    /// New events that an old subscriber consumes without a change of its `consumes`: those added to its whole families.
    fn implied_events(&self, old: &SubscriberDef) -> HashSet<usize> {
        let added = self.pairs.events.added().into_iter();
        match old.interests.as_slice() {
            [Interest::Everything] => added.collect(),
            interests => {
                let families: HashSet<usize> = interests
                    .iter()
                    .filter_map(|interest| match interest {
                        Interest::Family { family, .. } => self.pairs.families.new_of(family.0),
                        Interest::Everything | Interest::Event { .. } => None,
                    })
                    .collect();
                added.filter(|&at| families.contains(&self.new.events[at].family.0)).collect()
            }
        }
    }

    /// Whether a variant of the view is gone or has another name. Variants of events that are no longer consumed do not count,
    /// nor do renamed events and families.
    fn has_another_view(&self, old: &SubscriberDef, new: &SubscriberDef, new_events: &BTreeSet<usize>) -> bool {
        let whole = |it: &SubscriberDef| matches!(it.interests.as_slice(), [Interest::Everything]);
        if whole(old) || whole(new) {
            return whole(old) != whole(new);
        }
        let places = self.places_of_interests(old, new);
        let kept: HashMap<usize, &Interest> =
            places.iter().zip(&new.interests).filter_map(|(former, interest)| Some(((*former)?, interest))).collect();
        old.interests.iter().enumerate().any(|(at, interest)| match kept.get(&at) {
            Some(successor) => self.has_another_variant(interest, successor),
            // If its events are still consumed, another entry covers them.
            None => self.heirs(interest).iter().any(|at| new_events.contains(at)),
        })
    }

    /// For each new entry of `consumes`, the place of the old entry for the same family or event.
    fn places_of_interests(&self, old: &SubscriberDef, new: &SubscriberDef) -> Vec<Option<usize>> {
        let targets: HashMap<(bool, usize), usize> = old
            .interests
            .iter()
            .enumerate()
            .filter_map(|(at, interest)| match interest {
                Interest::Everything => None,
                Interest::Family { family, .. } => Some(((true, self.pairs.families.new_of(family.0)?), at)),
                Interest::Event { event, .. } => Some(((false, self.pairs.events.new_of(event.0)?), at)),
            })
            .collect();
        let place = |interest: &Interest| match interest {
            Interest::Everything => None,
            Interest::Family { family, .. } => targets.get(&(true, family.0)).copied(),
            Interest::Event { event, .. } => targets.get(&(false, event.0)).copied(),
        };
        new.interests.iter().map(place).collect()
    }

    fn has_another_variant(&self, old: &Interest, new: &Interest) -> bool {
        let named = |catalog: &CheckedCatalog, interest: &Interest| match interest {
            Interest::Everything => (String::new(), String::new()),
            Interest::Family { family, variant } => (variant.clone(), catalog.family(*family).name.text.clone()),
            Interest::Event { event, variant } => (variant.clone(), catalog.event_path(catalog.event(*event))),
        };
        let ((old_variant, old_name), (new_variant, new_name)) = (named(self.old, old), named(self.new, new));
        old_variant != new_variant && old_name == new_name
    }

    /// The new places of the events that an old entry covers.
    fn heirs(&self, interest: &Interest) -> Vec<usize> {
        self.old.events_covered_by(interest).filter_map(|at| self.pairs.events.new_of(at)).collect()
    }

    fn delivery(&mut self, both: Both<'_>, old: Delivery, new: Delivery) {
        let strength = |delivery| match delivery {
            Delivery::Live => 0,
            Delivery::Lossless => 1,
            Delivery::Durable => 2,
        };
        let (rule, how) = match strength(old).cmp(&strength(new)) {
            std::cmp::Ordering::Equal => return,
            std::cmp::Ordering::Less => (Rule::DeliveryStrengthened, "stronger"),
            std::cmp::Ordering::Greater => (Rule::DeliveryWeakened, "weaker"),
        };
        let (was, is) = (old.name(), new.name());
        let message = format!("the delivery of `{}` is {how}: it has changed from `{was}` to `{is}`", both.item);
        self.add(both.draft(rule, message).was(was).is(is));
    }
}

fn item(subscriber: &SubscriberDef) -> String {
    format!("{}.{}", keys::SUBSCRIBERS, subscriber.name)
}

fn entries(catalog: &CheckedCatalog, subscriber: &SubscriberDef) -> Vec<String> {
    subscriber.interests.iter().map(|it| catalog.written_interest(it)).collect()
}

/// The entries of `consumes`, as text.
fn interests(catalog: &CheckedCatalog, subscriber: &SubscriberDef) -> String {
    spell::names(&entries(catalog, subscriber))
}
