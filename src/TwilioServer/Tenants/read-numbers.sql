SELECT n.phone_number, n.tenant_id, n.settings::text, r.status
FROM twilio_server.phone_numbers n
LEFT JOIN twilio_server.number_registrations r ON r.phone_number = n.phone_number
