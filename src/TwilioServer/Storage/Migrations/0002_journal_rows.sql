-- The journal sends its rows as arrays of composite types: one array is unfolded in a fraction of the time that an array
-- for each column takes. An attribute is never added to such a type, because a release that still runs would then send
-- one too few: a changed row is a new type.

CREATE TYPE twilio_server.stream_key_row AS (
    stream_key text,
    stream_id bigint,
    tenant_id uuid,
    created_at timestamptz,
    alias_of text
);

CREATE TYPE twilio_server.record_row AS (
    delivery_id uuid,
    identity uuid,
    parameters jsonb,
    at timestamptz,
    webhook_type text,
    source_ip inet,
    call_sid text,
    message_sid text,
    tenant_id uuid,
    outcome text,
    duration_ms real,
    stream_id bigint,
    stream_created_at timestamptz,
    sequence integer,
    type text,
    settings_version bigint,
    decider_version smallint,
    reply text
);

CREATE TYPE twilio_server.call_row AS (
    call_id bigint,
    call_sid text,
    tenant_id uuid,
    from_number text,
    to_number text,
    direction text,
    status text,
    duration integer,
    created_at timestamptz,
    stage text,
    missed boolean,
    missed_reason text,
    dial_call_status text,
    dial_call_sid text,
    dial_call_duration integer,
    terminal_status text,
    ended_at timestamptz,
    event_sequence integer,
    updated_at timestamptz
);

-- Keys are compared for equality only, by their bytes: the rules of a language cost several times as much, and differ
-- from server to server.
ALTER TABLE twilio_server.stream_keys ALTER COLUMN stream_key TYPE text COLLATE "C";
