SELECT message_sid, customers::text
FROM sms_messages
WHERE from_number = $2 AND created_at > $3 AND tenant_id = $1 AND direction = 'inbound' AND handling = 'which'
ORDER BY created_at DESC
LIMIT 1
