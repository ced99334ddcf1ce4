SELECT message_sid
FROM sms_messages
WHERE from_number = $2 AND tenant_id = $1 AND direction = 'inbound' AND message_sid IS NOT NULL
ORDER BY created_at DESC
LIMIT 1
