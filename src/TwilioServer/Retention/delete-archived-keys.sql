DELETE FROM twilio_server.stream_keys_archive
WHERE ctid = ANY (ARRAY(SELECT ctid FROM twilio_server.stream_keys_archive WHERE created_at < $1 LIMIT $2))
