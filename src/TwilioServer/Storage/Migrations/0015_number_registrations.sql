-- What each sending number may send: how fast, and to whom.

-- US carriers take texts from long codes of an approved campaign only (10DLC). What Twilio said of our numbers when it was
-- asked last; a number without a row is not known, and sends.
CREATE TABLE twilio_server.number_registrations (
    phone_number text PRIMARY KEY REFERENCES twilio_server.phone_numbers (phone_number) ON DELETE CASCADE,
    status text NOT NULL CHECK (
        status IN ('unknown', 'not-applicable', 'unregistered', 'pending', 'failed', 'registered')
    ),
    checked_at timestamptz NOT NULL,
    next_check_at timestamptz NOT NULL
);

-- Those who find a tenant's bucket empty wait in two lines: conversations, and what can wait.
ALTER TABLE twilio_server.rate_buckets ADD COLUMN waiting_bulk integer NOT NULL DEFAULT 0;

-- Until when Twilio is busy with a number's texts, and when whoever waits for it is told to ask again, while Redis is away.
CREATE TABLE twilio_server.number_paces (
    phone_number text PRIMARY KEY,
    busy_until timestamptz NOT NULL DEFAULT 'epoch',
    conversation_line timestamptz NOT NULL DEFAULT 'epoch',
    bulk_line timestamptz NOT NULL DEFAULT 'epoch'
);
