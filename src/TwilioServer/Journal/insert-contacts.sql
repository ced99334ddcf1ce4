INSERT INTO twilio_server.contacts (tenant_id, phone_number)
SELECT tenant_id, phone_number
FROM unnest($1::uuid[], $2::text[]) AS k (tenant_id, phone_number)
ON CONFLICT DO NOTHING
