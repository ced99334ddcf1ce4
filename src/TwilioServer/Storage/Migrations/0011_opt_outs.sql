-- Who asked for no more texts. It stands in the contact's row, which a permission to send locks, too: no text leaves to a
-- number after its opt-out is on disk. How it came about, and every change of it, is kept in a ledger that nothing deletes.

ALTER TABLE twilio_server.contacts ADD COLUMN opted_out_at timestamptz;

CREATE TABLE twilio_server.consents (
    consent_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid NOT NULL,
    phone_number text NOT NULL,
    given boolean NOT NULL,
    how text NOT NULL,
    stream_id bigint NOT NULL,
    at timestamptz NOT NULL
);

CREATE INDEX consents_contact ON twilio_server.consents (tenant_id, phone_number, at);

-- A text that may not be sent is blocked, and says why. The previous release never writes the word.
ALTER TABLE sms_messages DROP CONSTRAINT sms_messages_status_check;

ALTER TABLE sms_messages
    ADD CONSTRAINT sms_messages_status_check CHECK (
        status IN (
            'queued', 'sending', 'unknown', 'accepted', 'sent', 'delivered', 'undelivered', 'failed', 'expired',
            'unknown-final', 'received', 'blocked'
        )
    ) NOT VALID;
