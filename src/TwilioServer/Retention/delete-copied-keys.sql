-- What somebody works with now stays until tomorrow.
DELETE FROM twilio_server.stream_keys
WHERE ctid = ANY (
    ARRAY(
        SELECT k.ctid
        FROM twilio_server.stream_keys k
        WHERE k.ctid >= format('(%s,0)', $1::bigint)::tid
            AND k.ctid < format('(%s,0)', $2::bigint)::tid
            AND k.created_at < $3
            AND EXISTS (
                SELECT 1 FROM twilio_server.stream_keys_archive a WHERE a.stream_key = k.stream_key
            )
        FOR UPDATE OF k SKIP LOCKED
    )
)
