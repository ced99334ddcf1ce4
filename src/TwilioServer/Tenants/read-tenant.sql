SELECT settings::text, settings_version
FROM twilio_server.tenants
WHERE tenant_id = $1
