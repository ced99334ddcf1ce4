-- What a tenant may send in a minute, and what is kept only for a time.

-- The attempts say what a tenant really sent: a bucket that was lost is filled from them. The previous release does not
-- say whose an attempt is; such an attempt counts for nobody.
ALTER TABLE twilio_server.send_attempts ADD COLUMN tenant_id uuid;

CREATE INDEX send_attempts_tenant ON twilio_server.send_attempts (tenant_id, started_at);

-- Attempts come in the order of time, so that a summary of each block finds the old ones.
CREATE INDEX send_attempts_started ON twilio_server.send_attempts USING brin (started_at);

-- A tenant's tokens while Redis is away: when they were taken, the newest first, and how many messages wait for one.
CREATE TABLE twilio_server.rate_buckets (
    tenant_id uuid PRIMARY KEY,
    taken timestamptz[] NOT NULL DEFAULT '{}',
    waiting integer NOT NULL DEFAULT 0
);

-- The keys of streams that began some days ago. A webhook of such a stream that comes all the same (a replay has no date)
-- brings its key back. Nothing else is written here but once a day, in bulk, so a large index does no harm. It is one
-- table with a hash index, because each new call is looked for here: of 10 million keys that costs 2.3 us, a tree 5.5,
-- and four partitions with a tree each 19.
CREATE TABLE twilio_server.stream_keys_archive (
    stream_key text COLLATE "C" NOT NULL,
    stream_id bigint NOT NULL,
    tenant_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    alias_of text
);

CREATE INDEX stream_keys_archive_key ON twilio_server.stream_keys_archive USING hash (stream_key);

-- Each day's keys lie together: those that go at the same time are found by the blocks' summaries.
CREATE INDEX stream_keys_archive_created ON twilio_server.stream_keys_archive USING brin (created_at);

-- One row for each day's cleaning, so that it is done once, and an operator sees that it was.
CREATE TABLE twilio_server.retention_runs (
    day date PRIMARY KEY,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    summary jsonb
);

-- The role that serves may not drop tables, so this function of the owner's does it: one partition at a time, the oldest
-- first, and none that ends within the last 90 days, whatever it is asked: a replay must be recognised for so long.
-- Only what this service made is dropped: the name must be one of ours, and say the same as the partition's bounds.
-- The lock on the whole table is held for milliseconds, and not waited for longer than that: everybody would wait behind.
CREATE FUNCTION twilio_server.drop_old_partition(parent_name text, ends_before timestamptz)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path FROM CURRENT
SET timezone = 'UTC'
SET datestyle = 'ISO, MDY'
SET lock_timeout = '50ms'
AS $$
DECLARE
    floor_at CONSTANT timestamptz := least(ends_before, now() - interval '90 days');
    parent regclass;
    months integer;
    pattern text;
    child record;
    starts_at timestamptz;
    ends_at timestamptz;
BEGIN
    CASE parent_name
        WHEN 'webhook_logs' THEN parent := 'webhook_logs'; months := 1; pattern := '(0[1-9]|1[0-2])';
        WHEN 'events' THEN parent := 'twilio_server.events'; months := 1; pattern := '(0[1-9]|1[0-2])';
        WHEN 'calls' THEN parent := 'calls'; months := 3; pattern := 'q([1-4])';
        ELSE RAISE EXCEPTION 'Partitions of % are not dropped.', parent_name;
    END CASE;
    FOR child IN
        SELECT n.nspname, c.relname, pg_get_expr(c.relpartbound, c.oid) AS bounds,
            regexp_match(c.relname, '^' || parent_name || '_([12]\d{3})_' || pattern || '$') AS part
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE i.inhparent = parent
        ORDER BY c.relname COLLATE "C"
    LOOP
        CONTINUE WHEN child.part IS NULL;
        starts_at := make_timestamptz(
            child.part[1]::integer, months * (child.part[2]::integer - 1) + 1, 1, 0, 0, 0, 'UTC');
        ends_at := starts_at + make_interval(months => months);
        CONTINUE WHEN ends_at > floor_at
            OR child.bounds <> format('FOR VALUES FROM (%L) TO (%L)', starts_at, ends_at);
        EXECUTE format('DROP TABLE %I.%I', child.nspname, child.relname);
        RETURN child.relname;
    END LOOP;
    RETURN NULL;
END
$$;
