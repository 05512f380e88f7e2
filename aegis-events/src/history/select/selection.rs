//! A selection, and its SQL.

use crate::catalog::{CatalogInfo, KindSet};
use crate::event::KeyValue;
use crate::history::backend::{Arg, Dialect, Statement};
use crate::history::row::key_arg;
use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Uuid;

/// Which rows, in which order.
#[derive(Debug, Clone)]
pub(crate) struct Select {
    pub(crate) catalog: &'static CatalogInfo,
    /// `None`: every row, including events that the catalog no longer has.
    families: Option<Vec<FamilyPart>>,
    pub(crate) keys: Vec<(usize, KeyValue)>,
    pub(crate) event_id: Option<Uuid>,
    /// Keys and kinds: rows are left out if a row of these kinds has the same value of the key.
    without: Vec<(usize, Option<Vec<FamilyPart>>)>,
    pub(crate) correlation_id: Option<Uuid>,
    pub(crate) bus_id: Option<Uuid>,
    /// Exclusive.
    pub(crate) after_position: Option<u64>,
    /// Inclusive.
    pub(crate) through_position: Option<u64>,
    /// Inclusive.
    pub(crate) occurred_since: Option<SqlTimestamp>,
    /// Exclusive.
    pub(crate) occurred_before: Option<SqlTimestamp>,
    /// On this bus, between two sequences, both exclusive.
    pub(crate) between: Option<(Uuid, u64, u64)>,
    /// On this bus after a sequence, or without a sequence yet.
    pub(crate) after_sequence: Option<(Uuid, u64)>,
    pub(crate) order: Order,
}

/// The order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Position,
    PositionDescending,
    Sequence,
}

