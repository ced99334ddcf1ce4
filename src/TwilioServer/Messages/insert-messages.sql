INSERT INTO sms_messages (
    message_id, intent_id, message_sid, tenant_id, direction, class, from_number, to_number, message_body, status,
    expires_at, call_id, event_sequence, created_at, updated_at, error_message, author, handling, media_urls,
    send_at, segments, generation
)
SELECT *
FROM unnest(
    $1::bigint[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::timestamptz[], $12::bigint[], $13::integer[], $14::timestamptz[], $15::timestamptz[], $16::text[], $17::text[],
    $18::text[], $19::jsonb[], $20::timestamptz[], $21::smallint[], $22::smallint[]
)
