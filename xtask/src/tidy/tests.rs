//! The structure, against small trees and against the real one with one import turned round.

use super::imports::imports;
use super::modules::Modules;
use super::{Finding, Sources, circles, order, structure};
use crate::layers::{Exception, Module, ModuleOrder, ORDERS, Reserved};
use crate::run::root;

const ORDER: ModuleOrder = ModuleOrder {
    folder: "c/src",
    owner: None,
    layers: &[
        &[Module { name: "event", what: "" }],
        &[Module { name: "audit", what: "" }, Module { name: "bus", what: "" }],
        &[Module { name: "config", what: "" }],
    ],
    exceptions: &[],
};

/// A tree in good order: folders that `lib.rs` lists, each import to a lower layer.
const TREE: [(&str, &str); 6] = [
    ("c/src/lib.rs", "mod audit;\nmod bus;\nmod config;\nmod event;\npub use config::Config;\n"),
    ("c/src/event.rs", "pub struct Event;\n"),
    ("c/src/audit.rs", "use crate::event::Event;\npub struct Audit(Event);\n"),
    ("c/src/bus/mod.rs", "mod lane;\npub use lane::Lane;\n"),
    ("c/src/bus/lane.rs", "use crate::event::Event;\npub struct Lane(Event);\n"),
    ("c/src/config.rs", "use crate::bus::Lane;\npub struct Config(Lane);\n"),
];

