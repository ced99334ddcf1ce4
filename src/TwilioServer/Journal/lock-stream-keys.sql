-- The row that is locked is the one of the stream's first key. Keys that this transaction made itself are passed over:
-- nobody else can see them, and a lock would be one more row to write. "known" tells a stream that another transaction
-- holds from one that does not exist.
SELECT
    k.stream_key,
    s.stream_id,
    s.tenant_id,
    s.created_at,
    s.stream_id IS NOT NULL
        OR EXISTS (SELECT 1 FROM twilio_server.stream_keys e WHERE e.stream_key = k.stream_key) AS known
FROM unnest($1::text[]) AS k (stream_key)
LEFT JOIN LATERAL (
    SELECT first.stream_id, first.tenant_id, first.created_at
    FROM twilio_server.stream_keys found
    JOIN twilio_server.stream_keys first ON first.stream_key = coalesce(found.alias_of, found.stream_key)
    WHERE found.stream_key = k.stream_key AND found.xmin <> pg_current_xact_id()::xid
    LIMIT 1
    FOR UPDATE OF first SKIP LOCKED
) s ON true
