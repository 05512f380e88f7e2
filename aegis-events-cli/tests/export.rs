//! `aegis-events export`, checked with recorded events and with validators of JSON Schema and AsyncAPI.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aegis_events::domain::DomainEvent;
use expect_test::expect_file;
use jsonschema::Validator;
use orchestrator::{Address, Settings};
use serde_json::{Value, json};
use sqlx::Row as _;
use sqlx::sqlite::SqlitePool;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// A catalog with every kind of type, renamed fields, and an event name in two families.
const SHOP: &str = include_str!("export/shop.toml");

fn aegis() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog.toml")
}

fn shop(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("catalog.toml");
    fs::write(&path, SHOP).unwrap();
    path
}

fn export(catalog: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aegis-events"));
    let output = command.arg("export").args(arguments).arg("--catalog").arg(catalog).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr).replace(catalog.to_str().unwrap(), "CATALOG"))
}

fn exported(catalog: &Path, arguments: &[&str]) -> String {
    let (code, out, err) = export(catalog, arguments);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
    out
}

fn validator(schema: &Value) -> Validator {
    jsonschema::meta::validate(schema).unwrap();
    jsonschema::options().should_validate_formats(true).build(schema).unwrap()
}

/// Family, event and payload of the events that a run of the orchestrator recorded.
async fn recorded() -> Vec<(String, String, Value)> {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("poem.txt"), "the first line\nand the second, which is longer\n").unwrap();
    let store = TempDir::new().unwrap();
    let file = store.path().join("events.db");
    let settings =
        Settings::quiet(folder.path(), Address::of_file(&file).unwrap(), store.path().join("audit")).unwrap();
    orchestrator::run(settings, CancellationToken::new()).await.unwrap();
    let pool = SqlitePool::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    let rows = sqlx::query("SELECT family, event_type, event_data FROM domain_events").fetch_all(&pool).await.unwrap();
    pool.close().await;
    let text = |row: &sqlx::sqlite::SqliteRow, column: &str| row.get::<String, _>(column);
    rows.iter()
        .map(|row| {
            let payload = serde_json::from_str(&text(row, "event_data")).unwrap();
            (text(row, "family"), text(row, "event_type"), payload)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payload_is_valid_if_and_only_if_it_decodes() {
    let any = validator(&serde_json::from_str(&exported(&aegis(), &["jsonschema"])).unwrap());
    let mut types = BTreeMap::new();
    for (family, event_type, payload) in recorded().await {
        let name = format!("{family}.{event_type}");
        let one = types.entry(name.clone()).or_insert_with(|| {
            validator(&serde_json::from_str(&exported(&aegis(), &["jsonschema", "--event", &name])).unwrap())
        });
        let problems: Vec<String> = one.iter_errors(&payload).map(|error| error.to_string()).collect();
        assert_eq!(problems, Vec::<String>::new(), "{name}: {payload}");
        let agrees = |payload: &Value| {
            let event = json!({"family": family, "event_type": event_type, "event_data": payload});
            let decodes = serde_json::from_value::<DomainEvent>(event.clone()).is_ok();
            assert_eq!((one.is_valid(payload), any.is_valid(&event)), (decodes, decodes), "{name}: {payload}");
        };
        agrees(&payload);
        for field in payload.as_object().unwrap().keys() {
            let mut changed = payload.clone();
            for value in [json!(-0.5), json!(null), json!("x"), json!([1]), json!(300)] {
                changed[field] = value;
                agrees(&changed);
            }
            changed.as_object_mut().unwrap().remove(field);
            agrees(&changed);
        }
    }
    assert_eq!(types.len(), 70);
}

/// A payload of the shop.
fn placed() -> Value {
    json!({
        "order_id": "01890a5d-ac96-774b-bcce-b302099a8057", "placed_at": "2026-01-02T03:04:05Z", "due": "2026-01-03",
        "total": u64::MAX, "lines": [{"article": "tea", "count": 255}], "prices": {"tea": 1.5}, "size": [1, -32768],
        "state": "open", "proof": "AAEC", "email": "a@b", "extra": {"any": []}, "unknown": 1,
    })
}

#[test]
fn a_schema_covers_every_kind_of_type_and_former_names() {
    let folder = TempDir::new().unwrap();
    expect_file!["export/order-placed.json"]
        .assert_eq(&exported(&shop(&folder), &["jsonschema", "--event", "OrderPlaced"]));
    let one =
        validator(&serde_json::from_str(&exported(&shop(&folder), &["jsonschema", "--event", "OrderPlaced"])).unwrap());
    let mut payload = placed();
    assert!(one.is_valid(&payload));
    // Written with an earlier catalog.
    let email = payload.as_object_mut().unwrap().remove("email").unwrap();
    payload["mail"] = email;
    assert!(one.is_valid(&payload));
    payload.as_object_mut().unwrap().remove("mail");
    assert!(!one.is_valid(&payload));
}

#[test]
fn asyncapi_has_a_channel_per_family_and_component_operations() {
    let folder = TempDir::new().unwrap();
    expect_file!["export/asyncapi.json"].assert_eq(&exported(&shop(&folder), &["asyncapi", "--api-version", "2.1.0"]));
}

#[test]
fn a_payload_is_valid_by_the_draft_that_asyncapi_reads() {
    let folder = TempDir::new().unwrap();
    let document: Value = serde_json::from_str(&exported(&shop(&folder), &["asyncapi"])).unwrap();
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$ref": "#/components/schemas/Order.OrderPlaced",
        "components": document["components"],
    });
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let problems: Vec<String> = validator.iter_errors(&placed()).map(|error| error.to_string()).collect();
    assert_eq!(problems, Vec::<String>::new());
    let mut wrong = placed();
    wrong["size"] = json!([1, 2, 3]);
    assert!(!validator.is_valid(&wrong));
    // As clients receive it.
    let mut redacted = placed();
    redacted["email"] = json!("[redacted]");
    redacted["address"] = json!("[redacted]");
    assert!(validator.is_valid(&redacted));
    redacted["address"] = json!("another text");
    assert!(!validator.is_valid(&redacted));
}

