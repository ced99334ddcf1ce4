INSERT INTO twilio_server.decisions (call_id, tenant_id, decision, reason, message_id, decided_at)
SELECT *
FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[])
