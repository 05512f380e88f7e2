//! The orders of `aegis-events`.

use super::table::{Crate, Exception, ModuleOrder, Reserved, module};

/// The runtime: from the catalog as data up to the one place that knows every section of the configuration.
pub(super) const RUNTIME: ModuleOrder = ModuleOrder {
    folder: "aegis-events/src",
    owner: Some(Crate {
        folder: "aegis-events",
        what: "the runtime: one folder for each concern",
        forbidden: &["aegis-events-catalog", "syn", "quote"],
    }),
    layers: &[
        &[
            module("catalog", "the catalog at run time: `CatalogInfo`, `EventInfo`, `Field`, `Kind`, `Column`"),
            module("types", "the built-in types of catalogs"),
            module("backoff", "growing pauses between retries"),
            module("chain", "an error and its sources on one line"),
        ],
        &[
            module("codec", "payloads to JSON and back through tables: `Record`, `Value`, `Slot`"),
            module(
                "settings",
                "the engine of configuration: YAML, environment variables, secrets; it knows no section",
            ),
            module("task", "background tasks: their last error, the report of their end"),
        ],
        &[module(
            "event",
            "the traits that generated code implements: `Domain`, `Payload`, `Filter`, `Key`, `PublishedBy`",
        )],
        &[
            module("envelope", "what the bus knows about an event: `Envelope`, `EventId`, `Origin`"),
            module("support", "what generated code needs and users do not"),
        ],
        &[module("bus", "`EventBus`, `Publisher`, `Subscription`, lanes, `run`, shutdown, statistics")],
        &[
            module("history", "every event in a database: `History` and its modules, below"),
            module("audit", "the signed log: lines, Merkle tree, checkpoints; verification and proofs"),
            module("testing", "a bus for tests: all rights, recorded events, assertions, a fixed clock"),
            module("domain", "the AEGIS catalog, expanded; the family `Volume` is written by hand"),
        ],
        &[
            module("grpc", "events pushed to clients over gRPC"),
            module("metrics", "numbers of bus, recorder and AEGIS domain; `/metrics`"),
            module("reaper", "the TTL reaper: ends ephemeral volumes that have expired"),
        ],
        &[module("config", "`Config`: all sections of one YAML file")],
        &[module("help", "`help_of`: how to fix any error of the crate")],
    ],
    exceptions: &[],
};

/// The history: from the two databases up to `History`.
pub(super) const HISTORY: ModuleOrder = ModuleOrder {
    folder: "aegis-events/src/history",
    owner: None,
    layers: &[
        &[module("escape", ""), module("reason", ""), module("sql_timestamp", "")],
        &[module("backend", "access to PostgreSQL and SQLite: `Backend`, statements, errors by what to do next")],
        &[module("retry", ""), module("settings", "`HistoryConfig`, and its section"), module("signals", "")],
        &[module("schema", "the schema from the catalog: compared, migrated, refused")],
        &[module("row", "events to rows and back")],
        &[module("error", ""), module("shared", "")],
        &[module("listen", ""), module("publish", ""), module("select", "the conditions that queries share")],
        &[module("recorder", "the one lossless subscriber that writes events")],
        &[module("outbox", "`record_in`, and the relay")],
        &[module("history", "`History`, the handle; higher modules add its methods")],
        &[
            module("open", ""),
            module("takeover", ""),
            module("query", "`Query` and `RawQuery`"),
            module("durable", "named cursors, leases, parked events"),
            module("removal", "retention, erasure, gaps"),
            module("backfill", "events that a live subscription missed, read back"),
            module("follow", ""),
        ],
        &[module("raw", "histories without the compiled domain, for tools")],
        &[module("dead_letters", "events that could not be recorded: listed, retried")],
    ],
    exceptions: &[],
};

pub(super) const RESERVED: &[Reserved] = &[Reserved {
    module: "aegis-events/src/domain",
    users: &["aegis-events/src/reaper", "aegis-events/src/metrics/domain"],
}];

pub(super) const SUBSCRIBERS: &[&str] = &[
    "aegis-events/src/audit",
    "aegis-events/src/grpc",
    "aegis-events/src/metrics",
    "aegis-events/src/reaper",
    "aegis-events/src/history/recorder",
];

pub(super) const SUBSCRIBERS_THAT_MEET: &[Exception] = &[
    // The collector shows the numbers of the recorder, whose handle the application passes to it.
    Exception { from: "aegis-events/src/metrics", to: "aegis-events/src/history/recorder" },
];
