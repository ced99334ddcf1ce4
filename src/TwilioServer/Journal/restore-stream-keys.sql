-- Keys that came up again go back to where they are found, with the keys that their streams are locked by. Where this
-- transaction made one of the same name, because it could not know better, that one is corrected.
WITH wanted AS MATERIALIZED (
    SELECT stream_key FROM unnest($1::text[]) AS k (stream_key)
    UNION
    SELECT found.alias_of
    FROM unnest($1::text[]) AS k (stream_key)
    CROSS JOIN LATERAL (
        SELECT alias_of FROM twilio_server.stream_keys WHERE stream_key = k.stream_key
        UNION ALL
        SELECT alias_of FROM twilio_server.stream_keys_archive WHERE stream_key = k.stream_key
    ) found
    WHERE found.alias_of IS NOT NULL
),
archived AS (
    SELECT a.*
    FROM wanted
    CROSS JOIN LATERAL (
        SELECT stream_key, stream_id, tenant_id, created_at, alias_of
        FROM twilio_server.stream_keys_archive
        WHERE stream_key = wanted.stream_key
        LIMIT 1
    ) a
)
INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at, alias_of)
SELECT stream_key, stream_id, tenant_id, created_at, alias_of
FROM archived
ORDER BY stream_key
ON CONFLICT (stream_key) DO UPDATE SET
    stream_id = EXCLUDED.stream_id,
    tenant_id = EXCLUDED.tenant_id,
    created_at = EXCLUDED.created_at,
    alias_of = EXCLUDED.alias_of
