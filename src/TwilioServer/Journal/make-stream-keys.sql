-- Makes the keys of streams that may be new, and notes for the statements that follow which keys others made: only those
-- can be held, have states or have events, and most are new. A set_config lasts until the commit and costs nothing that
-- a temporary table would. The difference of two sets is grouped, because this session must not choose hash joins.
-- A key that was made may be an old stream's, whose key lies in the archive.
WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest($1::twilio_server.stream_key_row[])
),
made AS (
    INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at, alias_of)
    SELECT stream_key, stream_id, tenant_id, created_at, alias_of
    FROM wanted
    ON CONFLICT DO NOTHING
    RETURNING stream_key, stream_id
),
other AS (
    SELECT stream_key
    FROM (SELECT stream_key FROM wanted UNION ALL SELECT stream_key FROM made) k
    GROUP BY stream_key
    HAVING count(*) = 1
    UNION ALL
    SELECT unnest($2::text[])
),
archived AS (
    SELECT made.stream_key
    FROM made
    CROSS JOIN LATERAL (
        SELECT 1 FROM twilio_server.stream_keys_archive WHERE stream_key = made.stream_key LIMIT 1
    ) a
)
SELECT
    (SELECT array_agg(stream_id) FROM made) AS made,
    set_config(
        'twilio_server.other_keys',
        CASE
            WHEN cardinality($2::text[]) = 0 AND (SELECT count(*) FROM made) = cardinality($1) THEN '{}'
            ELSE (SELECT coalesce(array_agg(stream_key), '{}')::text FROM other)
        END,
        true
    ),
    (SELECT array_agg(stream_key) FROM archived) AS archived
