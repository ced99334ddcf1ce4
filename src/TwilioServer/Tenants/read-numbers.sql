SELECT phone_number, tenant_id, settings::text
FROM twilio_server.phone_numbers
