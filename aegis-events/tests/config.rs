//! Reading `aegis-config.yaml`: values, defaults and errors.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::error::Error as _;
use std::fs;

use aegis_events::{BusConfig, ConfigError};
use expect_test::{Expect, expect};

fn check(yaml: &str, expect: Expect) {
    expect.assert_eq(&report(&BusConfig::from_yaml_str(yaml).unwrap_err()));
}

/// An error as a program prints it: with its source and its help.
fn report(error: &ConfigError) -> String {
    let source = error.source().map_or_else(String::new, |source| format!(": {source}"));
    let help = error.help().map_or_else(String::new, |help| format!("\n  help: {help}"));
    format!("{error}{source}{help}")
}

fn values(yaml: &str) -> (usize, String) {
    let config = BusConfig::from_yaml_str(yaml).unwrap();
    (config.capacity(), config.node_id().into())
}

#[test]
fn everything_has_a_default() {
    for yaml in ["", "# nothing\n", "---\n", "other: 1\n", "event_bus:\n", "event_bus: {}\n", "event_bus: ~\n"] {
        assert_eq!(values(yaml), (1_000, "local".into()), "{yaml:?}");
    }
}

#[test]
fn the_section_is_read() {
    assert_eq!(values("event_bus:\n  capacity: 64\n  node_id: node-1.eu\n"), (64, "node-1.eu".into()));
    assert_eq!(values("\u{feff}event_bus: {capacity: 1048576, node_id: \"7\"}\n"), (1_048_576, "7".into()));
}

#[test]
fn foreign_sections_are_ignored() {
    let yaml = "
spec: &anchor {capacity: [1, {deep: {er: ~}}], node_id: 5}
database: *anchor
? [strange, key]
: x
spec: twice is not our business
event_bus:
  capacity: 5
";
    assert_eq!(values(yaml), (5, "local".into()));
}

