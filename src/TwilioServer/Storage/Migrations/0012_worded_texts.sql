-- The text of a missed call may be worded by as-call-service; until somebody has worded it, the call says so.
ALTER TABLE calls ADD COLUMN text_due boolean NOT NULL DEFAULT false;

-- A changed row is a new type: the previous release still sends the old one.
CREATE TYPE twilio_server.call_row_3 AS (
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
    updated_at timestamptz,
    features integer,
    dial_target smallint,
    accepted boolean,
    answered_by text,
    recorded boolean,
    report text,
    conversation_id uuid,
    text_due boolean
);
