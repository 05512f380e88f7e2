-- The history of the catalog `small`, for SQLite. Made by aegis-events.

BEGIN;

-- make the table `domain_events`
CREATE TABLE IF NOT EXISTS "domain_events" (
    "position" integer NOT NULL PRIMARY KEY,
    "event_id" text NOT NULL,
    "event_type" text NOT NULL,
    "family" text NOT NULL,
    "publisher" text NOT NULL,
    "version" integer NOT NULL,
    "occurred_at" text NOT NULL,
    "created_at" text NOT NULL,
    "correlation_id" text NOT NULL,
    "causation_id" text,
    "node_id" text NOT NULL,
    "bus_id" text NOT NULL,
    "sequence" integer,
    "event_data" text NOT NULL,
    "run_id" text,
    "label" text,
    "shard" integer,
    "account" text
);

-- make the table `event_positions`
CREATE TABLE IF NOT EXISTS "event_positions" (
    "only" integer NOT NULL PRIMARY KEY DEFAULT 1 CHECK ("only" = 1),
    "last" integer NOT NULL
);

-- make the table `event_outbox`
CREATE TABLE IF NOT EXISTS "event_outbox" (
    "event_id" text NOT NULL PRIMARY KEY,
    "event_type" text NOT NULL,
    "family" text NOT NULL,
    "publisher" text NOT NULL,
    "version" integer NOT NULL,
    "occurred_at" text NOT NULL,
    "created_at" text NOT NULL,
    "correlation_id" text NOT NULL,
    "causation_id" text,
    "node_id" text NOT NULL,
    "bus_id" text NOT NULL,
    "sequence" integer,
    "event_data" text NOT NULL,
    "run_id" text,
    "label" text,
    "shard" integer,
    "account" text
);

-- make the table `event_dead_letters`
CREATE TABLE IF NOT EXISTS "event_dead_letters" (
    "event_id" text NOT NULL PRIMARY KEY,
    "event_type" text NOT NULL,
    "family" text NOT NULL,
    "publisher" text NOT NULL,
    "version" integer NOT NULL,
    "occurred_at" text NOT NULL,
    "created_at" text NOT NULL,
    "correlation_id" text NOT NULL,
    "causation_id" text,
    "node_id" text NOT NULL,
    "bus_id" text NOT NULL,
    "sequence" integer,
    "event_data" blob NOT NULL,
    "run_id" text,
    "label" text,
    "shard" integer,
    "account" text,
    "reason" text NOT NULL,
    "failed_at" text NOT NULL
);

-- make the table `event_cursors`
CREATE TABLE IF NOT EXISTS "event_cursors" (
    "name" text NOT NULL PRIMARY KEY,
    "position" integer NOT NULL,
    "epoch" integer NOT NULL,
    "holder" text,
    "held_until" text,
    "updated_at" text NOT NULL
);

-- make the table `event_parked`
CREATE TABLE IF NOT EXISTS "event_parked" (
    "cursor" text NOT NULL,
    "position" integer NOT NULL,
    "event_id" text NOT NULL,
    "reason" text NOT NULL,
    "attempts" integer NOT NULL,
    "parked_at" text NOT NULL,
    "retry_at" text,
    PRIMARY KEY ("cursor", "position")
);

-- make the table `event_removals`
CREATE TABLE IF NOT EXISTS "event_removals" (
    "removed_at" text NOT NULL,
    "reason" text NOT NULL,
    "detail" text,
    "first_position" integer NOT NULL,
    "last_position" integer NOT NULL,
    "events" integer NOT NULL
);

-- make the table `event_schema`
CREATE TABLE IF NOT EXISTS "event_schema" (
    "only" integer NOT NULL PRIMARY KEY DEFAULT 1 CHECK ("only" = 1),
    "version" integer NOT NULL,
    "catalog" text NOT NULL
);

-- make the table `event_backfills`
CREATE TABLE IF NOT EXISTS "event_backfills" (
    "column" text NOT NULL PRIMARY KEY,
    "next_position" integer NOT NULL
);

-- make the index `domain_events_event_id_key`
CREATE UNIQUE INDEX IF NOT EXISTS "domain_events_event_id_key" ON "domain_events" ("event_id");

-- make the index `domain_events_bus_id_sequence_key`
CREATE UNIQUE INDEX IF NOT EXISTS "domain_events_bus_id_sequence_key" ON "domain_events" ("bus_id", "sequence");

-- make the index `domain_events_created_at_idx`
CREATE INDEX IF NOT EXISTS "domain_events_created_at_idx" ON "domain_events" ("created_at");

-- make the index `domain_events_occurred_at_idx`
CREATE INDEX IF NOT EXISTS "domain_events_occurred_at_idx" ON "domain_events" ("occurred_at");

-- make the index `domain_events_family_idx`
CREATE INDEX IF NOT EXISTS "domain_events_family_idx" ON "domain_events" ("family", "position");

-- make the index `domain_events_correlation_id_idx`
CREATE INDEX IF NOT EXISTS "domain_events_correlation_id_idx" ON "domain_events" ("correlation_id", "position");

-- make the index `domain_events_run_id_idx`
CREATE INDEX IF NOT EXISTS "domain_events_run_id_idx" ON "domain_events" ("run_id", "position") WHERE "run_id" IS NOT NULL;

-- make the index `domain_events_label_idx`
CREATE INDEX IF NOT EXISTS "domain_events_label_idx" ON "domain_events" ("label", "position") WHERE "label" IS NOT NULL;

