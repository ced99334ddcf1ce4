SELECT
    c.status,
    c.missed,
    (SELECT m.status FROM sms_messages m WHERE m.call_id = c.call_id ORDER BY m.message_id LIMIT 1),
    (SELECT count(*) FROM sms_messages m WHERE m.call_id = c.call_id)
FROM calls c
WHERE c.call_sid = $1
