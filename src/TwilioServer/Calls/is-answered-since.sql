-- Whether a tenant's caller called or wrote after this moment, which is the beginning of a call of theirs.
SELECT EXISTS (
    SELECT 1 FROM calls WHERE tenant_id = $1 AND created_at > $3 AND from_number = $2
) OR EXISTS (
    SELECT 1 FROM sms_messages WHERE created_at > $3 AND tenant_id = $1 AND from_number = $2 AND direction = 'inbound'
) OR EXISTS (
    -- What was not sent is not followed.
    SELECT 1
    FROM sms_messages
    WHERE to_number = $2
        AND status IN ('blocked', 'failed', 'undelivered', 'expired')
        AND tenant_id = $1
        AND class = 'text-back'
        AND created_at >= $3
)
