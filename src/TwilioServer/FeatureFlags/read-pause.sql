SELECT reason, started_at, started_by
FROM twilio_server.maintenance_pauses
WHERE tenant_id IS NOT DISTINCT FROM $1 AND ended_at IS NULL
