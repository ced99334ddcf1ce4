-- A key that came up again goes back to where it is found, with the key that its stream is locked by. Where this
-- transaction made one of the same name, because it could not know better, that one is corrected.
INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at, alias_of)
SELECT a.stream_key, a.stream_id, a.tenant_id, a.created_at, a.alias_of
FROM (
    SELECT k.stream_key
    FROM unnest($1::text[]) AS k (stream_key)
    UNION
    SELECT alias.alias_of
    FROM unnest($1::text[]) AS k (stream_key)
    CROSS JOIN LATERAL (
        SELECT alias_of FROM twilio_server.stream_keys_archive WHERE stream_key = k.stream_key LIMIT 1
    ) alias
) wanted
CROSS JOIN LATERAL (
    SELECT stream_key, stream_id, tenant_id, created_at, alias_of
    FROM twilio_server.stream_keys_archive
    WHERE stream_key = wanted.stream_key
    LIMIT 1
) a
ORDER BY a.stream_key
ON CONFLICT (stream_key) DO UPDATE SET
    stream_id = EXCLUDED.stream_id,
    tenant_id = EXCLUDED.tenant_id,
    created_at = EXCLUDED.created_at,
    alias_of = EXCLUDED.alias_of
