INSERT INTO twilio_server.rate_buckets AS b (tenant_id)
VALUES ($1)
ON CONFLICT (tenant_id) DO UPDATE SET waiting = b.waiting
RETURNING taken, waiting
