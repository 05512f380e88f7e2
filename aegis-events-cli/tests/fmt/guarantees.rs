//! The guarantees of formatting: the same catalog, the same order, every comment once, and a stable result.

use std::path::Path;

use aegis_events_catalog::{Code, Reading, read_bytes};
use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::formatted;

/// The model of a catalog without locations. For a catalog with errors only the codes, because the model lacks the later of two
/// conflicting declarations.
fn meaning(reading: &Reading) -> String {
    let mut codes: Vec<Code> = reading.problems.iter().map(|it| it.code).collect();
    codes.sort();
    if reading.has_errors() {
        return format!("{codes:?}");
    }
    let catalog = &reading.catalog;
    let model = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        catalog.name(),
        catalog.doc(),
        catalog.types(),
        catalog.keys(),
        catalog.publishers(),
        catalog.subscribers(),
        catalog.families(),
        catalog.events(),
    );
    format!("{} {codes:?}", without_locations(&model))
}

/// `12..15` becomes `_`.
fn without_locations(text: &str) -> String {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = text;
    let mut kept = String::new();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let first = digits(rest);
        let second = rest[first..].strip_prefix("..").map_or(0, digits);
        let length = if second > 0 { first + 2 + second } else { first };
        kept.push_str(if second > 0 { "_" } else { &rest[..length] });
        rest = &rest[length..];
    }
    kept + rest
}

fn assert_guarantees(text: &str) -> String {
    let once = formatted(text).unwrap();
    let (before, after) = (read_bytes("c.toml", text.as_bytes()), read_bytes("c.toml", once.as_bytes()));
    assert_eq!(meaning(&before), meaning(&after), "{text}\n=====\n{once}");
    assert_eq!(formatted(&once).unwrap(), once, "{text}");
    assert!(!once.contains("\n\n\n") && !once.starts_with('\n') && !once.ends_with("\n\n"), "{once}");
    once
}

fn check(text: &str, expect: Expect) {
    expect.assert_eq(&assert_guarantees(text));
}

/// Declarations that can be in any order, each a header and its entries.
const PIECES: &[&[&str]] = &[
    &["[catalog]", "name = 'demo'", "doc = \"\"\"", "two", "", "lines\"\"\""],
    &["[types.VolumeId]", "is = \"Uuid\"", "doc = \"A volume.\""],
    &["[types.Class]", "values = [\"a\" ,\"b\"]"],
    &["[types.Access]", "doc = \"How.\""],
    &["[types.Access.fields]", "who = \"String\"", "since = {type=\"Timestamp\", doc = \"When.\"}"],
    &["[keys]", "volume_id = \"VolumeId\""],
    &["[publishers.Manager]", "doc = \"Manages.\""],
    &["[publishers.Reaper]"],
    &["[subscribers.Log]", "consumes = [", "  \"*\"", "]"],
    &["[families.Volume]", "published_by = [\"Manager\"]", "doc = \"Volumes.\"", "retention = \"90d\""],
    &["[families.Disk]", "published_by = [ \"Reaper\",", "\"Manager\" ,", "]"],
    &["[events.Volume.Created]", "when = \"made\"", "time = \"at\""],
    &["[events.Volume.Created.fields]", "volume_id = \"VolumeId\"", "\"class\" = \"Class\"", "", "at = \"Timestamp\""],
    &["[events.Volume.Deleted]", "when = \"gone\"", "fields.volume_id = \"VolumeId\"", "fields . access = \"Access\""],
    &[
        "[events.Disk.Full]",
        "when = \"full\"",
        "fields = { size = \"u64\", disk = { type = \"String\" ,",
        "default = \"?\" } }",
    ],
    &["[events.Disk.Gone]", "when = \"gone\""],
    &["[events.Disk.Gone.fields]", "disk = \"VolumeId\""],
    &["[events.Disk.Gone.keys]", "volume_id = \"disk\""],
];

/// Whether comments can be above and at the end of a line; multi-line strings take none.
fn takes_comments(piece: &[&str], line: usize) -> bool {
    !piece[0].starts_with("[catalog]") || line < 2
}

