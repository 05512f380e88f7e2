//! The large example of aegis-events: a small orchestrator that works on a real folder.
//!
//! Each publisher of the catalog is a component with its own module and its own publisher handle. The components do real work: they list,
//! read and write files, run commands, sign and verify calls, and let time limits expire. They publish what happens. Subscribers of every
//! kind receive it, among them the five observers of the library. [`run`] does it all, once or in rounds, and returns the [`Summary`].

mod agent;
mod command;
mod database;
mod execution;
mod explain;
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
pub use explain::explain;
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
