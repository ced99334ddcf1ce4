-- Refused or lost for a reason that passes, not followed by another yet. What became of
-- an unknown one nobody knows: those are never among them.
SELECT m.message_id, m.intent_id, m.tenant_id, m.class, m.error_code, m.created_at
FROM sms_messages m
WHERE m.created_at > $1
    AND m.direction = 'outbound'
    AND m.status IN ('failed', 'undelivered')
    AND NOT m.retried
    AND m.class NOT IN ('opt-out-confirmation', 'owner-notice', 'follow-up')
    AND m.error_code = ANY ($2::integer[])
    AND ($3::uuid IS NULL OR m.tenant_id = $3)
ORDER BY m.created_at
