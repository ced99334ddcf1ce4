INSERT INTO twilio_server.events (
    stream_id, identity, stream_created_at, sequence, type, occurred_at, settings_version, decider_version, parameters,
    reply
)
SELECT *
FROM unnest(
    $1::bigint[], $2::uuid[], $3::timestamptz[], $4::integer[], $5::text[], $6::timestamptz[], $7::bigint[],
    $8::smallint[], $9::jsonb[], $10::text[]
)
