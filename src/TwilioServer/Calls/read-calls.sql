-- A stream whose key this transaction made has nothing to read. (IS TRUE: see read-known-events.)
SELECT
    k.stream_key, c.call_id, c.call_sid, c.tenant_id, c.from_number, c.to_number, c.direction, c.created_at, c.stage,
    c.missed, c.missed_reason, c.dial_call_status, c.dial_call_sid, c.dial_call_duration, c.terminal_status,
    c.duration, c.ended_at, c.event_sequence,
    c.features, c.dial_target, c.accepted, c.answered_by, c.recorded, c.report, c.conversation_id, c.text_due, c.follow_ups,
    c.caller_city, c.stir_verstat
FROM (
    SELECT stream_key
    FROM unnest($1::text[]) AS n (stream_key)
    WHERE (stream_key IN (SELECT unnest(current_setting('twilio_server.other_keys', true)::text[]))) IS TRUE
) k
CROSS JOIN LATERAL (
    SELECT stream_id, created_at
    FROM twilio_server.stream_keys
    WHERE stream_key = k.stream_key
    LIMIT 1
) s
CROSS JOIN LATERAL (
    SELECT *
    FROM calls
    WHERE call_id = s.stream_id AND created_at = s.created_at
    LIMIT 1
) c
