INSERT INTO twilio_server.failed_events (delivery_id, identity, stream_key, type, parameters, error, created_at)
SELECT *
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
ON CONFLICT DO NOTHING
