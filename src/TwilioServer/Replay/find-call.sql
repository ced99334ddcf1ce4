-- A call's stream, by its recent key or by its archived one.
SELECT stream_id, tenant_id, created_at
FROM twilio_server.stream_keys
WHERE stream_key = $1
UNION ALL
SELECT stream_id, tenant_id, created_at
FROM twilio_server.stream_keys_archive
WHERE stream_key = $1
LIMIT 1
