//! The reference page of the rules, `docs/diff.md`, generated from the table that the comparison uses. A test keeps the file
//! up to date.

use std::fmt::Write as _;

use super::rule::{Category, Rule, Severity};

/// The whole page, in Markdown.
#[must_use]
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
# Breaking changes

`aegis-events diff` compares two catalogs and reports every difference: its rule, the item that changed, and its effects.
Catalogs without reported changes are equal, except for layout and comments.

This page is generated from the code that compares catalogs, and a test keeps it up to date.

## Categories and severities

| category | affected |
|---|---|
| SOURCE | Rust code that publishes, subscribes or names generated items, as the compiler will report |
| STORE | recorded rows, and the columns and views of the database |
| WIRE | clients of gRPC and NATS, which read JSON without a catalog |
| CATALOG | promises of the catalog: publishers, subscribers, and the meaning of events |

| severity | |
|---|---|
| breaking | something no longer works. For STORE: rows can no longer be read, or read as something else, or the history does not open |
| warning | something breaks under a condition, which the text names: SQL that names a column, a value that is in fact written, a program of the old catalog that still runs |
| notice | nothing breaks, but readers of the catalog may want to know |

## Compatibility

Rows are permanent, so the new catalog must read everything that the old one has written. If it cannot, the change is breaking
for STORE. During a deployment, and after a rollback, programs of the old catalog run together with new ones. If those cannot
read new rows, the change is a warning for STORE. Clients always read new events with old code; WIRE describes the effect on
them.

With several releases, the newest catalog is compared with each earlier one. Changes that no single step shows are reported
too, for example a field that one release deleted and a later release added again with another type.

A new field is breaking for SOURCE, because code that constructs the struct must set it. For an event, that is the code of its
publishers, which the change names; subscribers are not affected. If all that code is in the same workspace, the compiler
reports it anyway, and CI can skip it: `aegis-events diff --against main --only store,wire,catalog`. If other projects build on
your catalog, check SOURCE too.

## Renames and order

Events and fields declare renames with `was`. Families, types, keys, publishers and subscribers cannot; a deleted and a new one
are taken for the same item if the match is unique: a family with the same events, a type in the same places, a key of the same
type, a publisher of the same events, a subscriber with the same events and delivery. A change within a type of `[types]` is
reported once, at the type, and not at every field of that type.

The order of fields and declarations has no meaning for Rust, history and JSON: nothing reads a field by its position, and the
numbers of kinds are never stored.

The migration replaces changed views. On PostgreSQL it refuses to if other views depend on them; see
[history.md](history.md#migrations).

## Table

";

const WAIVERS: &str = "
## Waivers

To accept a reviewed change, add a waiver for the item, with a reason, to `catalog-waivers.toml` next to the catalog:

```toml
[[waive]]
rule   = \"field-deleted\"
item   = \"Volume.VolumeCreated.size\"
reason = \"No client reads it; agreed with the front end.\"
```

Write the item as the change does: `Family`, `Family.Event`, `Family.Event.field`, `types.Type`, `types.Type.field`,
`types.Type.value`, `keys.key`, `publishers.Publisher`, `subscribers.Subscriber`, `catalog`, or a section (`types`) whose entries
were reordered. Use the new name of a renamed item. A waiver without a reason has no effect and is an error. A waiver that
matches no change is a warning.
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

/// The number of unchanged lines shown before and after a difference.
const CONTEXT_LINES: usize = 3;

/// The lines in which two texts differ, as one block, with some context.
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
    fn only_the_lines_that_differ_are_shown_with_context() {
        let lines = difference("a\nb\nc\nd\ne\n", "a\nb\nc\nx\ny\ne\n");
        assert_eq!(lines, [" a", " b", " c", "-d", "+x", "+y", " e"]);
    }

    #[test]
    fn a_repeated_line_is_added_once() {
        assert_eq!(difference("a\n", "a\na\n"), [" a", "+a"]);
    }
}
