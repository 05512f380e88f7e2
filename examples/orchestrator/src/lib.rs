//! The main job of aegis-events: a small orchestrator on a real folder.
//!
//! Each publisher of the catalog is a component in a module of its own, with its own right to publish and no other. They do real
//! work: they list, read and write files, run commands, sign and verify calls, let time run out. What happens is published,
//! and subscribers of every kind listen, the library's five standing ones among them. [`run`] does it all, once or in rounds, and gives the
//! [`Summary`].

mod agent;
mod command;
mod database;
mod execution;
mod house;
mod listeners;
mod minds;
mod options;
mod policy;
mod report;
mod run;
mod screen;
mod settings;
mod smcp;
mod standing;
mod storage;
mod story;
mod swarm;
mod tools;
mod volume;
mod workflow;

pub use database::{Address, AddressError, DatabaseUrl};
pub use listeners::{Account, Followed};
pub use options::{Command, JobOptions, Options, ServeOptions};
pub use report::{
    ExecutionLine, ExecutionStates, FamilyHistory, FamilyLine, HistoryReport, SubscriberLine, Summary, Timeline,
    TimelineLine,
};
pub use run::{Step, run};
pub use screen::Voice;
pub use settings::{Settings, SettingsError, StandingSettings, Work};
pub use standing::{AuditReport, Received, Scrape, StreamReport, VolumesReport};
