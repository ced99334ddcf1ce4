-- Calls whose row knows fewer events than there are.
SELECT n.stream_id, c.tenant_id, n.stream_created_at, ARRAY[c.call_sid] AS keys
FROM (
    SELECT stream_id, stream_created_at, max(sequence) AS sequence
    FROM twilio_server.events
    WHERE stream_id BETWEEN $1 AND $2 AND stream_created_at >= $3
    GROUP BY stream_id, stream_created_at
) n
CROSS JOIN LATERAL (
    SELECT call_sid, tenant_id, event_sequence
    FROM calls
    WHERE call_id = n.stream_id AND created_at = n.stream_created_at
    LIMIT 1
) c
WHERE n.sequence > c.event_sequence
