-- The hour's first texts to a block: how many of them were queued before this one, and how many there are. The predicate
-- names the class so that the index of blocks serves, which is in the order of time.
SELECT count(*) FILTER (WHERE created_at < $3), count(*)
FROM (
    SELECT created_at
    FROM sms_messages
    WHERE left(to_number, 8) = $1
        AND created_at > $2
        AND class = 'text-back'
        AND status NOT IN ('blocked', 'expired', 'canceled')
    ORDER BY created_at
    LIMIT $4
) s
