//! What a migration would do, or has done.

use std::fmt;

use crate::history::backend::{Dialect, Statement};

use super::backfill::Backfill;

/// The steps that migrate a database's schema to the catalog.
///
/// `Display` prints a line per step; [`sql`](Self::sql) is for the database.
#[derive(Debug, Clone)]
pub struct MigrationPlan {
    pub(super) place: String,
    pub(super) dialect: Dialect,
    pub(super) steps: Vec<Step>,
    pub(super) backfills: Vec<Backfill>,
    pub(super) refusals: Vec<String>,
    pub(super) warnings: Vec<String>,
    /// The database has no table of a history yet.
    pub(super) makes_everything: bool,
}

/// A step.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The difference from the catalog.
    pub(super) differs: String,
    /// What the step does.
    pub(super) does: String,
    pub(super) statements: Vec<String>,
}

impl MigrationPlan {
    pub(super) fn new(place: &str, dialect: Dialect) -> Self {
        let (place, steps, backfills) = (place.to_owned(), Vec::new(), Vec::new());
        Self { place, dialect, steps, backfills, refusals: Vec::new(), warnings: Vec::new(), makes_everything: false }
    }

    /// Whether the schema is the catalog's: there are neither steps nor refusals.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.backfills.is_empty() && self.refusals.is_empty()
    }

    /// One line per step.
    pub fn steps(&self) -> impl Iterator<Item = String> + '_ {
        let backfills = self.backfills.iter().map(|backfill| format!("fill `{}` from `event_data`", backfill.column));
        self.steps.iter().map(|step| step.does.clone()).chain(backfills)
    }

    /// Why the migration is refused: every reason, each with a way to fix it. Nothing is changed as long as there is one.
    pub fn refusals(&self) -> &[String] {
        &self.refusals
    }

    /// Notes: nothing is lost, but something cannot be read any more, or is left over.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The migration as SQL for `psql` or `sqlite3`: one transaction for the schema, and one for each new key, which fills its column from the
    /// existing events. A program that migrates fills the column in small batches, which is better for large tables; both may run.
    pub fn sql(&self) -> String {
        let mut sql = String::new();
        for line in
            self.refusals.iter().map(|line| ("REFUSED", line)).chain(self.warnings.iter().map(|line| ("Note", line)))
        {
            sql.push_str(&format!("-- {}: {}\n", line.0, line.1.replace('\n', " ")));
        }
        // A refused migration must not run by accident.
        if !self.refusals.is_empty() {
            return sql;
        }
        if !self.steps.is_empty() {
            sql.push_str("BEGIN;\n");
            for step in &self.steps {
                sql.push_str(&format!("\n-- {}\n", step.does));
                for statement in &step.statements {
                    sql.push_str(&format!("{statement};\n"));
                }
            }
            sql.push_str("\nCOMMIT;\n");
        }
        for backfill in &self.backfills {
            let [fill, done] = backfill.fill_all(self.dialect);
            let column = backfill.column;
            sql.push_str(&format!("\n-- fill `{column}` from `event_data`\nBEGIN;\n{fill};\n{done};\nCOMMIT;\n"));
        }
        sql
    }

    pub(super) fn add(&mut self, differs: impl Into<String>, does: impl Into<String>, statements: Vec<String>) {
        self.steps.push(Step { differs: differs.into(), does: does.into(), statements });
    }

    /// One line per difference.
    pub(super) fn differences(&self) -> Vec<String> {
        let unfilled = self
            .backfills
            .iter()
            .map(|fill| format!("the column `{}` of `domain_events` is not filled yet for older events", fill.column));
        self.steps.iter().map(|step| step.differs.clone()).chain(unfilled).collect()
    }

    pub(super) fn script(&self) -> Vec<Statement> {
        let statements = self.steps.iter().flat_map(|step| &step.statements);
        statements.map(|statement| Statement::new(statement.as_str())).collect()
    }
}

impl fmt::Display for MigrationPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.place)?;
        if self.is_empty() {
            f.write_str(" the schema is up to date")?;
        }
        for step in self.steps() {
            write!(f, "\n- {step}")?;
        }
        for reason in &self.refusals {
            write!(f, "\n- refused: {reason}")?;
        }
        for warning in &self.warnings {
            write!(f, "\n- note: {warning}")?;
        }
        Ok(())
    }
}
