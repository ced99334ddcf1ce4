SELECT message_id, position, attempt
FROM twilio_server.message_media
WHERE created_at < $1
ORDER BY created_at
LIMIT $2
