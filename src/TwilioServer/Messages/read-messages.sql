-- A stream whose key this transaction made has nothing to read. (IS TRUE: see read-known-events.)
SELECT
    k.stream_key, m.message_id, m.intent_id, m.tenant_id, m.direction, m.from_number, m.to_number, m.message_body,
    m.status, m.created_at, m.expires_at, m.message_sid, m.attempt, m.error_code, m.error_message, m.event_sequence,
    m.class, m.author, m.handling, m.customers, m.media_urls,
    m.send_at, m.generation, m.retried, m.copy, m.copy_sid,
    m.attempted_at
FROM (
    SELECT stream_key
    FROM unnest($1::text[]) AS n (stream_key)
    WHERE (stream_key IN (SELECT unnest(current_setting('twilio_server.other_keys', true)::text[]))) IS TRUE
) k
CROSS JOIN LATERAL (
    SELECT stream_id
    FROM twilio_server.stream_keys
    WHERE stream_key = k.stream_key
    LIMIT 1
) s
CROSS JOIN LATERAL (
    SELECT *
    FROM sms_messages
    WHERE message_id = s.stream_id
    LIMIT 1
) m
