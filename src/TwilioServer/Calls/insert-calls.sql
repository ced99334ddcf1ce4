INSERT INTO calls (
    call_id, call_sid, tenant_id, from_number, to_number, direction, status, duration, created_at, stage, missed,
    missed_reason, dial_call_status, dial_call_sid, dial_call_duration, terminal_status, ended_at, event_sequence,
    updated_at
)
SELECT *
FROM unnest(
    $1::bigint[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[],
    $9::timestamptz[], $10::text[], $11::boolean[], $12::text[], $13::text[], $14::text[], $15::integer[], $16::text[],
    $17::timestamptz[], $18::integer[], $19::timestamptz[]
)
