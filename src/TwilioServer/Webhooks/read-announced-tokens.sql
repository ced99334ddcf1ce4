SELECT token_hash, expires_at
FROM twilio_server.webhook_tokens
WHERE kind = $1 AND old_since IS NULL AND expires_at > $2
