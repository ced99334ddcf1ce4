-- Twilio's list tells texts apart by their words and their times alone: one of the same words waits until it is known what
-- became of the other, and no longer than the other is looked for.
SELECT EXISTS (
    SELECT 1
    FROM sms_messages
    WHERE to_number = $1
        AND status IN ('sending', 'unknown')
        AND from_number = $2
        AND message_body = $3
        AND intent_id <> $4
        AND coalesce(attempted_at, created_at) > $5
)
