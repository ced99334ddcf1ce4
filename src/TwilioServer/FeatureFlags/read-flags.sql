SELECT feature, tenant_id, enabled
FROM twilio_server.feature_flags
