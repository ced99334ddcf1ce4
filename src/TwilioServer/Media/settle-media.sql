UPDATE twilio_server.message_media
SET status = $4, reason = $5, content_type = $6, size_bytes = $7, sha256 = $8, file = $9, updated_at = $10
WHERE message_id = $1 AND position = $2 AND attempt = $3 AND status = 'pending'
