SELECT tenant_id, settings::text, settings_version
FROM twilio_server.tenants
