//! The reference page of the rules, `docs/diff.md`, written from the table that the comparison itself uses. A test keeps the
//! file in step.

use std::fmt::Write as _;

use super::rule::{Category, Rule, Severity};

/// The whole page, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(INTRODUCTION);
    table(&mut page);
    page.push_str(WAIVERS);
    page.push_str("\n## Rules one by one\n");
    for rule in Rule::ALL {
        one(&mut page, *rule);
    }
    page
}

const INTRODUCTION: &str = "\
# What changes break

Two catalogs are compared, and every difference is told: under one rule, for one item, with whom it breaks and how. Nothing
is left unclassified: catalogs without changes are equal but for their layout and comments.

This page is generated from the code that compares catalogs, and tested to be in step with it.

## Whom it breaks

| category | who is concerned |
|---|---|
| SOURCE | Rust code that publishes, subscribes or names generated items: what the compiler will say |
| STORE | recorded rows, and the columns and views of the database |
| WIRE | clients of gRPC and NATS, which read JSON and have no catalog at hand |
| CATALOG | what the catalog promises: who publishes, who consumes, what an event means |

| severity | |
|---|---|
| breaking | something that worked no longer does. For STORE: rows that could be read cannot, or read as something else, or the history does not open |
| warning | something breaks under a condition, which the text names: SQL that names a column, a value that is really written, a program of the old catalog that still runs |
| notice | nothing breaks; somebody may want to know |

Compatibility has two directions. Rows are there for good, so the new catalog has to read whatever the old one has written:
if it does not, that is breaking for STORE. Programs of the old catalog run beside the new ones while they are replaced, and
again after a rollback; what those cannot read is a warning for STORE. Clients are always readers of the old kind: what they
are told under WIRE is what new events do to them. Over all releases: a catalog is compared with each earlier one, and what
only the longer way shows is told too: a field that one release deleted and a later one added again with another type, say.

A new field is breaking for SOURCE, since whoever makes the struct has to fill it: of an event those are its publishers, whom the
change names, and nobody else; subscribers go on. Where all that code stands beside the catalog, the compiler says so anyway, and
CI need not: `aegis-events diff --against main --only store,wire,catalog`. Where others build on a catalog that you release, leave
SOURCE in.

Renames are known by `was`. Families, types, keys, publishers and subscribers have none: there, what has another name is taken
for the same thing if nothing else fits (a family with the same events, a type wherever the other stood, a key of the same
type, a publisher of the same events, a subscriber of the same events and delivery). What changes in a type of `[types]` is told
once, at the type, and not at every field that has it.

Fields come in an order that means nothing to Rust, history and JSON: none of them reads a field by its place. Declarations
too: kinds are numbered anew in each process, and are never stored.

What is replaced in the database, a view with its columns, the migration replaces. On PostgreSQL it refuses where views of
your own read that view; [history.md](history.md#migrations) has the rest.

## Table

";

const WAIVERS: &str = "
## Waivers

A change that somebody has looked at and takes is waived for one item, with a reason, in `catalog-waivers.toml` beside the
catalog:

```toml
[[waive]]
rule   = \"field-deleted\"
item   = \"Volume.VolumeCreated.size\"
reason = \"Nobody has ever read it; agreed with the front end.\"
```

An item is written as in the change: `Family`, `Family.Event`, `Family.Event.field`, `types.Type`, `types.Type.field`,
`types.Type.value`, `keys.key`, `publishers.Publisher`, `subscribers.Subscriber`, `catalog`, or a section (`types`) whose entries
come in another order; under its new name, if it has one. A waiver that gives no reason does not hold, and is an error; one that
waives nothing is a warning.
";

fn table(page: &mut String) {
    page.push_str("| rule | SOURCE | STORE | WIRE | CATALOG | |\n|---|---|---|---|---|---|\n");
    for rule in Rule::ALL {
        _ = write!(page, "| [`{rule}`](#{rule}) |");
        for category in Category::ALL {
            let severity = rule.severity_for(*category).map_or("", Severity::name);
            _ = write!(page, " {severity} |");
        }
        _ = writeln!(page, " {} |", rule.prose());
    }
}

fn one(page: &mut String, rule: Rule) {
    _ = write!(page, "\n### {rule}\n\n{}\n\n", rule.prose());
    for effect in rule.effects() {
        _ = writeln!(page, "- {effect}");
    }
    if let Some(todo) = rule.todo() {
        _ = write!(page, "\nTo do: {todo}.\n");
    }
    page.push_str("\n```diff\n");
    for line in difference(rule.example_old(), rule.example_new()) {
        _ = writeln!(page, "{line}");
    }
    page.push_str("```\n");
}

/// Lines around a difference that are shown too.
const CONTEXT_LINES: usize = 3;

/// The lines in which two texts differ, as one block, with some around them.
fn difference(old: &str, new: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let alike = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| pairs.take_while(|(old, new)| old == new).count();
    let first = alike(&mut old.iter().zip(&new));
    let last = alike(&mut old[first..].iter().rev().zip(new[first..].iter().rev()));
    let (old_end, new_end) = (old.len() - last, new.len() - last);

    let before = old[first.saturating_sub(CONTEXT_LINES)..first].iter().map(|line| format!(" {line}"));
    let removed = old[first..old_end].iter().map(|line| format!("-{line}"));
    let added = new[first..new_end].iter().map(|line| format!("+{line}"));
    let after = old[old_end..].iter().take(CONTEXT_LINES).map(|line| format!(" {line}"));
    before.chain(removed).chain(added).chain(after).map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn only_the_lines_that_differ_are_shown_with_some_around() {
        let lines = difference("a\nb\nc\nd\ne\n", "a\nb\nc\nx\ny\ne\n");
        assert_eq!(lines, [" a", " b", " c", "-d", "+x", "+y", " e"]);
    }

    #[test]
    fn a_line_that_is_there_twice_is_added_once() {
        assert_eq!(difference("a\n", "a\na\n"), [" a", "+a"]);
    }
}
