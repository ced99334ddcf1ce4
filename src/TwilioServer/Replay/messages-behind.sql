-- Messages whose row knows fewer events than there are. The first key is the intent's of what we sent, the SID of what we
-- received.
SELECT
    n.stream_id, m.tenant_id, n.stream_created_at,
    array_remove(ARRAY['intent:' || replace(m.intent_id::text, '-', ''), m.message_sid], NULL) AS keys
FROM (
    SELECT stream_id, stream_created_at, max(sequence) AS sequence
    FROM twilio_server.events
    WHERE stream_id BETWEEN $1 AND $2 AND stream_created_at >= $3
    GROUP BY stream_id, stream_created_at
) n
CROSS JOIN LATERAL (
    SELECT intent_id, message_sid, tenant_id, event_sequence
    FROM sms_messages
    WHERE message_id = n.stream_id
    LIMIT 1
) m
WHERE n.sequence > m.event_sequence
