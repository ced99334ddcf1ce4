-- The journal: what arrived, what it was decided to mean, and the work that follows.
-- The tables that operators query by name stand in DATABASE_SCHEMA (the first schema of the search path here);
-- all others in twilio_server.

CREATE SCHEMA IF NOT EXISTS twilio_server;

-- One sequence for every kind of stream, so that an event names its stream by one number. Each process takes ids in
-- blocks: a row written again after a lost race wastes nothing and costs no round trip.
CREATE SEQUENCE twilio_server.stream_ids AS bigint INCREMENT BY 1024 MINVALUE 1024 START 1024;

-- Keys that the service makes at first start: the identity key (wrapped), and a master key where none is configured.
CREATE TABLE twilio_server.service_keys (
    name text PRIMARY KEY,
    value bytea NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE twilio_server.tenants (
    tenant_id uuid PRIMARY KEY,
    name text NOT NULL,
    settings jsonb NOT NULL,
    settings_version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE twilio_server.phone_numbers (
    phone_number text PRIMARY KEY CHECK (phone_number ~ '^\+[1-9][0-9]{6,14}$'),
    tenant_id uuid NOT NULL REFERENCES twilio_server.tenants,
    created_at timestamptz NOT NULL
);

CREATE INDEX phone_numbers_tenant ON twilio_server.phone_numbers (tenant_id);

-- A partitioned table cannot hold a unique CallSid, so a stream exists once because its key does. Only recent streams
-- keep their key here: SIDs are random, and a random index over all history costs more than the whole webhook.
-- A stream that is found under a second key (a message's SID beside its intent) is locked by its first.
CREATE TABLE twilio_server.stream_keys (
    stream_key text PRIMARY KEY,
    stream_id bigint NOT NULL,
    tenant_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    alias_of text
);

-- One row for each distinct event, enough to replay its stream. Partitioned by the stream's date, so that a stream's
-- events lie together and leave together.
CREATE TABLE twilio_server.events (
    stream_id bigint NOT NULL,
    identity uuid NOT NULL,
    stream_created_at timestamptz NOT NULL,
    sequence integer NOT NULL CHECK (sequence > 0),
    type text NOT NULL,
    occurred_at timestamptz NOT NULL,
    settings_version bigint,
    decider_version smallint NOT NULL,
    parameters jsonb NOT NULL,
    reply text,
    PRIMARY KEY (stream_id, identity, stream_created_at)
)
PARTITION BY RANGE (stream_created_at);

-- Events that a bug or the database refused: kept aside whole, for a person to look at and feed in again.
CREATE TABLE twilio_server.failed_events (
    delivery_id uuid PRIMARY KEY,
    identity uuid NOT NULL,
    stream_key text,
    type text NOT NULL,
    parameters text NOT NULL,
    error text NOT NULL,
    created_at timestamptz NOT NULL
);

-- One row for EVERY delivery. webhook_id is the event's identity and repeats when Twilio does.
CREATE TABLE webhook_logs (
    delivery_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    webhook_type text NOT NULL,
    source_ip inet,
    call_sid text,
    message_sid text,
    tenant_id uuid,
    outcome text NOT NULL,
    duration_ms real NOT NULL,
    parameters jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (delivery_id, created_at)
)
PARTITION BY RANGE (created_at);

-- What was refused before it could become an event: counted, never stored.
CREATE TABLE twilio_server.webhook_refusals (
    minute timestamptz NOT NULL,
    reason text NOT NULL,
    refused bigint NOT NULL,
    PRIMARY KEY (minute, reason)
);

CREATE TABLE calls (
    call_id bigint NOT NULL,
    call_sid text NOT NULL,
    tenant_id uuid NOT NULL,
    from_number text NOT NULL,
    to_number text NOT NULL,
    direction text NOT NULL,
    status text NOT NULL CHECK (
        status IN ('queued', 'ringing', 'in-progress', 'completed', 'busy', 'no-answer', 'failed', 'canceled')
    ),
    duration integer CHECK (duration >= 0),
    created_at timestamptz NOT NULL,
    stage text NOT NULL CHECK (stage IN ('received', 'dialing', 'answered', 'voicemail', 'ended')),
    missed boolean,
    missed_reason text CHECK ((missed_reason IS NOT NULL) = coalesce(missed, false)),
    dial_call_status text,
    dial_call_sid text,
    dial_call_duration integer,
    terminal_status text,
    ended_at timestamptz,
    event_sequence integer NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (call_id, created_at)
)
PARTITION BY RANGE (created_at);

CREATE INDEX idx_calls_tenant_created ON calls (tenant_id, created_at DESC);

CREATE INDEX idx_calls_status ON calls (status)
WHERE
    status IN ('in-progress', 'ringing');

CREATE TABLE call_recordings (
    recording_sid text PRIMARY KEY,
    call_sid text NOT NULL,
    tenant_id uuid NOT NULL,
    recording_url text,
    recording_duration integer,
    channels smallint,
    status text NOT NULL,
    storage text NOT NULL,
    size_bytes bigint,
    sha256 bytea,
    created_at timestamptz NOT NULL
);

CREATE INDEX call_recordings_created ON call_recordings (created_at);

CREATE TABLE sms_messages (
    message_id bigint PRIMARY KEY,
    intent_id uuid NOT NULL,
    message_sid text,
    tenant_id uuid NOT NULL,
    direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    class text NOT NULL,
    from_number text NOT NULL,
    to_number text NOT NULL,
    message_body text NOT NULL,
    status text NOT NULL CHECK (
        status IN (
            'queued', 'sending', 'unknown', 'accepted', 'sent', 'delivered', 'undelivered', 'failed', 'expired',
            'unknown-final', 'received'
        )
    ),
    error_code integer,
    error_message text,
    expires_at timestamptz,
    attempt integer NOT NULL DEFAULT 0,
    call_id bigint,
    event_sequence integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE INDEX idx_sms_to_status ON sms_messages (to_number, status);

CREATE INDEX sms_messages_created ON sms_messages (created_at);

-- A tenant's relation to one outside number. Whoever decides about a text to that number locks this row.
CREATE TABLE twilio_server.contacts (
    tenant_id uuid NOT NULL,
    phone_number text NOT NULL,
    last_text_back_at timestamptz,
    PRIMARY KEY (tenant_id, phone_number)
);

-- What was decided about the text of each missed call; the primary key is what makes it one.
CREATE TABLE twilio_server.decisions (
    call_id bigint PRIMARY KEY,
    tenant_id uuid NOT NULL,
    decision text NOT NULL CHECK (decision IN ('send', 'deferred', 'suppressed')),
    reason text NOT NULL,
    message_id bigint,
    decided_at timestamptz NOT NULL
);

-- One row per POST that may have reached Twilio, written before its first byte.
CREATE TABLE twilio_server.send_attempts (
    message_id bigint NOT NULL,
    attempt integer NOT NULL,
    node_id bigint NOT NULL,
    started_at timestamptz NOT NULL,
    outcome text,
    settled_at timestamptz,
    PRIMARY KEY (message_id, attempt)
);

-- A process that works on jobs. Its id is also its fencing token: a later process always has a higher one.
CREATE TABLE twilio_server.nodes (
    node_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host text NOT NULL,
    process_id integer NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
);

CREATE INDEX nodes_live ON twilio_server.nodes (node_id)
WHERE
    ended_at IS NULL;

CREATE TABLE twilio_server.jobs (
    job_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    unique_key text,
    tenant_id uuid,
    stream_id bigint,
    payload jsonb NOT NULL,
    state text NOT NULL DEFAULT 'available' CHECK (state IN ('available', 'running', 'done', 'dead')),
    run_at timestamptz NOT NULL,
    attempt integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL,
    claimed_by bigint,
    claimed_at timestamptz,
    last_error text,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    CHECK ((state = 'running') = (claimed_by IS NOT NULL))
);

CREATE INDEX jobs_available ON twilio_server.jobs (kind, run_at, job_id)
WHERE
    state = 'available';

CREATE INDEX jobs_running ON twilio_server.jobs (claimed_by)
WHERE
    state = 'running';

CREATE UNIQUE INDEX jobs_unique_key ON twilio_server.jobs (unique_key)
WHERE
    state IN ('available', 'running');

-- The role that serves has no right to make tables, so partitions are made by this function of the owner's.
-- A new partition is made apart and then attached: PARTITION OF would lock the whole table against readers.
CREATE FUNCTION twilio_server.ensure_partition(parent regclass, suffix text, lower_bound timestamptz, upper_bound timestamptz)
RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
    parent_schema text;
    parent_name text;
    child text;
BEGIN
    SELECT n.nspname, c.relname INTO parent_schema, parent_name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = parent;
    child := parent_name || '_' || suffix;
    IF to_regclass(format('%I.%I', parent_schema, child)) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I.%I (LIKE %s INCLUDING ALL)', parent_schema, child, parent);
    EXECUTE format(
        'ALTER TABLE %s ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)',
        parent, parent_schema, child, lower_bound, upper_bound);
    RETURN true;
END
$$;

-- Months for the logs and events, quarters for calls; from one period back to two quarters ahead. Bounds are UTC
-- whatever the session's time zone, or a partition made elsewhere would overlap.
CREATE FUNCTION twilio_server.ensure_partitions(moment timestamptz)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path FROM CURRENT
SET timezone = 'UTC'
AS $$
DECLARE
    made integer := 0;
    period timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('twilio_server.ensure_partitions'));
    FOR step IN -1..6 LOOP
        period := date_trunc('month', moment) + make_interval(months => step);
        made := made
            + twilio_server.ensure_partition('webhook_logs', to_char(period, 'YYYY_MM'), period, period + interval '1 month')::integer
            + twilio_server.ensure_partition('twilio_server.events', to_char(period, 'YYYY_MM'), period, period + interval '1 month')::integer;
    END LOOP;
    FOR step IN -1..2 LOOP
        period := date_trunc('quarter', moment) + make_interval(months => 3 * step);
        made := made
            + twilio_server.ensure_partition('calls', to_char(period, 'YYYY"_q"Q'), period, period + interval '3 months')::integer;
    END LOOP;
    RETURN made;
END
$$;
