-- The calls that are not over, the latest first. One that has ended and is not decided yet still has such a status.
SELECT call_sid, tenant_id, from_number, to_number, status, stage, missed, created_at
FROM calls
WHERE status IN ('in-progress', 'ringing') AND stage <> 'ended'
ORDER BY created_at DESC
LIMIT $1
