SELECT tenant_id
FROM twilio_server.maintenance_pauses
WHERE ended_at IS NULL
