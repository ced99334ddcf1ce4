SELECT count(*)
FROM (
    SELECT 1
    FROM twilio_server.send_attempts a
    JOIN sms_messages m ON m.message_id = a.message_id
    WHERE a.started_at > $1 AND m.class NOT IN ('owner-notice', 'opt-out-confirmation')
    LIMIT $2
) s