#[test]
fn no_export_has_a_default_of_a_sensitive_field() {
    let folder = TempDir::new().unwrap();
    let catalog = shop(&folder);
    for format in ["jsonschema", "asyncapi"] {
        assert!(!exported(&catalog, &[format]).contains("geheim"), "{format}");
    }
}

#[test]
fn no_export_has_a_default_that_contains_a_secret() {
    let folder = TempDir::new().unwrap();
    let catalog = folder.path().join("catalog.toml");
    let state = "state     = \"State\"\n";
    let access = "access    = { type = \"Vec<Access>\", default = [{ user = \"admin\" }] }\n";
    let types = "[types.Access.fields]\nuser = \"String\"\ntoken = { type = \"String\", default = \"verborgen\", sensitive = true }\n\n[keys]";
    fs::write(&catalog, SHOP.replace("[keys]", types).replace(state, &format!("{state}{access}"))).unwrap();
    for format in ["jsonschema", "asyncapi"] {
        let document = exported(&catalog, &[format]);
        assert!(document.contains("\"access\"") && !document.contains("verborgen"), "{format}");
    }
}

/// Checks a document with the official AsyncAPI parser; skipped with a reason if that is not available.
fn parsed_by_asyncapi(folder: &Path, document: &str) -> Result<String, String> {
    let run =
        |program: &str, arguments: &[&str]| match Command::new(program).args(arguments).current_dir(folder).output() {
            Ok(output) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            Ok(output) => Err(format!("{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr).trim())),
            Err(error) => Err(format!("{program}: {error}")),
        };
    fs::write(folder.join("asyncapi.json"), document).unwrap();
    fs::write(folder.join("parse.cjs"), include_str!("export/parse.cjs")).unwrap();
    run("npm", &["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "@asyncapi/parser@3.6.0"])?;
    Ok(run("node", &["parse.cjs"]).unwrap())
}

#[test]
fn the_official_parser_accepts_asyncapi() {
    let folder = TempDir::new().unwrap();
    for catalog in [aegis(), shop(&folder)] {
        let document = exported(&catalog, &["asyncapi"]);
        match parsed_by_asyncapi(folder.path(), &document) {
            Ok(found) => {
                let document: Value = serde_json::from_str(&document).unwrap();
                let count = |key: &str| document[key].as_object().unwrap().len();
                let expected = json!({"errors": [], "channels": count("channels"), "operations": count("operations")});
                assert_eq!(serde_json::from_str::<Value>(&found).unwrap(), expected);
            }
            Err(reason) => {
                eprintln!(
                    "SKIPPED: AsyncAPI was not checked by the official parser, since npm or the parser is not to be had here.\n{reason}"
                );
            }
        }
    }
}

#[test]
fn mermaid_shows_publishers_events_and_subscribers() {
    let folder = TempDir::new().unwrap();
    let catalog = shop(&folder);
    let both =
        [exported(&catalog, &["mermaid"]), exported(&catalog, &["mermaid", "--by", "event", "--family", "Order"])];
    expect_file!["export/flow.mmd"].assert_eq(&both.join("\n"));
}

#[test]
fn files_are_written_atomically() {
    let folder = TempDir::new().unwrap();
    let catalog = shop(&folder);
    let file = folder.path().join("out.json");
    assert_eq!(exported(&catalog, &["asyncapi", "--out", file.to_str().unwrap()]), "");
    assert_eq!(fs::read_to_string(&file).unwrap(), exported(&catalog, &["asyncapi"]));
    let missing = folder.path().join("none/out.json");
    let (code, _, err) = export(&catalog, &["asyncapi", "--out", missing.to_str().unwrap()]);
    assert_eq!(code, Some(2));
    assert!(
        err.starts_with("error: cannot write `") && err.contains("none` does not exist\n  create it first"),
        "{err}"
    );
}

#[test]
fn unknown_names_are_errors_with_the_known_names() {
    let folder = TempDir::new().unwrap();
    let catalog = shop(&folder);
    for (arguments, expected) in [
        (
            ["jsonschema", "--event", "OrderPlacd"],
            "error: the catalog `shop` has no event `OrderPlacd`\n  did you mean `OrderPlaced`?\n",
        ),
        (
            ["jsonschema", "--event", "Zebra"],
            "error: the catalog `shop` has no event `Zebra`\n  there are `OrderPlaced`, `Cancelled`\n",
        ),
        (
            ["jsonschema", "--event", "Cancelled"],
            "error: several families have an event `Cancelled`\n  name one of `Order.Cancelled`, `Claim.Cancelled`\n",
        ),
        (
            ["mermaid", "--family", "order"],
            "error: the catalog `shop` has no family `order`\n  did you mean `Order`?\n",
        ),
    ] {
        assert_eq!(export(&catalog, &arguments), (Some(2), String::new(), expected.to_owned()));
    }
}

#[test]
fn a_catalog_with_errors_is_not_exported() {
    let folder = TempDir::new().unwrap();
    let catalog = folder.path().join("catalog.toml");
    fs::write(&catalog, SHOP.replace("\"Clerk\"", "\"Clark\"")).unwrap();
    let (code, out, err) = export(&catalog, &["asyncapi"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.starts_with("error: the catalog `CATALOG` has an error:\n\nerror[AE0012]: unknown publisher `Clark`"),
        "{err}"
    );
}
