INSERT INTO twilio_server.webhook_tokens AS t (kind, token_hash, first_seen, expires_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (kind, token_hash) DO UPDATE
SET old_since = NULL, expires_at = excluded.expires_at
