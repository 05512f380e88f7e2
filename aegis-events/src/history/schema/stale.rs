//! Compares the views: new ones, changed ones, those of removed events, and names that are already in use.

use crate::catalog::CatalogInfo;

use super::inspect::{Found, RelationKind, Ties};
use super::plan::MigrationPlan;
use super::view::{View, drop_view, marked};

/// An event, under its name or a former one, whose view is dropped and whose rows no event of the catalog reads.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Vanished {
    pub(super) family: String,
    pub(super) event_type: String,
}

/// Whether a view has to be replaced or dropped. Then what depends on it must be known.
pub(super) fn touches_views(found: &Found, views: &[View], plan: &MigrationPlan) -> bool {
    found.relations.iter().any(|(name, relation)| {
        let is_ours = relation.kind == RelationKind::View && marked(&relation.kept, plan.dialect).is_some();
        is_ours && !views.iter().any(|view| view.name == name && view.mark == relation.kept)
    })
}

/// Adds the steps for views to the plan; returns the events whose rows are no longer read.
pub(super) fn compare_views(
    plan: &mut MigrationPlan,
    catalog: &CatalogInfo,
    found: &Found,
    views: &[View],
    ties: &Ties,
) -> Vec<Vanished> {
    for view in views {
        compare_view(plan, found, view, ties);
    }
    let mut vanished = Vec::new();
    for (name, relation) in found.relations.iter().filter(|(_, relation)| relation.kind == RelationKind::View) {
        let Some((family, names)) = marked(&relation.kept, plan.dialect) else { continue };
        if views.iter().any(|view| view.name == name) {
            continue;
        }
        match ties.dependents.get(name) {
            Some(others) => plan.warnings.push(format!(
                "the view `{name}` belongs to no event of the catalog any more; it is kept, since it is read by {}",
                quoted(others)
            )),
            None => plan.add(
                format!("the view `{name}` belongs to no event of the catalog any more"),
                format!("drop the view `{name}`, whose event has left the catalog; the rows are kept"),
                vec![drop_view(name)],
            ),
        }
        let unread = names.into_iter().filter(|event_type| catalog.find(family, event_type).is_none());
        vanished.extend(unread.map(|name| Vanished { family: family.to_owned(), event_type: name.to_owned() }));
    }
    vanished
}

fn compare_view(plan: &mut MigrationPlan, found: &Found, view: &View, ties: &Ties) {
    let name = view.name;
    let Some(relation) = found.relations.get(name) else {
        plan.add(format!("the view `{name}` is missing"), format!("create the view `{name}`"), view.create.clone());
        return;
    };
    if relation.kind != RelationKind::View || marked(&relation.kept, plan.dialect).is_none() {
        plan.refusals.push(format!(
            "`{name}` is {} that aegis-events did not create, and an event needs a view of that name: rename or drop it",
            relation.kind.name()
        ));
        return;
    }
    if relation.kept == view.mark {
        return;
    }
    if let Some(others) = ties.dependents.get(name) {
        plan.refusals.push(format!(
            "the view `{name}` has to be replaced, and is read by {}: drop what reads it, migrate, and create it again; views on \
             `domain_events` itself do not block a migration",
            quoted(others)
        ));
        return;
    }
    let mut statements = vec![drop_view(name)];
    statements.extend(view.create.iter().cloned());
    // A new view has no grants.
    statements.extend(ties.grants.get(name).into_iter().flatten().cloned());
    plan.add(format!("the view `{name}` is of an older catalog"), format!("replace the view `{name}`"), statements);
}

fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{}`", name.trim_matches('"'))).collect();
    names.join(", ")
}

/// The number of rows of an event. It reads the index of the whole family, but only when an event leaves the catalog.
pub(super) const COUNT: &str = r#"SELECT count(*) FROM "domain_events" WHERE "family" = $1 AND "event_type" = $2"#;

/// Help for an event whose rows are no longer read.
const KEEP: &str = "keep it in the catalog as deprecated, or name it in the `was` of its successor";

impl Vanished {
    /// For a database that is not at hand.
    pub(super) fn warning_of_any(&self) -> String {
        let Self { family, event_type } = self;
        format!(
            "`{family}.{event_type}` has left the catalog, and its rows, if there are any, are no longer readable as events; {KEEP}"
        )
    }

    pub(super) fn warning(&self, rows: u64) -> String {
        let Self { family, event_type } = self;
        format!(
            "`{family}.{event_type}` has left the catalog, and {rows} of its rows are no longer readable as events; {KEEP}"
        )
    }
}
