-- The latest text of an owner that was asked about: an older one that still waits is not meant any more.
SELECT message_sid, customers::text, handling = 'which'
FROM sms_messages
WHERE from_number = $2
    AND created_at > $3
    AND created_at < $4
    AND tenant_id = $1
    AND direction = 'inbound'
    AND customers IS NOT NULL
ORDER BY created_at DESC
LIMIT 1
