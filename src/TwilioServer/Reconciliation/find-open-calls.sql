-- One job for each call that should have told of itself by now, and for each that is older than a call gets.
INSERT INTO twilio_server.jobs (kind, unique_key, tenant_id, stream_id, payload, run_at, max_attempts, created_at)
SELECT
    'call.check',
    'call.check:' || call_sid,
    tenant_id,
    call_id,
    jsonb_build_object(
        'callSid', call_sid, 'tenantId', tenant_id, 'from', from_number, 'to', to_number, 'createdAt', created_at
    ),
    $3,
    $4,
    $3
FROM calls
WHERE status IN ('in-progress', 'ringing') AND (updated_at < $1 OR created_at < $2)
ORDER BY created_at
LIMIT 1000
ON CONFLICT DO NOTHING
