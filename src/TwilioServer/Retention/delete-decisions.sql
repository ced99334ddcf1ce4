DELETE FROM twilio_server.decisions
WHERE ctid = ANY (ARRAY(SELECT ctid FROM twilio_server.decisions WHERE decided_at < $1 LIMIT $2))
