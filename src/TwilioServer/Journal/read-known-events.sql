-- A stream whose key this transaction made has nothing to read.
SELECT k.identity, k.stream_key, e.reply
FROM unnest($1::text[], $2::uuid[]) AS k (stream_key, identity)
CROSS JOIN LATERAL (
    SELECT stream_id, created_at
    FROM twilio_server.stream_keys
    WHERE stream_key = k.stream_key AND xmin <> pg_current_xact_id()::xid
    LIMIT 1
) s
CROSS JOIN LATERAL (
    SELECT reply
    FROM twilio_server.events
    WHERE stream_id = s.stream_id AND identity = k.identity AND stream_created_at = s.created_at
    LIMIT 1
) e
