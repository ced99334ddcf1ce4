INSERT INTO twilio_server.phone_numbers (phone_number, tenant_id, source, created_at)
VALUES ($1, $2, $3, $4)
