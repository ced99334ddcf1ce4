-- Several phones, press-1, machines, recordings and reports of a call; what is special about a number.

-- What is special about a number is one document, as a tenant's settings are. A number that the platform told of is
-- asked for again after a while; one that an operator gave is not.
ALTER TABLE twilio_server.phone_numbers
    ADD COLUMN settings jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN source text NOT NULL DEFAULT 'operator' CHECK (source IN ('operator', 'provisioning')),
    ADD COLUMN updated_at timestamptz;

-- A call of the previous release goes on as that release began it: with every feature of that time, one phone, no key.
ALTER TABLE calls
    ADD COLUMN features integer NOT NULL DEFAULT 31,
    ADD COLUMN dial_target smallint NOT NULL DEFAULT 0,
    ADD COLUMN accepted boolean NOT NULL DEFAULT false,
    ADD COLUMN answered_by text,
    ADD COLUMN recorded boolean NOT NULL DEFAULT false,
    ADD COLUMN report text CHECK (
        report IN ('incoming', 'told', 'sending', 'done', 'refused', 'unknown')
    ),
    ADD COLUMN conversation_id uuid;

-- Partitions that exist got the columns with their parent; those to come are made like it.

-- A changed row is a new type: the previous release still sends the old one.
CREATE TYPE twilio_server.call_row_2 AS (
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
    conversation_id uuid
);
