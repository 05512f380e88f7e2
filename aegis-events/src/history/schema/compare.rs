//! Compares a database with the catalog: steps, refusals and warnings.
//!
//! Nothing is read or changed here. What users have added is left alone, unless it makes recording impossible.

use crate::catalog::CatalogInfo;
use crate::history::backend::Dialect;

use super::backfill::{backfill, forget};
use super::index::{Index, indexes, key_index_name};
use super::inspect::{Counter, Found, RelationKind};
use super::plan::MigrationPlan;
use super::table::{self, EVENTS, OUTBOX, Table, TableColumn, VERSION};
use crate::history::backend::quote::{ident, literal};

/// Compares everything except views.
pub(super) fn compare(plan: &mut MigrationPlan, catalog: &CatalogInfo, found: &Found) {
    let tables = table::tables(catalog);
    for table in &tables {
        compare_table(plan, found, table);
    }
    // From the outbox to the history, in the order in which the relay locks them: no deadlock is possible.
    for table in tables.iter().rev() {
        add_keys(plan, catalog, found, table);
    }
    compare_keys(plan, found, &tables);
    for index in &indexes(catalog) {
        compare_index(plan, found, index);
    }
    compare_rows(plan, catalog, found);
    compare_backfills(plan, catalog, found);
}

fn compare_table(plan: &mut MigrationPlan, found: &Found, table: &Table) {
    let (name, dialect) = (table.name, plan.dialect);
    match found.relations.get(name) {
        None => {
            let differs = format!("the table `{name}` is missing");
            plan.add(differs, format!("create the table `{name}`"), vec![table.create(dialect)]);
        }
        Some(relation) if relation.kind != RelationKind::Table => plan.refusals.push(format!(
            "`{name}` is {}, and the history needs a table of that name: rename it, or give the history its own database or schema",
            relation.kind.name()
        )),
        Some(_) => compare_columns(plan, found, table),
    }
}

/// Columns that every history has, and columns of users.
fn compare_columns(plan: &mut MigrationPlan, found: &Found, table: &Table) {
    let (name, dialect) = (table.name, plan.dialect);
    let Some(columns) = found.columns.get(name) else { return };
    let fixed = table.columns.iter().filter(|column| !column.is_key);
    let wrong = fixed.filter_map(|column| match columns.get(column.name) {
        None => Some(format!("`{}` is missing", column.name)),
        Some(found) if !column.column_type.is(&found.column_type, dialect) => {
            let wanted = column.column_type.sql(dialect);
            Some(format!("`{}` is {}, not {wanted}", column.name, found.column_type))
        }
        Some(_) => None,
    });
    let wrong: Vec<_> = wrong.collect();
    if !wrong.is_empty() {
        plan.refusals.push(format!(
            "the table `{name}` was not created by aegis-events, or was changed by hand: {}; restore these columns, or rename the table \
             (ALTER TABLE {} RENAME TO {}), or give the history its own database or schema",
            wrong.join(", "),
            ident(name),
            ident(&format!("{name}_old")),
        ));
        return;
    }
    for (column, found_column) in columns {
        let is_ours = table.columns.iter().any(|ours| ours.name == column);
        if !is_ours && found_column.not_null && !found_column.has_default {
            plan.refusals.push(format!(
                "the column `{column}` of `{name}`, which is not the history's, is NOT NULL and has no default: no row could be written; make it \
                 nullable, or give it a default"
            ));
        } else if !is_ours && name == EVENTS && found.relations.contains_key(&key_index_name(column)) {
            plan.warnings.push(format!(
                "the column `{column}` of `{name}` belongs to no key of the catalog any more; it is kept, and new events leave it NULL; drop it when \
                 it is no longer read"
            ));
        }
    }
}

/// New keys: their columns, and their values in existing rows.
fn add_keys(plan: &mut MigrationPlan, catalog: &CatalogInfo, found: &Found, table: &Table) {
    let (name, dialect) = (table.name, plan.dialect);
    let Some(columns) = found.columns.get(name) else { return };
    for column in table.columns.iter().filter(|column| column.is_key && !columns.contains_key(column.name)) {
        let key = catalog.keys().iter().find(|key| key.name() == column.name);
        let fill = key.and_then(|key| backfill(catalog, key, dialect));
        let mut statements = vec![table::add_column(name, column, dialect)];
        match fill {
            Some(fill) if name == EVENTS => {
                statements.push(fill.begin(dialect));
                plan.backfills.push(fill);
            }
            Some(fill) if name == OUTBOX => statements.push(fill.fill_outbox()),
            _ => {}
        }
        let does = format!("add the column `{}` {} to `{name}`", column.name, column.column_type.sql(dialect));
        plan.add(format!("the table `{name}` lacks the column `{}`", column.name), does, statements);
    }
}

