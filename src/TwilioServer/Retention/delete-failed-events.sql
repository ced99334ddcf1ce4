DELETE FROM twilio_server.failed_events
WHERE ctid = ANY (ARRAY(SELECT ctid FROM twilio_server.failed_events WHERE created_at < $1 LIMIT $2))
