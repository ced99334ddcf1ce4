INSERT INTO twilio_server.webhook_tokens AS t (kind, token_hash, first_seen)
VALUES ($1, $2, $3)
ON CONFLICT (kind, token_hash) DO UPDATE
SET old_since = NULL, expires_at = NULL
WHERE t.old_since IS NOT NULL
