-- The call that is being reported as missed, with what was decided about its text.
SELECT m.intent_id, d.reason, d.decision, c.call_sid
FROM (
    SELECT call_id, call_sid
    FROM calls
    WHERE tenant_id = $1
        AND created_at > now() - interval '1 day'
        AND from_number = $2
        AND to_number = $3
        AND report = 'sending'
    ORDER BY created_at DESC
    LIMIT 1
) c
CROSS JOIN LATERAL (
    SELECT reason, decision, message_id
    FROM twilio_server.decisions
    WHERE call_id = c.call_id
    LIMIT 1
) d
LEFT JOIN LATERAL (
    SELECT intent_id
    FROM sms_messages
    WHERE message_id = d.message_id
    LIMIT 1
) m ON true
