-- A stream whose key this transaction made has nothing to read.
SELECT
    k.stream_key, c.call_id, c.call_sid, c.tenant_id, c.from_number, c.to_number, c.direction, c.created_at, c.stage,
    c.missed, c.missed_reason, c.dial_call_status, c.dial_call_sid, c.dial_call_duration, c.terminal_status,
    c.duration, c.ended_at, c.event_sequence
FROM unnest($1::text[]) AS k (stream_key)
CROSS JOIN LATERAL (
    SELECT stream_id, created_at
    FROM twilio_server.stream_keys
    WHERE stream_key = k.stream_key AND xmin <> pg_current_xact_id()::xid
    LIMIT 1
) s
CROSS JOIN LATERAL (
    SELECT *
    FROM calls
    WHERE call_id = s.stream_id AND created_at = s.created_at
    LIMIT 1
) c
