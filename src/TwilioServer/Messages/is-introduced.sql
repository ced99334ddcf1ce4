SELECT introduced_at IS NOT NULL FROM twilio_server.contacts WHERE tenant_id = $1 AND phone_number = $2
