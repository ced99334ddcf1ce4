-- The two rows of a webhook, as one would lay them out without partitions and streams. A repeat is recognised by Twilio's
-- idempotency token and by the call's SID.
CREATE TABLE webhook_logs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook_id uuid NOT NULL UNIQUE,
    webhook_type text NOT NULL,
    source_ip inet,
    call_sid text,
    parameters jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE calls (
    call_sid text PRIMARY KEY,
    from_number text NOT NULL,
    to_number text NOT NULL,
    direction text NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX calls_created ON calls (created_at);
