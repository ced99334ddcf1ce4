-- A stream whose key this transaction made has nothing to read. (IS TRUE keeps the planner from making a join of the IN,
-- which without hash joins would compare each with each.)
SELECT k.identity, k.stream_key, e.reply
FROM (
    SELECT stream_key, identity
    FROM unnest($1::text[], $2::uuid[]) AS n (stream_key, identity)
    WHERE (stream_key IN (SELECT unnest(current_setting('twilio_server.other_keys', true)::text[]))) IS TRUE
) k
CROSS JOIN LATERAL (
    SELECT stream_id, created_at
    FROM twilio_server.stream_keys
    WHERE stream_key = k.stream_key
    LIMIT 1
) s
CROSS JOIN LATERAL (
    SELECT reply
    FROM twilio_server.events
    WHERE stream_id = s.stream_id AND identity = k.identity AND stream_created_at = s.created_at
    LIMIT 1
) e
