INSERT INTO webhook_logs (
    delivery_id, webhook_id, webhook_type, source_ip, call_sid, message_sid, tenant_id, outcome, duration_ms,
    parameters, created_at
)
SELECT *
FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::inet[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::real[],
    $10::jsonb[], $11::timestamptz[]
)
ON CONFLICT DO NOTHING
