DELETE FROM twilio_server.send_attempts
WHERE ctid = ANY (ARRAY(SELECT ctid FROM twilio_server.send_attempts WHERE started_at < $1 LIMIT $2))
