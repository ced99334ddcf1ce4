-- The texts that wait, the oldest first. The index has no others.
SELECT intent_id
FROM sms_messages
WHERE status = 'queued'
ORDER BY created_at, message_id
LIMIT $1
