-- The history of the catalog `small`, for PostgreSQL. Made by aegis-events.

BEGIN;

-- make the table `domain_events`
CREATE TABLE IF NOT EXISTS "domain_events" (
    "position" bigint NOT NULL PRIMARY KEY,
    "event_id" uuid NOT NULL,
    "event_type" text NOT NULL,
    "family" text NOT NULL,
    "publisher" text NOT NULL,
    "version" bigint NOT NULL,
    "occurred_at" timestamptz NOT NULL,
    "created_at" timestamptz NOT NULL,
    "correlation_id" uuid NOT NULL,
    "causation_id" uuid,
    "node_id" text NOT NULL,
    "bus_id" uuid NOT NULL,
    "sequence" bigint,
    "event_data" jsonb NOT NULL,
    "run_id" uuid,
    "label" text,
    "shard" smallint,
    "account" numeric(20)
);

-- make the table `event_positions`
CREATE TABLE IF NOT EXISTS "event_positions" (
    "only" smallint NOT NULL PRIMARY KEY DEFAULT 1 CHECK ("only" = 1),
    "last" bigint NOT NULL
) WITH (fillfactor = 10);

-- make the table `event_outbox`
CREATE TABLE IF NOT EXISTS "event_outbox" (
    "event_id" uuid NOT NULL PRIMARY KEY,
    "event_type" text NOT NULL,
    "family" text NOT NULL,
    "publisher" text NOT NULL,
    "version" bigint NOT NULL,
    "occurred_at" timestamptz NOT NULL,
    "created_at" timestamptz NOT NULL,
    "correlation_id" uuid NOT NULL,
    "causation_id" uuid,
    "node_id" text NOT NULL,
    "bus_id" uuid NOT NULL,
    "sequence" bigint,
    "event_data" jsonb NOT NULL,
    "run_id" uuid,
    "label" text,
    "shard" smallint,
    "account" numeric(20)
);

-- make the table `event_dead_letters`
CREATE TABLE IF NOT EXISTS "event_dead_letters" (
    "event_id" uuid NOT NULL PRIMARY KEY,
    "event_type" text NOT NULL,
    "family" text NOT NULL,
    "publisher" text NOT NULL,
    "version" bigint NOT NULL,
    "occurred_at" timestamptz NOT NULL,
    "created_at" timestamptz NOT NULL,
    "correlation_id" uuid NOT NULL,
    "causation_id" uuid,
    "node_id" text NOT NULL,
    "bus_id" uuid NOT NULL,
    "sequence" bigint,
    "event_data" bytea NOT NULL,
    "run_id" uuid,
    "label" text,
    "shard" smallint,
    "account" numeric(20),
    "reason" text NOT NULL,
    "failed_at" timestamptz NOT NULL
);

-- make the table `event_cursors`
CREATE TABLE IF NOT EXISTS "event_cursors" (
    "name" text NOT NULL PRIMARY KEY,
    "position" bigint NOT NULL,
    "epoch" bigint NOT NULL,
    "holder" text,
    "held_until" timestamptz,
    "updated_at" timestamptz NOT NULL
);

-- make the table `event_parked`
CREATE TABLE IF NOT EXISTS "event_parked" (
    "cursor" text NOT NULL,
    "position" bigint NOT NULL,
    "event_id" uuid NOT NULL,
    "reason" text NOT NULL,
    "attempts" integer NOT NULL,
    "parked_at" timestamptz NOT NULL,
    "retry_at" timestamptz,
    PRIMARY KEY ("cursor", "position")
);

-- make the table `event_removals`
CREATE TABLE IF NOT EXISTS "event_removals" (
    "removed_at" timestamptz NOT NULL,
    "reason" text NOT NULL,
    "detail" text,
    "first_position" bigint NOT NULL,
    "last_position" bigint NOT NULL,
    "events" bigint NOT NULL
);

-- make the table `event_schema`
CREATE TABLE IF NOT EXISTS "event_schema" (
    "only" smallint NOT NULL PRIMARY KEY DEFAULT 1 CHECK ("only" = 1),
    "version" integer NOT NULL,
    "catalog" text NOT NULL
);

-- make the table `event_backfills`
CREATE TABLE IF NOT EXISTS "event_backfills" (
    "column" text NOT NULL PRIMARY KEY,
    "next_position" bigint NOT NULL
);

-- make the index `domain_events_event_id_key`
CREATE UNIQUE INDEX IF NOT EXISTS "domain_events_event_id_key" ON "domain_events" ("event_id");

-- make the index `domain_events_bus_id_sequence_key`
CREATE UNIQUE INDEX IF NOT EXISTS "domain_events_bus_id_sequence_key" ON "domain_events" ("bus_id", "sequence");

-- make the index `domain_events_created_at_idx`
CREATE INDEX IF NOT EXISTS "domain_events_created_at_idx" ON "domain_events" ("created_at");

