-- Whether this transaction holds the stream now: it is locked by its first key, or its key lies in the archive, where
-- nobody works on it. No row, where somebody else holds it.
SELECT stream_key
FROM (
    SELECT stream_key
    FROM twilio_server.stream_keys
    WHERE stream_key = ANY ($1) AND stream_id = $2 AND alias_of IS NULL
    FOR UPDATE SKIP LOCKED
) held
UNION ALL
SELECT stream_key
FROM twilio_server.stream_keys_archive
WHERE stream_key = ANY ($1) AND stream_id = $2 AND alias_of IS NULL
LIMIT 1
