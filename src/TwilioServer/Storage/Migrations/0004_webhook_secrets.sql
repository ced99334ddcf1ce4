-- Twilio accounts that belong to tenants: their webhooks are signed with their own auth tokens, not with the service's.
-- The tokens are sealed (AES-GCM) with a key that comes from the master key; the database alone does not reveal them.
CREATE TABLE twilio_server.twilio_accounts (
    account_sid text PRIMARY KEY CHECK (account_sid ~ '^AC[0-9a-f]{32}$'),
    tenant_id uuid NOT NULL REFERENCES twilio_server.tenants,
    auth_token bytea NOT NULL,
    auth_token_old bytea,
    old_expires_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK ((auth_token_old IS NULL) = (old_expires_at IS NULL))
);

CREATE INDEX twilio_accounts_tenant ON twilio_server.twilio_accounts (tenant_id);

-- When each secret was first seen, by its keyed hash: an old one must die by itself, whatever restarts a process and
-- whoever forgets to take it out of the environment. Never the secret itself.
--   both times null                      a process is configured with it as the current one
--   old_since                            processes configured with it as the old one accept it until expires_at
--   expires_at alone                     announced before the URLs change: every process accepts it until then
CREATE TABLE twilio_server.webhook_tokens (
    kind text NOT NULL CHECK (kind IN ('auth-token', 'url-token')),
    token_hash bytea NOT NULL,
    first_seen timestamptz NOT NULL,
    old_since timestamptz,
    expires_at timestamptz CHECK (old_since IS NULL OR expires_at IS NOT NULL),
    PRIMARY KEY (kind, token_hash)
);
