//! Sound catalogs have no problems, and the model has their content.

mod support {
    pub(crate) mod consistent;
}

use std::time::Duration;

use aegis_events_catalog::model::{CheckedCatalog, Delivery, EventDef, Interest, KeySource, TypeShape};
use aegis_events_catalog::{Source, Style, read, read_bytes, render};

use support::consistent::assert_consistent;

fn good(path: &str, text: &str) -> CheckedCatalog {
    let reading = read(Source::new(path, text));
    let source = reading.catalog.source();
    let problems: Vec<String> = reading.problems.iter().map(|it| render(it, source, Style::Plain)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    assert_consistent(&reading.catalog);
    reading.catalog
}

fn full() -> CheckedCatalog {
    good("full.toml", include_str!("catalogs/full.toml"))
}

fn event<'a>(catalog: &'a CheckedCatalog, family: &str, name: &str) -> &'a EventDef {
    catalog.event(catalog.find_event(family, name).expect("the event"))
}

#[test]
fn the_catalog_of_the_workspace_is_good() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../catalog.toml");
    if let Ok(text) = std::fs::read_to_string(path) {
        good("catalog.toml", &text);
    }
}

#[test]
fn order_is_the_order_of_the_file() {
    let catalog = full();
    let names: Vec<&str> = catalog.events().iter().map(|it| it.name.text.as_str()).collect();
    assert_eq!(names, ["ExecutionCompleted", "VolumeCreated", "VolumeDeleted", "VolumeCreated"]);
    let families: Vec<&str> = catalog.families().iter().map(|it| it.enum_name.as_str()).collect();
    assert_eq!(families, ["ExecutionEvent", "StorageVolumeEvent"]);
    let keys: Vec<&str> = catalog.keys().iter().map(|it| it.name.text.as_str()).collect();
    assert_eq!(keys, ["execution_id", "volume_id", "tenant_id", "shard", "region"]);
}

#[test]
fn an_event_has_the_content_of_its_table() {
    let catalog = full();
    let it = event(&catalog, "Execution", "ExecutionCompleted");
    assert_eq!((it.version, it.view.as_str()), (3, "events_execution_execution_completed"));
    assert_eq!(it.retention, Some(Duration::from_secs(52 * 7 * 86_400)));
    assert_eq!(it.time.map(|at| it.fields[at].name.text.as_str()), Some("completed_at"));
    assert_eq!(it.was[0].text, "RunCompleted");
    assert!(it.holds_floats);
    assert_eq!(it.fields[2].was[0].text, "output");
    assert_eq!(it.fields[7].ty_text, "Vec<(Timestamp, IterationError)>");
}

#[test]
fn an_event_inherits_from_its_family() {
    let catalog = full();
    let it = event(&catalog, "Execution", "VolumeCreated");
    assert_eq!(it.retention, Some(Duration::from_secs(90 * 86_400)));
    assert_eq!(catalog.publisher(it.published_by[0]).name.text, "ExecutionSupervisor");
    assert_eq!(it.time, None);
    assert!(!it.holds_floats);
    let owners = event(&catalog, "Volume", "VolumeDeleted").published_by.len();
    assert_eq!(owners, 2);
}

#[test]
fn keys_come_from_fields_of_their_name_and_from_aliases() {
    let catalog = full();
    let ways = |it: &EventDef| -> Vec<String> {
        let optional = |source: &KeySource| if source.optional() { "?" } else { "" };
        let way = |it: &KeySource| format!("{} = {}{}", catalog.key(it.key).name, it.dotted_path(), optional(it));
        it.keys.iter().map(way).collect()
    };
    let aliased = ways(event(&catalog, "Execution", "VolumeCreated"));
    assert_eq!(aliased, ["execution_id = access.execution_id?", "volume_id = created_volume"]);
    let own = ways(event(&catalog, "Volume", "VolumeCreated"));
    assert_eq!(own, ["volume_id = volume_id", "tenant_id = tenant_id?", "shard = shard", "region = region"]);
}

#[test]
fn types_and_interests_are_written_as_in_the_file() {
    let catalog = full();
    for field in catalog.events().iter().flat_map(|it| &it.fields) {
        assert_eq!(catalog.written_type(&field.ty), field.ty_text, "{}", field.name);
    }
    let written = |at: usize| -> Vec<String> {
        catalog.subscribers()[at].interests.iter().map(|it| catalog.written_interest(it)).collect()
    };
    assert_eq!(written(0), ["*"]);
    assert_eq!(written(1), ["Volume", "Execution.VolumeCreated", "Execution.ExecutionCompleted"]);
    assert!(Delivery::ALL.iter().all(|class| Delivery::from_name(class.name()) == Some(*class)));
}

#[test]
fn consumed_and_consumes_agree() {
    let catalog = full();
    for subscriber in catalog.subscribers() {
        let asked = catalog.events().iter().enumerate().filter(|(_, event)| catalog.consumes(subscriber, event));
        let asked: Vec<usize> = asked.map(|(at, _)| at).collect();
        assert_eq!(catalog.consumed(subscriber).into_iter().collect::<Vec<usize>>(), asked, "{}", subscriber.name);
    }
}

