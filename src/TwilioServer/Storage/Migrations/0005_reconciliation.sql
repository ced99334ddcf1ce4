-- Twilio does not deliver a lost webhook again, but it lists what happened. Up to where each list was read whole is kept
-- here: an outage of any kind only makes the next reading begin earlier.

CREATE TABLE twilio_server.reconciled_lists (
    account_sid text NOT NULL,
    resource text NOT NULL CHECK (resource IN ('calls', 'messages', 'recordings')),
    -- By Twilio's clock: what happened before was compared with what we know.
    settled_at timestamptz NOT NULL,
    -- By ours: when the last complete reading began.
    checked_at timestamptz NOT NULL,
    PRIMARY KEY (account_sid, resource)
);
