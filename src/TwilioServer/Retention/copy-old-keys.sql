-- A key is copied in one transaction and deleted in the next: at every moment it is in one of the two tables for whoever
-- looks, even for a statement that waits for the deletion and still sees the time before it.
INSERT INTO twilio_server.stream_keys_archive (stream_key, stream_id, tenant_id, created_at, alias_of)
SELECT k.stream_key, k.stream_id, k.tenant_id, k.created_at, k.alias_of
FROM twilio_server.stream_keys k
WHERE k.ctid >= format('(%s,0)', $1::bigint)::tid
    AND k.ctid < format('(%s,0)', $2::bigint)::tid
    AND k.created_at < $3
    AND NOT EXISTS (
        SELECT 1 FROM twilio_server.stream_keys_archive a WHERE a.stream_key = k.stream_key
    )
ORDER BY k.created_at
