SELECT
    m.intent_id, m.tenant_id, m.message_sid, m.direction, m.class, m.from_number, m.to_number, m.message_body, m.status,
    m.created_at, m.send_at, m.expires_at, m.attempt, m.error_code, m.error_message, m.media_urls::text
FROM twilio_server.stream_keys k
JOIN sms_messages m ON m.message_id = k.stream_id
WHERE k.stream_key = $1
