SELECT phone_number, tenant_id
FROM twilio_server.phone_numbers
