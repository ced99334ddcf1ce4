-- The index over created_at narrows the log to the call's own day and the one after it, when late repeats come.
SELECT webhook_id, webhook_type, outcome, duration_ms, created_at
FROM webhook_logs
WHERE call_sid = $1 AND created_at BETWEEN $2::timestamptz - interval '1 hour' AND $3::timestamptz + interval '1 day'
ORDER BY created_at, delivery_id