/// Keys whose columns have another type, or are not nullable.
fn compare_keys(plan: &mut MigrationPlan, found: &Found, tables: &[Table]) {
    let dialect = plan.dialect;
    let keys = tables.iter().find(|table| table.name == EVENTS).into_iter().flat_map(|table| &table.columns);
    for key in keys.filter(|column| column.is_key) {
        let with_key =
            tables.iter().filter(|table| table.columns.iter().any(|column| column.is_key && column.name == key.name));
        let there = with_key.filter_map(|table| Some((table.name, found.columns.get(table.name)?.get(key.name)?)));
        let (right, wrong): (Vec<_>, Vec<_>) =
            there.partition(|(_, column)| key.column_type.is(&column.column_type, dialect));
        if let Some((table, column)) = wrong.first() {
            let tables: Vec<_> = wrong.iter().map(|(table, _)| *table).collect();
            plan.refusals.push(changed_type(key, table, &column.column_type, &tables, dialect));
        }
        for (table, _) in right.iter().filter(|(_, column)| column.not_null && !column.has_default) {
            plan.refusals.push(format!(
                "the column `{}` of `{table}` is NOT NULL, and not every event has this key: make it nullable",
                key.name
            ));
        }
    }
}

fn changed_type(key: &TableColumn, table: &str, old: &str, tables: &[&str], dialect: Dialect) -> String {
    let (name, new) = (key.name, key.column_type.sql(dialect));
    let drops = tables.iter().map(|table| format!("; ALTER TABLE {} DROP COLUMN {}", ident(table), ident(name)));
    let index = ident(&key_index_name(name));
    format!(
        "the key `{name}` is {old} in `{table}`, and {new} in the catalog: values that do not fit would be lost; give the key another name, or its \
         old type; or, since `event_data` has every value too, drop the column and migrate again, which fills it from there (DROP INDEX IF EXISTS \
         {index}{})",
        drops.collect::<String>()
    )
}

fn compare_index(plan: &mut MigrationPlan, found: &Found, index: &Index) {
    let (name, table) = (&index.name, index.table);
    match found.relations.get(name) {
        None => {
            let differs = format!("the index `{name}` is missing");
            plan.add(differs, format!("create the index `{name}`"), vec![index.create(plan.dialect)]);
        }
        Some(relation) if relation.kind == RelationKind::Index && relation.table.as_deref() == Some(table) => {}
        Some(relation) => plan.refusals.push(format!(
            "`{name}` is {} that aegis-events did not create, and the history needs an index of `{table}` of that name: rename it",
            relation.kind.name()
        )),
    }
}

fn compare_rows(plan: &mut MigrationPlan, catalog: &CatalogInfo, found: &Found) {
    match found.counter {
        Counter::Good => {}
        Counter::Missing => plan.add(
            "the row in `event_positions` that counts positions is missing",
            "count positions from the last assigned one",
            vec![table::START_COUNTER.to_owned()],
        ),
        Counter::Behind => plan.add(
            "the counter in `event_positions` is behind `domain_events`: the next positions are taken",
            "set the counter in `event_positions` to the last position",
            vec![table::ADVANCE_COUNTER.to_owned()],
        ),
    }
    let sign = vec![table::sign(VERSION, catalog.name(), plan.dialect)];
    match &found.signed {
        Some((_, name)) if name != catalog.name() => {
            let new = catalog.name();
            plan.refusals.push(format!(
                "the history is of the catalog `{name}`, not `{new}`: give each catalog its own database or schema, or they drop each other's \
                 views; if the catalog was renamed, run: UPDATE event_schema SET catalog = {}",
                literal(new, plan.dialect)
            ));
        }
        Some((VERSION, _)) => {}
        Some((version, _)) => {
            plan.add(
                format!("the schema has version {version}"),
                format!("set the schema's version to {VERSION}"),
                sign,
            );
        }
        None => plan.add("the schema's version is missing", "store the schema's version", sign),
    }
}

/// Columns whose filling was started and not finished.
fn compare_backfills(plan: &mut MigrationPlan, catalog: &CatalogInfo, found: &Found) {
    for column in &found.backfills {
        if plan.backfills.iter().any(|fill| fill.column == column) {
            continue;
        }
        let key = catalog.keys().iter().find(|key| key.name() == column);
        match key.and_then(|key| backfill(catalog, key, plan.dialect)) {
            Some(fill) => plan.backfills.push(fill),
            None => plan.add(
                format!("`{column}` is to be filled, and belongs to no key of an event"),
                format!("no longer fill `{column}`"),
                vec![forget(column, plan.dialect)],
            ),
        }
    }
}
