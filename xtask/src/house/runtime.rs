//! The ladders of `aegis-events`.

use super::row::{Crate, Exception, Ladder, Reserved, room};

/// The runtime: from the catalog as data up to the one place that knows every section of the configuration.
pub(super) const RUNTIME: Ladder = Ladder {
    folder: "aegis-events/src",
    owner: Some(Crate {
        folder: "aegis-events",
        what: "the runtime: one folder for each concern",
        forbidden: &["aegis-events-catalog", "syn", "quote"],
    }),
    rungs: &[
        &[
            room("catalog", "the catalog at run time: `CatalogInfo`, `EventInfo`, `Field`, `Kind`, `Column`"),
            room("types", "the built-in types of catalogs"),
            room("backoff", "growing pauses between retries"),
            room("chain", "an error and its sources on one line"),
        ],
        &[
            room("codec", "payloads to JSON and back through tables: `Record`, `Value`, `Slot`"),
            room("settings", "the engine of configuration: YAML, environment variables, secrets; it knows no section"),
            room("task", "background tasks: their last error, the report of their end"),
        ],
        &[room(
            "event",
            "the traits that generated code implements: `Domain`, `Payload`, `Filter`, `Key`, `PublishedBy`",
        )],
        &[
            room("envelope", "what the bus knows about an event: `Envelope`, `EventId`, `Origin`"),
            room("support", "what generated code needs and users do not"),
        ],
        &[room("bus", "`EventBus`, `Publisher`, `Subscription`, lanes, `run`, shutdown, statistics")],
        &[
            room("history", "every event in a database: `History` and its rooms, below"),
            room("audit", "the signed log: lines, Merkle tree, checkpoints; verification and proofs"),
            room("testing", "a bus for tests: all rights, recorded events, assertions, a fixed clock"),
            room("domain", "the AEGIS catalog, expanded; the family `Volume` is written by hand"),
        ],
        &[
            room("grpc", "events pushed to clients over gRPC"),
            room("metrics", "numbers of bus, recorder and AEGIS domain; `/metrics`"),
            room("reaper", "the TTL reaper: ends ephemeral volumes that have expired"),
        ],
        &[room("config", "`Config`: all sections of one YAML file")],
    ],
    exceptions: &[],
};

/// The history: from the two databases up to `History`.
pub(super) const HISTORY: Ladder = Ladder {
    folder: "aegis-events/src/history",
    owner: None,
    rungs: &[
        &[room("escape", ""), room("reason", ""), room("sql_timestamp", "")],
        &[room("backend", "access to PostgreSQL and SQLite: `Backend`, statements, errors by what to do next")],
        &[room("retry", ""), room("settings", "`HistoryConfig`, and its section"), room("signals", "")],
        &[room("schema", "the schema from the catalog: compared, migrated, refused")],
        &[room("row", "events to rows and back")],
        &[room("error", ""), room("shared", "")],
        &[room("listen", ""), room("publish", ""), room("select", "the conditions that queries share")],
        &[room("recorder", "the one lossless subscriber that writes events")],
        &[room("outbox", "`record_in`, and the relay")],
        &[room("history", "`History`: the handle, which the rooms above give their methods")],
        &[
            room("open", ""),
            room("takeover", ""),
            room("query", "`Query` and `RawQuery`"),
            room("durable", "named cursors, leases, parked events"),
            room("removal", "retention, erasure, gaps"),
            room("backfill", "events that a live subscription missed, read back"),
            room("follow", ""),
        ],
        &[room("raw", "histories without the compiled domain, for tools")],
        &[room("dead_letters", "events that could not be recorded: listed, retried")],
    ],
    exceptions: &[],
};

pub(super) const RESERVED: &[Reserved] = &[Reserved {
    module: "aegis-events/src/domain",
    users: &["aegis-events/src/reaper", "aegis-events/src/metrics/domain", "aegis-events/src/grpc/stream.rs"],
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
