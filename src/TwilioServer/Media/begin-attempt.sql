-- From here on an attempt that began earlier and hung cannot settle the row any more.
UPDATE twilio_server.message_media
SET attempt = attempt + 1, status = 'pending', reason = NULL, updated_at = $3
WHERE message_id = $1 AND position = $2 AND status IN ('pending', 'failed')
RETURNING attempt