/// A family, or some of its event types.
#[derive(Debug, Clone)]
struct FamilyPart {
    family: &'static str,
    /// Current and former names; `None`: the whole family, including events that the catalog no longer has.
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
            after_position: None,
            through_position: None,
            occurred_since: None,
            occurred_before: None,
            between: None,
            after_sequence: None,
            order: Order::Position,
        }
    }

    /// Replaces the kinds.
    pub(crate) fn set_kinds(&mut self, kinds: &KindSet) {
        self.families = families(self.catalog, kinds);
    }

    /// Leaves out rows whose value of a key is also on a row of these kinds.
    pub(crate) fn leave_out(&mut self, key: usize, kinds: &KindSet) {
        self.without.push((key, families(self.catalog, kinds)));
    }

    /// The rows after the one at a position, in this selection's order.
    pub(crate) fn continued_after(mut self, position: u64) -> Self {
        match self.order {
            Order::PositionDescending => self.through_position = Some(position - 1),
            Order::Position | Order::Sequence => self.after_position = Some(position),
        }
        self
    }

    /// The rows after a position, through another.
    pub(crate) fn within(&self, after: u64, through: u64) -> Self {
        Self { after_position: Some(after), through_position: Some(through), ..self.clone() }
    }

    /// Some columns of `domain_events`.
    pub(crate) fn columns(&self, columns: &str, dialect: Dialect, limit: u64) -> Statement {
        let order = match self.order {
            Order::Position => "position",
            Order::PositionDescending => "position DESC",
            Order::Sequence => "sequence",
        };
        self.statement(dialect, |condition, statement| {
            let limit = statement.place_for(limit);
            format!("SELECT {columns} FROM domain_events{condition} ORDER BY {order} LIMIT {limit}")
        })
    }

    /// The first of the last `events` positions.
    pub(crate) fn start_of_newest(&self, dialect: Dialect, events: u64) -> Statement {
        self.statement(dialect, |condition, statement| {
            let limit = statement.place_for(events);
            format!(
                "SELECT min(position) FROM \
                 (SELECT position FROM domain_events{condition} ORDER BY position DESC LIMIT {limit}) AS newest"
            )
        })
    }

    /// Dead letters instead of recorded events: sequence, family, event type and reason, by sequence.
    pub(crate) fn dead_letters(&self, dialect: Dialect, limit: u64) -> Statement {
        self.statement(dialect, |condition, statement| {
            let limit = statement.place_for(limit);
            format!(
                "SELECT sequence, family, event_type, reason FROM event_dead_letters{condition} \
                 ORDER BY sequence LIMIT {limit}"
            )
        })
    }

    /// The number of rows of each event, by the names in the rows.
    pub(crate) fn counts(&self, dialect: Dialect) -> Statement {
        self.statement(dialect, |condition, _| {
            format!("SELECT family, event_type, count(*) FROM domain_events{condition} GROUP BY family, event_type")
        })
    }

    /// A statement around the condition, which is empty or begins with ` WHERE`.
    fn statement(&self, dialect: Dialect, sql: impl FnOnce(&str, &mut Statement) -> String) -> Statement {
        let mut statement = Statement::new("");
        let condition = self.condition(dialect, &mut statement);
        statement.sql = sql(&condition, &mut statement).into();
        statement
    }

    fn condition(&self, dialect: Dialect, statement: &mut Statement) -> String {
        let mut all = Vec::new();
        let mut must = |column: &str, relation: &str, arg: Option<Arg>| {
            let Some(arg) = arg else { return };
            all.push(format!("{column} {relation} {}", statement.typed_place_for(arg, dialect)));
        };
        for (index, value) in &self.keys {
            let key = &self.catalog.keys()[*index];
            must(&format!("\"{}\"", key.name()), "=", Some(key_arg(key, Some(value.as_ref()))));
        }
        must("event_id", "=", self.event_id.map(Arg::from));
        must("correlation_id", "=", self.correlation_id.map(Arg::from));
        must("bus_id", "=", self.bus_id.map(Arg::from));
        must("position", ">", self.after_position.map(Arg::from));
        must("position", "<=", self.through_position.map(Arg::from));
        must("occurred_at", ">=", self.occurred_since.map(Arg::from));
        must("occurred_at", "<", self.occurred_before.map(Arg::from));
        if let Some((bus_id, after, before)) = self.between {
            must("bus_id", "=", Some(bus_id.into()));
            must("sequence", ">", Some(after.into()));
            must("sequence", "<", Some(before.into()));
        }
        if let Some((bus_id, sequence)) = self.after_sequence {
            let (bus_id, sequence) = (statement.place_for(bus_id), statement.place_for(sequence));
            all.push(format!("bus_id = {bus_id} AND (sequence > {sequence} OR sequence IS NULL)"));
        }
        if let Some(families) = &self.families {
            all.push(families_condition(families, statement));
        }
        for (index, families) in &self.without {
            let key = self.catalog.keys()[*index].name();
            // In the subquery, the columns of `families_condition` are those of `other`.
            let of = families.as_ref().map_or("1 = 1".into(), |families| families_condition(families, statement));
            all.push(format!(
                "NOT EXISTS (SELECT 1 FROM domain_events AS other \
                 WHERE other.\"{key}\" = domain_events.\"{key}\" AND ({of}))"
            ));
        }
        if all.is_empty() { String::new() } else { format!(" WHERE {}", all.join(" AND ")) }
    }
}

/// The condition on families and event types. A whole family is selected by its name alone, and the whole catalog without a condition.
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
        // With an equality, the index on family and position returns the rows in order.
        [one] => any.push(format!("family = {}", list(&[one]))),
        _ => any.push(format!("family IN ({})", list(&whole))),
    }
    for part in parts {
        if let Some(event_types) = &part.event_types {
            any.push(format!("family = {} AND event_type IN ({})", list(&[part.family]), list(event_types)));
        }
    }
    match &any[..] {
        // A filter of nothing selects nothing.
        [] => "1 = 0".into(),
        [one] => one.clone(),
        _ => format!("({})", any.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(" OR ")),
    }
}
