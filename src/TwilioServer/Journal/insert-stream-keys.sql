INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at, alias_of)
SELECT stream_key, stream_id, tenant_id, created_at, alias_of
FROM unnest($1::twilio_server.stream_key_row[])
ON CONFLICT DO NOTHING
