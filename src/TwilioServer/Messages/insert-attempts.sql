INSERT INTO twilio_server.send_attempts (message_id, attempt, node_id, started_at, tenant_id)
SELECT *
FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::timestamptz[], $5::uuid[])
