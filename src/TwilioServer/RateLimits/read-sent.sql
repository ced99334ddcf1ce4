SELECT started_at
FROM twilio_server.send_attempts
WHERE tenant_id = $1 AND started_at > $2
ORDER BY started_at DESC
LIMIT $3
