SELECT identity, sequence, type, occurred_at, parameters::text, reply, settings_version, decider_version
FROM twilio_server.events
WHERE stream_id = $1 AND stream_created_at = $2
ORDER BY sequence
