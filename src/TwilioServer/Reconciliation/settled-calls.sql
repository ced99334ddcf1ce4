-- A call whose end came with its last action URL has no duration until its status callback came too.
SELECT k.call_sid
FROM unnest($1::text[]) AS k (call_sid)
CROSS JOIN LATERAL (
    SELECT stream_id, created_at
    FROM twilio_server.stream_keys
    WHERE stream_key = k.call_sid
    LIMIT 1
) s
CROSS JOIN LATERAL (
    SELECT call_id
    FROM calls
    WHERE call_id = s.stream_id
        AND created_at = s.created_at
        AND stage = 'ended'
        AND missed IS NOT NULL
        AND (duration IS NOT NULL OR terminal_status <> 'completed')
    LIMIT 1
) c
