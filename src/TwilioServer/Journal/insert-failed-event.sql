INSERT INTO twilio_server.failed_events (delivery_id, identity, stream_key, type, parameters, error, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
