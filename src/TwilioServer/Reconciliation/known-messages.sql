SELECT k.message_sid, m.status
FROM unnest($1::text[]) AS k (message_sid)
CROSS JOIN LATERAL (
    SELECT stream_id
    FROM twilio_server.stream_keys
    WHERE stream_key = k.message_sid
    LIMIT 1
) s
CROSS JOIN LATERAL (
    SELECT status
    FROM sms_messages
    WHERE message_id = s.stream_id
    LIMIT 1
) m
