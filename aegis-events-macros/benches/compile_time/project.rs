//! The two crates: the same events as a catalog, and as enums and structs with derives.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

/// The number of events per family.
const FAMILY: usize = 20;

/// The declaration of the events.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Hand-written enums and structs with serde's derives.
    Derives,
    /// `catalog.toml` and `#[domain_events]`.
    Catalog,
}

/// One crate.
pub(crate) struct Project {
    pub(crate) folder: PathBuf,
    workspace: PathBuf,
    flavour: Flavour,
    events: usize,
}

impl Project {
    pub(crate) fn new(folder: &Path, workspace: &Path, flavour: Flavour, events: usize) -> Self {
        let name = match flavour {
            Flavour::Derives => format!("derives-{events}"),
            Flavour::Catalog => format!("catalog-{events}"),
        };
        Self { folder: folder.join(name), workspace: workspace.to_owned(), flavour, events }
    }

    /// Writes the crate. Each edit renames one field of one event.
    pub(crate) fn write(&self, edit: usize) -> Result<()> {
        fs::create_dir_all(self.folder.join("src"))?;
        fs::write(self.folder.join("Cargo.toml"), self.manifest())?;
        fs::copy(self.workspace.join("Cargo.lock"), self.folder.join("Cargo.lock"))?;
        match self.flavour {
            Flavour::Derives => fs::write(self.folder.join("src/lib.rs"), self.derives(edit))?,
            Flavour::Catalog => {
                fs::write(self.folder.join("catalog.toml"), self.catalog(edit))?;
                fs::write(self.folder.join("src/lib.rs"), CONSUMER)?;
            }
        }
        Ok(())
    }

    fn manifest(&self) -> String {
        let name = self.folder.file_name().unwrap_or_default().to_string_lossy();
        let runtime = self.workspace.join("aegis-events");
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             aegis-events = {{ path = {runtime:?} }}\n\
             chrono = {{ version = \"0.4\", default-features = false, features = [\"serde\", \"std\", \"clock\"] }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
             uuid = {{ version = \"1\", features = [\"serde\", \"v7\"] }}\n\n[workspace]\n"
        )
    }

    fn families(&self) -> impl Iterator<Item = (usize, std::ops::Range<usize>)> + '_ {
        (0..self.events.div_ceil(FAMILY))
            .map(|family| (family, family * FAMILY..((family + 1) * FAMILY).min(self.events)))
    }

    fn catalog(&self, edit: usize) -> String {
        let mut text = String::from(
            "[catalog]\nname = \"bench\"\n\n[types.RunId]\nis = \"Uuid\"\n\n[keys]\nrun_id = \"RunId\"\n\n\
             [publishers.Worker]\ndoc = \"Works.\"\n\n[subscribers.Recorder]\nconsumes = [\"*\"]\n",
        );
        for (family, events) in self.families() {
            let _ = writeln!(text, "\n[families.Family{family}]\npublished_by = [\"Worker\"]");
            for event in events {
                let detail = detail(event, edit);
                let _ = write!(
                    text,
                    "\n[events.Family{family}.Thing{event}Happened]\nwhen = \"Thing {event} happened\"\n\
                     [events.Family{family}.Thing{event}Happened.fields]\nrun_id = \"RunId\"\n{detail} = \"String\"\n\
                     note = \"Option<String>\"\nbytes = \"u64\"\nhappened_at = \"Timestamp\"\n"
                );
            }
        }
        text
    }

    fn derives(&self, edit: usize) -> String {
        const DERIVES: &str = "#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]";
        let mut text = String::from(
            "use chrono::{DateTime, Utc};\nuse serde::{Deserialize, Serialize};\n\n\
             #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]\npub struct RunId(pub uuid::Uuid);\n",
        );
        let _ = writeln!(text, "\n{DERIVES}\npub enum DomainEvent {{");
        for (family, _) in self.families() {
            let _ = writeln!(text, "    Family{family}(Family{family}Event),");
        }
        text.push_str("}\n");
        for (family, events) in self.families() {
            let _ = writeln!(text, "\n{DERIVES}\npub enum Family{family}Event {{");
            for event in events.clone() {
                let _ = writeln!(text, "    Thing{event}Happened(Thing{event}Happened),");
            }
            text.push_str("}\n");
            for event in events {
                let detail = detail(event, edit);
                let _ = write!(
                    text,
                    "\n{DERIVES}\npub struct Thing{event}Happened {{\n    pub run_id: RunId,\n    pub {detail}: String,\n    \
                     pub note: Option<String>,\n    pub bytes: u64,\n    pub happened_at: DateTime<Utc>,\n}}\n"
                );
            }
        }
        text.push_str(
            "\npub fn encode(event: &DomainEvent) -> Vec<u8> {\n    serde_json::to_vec(event).unwrap()\n}\n\n\
             pub fn decode(json: &[u8]) -> DomainEvent {\n    serde_json::from_slice(json).unwrap()\n}\n",
        );
        text
    }
}

/// The name of the field, which an edit changes in one event.
fn detail(event: usize, edit: usize) -> String {
    if event == 0 { format!("detail_{edit}") } else { "detail".to_owned() }
}

/// The crate that uses the catalog.
const CONSUMER: &str = "\
pub mod domain {
    #[aegis_events::domain_events]
    pub enum DomainEvent {}
}

pub fn encode(event: &domain::DomainEvent) -> Vec<u8> {
    event.to_json().unwrap()
}

pub fn decode(json: &[u8]) -> domain::DomainEvent {
    domain::DomainEvent::from_json(json).unwrap()
}
";