-- make the index `domain_events_shard_idx`
CREATE INDEX IF NOT EXISTS "domain_events_shard_idx" ON "domain_events" ("shard", "position") WHERE "shard" IS NOT NULL;

-- make the index `domain_events_account_idx`
CREATE INDEX IF NOT EXISTS "domain_events_account_idx" ON "domain_events" ("account", "position") WHERE "account" IS NOT NULL;

-- make the index `event_outbox_node_id_idx`
CREATE INDEX IF NOT EXISTS "event_outbox_node_id_idx" ON "event_outbox" ("node_id", "event_id");

-- make the index `event_dead_letters_bus_id_idx`
CREATE INDEX IF NOT EXISTS "event_dead_letters_bus_id_idx" ON "event_dead_letters" ("bus_id", "sequence");

-- make the index `event_removals_last_position_idx`
CREATE INDEX IF NOT EXISTS "event_removals_last_position_idx" ON "event_removals" ("last_position");

-- count positions from the last one that was given
INSERT INTO "event_positions" ("only", "last")
SELECT 1, coalesce(max("last"), 0) FROM (
    SELECT max("position") AS "last" FROM "domain_events"
    UNION ALL SELECT max("last_position") FROM "event_removals"
) AS "known" WHERE true
ON CONFLICT ("only") DO NOTHING;

-- write down the schema's version
INSERT INTO "event_schema" ("only", "version", "catalog") VALUES (1, 2, 'small')
ON CONFLICT ("only") DO UPDATE SET "version" = excluded."version", "catalog" = excluded."catalog";

-- make the view `events_run_every_type`
CREATE VIEW "events_run_every_type" AS /* aegis-events Run.EveryType */ SELECT
    "event_data" ->> '$."a_bool"' AS "a_bool",
    "event_data" ->> '$."a_small"' AS "a_small",
    "event_data" ->> '$."an_int"' AS "an_int",
    "event_data" ->> '$."a_big"' AS "a_big",
    nullif("event_data" -> '$."a_huge"', 'null') AS "a_huge",
    "event_data" ->> '$."a_real"' AS "a_real",
    "event_data" ->> '$."a_double"' AS "a_double",
    "event_data" ->> '$."a_text"' AS "a_text",
    "event_data" ->> '$."a_uuid"' AS "a_uuid",
    "event_data" ->> '$."a_time"' AS "a_time",
    "event_data" ->> '$."a_date"' AS "a_date",
    "event_data" -> '$."a_json"' AS "a_json",
    "event_data" ->> '$."some_bytes"' AS "some_bytes",
    "position" AS "_position",
    "event_id" AS "_event_id",
    "occurred_at" AS "_occurred_at",
    "created_at" AS "_created_at",
    "publisher" AS "_publisher",
    "version" AS "_version",
    "correlation_id" AS "_correlation_id",
    "causation_id" AS "_causation_id",
    "node_id" AS "_node_id",
    "bus_id" AS "_bus_id",
    "sequence" AS "_sequence"
FROM "domain_events"
WHERE "family" = 'Run' AND "event_type" IN ('EveryType');

-- make the view `events_run_every_attribute`
CREATE VIEW "events_run_every_attribute" AS /* aegis-events Run.EveryAttribute,Attributes,OldAttributes */ SELECT
    "event_data" ->> '$."run_id"' AS "run_id",
    coalesce("event_data" -> '$."context"', "event_data" -> '$."scope"') AS "context",
    coalesce("event_data" -> '$."renamed"', "event_data" -> '$."old_name"', "event_data" -> '$."older_name"') ->> '$' AS "renamed",
    "event_data" ->> '$."maybe"' AS "maybe",
    nullif(coalesce("event_data" -> '$."maybe_json"', "event_data" -> '$."old_json"'), 'null') AS "maybe_json",
    nullif("event_data" -> '$."maybe_huge"', 'null') AS "maybe_huge",
    coalesce("event_data" -> '$."with_default"', '2') ->> '$' AS "with_default",
    coalesce("event_data" -> '$."quoted"', '"it''s \"\u001a0\""') ->> '$' AS "quoted",
    coalesce("event_data" -> '$."both"', "event_data" -> '$."at"', '"1970-01-01T00:00:00Z"') ->> '$' AS "both",
    "event_data" ->> '$."secret"' AS "secret",
    "position" AS "_position",
    "event_id" AS "_event_id",
    "occurred_at" AS "_occurred_at",
    "created_at" AS "_created_at",
    "publisher" AS "_publisher",
    "version" AS "_version",
    "correlation_id" AS "_correlation_id",
    "causation_id" AS "_causation_id",
    "node_id" AS "_node_id",
    "bus_id" AS "_bus_id",
    "sequence" AS "_sequence"
FROM "domain_events"
WHERE "family" = 'Run' AND "event_type" IN ('EveryAttribute', 'Attributes', 'OldAttributes');

-- make the view `events_run_empty`
CREATE VIEW "events_run_empty" AS /* aegis-events Run.Empty */ SELECT
    "position" AS "_position",
    "event_id" AS "_event_id",
    "occurred_at" AS "_occurred_at",
    "created_at" AS "_created_at",
    "publisher" AS "_publisher",
    "version" AS "_version",
    "correlation_id" AS "_correlation_id",
    "causation_id" AS "_causation_id",
    "node_id" AS "_node_id",
    "bus_id" AS "_bus_id",
    "sequence" AS "_sequence"
FROM "domain_events"
WHERE "family" = 'Run' AND "event_type" IN ('Empty');

COMMIT;
