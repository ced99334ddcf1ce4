-- Two index scans rather than an OR. What was never sent was never said.
SELECT message_sid, created_at, inbound, author, message_body
FROM (
    (
        SELECT message_sid, created_at, true AS inbound, NULL AS author, message_body
        FROM sms_messages
        WHERE from_number = $2 AND created_at > $3 AND tenant_id = $1 AND direction = 'inbound'
        ORDER BY created_at DESC
        LIMIT 20
    )
    UNION ALL
    (
        SELECT message_sid, created_at, false AS inbound, author, message_body
        FROM sms_messages
        WHERE to_number = $2
            AND created_at > $3
            AND tenant_id = $1
            AND direction = 'outbound'
            AND status NOT IN ('expired', 'blocked', 'failed', 'canceled')
        ORDER BY created_at DESC
        LIMIT 20
    )
) m
ORDER BY created_at
