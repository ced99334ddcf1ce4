-- A text's files are noted once, however often its job begins.
INSERT INTO twilio_server.message_media (message_id, position, message_sid, tenant_id, url, created_at, updated_at)
SELECT $1::bigint, m.ordinality - 1, $2::text, $3::uuid, m.url, $5::timestamptz, $6::timestamptz
FROM unnest($4::text[]) WITH ORDINALITY AS m (url)
ON CONFLICT (message_id, position) DO NOTHING