-- make the index `domain_events_occurred_at_idx`
CREATE INDEX IF NOT EXISTS "domain_events_occurred_at_idx" ON "domain_events" USING brin ("occurred_at") WITH (autosummarize = on);

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
CREATE VIEW "events_run_every_type" AS SELECT
    ("event_data" ->> 'a_bool')::boolean AS "a_bool",
    ("event_data" ->> 'a_small')::smallint AS "a_small",
    ("event_data" ->> 'an_int')::integer AS "an_int",
    ("event_data" ->> 'a_big')::bigint AS "a_big",
    ("event_data" ->> 'a_huge')::numeric(20) AS "a_huge",
    ("event_data" ->> 'a_real')::real AS "a_real",
    ("event_data" ->> 'a_double')::double precision AS "a_double",
    "event_data" ->> 'a_text' AS "a_text",
    ("event_data" ->> 'a_uuid')::uuid AS "a_uuid",
    CASE WHEN "event_data" ->> 'a_time' LIKE '-%' OR "event_data" ->> 'a_time' LIKE '0000-%' THEN '-infinity'::timestamptz WHEN "event_data" ->> 'a_time' LIKE '+%' THEN 'infinity'::timestamptz WHEN "event_data" ->> 'a_time' LIKE '____-__-__T__:__:__.______%Z' THEN (left("event_data" ->> 'a_time', 26) || 'Z')::timestamptz ELSE ("event_data" ->> 'a_time')::timestamptz END AS "a_time",
    CASE WHEN "event_data" ->> 'a_date' LIKE '-%' OR "event_data" ->> 'a_date' LIKE '0000-%' THEN '-infinity'::date WHEN "event_data" ->> 'a_date' LIKE '+%' THEN 'infinity'::date ELSE ("event_data" ->> 'a_date')::date END AS "a_date",
    "event_data" -> 'a_json' AS "a_json",
    decode("event_data" ->> 'some_bytes', 'base64') AS "some_bytes",
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
COMMENT ON VIEW "events_run_every_type" IS 'aegis-events Run.EveryType 1c82b2b4f79d1042';

-- make the view `events_run_every_attribute`
CREATE VIEW "events_run_every_attribute" AS SELECT
    ("event_data" ->> 'run_id')::uuid AS "run_id",
    coalesce("event_data" -> 'context', "event_data" -> 'scope') AS "context",
    coalesce("event_data" -> 'renamed', "event_data" -> 'old_name', "event_data" -> 'older_name') #>> '{}' AS "renamed",
    "event_data" ->> 'maybe' AS "maybe",
    nullif(coalesce("event_data" -> 'maybe_json', "event_data" -> 'old_json'), 'null'::jsonb) AS "maybe_json",
    ("event_data" ->> 'maybe_huge')::numeric(20) AS "maybe_huge",
    (coalesce("event_data" -> 'with_default', '2'::jsonb) #>> '{}')::integer AS "with_default",
    coalesce("event_data" -> 'quoted', E'"it''s \\"\\u001a0\\""'::jsonb) #>> '{}' AS "quoted",
    CASE WHEN coalesce("event_data" -> 'both', "event_data" -> 'at', '"1970-01-01T00:00:00Z"'::jsonb) #>> '{}' LIKE '-%' OR coalesce("event_data" -> 'both', "event_data" -> 'at', '"1970-01-01T00:00:00Z"'::jsonb) #>> '{}' LIKE '0000-%' THEN '-infinity'::timestamptz WHEN coalesce("event_data" -> 'both', "event_data" -> 'at', '"1970-01-01T00:00:00Z"'::jsonb) #>> '{}' LIKE '+%' THEN 'infinity'::timestamptz WHEN coalesce("event_data" -> 'both', "event_data" -> 'at', '"1970-01-01T00:00:00Z"'::jsonb) #>> '{}' LIKE '____-__-__T__:__:__.______%Z' THEN (left(coalesce("event_data" -> 'both', "event_data" -> 'at', '"1970-01-01T00:00:00Z"'::jsonb) #>> '{}', 26) || 'Z')::timestamptz ELSE (coalesce("event_data" -> 'both', "event_data" -> 'at', '"1970-01-01T00:00:00Z"'::jsonb) #>> '{}')::timestamptz END AS "both",
    "event_data" ->> 'secret' AS "secret",
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
COMMENT ON VIEW "events_run_every_attribute" IS 'aegis-events Run.EveryAttribute,Attributes,OldAttributes ad35c3bddcbb0336';

-- make the view `events_run_empty`
CREATE VIEW "events_run_empty" AS SELECT
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
COMMENT ON VIEW "events_run_empty" IS 'aegis-events Run.Empty 68ea4b5b724f162c';

COMMIT;
