SELECT
    '', message_id, intent_id, tenant_id, direction, from_number, to_number, message_body, status, created_at, expires_at,
    message_sid, attempt, error_code, error_message, event_sequence, class, author, handling,
    customers, media_urls, send_at, generation, retried, copy, copy_sid, attempted_at
FROM sms_messages
WHERE message_id = $1
