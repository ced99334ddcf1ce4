UPDATE twilio_server.maintenance_pauses
SET ended_at = $2, ended_by = $3
WHERE tenant_id IS NOT DISTINCT FROM $1 AND ended_at IS NULL
