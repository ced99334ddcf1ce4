-- The log row of a delivery and the row of its event share their parameters: one statement reads them once.
WITH record AS MATERIALIZED (
    SELECT *
    FROM unnest(
        $1::uuid[], $2::uuid[], $3::jsonb[], $4::timestamptz[],
        $5::text[], $6::inet[], $7::text[], $8::text[], $9::uuid[], $10::text[], $11::real[],
        $12::bigint[], $13::timestamptz[], $14::integer[], $15::text[], $16::bigint[], $17::smallint[], $18::text[]
    ) AS r (
        delivery_id, identity, parameters, at,
        webhook_type, source_ip, call_sid, message_sid, tenant_id, outcome, duration_ms,
        stream_id, stream_created_at, sequence, type, settings_version, decider_version, reply
    )
),
logged AS (
    INSERT INTO webhook_logs (
        delivery_id, webhook_id, webhook_type, source_ip, call_sid, message_sid, tenant_id, outcome, duration_ms,
        parameters, created_at
    )
    SELECT
        delivery_id, identity, webhook_type, source_ip, call_sid, message_sid, tenant_id, outcome, duration_ms,
        parameters, at
    FROM record
    WHERE webhook_type IS NOT NULL
    ON CONFLICT DO NOTHING
)
INSERT INTO twilio_server.events (
    stream_id, identity, stream_created_at, sequence, type, occurred_at, settings_version, decider_version, parameters,
    reply
)
SELECT
    stream_id, identity, stream_created_at, sequence, type, at, settings_version, decider_version, parameters, reply
FROM record
WHERE stream_id IS NOT NULL
