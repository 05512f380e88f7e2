-- `run_id` in PostgreSQL
UPDATE "domain_events" SET "run_id" = CASE
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryType')) THEN CASE WHEN "event_data" ->> 'a_uuid' ~ '^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$' THEN ("event_data" ->> 'a_uuid')::uuid END
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryAttribute'), ('Run', 'Attributes'), ('Run', 'OldAttributes')) THEN CASE WHEN "event_data" ->> 'run_id' ~ '^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$' THEN ("event_data" ->> 'run_id')::uuid END
END
WHERE "run_id" IS NULL AND ("family", "event_type") IN (VALUES ('Run', 'EveryType'), ('Run', 'EveryAttribute'), ('Run', 'Attributes'), ('Run', 'OldAttributes'));
DELETE FROM "event_backfills" WHERE "column" = 'run_id';

-- `run_id` in SQLite
UPDATE "domain_events" SET "run_id" = CASE
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryType')) THEN CASE WHEN json_type("event_data" -> '$."a_uuid"') = 'text' AND length("event_data" ->> '$."a_uuid"') = 36 THEN lower("event_data" ->> '$."a_uuid"') END
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryAttribute'), ('Run', 'Attributes'), ('Run', 'OldAttributes')) THEN CASE WHEN json_type("event_data" -> '$."run_id"') = 'text' AND length("event_data" ->> '$."run_id"') = 36 THEN lower("event_data" ->> '$."run_id"') END
END
WHERE "run_id" IS NULL AND ("family", "event_type") IN (VALUES ('Run', 'EveryType'), ('Run', 'EveryAttribute'), ('Run', 'Attributes'), ('Run', 'OldAttributes'));
DELETE FROM "event_backfills" WHERE "column" = 'run_id';

-- `label` in PostgreSQL
UPDATE "domain_events" SET "label" = CASE
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryType')) THEN CASE WHEN jsonb_typeof("event_data" -> 'a_text') = 'string' THEN "event_data" ->> 'a_text' END
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryAttribute'), ('Run', 'Attributes'), ('Run', 'OldAttributes')) THEN CASE WHEN jsonb_typeof(coalesce("event_data" -> 'context', "event_data" -> 'scope') -> 'label') = 'string' THEN coalesce("event_data" -> 'context', "event_data" -> 'scope') ->> 'label' END
END
WHERE "label" IS NULL AND ("family", "event_type") IN (VALUES ('Run', 'EveryType'), ('Run', 'EveryAttribute'), ('Run', 'Attributes'), ('Run', 'OldAttributes'));
DELETE FROM "event_backfills" WHERE "column" = 'label';

-- `label` in SQLite
UPDATE "domain_events" SET "label" = CASE
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryType')) THEN CASE WHEN json_type("event_data" -> '$."a_text"') = 'text' THEN "event_data" ->> '$."a_text"' END
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryAttribute'), ('Run', 'Attributes'), ('Run', 'OldAttributes')) THEN CASE WHEN json_type(coalesce("event_data" -> '$."context"', "event_data" -> '$."scope"') -> '$."label"') = 'text' THEN coalesce("event_data" -> '$."context"', "event_data" -> '$."scope"') ->> '$."label"' END
END
WHERE "label" IS NULL AND ("family", "event_type") IN (VALUES ('Run', 'EveryType'), ('Run', 'EveryAttribute'), ('Run', 'Attributes'), ('Run', 'OldAttributes'));
DELETE FROM "event_backfills" WHERE "column" = 'label';

-- `shard` in PostgreSQL
UPDATE "domain_events" SET "shard" = CASE
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryType')) THEN CASE WHEN "event_data" ->> 'a_small' ~ '^-?[0-9]{1,20}$' THEN CASE WHEN ("event_data" ->> 'a_small')::numeric BETWEEN -32768 AND 32767 THEN ("event_data" ->> 'a_small')::smallint END END
END
WHERE "shard" IS NULL AND ("family", "event_type") IN (VALUES ('Run', 'EveryType'));
DELETE FROM "event_backfills" WHERE "column" = 'shard';

-- `shard` in SQLite
UPDATE "domain_events" SET "shard" = CASE
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryType')) THEN CASE WHEN typeof("event_data" ->> '$."a_small"') = 'integer' AND json_type("event_data" -> '$."a_small"') = 'integer' THEN "event_data" ->> '$."a_small"' END
END
WHERE "shard" IS NULL AND ("family", "event_type") IN (VALUES ('Run', 'EveryType'));
DELETE FROM "event_backfills" WHERE "column" = 'shard';

-- `account` in PostgreSQL
UPDATE "domain_events" SET "account" = CASE
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryType')) THEN CASE WHEN "event_data" ->> 'a_huge' ~ '^-?[0-9]{1,20}$' THEN CASE WHEN ("event_data" ->> 'a_huge')::numeric BETWEEN 0 AND 18446744073709551615 THEN ("event_data" ->> 'a_huge')::numeric(20) END END
END
WHERE "account" IS NULL AND ("family", "event_type") IN (VALUES ('Run', 'EveryType'));
DELETE FROM "event_backfills" WHERE "column" = 'account';

-- `account` in SQLite
UPDATE "domain_events" SET "account" = CASE
    WHEN ("family", "event_type") IN (VALUES ('Run', 'EveryType')) THEN CASE WHEN json_type("event_data" -> '$."a_huge"') = 'integer' THEN "event_data" -> '$."a_huge"' END
END
WHERE "account" IS NULL AND ("family", "event_type") IN (VALUES ('Run', 'EveryType'));
DELETE FROM "event_backfills" WHERE "column" = 'account';
