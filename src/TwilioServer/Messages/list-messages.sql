SELECT
    m.intent_id, m.tenant_id, m.message_sid, m.direction, m.class, m.from_number, m.to_number, m.message_body, m.status,
    m.created_at, m.send_at, m.expires_at, m.attempt, m.error_code, m.error_message, m.media_urls::text
FROM sms_messages m
WHERE m.tenant_id = $1
    AND ($2::text IS NULL OR m.status = $2)
    AND ($3::text IS NULL OR m.class = $3)
    AND ($4::text IS NULL OR m.from_number = $4 OR m.to_number = $4)
    AND m.created_at < coalesce($5::timestamptz, 'infinity')
ORDER BY m.created_at DESC
LIMIT $6
