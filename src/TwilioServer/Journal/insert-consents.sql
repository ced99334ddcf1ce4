INSERT INTO twilio_server.consents (tenant_id, phone_number, given, how, stream_id, at)
SELECT *
FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::text[], $5::bigint[], $6::timestamptz[])