/// A tree on disk, read back, with some files replaced.
fn tree(changes: &[(&str, &str)]) -> Sources {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in TREE.iter().chain(changes) {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    Sources::read(folder.path()).unwrap()
}

fn found(order: &ModuleOrder, changes: &[(&str, &str)]) -> Vec<String> {
    let sources = tree(changes);
    let modules = Modules::of(&sources, "c", "c");
    let imports = imports(&modules);
    let mut findings = modules.findings.clone();
    findings.extend(order::rows(order, &modules));
    findings.extend(order::upward(order, &imports));
    findings.extend(circles::circles(&sources, &imports));
    shown(&findings)
}

fn shown(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_tree_in_order_passes() {
    assert_eq!(found(&ORDER, &[]), [""; 0]);
}

#[test]
fn an_import_turned_round_is_a_finding() {
    let turned = ("c/src/event.rs", "//! Head.\n\nuse crate::{audit::Audit as Other};\npub struct Event(Other);\n");
    assert_eq!(
        found(&ORDER, &[turned]),
        [
            "c/src/event.rs:3: `use crate::audit::Audit` is an upward import: `event` knows nothing of `audit`\n  \
             help: move what both need into `event` or below, or let `audit` hand it in; the order is in xtask/src/layers/",
            "c/src/audit.rs:1: circle of imports in one folder, 2 files, for example\n    \
             c/src/audit.rs:1 `use crate::event::Event` -> c/src/event.rs\n    \
             c/src/event.rs:3 `use crate::audit::Audit` -> c/src/audit.rs\n  \
             help: move what the files share into one file, or give the reason in a head: `//! Circle: ..`",
        ]
    );
}

#[test]
fn an_import_on_one_rung_is_a_finding_unless_excepted() {
    let across = ("c/src/bus/lane.rs", "pub struct Lane(super::super::audit::Audit);\n");
    assert_eq!(
        found(&ORDER, &[across]),
        ["c/src/bus/lane.rs:1: `super::super::audit::Audit` is an import from the same layer: `bus` and `audit` know \
          nothing of each other\n  help: move what both need to a lower layer; the order is in xtask/src/layers/"]
    );
    let excepted = ModuleOrder { exceptions: &[Exception { from: "bus", to: "audit" }], ..ORDER };
    assert_eq!(found(&excepted, &[across]), [""; 0]);
    let stale = ModuleOrder { exceptions: &[Exception { from: "bus", to: "gone" }], ..ORDER };
    assert!(found(&stale, &[])[0].contains("a row for `gone`, which does not exist"));
}

#[test]
fn an_import_through_the_root_counts_as_its_target() {
    let through = ("c/src/bus/lane.rs", "use crate::Config;\npub struct Lane(Config);\n");
    let found = found(&ORDER, &[through]);
    assert!(found[0].starts_with("c/src/bus/lane.rs:1: `use crate::Config` is an upward import"), "{found:?}");
    // Here the circle is across folders, which no reason excuses.
    assert!(found[1].contains("circle of imports across folders, 2 files"), "{found:?}");
    assert!(found[1].ends_with("help: move what the files share into a file below both"), "{found:?}");
}

#[test]
fn what_the_root_declares_is_above_all_rooms() {
    let root = ("c/src/lib.rs", "mod audit;\nmod bus;\nmod config;\nmod event;\npub struct Root;\n");
    let user = ("c/src/config.rs", "pub struct Config(crate::Root);\n");
    assert_eq!(
        found(&ORDER, &[root, user]),
        ["c/src/config.rs:1: `crate::Root` is declared in c/src/lib.rs, which is above `config`\n  \
          help: move it into a module; the root of a folder only lists what is inside"]
    );
}

#[test]
fn rooms_and_rows_must_match() {
    let root = ("c/src/lib.rs", "mod bus;\nmod event;\nmod config;\nmod new;\n");
    assert_eq!(
        found(&ORDER, &[root, ("c/src/new/mod.rs", "")]),
        [
            "c/src/new/mod.rs:1: `new` has no row in the order of c/src\n  help: add it to its layer in xtask/src/layers/",
            "c/src:1: the order has a row for `audit`, which does not exist\n  \
             help: remove the row from xtask/src/layers/",
        ]
    );
}

#[test]
fn a_circle_in_one_folder_passes_with_a_reason() {
    let lane = ("c/src/bus/lane.rs", "use super::queue::Queue;\npub struct Lane(Queue);\n");
    let queue = "use super::Lane;\npub struct Queue(Box<Lane>);\n";
    let module = ("c/src/bus/mod.rs", "mod lane;\nmod queue;\npub use lane::Lane;\n");
    assert_eq!(found(&ORDER, &[module, lane, ("c/src/bus/queue.rs", queue)]).len(), 1);
    let empty = format!("//! Circle: \n{queue}");
    assert_eq!(found(&ORDER, &[module, lane, ("c/src/bus/queue.rs", &empty)]).len(), 1);
    let reasoned = format!("//! A queue.\n//!\n//! Circle: lanes and queues refer to each other.\n\n{queue}");
    assert_eq!(found(&ORDER, &[module, lane, ("c/src/bus/queue.rs", &reasoned)]), [""; 0]);
}

#[test]
fn a_module_whose_file_is_not_read_is_a_finding() {
    let inside = ("c/src/event.rs", "mod missing;\nmod ui;\nmod r#type;\nmod inline { mod deep; }\n");
    let files = [
        ("c/src/event/ui/mod.rs", "use crate::config::Config;\n"),
        ("c/src/event/type.rs", "use crate::config::Config;\n"),
        ("c/src/event/inline/deep.rs", "use crate::bus::Lane;\n"),
    ];
    let found = found(&ORDER, &[&[inside][..], &files].concat());
    let no_file = |line, name| {
        format!(
            "c/src/event.rs:{line}: no file of the module `{name}` is read: neither c/src/event/{name}.rs nor \
             c/src/event/{name}/mod.rs\n  \
             help: add it; no folder of modules is called target, .git, ui, snapshots, generated, node_modules"
        )
    };
    assert_eq!(found[..2], [no_file(1, "missing"), no_file(2, "ui")]);
    assert!(found[2].starts_with("c/src/event/type.rs:1: `use crate::config::Config` is an upward"), "{found:?}");
    assert!(found[3].starts_with("c/src/event/inline/deep.rs:1: `use crate::bus::Lane` is an upward"), "{found:?}");
}

#[test]
fn a_module_elsewhere_is_a_finding_unless_it_is_a_test() {
    let text = "#[path = \"../hidden.rs\"]\nmod a;\n#[cfg_attr(unix, path = \"../hidden.rs\")]\nmod b;\n\
                #[cfg(test)]\n#[path = \"../tests/c.rs\"]\nmod c;\n";
    let finding = |line, name| {
        format!(
            "c/src/event.rs:{line}: `#[path]` on the module `{name}`\n  \
             help: put its file where its name says; only tests are elsewhere"
        )
    };
    assert_eq!(found(&ORDER, &[("c/src/event.rs", text)]), [finding(2, "a"), finding(4, "b")]);
}

#[test]
fn what_hides_imports_is_a_finding() {
    let text = "extern crate self as c;\nextern crate self as other;\nextern crate core as third;\n\
                include!(\"generated/messages.rs\");\ninclude!(\"generated/../hidden.rs\");\n\
                macro_rules! m { ($m:ident) => {\n$crate::$m::f();\nuse super::{$m};\nmod hidden;\n\
                include!(\"hidden.rs\");\nSelf::$m\n} }\nfn f() { mod inside; }\n";
    let finding = |line, what| {
        format!("c/src/event.rs:{line}: {what} hides imports\n  help: write the path or the module where tidy sees it")
    };
    assert_eq!(
        found(&ORDER, &[("c/src/event.rs", text)])[..7],
        [
            finding(2, "`extern crate self as other`"),
            finding(5, "`include!`"),
            finding(9, "`mod hidden;` in a block or macro"),
            finding(10, "`include!`"),
            finding(7, "`crate::$..`"),
            finding(8, "`super::$..`"),
            finding(13, "`mod inside;` in a block or macro"),
        ]
    );
}

#[test]
fn a_reserved_module_is_for_its_users() {
    let reserved = Reserved { module: "c/src/event", users: &["c/src/audit"] };
    let imports = imports(&Modules::of(&tree(&[]), "c", "c"));
    assert_eq!(
        shown(&order::reserved(&reserved, &imports)),
        ["c/src/bus/lane.rs:1: `use crate::event::Event` uses c/src/event, which few places may use\n  \
          help: only these may: c/src/audit"]
    );
}

#[test]
fn a_row_that_names_nothing_is_a_finding() {
    let rows = ["c/src/bus", "c/src/event.rs", "c/src/audit", "c/src/bus/stream.rs"];
    assert_eq!(
        shown(&order::stale(rows, &tree(&[]))),
        ["c/src/bus/stream.rs:1: a row of xtask/src/layers/ names it, but it does not exist\n  help: remove the row"]
    );
}

#[test]
fn subscribers_do_not_use_each_other() {
    let imports = imports(&Modules::of(&tree(&[]), "c", "c"));
    let subscribers = ["c/src/bus", "c/src/config"];
    assert_eq!(
        shown(&order::between_subscribers(&subscribers, &[], &imports)),
        ["c/src/config.rs:1: `use crate::bus::Lane` uses another subscriber: c/src/bus/lane.rs\n  \
          help: subscribers do not import each other; let the application pass the value"]
    );
}

#[test]
fn an_import_turned_round_in_the_real_tree_is_seen() {
    let mut sources = Sources::read(root()).unwrap();
    let lane = "aegis-events/src/bus/lane.rs";
    let text = sources.get(lane).unwrap().to_owned();
    let line = text.lines().count() + 1;
    sources.0.insert(lane.to_owned(), format!("{text}use crate::config::Config as Turned;\n"));
    let finding = format!(
        "{lane}:{line}: `use crate::config::Config` is an upward import: `bus` knows nothing of `config`\n  \
         help: move what both need into `bus` or below, or let `config` hand it in; the order is in xtask/src/layers/"
    );
    assert!(shown(&structure(&sources)).contains(&finding));
}

#[test]
fn a_room_has_one_row() {
    for order in ORDERS {
        let mut names: Vec<&str> = order.layers.iter().copied().flatten().map(|module| module.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{}", order.folder);
    }
}
