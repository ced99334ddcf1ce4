DELETE FROM twilio_server.webhook_refusals
WHERE ctid = ANY (ARRAY(SELECT ctid FROM twilio_server.webhook_refusals WHERE minute < $1 LIMIT $2))
