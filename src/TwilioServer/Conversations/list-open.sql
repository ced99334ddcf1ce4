-- Who was texted because of a missed call may be meant by the owner as well as who wrote. Each number has conversations of its own.
SELECT c.phone_number, m.message_body
FROM (
    SELECT phone_number
    FROM twilio_server.contacts
    WHERE tenant_id = $1 AND (last_inbound_at > $2 OR last_text_back_at > $2)
    ORDER BY greatest(last_inbound_at, last_text_back_at) DESC
    LIMIT 40
) c
CROSS JOIN LATERAL (
    SELECT message_body, created_at
    FROM (
        (
            SELECT message_body, created_at
            FROM sms_messages
            WHERE from_number = c.phone_number
                AND created_at > $2
                AND tenant_id = $1
                AND to_number = $3
                AND direction = 'inbound'
            ORDER BY created_at DESC
            LIMIT 1
        )
        UNION ALL
        (
            SELECT '' AS message_body, created_at
            FROM sms_messages
            WHERE to_number = c.phone_number
                AND created_at > $2
                AND tenant_id = $1
                AND from_number = $3
                AND class = 'text-back'
            ORDER BY created_at DESC
            LIMIT 1
        )
    ) said
    ORDER BY (message_body = ''), created_at DESC
    LIMIT 1
) m
ORDER BY m.created_at DESC
