//! The table of dead letters under its names in schema version 1.

use super::inspect::Found;
use super::plan::MigrationPlan;
use super::table::DEAD_LETTERS;
use crate::history::backend::Dialect;

const TABLE: &str = "event_poison";
const TIME: &str = "set_aside_at";
const NEW_TIME: &str = "failed_at";
const KEY: &str = "event_poison_pkey";
const INDEX: &str = "event_poison_bus_id_idx";
const NEW_KEY: &str = "event_dead_letters_pkey";

const RENAME_TABLE: &str = r#"ALTER TABLE "event_poison" RENAME TO "event_dead_letters""#;
/// SQLite names the index of a primary key itself.
const RENAME_KEY: &str = r#"ALTER INDEX IF EXISTS "event_poison_pkey" RENAME TO "event_dead_letters_pkey""#;
const RENAME_TIME: &str = r#"ALTER TABLE "event_dead_letters" RENAME COLUMN "set_aside_at" TO "failed_at""#;
/// The index is created under its new name like any that is missing.
const DROP_INDEX: &str = r#"DROP INDEX IF EXISTS "event_poison_bus_id_idx""#;

/// The statements for a database that cannot be looked at, as a note of the plan.
pub(super) fn note(dialect: Dialect) -> String {
    let statements: &[&str] = match dialect {
        Dialect::Postgres => &[RENAME_TABLE, RENAME_KEY, RENAME_TIME, DROP_INDEX],
        Dialect::Sqlite => &[RENAME_TABLE, RENAME_TIME, DROP_INDEX],
    };
    let statements = statements.join("; ");
    format!("if the database has a table `{TABLE}`, from schema version 1, run first: BEGIN; {statements}; COMMIT;")
}

/// Plans to rename what still has its name of version 1, and describes in `found` what will be there afterwards. The table keeps its rows.
///
/// Each part is renamed by itself, so that a rename by hand that was not finished is completed.
pub(super) fn rename_dead_letters(plan: &mut MigrationPlan, found: &mut Found) {
    let is_old = found.has_table(TABLE) && (found.has_column(TABLE, TIME) || found.has_column(TABLE, NEW_TIME));
    if is_old && found.relations.contains_key(DEAD_LETTERS) {
        plan.warnings.push(format!(
            "the table `{TABLE}`, from schema version 1, exists next to `{DEAD_LETTERS}`, and its rows are not retried; copy what you need, and \
             drop it"
        ));
        return;
    }
    if is_old {
        rename_table(plan, found);
    }
    if found.has_column(DEAD_LETTERS, TIME) && !found.has_column(DEAD_LETTERS, NEW_TIME) {
        plan.add(
            format!("the column `{NEW_TIME}` of `{DEAD_LETTERS}` is missing: it still has its former name `{TIME}`"),
            format!("rename the column `{TIME}` of `{DEAD_LETTERS}` to `{NEW_TIME}`"),
            vec![RENAME_TIME.to_owned()],
        );
        let columns = found.columns.entry(DEAD_LETTERS.to_owned()).or_default();
        let time = columns.remove(TIME);
        columns.extend(time.map(|time| (NEW_TIME.to_owned(), time)));
    }
    if is_index(found, KEY) && !found.relations.contains_key(NEW_KEY) {
        plan.add(
            format!("the index `{KEY}` has its former name"),
            format!("rename the index `{KEY}` to `{NEW_KEY}`"),
            vec![RENAME_KEY.to_owned()],
        );
    }
    if is_index(found, INDEX) {
        plan.add(
            format!("the index `{INDEX}` has its former name"),
            format!("drop the index `{INDEX}`, which is created under its new name"),
            vec![DROP_INDEX.to_owned()],
        );
        found.relations.remove(INDEX);
    }
}

/// Whether a name is that of an index of the dead letters.
fn is_index(found: &Found, name: &str) -> bool {
    found.relations.get(name).is_some_and(|index| index.table.as_deref() == Some(DEAD_LETTERS))
}

fn rename_table(plan: &mut MigrationPlan, found: &mut Found) {
    plan.add(
        format!("the table `{DEAD_LETTERS}` is missing: it still has its former name `{TABLE}`"),
        format!("rename the table `{TABLE}` to `{DEAD_LETTERS}`"),
        vec![RENAME_TABLE.to_owned()],
    );
    if let Some(table) = found.relations.remove(TABLE) {
        found.relations.insert(DEAD_LETTERS.to_owned(), table);
    }
    if let Some(columns) = found.columns.remove(TABLE) {
        found.columns.insert(DEAD_LETTERS.to_owned(), columns);
    }
    for relation in found.relations.values_mut().filter(|relation| relation.table.as_deref() == Some(TABLE)) {
        relation.table = Some(DEAD_LETTERS.to_owned());
    }
}
