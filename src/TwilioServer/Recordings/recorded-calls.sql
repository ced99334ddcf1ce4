SELECT call_sid, tenant_id
FROM calls
WHERE status IN ('in-progress', 'ringing') AND recorded AND stage <> 'ended'
