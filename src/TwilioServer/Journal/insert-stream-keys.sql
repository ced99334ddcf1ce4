INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at, alias_of)
SELECT stream_key, stream_id, tenant_id, created_at, alias_of
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::text[])
    AS k (stream_key, stream_id, tenant_id, created_at, alias_of)
ON CONFLICT DO NOTHING
RETURNING stream_key, stream_id, tenant_id, created_at
