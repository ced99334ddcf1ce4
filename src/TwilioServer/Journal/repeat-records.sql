-- As insert-records, for deliveries that the log may have already: a commit of which nobody heard, an import that is repeated.
-- The log row of a delivery and the row of its event share their parameters: one statement parses them once. The array
-- is unfolded twice, which costs less than to keep its rows for the second reader.
WITH logged AS (
    INSERT INTO webhook_logs (
        delivery_id, webhook_id, webhook_type, source_ip, call_sid, message_sid, tenant_id, outcome, duration_ms,
        parameters, created_at
    )
    SELECT
        delivery_id, identity, webhook_type, source_ip, call_sid, message_sid, tenant_id, outcome, duration_ms,
        parameters, at
    FROM unnest($1::twilio_server.record_row[])
    WHERE webhook_type IS NOT NULL
    ON CONFLICT DO NOTHING
)
INSERT INTO twilio_server.events (
    stream_id, identity, stream_created_at, sequence, type, occurred_at, settings_version, decider_version, parameters,
    reply
)
SELECT
    stream_id, identity, stream_created_at, sequence, type, at, settings_version, decider_version, parameters, reply
FROM unnest($1::twilio_server.record_row[])
WHERE stream_id IS NOT NULL