#[test]
fn a_misspelled_key_is_an_error_with_a_suggestion() {
    check(
        "event_bus:\n  capcity: 10\n",
        expect![[r#"
            <yaml>:2: `event_bus.capcity` is not a key: did you mean `capacity`?
              allowed: `capacity`, `node_id`"#]],
    );
    check(
        "event_bus:\n  zzz: 10\n",
        expect![[r#"
            <yaml>:2: `event_bus.zzz` is not a key
              allowed: `capacity`, `node_id`"#]],
    );
}

#[test]
fn a_capacity_of_zero_is_an_error() {
    check(
        "\nevent_bus:\n  capacity: 0\n",
        expect![[r#"
            <yaml>:3: `event_bus.capacity` is 0
              allowed: a whole number from 1 to 1048576, without quotes: the least number of events that the ring of a live subscriber and the queue of a lossless one hold"#]],
    );
}

#[test]
fn a_capacity_that_is_no_whole_number_is_an_error() {
    let problem = |value: &str| {
        let error = BusConfig::from_yaml_str(&format!("event_bus:\n  capacity: {value}\n")).unwrap_err().to_string();
        error.lines().next().unwrap().to_owned()
    };
    let values = [
        "-1",
        "1048577",
        "99999999999999999999",
        "1.5",
        "1e3",
        "0x10",
        "lots",
        "\"1000\"",
        "'1'",
        "true",
        "~",
        "",
        "[1]",
        "{a: 1}",
        "|\n    1",
    ];
    let problems: Vec<_> = values.iter().map(|value| problem(value)).collect();
    expect![[r#"
        <yaml>:2: `event_bus.capacity` is -1
        <yaml>:2: `event_bus.capacity` is 1048577
        <yaml>:2: `event_bus.capacity` is 99999999999999999999
        <yaml>:2: `event_bus.capacity` is 1.5
        <yaml>:2: `event_bus.capacity` is 1e3
        <yaml>:2: `event_bus.capacity` is 0x10
        <yaml>:2: `event_bus.capacity` is lots
        <yaml>:2: `event_bus.capacity` is the quoted text "1000"
        <yaml>:2: `event_bus.capacity` is the quoted text "1"
        <yaml>:2: `event_bus.capacity` is true
        <yaml>:2: `event_bus.capacity` is empty
        <yaml>:2: `event_bus.capacity` is empty
        <yaml>:2: `event_bus.capacity` is a list
        <yaml>:2: `event_bus.capacity` is a mapping
        <yaml>:3: `event_bus.capacity` is the quoted text "1\n""#]]
    .assert_eq(&problems.join("\n"));
}

#[test]
fn an_alias_is_not_followed() {
    check(
        "n: &n 5\nevent_bus:\n  capacity: *n\n",
        expect![[r#"
            <yaml>:3: `event_bus.capacity` is an alias (`*name`), which is not followed
              allowed: a whole number from 1 to 1048576, without quotes: the least number of events that the ring of a live subscriber and the queue of a lossless one hold"#]],
    );
}

#[test]
fn node_ids_are_short_plain_names() {
    check(
        "event_bus:\n  node_id: my node\n",
        expect![[r#"
            <yaml>:2: `event_bus.node_id` is "my node", with ' ' in it
              allowed: 1 to 128 characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`: the name of this node, which every envelope carries"#]],
    );
    check(
        "event_bus:\n  node_id: ''\n",
        expect![[r#"
            <yaml>:2: `event_bus.node_id` is empty
              allowed: 1 to 128 characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`: the name of this node, which every envelope carries"#]],
    );
    check(
        &format!("event_bus:\n  node_id: {}\n", "x".repeat(129)),
        expect![[r#"
            <yaml>:2: `event_bus.node_id` is 129 characters long
              allowed: 1 to 128 characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`: the name of this node, which every envelope carries"#]],
    );
}

#[test]
fn a_repeated_key_or_section_is_an_error() {
    check(
        "event_bus:\n  capacity: 5\n  capacity: 6\n",
        expect![[r#"
            <yaml>:3: `event_bus.capacity` is repeated; it is first given in line 2
              allowed: each key once"#]],
    );
    check(
        "event_bus:\n  capacity: 5\nevent_bus:\n  capacity: 6\n",
        expect![[r#"
            <yaml>:3: `event_bus` is repeated; it is first given in line 1
              allowed: each section once"#]],
    );
}

#[test]
fn a_section_that_is_no_mapping_is_an_error() {
    check(
        "event_bus: 1000\n",
        expect![[r#"
            <yaml>:1: `event_bus` is 1000
              allowed: a section with `capacity`, `node_id`"#]],
    );
}

#[test]
fn all_problems_are_reported_in_the_files_order() {
    check(
        "event_bus:\n  node: a\n  node_id: [b]\n  capacity: -5\n",
        expect![[r#"
            <yaml>:2: `event_bus.node` is not a key: did you mean `node_id`?
              allowed: `capacity`, `node_id`
            <yaml>:3: `event_bus.node_id` is a list
              allowed: 1 to 128 characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`: the name of this node, which every envelope carries
            <yaml>:4: `event_bus.capacity` is -5
              allowed: a whole number from 1 to 1048576, without quotes: the least number of events that the ring of a live subscriber and the queue of a lossless one hold"#]],
    );
}

#[test]
fn text_that_is_not_yaml_is_an_error_with_its_line() {
    check(
        "event_bus:\n  capacity: [1\n",
        expect!["<yaml>:2: this is not YAML: unclosed bracket '[' (in the line of `capacity:`)"],
    );
    check(
        "event_bus:\n\tcapacity: 1\n",
        expect![
            "<yaml>:2: this is not YAML: tabs disallowed within this context (block indentation) (in the line of `capacity:`)"
        ],
    );
    check("- a\n- b\n", expect!["<yaml>:1: the file must be a mapping of sections, such as `event_bus:`"]);
    check(
        "a: 1\n---\nb: 2\n",
        expect![[r#"
        <yaml>:3: a second YAML document begins here
          help: keep all sections in one document"#]],
    );
    check(
        "event_bus: *unknown\n",
        expect!["<yaml>:1: this is not YAML: while parsing node, found unknown anchor (in the line of `event_bus:`)"],
    );
}

/// Texts that are not YAML. Errors show no more of a line than its key: the rest may be a secret.
const BROKEN: [(&str, &str); 19] = [
    ("a bracket, never closed", "a:\n  b: [secret, 2\n"),
    ("a bracket, before blank lines", "a: [secret\n\n# more\n\n"),
    ("a brace, before another key", "a: {b: secret\nc:\n  d: 1\n"),
    ("a bracket, of nothing", "a:\n  b: secret]\n  c: ]\n"),
    ("a quote, at the end", "a:\n  b: \"secret\n"),
    ("a quote, at the end without a newline", "a:\n  b: \"secret"),
    ("a quote, before another key", "a:\n  b: 'secret\n  c: 2\n  d: 3\n"),
    ("a quote, of a key", "a:\n  x: 1 # it's\n  'b: secret\n  c: 2\n"),
    ("a quote, within quotes", "a:\n  b: 'it's secret'\n"),
    ("a tab, as indentation", "a:\n  b: 1\n\tc: secret\n"),
    ("an indentation of nothing", "a:\n  b: 1\n c: secret\n"),
    ("a key without a colon", "a:\n  b: 1\nsecret\n"),
    ("a colon in a text", "a:\n  b: secret: more\n"),
    ("a letter that begins nothing", "a: @secret\n"),
    ("lines that end as on Windows", "a:\r\n  b: [secret\r\n"),
    ("lines that end as they once did", "a:\r  b: [secret\r"),
    ("a byte order mark, and a bracket", "\u{feff}a:\n  b: [secret\n"),
    ("a byte order mark, in the middle", "a: 1\n\u{feff}b: secret\n"),
    ("a directive alone", "%YAML 1.2\n"),
];

#[test]
fn errors_of_syntax_name_an_existing_line_and_its_key() {
    let reported = BROKEN.map(|(what, yaml)| {
        let error = BusConfig::from_yaml_str(yaml).unwrap_err();
        let ConfigError::Syntax { line, .. } = &error else { panic!("{what}: {error}") };
        let lines = yaml.replace('\r', "\n").replace("\n\n", "\n").lines().count();
        assert!((1..=lines).contains(line), "{what}: {error}");
        assert!(!error.to_string().contains("secret"), "{what}: {error}");
        format!("{what}: {error}")
    });
    expect![[r#"
        a bracket, never closed: <yaml>:2: this is not YAML: unclosed bracket '[' (in the line of `b:`)
        a bracket, before blank lines: <yaml>:1: this is not YAML: unclosed bracket '[' (in the line of `a:`)
        a brace, before another key: <yaml>:2: this is not YAML: while parsing a flow mapping, did not find expected ',' or '}' (in the line of `c:`)
        a bracket, of nothing: <yaml>:3: this is not YAML: misplaced bracket (in the line of `c:`)
        a quote, at the end: <yaml>:2: this is not YAML: the quote is not closed in time: invalid indentation in multiline quoted scalar (in the line of `b:`)
        a quote, at the end without a newline: <yaml>:2: this is not YAML: unclosed quote (in the line of `b:`)
        a quote, before another key: <yaml>:2: this is not YAML: the quote is not closed in time: invalid indentation in multiline quoted scalar (in the line of `b:`)
        a quote, of a key: <yaml>:3: this is not YAML: the quote is not closed in time: invalid indentation in multiline quoted scalar
        a quote, within quotes: <yaml>:2: this is not YAML: invalid trailing content after single-quoted scalar (in the line of `b:`)
        a tab, as indentation: <yaml>:2: this is not YAML: while scanning a plain scalar, found a tab (in the line of `b:`)
        an indentation of nothing: <yaml>:3: this is not YAML: while parsing a block mapping, did not find expected key (in the line of `c:`)
        a key without a colon: <yaml>:3: this is not YAML: simple key expected ':'
        a colon in a text: <yaml>:2: this is not YAML: mapping values are not allowed in this context (in the line of `b:`)
        a letter that begins nothing: <yaml>:1: this is not YAML: unexpected character: `@' (in the line of `a:`)
        lines that end as on Windows: <yaml>:2: this is not YAML: unclosed bracket '[' (in the line of `b:`)
        lines that end as they once did: <yaml>:2: this is not YAML: unclosed bracket '[' (in the line of `b:`)
        a byte order mark, and a bracket: <yaml>:2: this is not YAML: unclosed bracket '[' (in the line of `b:`)
        a byte order mark, in the middle: <yaml>:2: this is not YAML: a BOM must not appear inside a document
        a directive alone: <yaml>:1: this is not YAML: did not find expected <document start>"#]].assert_eq(&reported.join("\n"));
}

#[test]
fn an_empty_value_is_reported_in_the_line_of_its_key() {
    for yaml in ["event_bus:\n  capacity:", "event_bus:\n  capacity:\n\n# more\n", "event_bus:\n  ? capacity\n"] {
        let error = BusConfig::from_yaml_str(yaml).unwrap_err().to_string();
        assert!(error.starts_with("<yaml>:2: `event_bus.capacity` is empty\n"), "{error}");
    }
}

#[test]
fn an_empty_file_has_the_defaults() {
    for yaml in ["\u{feff}", "\n\n", "# only\n# comments", "\u{feff}# a\r\n", "---\n...\n", "~\n"] {
        assert_eq!(values(yaml), (1_000, "local".into()), "{yaml:?}");
    }
    assert_eq!(values("\u{feff}event_bus:\r\n  capacity: 7\r\n  node_id: a\r\n"), (7, "a".into()));
}

#[test]
fn deep_and_large_files_are_read() {
    let deep = format!("a: {}{}\nevent_bus: {{capacity: 3}}\n", "[".repeat(100), "]".repeat(100));
    assert_eq!(values(&deep).0, 3);
    let deep = format!("a: {}1{}\nevent_bus: {{capacity: 3}}\n", "{b: ".repeat(100), "}".repeat(100));
    assert_eq!(values(&deep).0, 3);
    let large: String = (0..50_000).map(|n| format!("k{n}: {{v: [1, 2, 3]}}\n")).collect();
    assert_eq!(values(&format!("{large}event_bus: {{capacity: 3}}\n")).0, 3);
}

#[test]
fn no_text_makes_the_reader_panic() {
    use proptest::prelude::*;
    proptest!(|(text in r#"(event_bus|capacity|node_id|:|: | |\n|\n  |-|\[|\]|\{|\}|"|'|[0-9&*!|>%@`~#,?]|\PC){0,40}"#)| {
        let _ = BusConfig::from_yaml_str(&text);
    });
}

#[test]
fn a_file_is_read_and_named_in_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aegis-config.yaml");
    fs::write(&path, "event_bus:\n  capacity: 12\n").unwrap();
    assert_eq!(BusConfig::from_yaml_file(&path).unwrap().capacity(), 12);

    fs::write(&path, "event_bus:\n  capacity: x\n").unwrap();
    let error = BusConfig::from_yaml_file(&path).unwrap_err().to_string();
    assert!(error.starts_with(&format!("{}:2: `event_bus.capacity` is x", path.display())), "{error}");
}

/// The error of reading a path, with the folder's name left out.
fn file_error(path: &std::path::Path) -> String {
    let error = report(&BusConfig::from_yaml_file(path).unwrap_err());
    error.replace(&path.parent().unwrap().display().to_string(), "FOLDER")
}

#[test]
fn unreadable_files_are_errors_with_help() {
    let folder = tempfile::tempdir().unwrap();
    expect![[r#"
        cannot read the configuration file `FOLDER/missing.yaml`: No such file or directory (os error 2)
          help: create it: an empty file is enough, since every key has a default"#]]
    .assert_eq(&file_error(&folder.path().join("missing.yaml")));

    let directory = folder.path().join("directory");
    fs::create_dir(&directory).unwrap();
    expect![[r#"
        cannot read the configuration file `FOLDER/directory`: Is a directory (os error 21)
          help: name a file in that folder"#]]
    .assert_eq(&file_error(&directory));

    let binary = folder.path().join("binary.yaml");
    fs::write(&binary, b"a: 1\nb: \xff\n").unwrap();
    expect![[r#"
        FOLDER/binary.yaml:2: the file is not valid UTF-8
          help: save the file as UTF-8"#]]
    .assert_eq(&file_error(&binary));
}

#[test]
fn values_set_in_code_are_checked_too() {
    let error = |result: Result<BusConfig, ConfigError>| result.unwrap_err().to_string();
    expect![[r#"
        `event_bus.capacity` is 0
          allowed: a whole number from 1 to 1048576, without quotes: the least number of events that the ring of a live subscriber and the queue of a lossless one hold"#]]
    .assert_eq(&error(BusConfig::default().with_capacity(0)));
    expect![[r#"
        `event_bus.node_id` is "a/b", with '/' in it
          allowed: 1 to 128 characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`: the name of this node, which every envelope carries"#]]
    .assert_eq(&error(BusConfig::default().with_node_id("a/b")));
}