#[test]
fn a_hand_written_type_of_any_json_may_hold_floats() {
    let holds_floats = |is: &str| {
        let head = "[catalog]\nname = \"demo\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n";
        let types = "[types.Blob]\nis = \"Json\"\n[types.Part.fields]\nblob = \"Blob\"\n";
        let own = format!("[types.Own]\nrust = \"crate::Own\"\nis = \"{is}\"\n");
        let event = "[events.F.E]\nwhen = \"always\"\nfields = { own = \"Own\", part = \"Part\" }\n";
        let reading = read(Source::new("catalog.toml", format!("{head}{types}{own}{event}")));
        assert!(!reading.has_errors(), "{:?}", reading.problems);
        reading.catalog.events()[0].holds_floats
    };
    for is in ["f32", "Json", "Blob", "Vec<Part>"] {
        assert!(holds_floats(is), "{is}");
    }
    assert!(!holds_floats("String"));
}

#[test]
fn defaults_are_json_of_their_type() {
    let catalog = full();
    let fields = &event(&catalog, "Volume", "VolumeCreated").fields;
    let defaults: Vec<String> = fields
        .iter()
        .filter_map(|field| field.default.as_ref().map(|default| format!("{} = {default}", field.name)))
        .collect();
    assert_eq!(
        defaults,
        [
            r#"class = "persistent""#,
            r#"manifest = {"a":[1,2.5,true],"b":"x"}"#,
            r#"weights = [1.0,2.5]"#,
            r#"access = {"execution_id":null,"token":"t","class":"ephemeral"}"#,
            r#"flag = true"#,
            r#"small = -128"#,
            r#"medium = 32767"#,
            r#"plain = 1000"#,
            r#"large = -9223372036854775808"#,
            r#"usmall = 65535"#,
            r#"uplain = 4294967295"#,
            r#"ularge = 18446744073709551615"#,
            r#"single = 1.0"#,
            r#"id = "018f3c4e-0000-7000-8000-000000000000""#,
            r#"at = "2026-01-31T10:00:00Z""#,
            r#"day = "2026-01-31""#,
            r#"raw = "AAEC""#,
            r#"pair = [1,["a","b\"\n"]]"#,
            r#"map = {"a b":1}"#,
        ]
    );
}

#[test]
fn variants_of_views_are_short_if_they_can_be() {
    let catalog = full();
    let variants = |at: usize| -> Vec<&str> {
        let interests = catalog.subscribers()[at].interests.iter();
        interests
            .map(|it| match it {
                Interest::Everything => "*",
                Interest::Family { variant, .. } | Interest::Event { variant, .. } => variant.as_str(),
            })
            .collect()
    };
    assert_eq!(variants(0), ["*"]);
    assert_eq!(variants(1), ["Volume", "VolumeCreated", "ExecutionCompleted"]);
    assert_eq!(variants(2), ["VolumeVolumeCreated", "ExecutionVolumeCreated"]);
    let deliveries: Vec<Delivery> = catalog.subscribers().iter().map(|it| it.delivery).collect();
    assert_eq!(deliveries, [Delivery::Durable, Delivery::Lossless, Delivery::Live]);
}

#[test]
fn columns_have_the_type_of_their_scalar() {
    let catalog = full();
    let fields = &event(&catalog, "Volume", "VolumeCreated").fields;
    let column = |name: &str| {
        let field = fields.iter().find(|field| field.name.text == name).unwrap();
        let column = catalog.sql_column(&field.ty);
        (column.postgres, column.sqlite, column.nullable)
    };
    assert_eq!(column("volume_id"), ("uuid", "text", false));
    assert_eq!(column("tenant_id"), ("text", "text", true));
    assert_eq!(column("class"), ("text", "text", false));
    assert_eq!(column("manifest"), ("jsonb", "text", false));
    assert_eq!(column("ularge"), ("numeric(20)", "text", false));
    assert_eq!(column("access"), ("jsonb", "text", false));
}

#[test]
fn variants_of_enumerations_are_in_upper_camel_case() {
    let catalog = full();
    let ty = catalog.types().iter().find(|it| it.name.text == "StorageClass").unwrap();
    let TypeShape::Enumeration(values) = &ty.shape else { panic!("{ty:?}") };
    let variants: Vec<(&str, &str)> = values.iter().map(|it| (it.value.text.as_str(), it.variant.as_str())).collect();
    let expected = [("ephemeral", "Ephemeral"), ("persistent", "Persistent"), ("cold-storage", "ColdStorage")];
    assert_eq!(variants, expected);
}

/// A type that is left out takes no index: those after it keep their names.
#[test]
fn an_unsound_type_does_not_shift_the_others() {
    let text = "[catalog]\nname = 'x'\n[types.Twice]\nis = 'Option<Option<u8>>'\n[types.Id]\nis = 'Uuid'\n\
                [publishers.P]\n[families.F]\npublished_by = ['P']\n[events.F.E]\nwhen = 'x'\n\
                fields = { id = 'Id', twice = 'Twice' }\n";
    let reading = read(Source::new("catalog.toml", text));
    assert_eq!(reading.problems.len(), 1, "{:?}", reading.problems);
    assert_consistent(&reading.catalog);
    let fields = &event(&reading.catalog, "F", "E").fields;
    let types: Vec<String> = fields.iter().map(|field| reading.catalog.written_type(&field.ty)).collect();
    assert_eq!(types, ["Id"]);
}

#[test]
fn a_byte_order_mark_and_other_line_ends_change_nothing() {
    let text = include_str!("catalogs/full.toml");
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let reading = read_bytes("full.toml", windows.as_bytes());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    assert_eq!(reading.catalog.events().len(), full().events().len());
}
