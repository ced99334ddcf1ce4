UPDATE sms_messages m
SET message_sid = k.message_sid,
    status = k.status,
    attempt = k.attempt,
    error_code = k.error_code,
    error_message = k.error_message,
    event_sequence = k.event_sequence,
    updated_at = k.updated_at,
    handling = k.handling,
    customers = k.customers,
    send_at = k.send_at,
    retried = k.retried,
    copy = k.copy,
    copy_sid = k.copy_sid,
    attempted_at = k.attempted_at
FROM unnest(
    $1::bigint[], $2::text[], $3::text[], $4::integer[], $5::integer[], $6::text[], $7::integer[], $8::timestamptz[],
    $9::text[], $10::jsonb[], $11::timestamptz[], $12::boolean[], $13::text[],
    $14::text[], $15::timestamptz[]
) AS k (message_id, message_sid, status, attempt, error_code, error_message, event_sequence, updated_at, handling, customers,
    send_at, retried, copy, copy_sid,
    attempted_at)
WHERE m.message_id = k.message_id
