INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at)
SELECT stream_key, stream_id, tenant_id, created_at
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::timestamptz[]) AS k (stream_key, stream_id, tenant_id, created_at)
ON CONFLICT DO NOTHING
RETURNING stream_key, stream_id, tenant_id, created_at
