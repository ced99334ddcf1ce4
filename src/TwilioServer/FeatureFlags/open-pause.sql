INSERT INTO twilio_server.maintenance_pauses (tenant_id, reason, started_at, started_by)
VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id) WHERE ended_at IS NULL DO NOTHING