proptest! {
    #[test]
    fn formatting_keeps_the_meaning_of_any_order_and_comments(
        order in Just((0..PIECES.len()).collect::<Vec<usize>>()).prop_shuffle(),
        noise in prop::collection::vec(0..16_u8, 100),
        windows in any::<bool>(),
    ) {
        let mut comments = 0;
        let mut comment = || {
            comments += 1;
            format!("# comment {comments}.")
        };
        let mut noise = noise.into_iter().cycle();
        let mut text = String::new();
        for piece in order.into_iter().map(|at| PIECES[at]) {
            for (at, line) in piece.iter().enumerate() {
                let noise = if takes_comments(piece, at) { noise.next().unwrap() } else { 0 };
                if noise & 1 > 0 {
                    text += &format!("\t{}\n", comment());
                }
                if noise & 2 > 0 {
                    text += "\n \n";
                }
                if noise & 4 > 0 {
                    text += &format!("{}\n", comment());
                }
                text += line;
                if noise & 8 > 0 {
                    text += &format!("   {}  ", comment());
                }
                text += "\n";
            }
        }
        text += &comment();
        if windows {
            text = text.replace('\n', "\r\n");
        }
        prop_assert!(!read_bytes("c.toml", text.as_bytes()).has_errors(), "the pieces are valid");
        let formatted = assert_guarantees(&text);
        for number in 1..=comments {
            let count = formatted.matches(&format!("# comment {number}.")).count();
            prop_assert_eq!(count, 1, "comment {} of\n{}\n=====\n{}", number, text, formatted);
        }
        prop_assert_eq!(windows, formatted.contains('\r'));
    }
}

/// Includes catalogs with problems, if they are TOML.
#[test]
fn formatting_keeps_the_problem_of_each_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../aegis-events-catalog/tests");
    let mut formatted = 0;
    for folder in [folder.join("problems"), folder.join("catalogs")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let is_toml = path.extension().is_some_and(|extension| extension == "toml");
            let reading = read_bytes("c.toml", text.as_bytes());
            if is_toml && !reading.problems.iter().any(|it| matches!(it.code, Code::Syntax | Code::DeclaredTwice)) {
                assert_guarantees(&text);
                formatted += 1;
            }
        }
    }
    assert!(formatted > 80, "{formatted}");
}

#[test]
fn the_catalogs_of_the_repository_are_formatted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for path in ["catalog.toml", "aegis-events-catalog/src/reference/example.toml"] {
        let text = std::fs::read_to_string(root.join(path)).unwrap();
        assert!(formatted(&text).unwrap() == text, "`aegis-events fmt {path}` has something to do");
    }
}

#[test]
fn invalid_toml_is_not_formatted() {
    for text in ["a", "a = ", "[a", "a = [", "= 1", "a = { b"] {
        assert_eq!(formatted(text), None, "{text}");
    }
    assert_eq!(formatted(&"[".repeat(100_000)), None);
    assert_eq!(formatted(&format!("a = {}", "[".repeat(100_000))), None);
}

#[test]
fn empty_texts_and_lone_comments_are_kept() {
    check("", expect![""]);
    check("\n\n", expect![""]);
    check(
        "\n\n# a\n\n\n#b   \n",
        expect![[r#"
        # a

        #b
    "#]],
    );
}

#[test]
fn sections_get_their_order_and_events_their_families() {
    check(
        "events.X.Y.when = \"z\"\n[events.B.One]\nwhen = \"1\"\n[families.A]\n[subscribers.S]\n[families.B]\n[events.A.Two]\n\
         when = \"2\"\n[unknown]\n[events.B.One.fields]\na = \"u8\"\n[types.T]\n[catalog]\n[events.A.One]\n[publishers.P]\n[keys]\n",
        expect![[r#"
            events.X.Y.when = "z"

            [catalog]

            [types.T]

            [keys]

            [publishers.P]

            [subscribers.S]

            [families.A]

            [events.A.Two]
            when = "2"

            [events.A.One]

            [families.B]

            [events.B.One]
            when = "1"
            [events.B.One.fields]
            a = "u8"

            [unknown]
        "#]],
    );
}

#[test]
fn equals_signs_and_comments_are_aligned_in_blocks() {
    check(
        "[keys]\na=\"A\"   # first\nlonger = \"B\" # second\nc = [1,\n2] # third\n\n\n\nd.e = \"é\" # fourth\nf = \"f\"\n",
        expect![[r#"
            [keys]
            a      = "A" # first
            longer = "B" # second
            c      = [
                1,
                2,
            ] # third

            d.e = "é" # fourth
            f   = "f"
        "#]],
    );
}

#[test]
fn comments_stay_where_they_belong() {
    check(
        "# The file.\n\n# ── keys ──\n\n[keys]\n# above\na = [ # open\n1, # one\n\n# two\n2 # after two\n, # comma\n# last\n] # close\n\
         # below\n\n# ── types ──\n[types.T] # header\n\nis = { # in\na = 1, # a\n# tail\n}\n# end\n",
        expect![[r#"
            # The file.

            # ── keys ──

            # ── types ──
            [types.T] # header
            is = {
                # in
                a = 1, # a
                # tail
            }
            # end

            [keys]
            # above
            a = [
                # open
                1, # one

                # two
                2, # after two
                # comma
                # last
            ] # close
            # below
        "#]],
    );
}
