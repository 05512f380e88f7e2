//! What a migration would do, or has done.

use std::fmt;

use crate::history::backend::{Dialect, Statement};

use super::backfill::Backfill;

/// What it takes to bring a database's schema to the catalog, or what was done to that end.
///
/// Its `Display` is a line per step, for people; [`sql`](Self::sql) is for the database.
#[derive(Debug, Clone)]
pub struct MigrationPlan {
    pub(super) place: String,
    pub(super) dialect: Dialect,
    pub(super) steps: Vec<Step>,
    pub(super) backfills: Vec<Backfill>,
    pub(super) refusals: Vec<String>,
    pub(super) warnings: Vec<String>,
    /// There is nothing of a history yet.
    pub(super) makes_everything: bool,
}

/// One thing to do.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// What is not as it should be.
    pub(super) differs: String,
    /// What is done about it.
    pub(super) does: String,
    pub(super) statements: Vec<String>,
}

impl MigrationPlan {
    pub(super) fn new(place: &str, dialect: Dialect) -> Self {
        let (place, steps, backfills) = (place.to_owned(), Vec::new(), Vec::new());
        Self { place, dialect, steps, backfills, refusals: Vec::new(), warnings: Vec::new(), makes_everything: false }
    }

    /// Whether the database is as the catalog wants it: nothing to do, and nothing in the way.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.backfills.is_empty() && self.refusals.is_empty()
    }

    /// The steps, a line for each.
    pub fn steps(&self) -> impl Iterator<Item = String> + '_ {
        let backfills = self.backfills.iter().map(|backfill| format!("fill `{}` from `event_data`", backfill.column));
        self.steps.iter().map(|step| step.does.clone()).chain(backfills)
    }

    /// Why the migration would be refused: each reason with its way out. Nothing is changed as long as there is one.
    pub fn refusals(&self) -> &[String] {
        &self.refusals
    }

    /// What should be known beside: nothing is lost, but something cannot be read any more, or is left over.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The migration as SQL, for `psql` or `sqlite3`: one transaction for the schema, and one for each column that is filled from the events
    /// that are there. On large tables a program fills them in small batches instead, when it migrates; both may do it.
    pub fn sql(&self) -> String {
        let mut sql = String::new();
        for line in
            self.refusals.iter().map(|line| ("REFUSED", line)).chain(self.warnings.iter().map(|line| ("Note", line)))
        {
            sql.push_str(&format!("-- {}: {}\n", line.0, line.1.replace('\n', " ")));
        }
        // What is refused must not be run by accident.
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

    /// Everything that differs, a line for each.
    pub(super) fn differences(&self) -> Vec<String> {
        let unfilled = self.backfills.iter().map(|fill| {
            format!(
                "the column `{}` of `domain_events` is not filled yet for the events that were there before it",
                fill.column
            )
        });
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
            f.write_str(" as the catalog wants it")?;
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
