-- A stretch of the table at a time, in short transactions. A key that somebody works with now stays until tomorrow, and
-- so does the key of a stream in which something is still to happen.
WITH old AS (
    SELECT k.stream_key
    FROM twilio_server.stream_keys k
    WHERE k.ctid >= format('(%s,0)', $1::bigint)::tid
        AND k.ctid < format('(%s,0)', $2::bigint)::tid
        AND k.created_at < $3
        AND NOT EXISTS (
            SELECT 1
            FROM calls c
            WHERE c.call_id = k.stream_id AND c.created_at = k.created_at AND c.stage <> 'ended'
        )
        AND NOT EXISTS (
            SELECT 1
            FROM sms_messages m
            WHERE m.message_id = k.stream_id AND m.status IN ('queued', 'sending', 'unknown')
        )
    FOR UPDATE OF k SKIP LOCKED
),
moved AS (
    DELETE FROM twilio_server.stream_keys k
    USING old
    WHERE k.stream_key = old.stream_key
    RETURNING k.stream_key, k.stream_id, k.tenant_id, k.created_at, k.alias_of
)
INSERT INTO twilio_server.stream_keys_archive (stream_key, stream_id, tenant_id, created_at, alias_of)
SELECT stream_key, stream_id, tenant_id, created_at, alias_of
FROM moved
ORDER BY stream_key
ON CONFLICT (stream_key) DO NOTHING
