INSERT INTO twilio_server.webhook_tokens AS t (kind, token_hash, first_seen, old_since, expires_at)
VALUES ($1, $2, $3, $3, $4)
ON CONFLICT (kind, token_hash) DO UPDATE
SET old_since = COALESCE(t.old_since, excluded.old_since),
    expires_at = CASE WHEN t.old_since IS NULL THEN excluded.expires_at ELSE t.expires_at END
RETURNING expires_at
