-- What the texts of a call depend on, and the conversations that follow from them.

-- Texts that follow a call's first are counted. What Twilio tells of the caller comes with the first webhook, and texts are
-- worded later.
ALTER TABLE calls
    ADD COLUMN follow_ups smallint NOT NULL DEFAULT 0,
    ADD COLUMN caller_city text,
    ADD COLUMN stir_verstat text;

-- A changed row is a new type: the previous release still sends the old one.
CREATE TYPE twilio_server.call_row_4 AS (
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
    text_due boolean,
    follow_ups smallint,
    caller_city text,
    stir_verstat text
);

-- A contact is a conversation, too: one for each tenant and number. The row is locked by whoever decides about a text.
ALTER TABLE twilio_server.contacts
    ADD COLUMN last_inbound_at timestamptz,
    ADD COLUMN introduced_at timestamptz,
    ADD COLUMN holder text,
    ADD COLUMN call_service_conversation uuid;

-- An incoming text is answered once, whoever does it; an owner's text that may be meant for several customers waits for the
-- number of one of them. Who wrote an outgoing text is not what it is: an answer is the assistant's or a person's. A text that
-- was lost where it may be sent again is followed by another, once; how many went before it is its generation.
-- One that must arrive and that nobody can find has a second copy, which Twilio keeps for a while and which can be taken back.
ALTER TABLE sms_messages
    ADD COLUMN author text,
    ADD COLUMN handling text,
    ADD COLUMN customers jsonb,
    ADD COLUMN media_urls jsonb,
    ADD COLUMN send_at timestamptz,
    ADD COLUMN segments smallint,
    ADD COLUMN generation smallint NOT NULL DEFAULT 0,
    ADD COLUMN retried boolean NOT NULL DEFAULT false,
    ADD COLUMN attempted_at timestamptz,
    ADD COLUMN copy text,
    ADD COLUMN copy_sid text;

-- A text that waits may be canceled.
ALTER TABLE sms_messages DROP CONSTRAINT sms_messages_status_check;

ALTER TABLE sms_messages ADD CONSTRAINT sms_messages_status_check CHECK (
    status IN (
        'queued', 'sending', 'unknown', 'unknown-final', 'accepted', 'sent', 'delivered', 'undelivered', 'failed',
        'expired', 'blocked', 'canceled', 'received'
    )
) NOT VALID;
