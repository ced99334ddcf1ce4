-- The keys that others made, as make-stream-keys noted them. The row that is locked is the one of the stream's first key.
-- "known" tells a stream that another transaction holds from one that does not exist; it is a join with a LIMIT, because
-- an EXISTS would be answered by reading all keys. What is neither may lie in the archive, or its first key may.
SELECT
    k.stream_key,
    s.stream_id,
    s.tenant_id,
    s.created_at,
    coalesce(s.stream_id, held.stream_id) IS NOT NULL AS known,
    archived.stream_id IS NOT NULL AS archived
FROM unnest(current_setting('twilio_server.other_keys', true)::text[]) AS k (stream_key)
LEFT JOIN LATERAL (
    SELECT first.stream_id, first.tenant_id, first.created_at
    FROM twilio_server.stream_keys found
    JOIN twilio_server.stream_keys first ON first.stream_key = coalesce(found.alias_of, found.stream_key)
    WHERE found.stream_key = k.stream_key
    LIMIT 1
    FOR UPDATE OF first SKIP LOCKED
) s ON true
LEFT JOIN LATERAL (
    SELECT first.stream_id
    FROM twilio_server.stream_keys found
    JOIN twilio_server.stream_keys first ON first.stream_key = coalesce(found.alias_of, found.stream_key)
    WHERE s.stream_id IS NULL AND found.stream_key = k.stream_key
    LIMIT 1
) held ON true
LEFT JOIN LATERAL (
    SELECT stream_id
    FROM twilio_server.stream_keys_archive
    WHERE s.stream_id IS NULL
        AND held.stream_id IS NULL
        AND stream_key = coalesce(
            (SELECT alias_of FROM twilio_server.stream_keys WHERE stream_key = k.stream_key),
            k.stream_key
        )
    LIMIT 1
) archived ON true
