//! Snapshots of pages.

use expect_test::expect_file;

use crate::command::Site;

const FULL: &str = "../aegis-events-catalog/tests/catalogs/full.toml";

#[test]
fn page_markdown_and_json_match_the_snapshots() {
    let site = Site::of_file(FULL);
    expect_file!["snapshots/event.html"].assert_eq(&lines(&site.read("events/Execution.ExecutionCompleted.html")));
    expect_file!["snapshots/event.md"].assert_eq(&site.read("events/Execution.ExecutionCompleted.md"));
    expect_file!["snapshots/llms.txt"].assert_eq(&site.read("llms.txt"));
    expect_file!["snapshots/catalog.json"].assert_eq(&site.read("catalog.json"));
}

#[test]
fn sensitive_values_are_never_shown() {
    let site = Site::of(
        "[catalog]\nname = \"secrets\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n\
         [types.Login]\nfields = { user = \"String\", password = { type = \"String\", sensitive = true } }\n\
         [events.F.E]\nwhen = \"Always\"\n[events.F.E.fields]\n\
         token = { type = \"String\", sensitive = true, default = \"s3cret\" }\n\
         logins = { type = \"Vec<Login>\", default = [{ user = \"root\", password = \"s3cret\" }] }\n\
         [subscribers.S]\nconsumes = [\"*\"]\n",
    );
    for file in site.files() {
        assert!(!site.read(&file).contains("s3cret"), "{file}");
    }
    let json: serde_json::Value = serde_json::from_str(&site.read("catalog.json")).unwrap();
    assert_eq!(
        json["events"][0]["example"].to_string(),
        r#"{"logins":[{"password":"[redacted]","user":"root"}],"token":"[redacted]"}"#
    );
}

#[test]
fn examples_of_records_that_double_per_level_are_bounded() {
    let mut catalog = "[catalog]\nname = \"deep\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n".to_owned();
    for level in 0..30 {
        let inner = if level == 29 { "String".to_owned() } else { format!("T{}", level + 1) };
        catalog.push_str(&format!("[types.T{level}]\nfields = {{ a = \"{inner}\", b = \"{inner}\" }}\n"));
    }
    catalog.push_str(
        "[events.F.E]\nwhen = \"Always\"\n[events.F.E.fields]\ndeep = \"T0\"\n[subscribers.S]\nconsumes = [\"*\"]\n",
    );
    let site = Site::of(&catalog);
    assert!(site.read("events/F.E.html").len() < 300_000);
}

/// One element per line, for readable diffs.
fn lines(html: &str) -> String {
    html.replace("><", ">\n<")
}
