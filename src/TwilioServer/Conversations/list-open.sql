-- Nine at most: the owner answers with one figure.
SELECT c.phone_number, coalesce(m.message_body, '')
FROM (
    SELECT phone_number, last_inbound_at
    FROM twilio_server.contacts
    WHERE tenant_id = $1 AND last_inbound_at > $2 AND opted_out_at IS NULL
    ORDER BY last_inbound_at DESC
    LIMIT 20
) c
LEFT JOIN LATERAL (
    SELECT message_body
    FROM sms_messages
    WHERE from_number = c.phone_number AND tenant_id = $1 AND direction = 'inbound' AND created_at > $2
    ORDER BY created_at DESC
    LIMIT 1
) m ON true
ORDER BY c.last_inbound_at DESC
