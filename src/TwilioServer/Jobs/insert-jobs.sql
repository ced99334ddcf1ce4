INSERT INTO twilio_server.jobs (kind, unique_key, tenant_id, stream_id, payload, run_at, max_attempts, created_at)
SELECT *
FROM unnest(
    $1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::jsonb[], $6::timestamptz[], $7::integer[], $8::timestamptz[]
)
ON CONFLICT DO NOTHING
