SELECT enabled
FROM twilio_server.feature_flags
WHERE feature = $1 AND tenant_id IS NOT DISTINCT FROM $2
