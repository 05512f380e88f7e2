//! Editing only the catalog rebuilds the crate that uses it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const LIB: &str = "#[aegis_events::domain_events]\npub enum DomainEvent {}\n\npub fn names(event: &RunEvent) -> &'static str {\n    match event {\n        RunEvent::Started(_) => \"started\",\n    }\n}\n";

/// A catalog with one family and one event.
fn catalog(event: &str) -> String {
    format!(
        "[catalog]\nname = \"rebuild\"\n\n[publishers.Engine]\n\n[families.Run]\npublished_by = [\"Engine\"]\n\n\
         [events.Run.{event}]\nwhen = \"A run changed\"\n"
    )
}

fn check(folder: &Path, target: &Path) -> Output {
    Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo starts")
}

#[test]
fn editing_only_the_catalog_rebuilds_the_crate() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace's folder");
    let folder = tempfile::tempdir().expect("a folder");
    // A fixed folder, so that later runs do not build the dependencies again.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rebuild");
    fs::create_dir(folder.path().join("src")).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"rebuild\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         aegis-events = {{ path = {:?} }}\n\n[workspace]\n",
        workspace.join("aegis-events")
    );
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("it is written");
    fs::copy(workspace.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("it is copied");
    fs::write(folder.path().join("src/lib.rs"), LIB).expect("it is written");

    fs::write(folder.path().join("catalog.toml"), catalog("Started")).expect("it is written");
    let built = check(folder.path(), &target);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));

    fs::write(folder.path().join("catalog.toml"), catalog("Begun")).expect("it is written");
    let renamed = check(folder.path(), &target);
    let errors = String::from_utf8_lossy(&renamed.stderr);
    assert!(errors.contains("no variant or associated item named `Started`"), "{errors}");

    fs::write(folder.path().join("catalog.toml"), catalog("Begun").replace("Engine\"]", "Engin\"]"))
        .expect("it is written");
    let broken = check(folder.path(), &target);
    let errors = String::from_utf8_lossy(&broken.stderr);
    assert!(errors.contains("unknown publisher `Engin`"), "{errors}");

    // A correction rebuilds too: a catalog with errors is still tracked.
    fs::write(folder.path().join("catalog.toml"), catalog("Started")).expect("it is written");
    let corrected = check(folder.path(), &target);
    assert!(corrected.status.success(), "{}", String::from_utf8_lossy(&corrected.stderr));
}
