SELECT decision, reason
FROM twilio_server.decisions
WHERE call_id = $1
