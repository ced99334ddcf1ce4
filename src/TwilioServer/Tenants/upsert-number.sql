INSERT INTO twilio_server.phone_numbers AS n (phone_number, tenant_id, created_at)
VALUES ($1, $2, $3)
ON CONFLICT (phone_number) DO UPDATE
SET tenant_id = excluded.tenant_id
WHERE n.tenant_id = excluded.tenant_id
RETURNING phone_number
