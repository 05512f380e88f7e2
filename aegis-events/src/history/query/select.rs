//! What is wanted of `domain_events`, and how that is said in SQL. The same text serves both databases.

use std::fmt::Write;

use crate::catalog::{CatalogInfo, KindSet};
use crate::event::KeyValue;
use crate::history::backend::column::{decoded, stored};
use crate::history::backend::{Arg, Dialect, Statement};
use crate::history::row::key_arg;
use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Uuid;

/// Which rows, in which order.
#[derive(Debug, Clone)]
pub(crate) struct Select {
    catalog: &'static CatalogInfo,
    /// `None`: every row, also of events that the catalog no longer has.
    families: Option<Vec<FamilyPart>>,
    pub(crate) keys: Vec<(usize, KeyValue)>,
    pub(crate) event_id: Option<Uuid>,
    /// Keys, and events: no row of these may carry the row's value of the key.
    without: Vec<(usize, Option<Vec<FamilyPart>>)>,
    pub(crate) correlation_id: Option<Uuid>,
    pub(crate) bus_id: Option<Uuid>,
    /// Positions greater than this one.
    pub(crate) after: Option<u64>,
    /// Positions up to this one.
    pub(crate) up_to: Option<u64>,
    /// Occurred at this moment or later.
    pub(crate) since: Option<SqlTimestamp>,
    /// Occurred before this moment.
    pub(crate) before: Option<SqlTimestamp>,
    /// Published on this bus, at these places of its order, both ends excluded.
    pub(crate) between: Option<(Uuid, u64, u64)>,
    /// Published on this bus behind a place of its order, or not published yet.
    pub(crate) behind: Option<(Uuid, u64)>,
    pub(crate) order: Order,
}

/// The order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Position,
    PositionDescending,
    Sequence,
}

/// A family, or some of its events.
#[derive(Debug, Clone)]
struct FamilyPart {
    family: &'static str,
    /// Present and former names; `None`: the whole family, also events that the catalog no longer has.
    event_types: Option<Vec<&'static str>>,
}

impl Select {
    /// All rows of some kinds.
    pub(crate) fn of(catalog: &'static CatalogInfo, kinds: &KindSet) -> Self {
        Self {
            catalog,
            families: families(catalog, kinds),
            keys: Vec::new(),
            event_id: None,
            without: Vec::new(),
            correlation_id: None,
            bus_id: None,
            after: None,
            up_to: None,
            since: None,
            before: None,
            between: None,
            behind: None,
            order: Order::Position,
        }
    }

    /// Only rows of these kinds, whatever kinds were asked for before.
    pub(crate) fn set_kinds(&mut self, kinds: &KindSet) {
        self.families = families(self.catalog, kinds);
    }

    /// Leaves out rows whose value of a key some row of some kinds carries.
    pub(crate) fn leave_out(&mut self, key: usize, kinds: &KindSet) {
        self.without.push((key, families(self.catalog, kinds)));
    }

    /// The same rows, but only those that come behind one at a position, in the order that is wanted.
    pub(crate) fn behind(mut self, position: u64) -> Self {
        match self.order {
            Order::PositionDescending => self.up_to = Some(position - 1),
            Order::Position | Order::Sequence => self.after = Some(position),
        }
        self
    }

    /// The same rows, but only those behind a position and up to another.
    pub(crate) fn within(&self, after: u64, up_to: u64) -> Self {
        Self { after: Some(after), up_to: Some(up_to), ..self.clone() }
    }

    /// The rows themselves, at most so many.
    pub(crate) fn rows(&self, dialect: Dialect, limit: u64) -> Statement {
        self.columns(&decoded("position"), dialect, limit)
    }

    fn columns(&self, columns: &str, dialect: Dialect, limit: u64) -> Statement {
        let mut statement = Statement::new("");
        let condition = self.condition(dialect, &mut statement);
        let order = match self.order {
            Order::Position => "position",
            Order::PositionDescending => "position DESC",
            Order::Sequence => "sequence",
        };
        let limit = statement.place_for(limit);
        let sql = format!("SELECT {columns} FROM domain_events{condition} ORDER BY {order} LIMIT {limit}");
        Statement { sql: sql.into(), ..statement }
    }

    /// The rows with all columns but the keys, at most `limit`.
    pub(crate) fn whole_rows(&self, dialect: Dialect, limit: u64) -> Statement {
        self.columns(&stored(), dialect, limit)
    }

    /// The first of the last so many positions.
    pub(crate) fn first_of_last(&self, dialect: Dialect, events: u64) -> Statement {
        let mut statement = Statement::new("");
        let condition = self.condition(dialect, &mut statement);
        let limit = statement.place_for(events);
        let sql = format!(
            "SELECT min(position) FROM (SELECT position FROM domain_events{condition} ORDER BY position DESC LIMIT {limit}) AS newest"
        );
        Statement { sql: sql.into(), ..statement }
    }

