SELECT status, reason, content_type, size_bytes, sha256, file
FROM twilio_server.message_media
WHERE message_sid = $1 AND position = $2
