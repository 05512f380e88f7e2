//! The table of dead letters under its name in schema version 1, `event_poison`.

use super::inspect::{Found, Relation};
use super::plan::MigrationPlan;
use super::table::DEAD_LETTERS;
use crate::history::backend::Dialect;

const TABLE: &str = "event_poison";
const INDEX: &str = "event_poison_bus_id_idx";
const TIME: &str = "set_aside_at";

const POSTGRES: [&str; 4] = [
    r#"ALTER TABLE "event_poison" RENAME TO "event_dead_letters""#,
    r#"ALTER TABLE "event_dead_letters" RENAME COLUMN "set_aside_at" TO "failed_at""#,
    r#"ALTER INDEX IF EXISTS "event_poison_pkey" RENAME TO "event_dead_letters_pkey""#,
    r#"ALTER INDEX IF EXISTS "event_poison_bus_id_idx" RENAME TO "event_dead_letters_bus_id_idx""#,
];

/// SQLite cannot rename an index. The index is created under its new name like any that is missing.
const SQLITE: [&str; 3] = [POSTGRES[0], POSTGRES[1], r#"DROP INDEX IF EXISTS "event_poison_bus_id_idx""#];

fn statements(dialect: Dialect) -> Vec<String> {
    let statements: &[&str] = match dialect {
        Dialect::Postgres => &POSTGRES,
        Dialect::Sqlite => &SQLITE,
    };
    statements.iter().map(|&statement| statement.to_owned()).collect()
}

/// The statements for a database that cannot be looked at, as a note of the plan.
pub(super) fn note(dialect: Dialect) -> String {
    format!(
        "if the database has a table `{TABLE}`, from schema version 1, run first: {};",
        statements(dialect).join("; ")
    )
}

/// Plans to rename the table, which keeps its rows, and describes in `found` what will be there afterwards.
pub(super) fn rename_dead_letters(plan: &mut MigrationPlan, found: &mut Found) {
    if !found.has_table(TABLE) || !found.has_column(TABLE, TIME) {
        return;
    }
    if found.relations.contains_key(DEAD_LETTERS) {
        plan.warnings.push(format!(
            "the table `{TABLE}`, from schema version 1, exists next to `{DEAD_LETTERS}`, and its rows are not retried; copy what you need, and \
             drop it"
        ));
        return;
    }
    plan.add(
        format!("the table `{DEAD_LETTERS}` is missing: it still has its former name `{TABLE}`"),
        format!("rename the table `{TABLE}` to `{DEAD_LETTERS}`, and its column `{TIME}` to `failed_at`"),
        statements(plan.dialect),
    );
    if let Some(table) = found.relations.remove(TABLE) {
        found.relations.insert(DEAD_LETTERS.to_owned(), table);
    }
    if let Some(index) = found.relations.remove(INDEX).filter(|_| plan.dialect == Dialect::Postgres) {
        let index = Relation { table: Some(DEAD_LETTERS.to_owned()), ..index };
        found.relations.insert("event_dead_letters_bus_id_idx".to_owned(), index);
    }
    if let Some(mut columns) = found.columns.remove(TABLE) {
        let time = columns.remove(TIME);
        columns.extend(time.map(|time| ("failed_at".to_owned(), time)));
        found.columns.insert(DEAD_LETTERS.to_owned(), columns);
    }
}