    /// What was set aside of them, at most so many: sequence, family, event type and reason, in the order of the bus.
    pub(crate) fn dead_letters(&self, dialect: Dialect, limit: u64) -> Statement {
        let mut statement = Statement::new("");
        let condition = self.condition(dialect, &mut statement);
        let limit = statement.place_for(limit);
        let sql = format!(
            "SELECT sequence, family, event_type, reason FROM event_dead_letters{condition} ORDER BY sequence LIMIT {limit}"
        );
        Statement { sql: sql.into(), ..statement }
    }

    /// How many rows there are of each event.
    pub(crate) fn counts(&self, dialect: Dialect) -> Statement {
        let mut statement = Statement::new("");
        let condition = self.condition(dialect, &mut statement);
        let sql =
            format!("SELECT family, event_type, count(*) FROM domain_events{condition} GROUP BY family, event_type");
        Statement { sql: sql.into(), ..statement }
    }

    fn condition(&self, dialect: Dialect, statement: &mut Statement) -> String {
        let mut all = Vec::new();
        let mut must = |column: &str, relation: &str, arg: Arg| {
            // PostgreSQL has no binary form of our own for it.
            let cast =
                if dialect == Dialect::Postgres && matches!(arg, Arg::Numeric(_)) { "::text::numeric(20)" } else { "" };
            let place = statement.place_for(arg);
            all.push(format!("{column} {relation} {place}{cast}"));
        };
        for (index, value) in &self.keys {
            let key = &self.catalog.keys()[*index];
            must(&format!("\"{}\"", key.name()), "=", key_arg(key, Some(value.as_ref())));
        }
        if let Some(id) = self.event_id {
            must("event_id", "=", id.into());
        }
        if let Some(id) = self.correlation_id {
            must("correlation_id", "=", id.into());
        }
        if let Some(id) = self.bus_id {
            must("bus_id", "=", id.into());
        }
        let ranges = [("position", ">", self.after.map(Arg::from)), ("position", "<=", self.up_to.map(Arg::from))];
        let times =
            [("occurred_at", ">=", self.since.map(Arg::from)), ("occurred_at", "<", self.before.map(Arg::from))];
        for (column, relation, bound) in ranges.into_iter().chain(times) {
            if let Some(bound) = bound {
                must(column, relation, bound);
            }
        }
        if let Some((bus_id, low, high)) = self.between {
            must("bus_id", "=", bus_id.into());
            must("sequence", ">", low.into());
            must("sequence", "<", high.into());
        }
        if let Some((bus_id, place)) = self.behind {
            let (bus_id, place) = (statement.place_for(bus_id), statement.place_for(place));
            all.push(format!("bus_id = {bus_id} AND (sequence > {place} OR sequence IS NULL)"));
        }
        if let Some(families) = &self.families {
            all.push(families_condition(families, statement));
        }
        for (index, families) in &self.without {
            let key = self.catalog.keys()[*index].name();
            // Inside, the columns of `families_condition` are those of `other`.
            let of = families.as_ref().map_or("1 = 1".into(), |families| families_condition(families, statement));
            all.push(format!(
                "NOT EXISTS (SELECT 1 FROM domain_events AS other \
                 WHERE other.\"{key}\" = domain_events.\"{key}\" AND ({of}))"
            ));
        }
        if all.is_empty() { String::new() } else { format!(" WHERE {}", all.join(" AND ")) }
    }
}

/// Families of which everything is wanted are asked for as such, and the whole catalog as no condition at all.
fn families(catalog: &'static CatalogInfo, kinds: &KindSet) -> Option<Vec<FamilyPart>> {
    if catalog.events().iter().all(|info| kinds.contains(info.kind())) {
        return None;
    }
    let parts = catalog.families().iter().filter_map(|family| {
        let wanted: Vec<_> = family.kinds().filter(|&kind| kinds.contains(kind)).collect();
        if wanted.is_empty() {
            return None;
        }
        let is_whole = wanted.len() == family.kinds().count();
        let names = wanted
            .iter()
            .map(|&kind| catalog.event(kind))
            .flat_map(|info| std::iter::once(info.event_type()).chain(info.former_names().iter().copied()));
        Some(FamilyPart { family: family.name(), event_types: (!is_whole).then(|| names.collect()) })
    });
    Some(parts.collect())
}

fn families_condition(parts: &[FamilyPart], statement: &mut Statement) -> String {
    let mut list = |names: &[&'static str]| {
        let places: Vec<_> = names.iter().map(|&name| statement.place_for(name)).collect();
        places.join(", ")
    };
    let whole: Vec<_> = parts.iter().filter(|part| part.event_types.is_none()).map(|part| part.family).collect();
    let mut any = Vec::new();
    match whole[..] {
        [] => {}
        // An equality lets the index on family and position give the rows in order.
        [one] => any.push(format!("family = {}", list(&[one]))),
        _ => any.push(format!("family IN ({})", list(&whole))),
    }
    for part in parts {
        if let Some(event_types) = &part.event_types {
            let mut text = format!("family = {}", list(&[part.family]));
            // Writing to a `String` cannot fail.
            let _ = write!(text, " AND event_type IN ({})", list(event_types));
            any.push(text);
        }
    }
    match &any[..] {
        // A filter of nothing selects nothing.
        [] => "1 = 0".into(),
        [one] => one.clone(),
        _ => format!("({})", any.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(" OR ")),
    }
}
